//! A summary line and a table, for job summaries and comments.

use std::fmt::Write;

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape::markdown as cell;

use super::record::ReportRecord;
use super::summary::{RenderOptions, summary};

/// The report in Markdown, the gravest findings first.
#[must_use]
pub fn markdown(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let look = RenderOptions { color: false, width: 0, quiet: false, links: None, whole: false };
    let mut out = format!("## lt-lint\n\n{}\n", summary(report, &look));
    if !record.findings.is_empty() {
        out.push_str(
            "\n| severity | rule | place | what is wrong | what to do |\n|---|---|---|---|---|\n",
        );
    }
    for finding in record.by_severity() {
        let at = &finding.primary;
        let place = format!("{}:{}:{}", cell(&at.path), at.start.line, at.start.column);
        let (severity, rule) = (finding.severity, cell(&finding.rule));
        let what = cell(&format!("{}\n{}", finding.message, finding.why));
        let _ =
            writeln!(out, "| {severity} | {rule} | {place} | {what} | {} |", cell(&finding.help));
    }
    if !record.skipped.is_empty() {
        out.push_str("\n| skipped | why |\n|---|---|\n");
    }
    for skipped in &record.skipped {
        let at = &skipped.at;
        let place = format!("{}:{}:{}", cell(&at.path), at.start.line, at.start.column);
        let _ = writeln!(out, "| {place} | {} |", cell(&skipped.reason));
    }
    out
}
