//! A text that is being typed, as far as it can be read: without the word at the cursor, with open brackets closed, and
//! without lines that keep the rest of the document from being read.

use std::collections::{BTreeSet, VecDeque};

use crate::line;
use crate::source::{FileId, SourceFile, Span};
use crate::yaml::{Problem, parse};

use super::brackets::{Place, place};
use super::context::{Context, Slot};

/// Most lines of a document that are omitted one after the other.
const MOST_OMITTED: usize = 8;
/// Most documents that are tried for the fewest lines to omit.
const MOST_TRIED: usize = 80;
/// Most brackets that are closed at the cursor with the rest left as it is.
const MOST_CLOSED: usize = 8;
/// Largest document that is read several times, in bytes.
const LARGEST: usize = 64 * 1024;

/// The text with as much of its document as can be read; offsets before the cursor stay.
pub(super) fn readable(text: &str, context: &Context<'_>) -> String {
    let document = context.document;
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let without = |gap: Span| {
        [part(document.start, gap.start), &spaces(gap), part(gap.end, document.end)].concat()
    };
    let line = words_of_line(text, context.line);
    let gaps = match (&context.open, context.slot) {
        (Some(_), _) => [context.word; 2],
        // The key of a value keeps what it is in.
        (None, Slot::Value) => [Span::new(context.word.start, context.line.end), line],
        (None, _) => [line; 2],
    };
    let [first, second] = gaps.map(without);
    let body = if document.len() > LARGEST || loss(&first).is_none() {
        first
    } else if loss(&second).is_none() {
        second
    } else {
        repaired(closed(text, context).unwrap_or(second))
    };
    [part(0, document.start), &body, part(document.end, text.len())].concat()
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

/// A document without the lines that keep it from being read, as far as they can be found: the fewest, else one after
/// the other.
fn repaired(body: String) -> String {
    fewest_omitted(&body).unwrap_or_else(|| {
        let mut body = body;
        let reach = |body: &String| loss(body).map_or(usize::MAX, |one| one.at.span.start);
        for _ in 0..MOST_OMITTED {
            // Of those that get as far, the first.
            let tries = loss(&body).map(|problem| tries(&body, &problem)).unwrap_or_default();
            let Some(next) = tries.into_iter().rev().max_by_key(reach) else { break };
            body = next;
        }
        body
    })
}

/// A document that can be read without the fewest lines; none where many would have to be tried.
fn fewest_omitted(body: &str) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut next = VecDeque::from([body.to_owned()]);
    for _ in 0..MOST_TRIED {
        let body = next.pop_front()?;
        let Some(problem) = loss(&body) else { return Some(body) };
        let tries = tries(&body, &problem).into_iter().filter(|body| seen.insert(body.clone()));
        next.extend(tries.collect::<Vec<_>>());
    }
    None
}

/// A document without one line: where reading stops, or the line above, or where that was opened in which it stops.
fn tries(body: &str, problem: &Problem) -> Vec<String> {
    let at = problem.at.span.start;
    let line = line::start_of(body, at);
    let bracket = match place(body, Span::new(0, line)) {
        Place::Flow(open) => Some(open.start),
        _ => None,
    };
    let openers = problem.related.iter().map(|(at, _)| at.span.start).chain(bracket);
    let openers = openers.filter_map(|at| lines_near(body, at).first().copied());
    let lines = lines_near(body, at).into_iter().chain(openers);
    lines.map(|line| without(body, line)).collect()
}

/// The line of an offset, and the one above it, where something is written in them.
fn lines_near(body: &str, at: usize) -> Vec<Span> {
    let start = line::start_of(body, at);
    let above = body.get(..start).unwrap_or_default().trim_end().len();
    let lines = [
        Span::new(start, line::end_of(body, start)),
        Span::new(line::start_of(body, above), above),
    ];
    let is_written = |line: &Span| line.slice(body).chars().any(|c| !c.is_whitespace());
    lines.into_iter().filter(is_written).collect()
}

fn without(body: &str, line: Span) -> String {
    let part = |from: usize, to: usize| body.get(from..to).unwrap_or_default();
    [part(0, line.start), &spaces(line), part(line.end, body.len())].concat()
}
