//! Flow collections of one line.

use std::borrow::Cow;

use granit_parser::ScalarStyle;

use crate::source::Span;

use super::cursor::Cursor;
use super::{MAX_DEPTH, MAX_KEY, Scanner, Sink};

impl<'t, S: Sink> Scanner<'t, '_, S> {
    /// A collection at its opening bracket.
    pub(super) fn flow(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let is_mapping = self.cursor.byte()? == b'{';
        let end = if is_mapping { b'}' } else { b']' };
        self.sink.open(is_mapping, self.bracket())?;
        self.cursor.skip(1);
        self.cursor.skip_blanks();
        while self.cursor.byte()? != end {
            if is_mapping {
                self.flow_key()?;
            }
            self.flow_value()?;
            self.cursor.skip_blanks();
            match self.cursor.byte()? {
                b',' => {
                    self.cursor.skip(1);
                    self.cursor.skip_blanks();
                    // Nothing is after the last comma.
                    if matches!(self.cursor.byte()?, b',' | b']' | b'}') {
                        return None;
                    }
                }
                byte if byte == end => {}
                _ => return None,
            }
        }
        self.sink.close(self.bracket());
        self.cursor.skip(1);
        self.depth -= 1;
        Some(())
    }

    /// The bytes of the bracket here.
    fn bracket(&self) -> Span {
        let at = self.cursor.here().start;
        Span::new(at, at + 1)
    }

    fn flow_key(&mut self) -> Option<()> {
        let from = self.cursor.here().start;
        self.flow_scalar()?;
        if self.cursor.here().start - from > MAX_KEY || !self.cursor.rest().starts_with(": ") {
            return None;
        }
        self.cursor.skip(1);
        self.cursor.skip_blanks();
        Some(())
    }

    fn flow_value(&mut self) -> Option<()> {
        match self.cursor.byte()? {
            b'[' | b'{' => self.flow(),
            _ => self.flow_scalar(),
        }
    }

    fn flow_scalar(&mut self) -> Option<()> {
        let from = self.cursor.here().start;
        let (value, style) = match self.cursor.byte()? {
            b'"' => (self.cursor.double_quoted()?, ScalarStyle::DoubleQuoted),
            b'\'' => (self.cursor.single_quoted()?, ScalarStyle::SingleQuoted),
            _ => (Cow::Borrowed(self.cursor.flow_plain()?), ScalarStyle::Plain),
        };
        self.sink.scalar(value, style, Span::new(from, self.cursor.here().start))
    }
}

impl<'t> Cursor<'t> {
    /// A plain scalar between brackets, of characters that mean nothing there.
    fn flow_plain(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let is_text = |byte: u8| {
            byte >= 0x80 || byte.is_ascii_alphanumeric() || b"_-./=+$%@()<>~^;\\ ".contains(&byte)
        };
        let bytes = rest.as_bytes();
        let to = bytes.iter().position(|byte| !is_text(*byte))?;
        let text = rest.get(..to)?.trim_end_matches(' ');
        let is_key = bytes.get(to) == Some(&b':');
        // Spaces before a colon, dashes at an end, and first characters that may mean something.
        let is_doubtful = (is_key && text.len() != to)
            || text.ends_with('-')
            || text.starts_with("- ")
            || !text.starts_with(|c: char| c.is_alphanumeric() || "_-./$+(<~".contains(c));
        if is_doubtful || !matches!(bytes.get(to)?, b',' | b']' | b'}' | b':') {
            return None;
        }
        self.skip(text.len());
        Some(text)
    }
}
