//! GitLab's code quality report.

use serde::Serialize;

use crate::finding::Severity;
use crate::report::Report;
use crate::rule::RuleSet;

use super::escape;
use super::record::{ErrorRecord, FindingRecord, ReportRecord};

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
    let errors: Vec<_> = record.errors.iter().map(|error| (error, error.fingerprint())).collect();
    let unread = errors.iter().map(|(error, fingerprint)| unread(error, fingerprint));
    let issues: Vec<Issue<'_>> = record.findings.iter().map(issue).chain(unread).collect();
    escape::json(&issues, true)
}

fn issue(finding: &FindingRecord) -> Issue<'_> {
    let at = &finding.primary;
    Issue {
        description: sentences(&[&finding.message, &finding.why, &finding.help]),
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

/// What could not be read: without it GitLab would take all that was found there before for fixed.
fn unread<'r>(error: &'r ErrorRecord, fingerprint: &'r str) -> Issue<'r> {
    Issue {
        description: format!("not checked: {}", error.reason),
        check_name: "lt-lint",
        fingerprint,
        severity: "blocker",
        location: Place { path: &error.place, lines: Lines { begin: 1, end: 1 } },
    }
}

/// Texts one after the other, each with an end.
fn sentences(texts: &[&str]) -> String {
    let ended = texts.iter().filter(|text| !text.is_empty()).map(|text| {
        let ends = text.ends_with(['.', '?', '!', ':']);
        if ends { (*text).to_owned() } else { format!("{text}.") }
    });
    ended.collect::<Vec<_>>().join(" ")
}
