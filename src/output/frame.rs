//! Source frames by miette, reading only the lines that they show.

use std::collections::BTreeMap;
use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan,
    SpanContents,
};

use crate::finding::{Finding, Label, Severity as Level};
use crate::report::Report;
use crate::source::{FileId, Span};

use super::screen::Screen;

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
        let shown =
            Span::new(self.lines.line_start(first), self.lines.line_span(&self.text, last).end);
        let data =
            self.text.as_bytes().get(shown.start..shown.end).ok_or(MietteError::OutOfBounds)?;
        // Asked for no context, miette wants the place itself, for the head of the frame.
        let (line, column) = match (before, after) {
            (0, 0) => {
                let place = self.position(span.offset());
                (place.line - 1, place.column - 1)
            }
            _ => (first - 1, 0),
        };
        let lines = last - first + 1;
        let span = (shown.start, shown.len()).into();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data,
            span,
            line,
            column,
            lines,
        )))
    }
}

/// The screens of the files that are shown, made on first use.
#[derive(Debug, Default)]
pub(super) struct Screens {
    screens: BTreeMap<FileId, Screen>,
}

impl Screens {
    /// Prepares every file that a finding has a label in.
    pub(super) fn prepare(&mut self, report: &Report, finding: &Finding) {
        let mut labels: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            labels.entry(label.at.file).or_default().push(label.at.span);
        }
        for (file, labels) in labels {
            // Where lines are cut, each finding has its own cuts.
            if self.screens.get(&file).is_none_or(|screen| screen.is_cut) {
                self.screens.insert(file, Screen::new(report, file, &labels));
            }
        }
    }
}

/// A finding, or the part of it that is in another file, as miette wants it.
#[derive(Debug)]
pub(super) struct Frame<'s> {
    code: Option<String>,
    severity: Severity,
    message: String,
    labels: Vec<LabeledSpan>,
    screen: Option<&'s Screen>,
    others: Vec<Frame<'s>>,
}

impl<'s> Frame<'s> {
    /// The frame of a finding: its own file first, then the others.
    pub(super) fn new(finding: &Finding, code: String, screens: &'s Screens) -> Self {
        let file = finding.primary.at.file;
        let mut by_file: BTreeMap<FileId, Vec<&Label>> = BTreeMap::new();
        for label in &finding.related {
            by_file.entry(label.at.file).or_default().push(label);
        }
        let mut labels = vec![&finding.primary];
        labels.extend(by_file.remove(&file).unwrap_or_default());
        let severity = match finding.severity {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Advice,
        };
        let message = finding.message.clone();
        let others = by_file.into_iter().map(|(file, labels)| {
            let screen = screens.screens.get(&file);
            let name = screen.map(|screen| screen.name.clone()).unwrap_or_default();
            Frame::of_file(
                screen,
                None,
                Severity::Advice,
                format!("see also {name}"),
                &labels,
                Vec::new(),
            )
        });
        Self::of_file(
            screens.screens.get(&file),
            Some(code),
            severity,
            message,
            &labels,
            others.collect(),
        )
    }

    fn of_file(
        screen: Option<&'s Screen>,
        code: Option<String>,
        severity: Severity,
        message: String,
        labels: &[&Label],
        others: Vec<Frame<'s>>,
    ) -> Self {
        let labels = labels.iter().enumerate().map(|(at, label)| {
            let span = screen.map_or(label.at.span, |screen| screen.span(label.at.span));
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let place = (span.start, span.len());
            match at {
                0 => LabeledSpan::new_primary_with_span(text, place),
                _ => LabeledSpan::new_with_span(text, place),
            }
        });
        Self { code, severity, message, labels: labels.collect(), screen, others }
    }
}

impl fmt::Display for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Frame<'_> {}

impl Diagnostic for Frame<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.screen.map(|screen| screen as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let others = self.others.iter().map(|frame| frame as &dyn Diagnostic);
        (!self.others.is_empty())
            .then(|| Box::new(others) as Box<dyn Iterator<Item = &'a dyn Diagnostic>>)
    }
}
