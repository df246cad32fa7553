//! A part of a file, document by document: ordinary ones straight from their bytes, the others by the parser.

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::ScalarStyle;
use memchr::memchr_iter;

use crate::bounded::MOST_DOCUMENT_BYTES;
use crate::parallel;
use crate::source::Span;

use super::builder::Builder;
use super::ordinary::{self, Sink};
use super::parse::{Comment, Parsed, Problem, ProblemKind, by_parser};
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

/// Documents that are read one after the other by one core.
const CHUNK: usize = 32;
/// Lines of a document that is too large among which its first key is searched.
const FIRST_LINES: usize = 100;

/// Reads a part of a file; places are those in the whole `text`.
pub(super) fn read<'t>(
    fresh: impl Fn() -> Builder<'t> + Sync,
    text: &'t Arc<str>,
    part: Span,
    reader: Reader,
    parsed: &mut Parsed,
) {
    let is_large = part.len() > MOST_DOCUMENT_BYTES;
    let cut = (reader == Reader::Quick || is_large).then(|| documents(text, part)).flatten();
    match cut.and_then(|documents| by_document(&fresh, text, &documents, is_large)) {
        Some(read) => parsed.append(read),
        None if is_large => parsed.problems.push(too_large(&fresh(), text, part)),
        None => by_parser(fresh, text, part, parsed),
    }
}

/// The documents of a part, each read by itself; `None` where the parser must read all of it: the only one isn't ordinary,
/// or one isn't YAML, and where a mistake ends only the parser knows. In a large part it ends with its document.
fn by_document<'t>(
    fresh: &(impl Fn() -> Builder<'t> + Sync),
    text: &'t Arc<str>,
    documents: &[Span],
    is_large: bool,
) -> Option<Parsed> {
    let chunks: Vec<&[Span]> = documents.chunks(CHUNK).collect();
    let is_only = documents.len() == 1;
    let in_turn = |_, chunk: &&[Span]| in_turn(fresh, text, chunk, is_only, is_large);
    let read = parallel::map(&chunks, documents.len(), in_turn);
    Some(Parsed::joined(read.into_iter().collect::<Option<_>>()?))
}

/// Documents one after the other; `None` where the parser must read the part.
fn in_turn<'t>(
    fresh: &impl Fn() -> Builder<'t>,
    text: &'t Arc<str>,
    documents: &[Span],
    is_only: bool,
    is_large: bool,
) -> Option<Parsed> {
    let mut parsed = Parsed::default();
    let mut builder = fresh();
    for &document in documents {
        if document.len() > MOST_DOCUMENT_BYTES {
            parsed.problems.push(too_large(&builder, text, document));
            continue;
        }
        builder.last_end = document.start;
        let mut growth = Growth { builder: &mut builder, comments: Vec::new() };
        let is_ordinary = ordinary::is_ordinary(document.slice(text))
            && ordinary::read(text, document, &mut growth).is_some();
        if is_ordinary {
            parsed.comments.append(&mut growth.comments);
            parsed.take(&mut builder);
            continue;
        }
        if is_only {
            return None;
        }
        builder = fresh();
        let known = parsed.problems.len();
        by_parser(fresh, text, document, &mut parsed);
        if !is_large && parsed.problems.iter().skip(known).any(|one| one.kind.is_loss()) {
            return None;
        }
    }
    Some(parsed)
}

/// The problem of a document that isn't read, at its first key.
fn too_large(builder: &Builder<'_>, text: &str, document: Span) -> Problem {
    let mut start = document.start;
    let mut at = Span::new(start, start);
    for line in document.slice(text).split_inclusive('\n').take(FIRST_LINES) {
        let written = line.trim_end();
        if !written.is_empty() && !written.starts_with(['#', '-']) {
            at = Span::new(start, start + written.len().min(FIRST_LINES));
            break;
        }
        start += line.len();
    }
    Problem { kind: ProblemKind::TooLarge, at: builder.place(at), related: Vec::new() }
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
    /// Takes all of what was read after it.
    fn append(&mut self, other: Self) {
        if self.documents.is_empty() && self.comments.is_empty() && self.problems.is_empty() {
            *self = other;
        } else {
            self.documents.extend(other.documents);
            self.comments.extend(other.comments);
            self.problems.extend(other.problems);
        }
    }

    /// All of what was read one after the other, in lists that are as long as needed.
    fn joined(parts: Vec<Self>) -> Self {
        let room = |count: fn(&Self) -> usize| parts.iter().map(count).sum();
        let mut all = Self {
            documents: Vec::with_capacity(room(|part| part.documents.len())),
            comments: Vec::with_capacity(room(|part| part.comments.len())),
            ..Self::default()
        };
        for part in parts {
            all.documents.extend(part.documents);
            all.comments.extend(part.comments);
            all.problems.extend(part.problems);
        }
        all
    }

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
        // Only a bracket has a byte of its own.
        self.builder.push(is_mapping, !span.is_empty(), span, 0).ok()
    }

    fn close(&mut self, span: Span) {
        self.builder.pop(span);
    }

    fn scalar(&mut self, value: Cow<'_, str>, style: ScalarStyle, span: Span) -> Option<()> {
        self.builder.written(&value, style, None, 0, span).ok()
    }

    fn comment(&mut self, span: Span) {
        self.comments.push(Comment { location: self.builder.place(span) });
    }
}
