//! What failed, with the difference between expected and found, and a line that counts.

use std::fmt::Write;

use crate::fixture::{CaseResult, Change, FixtureResult, Outcome, TestReport};
use crate::text::{count, printable};

use super::{NOTHING, title, words};

/// The failures as a person reads them, and the counts.
#[must_use]
pub fn human(report: &TestReport) -> String {
    let mut out = String::new();
    for fixture in &report.fixtures {
        for case in &fixture.cases {
            failure(fixture, case, &mut out);
        }
    }
    for gap in &report.gaps {
        let place = gap.path.as_ref().map(|path| format!("{}: ", printable(path)));
        let _ = writeln!(out, "Untested: {}{}", place.unwrap_or_default(), gap.reason());
    }
    if !report.gaps.is_empty() {
        out.push('\n');
    }
    out + &summary(report) + "\n"
}

/// What is wrong with a case, if anything.
fn failure(fixture: &FixtureResult, case: &CaseResult, out: &mut String) {
    let Some(outcome) = case.outcome else { return };
    let (path, title) = (printable(&fixture.path), printable(&title(case)));
    let _ = writeln!(out, "{}: {path}:{}: {title}", outcome.name(), case.line);
    for one in &case.differences {
        let sign = if one.expected { '-' } else { '+' };
        let _ = writeln!(out, "  {sign} {path}:{}: {}  ({})", one.line, one.rule, words(one));
    }
    if case.differences.is_empty() {
        let _ = writeln!(out, "    {NOTHING}: end a line with `# expect: {}`", fixture.rule);
    }
    out.push('\n');
}

/// `3 cases of 2 fixtures: 2 passed, 1 failed (1 Noisy)`.
fn summary(report: &TestReport) -> String {
    let (cases, failed) = (report.cases(), report.failed());
    let passed = cases - failed;
    let all =
        format!("{} in {}", count_of(cases, "case"), count_of(report.fixtures.len(), "fixture"));
    let mut out = format!("{all}: {passed} passed");
    let outcomes = || report.fixtures.iter().flat_map(|it| &it.cases).filter_map(|it| it.outcome);
    for outcome in [Outcome::Noisy, Outcome::Missing, Outcome::Wrong] {
        match outcomes().filter(|one| *one == outcome).count() {
            0 => {}
            number => {
                let _ = write!(out, ", {number} {}", outcome.name());
            }
        }
    }
    if !report.gaps.is_empty() {
        let _ = write!(out, ", {} Untested", report.gaps.len());
    }
    out
}

fn count_of(number: usize, noun: &str) -> String {
    count(u64::try_from(number).unwrap_or(u64::MAX), noun)
}

/// Changes of a fixture, one per line.
#[must_use]
pub fn changes(path: &str, changes: &[Change]) -> String {
    let line = |change: &Change| format!("{}:{}: {change}\n", printable(path), change.line());
    changes.iter().map(line).collect()
}
