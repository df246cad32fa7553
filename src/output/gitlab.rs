//! GitLab's code quality report.

use serde::Serialize;

use crate::finding::Severity;
use crate::report::Report;
use crate::rule::RuleSet;

use super::escape;
use super::record::{FindingRecord, ReportRecord};

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: &'r str,
    severity: &'static str,
    location: Place<'r>,
}

#[derive(Serialize)]
struct Place<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings as GitLab shows them in a merge request.
#[must_use]
pub fn gitlab(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let issues: Vec<Issue<'_>> = record.findings.iter().map(issue).collect();
    escape::json(&issues, true)
}

fn issue(finding: &FindingRecord) -> Issue<'_> {
    let at = &finding.primary;
    Issue {
        description: format!("{}. {}", finding.message, finding.help),
        check_name: &finding.rule,
        fingerprint: &finding.fingerprint,
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Place { path: &at.path, lines: Lines { begin: at.start.line, end: at.end.line } },
    }
}
