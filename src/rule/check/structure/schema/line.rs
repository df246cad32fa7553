//! What the text of a key's line shows that its node doesn't: what was copied along before it, and what became a comment.

use crate::rule::Hit;
use crate::source::{Location, Span};
use crate::yaml::{Entry, Node};

/// What was copied with a line, before its text: the sign of a diff, or the number of the line.
pub(super) fn copied(key: Node<'_>) -> Option<String> {
    let text = key.text()?;
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (mark, rest) = text.split_at(text.len() - number.len());
    let at = key.span().start;
    let line = key.document().text().get(..at)?;
    if !(line.is_empty() || line.ends_with('\n')) {
        return None;
    }
    match rest.strip_prefix('+').filter(|_| mark.is_empty()) {
        Some(rest) if rest.starts_with(' ') => Some("the `+` of a diff".to_owned()),
        _ if !mark.is_empty() && rest.starts_with(' ') => Some(format!("the line number {mark}")),
        _ => None,
    }
}

/// With a key that is there and has no value. What looks like one after a `#` is a comment: that is the place to change.
pub(super) fn with_empty(hit: Hit, entry: &Entry<'_>) -> Hit {
    match swallowed(entry) {
        Some(comment) => Hit { at: entry.key.location(), ..hit }
            .related(comment, "a comment, not the value: quote it, or remove the `#`"),
        None => {
            let key = entry.key.location();
            hit.related(key, "empty").because_of([key])
        }
    }
}

/// The comment right after a key without a value that looks like one: `name: #load`.
fn swallowed(entry: &Entry<'_>) -> Option<Location> {
    let at = entry.key.location();
    let behind = entry.key.document().text().get(at.span.end..)?.lines().next()?;
    let rest = behind.strip_prefix(':')?.trim_start_matches(' ');
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '/' | '[' | '{');
    let comment = rest.strip_prefix('#').filter(|text| text.starts_with(is_word))?;
    let start = at.span.end + (behind.len() - rest.len());
    let end = start + 1 + comment.trim_end().len();
    Some(Location { span: Span::new(start, end), ..at })
}
