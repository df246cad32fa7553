//! A file's text as it may be shown: secrets masked, control characters escaped, places kept.

use crate::Report;
use crate::source::{FileId, LineIndex, Span};
use crate::text::is_unprintable;

/// What stands for a secret, however long it is.
const MASK: &str = "********";

/// Text for a terminal, with a way from the file's bytes to its own.
#[derive(Debug)]
pub(super) struct Screen {
    /// The file's name.
    pub name: String,
    /// What may be shown.
    pub text: String,
    /// Its lines.
    pub lines: LineIndex,
    /// From which byte of the file on the shown text is how much further or less far.
    shifts: Vec<(usize, isize)>,
}

impl Screen {
    /// Prepares a file.
    pub fn new(report: &Report, file: FileId) -> Self {
        let source = report.source(file);
        let original = source.map(|source| &*source.text).unwrap_or_default();
        let of_file = report.secrets.iter().filter(|secret| secret.file == file);
        let secrets: Vec<Span> = of_file.map(|secret| secret.span).filter(|span| !span.is_empty()).collect();
        let mut screen = Builder::default();
        let mut at = 0;
        for secret in merge(secrets) {
            screen.copy(original, Span::new(at, secret.start));
            screen.put(secret.len(), MASK);
            at = secret.end;
        }
        screen.copy(original, Span::new(at, original.len()));
        let name = source.map(|source| crate::text::printable(&source.name)).unwrap_or_default();
        let lines = LineIndex::new(&screen.text);
        Self { name, lines, text: screen.text, shifts: screen.shifts }
    }

    /// Where a place of the file is in the shown text.
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    fn offset(&self, offset: usize) -> usize {
        let at = self.shifts.partition_point(|(from, _)| *from <= offset);
        let shift = at.checked_sub(1).and_then(|at| self.shifts.get(at)).map_or(0, |(_, shift)| *shift);
        let mut shown = offset.saturating_add_signed(shift).min(self.text.len());
        while !self.text.is_char_boundary(shown) {
            shown -= 1;
        }
        shown
    }
}

fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut().filter(|last| last.end >= span.start) {
            Some(last) => *last = last.to(span),
            None => merged.push(span),
        }
    }
    merged
}

#[derive(Default)]
struct Builder {
    text: String,
    shifts: Vec<(usize, isize)>,
    read: usize,
}

impl Builder {
    fn copy(&mut self, original: &str, span: Span) {
        for c in span.slice(original).chars() {
            if is_unprintable(c) && !matches!(c, '\n' | '\r' | '\t') {
                self.put(c.len_utf8(), &c.escape_unicode().to_string());
            } else if c == '\u{feff}' {
                self.put(c.len_utf8(), "");
            } else {
                self.text.push(c);
                self.read += c.len_utf8();
            }
        }
    }

    /// Shows `shown` in place of `length` bytes of the file.
    fn put(&mut self, length: usize, shown: &str) {
        self.text.push_str(shown);
        self.read += length;
        let shift = self.text.len().cast_signed() - self.read.cast_signed();
        self.shifts.push((self.read, shift));
    }
}
