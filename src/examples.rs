//! Examples of a rule, out of its fixture: what it finds, with its own words, and what it leaves alone.

use std::fmt::Write;

use crate::fixture::{Case, Fixture};
use crate::options::Options;
use crate::rule::RuleSet;
use crate::session::Session;
use crate::source::LineIndex;

/// The first bad case and the first good one in Markdown.
#[must_use]
pub fn examples(fixture: &Fixture, rules: &RuleSet) -> String {
    let first = |good: bool| fixture.cases.iter().find(move |case| case.good == good);
    let mut out = String::new();
    if let Some(bad) = first(false) {
        let _ = write!(out, "Bad, {}:\n\n```yaml\n{}```\n", bad.title, manifest(bad));
        out.push_str(&said(bad, fixture, rules));
    }
    if let Some(good) = first(true) {
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = write!(out, "{gap}Good, {}:\n\n```yaml\n{}```\n", good.title, manifest(good));
    }
    out
}

/// The text of a case without the line that starts it.
fn manifest(case: &Case) -> String {
    let lines = case.manifest.lines().skip(case.line);
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// What the rule says of a bad case.
fn said(case: &Case, fixture: &Fixture, rules: &RuleSet) -> String {
    let limits = rules.limits().clone();
    let options = Options { pedantic: true, limits, ..Options::default() };
    // Under the limits that the rules have already, nothing is compiled that could fail.
    let Ok(session) = Session::new(rules.clone(), options) else {
        return String::new();
    };
    let report = session.lint(case.files(&fixture.path));
    let Some(finding) = report.findings.iter().find(|finding| finding.rule == fixture.rule) else {
        return String::new();
    };
    let at = finding.primary.at;
    let text = report.source(at.file).map(|source| &*source.text).unwrap_or_default();
    let line = LineIndex::new(text).position(text, at.span.start).line;
    let line = line.saturating_sub(case.line);
    let severity = finding.severity;
    format!("\nLine {line}: {severity}: {}\n\n{}\n", finding.message, finding.help)
}
