//! Source frames by miette, reading only the lines that they show.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use textwrap::{WordSeparator, WordSplitter};

use crate::finding::{Finding, Label, Severity as Level};
use crate::report::Report;
use crate::source::{FileId, LineIndex, Span};
use crate::text::printable;

use super::folded;
use super::screen::Screen;
use super::summary::RenderOptions;

impl SourceCode for Screen {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line_of = |offset: usize| self.lines.position(&self.text, offset).line;
        let first = line_of(span.offset()).saturating_sub(before).max(1);
        let last_byte = span.offset() + span.len().saturating_sub(1);
        let last = (line_of(last_byte) + after).min(self.lines.lines());
        let end = self.lines.line_span(&self.text, last).end;
        let shown = Span::new(self.lines.line_start(first), end);
        let data = self.text.as_bytes().get(shown.start..shown.end);
        let data = data.ok_or(MietteError::OutOfBounds)?;
        // Asked for no context, miette wants the place itself, for the head of the frame.
        let (line, column) = match (before, after) {
            (0, 0) => self.zero_based(span.offset()),
            _ => (first - 1, 0),
        };
        let (name, lines) = (self.name.clone(), last - first + 1);
        let span = (shown.start, shown.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(name, data, span, line, column, lines)))
    }
}

/// The screens of the files that are shown, made on first use.
#[derive(Debug, Default)]
pub(super) struct Screens {
    screens: BTreeMap<FileId, Screen>,
    /// The lines of each file: a long one is counted once, however many findings are in it.
    lines: BTreeMap<FileId, Arc<LineIndex>>,
}

impl Screens {
    /// Prepares every file that a finding has a label in.
    pub(super) fn prepare(&mut self, report: &Report, finding: &Finding) {
        let mut labels: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
        for label in finding.labels() {
            labels.entry(label.at.file).or_default().push(label.at.span);
        }
        for (file, labels) in labels {
            // Where lines are cut, each finding has its own cuts.
            if self.screens.get(&file).is_none_or(|screen| screen.is_cut) {
                let text = report.source(file).map(|source| &*source.text).unwrap_or_default();
                let lines =
                    self.lines.entry(file).or_insert_with(|| Arc::new(LineIndex::new(text)));
                let screen = Screen::new(report, file, Arc::clone(lines), &labels);
                self.screens.insert(file, screen);
            }
        }
    }
}

/// The source around a finding's labels: the place of the mistake first, then the others of its file, then other
/// files.
pub(super) fn frames(finding: &Finding, screens: &Screens, look: &RenderOptions<'_>) -> String {
    let file = finding.primary.at.file;
    let mut by_file: BTreeMap<FileId, Vec<&Label>> = BTreeMap::new();
    for label in finding.labels().skip(1) {
        by_file.entry(label.at.file).or_default().push(label);
    }
    let mut of_file = vec![&finding.primary];
    of_file.extend(by_file.remove(&file).unwrap_or_default());
    let mut out = String::new();
    for (file, labels) in std::iter::once((file, of_file)).chain(by_file) {
        let Some(screen) = screens.screens.get(&file) else { continue };
        for group in groups(&labels, screen, &finding.primary) {
            out.push_str(&Frame::new(&group, screen, finding, look).render(look));
        }
    }
    out
}

/// Labels whose lines are shown together, that of the mistake first.
fn groups<'l>(labels: &[&'l Label], screen: &Screen, primary: &Label) -> Vec<Vec<&'l Label>> {
    /// Lines whose surroundings touch are this far apart at most: a line of context on both sides.
    const NEAR: usize = 3;
    let lines = |label: &Label| screen.lines_of(label.at.span);
    let mut sorted = labels.to_vec();
    sorted.sort_by_key(|label| screen.span(label.at.span).start);
    let mut groups: Vec<(usize, Vec<&Label>)> = Vec::new();
    for label in sorted {
        let (first, last) = lines(label);
        match groups.last_mut() {
            Some((end, group)) if first <= *end + NEAR => {
                *end = last.max(*end);
                group.push(label);
            }
            _ => groups.push((last, vec![label])),
        }
    }
    let mut groups: Vec<_> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_by_key(|group| !group.iter().any(|label| std::ptr::eq(*label, primary)));
    groups
}

/// One frame, as miette wants it: the head of the finding is printed elsewhere.
#[derive(Debug)]
struct Frame<'s> {
    labels: Vec<LabeledSpan>,
    /// Which of the labels is that of the mistake.
    primary: Option<usize>,
    severity: Level,
    screen: &'s Screen,
    /// The file that the text was rendered from.
    origin: Option<&'s str>,
    /// The lines, counted from 1, in the middle of long places, which aren't shown.
    hidden: Vec<Range<usize>>,
}

impl<'s> Frame<'s> {
    fn new(
        labels: &[&'s Label],
        screen: &'s Screen,
        finding: &Finding,
        look: &RenderOptions<'_>,
    ) -> Self {
        let primary = labels.iter().position(|label| std::ptr::eq(*label, &finding.primary));
        let spans = labels.iter().enumerate().map(|(at, label)| {
            let span = screen.span(label.at.span);
            let text = (!label.text.is_empty()).then(|| look.signs(&label.text).into_owned());
            let place = (span.start, span.len());
            if primary == Some(at) {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            }
        });
        let origin = labels.iter().find_map(|label| label.within.origin.as_deref());
        let hidden = folded::middles(labels.iter().map(|label| screen.lines_of(label.at.span)));
        let severity = finding.severity;
        Self { labels: spans.collect(), primary, severity, screen, origin, hidden }
    }

    fn render(&self, look: &RenderOptions<'_>) -> String {
        let handler = GraphicalReportHandler::new_themed(self.theme(look))
            .with_width(look.columns())
            .with_links(false)
            // Paths stay whole.
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation);
        let mut out = String::new();
        // Writing to a string can't fail, and a frame always lies inside its file.
        let _ = handler.render_report(&mut out, self);
        // Before the frame is the message, which is empty here.
        let corner = if look.ascii { ",-[" } else { "╭─[" };
        let start = out.find(corner).and_then(|at| out.get(..at)).and_then(|head| head.rfind('\n'));
        let frame = start.and_then(|at| out.get(at + 1..)).unwrap_or_default();
        self.with_origin(&folded::without(frame, &self.hidden, look.ascii))
    }

    /// The frame with the origin in its head: `╭─[<stdin>:137:26 (load-test/templates/sidecar.yaml)]`.
    fn with_origin(&self, frame: &str) -> String {
        let head = frame.find('\n').and_then(|end| frame.get(..end)).and_then(|it| it.rfind(']'));
        match (self.origin, head.and_then(|at| frame.split_at_checked(at))) {
            (Some(origin), Some((head, rest))) => format!("{head} ({}){rest}", printable(origin)),
            _ => frame.to_owned(),
        }
    }

    /// The place of the mistake has the colour of its severity, and the others have another one.
    fn theme(&self, look: &RenderOptions<'_>) -> GraphicalTheme {
        let characters =
            if look.ascii { ThemeCharacters::ascii() } else { ThemeCharacters::unicode() };
        let mut styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let of_severity = match self.severity {
            Level::Error => styles.error,
            Level::Warning => styles.warning,
            Level::Info => styles.advice,
        };
        let of_severity = if look.color { of_severity.bold() } else { of_severity };
        let other = styles.highlights.first().copied().unwrap_or_default();
        let style = |at| if self.primary == Some(at) { of_severity } else { other };
        styles.highlights = (0..self.labels.len()).map(style).collect();
        GraphicalTheme { characters, styles }
    }
}

impl fmt::Display for Frame<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Frame<'_> {}

impl Diagnostic for Frame<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.screen)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl Screen {
    /// The first and the last line of a place in the file, counted from 1.
    fn lines_of(&self, place: Span) -> (usize, usize) {
        let span = self.span(place);
        let line = |offset: usize| self.lines.position(&self.text, offset).line;
        (line(span.start), line(span.start + span.len().saturating_sub(1)))
    }

    /// The line and the column as miette counts them.
    fn zero_based(&self, offset: usize) -> (usize, usize) {
        let place = self.position(offset);
        (place.line - 1, place.column - 1)
    }
}
