//! A JSON object a line: the findings, the skipped files, the summary, told apart by `type`.

use serde::Serialize;

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape;
use super::record::{FindingRecord, ReportRecord, SkippedRecord, SummaryRecord};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'r> {
    Finding(&'r FindingRecord),
    Skipped(&'r SkippedRecord),
    Summary(&'r SummaryRecord),
}

/// The report as JSON lines; the summary is the last one.
#[must_use]
pub fn jsonl(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let findings = record.findings.iter().map(Line::Finding);
    let skipped = record.skipped.iter().map(Line::Skipped);
    let lines = findings.chain(skipped).chain([Line::Summary(&record.summary)]);
    lines.map(|line| escape::json(&line, false)).collect()
}
