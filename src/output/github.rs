//! Workflow commands of GitHub Actions, which become annotations.

use std::fmt::Write;

use crate::finding::Severity;
use crate::log_commands::{NUMBER_SIGN, without_brackets};
use crate::report::Report;
use crate::rule::RuleSet;
use crate::text::printable;

use super::escape;
use super::record::{LabelRecord, ReportRecord};

/// A command a line. Errors come first: GitHub shows no more than ten annotations of a step.
#[must_use]
pub fn github(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let mut out = String::new();
    for finding in record.by_severity() {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        command(&mut out, level, &finding.primary, &finding.rule, &finding.prose());
    }
    for error in &record.errors {
        let _ = writeln!(out, "::error title=lt-lint::{}", data(&error.prose()));
    }
    for skipped in &record.skipped {
        command(&mut out, "notice", &skipped.at, "skipped", &skipped.reason);
    }
    out
}

fn command(out: &mut String, level: &str, at: &LabelRecord, title: &str, message: &str) {
    let (start, end) = (at.start, at.end);
    let path = property(&at.path);
    let _ = write!(out, "::{level} file={path},line={}", start.line);
    // GitHub ignores the columns of a place that spans lines, and warns about them.
    let _ = if start.line == end.line {
        write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)
    } else {
        write!(out, ",endLine={}", end.line)
    };
    let _ = writeln!(out, ",title={}::{}", property(title), data(message));
}

/// The text after the command.
fn data(text: &str) -> String {
    let text = escape::lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    without_brackets(&text, NUMBER_SIGN).into_owned()
}

/// The value of a property.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}
