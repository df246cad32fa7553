//! What was likely meant by a misspelt word: the closest of some candidates.

use std::borrow::Cow;

/// Beyond this many candidates none is looked for: what so many names may mean tells nothing.
const MOST_CANDIDATES: usize = 1000;

/// Words that a misspelt one may mean.
#[derive(Debug, Clone)]
pub(crate) struct Candidates<'c> {
    words: Vec<Candidate<'c>>,
}

/// A word, with what it is compared by.
#[derive(Debug, Clone)]
struct Candidate<'c> {
    word: &'c str,
    lower: Cow<'c, str>,
    looks: Looks,
}

impl<'c> Candidate<'c> {
    fn of(word: &'c str) -> Self {
        Self { word, lower: lower_case(word), looks: Looks::of(word) }
    }
}

/// A word in lower case, as it is where it has no other.
fn lower_case(word: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if word.bytes().all(is_lower) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

/// What tells most words apart without comparing them letter by letter.
#[derive(Debug, Clone, Copy)]
struct Looks {
    length: usize,
    /// A bit for each kind of character that it has.
    kinds: u64,
    is_ascii: bool,
}

impl Looks {
    fn of(word: &str) -> Self {
        let kinds = word.bytes().fold(0, |kinds, byte| kinds | 1 << kind_of(byte));
        Self { length: word.len(), kinds, is_ascii: word.is_ascii() }
    }

    /// Whether two words may have so few slips between them: each adds or takes one character at most. Elsewhere than in
    /// ASCII a character has several bytes.
    fn may_be_within(self, other: Self, most: usize) -> bool {
        if !(self.is_ascii && other.is_ascii) {
            return true;
        }
        let lacks = |one: u64, other: u64| (one & !other).count_ones() as usize > most;
        self.length.abs_diff(other.length) <= most
            && !lacks(self.kinds, other.kinds)
            && !lacks(other.kinds, self.kinds)
    }
}

/// Each letter and each digit is a kind of its own.
fn kind_of(byte: u8) -> usize {
    usize::from(match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => letter - b'a',
        digit @ b'0'..=b'9' => 26 + (digit - b'0'),
        other => 36 + other % 12,
    })
}

impl<'c> Candidates<'c> {
    /// Candidates, none of which is compared yet.
    pub(crate) fn new(words: impl IntoIterator<Item = &'c str>) -> Self {
        let words: Vec<_> =
            words.into_iter().map(Candidate::of).take(MOST_CANDIDATES + 1).collect();
        Self { words: if words.len() > MOST_CANDIDATES { Vec::new() } else { words } }
    }

    /// The one that a word most likely means, if one is close enough.
    pub(crate) fn closest(&self, word: &str) -> Option<&'c str> {
        self.closest_of(word, |_| true)
    }

    /// The same among those that aren't the word itself.
    pub(crate) fn closest_but(&self, word: &str) -> Option<&'c str> {
        self.closest_of(word, |candidate| candidate != word)
    }

    fn closest_of(&self, word: &str, counts: impl Fn(&str) -> bool) -> Option<&'c str> {
        // Any other letter is as close to a single one.
        if word.chars().count() < 2 {
            return None;
        }
        let (looks, lower) = (Looks::of(word), lower_case(word));
        let is_close = |candidate: &&Candidate<'c>| {
            let most = (candidate.word.len().max(word.len()) / 3).max(1);
            looks.may_be_within(candidate.looks, most)
                && counts(candidate.word)
                && distance_within(&lower, &candidate.lower, most).is_some()
        };
        let scored = |candidate: &Candidate<'c>| {
            (strsim::jaro_winkler(&lower, &candidate.lower), candidate.word)
        };
        let close = self.words.iter().filter(is_close).map(scored);
        let best = close.max_by(|(one, a), (other, b)| one.total_cmp(other).then_with(|| b.cmp(a)));
        best.map(|(_, word)| word)
    }
}

/// How many slips are between two texts: characters that are wrong, missing, added, or swapped with the next.
#[must_use]
pub(crate) fn distance(one: &str, other: &str) -> usize {
    match different_parts(one, other) {
        ("", rest) | (rest, "") => rest.chars().count(),
        (one, other) => strsim::osa_distance(one, other),
    }
}

/// The same where they aren't more than `most`.
#[must_use]
pub(crate) fn distance_within(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other) = different_parts(one, other);
    let may_be = fewest_slips(one, other) <= most;
    may_be.then(|| distance(one, other)).filter(|distance| *distance <= most)
}

/// Two texts without what both start with and what both end with; in ASCII alone, where each byte is a character.
fn different_parts<'t>(one: &'t str, other: &'t str) -> (&'t str, &'t str) {
    if !(one.is_ascii() && other.is_ascii()) {
        return (one, other);
    }
    let start = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let [one, other] = [one, other].map(|text| text.get(start..).unwrap_or_default());
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    let [one, other] = [one, other].map(|text| text.get(..text.len() - end).unwrap_or_default());
    (one, other)
}

/// How many slips there are at least between two texts: what only one of them has takes a slip each, which is known
/// without comparing in order.
fn fewest_slips(one: &str, other: &str) -> usize {
    if !(one.is_ascii() && other.is_ascii()) {
        return 0;
    }
    let mut counts = [0_usize; 128];
    let mut common = 0;
    for byte in one.bytes() {
        counts.get_mut(usize::from(byte)).into_iter().for_each(|count| *count += 1);
    }
    for byte in other.bytes() {
        if let Some(left) = counts.get_mut(usize::from(byte)).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    one.len().max(other.len()) - common
}

/// Whether two texts are the same in any case, but for one slip at most.
#[must_use]
pub(crate) fn is_one_slip(one: &str, other: &str) -> bool {
    if !(one.is_ascii() && other.is_ascii()) {
        let [one, other] = [one, other].map(str::to_ascii_lowercase);
        return distance_within(&one, &other, 1).is_some();
    }
    let is_same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b);
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let start = one.iter().zip(other).take_while(is_same).count();
    let [one, other] = [one, other].map(|text| text.get(start..).unwrap_or_default());
    let end = one.iter().rev().zip(other.iter().rev()).take_while(is_same).count();
    let [one, other] = [one, other].map(|text| text.get(..text.len() - end).unwrap_or_default());
    match (one, other) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => is_same(&(a, d)) && is_same(&(b, c)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All words of up to four letters out of three.
    fn words() -> Vec<String> {
        let mut words = vec![String::new()];
        let mut from = 0;
        for _ in 0..4 {
            let until = words.len();
            for at in from..until {
                let word = words.get(at).cloned().unwrap_or_default();
                words.extend(["a", "B", "é"].map(|letter| format!("{word}{letter}")));
            }
            from = until;
        }
        words
    }

    #[test]
    fn the_quick_tests_say_what_the_distance_says() {
        for one in &words() {
            for other in &words() {
                let [a, b] = [one, other].map(|word| word.to_ascii_lowercase());
                let distance = strsim::osa_distance(&a, &b);
                assert_eq!(is_one_slip(one, other), distance <= 1, "{one} {other}");
                assert_eq!(super::distance(&a, &b), distance, "{one} {other}");
                for most in 0..3 {
                    let within = distance_within(&a, &b, most);
                    assert_eq!(within, Some(distance).filter(|it| *it <= most), "{one} {other}");
                    let may_be = Looks::of(one).may_be_within(Looks::of(other), most);
                    assert!(may_be || distance > most, "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn among_too_many_names_none_is_meant() {
        let names: Vec<String> = (0..=MOST_CANDIDATES).map(|at| format!("name-{at}")).collect();
        let all = || names.iter().map(String::as_str);
        assert_eq!(Candidates::new(all()).closest("nam-17"), None);
        assert_eq!(Candidates::new(all().take(100)).closest("nam-17"), Some("name-17"));
    }
}
