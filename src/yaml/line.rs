//! The lines around a place of a text, for what says why it can't be read.

use crate::source::Span;

/// A line with its place.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl<'t> Line<'t> {
    /// The text without indentation, line break and spaces at the end.
    pub(super) fn written(self) -> &'t str {
        self.text.trim_end().trim_start_matches(' ')
    }

    pub(super) fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// The column of the key: after the dash of an item.
    pub(super) fn key_column(self) -> usize {
        let (written, key) = (self.written(), self.key());
        self.indent() + (written.len() - key.len())
    }

    /// The text after the dashes of items.
    pub(super) fn key(self) -> &'t str {
        let mut rest = self.written();
        while let Some(behind) = rest.strip_prefix("- ") {
            rest = behind.trim_start_matches(' ');
        }
        rest
    }

    /// The place after its last character, without the line break.
    pub(super) fn end(self) -> usize {
        self.start + self.text.trim_end_matches(['\n', '\r']).len()
    }

    /// The place of the first word after the dashes of items.
    pub(super) fn key_word(self) -> Span {
        let key = self.key();
        let end = key.find(' ').unwrap_or(key.len());
        self.part(key.get(..end).unwrap_or(key), self.key_column())
    }

    pub(super) fn says_nothing(self) -> bool {
        let written = self.written();
        written.is_empty() || written.starts_with('#')
    }

    /// Whether a document begins with it.
    pub(super) fn is_marker(self) -> bool {
        let behind = self.text.strip_prefix("---");
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    }

    /// Length of the spaces and tabs that it begins with.
    pub(super) fn blank(self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// The place of the first word.
    pub(super) fn word(self) -> Span {
        let text = self.text.trim_start();
        let word = text.split(char::is_whitespace).next().unwrap_or_default();
        self.part(word, self.text.len() - text.len())
    }

    /// The place of a part of the text.
    pub(super) fn part(self, part: &str, column: usize) -> Span {
        Span::new(self.start + column, self.start + column + part.len())
    }
}

/// The lines up to and with that of `at`, which says something or not, the last first. They end with the marker that the
/// document begins with.
pub(super) fn lines_up(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> + Clone {
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end);
    let mut start = end;
    let lines = text.get(..end).unwrap_or_default().split_inclusive('\n').rev();
    let lines = lines.map(move |text| {
        start -= text.len();
        Line { start, text }
    });
    let (mut count, mut has_ended) = (0, false);
    lines.take_while(move |line| {
        let is_inside = !has_ended;
        // The error may be at the marker that ends the document.
        has_ended = count > 0 && line.is_marker();
        count += 1;
        is_inside
    })
}

/// The lines of the document that begins at `first` and has `inside` in it.
pub(super) fn lines_of(text: &str, first: usize, inside: usize) -> Vec<Line<'_>> {
    let mut start = first;
    let lines = text.get(first..).unwrap_or_default().split_inclusive('\n');
    let lines = lines.map(|text| {
        let line = Line { start, text };
        start += text.len();
        line
    });
    lines.take_while(|line| line.start <= inside || !line.is_marker()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_after_every_kind_of_blank() {
        for (text, wanted) in
            [("  \ta b\n", "a"), ("\u{a0} é: x", "é:"), ("\r- b", "-"), ("  \n", ""), ("", "")]
        {
            let line = Line { start: 0, text };
            assert_eq!(text.get(std::ops::Range::from(line.word())), Some(wanted), "{text:?}");
        }
    }
}
