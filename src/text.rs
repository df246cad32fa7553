//! Small words for messages: lists, plurals, and what was likely meant.

use crate::closest::Candidates;

/// The candidate that a misspelt word most likely means, if one is close enough.
#[must_use]
pub fn did_you_mean<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    Candidates::new(candidates.iter().copied()).closest(word)
}

/// `; did you mean …?` for the end of a message, with every candidate, or nothing.
#[must_use]
pub fn did_you_mean_any(candidates: &[String]) -> String {
    let quoted = quoted(candidates);
    if quoted.is_empty() { String::new() } else { format!("; did you mean {}?", choice(&quoted)) }
}

/// The same with the one candidate that is closest to a word.
#[must_use]
pub fn hint(word: &str, candidates: &[&str]) -> String {
    hint_at(did_you_mean(word, candidates))
}

/// The same with what was meant, if that is known.
#[must_use]
pub fn hint_at(meant: Option<&str>) -> String {
    meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

/// Names, each in backticks.
pub fn quoted<T: std::fmt::Display>(names: impl IntoIterator<Item = T>) -> Vec<String> {
    names.into_iter().map(|name| format!("`{name}`")).collect()
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn choice(items: &[String]) -> String {
    joined(items, "or")
}

fn joined(items: &[String], word: &str) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// `a Job`, `an Ingress`.
#[must_use]
pub fn with_article(noun: &str) -> String {
    let is_vowel = noun.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if is_vowel { "an" } else { "a" })
}

/// `1 file`, `2 files`.
#[must_use]
pub fn count<N: Copy + std::fmt::Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let ending = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

/// A text with a capital at its start.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The signs of lt-lint's own texts in characters that every locale has.
#[must_use]
pub(crate) fn in_ascii(text: &str) -> String {
    let mut plain = text.to_owned();
    for (sign, ascii) in [("…", "..."), ("×", "x"), ("÷", "/"), ("−", "-")] {
        if plain.contains(sign) {
            plain = plain.replace(sign, ascii);
        }
    }
    plain
}

/// Makes text from files safe to print: control characters, invisible and direction-changing ones
/// are written as escapes.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    push_printable(&mut safe, text);
    safe
}

/// Adds a text, made safe to print.
pub(crate) fn push_printable(safe: &mut String, text: &str) {
    // Most of it is, which costs less to see than to write again.
    let ordinary = text.bytes().take_while(|byte| matches!(byte, b' '..=b'~')).count();
    let (ordinary, rest) = text.split_at(ordinary);
    safe.push_str(ordinary);
    for c in rest.chars() {
        if is_unprintable(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
}

/// Whether a character doesn't show itself, or could do more to a terminal than that.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    // All of ASCII that does more are its control characters.
    if c.is_ascii() {
        c.is_ascii_control()
    } else {
        c.is_control() || is_invisible(c) || invisible(c).is_some()
    }
}

/// What an invisible character is called; `None` for those that are seen, and for control characters.
#[must_use]
pub fn invisible(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "a no-break space",
        '\u{202f}' => "a narrow no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{2060}'..='\u{2064}' => "a word joiner",
        '\u{feff}' => "a byte order mark",
        '\u{3000}' => "an ideographic space",
        '\u{2000}'..='\u{200a}' | '\u{205f}' => "a typographic space",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark for the direction of text"
        }
        _ => return None,
    })
}

/// Typographic quotes, which word processors put instead of plain ones.
pub const TYPOGRAPHIC_QUOTES: [char; 12] =
    ['“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '‹', '›'];

/// A text without what is invisible in it, and without the quotes and spaces around it.
#[must_use]
pub fn bare(text: &str) -> String {
    let visible: String = text.chars().filter(|c| invisible(*c).is_none()).collect();
    let around =
        |c: char| c.is_whitespace() || TYPOGRAPHIC_QUOTES.contains(&c) || "'\"".contains(c);
    visible.trim_matches(around).to_owned()
}

/// Whether a character is of the categories Cf, Zl or Zp, or one that is to be ignored where it can't be shown.
/// Source: Unicode 16, `UnicodeData.txt` and `Default_Ignorable_Code_Point` of `DerivedCoreProperties.txt`.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_words_are_suggested_and_far_ones_are_not() {
        assert_eq!(did_you_mean("varlogpod", &["varlogpods", "dockersock"]), Some("varlogpods"));
        assert_eq!(did_you_mean("config", &["varlogpods", "dockersock"]), None);
    }

    #[test]
    fn terminal_escapes_become_text() {
        assert_eq!(printable("a\u{1b}[31m"), "a\\u{1b}[31m");
        assert_eq!(printable("\u{202e}x"), "\\u{202e}x");
        for c in "\u{ad}\u{61c}\u{115f}\u{180e}\u{2060}\u{3164}\u{feff}\u{fff9}\u{1d173}\u{e0041}"
            .chars()
        {
            assert!(is_unprintable(c), "{}", c.escape_unicode());
        }
        assert!("é 漢\u{301}😀".chars().all(|c| !is_unprintable(c)));
    }
}
