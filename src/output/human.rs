//! For a person at a terminal: the labelled source, what, why and what to do, then one summary line.

use std::fmt::Write;

use miette::{GraphicalReportHandler, GraphicalTheme};
use textwrap::{Options as Wrap, WordSeparator, WordSplitter};

use crate::finding::{Finding, Severity};
use crate::rule::{Rule, RuleSet};
use crate::text::count;
use crate::{By, Report, SkipReason};

use super::concise::Positions;
use super::frame::{Frame, Screens};

/// How the output should look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look<'r> {
    /// Whether to use colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to leave out the summary when there is nothing else to say.
    pub quiet: bool,
    /// The rules whose ids become links to what they go by, where the terminal knows links.
    pub links: Option<&'r RuleSet>,
}

/// Prose is hard to read in wider lines than this.
const WIDEST: usize = 120;

impl Look<'_> {
    /// The rule's name in the head of a finding.
    fn code(&self, finding: &Finding) -> String {
        let code = format!("{}[{}]", finding.severity, finding.rule);
        let rule = self.links.and_then(|rules| rules.get(&finding.rule));
        match rule.and_then(Rule::web_reference) {
            // OSC 8, as terminals that know links read it.
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\"),
            None => code,
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// The whole report.
#[must_use]
pub fn human(report: &Report, look: &Look<'_>) -> String {
    let width = look.width.clamp(40, WIDEST);
    let theme =
        if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
    // Paths stay whole.
    let handler = handler
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation);
    let mut out = String::new();
    let mut screens = Screens::default();
    for finding in &report.findings {
        screens.prepare(report, finding);
        // Writing to a string can't fail, and a frame always lies inside its file.
        let _ = handler.render_report(&mut out, &Frame::new(finding, look.code(finding), &screens));
        out.push_str(&advice(finding, look, width));
        out.push('\n');
    }
    let mut positions = Positions::default();
    for skipped in &report.skipped {
        let place = positions.place(report, skipped.at);
        let reason = super::advice(skipped.reason);
        let _ = writeln!(out, "{} {place}: {reason}", look.paint("33", "skipped"));
    }
    let clean = report.findings.is_empty() && report.skipped.is_empty();
    let empty = report.summary.files + report.summary.passed_over == 0;
    let silent = clean && (look.quiet || empty);
    if !silent {
        let _ = writeln!(out, "{}", summary(report, look));
    }
    out
}

fn advice(finding: &Finding, look: &Look<'_>, width: usize) -> String {
    let mut out = String::new();
    for (name, text) in [("why", &finding.why), ("help", &finding.help)] {
        // A colour's bytes would count as columns: wrap for the plain head, then paint it.
        let plain = format!("  {name:>4}: ");
        let head = format!("  {}: ", look.paint("36", &format!("{name:>4}")));
        let wrap = Wrap::new(width)
            .initial_indent(&plain)
            .subsequent_indent("        ")
            .break_words(false);
        let wrap = wrap
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        let wrapped = textwrap::fill(text, wrap);
        let _ = writeln!(out, "{}", wrapped.replacen(&plain, &head, 1));
    }
    out
}

/// One line: what was found, in how much.
pub(super) fn summary(report: &Report, look: &Look<'_>) -> String {
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
