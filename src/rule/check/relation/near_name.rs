//! Names of objects that a slip of the keyboard tells apart.

use crate::closest::distance_within;

/// The characters of a hash: neither vowels nor digits that look like them.
const HASH: &str = "bcdfghkmt2456789";
const BETWEEN_WORDS: [char; 3] = ['-', '.', '_'];

/// Whether a name is another one with slips of the keyboard in it: a letter or two of long words. A short word or a
/// number is another one, as in `load-eu` and `load-us`.
pub(super) fn is_near_name(name: &str, meant: &str) -> bool {
    if is_rendered_other(name, meant) {
        return true;
    }
    // Most names are told apart by their numbers, without looking at their words.
    if !digits_of(name).eq(digits_of(meant)) {
        return has_digit_in_word(name, meant) || has_digit_in_word(meant, name);
    }
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(BETWEEN_WORDS).map(str::to_owned).collect()
    };
    let (ours, theirs) = (words(name), words(meant));
    if ours.len() != theirs.len() {
        return is_near_word(&ours.concat(), &theirs.concat());
    }
    name != meant && ours.iter().zip(&theirs).all(|(one, other)| is_near_word(one, other))
}

/// Whether a name is one that kustomize gives a hash, without it or with that of another content.
/// Source: kustomize, api/hasher/hasher.go: ten characters.
fn is_rendered_other(name: &str, meant: &str) -> bool {
    let Some(stem) = without_hash(meant) else { return false };
    name == stem || name != meant && without_hash(name) == Some(stem)
}

fn without_hash(name: &str) -> Option<&str> {
    let (stem, hash) = name.rsplit_once('-')?;
    let is_hash = hash.len() == 10 && hash.chars().all(|c| HASH.contains(c));
    (is_hash && hash.contains(|c: char| c.is_ascii_digit())).then_some(stem)
}

/// The digits of a text.
fn digits_of(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_digit)
}

/// Whether a name is another one with a digit between the letters of a word, as a hand next to the right key types it.
fn has_digit_in_word(name: &str, plain: &str) -> bool {
    let is_letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    let count = |text| digits_of(text).count();
    if count(name) != count(plain) + 1 || distance_within(name, plain, 1).is_none() {
        return false;
    }
    let letters: Vec<char> = name.chars().collect();
    let is_inner =
        |at: &usize| is_letter(letters.get(at.wrapping_sub(1))) && is_letter(letters.get(at + 1));
    let mut inner = (0..letters.len()).filter(is_inner);
    inner.any(|at| letters.get(at).is_some_and(char::is_ascii_digit))
}

/// Whether two words are the same, or one and a slip of it.
fn is_near_word(one: &str, other: &str) -> bool {
    let most = match one.len().min(other.len()) {
        // Two letters in each other's place are a slip in short words too.
        3 if letters_of(one) == letters_of(other) => 1,
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    digits_of(one).eq(digits_of(other)) && distance_within(one, other, most).is_some()
}

/// The words in which two names of as many words differ.
fn different_words<'n>(one: &'n str, other: &'n str) -> Option<Vec<(&'n str, &'n str)>> {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split(BETWEEN_WORDS).collect(), other.split(BETWEEN_WORDS).collect());
    let is_alike = one.len() == other.len();
    is_alike.then(|| one.into_iter().zip(other).filter(|(one, other)| one != other).collect())
}

/// The letters of a word, sorted: those of a word with two letters exchanged are the same.
fn letters_of(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// Whether a name is another one with a letter too few, too many or in the wrong place, in a word that is long enough
/// for that to be a slip: words such as `blue` and `glue` are two.
pub(super) fn is_slip(name: &str, meant: &str) -> bool {
    let is_one = |one: &str, other: &str| {
        distance_within(one, other, 1) == Some(1)
            && (one.len() != other.len() || letters_of(one) == letters_of(other))
    };
    match different_words(name, meant).as_deref() {
        Some([(one, other)]) => one.len().min(other.len()) >= 4 && is_one(one, other),
        Some(_) => false,
        // A hyphen too few or too many.
        None => is_one(name, meant),
    }
}

#[cfg(test)]
mod tests {
    use super::is_near_name;

    #[test]
    fn slips_are_near() {
        for (name, meant) in [
            ("scalyr-confg", "scalyr-config"),
            ("scaylr-config", "scalyr-config"),
            ("load-kye", "load-key"),
            ("scalyrconfig", "scalyr-config"),
            ("scalyr_config", "scalyr-config"),
            ("scalyr-configs", "scalyr-config"),
            ("scal1r-config", "scalyr-config"),
            ("scalyr-confi4g", "scalyr-config"),
            ("load-test-2-setings", "load-test-2-settings"),
            ("scalyr-config", "scalyr-config-h2k9f5m8tb"),
            ("scalyr-config-dk855m5d49", "scalyr-config-h2k9f5m8tb"),
        ] {
            assert!(is_near_name(name, meant), "{name} {meant}");
        }
    }

    #[test]
    fn other_names_are_not_near() {
        for (name, meant) in [
            ("load-eu", "load-us"),
            ("load-1", "load-2"),
            ("scalyr-config2", "scalyr-config"),
            ("v1a-config", "v2a-config"),
            ("app-dev", "app-prd"),
            ("settings-v1", "settings-v2"),
            ("load-east", "load-west"),
            ("config", "scalyr-config"),
            ("load-staging", "load-production"),
            ("scalyr-config", "scalyr-config"),
            ("scalyr-config-h2k9f5m8tb", "scalyr-config-h2k9f5m8tb"),
            ("other-config", "scalyr-config-h2k9f5m8tb"),
            ("scalyr-config", "scalyr-config-production"),
        ] {
            assert!(!is_near_name(name, meant), "{name} {meant}");
        }
    }
}
