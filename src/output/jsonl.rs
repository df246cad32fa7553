//! One JSON object per line: findings, skipped files, checks that weren't possible, errors, the summary, and on request
//! suppressed findings; `type` distinguishes them.

use serde::Serialize;

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape;
use super::record::{
    ErrorRecord, FindingRecord, NotCheckedRecord, ReportRecord, SkippedRecord, SummaryRecord,
    SuppressedRecord,
};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'r> {
    Finding(&'r FindingRecord),
    Suppressed(&'r SuppressedRecord),
    Skipped(&'r SkippedRecord),
    #[serde(rename = "not_checked")]
    NotChecked(&'r NotCheckedRecord),
    Error(&'r ErrorRecord),
    Summary(&'r SummaryRecord),
}

/// The report as JSON lines; the summary is the last one.
#[must_use]
pub fn jsonl(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let findings = record.findings.iter().map(Line::Finding);
    let suppressed = record.suppressed.iter().filter(|_| report.wish.suppressed);
    let skipped = record.skipped.iter().map(Line::Skipped);
    let lines = findings
        .chain(suppressed.map(Line::Suppressed))
        .chain(skipped)
        .chain(record.not_checked.iter().map(Line::NotChecked))
        .chain(record.errors.iter().map(Line::Error))
        .chain([Line::Summary(&record.summary)]);
    lines.map(|line| escape::json(&line, false)).collect()
}
