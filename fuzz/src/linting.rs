//! `lint`: a report of any set of files, in each format, is what the readers of that format take.

use std::ops::Range;
use std::sync::LazyLock;

use lt_lint::baseline::Baseline;
use lt_lint::effective::{Asked, settings};
use lt_lint::output::plan as drawn;
use lt_lint::output::{self, RenderOptions};
use lt_lint::plan::plan;
use lt_lint::text::is_unprintable;
use lt_lint::{Options, Report, RuleSet, Session, SourceFile};

use super::cut::files;

/// A text of a multiple of so many bytes is shown as SARIF too, which describes every rule each time.
const SARIF_AT: usize = 16;

/// All rules, advice too.
pub(crate) static SESSION: LazyLock<Session> = LazyLock::new(|| {
    let options = Options { pedantic: true, ..Options::default() };
    Session::new(builtin(), options).unwrap_or_else(|error| panic!("{error}"))
});

/// The rules of lt-lint.
pub(crate) fn builtin() -> RuleSet {
    RuleSet::builtin().unwrap_or_else(|error| panic!("{error}"))
}

/// Lints a set of files, and writes everything that can be written of them.
pub fn lint(input: &[u8]) {
    let files = files(input);
    check_report(&SESSION.lint(files.clone()), &SESSION.rules);
    check_plan(&files);
    let record = settings(&SESSION, &files, Asked::default());
    assert_json(&output::settings_json(&record));
    assert_printable(&output::settings_human(&record, true));
}

/// Fails where a format isn't what its readers take, or a place isn't in its file.
pub(crate) fn check_report(report: &Report, rules: &RuleSet) {
    assert_placed(report);
    let (json, gitlab) = (output::json(report, rules), output::gitlab(report, rules));
    [json, gitlab].iter().for_each(|text| assert_json(text));
    let length = report.sources.first().map_or(0, |source| source.text.len());
    if length.is_multiple_of(SARIF_AT) {
        assert_json(&output::sarif(report, rules));
    }
    output::jsonl(report, rules).lines().for_each(assert_json);
    let (junit, checkstyle) = (output::junit(report, rules), output::checkstyle(report, rules));
    [junit, checkstyle].iter().for_each(|text| assert_xml(text));
    for line in output::github(report, rules).lines() {
        assert!(line.starts_with("::"), "{line:?}");
    }
    let concise = output::concise(report);
    assert_eq!(concise.lines().count(), report.findings.len() + report.skipped.len(), "{concise}");
    assert_printable(&concise);
    assert_printable(&output::markdown(report, rules));
    let look = RenderOptions { color: false, width: length % 130, ..RenderOptions::default() };
    assert_printable(&output::human(report, &look));
    let _ = output::human(report, &RenderOptions { color: true, ..look });
    let mut known = Baseline::default();
    report.findings.iter().for_each(|finding| known.add(finding, &report.sources));
    assert_eq!(known, reread(&known));
}

/// A baseline written and read again.
pub(crate) fn reread(known: &Baseline) -> Baseline {
    let text = known.write();
    let read = Baseline::read("baseline".as_ref(), text.as_bytes());
    read.unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn assert_placed(report: &Report) {
    for finding in &report.findings {
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
        let places = edits.map(|edit| (edit.file, edit.span));
        let labels = finding.labels().map(|label| (label.at.file, label.at.span));
        for (file, span) in places.chain(labels) {
            let text = report.source(file).map(|source| &*source.text).unwrap_or_default();
            assert!(text.get(Range::from(span)).is_some(), "{span:?} of {finding:?}");
        }
    }
}

/// Plans what a set of files makes, and draws it.
pub(crate) fn check_plan(files: &[SourceFile]) {
    let plan = plan(&SESSION, files);
    assert_json(&drawn::json(&plan));
    assert_xml(&drawn::svg(&plan));
    assert_printable(&drawn::markdown(&plan));
    let look = drawn::PlanLook { width: 80, ascii: true, color: false };
    assert_printable(&drawn::human(&plan, &look));
}

fn assert_json(text: &str) {
    let read: Result<serde_json::Value, _> = serde_json::from_str(text);
    assert!(read.is_ok(), "{read:?}: {text}");
    assert_printable(text);
}

fn assert_xml(text: &str) {
    let read = roxmltree::Document::parse(text);
    assert!(read.is_ok(), "{read:?}: {text}");
    assert_printable(text);
}

/// Fails where a character could change what a terminal or a reader shows beside it.
pub(crate) fn assert_printable(text: &str) {
    let bad = text.chars().find(|c| *c != '\n' && is_unprintable(*c));
    assert!(bad.is_none(), "{bad:?}: {text}");
}
