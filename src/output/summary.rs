//! The summary line, and what the renderers for people are reported.

use std::fmt::Write;

#[cfg(feature = "cli")]
use super::record::NotCheckedRecord;
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
    /// Whether to omit the summary when there is nothing else to say.
    pub quiet: bool,
    /// The rules whose ids become links to what they go by, where the terminal knows links.
    pub links: Option<&'r RuleSet>,
    /// Whether everything is printed that is found and skipped, however much it is.
    pub whole: bool,
    /// Whether frames and signs are ASCII characters alone.
    pub ascii: bool,
}

impl RenderOptions<'_> {
    /// Text in a colour, where colours are used.
    pub(super) fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What skipped files are called, by the reason.
const SKIPPED: [(&str, &[SkipReason]); 3] = [
    ("template", &[SkipReason::Template, SkipReason::Variables]),
    (
        "kustomize file",
        &[
            SkipReason::Kustomization,
            SkipReason::Patch,
            SkipReason::Changed,
            SkipReason::LoosePatch,
        ],
    ),
    ("encrypted file", &[SkipReason::Encrypted]),
];

/// What wasn't judged, one per line; nothing where no file was.
#[cfg(feature = "cli")]
pub(super) fn unjudged(report: &Report) -> Vec<String> {
    NotCheckedRecord::all(report).iter().map(|one| format!("not checked: {one}")).collect()
}

/// One line: what was found, in how much.
pub(super) fn summary(report: &Report, look: &RenderOptions<'_>) -> String {
    let checked = report.summary;
    let (files, objects) = (count(checked.files, "file"), count(checked.objects, "object"));
    let mut line = format!("{} in {files} ({objects})", found(report, look));
    for (by, words) in [(By::Manifest, "suppressed"), (By::Baseline, "in the baseline")] {
        let forgiven = report.forgiven(by);
        if forgiven > 0 {
            let _ = write!(line, ", {forgiven} {words}");
        }
    }
    for (noun, reasons) in SKIPPED {
        let files = report.skipped.iter().filter(|skipped| reasons.contains(&skipped.reason));
        let files = files.count();
        if files > 0 {
            let _ = write!(line, ", {} skipped", count(files, noun));
        }
    }
    if checked.passed_over > 0 {
        let files = count(checked.passed_over, "file");
        let _ = write!(line, ", {files} without Kubernetes objects skipped");
    }
    if checked.context > 0 {
        let _ = write!(line, ", {} read as context", count(checked.context, "file"));
    }
    line + &ignored(checked.ignored)
}

fn ignored(many: usize) -> String {
    match many {
        0 => String::new(),
        1 => ", 1 file or folder ignored by .gitignore".to_owned(),
        many => format!(", {many} files or folders ignored by .gitignore"),
    }
}

/// How many findings there are of each severity, or that there are none as far as that is known.
fn found(report: &Report, look: &RenderOptions<'_>) -> String {
    let severities = [(Severity::Error, "31"), (Severity::Warning, "33"), (Severity::Info, "36")];
    let counts: Vec<String> = severities
        .into_iter()
        .map(|(severity, code)| (report.count(severity), severity, code))
        .filter(|(number, ..)| *number > 0)
        .map(|(number, severity, code)| look.paint(code, &noun(number, severity)))
        .collect();
    if !counts.is_empty() {
        return counts.join(", ");
    }
    let lacks_workloads = !report.skipped.is_empty() && report.summary.workloads == 0;
    if report.summary.files == 0 {
        look.paint("33", "nothing checked")
    } else if is_unseen(report) {
        look.paint("33", "not all of the load test was checked; no problems")
    } else if lacks_workloads {
        look.paint("33", "no workload was checked; no problems")
    } else {
        look.paint("32", "no problems")
    }
}

/// Whether something of the load test wasn't judged.
fn is_unseen(report: &Report) -> bool {
    report.skipped.iter().any(|skipped| skipped.of_load_test)
        || report.unjudged.iter().any(|one| one.is_whole_pod)
}

fn noun(number: usize, severity: Severity) -> String {
    match severity {
        Severity::Info => format!("{number} info"),
        _ => count(number, severity.name()),
    }
}
