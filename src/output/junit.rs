//! JUnit's XML: a suite a file, a failed case a finding.

use std::fmt::Write;

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape::xml;
use super::record::{FindingRecord, ReportRecord};

/// The report as test results. Without findings there is one case that passed, since readers take
/// an empty file for a broken run.
#[must_use]
pub fn junit(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let failures = record.findings.len();
    let clean = usize::from(failures == 0);
    let tests = failures + record.skipped.len() + clean;
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let _ = writeln!(out, "<testsuites name=\"lt-lint\" {counts}>");
    for (path, findings) in record.by_file() {
        let count = findings.len();
        suite(&mut out, path, count, count, 0);
        findings.into_iter().for_each(|finding| case(&mut out, finding));
        out.push_str("  </testsuite>\n");
    }
    for skipped in &record.skipped {
        let path = xml(&skipped.at.path);
        suite(&mut out, &skipped.at.path, 1, 0, 1);
        let _ = writeln!(out, "    <testcase name=\"skipped\" classname=\"{path}\">");
        let _ =
            writeln!(out, "      <skipped message=\"{}\"/>\n    </testcase>", xml(&skipped.reason));
        out.push_str("  </testsuite>\n");
    }
    if clean == 1 {
        suite(&mut out, "lt-lint", 1, 0, 0);
        out.push_str(
            "    <testcase name=\"no problems\" classname=\"lt-lint\"/>\n  </testsuite>\n",
        );
    }
    out + "</testsuites>\n"
}

fn suite(out: &mut String, name: &str, tests: usize, failures: usize, skipped: usize) {
    let counts =
        format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"");
    let _ = writeln!(out, "  <testsuite name=\"{}\" {counts}>", xml(name));
}

fn case(out: &mut String, finding: &FindingRecord) {
    let at = &finding.primary;
    let (path, rule, severity) = (xml(&at.path), xml(&finding.rule), finding.severity);
    let place = format!("{}:{}", at.start.line, at.start.column);
    let _ = writeln!(out, "    <testcase name=\"{rule} {place}\" classname=\"{path}\">");
    let message = xml(&finding.message);
    let text = xml(&format!("{}:{place}\nwhy: {}\nhelp: {}", at.path, finding.why, finding.help));
    let _ =
        writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{text}</failure>");
    out.push_str("    </testcase>\n");
}
