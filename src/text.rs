//! Small words for messages: lists, plurals, and what was likely meant.

/// The candidate that a misspelt word most likely stands for, if one is close enough.
#[must_use]
pub fn did_you_mean<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    // Any other letter is as close to a single one.
    if word.chars().count() < 2 {
        return None;
    }
    let lower = word.to_lowercase();
    let close = |candidate: &&&str| {
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        distance <= (candidate.len().max(word.len()) / 3).max(1)
    };
    let score = |candidate: &str| strsim::jaro_winkler(&lower, &candidate.to_lowercase());
    let best = candidates.iter().filter(close);
    best.copied().max_by(|a, b| score(a).total_cmp(&score(b)).then_with(|| b.cmp(a)))
}

/// `; did you mean …?` for the end of a message, with every candidate, or nothing.
#[must_use]
pub fn did_you_mean_any(candidates: &[String]) -> String {
    let quoted: Vec<String> = candidates.iter().map(|meant| format!("`{meant}`")).collect();
    if quoted.is_empty() { String::new() } else { format!("; did you mean {}?", choice(&quoted)) }
}

/// The same with the one candidate that is closest to a word.
#[must_use]
pub fn hint(word: &str, candidates: &[&str]) -> String {
    did_you_mean(word, candidates)
        .map(|meant| format!("; did you mean `{meant}`?"))
        .unwrap_or_default()
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

/// Makes text from files safe to print: control characters, invisible and direction-changing ones
/// are written as escapes.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    safe
}

/// The name of an invisible character; none for those that show.
#[must_use]
pub fn invisible_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' | '\u{200d}' => "zero width joiner",
        '\u{200e}' | '\u{200f}' => "direction mark",
        '\u{2060}' => "word joiner",
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => "typographic space",
        '\u{3000}' => "ideographic space",
        '\u{feff}' => "byte order mark",
        _ => return None,
    })
}

/// Whether a character doesn't show itself, or could do more to a terminal than that.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || invisible_name(c).is_some()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    }
}
