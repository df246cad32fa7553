//! Block scalars.

use granit_parser::ScalarStyle;

use crate::source::Span;

use super::cursor::Cursor;
use super::{Scanner, Sink};

/// What is done with the line breaks at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomp {
    Clip,
    Strip,
    Keep,
}

/// The lines of a block scalar.
struct Lines<'t> {
    lines: Vec<&'t str>,
    /// Where the text of the first begins.
    start: usize,
    /// Where the line after the last begins.
    end: usize,
}

impl<S: Sink> Scanner<'_, '_, S> {
    /// A block scalar at its `|` or `>`, in what is in a column.
    pub(super) fn literal(&mut self, parent: usize) -> Option<()> {
        let style = match self.cursor.byte()? {
            b'|' => ScalarStyle::Literal,
            _ => ScalarStyle::Folded,
        };
        self.cursor.skip(1);
        let chomp = match self.cursor.byte()? {
            b'-' => Chomp::Strip,
            b'+' => Chomp::Keep,
            _ => Chomp::Clip,
        };
        self.cursor.skip(usize::from(chomp != Chomp::Clip));
        self.cursor.skip_blanks();
        if self.cursor.byte()? != b'\n' {
            return None;
        }
        self.cursor.skip(1);
        let lines = self.cursor.lines(parent)?;
        let text = match style {
            ScalarStyle::Literal => lines.kept(),
            _ => lines.folded()?,
        };
        let value = lines.chomped(text, chomp);
        self.sink.scalar(value.into(), style, Span::new(lines.start, lines.end))?;
        self.cursor.start_line(lines.end);
        let is_deeper = self.next_line()? && self.cursor.column() > parent;
        (!is_deeper).then_some(())
    }
}

impl<'t> Cursor<'t> {
    /// The lines here that are further to the right than a column, without their common indentation.
    fn lines(&self, parent: usize) -> Option<Lines<'t>> {
        let begin = self.here().start;
        let (mut lines, mut indent, mut start, mut end) = (Vec::new(), None, begin, begin);
        // The widest of the empty lines before the first text.
        let mut widest = 0;
        for line in self.rest().split_inclusive('\n') {
            let body = line.strip_suffix('\n')?;
            let blanks = body.len() - body.trim_start_matches(' ').len();
            let is_blank = blanks == body.len();
            match indent {
                _ if is_blank => widest = widest.max(blanks),
                None if blanks > parent => (indent, start) = (Some(blanks), end + blanks),
                Some(indent) if blanks >= indent => {}
                Some(_) if blanks <= parent => break,
                _ => return None,
            }
            lines.push(
                body.get(indent.unwrap_or_default()..).filter(|_| !is_blank).unwrap_or_default(),
            );
            end += line.len();
        }
        (widest <= indent?).then_some(Lines { lines, start, end })
    }
}

impl Lines<'_> {
    /// The lines up to the last that isn't empty.
    fn written(&self) -> &[&str] {
        let last = self.lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
        self.lines.get(..last).unwrap_or_default()
    }

    /// The text of a literal scalar, without the breaks at its end.
    fn kept(&self) -> String {
        self.written().join("\n")
    }

    /// The text of a folded scalar, without the breaks at its end; `None` where a line is further to the right.
    fn folded(&self) -> Option<String> {
        let mut text = String::new();
        let mut breaks = 0;
        for line in self.written() {
            match line.chars().next() {
                None => breaks += 1,
                Some(' ') => return None,
                Some(_) => {
                    let is_joined = breaks == 0 && !text.is_empty();
                    text.extend(is_joined.then_some(' '));
                    text.extend(std::iter::repeat_n('\n', breaks));
                    text.push_str(line);
                    breaks = 0;
                }
            }
        }
        Some(text)
    }

    /// A text with the breaks that belong to its end.
    fn chomped(&self, mut text: String, chomp: Chomp) -> String {
        let breaks = match chomp {
            Chomp::Strip => 0,
            Chomp::Clip => 1,
            Chomp::Keep => 1 + self.lines.len() - self.written().len(),
        };
        text.extend(std::iter::repeat_n('\n', breaks));
        text
    }
}
