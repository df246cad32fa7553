//! For a person at a terminal: the labelled source, what, why and what to do, then one summary line.

use std::fmt::Write;

use miette::{GraphicalReportHandler, GraphicalTheme};
use textwrap::{Options as Wrap, WordSeparator, WordSplitter};

use crate::finding::Finding;
use crate::fix::{Applicability, Fix};
use crate::report::Report;
use crate::rule::Rule;
use crate::text::printable;

use super::fold::{Folds, skipped_lines};
use super::frame::{Frame, Screens};
use super::summary::{RenderOptions, summary};

/// Prose is hard to read in wider lines than this.
const WIDEST: usize = 120;

impl RenderOptions<'_> {
    /// The rule's name in the head of a finding.
    fn code(&self, finding: &Finding) -> String {
        let code = format!("{}[{}]", finding.severity, finding.rule);
        let rule = self.links.and_then(|rules| rules.get(&finding.rule));
        match rule.and_then(Rule::web_reference) {
            // OSC 8, as terminals that know links read it.
            Some(address) => {
                let address = printable(address);
                format!("\u{1b}]8;;{address}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\")
            }
            None => code,
        }
    }
}

/// The whole report.
#[must_use]
pub fn human(report: &Report, look: &RenderOptions<'_>) -> String {
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
    let mut folds = Folds::new(report, look.whole);
    for finding in &report.findings {
        if let Some(note) = folds.take(finding, report) {
            out.push_str(&note);
            continue;
        }
        screens.prepare(report, finding);
        // Writing to a string can't fail, and a frame always lies inside its file.
        let _ = handler.render_report(&mut out, &Frame::new(finding, look.code(finding), &screens));
        out.push_str(&advice(finding, look, width));
        out.push('\n');
    }
    for line in skipped_lines(report, look.whole) {
        let _ = writeln!(out, "{} {line}", look.paint("33", "skipped"));
    }
    let clean = report.findings.is_empty() && report.skipped.is_empty();
    let empty = report.summary.files + report.summary.passed_over == 0;
    let silent = clean && (look.quiet || empty);
    if !silent {
        let _ = writeln!(out, "{}", summary(report, look));
    }
    out
}

/// How a fix comes into the file.
fn how(fix: &Fix) -> &'static str {
    match fix.applicability {
        Applicability::Safe => "--fix",
        Applicability::Unsafe => "--fix --unsafe",
        Applicability::Display => "by hand",
    }
}

fn advice(finding: &Finding, look: &RenderOptions<'_>, width: usize) -> String {
    let mut out = String::new();
    let fix = finding.fixes.first().map(|fix| format!("{} ({})", fix.title, how(fix)));
    let texts = [("why", Some(&finding.why)), ("help", Some(&finding.help)), ("fix", fix.as_ref())];
    for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text?))) {
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
