//! Places as editors count them: lines and columns from 0, columns in units of the encoding that both sides agreed on.

use gen_lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{LineIndex, Span};

const BOM: char = '\u{feff}';

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16: what every editor knows.
    Utf16,
}

impl Encoding {
    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// The lines of a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    index: LineIndex,
    encoding: Encoding,
    /// Whether a byte order mark counts as a character: in the text that an editor shows it is one, and of a file on
    /// the disk it shows none.
    counts_bom: bool,
}

impl<'t> Lines<'t> {
    /// The lines of the text of a file that `is_open` in the editor, or of one on the disk.
    pub(super) fn new(text: &'t str, encoding: Encoding, is_open: bool) -> Self {
        Self { text, index: LineIndex::new(text), encoding, counts_bom: is_open }
    }

    /// The position of a byte offset.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.index.position(self.text, offset).line;
        let start = self.index.line_start(line);
        let has_bom = start == 0 && offset > 0 && self.text.starts_with(BOM);
        let column = match self.encoding {
            Encoding::Utf8 if has_bom && !self.counts_bom => offset - BOM.len_utf8().min(offset),
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => {
                let shown = self.index.utf16_column(self.text, offset) - 1;
                shown + usize::from(has_bom && self.counts_bom)
            }
        };
        Position::new(narrow(line - 1), narrow(column))
    }

    /// The range of a span.
    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }

    /// The byte offset of a position; one after the end of its line counts as that end.
    pub(super) fn offset(&self, at: Position) -> usize {
        let line = at.line as usize + 1;
        if line > self.index.lines() {
            return self.text.len();
        }
        let span = self.index.line_span(self.text, line);
        let mut text = span.slice(self.text).trim_end_matches(['\n', '\r']);
        let mut start = span.start;
        if start == 0 && !self.counts_bom && text.starts_with(BOM) {
            start = BOM.len_utf8();
            text = text.get(start..).unwrap_or_default();
        }
        let (mut units, wanted) = (0, at.character as usize);
        for (offset, c) in text.char_indices() {
            units += match self.encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            if units > wanted {
                return start + offset;
            }
        }
        start + text.len()
    }

    /// The byte offsets of a range.
    pub(super) fn span(&self, range: Range) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_comes_back_in_either_encoding() {
        let text = "\u{feff}a: é😀x\r\nb: 𝄞\rc\n\nd";
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for is_open in [true, false] {
                let lines = Lines::new(text, encoding, is_open);
                let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                // Within a line break there is no place.
                for offset in
                    offsets.filter(|at| *at == 0 || text.get(at - 1..at + 1) != Some("\r\n"))
                {
                    let expected = if offset == 0 && !is_open { 3 } else { offset };
                    assert_eq!(lines.offset(lines.position(offset)), expected, "{encoding:?}");
                }
            }
        }
    }

    #[test]
    fn columns_count_the_units_of_the_encoding() {
        let text = "é😀x\nb";
        let column = |encoding| Lines::new(text, encoding, true).position(6).character;
        assert_eq!((column(Encoding::Utf8), column(Encoding::Utf16)), (6, 3));
        let at = |line, character| {
            Lines::new(text, Encoding::Utf16, true).offset(Position::new(line, character))
        };
        // In the middle of a character, after the end of a line, and after the last line.
        assert_eq!((at(0, 2), at(0, 99), at(7, 0)), (2, 7, text.len()));
    }
}
