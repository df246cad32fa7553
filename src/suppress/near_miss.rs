//! Comments that look as if they suppressed findings, and don't: `# lt-lint ignore stale-image`.

use crate::rule::Hit;
use crate::source::{Location, Span};
use crate::yaml::Comment;

/// Words of other tools and of people for the same wish.
const WISHES: [&str; 6] = ["ignore", "disable", "suppress", "skip", "noqa", "nolint"];

/// A comment that was likely meant to suppress something, though it isn't written as one that does.
pub(super) fn near_miss(comment: &Comment, file: &str, rules: &[&str]) -> Option<Hit> {
    let text = comment.text(file);
    let words = text.trim();
    let lower = words.to_ascii_lowercase();
    let name = ["lt-lint", "lt_lint", "ltlint", "lt lint"]
        .iter()
        .find(|name| lower.starts_with(**name))?;
    let wish = lower.get(name.len()..)?.trim_start_matches([' ', '\t', '-', '_', ':']);
    let behind = WISHES.iter().find_map(|word| wish.strip_prefix(word))?;
    let named: Vec<&str> = words_of(behind).filter(|word| rules.contains(word)).collect();
    if named.is_empty() && may_be_sentence(behind) {
        return None;
    }
    let Location { file, span, .. } = comment.location;
    let start = span.end - text.trim_start().len();
    let at = Location::new(file, Span::new(start, start + words.len()));
    let rule = if named.is_empty() { "<rule>".to_owned() } else { named.join(", ") };
    let reach =
        if behind.trim_start_matches(['-', '_', ' ']).starts_with("file") { "-file" } else { "" };
    Some(Hit::new(at, "misspelt").var("rule", rule).var("reach", reach))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').map(|word| word.trim_matches('-'))
}

/// Whether what follows the wish may be a sentence; not where there is just a word: lt-lint ignores this.
fn may_be_sentence(rest: &str) -> bool {
    let is_word = rest.starts_with([' ', '\t'])
        && rest.split(':').next().is_some_and(|names| names.split_whitespace().count() == 1);
    !is_word && !rest.is_empty() && !rest.starts_with(['[', '(', ':', '='])
}
