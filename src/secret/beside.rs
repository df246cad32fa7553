//! Comments next to a secret: an old value after the new one, or one that was commented out.

use crate::source::{Location, Span};

use super::broken::{first_name, value_of};
use super::key::strength_of;
use super::name::Strength;

/// How many lines before a comment may name the secret.
const NEAR: usize = 3;

/// The place of a comment's text where it is next to the value of a secret, or is one that was commented out.
pub(super) fn place_of(comment: Location, text: &str) -> Option<Location> {
    let Location { file, span, .. } = comment;
    let before = text.get(..span.start)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, line) = before.split_at_checked(start)?;
    let said = text.get(span.start..span.end)?.trim_start_matches('#');
    let is_alone = line.trim().is_empty();
    let is_secret = if is_alone {
        said.contains("al") && value_of(said).is_some() && names_one(above)
    } else {
        is_of_secret(line) || value_of(line).is_some() && (names_one(line) || names_one(above))
    };
    let from = span.end - said.trim_start().len();
    (is_secret && !said.trim().is_empty()).then(|| Location::new(file, Span::new(from, span.end)))
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
