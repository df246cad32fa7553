//! A line for each difference: `path:line: outcome[rule] …`.

use std::fmt::Write;

use crate::fixture::{CaseResult, FixtureResult, Outcome, TestReport};
use crate::text::printable;

use super::{NOTHING, title, words};

/// The failures, one per line.
#[must_use]
pub fn concise(report: &TestReport) -> String {
    let mut out = String::new();
    for fixture in &report.fixtures {
        for case in &fixture.cases {
            if let Some(outcome) = case.outcome {
                lines(&mut out, fixture, case, outcome);
            }
        }
    }
    for gap in &report.gaps {
        let place = gap.path.as_deref().unwrap_or(&gap.rule);
        let _ = writeln!(out, "{}: Untested[{}] {}", printable(place), gap.rule, gap.reason());
    }
    out
}

fn lines(out: &mut String, fixture: &FixtureResult, case: &CaseResult, outcome: Outcome) {
    let (path, name, title) = (printable(&fixture.path), outcome.name(), printable(&title(case)));
    for one in &case.differences {
        let (line, rule) = (one.line, &one.rule);
        let _ = writeln!(out, "{path}:{line}: {name}[{rule}] {} ({title})", words(one));
    }
    if case.differences.is_empty() {
        let (line, rule) = (case.line, &fixture.rule);
        let _ = writeln!(out, "{path}:{line}: {name}[{rule}] {NOTHING} ({title})");
    }
}
