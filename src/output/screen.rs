//! A file's text as it may be shown: secrets masked, control characters escaped, long lines cut, places
//! kept.

use std::sync::Arc;

use crate::log_commands::{NUMBER_SIGN, is_command_sign};
use crate::report::Report;
use crate::secret::MASK;
use crate::source::{FileId, LineIndex, Position, Span};
use crate::text::is_unprintable;

/// What means the part of a long line that no label is near to.
const CUT: &str = "…";
/// Longest line that is shown in full, in bytes: minified JSON is one line of any length.
const LONGEST_LINE: usize = 200;
/// Bytes that are shown of a long line on both sides of a label's ends.
const AROUND: usize = 40;

/// Text for a terminal, with a way from the file's bytes to its own and back.
#[derive(Debug)]
pub(super) struct Screen {
    /// The file's name.
    pub name: String,
    /// What may be shown.
    pub text: String,
    /// Its lines.
    pub lines: LineIndex,
    /// Whether lines were cut, so that it shows no other labels than those it was made for.
    pub is_cut: bool,
    /// From which byte of the file on the shown text is how much further or less far.
    shifts: Vec<(usize, isize)>,
    source: Arc<str>,
    source_lines: Arc<LineIndex>,
}

impl Screen {
    /// Prepares a file, whose lines are known, to show `labels` in.
    pub(super) fn new(
        report: &Report,
        file: FileId,
        source_lines: Arc<LineIndex>,
        labels: &[Span],
    ) -> Self {
        let shown = report.source(file);
        let source: Arc<str> = shown.map(|source| Arc::clone(&source.text)).unwrap_or_default();
        let secrets = secrets_of(report, file).flat_map(|secret| by_line(&source, secret));
        let cuts = cuts(&source, &source_lines, labels);
        let is_cut = !cuts.is_empty();
        let mut replaced: Vec<_> = secrets.map(|span| (span, MASK)).collect();
        replaced.extend(cuts.into_iter().map(|span| (span, CUT)));
        replaced.sort_unstable();
        let mut screen = Builder::default();
        for (span, shown) in merge(replaced) {
            screen.copy(&source, span.start);
            screen.put(span.len(), shown);
        }
        screen.copy(&source, source.len());
        let name = shown.map(|source| crate::text::printable(&source.name)).unwrap_or_default();
        let lines = LineIndex::new(&screen.text);
        Self { name, lines, text: screen.text, is_cut, shifts: screen.shifts, source, source_lines }
    }

    /// Line and column in the file of an offset of the shown text.
    pub(super) fn position(&self, shown: usize) -> Position {
        let at = self
            .shifts
            .partition_point(|(from, shift)| from.saturating_add_signed(*shift) <= shown);
        let offset = shown.saturating_add_signed(-self.shift(at));
        self.source_lines.position(&self.source, offset)
    }

    /// Where a place of the file is in the shown text.
    pub(super) fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    fn offset(&self, offset: usize) -> usize {
        let at = self.shifts.partition_point(|(from, _)| *from <= offset);
        let shown = offset.saturating_add_signed(self.shift(at));
        boundary(&self.text, shown)
    }

    /// The shift after the first `at` changes.
    fn shift(&self, at: usize) -> isize {
        at.checked_sub(1).and_then(|at| self.shifts.get(at)).map_or(0, |(_, shift)| *shift)
    }
}

/// What a span covers of each of its lines, spaces around omitted: lines keep their numbers.
fn by_line(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut offset = span.start;
    let parts = span.slice(text).split_inclusive(['\n', '\r']).map(move |line| {
        let start = offset + line.len() - line.trim_start().len();
        offset += line.len();
        Span::new(start, start + line.trim().len())
    });
    parts.filter(|part| !part.is_empty())
}

/// The parts of long lines that are far from the ends of all labels.
fn cuts(text: &str, lines: &LineIndex, labels: &[Span]) -> Vec<Span> {
    let long = |line: &Span| line.len() > LONGEST_LINE;
    let mut cuts = Vec::new();
    for line in (1..=lines.lines()).map(|line| lines.line_span(text, line)).filter(long) {
        let ends = labels.iter().flat_map(|label| [label.start, label.end]);
        let inside = ends.filter(|end| (line.start..=line.end).contains(end));
        let mut kept: Vec<usize> = inside.chain([line.start, line.end]).collect();
        kept.sort_unstable();
        for (from, to) in kept.iter().zip(kept.iter().skip(1)) {
            let (from, to) =
                (boundary(text, from + AROUND), boundary(text, to.saturating_sub(AROUND)));
            if from < to {
                cuts.push(Span::new(from, to));
            }
        }
    }
    cuts
}

/// The nearest start of a character at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Joins replacements that touch; where one of them is a secret, that is what is there.
fn merge(replaced: Vec<(Span, &'static str)>) -> Vec<(Span, &'static str)> {
    let mut merged: Vec<(Span, &'static str)> = Vec::new();
    for (span, shown) in replaced {
        match merged.last_mut().filter(|(last, _)| last.end >= span.start) {
            Some((last, known)) => {
                *last = last.to(span);
                *known = if shown == MASK { MASK } else { known };
            }
            None => merged.push((span, shown)),
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
    /// Shows the file from where it has been read up to `end`.
    fn copy(&mut self, original: &str, end: usize) {
        for c in Span::new(self.read, end).slice(original).chars() {
            let next = original.as_bytes().get(self.read + 1);
            match c {
                // A lone CR ends a line; a terminal would go back and write over it.
                '\r' if next != Some(&b'\n') => self.push('\n'),
                '\n' | '\r' | '\t' => self.push(c),
                '#' if is_command_sign(original, self.read) => self.put(1, NUMBER_SIGN),
                '\u{feff}' if self.read == 0 => self.put(c.len_utf8(), ""),
                c if is_unprintable(c) => self.put(c.len_utf8(), &c.escape_unicode().to_string()),
                c => self.push(c),
            }
        }
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.read += c.len_utf8();
    }

    /// Shows `shown` instead of `length` bytes of the file.
    fn put(&mut self, length: usize, shown: &str) {
        self.text.push_str(shown);
        self.read += length;
        let shift = self.text.len().cast_signed() - self.read.cast_signed();
        self.shifts.push((self.read, shift));
    }
}

fn secrets_of(report: &Report, file: FileId) -> impl Iterator<Item = Span> {
    let first = report.secrets.partition_point(|secret| secret.file < file);
    let of_file = report.secrets.iter().skip(first).take_while(move |secret| secret.file == file);
    of_file.map(|secret| secret.span)
}
