//! What the errors of the parser mean.

use granit_parser::{ErrorKind, ScanError};

use crate::source::Span;

use super::builder::Builder;
use super::cause::{self, Cause};
use super::parse::{Problem, stop};
use super::{layout, stray, syntax_message};

/// The likely cause of a parser error, else the place and the meaning of the error, with where it began.
pub(super) fn with_cause(
    builder: &Builder<'_>,
    text: &str,
    from: usize,
    error: &ScanError,
) -> Problem {
    let start = stop(builder, text, from, error);
    let kind = error.kind();
    let tab = cause::of_tab(text, start).filter(|_| syntax_message::is_tab(kind));
    let is_plain_tab = syntax_message::is_tab(kind) && tab.is_none();
    if matches!(kind, ErrorKind::RecursionLimitExceeded) || is_plain_tab {
        return explain(builder, text, from, error);
    }
    let is_key = syntax_message::is_key(kind);
    let cause = likely_cause(text, start, kind, tab);
    let is_misplaced = (is_key || syntax_message::is_quote(kind)) && cause.is_none();
    let cause = cause.or_else(|| cause::of_depth(text, start).filter(|_| is_key));
    let placed = |(at, text)| (builder.place(at), text);
    let problem = match cause {
        Some(Cause { message, at, related }) => {
            let related = related.into_iter().map(placed).collect();
            Problem { related, ..builder.problem(message, at) }
        }
        None => {
            let problem = explain(builder, text, from, error);
            let opened = opened(builder, text, start, kind).map(placed);
            let related = opened.into_iter().filter(|(at, _)| *at != problem.at).collect();
            Problem { related, ..problem }
        }
    };
    problem.misplaced(is_misplaced)
}

/// The cause of an error by the text around the place at which the parser stops.
fn likely_cause(text: &str, start: usize, kind: &ErrorKind, tab: Option<Cause>) -> Option<Cause> {
    if syntax_message::is_bracket(kind)
        && let Some(cause) = layout::of_brackets(text, start)
    {
        return Some(cause);
    }
    if syntax_message::is_quote(kind) {
        return cause::of_quote(text, start);
    }
    let is_value = *kind == ErrorKind::MappingValueNotAllowed;
    let of_key = || cause::of_key(text, start).filter(|_| syntax_message::is_key(kind));
    let second = || stray::second_key(text, start).filter(|_| is_value);
    tab.or_else(|| cause::of_line(text, start)).or_else(second).or_else(of_key)
}

/// Where what is broken began: a quote, a key, or a bracket.
fn opened(
    builder: &Builder<'_>,
    text: &str,
    start: usize,
    kind: &ErrorKind,
) -> Option<(Span, String)> {
    if syntax_message::is_quote(kind) {
        return cause::open_quote(text, start);
    }
    if syntax_message::is_key(kind) {
        return cause::opener(text, start);
    }
    let at = builder.open_bracket()?;
    let bracket = Span::new(at.start, at.start + 1);
    Some((bracket, format!("this `{}` was opened here", bracket.slice(text))))
}

/// The place and the meaning of a parser error.
fn explain(builder: &Builder<'_>, text: &str, from: usize, error: &ScanError) -> Problem {
    let (start, kind) = (stop(builder, text, from, error), error.kind());
    let rest = text.get(start..).unwrap_or_default();
    let bracket = builder.open_bracket().filter(|bracket| bracket.slice(text) == "[");
    match (kind, bracket) {
        (ErrorKind::RecursionLimitExceeded, _) => {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            builder.too_deep(Span::new(start, start + first))
        }
        // A list that goes on to the next line's key was meant to end before it.
        (ErrorKind::InvalidColonPlacement, Some(bracket)) => {
            let kind = ErrorKind::UnclosedFlowCollection { open: '[' };
            builder.problem(syntax_message::describe(&kind, rest), bracket)
        }
        _ => builder.problem(syntax_message::describe(kind, rest), place(text, start, kind)),
    }
}

/// The place of an error at which the parser stops.
fn place(text: &str, start: usize, kind: &ErrorKind) -> Span {
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    let token = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let tabs = before.len() - before.trim_end_matches('\t').len();
    match kind {
        // The parser names the value that the tab would continue.
        ErrorKind::TabInPlainScalar => {
            let tab = indenting_tab(rest).map(|tab| Span::new(start + tab, start + tab + 1));
            tab.unwrap_or(Span::new(start, start + token))
        }
        // The parser stops after a tab that it doesn't want.
        kind if syntax_message::is_tab(kind) && tabs > 0 => Span::new(start - tabs, start),
        ErrorKind::InvalidColonPlacement => Span::new(start, start + first),
        _ => Span::new(start, start + token),
    }
}

/// The first tab that indents a line of `text`, its first line omitted.
fn indenting_tab(text: &str) -> Option<usize> {
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    let tab_of = |line: usize| {
        let blank = text.get(line..)?.bytes().position(|byte| byte != b' ')?;
        (text.as_bytes().get(line + blank) == Some(&b'\t')).then_some(line + blank)
    };
    breaks.filter_map(tab_of).next()
}
