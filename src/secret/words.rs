//! The long words of a text.

use std::iter;

use super::random::SHORTEST_RANDOM;

/// Whether a byte ends a word that a machine may have made, of letters and digits of ASCII and `_-+=~`.
fn is_end(byte: &u8) -> bool {
    !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-' | b'+' | b'=' | b'~')
}

/// The same for base64, whose words have slashes.
fn is_end_of_base64(byte: &u8) -> bool {
    *byte != b'/' && is_end(byte)
}

/// The words of at least `shortest` bytes, in order, where slashes don't end one.
pub(super) fn long_base64(text: &str, shortest: usize) -> impl Iterator<Item = &str> {
    words(text, shortest, is_end_of_base64)
}

/// The words of at least `shortest` bytes, in order. Most of a text isn't looked at: where a word of that length would
/// have to go on, it mostly doesn't.
pub(super) fn long_words(text: &str, shortest: usize) -> impl Iterator<Item = &str> {
    words(text, shortest, is_end)
}

fn words(
    text: &str,
    shortest: usize,
    is_end: impl Fn(&u8) -> bool + Copy,
) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut start = 0_usize;
    iter::from_fn(move || {
        loop {
            let window = bytes.get(start..start.checked_add(shortest)?)?;
            if let Some(gap) = window.iter().rposition(is_end) {
                start += gap + 1;
                continue;
            }
            let rest = bytes.get(start + shortest..)?;
            let end = start + shortest + rest.iter().position(is_end).unwrap_or(rest.len());
            let word = text.get(start..end)?;
            start = end;
            return Some(word);
        }
    })
}

/// Whether a text is one word that is neither an option nor long enough to be a key by itself: most scalars are, and
/// none of them has a secret in it.
pub(super) fn is_short(text: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    text.len() < SHORTEST_RANDOM && !text.starts_with('-') && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::{is_short, long_words};
    use crate::secret::random::is_random;
    use crate::secret::text::secrets_in;

    #[test]
    fn a_short_word_has_no_secret_in_it() {
        for word in [
            "login",
            "PASSWORD",
            "a/b-c.d_e",
            "K1aB2cD3eF4gH5i",
            "user/-pK1aB2cD3",
            "a--from-literal",
        ] {
            assert!(is_short(word), "{word}");
            assert!(secrets_in(word).is_empty() && !is_random(word), "{word}");
        }
        for text in ["a b", "a:b", "a=b", "-pK1aB2cD3eF4", "K1aB2cD3eF4gH5iJ", "ä"] {
            assert!(!is_short(text), "{text}");
        }
    }

    #[test]
    fn words_of_the_length_or_longer_are_found_in_order() {
        for (text, words) in [
            ("", vec![]),
            ("abc", vec![]),
            ("abcd", vec!["abcd"]),
            ("abcd efgh", vec!["abcd", "efgh"]),
            ("abc defg.hij+=_-k", vec!["defg", "hij+=_-k"]),
            ("ä abcdef ö ü", vec!["abcdef"]),
            ("äabcdü", vec!["abcd"]),
            ("...abcd", vec!["abcd"]),
            ("a.bcd.efgh5\n", vec!["efgh5"]),
        ] {
            assert_eq!(long_words(text, 4).collect::<Vec<_>>(), words, "{text}");
        }
    }
}
