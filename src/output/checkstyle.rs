//! Checkstyle's XML, which many tools of Java's world read.

use std::fmt::Write;

use crate::report::Report;
use crate::rule::RuleSet;

use super::escape::xml;
use super::record::ReportRecord;

/// The findings by file.
#[must_use]
pub fn checkstyle(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let mut out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n".to_owned();
    for (path, findings) in record.by_file() {
        let _ = writeln!(out, "  <file name=\"{}\">", xml(path));
        for finding in findings {
            let start = finding.primary.start;
            let (severity, message) = (finding.severity, xml(&finding.prose()));
            let _ = writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{message}\" source=\"lt-lint.{}\"/>",
                start.line,
                start.column,
                xml(&finding.rule),
            );
        }
        out.push_str("  </file>\n");
    }
    for error in &record.errors {
        let (place, reason) = (xml(&error.place), xml(&error.reason));
        let _ = writeln!(
            out,
            "  <file name=\"{place}\">\n    <error line=\"1\" severity=\"error\" message=\"not checked: {reason}\" source=\"lt-lint\"/>\n  </file>"
        );
    }
    out + "</checkstyle>\n"
}
