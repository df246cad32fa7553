//! The summary line, and what the renderers for people are told.

use std::fmt::Write;

use crate::finding::Severity;
use crate::report::{By, Report, SkipReason};
use crate::rule::RuleSet;
use crate::text::count;

/// Options of the renderers for people.
#[derive(Debug, Clone, Copy, Default)]
pub struct RenderOptions<'r> {
    /// Whether to use colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to leave out the summary when there is nothing else to say.
    pub quiet: bool,
    /// The rules whose ids become links to what they go by, where the terminal knows links.
    pub links: Option<&'r RuleSet>,
}

impl RenderOptions<'_> {
    /// Text in a colour, where colours are used.
    pub(super) fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// One line: what was found, in how much.
pub(super) fn summary(report: &Report, look: &RenderOptions<'_>) -> String {
    let severities = [(Severity::Error, "31"), (Severity::Warning, "33"), (Severity::Info, "36")];
    let counts: Vec<String> = severities
        .into_iter()
        .map(|(severity, code)| (report.count(severity), severity, code))
        .filter(|(number, ..)| *number > 0)
        .map(|(number, severity, code)| look.paint(code, &noun(number, severity)))
        .collect();
    let found = match counts.is_empty() {
        true if report.summary.files == 0 => look.paint("33", "nothing checked"),
        true => look.paint("32", "no problems"),
        false => counts.join(", "),
    };
    let checked = report.summary;
    let mut line = format!(
        "{found} in {} ({})",
        count(checked.files, "file"),
        count(checked.objects, "object")
    );
    for (by, words) in [(By::Manifest, "suppressed"), (By::Baseline, "known from the baseline")] {
        let forgiven = report.forgiven(by);
        if forgiven > 0 {
            let _ = write!(line, ", {forgiven} {words}");
        }
    }
    let (templates, kustomize): (Vec<_>, Vec<_>) =
        report.skipped.iter().partition(|skipped| skipped.reason == SkipReason::Template);
    for (files, noun) in [(templates, "template"), (kustomize, "kustomize file")] {
        if !files.is_empty() {
            let _ = write!(line, ", {} skipped", count(files.len(), noun));
        }
    }
    if checked.passed_over > 0 {
        let _ = write!(
            line,
            ", {} without Kubernetes objects passed over",
            count(checked.passed_over, "file")
        );
    }
    if checked.context > 0 {
        let _ = write!(line, ", {} beside read as context", count(checked.context, "file"));
    }
    line
}

fn noun(number: usize, severity: Severity) -> String {
    match severity {
        Severity::Info => format!("{number} info"),
        _ => count(number, severity.name()),
    }
}
