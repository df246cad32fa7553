//! A place in a document, and what is there.

use memchr::memchr3;

use crate::source::Span;

/// A place in a text, with the line that it is in.
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    /// Where its line starts.
    line: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, document: Span) -> Self {
        Self { text, at: document.start, line: document.start, end: document.end }
    }

    /// The empty span at the place.
    pub(super) fn here(&self) -> Span {
        Span::new(self.at, self.at)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.end
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.byte_at(self.at)
    }

    fn byte_at(&self, at: usize) -> Option<u8> {
        if at < self.end { self.text.as_bytes().get(at).copied() } else { None }
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'t str {
        Span::new(from, to).slice(self.text)
    }

    /// The rest of the document.
    pub(super) fn rest(&self) -> &'t str {
        self.slice(self.at, self.end)
    }

    pub(super) fn column(&self) -> usize {
        self.at - self.line
    }

    /// The column of an earlier place in this line.
    pub(super) fn column_of(&self, at: usize) -> usize {
        at.saturating_sub(self.line)
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Goes to the start of a line further down.
    pub(super) fn start_line(&mut self, at: usize) {
        self.at = at;
        self.line = at;
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes after the marker that begins the document.
    pub(super) fn skip_marker(&mut self) {
        if self.rest().starts_with("---") {
            self.at += 3;
        }
    }

    /// Whether a dash is here that makes an item.
    pub(super) fn is_dash(&self) -> bool {
        self.byte() == Some(b'-') && self.is_separated(self.at + 1)
    }

    /// Where the text of the item begins whose dash is here: there the parser lets a list begin that isn't
    /// indented. `None` where the line holds none.
    pub(super) fn first_item(&self) -> Option<Span> {
        let mut ahead = Self { at: self.at + 1, ..*self };
        ahead.skip_blanks();
        (!ahead.is_line_end()).then(|| ahead.here())
    }

    /// Whether a colon is here that ends a key.
    pub(super) fn is_key_end(&self) -> bool {
        self.byte() == Some(b':') && self.is_separated(self.at + 1)
    }

    fn is_separated(&self, at: usize) -> bool {
        matches!(self.byte_at(at), None | Some(b' ' | b'\n'))
    }

    /// Whether nothing but a comment follows in this line; spaces before it were skipped.
    pub(super) fn is_line_end(&self) -> bool {
        match self.byte() {
            None | Some(b'\n') => true,
            Some(b'#') => self.at == self.line || self.byte_at(self.at - 1) == Some(b' '),
            Some(_) => false,
        }
    }

    /// Goes over the end of this line and over empty ones, up to the next comment or text. Gives the comment, after
    /// which the line goes on to its end; `None` where something else is in the line.
    pub(super) fn end_line(&mut self) -> Option<Option<Span>> {
        loop {
            self.skip_blanks();
            match self.byte() {
                None => return Some(None),
                Some(b'\n') => self.start_line(self.at + 1),
                Some(b'#') if self.is_line_end() => {
                    let from = self.at;
                    self.at +=
                        memchr::memchr(b'\n', self.rest().as_bytes()).unwrap_or(self.end - self.at);
                    return Some(Some(Span::new(from, self.at)));
                }
                Some(_) => {
                    let is_fresh = self.slice(self.line, self.at).bytes().all(|byte| byte == b' ');
                    return (is_fresh && !self.is_marker()).then_some(None);
                }
            }
        }
    }

    /// Whether the line begins with what may be a marker or a directive.
    fn is_marker(&self) -> bool {
        self.at == self.line && ["---", "...", "%"].iter().any(|mark| self.rest().starts_with(mark))
    }

    /// A plain scalar up to the end of the line, a comment, or the colon of a key.
    pub(super) fn plain(&mut self) -> Option<&'t str> {
        if !self.begins_plain()? {
            return None;
        }
        let bytes = self.text.as_bytes().get(..self.end)?;
        let mut to = self.at;
        loop {
            to += memchr3(b':', b'#', b'\n', bytes.get(to..)?).unwrap_or(self.end - to);
            match bytes.get(to) {
                Some(b':') if !self.is_separated(to + 1) => {}
                Some(b'#') if bytes.get(to.checked_sub(1)?) != Some(&b' ') => {}
                _ => break,
            }
            to += 1;
        }
        let text = self.slice(self.at, to);
        let text = if bytes.get(to) == Some(&b':') { text } else { text.trim_end_matches(' ') };
        // A space before the colon of a key, and a scalar that a comment begins in.
        if text.is_empty() || text.ends_with(' ') {
            return None;
        }
        self.at += text.len();
        Some(text)
    }

    /// Whether a plain scalar begins here, beyond doubt.
    fn begins_plain(&self) -> Option<bool> {
        Some(match self.byte()? {
            b'-' => !self.is_separated(self.at + 1),
            b' ' | b'\n' | b'#' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*'
            | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' => false,
            _ => true,
        })
    }
}
