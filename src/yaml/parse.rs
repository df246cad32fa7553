//! From text to tree. The only module that knows the parser crate.
//!
//! The tree is built with an explicit stack: depth, alias expansion and size are bounded, and what
//! breaks a bound or the grammar becomes a [`Problem`] with a place; later documents are still read.

use std::sync::Arc;

use granit_parser::{Event, Parser, ScanError, StrInput};

use crate::source::{FileId, Location, SourceFile, Span};

use super::Document;
use super::builder::{Builder, MAX_DEPTH};
use super::explain::with_cause;
use super::flow::shown;
use super::markers;
use super::reject::refusals;
use super::split::{Cut, cut};
use super::stream::{Reader, read};

/// What a file holds.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The documents that could be read, in order.
    pub documents: Vec<Document>,
    /// Every comment of the file that is in a readable document, in order.
    pub comments: Vec<Comment>,
    /// What is wrong with the text as YAML.
    pub problems: Vec<Problem>,
}

impl Parsed {
    /// Takes in a document, with keys that are twice in it.
    fn add(&mut self, document: Document, duplicates: &mut Vec<Problem>) {
        self.problems.append(duplicates);
        self.problems.extend(refusals(&document));
        self.documents.push(document);
    }
}

/// A comment.
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    /// Its place, `#` included.
    pub location: Location,
}

impl Comment {
    /// What is after the `#`, in the text of its file.
    #[must_use]
    pub fn text<'t>(&self, file: &'t str) -> &'t str {
        let written = self.location.span.slice(file);
        written.strip_prefix('#').unwrap_or(written)
    }
}

/// A fault of the text as YAML.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// Where: the offending token.
    pub at: Location,
    /// Places that belong to it, each with a word about it.
    pub related: Vec<(Location, String)>,
}

impl Problem {
    /// What is wrong, in a line.
    #[must_use]
    pub fn reason(&self) -> String {
        match &self.kind {
            ProblemKind::Syntax(reason)
            | ProblemKind::Misplaced(reason)
            | ProblemKind::Refused(reason) => reason.clone(),
            ProblemKind::TooLarge => "this document is larger than 32 MiB".to_owned(),
            ProblemKind::DuplicateKey { key, .. } => format!("the key `{key}` appears twice"),
        }
    }
}

impl Problem {
    /// The same of a line that fits no level.
    pub(super) fn misplaced(self, is_it: bool) -> Self {
        match self.kind {
            ProblemKind::Syntax(reason) if is_it => {
                Self { kind: ProblemKind::Misplaced(reason), ..self }
            }
            kind => Self { kind, ..self },
        }
    }
}

/// Kinds of [`Problem`].
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// The text isn't YAML, or breaks a bound; the document is lost.
    Syntax(String),
    /// The same, where a line can't be read after what is above it; which line is wrong isn't known.
    Misplaced(String),
    /// The document is too large to be read, and lost.
    TooLarge,
    /// YAML that kubectl rejects all the same; the document is kept.
    Refused(String),
    /// A key appears twice in one mapping; kubectl keeps the last one.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where both are.
        places: Box<KeyPlaces>,
    },
}

impl ProblemKind {
    /// Whether the document is lost.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.is_syntax() || matches!(self, Self::TooLarge)
    }

    /// Whether kubectl rejects what YAML allows.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// Whether the text isn't YAML.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        matches!(self, Self::Syntax(_) | Self::Misplaced(_))
    }
}

/// Places of a key that appears twice.
#[derive(Debug, Clone)]
pub struct KeyPlaces {
    /// That of the earlier key.
    pub first: Location,
    /// Both entries, key and value, in full.
    pub entries: [Location; 2],
}

/// Reads a file as kubectl does. Never fails: what can't be read is among the problems.
#[must_use]
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    parse_with(file, source, Reader::default())
}

/// Reads a file as kubectl does, by the reader of one's choice; each gives the same.
#[must_use]
pub fn parse_with(file: FileId, source: &SourceFile, reader: Reader) -> Parsed {
    parse_by(file, source, |file, text, parsed| read_parts(file, text, reader, parsed))
}

/// Reads a file that isn't meant for kubectl: as a single stream of YAML, with no word of what kubectl rejects.
pub(super) fn parse_stream(source: &SourceFile) -> Parsed {
    let mut parsed = parse_by(FileId(0), source, |file, text, parsed| {
        let whole = Span::new(0, text.len());
        read(|| Builder::new(file, text, false), text, whole, Reader::default(), parsed);
    });
    parsed.problems.retain(|one| !matches!(one.kind, ProblemKind::Refused(_)));
    parsed
}

/// Reads a text by `read`, if it can be read at all.
fn parse_by(
    file: FileId,
    source: &SourceFile,
    read: impl Fn(FileId, &Arc<str>, &mut Parsed),
) -> Parsed {
    let mut parsed = Parsed::default();
    let problem = |message: &str, start: usize, end: usize| Problem {
        kind: ProblemKind::Syntax(message.to_owned()),
        at: Location::new(file, Span::new(start, end)),
        related: Vec::new(),
    };
    if let Some(at) = source.invalid_at {
        let next =
            source.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        parsed.problems.push(problem(
            "this byte isn't UTF-8; save the file as UTF-8",
            at,
            at + next,
        ));
    } else {
        read(file, &source.text, &mut parsed);
    }
    join_fences(&mut parsed.problems, &source.text);
    parsed
}

/// Reads what kubectl reads of a file, part by part, and says what it rejects of the whole.
fn read_parts(file: FileId, text: &Arc<str>, reader: Reader, parsed: &mut Parsed) {
    let Cut { json, yaml, faults } = cut(text);
    for &part in &json {
        read(|| Builder::new(file, text, true), text, part, Reader::ParserAlone, parsed);
    }
    let values = parsed.documents.len();
    for &part in &yaml {
        read(|| Builder::new(file, text, false), text, part, reader, parsed);
    }
    if parsed.problems.iter().any(|one| one.kind.is_loss()) {
        return;
    }
    let from = yaml.first().map_or(text.len(), |part| part.start);
    let behind = parsed.documents.get(values).and_then(Document::root);
    let behind =
        behind.filter(|_| json.len() == 1).and_then(|root| markers::behind_json(root, from));
    parsed.problems.extend(markers::refusals(file, text, from, parsed));
    let refused =
        |(span, message): (Span, &str)| Problem::refused_at(message, Location::new(file, span));
    parsed.problems.extend(faults.into_iter().map(refused).chain(behind));
}

/// What is read beyond what YAML is, and the bounds.
pub(super) fn options() -> granit_parser::Options {
    granit_parser::options! {
        max_buffered_comment_events: usize::MAX,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        simple_key_max_lookahead: 1 << 20,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// Reads a part of a file by the parser; places are those in the whole `text`.
pub(super) fn by_parser<'t>(
    fresh: impl Fn() -> Builder<'t>,
    text: &'t str,
    part: Span,
    parsed: &mut Parsed,
) {
    let shown = shown(part.slice(text));
    let mut parser = Parser::new_from_str_with_options(&shown.text, options());
    let mut builder = fresh();
    let bytes = |span: &granit_parser::Span| bytes_within(part, span);
    while let Some(event) = parser.next_event() {
        let outcome = match event {
            Ok((Event::Comment(..), span)) => {
                parsed.comments.push(Comment { location: builder.place(bytes(&span)) });
                Ok(None)
            }
            Ok((Event::Scalar(value, style, anchor, tag), span)) => {
                let event = Event::Scalar(shown.restored(value), style, anchor, tag);
                builder.take(event, bytes(&span))
            }
            Ok((event, span)) => builder.take(event, bytes(&span)),
            Err(error) => Err(with_cause(&builder, text, part.start, &error)),
        };
        match outcome {
            Ok(None) => {}
            Ok(Some(document)) => parsed.add(document, &mut builder.duplicates),
            Err(problem) => {
                parsed.problems.push(problem);
                builder = fresh();
                if !skip_document(&mut parser) {
                    break;
                }
            }
        }
    }
}

/// The lines that fence code are one mistake, wherever documents begin between them.
fn join_fences(problems: &mut Vec<Problem>, text: &str) {
    let is_fence = |one: &Problem| one.at.span.slice(text).starts_with("```");
    let Some(first) = problems.iter().position(is_fence) else {
        return;
    };
    let mut at = 0;
    let mut others = Vec::new();
    problems.retain(|one| {
        let is_other = at > first && is_fence(one);
        at += 1;
        others.extend(is_other.then_some((one.at, "and this one".to_owned())));
        !is_other
    });
    if let Some(problem) = problems.get_mut(first) {
        problem.related.extend(others);
    }
}

/// The bytes of a part of a file that the parser names.
fn bytes_within(part: Span, span: &granit_parser::Span) -> Span {
    let range = span.byte_range().unwrap_or_default();
    Span::new(part.start + range.start, part.start + range.end)
}

/// Goes on after the next document marker; false at the end of the text.
fn skip_document<'t>(parser: &mut Parser<'t, StrInput<'t>>) -> bool {
    parser.proceed_next_document().unwrap_or(false)
}

/// Where the parser stopped.
pub(super) fn stop(builder: &Builder<'_>, text: &str, from: usize, error: &ScanError) -> usize {
    error.marker().byte_offset().map_or(builder.last_end, |at| from + at).min(text.len())
}
