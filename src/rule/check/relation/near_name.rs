//! Names of objects that a slip of the keyboard tells apart.

use crate::closest::distance_within;

/// The characters of a hash: neither vowels nor digits that look like them.
const HASH: &str = "bcdfghkmt2456789";
const HASH_LENGTH: usize = 10;
const BETWEEN_WORDS: [char; 3] = ['-', '.', '_'];

/// A name that is compared with many others.
pub(super) struct Written<'n> {
    name: &'n str,
    digits: Vec<u8>,
}

impl<'n> Written<'n> {
    pub(super) fn new(name: &'n str) -> Self {
        Self { name, digits: digits_of(name).collect() }
    }

    /// Whether it is another name with slips of the keyboard in it: a letter or two of long words. A short word or a
    /// number is another one, as in `load-eu` and `load-us`.
    pub(super) fn is_near(&self, meant: &str) -> bool {
        let name = self.name;
        if is_rendered_other(name, meant) {
            return true;
        }
        // Most names are told apart by their numbers, without looking at their words.
        if !digits_of(meant).eq(self.digits.iter().copied()) {
            return differ_by_digit(name, meant);
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
}

/// Whether a name is one that kustomize gives a hash, without it or with that of another content.
/// Source: kustomize, api/hasher/hasher.go: ten characters.
fn is_rendered_other(name: &str, meant: &str) -> bool {
    let Some(stem) = without_hash(meant) else { return false };
    name == stem || name != meant && without_hash(name) == Some(stem)
}

fn without_hash(name: &str) -> Option<&str> {
    let (stem, hash) = name.split_at_checked(name.len().checked_sub(HASH_LENGTH)?)?;
    let stem = stem.strip_suffix('-')?;
    let is_hash = hash.chars().all(|c| HASH.contains(c));
    (is_hash && hash.contains(|c: char| c.is_ascii_digit())).then_some(stem)
}

/// The digits of a text.
fn digits_of(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_digit)
}

/// Whether two names differ by a digit between the letters of a word, as a hand next to the right key types it.
fn differ_by_digit(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    // Most names differ in a letter before.
    let is_digit = |name: &[u8]| name.get(same).is_some_and(u8::is_ascii_digit);
    match (is_digit(one), is_digit(other)) {
        (true, false) => is_typed_into(one, other, same),
        (false, true) => is_typed_into(other, one, same),
        _ => false,
    }
}

/// Whether one character makes a name another one: between letters, or instead of one.
fn is_typed_into(name: &[u8], plain: &[u8], at: usize) -> bool {
    let is_letter = |c: Option<&u8>| c.is_some_and(u8::is_ascii_alphabetic);
    let behind = name.get(at + 1..);
    is_letter(at.checked_sub(1).and_then(|before| name.get(before)))
        && is_letter(name.get(at + 1))
        && (behind == plain.get(at..) || behind == plain.get(at + 1..) && is_letter(plain.get(at)))
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
    use super::Written;

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
            assert!(Written::new(name).is_near(meant), "{name} {meant}");
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
            assert!(!Written::new(name).is_near(meant), "{name} {meant}");
        }
    }
}
