//! Comments next to a secret: an old value after the new one, or one that was commented out.

use crate::line;
use crate::source::{Location, Span};
use crate::yaml::Comment;

use super::broken::{first_name, value_of};
use super::key::strength_of;
use super::name::Strength;
use super::random::SHORTEST_RANDOM;
use super::text::is_end_of_word;
use super::value::is_key_like;

/// How many lines before a comment may name the secret.
const NEAR: usize = 3;

/// Adds the places of comments next to the values of secrets, of which `places` has those of the file.
pub(super) fn places(comments: &[Comment], text: &str, places: &mut Vec<Location>) {
    let mut hidden: Vec<Span> = Vec::new();
    if !comments.is_empty() {
        hidden.extend(places.iter().map(|place| place.span));
        hidden.sort_unstable();
    }
    for comment in comments {
        let at = comment.location;
        let line = line::start_of(text, at.span.start);
        let last = hidden.partition_point(|span| span.start < at.span.start).checked_sub(1);
        let is_behind = last.and_then(|at| hidden.get(at)).is_some_and(|span| span.start >= line);
        places.extend(place_of(at, text, is_behind));
    }
}

/// The place of a comment's text where it is next to the value of a secret, or is one that was commented out.
fn place_of(comment: Location, text: &str, is_behind: bool) -> Option<Location> {
    let Location { file, span, .. } = comment;
    let start = line::start_of(text, span.start);
    let (above, line) = text.get(..span.start)?.split_at_checked(start)?;
    let said = text.get(span.start..span.end)?.trim_start_matches('#');
    let is_alone = line.trim().is_empty();
    let is_secret = if is_alone {
        said.contains("al") && value_of(said).is_some() && names_one(above)
    } else {
        is_behind && !said.trim_start().starts_with("lt-lint")
            || is_of_secret(line)
            || is_old_value(said) && line.contains("name") && first_name(line).is_some()
            || value_of(line).is_some() && (names_one(line) || names_one(above))
    };
    let from = span.end - said.trim_start().len();
    (is_secret && !said.trim().is_empty()).then(|| Location::new(file, Span::new(from, span.end)))
}

/// The words of such a text that a machine made, digests among them.
pub(super) fn keys_in(said: &str) -> impl Iterator<Item = &str> {
    let is_made = |word: &&str| {
        word.len() >= SHORTEST_RANDOM
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && word.contains(|c: char| c.is_ascii_digit())
    };
    said.split(is_end_of_word).filter(move |word| is_key_like(word) || is_made(word))
}

/// Whether a comment is a word and nothing else, or has one that a machine made.
fn is_old_value(said: &str) -> bool {
    !said.trim().contains(char::is_whitespace) || keys_in(said).next().is_some()
}

/// Whether a line has the value of a key with a secret's name.
fn is_of_secret(line: &str) -> bool {
    let key = line.trim_start_matches([' ', '-']).split(':').next().unwrap_or_default();
    strength_of(key.trim_matches(['"', '\''])) >= Some(Strength::Sure)
}

/// Whether one of the last lines has the name of a secret, in an item or a comment on one.
fn names_one(above: &str) -> bool {
    let lines = above.lines().rev().filter(|line| !line.trim().is_empty()).take(NEAR);
    let mut lines = lines.filter(|line| line.contains("name"));
    lines.next().is_some_and(|line| first_name(line).is_some())
}
