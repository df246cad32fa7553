//! Ordinary YAML, read straight from its bytes: block mappings and lists, scalars and flow collections of one line, block
//! scalars, comments. Whatever isn't ordinary, or wrong, is left to the parser: the scanner gives up at any doubt.

mod cursor;
mod flow;
mod literal;
mod quoted;

use std::borrow::Cow;

use granit_parser::ScalarStyle;

use crate::source::Span;

use cursor::Cursor;

/// Deepest nesting that counts as ordinary.
const MAX_DEPTH: usize = 60;
/// Longest key that counts as ordinary, in bytes.
const MAX_KEY: usize = 1000;

/// What takes the parts of a document in order, with the spans that the parser would give them.
pub(super) trait Sink {
    /// Begins a mapping or a list; `None` where it can't.
    fn open(&mut self, is_mapping: bool, span: Span) -> Option<()>;
    /// Ends the innermost collection; an empty span ends a block collection.
    fn close(&mut self, span: Span);
    /// Takes a scalar; `None` where it can't.
    fn scalar(&mut self, value: Cow<'_, str>, style: ScalarStyle, span: Span) -> Option<()>;
    /// Takes a comment: its place with the `#`, and the text after that.
    fn comment(&mut self, span: Span);
}

/// Whether all characters of a text are ordinary: no tab, no break but the line feed, nothing invisible.
pub(super) fn is_ordinary(text: &str) -> bool {
    let is_plain = |byte: u8| byte == b'\n' || (byte >= b' ' && byte != 0x7f);
    text.bytes().all(is_plain) && (text.is_ascii() || !text.chars().any(is_odd))
}

/// Characters that YAML takes for a break, a mark or no text at all.
fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

/// Reads a document that holds nothing odd: `text` is the whole, `document` what of it to read, with the `---` before it
/// if there is one. `None` at any doubt; what the sink has taken by then counts for nothing.
pub(super) fn read(text: &str, document: Span, sink: &mut impl Sink) -> Option<()> {
    let mut scanner = Scanner { cursor: Cursor::new(text, document), sink, depth: 0 };
    scanner.cursor.skip_marker();
    if !scanner.next_line()? || scanner.cursor.column() > 0 {
        return None;
    }
    scanner.node(None)?;
    scanner.cursor.is_at_end().then_some(())
}

struct Scanner<'t, 's, S> {
    cursor: Cursor<'t>,
    sink: &'s mut S,
    depth: usize,
}

/// A scalar on one line, or what else begins there.
enum Head<'t> {
    Scalar {
        value: Cow<'t, str>,
        style: ScalarStyle,
        span: Span,
    },
    /// `[` or `{`.
    Flow,
    /// `|` or `>`.
    Literal,
}

impl<'t, S: Sink> Scanner<'t, '_, S> {
    /// Goes on to the next text after the end of a line; false at the end of the document.
    fn next_line(&mut self) -> Option<bool> {
        while let Some(comment) = self.cursor.end_line()? {
            self.sink.comment(comment);
        }
        Some(!self.cursor.is_at_end())
    }

    /// Reads what begins here, further to the right than the column of what it belongs to.
    fn node(&mut self, parent: Option<usize>) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        if self.cursor.is_dash() {
            self.list(parent == Some(self.cursor.column()))?;
        } else {
            let head = self.head()?;
            match head {
                Head::Scalar { .. } if self.cursor.is_key_end() => self.mapping(head, parent)?,
                head => self.value(head, parent)?,
            }
        }
        self.depth -= 1;
        Some(())
    }

    /// A block mapping whose first key was just read.
    fn mapping(&mut self, first: Head<'t>, parent: Option<usize>) -> Option<()> {
        let Head::Scalar { span, .. } = first else { return None };
        let column = self.cursor.column_of(span.start);
        if parent.is_some_and(|parent| column <= parent) {
            return None;
        }
        self.sink.open(true, Span::new(span.start, span.start))?;
        let mut key = first;
        loop {
            let Head::Scalar { value, style, span } = key else { return None };
            if span.len() > MAX_KEY || !self.cursor.is_key_end() {
                return None;
            }
            self.sink.scalar(value, style, span)?;
            self.cursor.skip(1);
            self.entry_value(column, span.end)?;
            if !self.goes_on_at(column)? {
                break;
            }
            if self.cursor.is_dash() {
                return None;
            }
            key = self.head()?;
        }
        self.close();
        Some(())
    }

    /// What is after the colon of a key.
    fn entry_value(&mut self, column: usize, key_end: usize) -> Option<()> {
        self.cursor.skip_blanks();
        if !self.cursor.is_line_end() {
            if self.cursor.is_dash() {
                return None;
            }
            let head = self.head()?;
            return self.value(head, Some(column));
        }
        let is_below = self.next_line()?
            && (self.cursor.column() > column
                || (self.cursor.column() == column && self.cursor.is_dash()));
        if is_below { self.node(Some(column)) } else { self.nothing(key_end) }
    }

    /// A block list, at its first dash; `indentless` where it is in the column of the key that it belongs to.
    fn list(&mut self, indentless: bool) -> Option<()> {
        let column = self.cursor.column();
        let start = if indentless { self.cursor.first_item()? } else { self.cursor.here() };
        self.sink.open(false, start)?;
        loop {
            self.cursor.skip(1);
            let behind = self.cursor.here().start;
            self.cursor.skip_blanks();
            let is_inline = !self.cursor.is_line_end();
            let is_bare = self.cursor.here().start == behind && self.cursor.byte().is_some();
            if is_inline || (self.next_line()? && self.cursor.column() > column) {
                self.node(Some(column))?;
            } else if is_bare {
                self.nothing(behind)?;
            } else {
                // The parser places the missing value after spaces and comments.
                return None;
            }
            if !self.goes_on_at(column)? {
                break;
            }
            if !self.cursor.is_dash() {
                if indentless {
                    break;
                }
                return None;
            }
        }
        self.close();
        Some(())
    }

    /// Whether the next line is in this column; `None` where it is further to the right.
    fn goes_on_at(&self, column: usize) -> Option<bool> {
        if self.cursor.is_at_end() || self.cursor.column() < column {
            return Some(false);
        }
        (self.cursor.column() == column).then_some(true)
    }

    /// Ends a block collection.
    fn close(&mut self) {
        self.sink.close(self.cursor.here());
    }

    /// A value that isn't written.
    fn nothing(&mut self, at: usize) -> Option<()> {
        self.sink.scalar(Cow::Borrowed("~"), ScalarStyle::Plain, Span::new(at, at))
    }

    /// What begins here, scalars in full.
    fn head(&mut self) -> Option<Head<'t>> {
        let from = self.cursor.here().start;
        let (value, style) = match self.cursor.byte()? {
            b'[' | b'{' => return Some(Head::Flow),
            b'|' | b'>' => return Some(Head::Literal),
            b'"' => (self.cursor.double_quoted()?, ScalarStyle::DoubleQuoted),
            b'\'' => (self.cursor.single_quoted()?, ScalarStyle::SingleQuoted),
            _ => (Cow::Borrowed(self.cursor.plain()?), ScalarStyle::Plain),
        };
        Some(Head::Scalar { value, style, span: Span::new(from, self.cursor.here().start) })
    }

    /// A value that begins in this line and has nothing but a comment after it.
    fn value(&mut self, head: Head<'t>, parent: Option<usize>) -> Option<()> {
        match head {
            Head::Scalar { value, style, span } => self.sink.scalar(value, style, span)?,
            Head::Flow => self.flow()?,
            Head::Literal => return self.literal(parent?),
        }
        let is_more = self.next_line()?;
        let is_deeper = is_more && parent.is_none_or(|parent| self.cursor.column() > parent);
        (!is_deeper).then_some(())
    }
}
