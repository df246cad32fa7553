//! For a person at a terminal: the labelled source, what, why and what to do, then one summary line.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use textwrap::{Options as Wrap, WordSeparator, WordSplitter};

use crate::finding::{Finding, Severity};
use crate::fix::{Applicability, Fix};
use crate::report::Report;
use crate::rule::Rule;
use crate::text::{in_ascii, printable};

use super::fold::{Folds, skipped_lines};
use super::frame::{Screens, frames};
use super::summary::{RenderOptions, summary, unjudged};

/// Prose is hard to read in wider lines than this.
const WIDEST: usize = 120;

impl RenderOptions<'_> {
    /// The columns that are used.
    pub(super) fn columns(&self) -> usize {
        self.width.clamp(40, WIDEST)
    }

    /// The head of a finding, in one line that a search finds: severity, rule and what is wrong.
    fn head(&self, finding: &Finding) -> String {
        let code = format!("{}[{}]", finding.severity, finding.rule);
        let code = self.paint(color_of(finding.severity), &code);
        let rule = self.links.and_then(|rules| rules.get(&finding.rule));
        let code = match rule.and_then(Rule::web_reference) {
            // OSC 8, as terminals that know links read it.
            Some(address) => {
                let address = printable(address);
                format!("\u{1b}]8;;{address}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\")
            }
            None => code,
        };
        format!("{code}: {}", self.paint("1", &self.signs(&finding.message)))
    }

    /// Text with its signs as the locale has them.
    pub(super) fn signs<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.ascii && !text.is_ascii() { in_ascii(text).into() } else { text.into() }
    }
}

/// The colour of a severity, bold.
fn color_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    }
}

/// The whole report.
#[must_use]
pub fn human(report: &Report, look: &RenderOptions<'_>) -> String {
    if report.findings.is_empty() && look.quiet {
        return String::new();
    }
    let mut out = String::new();
    let mut screens = Screens::default();
    let mut folds = Folds::new(report, look.whole);
    let mut told = BTreeSet::new();
    for finding in &report.findings {
        if let Some(note) = folds.take(finding, report) {
            out.push_str(&look.signs(&note));
            continue;
        }
        screens.prepare(report, finding);
        let _ = writeln!(out, "{}", look.head(finding));
        out.push_str(&frames(finding, &screens, look));
        out.push_str(&advice(finding, look, &mut told));
        out.push('\n');
    }
    for line in skipped_lines(report, look.whole) {
        let _ = writeln!(out, "{} {line}", look.paint("33", "skipped"), line = look.signs(&line));
    }
    for line in unjudged(report) {
        let _ = writeln!(out, "{}", look.paint("33", &look.signs(&line)));
    }
    if report.summary.files + report.summary.passed_over > 0 || !report.skipped.is_empty() {
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

/// Why it matters and what to do. What an earlier finding has said in the same words isn't said again.
fn advice<'f>(
    finding: &'f Finding,
    look: &RenderOptions<'_>,
    told: &mut BTreeSet<(&'static str, &'f str)>,
) -> String {
    let mut out = String::new();
    for (name, text) in [("why", finding.why.as_str()), ("help", &finding.help)] {
        if told.insert((name, text)) {
            out.push_str(&paragraph(name, text, look));
        }
    }
    if let Some(fix) = finding.fixes.first() {
        out.push_str(&paragraph("fix", &format!("{} ({})", fix.title, how(fix)), look));
    }
    out
}

/// Text after its name, in lines of the width.
fn paragraph(name: &str, text: &str, look: &RenderOptions<'_>) -> String {
    // A colour's bytes would count as columns: wrap for the plain head, then paint it.
    let plain = format!("  {name:>4}: ");
    let head = format!("  {}: ", look.paint("36", &format!("{name:>4}")));
    let wrap = Wrap::new(look.columns())
        .initial_indent(&plain)
        .subsequent_indent("        ")
        .break_words(false);
    let wrap =
        wrap.word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(&look.signs(text), wrap).replacen(&plain, &head, 1) + "\n"
}
