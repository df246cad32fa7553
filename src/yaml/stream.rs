//! A part of a file, document by document: ordinary ones straight from their bytes, the others by the parser.

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::ScalarStyle;
use memchr::memchr_iter;

use crate::source::Span;

use super::builder::Builder;
use super::ordinary::{self, Sink};
use super::parse::{Comment, Parsed, ProblemKind, by_parser};
use super::reject::refusals;

/// What reads the documents of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reader {
    /// The scanner for ordinary YAML, and the parser for what is left.
    #[default]
    Quick,
    /// The parser alone, which gives the same tree.
    ParserAlone,
}

/// Reads a part of a file; places are those in the whole `text`.
pub(super) fn read<'t>(
    fresh: impl Fn() -> Builder<'t>,
    text: &'t Arc<str>,
    part: Span,
    reader: Reader,
    parsed: &mut Parsed,
) {
    match (reader == Reader::Quick).then(|| by_document(&fresh, text, part)).flatten() {
        Some(mut read) => {
            parsed.documents.append(&mut read.documents);
            parsed.comments.append(&mut read.comments);
            parsed.problems.append(&mut read.problems);
        }
        None => by_parser(fresh, text, part, parsed),
    }
}

/// The documents of a part, each read by itself; `None` where the parser must read all of it: they can't be told apart,
/// the only one isn't ordinary, or one isn't YAML, and where a mistake ends only the parser knows.
fn by_document<'t>(
    fresh: &impl Fn() -> Builder<'t>,
    text: &'t Arc<str>,
    part: Span,
) -> Option<Parsed> {
    let mut parsed = Parsed::default();
    let mut builder = fresh();
    for document in documents(text, part)? {
        builder.last_end = document.start;
        let mut growth = Growth { builder: &mut builder, comments: Vec::new() };
        let is_ordinary = ordinary::is_ordinary(document.slice(text))
            && ordinary::read(text, document, &mut growth).is_some();
        if is_ordinary {
            parsed.comments.append(&mut growth.comments);
            parsed.take(&mut builder);
            continue;
        }
        if document == part {
            return None;
        }
        builder = fresh();
        by_parser(fresh, text, document, &mut parsed);
        if parsed.problems.iter().any(|one| matches!(one.kind, ProblemKind::Syntax(_))) {
            return None;
        }
    }
    Some(parsed)
}

/// The documents of a part, cut before each line with `---`; `None` with a directive or `...` among them.
fn documents(text: &str, part: Span) -> Option<Vec<Span>> {
    let bytes = part.slice(text).as_bytes();
    let mut documents = Vec::new();
    let mut begin = 0;
    for line in std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|end| end + 1)) {
        match bytes.get(line..)? {
            [b'%', ..] | [b'.', b'.', b'.', ..] => return None,
            [b'-', b'-', b'-'] | [b'-', b'-', b'-', b' ' | b'\n' | b'\r' | b'\t', ..]
                if line > begin =>
            {
                documents.push(Span::new(part.start + begin, part.start + line));
                begin = line;
            }
            _ => {}
        }
    }
    documents.push(Span::new(part.start + begin, part.end));
    Some(documents)
}

impl Parsed {
    /// Takes the document that a builder has completed.
    pub(super) fn take(&mut self, builder: &mut Builder<'_>) {
        self.problems.append(&mut builder.duplicates);
        if let Some(document) = builder.finish() {
            self.problems.extend(refusals(&document));
            self.documents.push(document);
        }
    }
}

/// A document that grows from ordinary YAML.
struct Growth<'b, 't> {
    builder: &'b mut Builder<'t>,
    comments: Vec<Comment>,
}

impl Sink for Growth<'_, '_> {
    fn open(&mut self, is_mapping: bool, span: Span) -> Option<()> {
        self.builder.push(is_mapping, span, 0).ok()
    }

    fn close(&mut self, span: Span) {
        self.builder.pop(span);
    }

    fn scalar(&mut self, value: Cow<'_, str>, style: ScalarStyle, span: Span) -> Option<()> {
        self.builder.written(&value, style, None, 0, span).ok()
    }

    fn comment(&mut self, span: Span, text: &str) {
        self.comments.push(Comment { location: self.builder.place(span), text: text.to_owned() });
    }
}
