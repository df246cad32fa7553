//! What the text of a key's line shows that its node doesn't: what was copied along before it, and what became a comment.

use crate::kube::schema::Trail;
use crate::rule::Hit;
use crate::source::{Location, Span};
use crate::yaml::{Entry, Node};

/// Something before the text of a line that doesn't belong there.
pub(super) struct Stray {
    /// How it is told: it was copied with the line, or typed into its indentation.
    pub case: &'static str,
    /// What it is, in words.
    pub place: String,
}

/// What was copied with a line, before its text: the sign of a diff, or the number of the line; or what was typed there.
pub(super) fn stray(key: Node<'_>, trail: &Trail<'_, '_>) -> Option<Stray> {
    let text = key.text()?;
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (mark, rest) = text.split_at(text.len() - number.len());
    let before = key.document().text().get(..key.span().start)?;
    let is_first = before.is_empty() || before.ends_with('\n');
    let copied = |place: String| Some(Stray { case: "copied", place });
    match rest.strip_prefix('+').filter(|_| mark.is_empty() && is_first) {
        Some(rest) if rest.starts_with(' ') => copied("the `+` of a diff".to_owned()),
        _ if is_first && !mark.is_empty() && rest.starts_with(' ') => {
            copied(format!("the line number {mark}"))
        }
        _ => typed(text, trail).filter(|_| before.trim_end_matches(' ').ends_with('\n')),
    }
}

/// A character or two in the spaces before a word. Two characters and a space may be a word before another one, unless that
/// is a field of a mapping around.
fn typed(text: &str, trail: &Trail<'_, '_>) -> Option<Stray> {
    let (mark, rest) = text.split_once(' ')?;
    let name = rest.trim_start_matches(' ').trim_matches('"');
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    let is_field = || trail.iter().any(|place| place.schema.properties.contains_key(name));
    let is_mark = match mark.chars().count() {
        1 => true,
        2 => rest.starts_with(' ') || is_field(),
        _ => false,
    };
    let is_apart = is_word && is_mark;
    is_apart.then(|| Stray { case: "stray", place: format!("the `{mark}`") })
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
