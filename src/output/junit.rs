//! JUnit's XML: a suite a file, a failed case a finding.

use std::fmt::Write;

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape::xml;
use super::record::{FindingRecord, ReportRecord, SuppressedRecord};

/// The report as test results. A finding that doesn't fail the run is a case that passed, with a word; so is one that
/// is suppressed a case that was skipped, where it is asked for. Where nothing is said there is one case that passed,
/// since readers take an empty file for a broken run.
#[must_use]
pub fn junit(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let fails = |finding: &FindingRecord| report.wish.fails(finding.severity);
    let mut suites = Suites::default();
    for (path, findings) in record.by_file() {
        let failures = findings.iter().filter(|finding| fails(finding)).count();
        let cases = findings.iter().map(|finding| case(finding, fails(finding)));
        let counts = Counts { tests: findings.len(), failures, ..Counts::default() };
        suites.add(path, counts, &cases.collect::<String>());
    }
    for one in record.suppressed.iter().filter(|_| report.wish.suppressed) {
        suites.add(&one.finding.primary.path, SKIPPED, &suppressed(one));
    }
    for skipped in &record.skipped {
        let path = &skipped.at.path;
        suites.add(path, SKIPPED, &unjudged("skipped", path, "skipped", &skipped.reason));
    }
    for error in &record.errors {
        let case = unjudged("not checked", &error.place, "error", &error.reason);
        suites.add(&error.place, NOT_CHECKED, &case);
    }
    suites.whole()
}

/// One case that was skipped.
const SKIPPED: Counts = Counts { tests: 1, failures: 0, errors: 0, skipped: 1 };

/// One case that couldn't be tried.
const NOT_CHECKED: Counts = Counts { tests: 1, failures: 0, errors: 1, skipped: 0 };

/// A file that isn't judged as a case, with the element that says why.
fn unjudged(name: &str, path: &str, element: &str, reason: &str) -> String {
    let (path, reason) = (xml(path), xml(reason));
    format!(
        "    <testcase name=\"{name}\" classname=\"{path}\">\n      <{element} message=\"{reason}\"/>\n    </testcase>\n"
    )
}

/// How many cases there are, and how they ended.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// The suites so far, and what is in all of them.
#[derive(Default)]
struct Suites {
    out: String,
    counts: Counts,
}

impl Suites {
    fn add(&mut self, name: &str, counts: Counts, cases: &str) {
        let Counts { tests, failures, errors, skipped } = counts;
        let _ = writeln!(
            self.out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">\n{cases}  </testsuite>",
            xml(name)
        );
        self.counts.tests += tests;
        self.counts.failures += failures;
        self.counts.errors += errors;
        self.counts.skipped += skipped;
    }

    /// All suites; where there are none, one with a case that passed.
    fn whole(mut self) -> String {
        if self.out.is_empty() {
            let case = "    <testcase name=\"no problems\" classname=\"lt-lint\"/>\n";
            self.add("lt-lint", Counts { tests: 1, ..Counts::default() }, case);
        }
        let Counts { tests, failures, errors, .. } = self.counts;
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        format!("{head}\n<testsuites name=\"lt-lint\" {counts}>\n{}</testsuites>\n", self.out)
    }
}

fn case(finding: &FindingRecord, fails: bool) -> String {
    let at = &finding.primary;
    let (message, severity) = (xml(&finding.message), finding.severity);
    let place = at.place();
    let text = xml(&format!("{place}\nwhy: {}\nhelp: {}", finding.why, finding.help));
    let outcome = if fails {
        format!("      <failure type=\"{severity}\" message=\"{message}\">{text}</failure>\n")
    } else {
        format!("      <system-out>{severity}: {message}&#10;{text}</system-out>\n")
    };
    testcase(finding, &outcome)
}

fn suppressed(one: &SuppressedRecord) -> String {
    let skipped = format!("      <skipped message=\"suppressed: {}\"/>\n", xml(&one.reason));
    testcase(&one.finding, &skipped)
}

/// A case is known by rule, object and field, so that its history outlives a line above it.
fn testcase(finding: &FindingRecord, outcome: &str) -> String {
    let at = &finding.primary;
    let object = at.object.as_ref().map(|object| format!(" in {object}")).unwrap_or_default();
    let field = if at.field.is_empty() { String::new() } else { format!(" at {}", at.field) };
    let (name, path) = (xml(&format!("{}{object}{field}", finding.rule)), xml(&at.path));
    format!(
        "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" line=\"{}\">\n{outcome}    </testcase>\n",
        at.start.line
    )
}
