//! A text that is being typed, as far as it can be read: without the word at the cursor, with open brackets closed, and
//! without lines that keep the rest of the document from being read.

use crate::source::{FileId, SourceFile, Span};
use crate::yaml::{Problem, parse};

use super::context::Context;

/// Most lines of a document that are omitted.
const MOST_OMITTED: usize = 8;
/// Most brackets that are closed at the cursor with the rest left as it is.
const MOST_CLOSED: usize = 8;
/// Largest document that is read several times, in bytes.
const LARGEST: usize = 256 * 1024;

/// The text with as much of its document as can be read; offsets before the cursor stay.
pub(super) fn readable(text: &str, context: &Context<'_>) -> String {
    let document = context.document;
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let around = [part(0, document.start), part(document.end, text.len())];
    let gap = if context.open.is_some() { context.word } else { words_of_line(text, context.line) };
    let without = [part(document.start, gap.start), &spaces(gap), part(gap.end, document.end)];
    let mut body = without.concat();
    if document.len() <= LARGEST && loss(&body).is_some() {
        body = repaired(closed(text, context).unwrap_or(body));
    }
    [around[0], &body, around[1]].concat()
}

/// What a line has after its dashes, which are the starts of items.
fn words_of_line(text: &str, line: Span) -> Span {
    let words = line.slice(text).trim_start_matches([' ', '-', '\u{feff}']);
    Span::new(line.end - words.len(), line.end)
}

fn spaces(span: Span) -> String {
    " ".repeat(span.len())
}

/// The document with brackets closed at the cursor: as few as make it readable, else all of them, and nothing else up to
/// where they would have ended.
fn closed(text: &str, context: &Context<'_>) -> Option<String> {
    let open = context.open.as_ref()?;
    let end = open.start_of_text().unwrap_or(context.word.start);
    let before = text.get(context.document.start..end)?;
    let closers = open.closers();
    let rest = text.get(context.word.end..context.document.end)?;
    let some = (1..=closers.len().min(MOST_CLOSED)).map(|count| {
        let closers = closers.get(..count).unwrap_or_default();
        format!("{before} {closers}{rest}")
    });
    let mut some = some.filter(|body| loss(body).is_none());
    some.next().or_else(|| {
        let own = rest.split_inclusive('\n').next().unwrap_or_default();
        let line_break = if own.ends_with('\n') { "\n" } else { "" };
        let behind = rest.split_inclusive('\n').skip(1).skip_while(|line| !open.ends_before(line));
        Some(format!("{before} {closers}{line_break}{}", behind.collect::<String>()))
    })
}

/// What keeps a document from being read.
fn loss(body: &str) -> Option<Problem> {
    let source = SourceFile::new("", body.as_bytes().to_vec(), true);
    parse(FileId(0), &source).problems.into_iter().find(|one| one.kind.is_loss())
}

/// A document without the lines that keep it from being read, as far as they can be found.
fn repaired(mut body: String) -> String {
    for _ in 0..MOST_OMITTED {
        let Some(problem) = loss(&body) else { break };
        let places = std::iter::once(&problem.at).chain(problem.related.iter().map(|(at, _)| at));
        let lines: Vec<Span> = places.flat_map(|at| lines_near(&body, at.span.start)).collect();
        let reach = |body: &String| loss(body).map_or(usize::MAX, |one| one.at.span.start);
        // Of those that get as far, the first.
        let tries = lines.iter().rev().map(|line| without(&body, *line));
        let Some(best) = tries.max_by_key(reach) else { break };
        body = best;
    }
    body
}

/// The line of an offset, and the one above it, where something is written in them.
fn lines_near(body: &str, at: usize) -> impl Iterator<Item = Span> {
    let before = body.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end =
        body.get(start..).and_then(|rest| rest.find('\n')).map_or(body.len(), |len| start + len);
    let above = body.get(..start).unwrap_or_default().trim_end();
    let above_start = above.rfind('\n').map_or(0, |end| end + 1);
    let lines = [Span::new(start, end), Span::new(above_start, above.len())];
    let is_written = |line: &Span| line.slice(body).chars().any(|c| !c.is_whitespace());
    lines.into_iter().filter(is_written).collect::<Vec<_>>().into_iter()
}

fn without(body: &str, line: Span) -> String {
    let part = |from: usize, to: usize| body.get(from..to).unwrap_or_default();
    [part(0, line.start), &spaces(line), part(line.end, body.len())].concat()
}
