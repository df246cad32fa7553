//! A summary line and a table, for job summaries and comments.

use std::fmt::Write;

use crate::report::Report;
use crate::rule::RuleSet;
use crate::text::count;

use super::escape::markdown as cell;

use super::record::ReportRecord;
use super::summary::{RenderOptions, summary};

/// The report in Markdown, the gravest findings first.
#[must_use]
pub fn markdown(report: &Report, rules: &RuleSet) -> String {
    markdown_within(report, rules, usize::MAX)
}

/// The same in about as many bytes at most: of a table that is longer, the end says how much more there is.
#[must_use]
pub fn markdown_within(report: &Report, rules: &RuleSet, most: usize) -> String {
    let record = ReportRecord::new(report, rules);
    let mut out = format!("## lt-lint\n\n{}\n", summary(report, &RenderOptions::default()));
    // What nobody can do anything about isn't news for a summary.
    for one in report.unjudged.iter().filter(|one| !one.how.is_empty()) {
        let _ = writeln!(out, "\nnot checked: {}", cell(&one.to_string()));
    }
    findings(&record, most, &mut out);
    let errors = record.errors.iter().map(|error| (cell(&error.place), cell(&error.reason)));
    reasons("not checked", errors, &mut out);
    let skipped = record.skipped.iter().map(|it| (cell(&it.at.place()), cell(&it.reason)));
    reasons("skipped", skipped, &mut out);
    out
}

/// A table of the findings, as long as the text isn't too long.
fn findings(record: &ReportRecord, most: usize, out: &mut String) {
    if !record.findings.is_empty() {
        out.push_str("\n| severity | rule | place | what is wrong | what to do |\n");
        out.push_str("|---|---|---|---|---|\n");
    }
    for (told, finding) in record.by_severity().into_iter().enumerate() {
        if out.len() > most {
            let more = count(record.findings.len() - told, "finding");
            let _ = writeln!(out, "\nand {more} more, which are in the log of this step");
            break;
        }
        let place = cell(&finding.primary.place());
        let (severity, rule) = (finding.severity, cell(&finding.rule));
        let what = cell(&format!("{}\n{}", finding.message, finding.why));
        let help = cell(&finding.help);
        let _ = writeln!(out, "| {severity} | {rule} | {place} | {what} | {help} |");
    }
}

/// A table of places, each with a reason.
fn reasons(title: &str, rows: impl Iterator<Item = (String, String)>, out: &mut String) {
    for (number, (place, reason)) in rows.enumerate() {
        if number == 0 {
            let _ = writeln!(out, "\n| {title} | why |\n|---|---|");
        }
        let _ = writeln!(out, "| {place} | {reason} |");
    }
}
