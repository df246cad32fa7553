//! Brackets that are open at a place of a text that may be broken: a line that isn't indented further than the key that
//! they belong to ends them, closed or not.

use crate::source::Span;

use super::context::{Slot, Step};
use super::lines::head;

/// What a place is in.
#[derive(Debug)]
pub(super) enum Place<'t> {
    /// In lines.
    Block,
    /// Between brackets.
    Flow(Open<'t>),
    /// In a comment between brackets.
    Comment,
    /// In a block scalar.
    Literal,
}

/// Brackets that are open, one in the other.
#[derive(Debug)]
pub(super) struct Open<'t> {
    /// Where the outermost one is.
    pub start: usize,
    /// The column that lines between them are further right than; none where they are the document.
    column: Option<usize>,
    levels: Vec<Level<'t>>,
    /// The quote of a text that isn't closed.
    quote: Option<u8>,
}

/// What is between brackets, and in no others between these.
#[derive(Debug)]
struct Level<'t> {
    bracket: u8,
    /// Where the current item or key begins.
    item: Option<usize>,
    /// Where its text begins, or that of the value after its key.
    token: Option<usize>,
    key: Option<&'t str>,
}

/// What the end of a part of a text is in; a document begins with the part.
pub(super) fn place(text: &str, part: Span) -> Place<'_> {
    let mut scan = Scan { text, open: None, literal: None, is_comment: false };
    let mut start = part.start;
    for line in part.slice(text).split('\n') {
        let span = Span::new(start, start + line.len());
        scan.line(span, span.end == part.end);
        start = span.end + 1;
    }
    match scan {
        Scan { literal: Some(_), .. } => Place::Literal,
        Scan { is_comment: true, .. } => Place::Comment,
        Scan { open: Some(open), .. } => Place::Flow(open),
        _ => Place::Block,
    }
}

struct Scan<'t> {
    text: &'t str,
    open: Option<Open<'t>>,
    /// The column of the key or dash whose value is a block scalar.
    literal: Option<usize>,
    is_comment: bool,
}

impl Scan<'_> {
    fn line(&mut self, span: Span, is_last: bool) {
        let line = span.slice(self.text);
        self.is_comment = false;
        let is_blank = line.trim().is_empty() && !is_last;
        if self.literal.is_some_and(|column| is_blank || indent(line) > column) {
            return;
        }
        self.literal = None;
        let mut from = span.start;
        self.open = self.open.take().filter(|open| !open.ends_before(line));
        if self.open.is_none() {
            from += self.begin(line, span.start);
        }
        if let Some(open) = &mut self.open {
            self.is_comment = open.take(self.text, Span::new(from, span.end));
        }
        self.open = self.open.take().filter(|open| !open.levels.is_empty());
    }

    /// Looks for what a line begins; gives the number of bytes before it.
    fn begin(&mut self, line: &str, start: usize) -> usize {
        let head = head(line, start);
        let value = line.get(head.value..).unwrap_or_default();
        let before = line.len() - without_properties(value).len();
        let column = head.tokens.last().map(|token| token.column);
        match line.as_bytes().get(before) {
            Some(b'[' | b'{') => {
                let column = column.or(indent(line).checked_sub(1));
                let (levels, quote) = (Vec::new(), None);
                self.open = Some(Open { start: start + before, column, levels, quote });
            }
            Some(b'|' | b'>') => self.literal = column,
            _ => {}
        }
        before
    }
}

impl<'t> Open<'t> {
    /// The steps from the outermost bracket on; an item that isn't there yet begins at `offset`.
    pub(super) fn steps(&self, offset: usize) -> impl Iterator<Item = Step<'t>> {
        self.levels.iter().flat_map(move |level| {
            let item = level.item.unwrap_or(offset);
            let item = (level.bracket == b'[').then_some(Step::Item(item));
            item.into_iter().chain(level.key.map(Step::Key))
        })
    }

    /// What is typed between them.
    pub(super) fn slot(&self) -> Slot {
        let is_value = self.levels.last().is_some_and(|level| level.key.is_some());
        if is_value { Slot::Value } else { Slot::Key }
    }

    /// Where the text in quotes begins that isn't closed.
    pub(super) fn start_of_text(&self) -> Option<usize> {
        self.quote.and(self.levels.last()?.token)
    }

    /// What closes them.
    pub(super) fn closers(&self) -> String {
        let closer = |level: &Level<'_>| if level.bracket == b'[' { ']' } else { '}' };
        self.levels.iter().rev().map(closer).collect()
    }

    /// Whether a line isn't between them any more.
    pub(super) fn ends_before(&self, line: &str) -> bool {
        let words = line.trim();
        let is_left = self.column.is_some_and(|column| indent(line) <= column);
        let is_left = is_left && !words.starts_with([']', '}']);
        !words.is_empty() && (is_left || words.starts_with("- "))
    }

    /// Takes what is in a part of a line; whether a comment ends it.
    fn take(&mut self, text: &'t str, part: Span) -> bool {
        let bytes = text.as_bytes();
        let mut at = part.start;
        while let Some(byte) = bytes.get(at).copied().filter(|_| at < part.end) {
            let next = bytes.get(at + 1).copied().filter(|_| at + 1 < part.end);
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            match self.quote {
                Some(quote) => at += self.quoted(quote, byte, next),
                None if byte == b'#' && before.is_none_or(u8::is_ascii_whitespace) => return true,
                None => self.plain(text, at, next),
            }
            at += 1;
            if self.levels.is_empty() {
                break;
            }
        }
        false
    }

    /// Takes a byte of a text in quotes; gives the number of those after it that belong to it.
    fn quoted(&mut self, quote: u8, byte: u8, next: Option<u8>) -> usize {
        let is_escape = match byte {
            b'\\' => quote == b'"',
            b'\'' => quote == b'\'' && next == Some(b'\''),
            _ => false,
        };
        if byte == quote && !is_escape {
            self.quote = None;
        }
        usize::from(is_escape)
    }

    /// Takes a byte outside of quotes.
    fn plain(&mut self, text: &'t str, at: usize, next: Option<u8>) {
        let byte = text.as_bytes().get(at).copied().unwrap_or_default();
        if matches!(byte, b']' | b'}') {
            self.levels.pop();
            return;
        }
        if let Some(level) = self.levels.last_mut() {
            level.take(text, at, byte, next);
            let is_quote = matches!(byte, b'"' | b'\'') && level.token == Some(at);
            self.quote = is_quote.then_some(byte);
        }
        if matches!(byte, b'[' | b'{') {
            self.levels.push(Level { bracket: byte, item: None, token: None, key: None });
        }
    }
}

impl<'t> Level<'t> {
    fn take(&mut self, text: &'t str, at: usize, byte: u8, next: Option<u8>) {
        match byte {
            b' ' | b'\t' | b'\r' => {}
            b',' => (self.item, self.token, self.key) = (None, None, None),
            b':' if self.key.is_none() && self.token.is_some() => {
                let key = self.token.and_then(|from| text.get(from..at)).unwrap_or_default().trim();
                let is_end =
                    next.is_none_or(|next| next.is_ascii_whitespace() || b",[]{}".contains(&next));
                if is_end || key.ends_with(['"', '\'']) {
                    (self.key, self.token) = (Some(key.trim_matches(['"', '\''])), None);
                }
            }
            _ => {
                self.item.get_or_insert(at);
                self.token.get_or_insert(at);
            }
        }
    }
}

/// Number of spaces that a line begins with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A value without the spaces, the anchor and the tag before it.
fn without_properties(value: &str) -> &str {
    let mut rest = value.trim_start();
    while rest.starts_with(['&', '!']) {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    rest
}
