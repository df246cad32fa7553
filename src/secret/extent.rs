//! How far a value goes in running text: to the end of its quotes, of its word, or of its line.

use super::text::name_before;
use super::value::is_nothing;

/// Words of HTTP between `Authorization:` and what follows.
const SCHEMES: [&str; 7] = ["bearer", "basic", "token", "apikey", "digest", "negotiate", "splunk"];
/// Bytes of the longest passphrase of several words.
const LONGEST_PHRASE: usize = 512;
/// Bytes of the longest word that is taken whole although something in it may end its value.
const LONGEST_WORD: usize = 4096;
/// What may end a value in a word.
const ENDS: [char; 13] = [',', ';', '&', '|', ')', '}', ']', '<', '>', '"', '\'', '\\', '`'];
/// Bytes of the longest value that is taken whole where another one begins in it.
const LONGEST_WHOLE: usize = 512;
/// The quotes of a text of several lines.
const THREE_QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// The first line of a text, as far as a passphrase may go: up to the last word that ends within the bound.
pub(super) fn first_line(text: &str) -> &str {
    let window = clip(text, LONGEST_PHRASE);
    let line = match window.find(['\n', '\r']) {
        Some(end) => window.get(..end),
        None if window.len() < text.len() => window.rfind(' ').and_then(|end| window.get(..end)),
        None => Some(window),
    };
    line.unwrap_or(window).trim_end()
}

/// The start of a text, of so many bytes at most.
pub(super) fn clip(text: &str, most: usize) -> &str {
    let mut ends = (0..=most.min(text.len())).rev();
    ends.find_map(|end| text.get(..end)).unwrap_or_default()
}

/// What is before the first space; of a very long word with several values, the start.
fn first_word(text: &str) -> &str {
    let window = clip(text, LONGEST_WORD);
    let word = window.split(char::is_whitespace).next().unwrap_or_default();
    if word.len() < window.len() || window.len() == text.len() {
        return word;
    }
    let is_end = |c: char| c.is_whitespace() || ENDS.contains(&c);
    let value = text.split(is_end).next().unwrap_or_default();
    if value.len() < window.len() { window } else { value }
}

/// What is at the start of a text: in quotes, or up to a space, and up to what ends a word as well.
pub(super) fn values(text: &str) -> Vec<&str> {
    let text = text.trim_start_matches(['[', '{', ' ']);
    let quote = text.len() - text.trim_start_matches('\\').len();
    let opening =
        text.get(quote..).and_then(|rest| rest.chars().next()).filter(|c| matches!(c, '"' | '\''));
    if let Some(mark) = opening {
        if let Some(inner) = in_three_quotes(text) {
            return vec![inner];
        }
        let inner = in_quotes(text, quote + mark.len_utf8());
        return std::iter::once(inner).chain(behind_scheme(inner)).collect();
    }
    let word = first_word(text).trim_end_matches(['"', '\'', ',', ';', '\\', '`']);
    if is_nothing(word) {
        return Vec::new();
    }
    let short = word.split(ENDS).next().unwrap_or_default();
    let mut found = vec![word, short];
    found.extend(behind_scheme(text).into_iter().flat_map(|rest| {
        let word = rest.split([' ', '\t', '\n', '\r', '"', '\'', '\\', ',', '`']).next();
        word.filter(|word| !word.is_empty())
    }));
    found
}

/// What is between a quote with the backslashes before it and the next such one.
fn in_quotes(text: &str, len: usize) -> &str {
    let (quotes, inner) = text.split_at_checked(len).unwrap_or((text, ""));
    let is_escaped = quotes.starts_with('\\');
    let end = inner.match_indices(quotes).map(|(end, _)| end);
    let is_end = |end: &usize| !inner.get(..*end).unwrap_or_default().ends_with('\\') || is_escaped;
    let end = end.filter(is_end).chain([inner.len()]).next().unwrap_or(inner.len());
    inner.get(..end).unwrap_or_default()
}

/// Parts of a text, the long ones up to the next name with a value: a word of a thousand assignments would be a thousand
/// values, each with all that follows it.
pub(super) fn apart<'t>(text: &'t str, found: Vec<&'t str>) -> Vec<&'t str> {
    if found.iter().all(|part| part.len() <= LONGEST_WHOLE) {
        return found;
    }
    let start = |part: &str| (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let mut starts: Vec<usize> = found.iter().map(|part| start(part)).collect();
    starts.sort_unstable();
    let shortened = found.into_iter().map(|part| {
        let from = start(part);
        let next = starts.get(starts.partition_point(|at| *at <= from)).copied();
        let length = next.map(|next| next - from).filter(|_| part.len() > LONGEST_WHOLE);
        match length.filter(|length| *length < part.len()) {
            Some(length) => before_name(part.get(..length).unwrap_or(part)),
            None => part,
        }
    });
    shortened.filter(|part| !is_nothing(part)).collect()
}

/// A text without the name at its end, and what separates it.
fn before_name(text: &str) -> &str {
    let text = text.trim_end_matches(['=', ':', '>', ' ', '\t', '"', '\'']);
    let name = name_before(text, text.len());
    let text = text.strip_suffix(name).unwrap_or(text);
    text.trim_end_matches(|c: char| "-./\\;&,|\"' ".contains(c))
}

/// What follows `Bearer` and the like.
fn behind_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once([' ', '\t'])?;
    SCHEMES.contains(&&*scheme.to_ascii_lowercase()).then(|| rest.trim_start())
}

/// What is in three quotes at the start of a text.
fn in_three_quotes(text: &str) -> Option<&str> {
    THREE_QUOTES.iter().find_map(|quotes| {
        let (inner, _) = text.strip_prefix(quotes)?.split_once(quotes)?;
        Some(inner.trim_matches(['"', '\'']))
    })
}
