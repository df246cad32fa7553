//! One JSON document, by `schemas/report.schema.json`.

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape;
use super::record::ReportRecord;

/// The report as JSON.
#[must_use]
pub fn json(report: &Report, rules: &RuleSet) -> String {
    escape::json(&ReportRecord::new(report, rules), true)
}
