//! JUnit's XML: a suite a fixture, a test case each of its cases; what fixtures lack is a suite of its own.

use std::fmt::Write;

use crate::fixture::{CaseResult, FixtureResult, Gap, Outcome, TestReport};

use super::super::escape::xml;
use super::{NOTHING, title, words};

/// The outcomes as test results.
#[must_use]
pub fn junit(report: &TestReport) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let tests = report.cases() + report.gaps.len();
    let failures = report.failed() + report.gaps.len();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let _ = writeln!(out, "<testsuites name=\"lt-lint test\" {counts}>");
    for fixture in &report.fixtures {
        let failures = fixture.cases.iter().filter(|case| case.outcome.is_some()).count();
        suite(&mut out, &fixture.path, fixture.cases.len(), failures);
        fixture.cases.iter().for_each(|one| case(&mut out, fixture, one));
        out.push_str("  </testsuite>\n");
    }
    if !report.gaps.is_empty() {
        suite(&mut out, "untested", report.gaps.len(), report.gaps.len());
        report.gaps.iter().for_each(|one| gap(&mut out, one));
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

fn suite(out: &mut String, name: &str, tests: usize, failures: usize) {
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"");
    let _ = writeln!(out, "  <testsuite name=\"{}\" {counts}>", xml(name));
}

fn case(out: &mut String, fixture: &FixtureResult, case: &CaseResult) {
    let name = xml(&format!("{} (line {})", title(case), case.line));
    let class = xml(&fixture.path);
    let head = format!("    <testcase name=\"{name}\" classname=\"{class}\"");
    let Some(outcome) = case.outcome else {
        let _ = writeln!(out, "{head}/>");
        return;
    };
    let lines = case.differences.iter().map(|one| {
        let sign = if one.expected { '-' } else { '+' };
        format!("{sign} {}:{}: {} ({})", fixture.path, one.line, one.rule, words(one))
    });
    let lines: Vec<String> = lines.collect();
    let text = if lines.is_empty() { NOTHING.to_owned() } else { lines.join("\n") };
    let _ = writeln!(out, "{head}>");
    failure(out, outcome.name(), &meaning(outcome, &fixture.rule), &text);
}

fn meaning(outcome: Outcome, rule: &str) -> String {
    match outcome {
        Outcome::Noisy => format!("`{rule}` has a finding in a good case"),
        Outcome::Missing => format!("`{rule}` has no finding in a bad case"),
        Outcome::Wrong => "the findings differ from the expected ones".to_owned(),
    }
}

fn gap(out: &mut String, gap: &Gap) {
    let (reason, class) = (gap.reason(), xml(gap.path.as_deref().unwrap_or(&gap.rule)));
    let _ = writeln!(out, "    <testcase name=\"{}\" classname=\"{class}\">", xml(&reason));
    failure(out, "Untested", &reason, &reason);
}

fn failure(out: &mut String, kind: &str, message: &str, text: &str) {
    let (message, text) = (xml(message), xml(text));
    let _ = writeln!(out, "      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>");
    out.push_str("    </testcase>\n");
}
