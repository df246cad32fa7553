//! Replaces secrets in texts, wherever they are.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::text::secrets_in;
use super::value::{is_key_like, is_nothing};

/// What means a secret, however long it is.
pub(crate) const MASK: &str = "********";
/// The fewest characters of a secret that a cut text may show.
const FEWEST: usize = 4;

/// Finds secrets in texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redactor {
    /// All of them in lower case, sorted.
    strings: Vec<String>,
    /// Whether each counts inside of a word as well.
    inside: Vec<bool>,
    /// Bytes of the longest.
    longest: usize,
    search: Option<AhoCorasick>,
    /// Finds those that look like keys by their letters and digits alone.
    squeezed: Option<AhoCorasick>,
}

impl Redactor {
    /// Redactor of some strings.
    pub(crate) fn new(strings: impl IntoIterator<Item = String>) -> Self {
        let mut strings: Vec<String> = strings.into_iter().collect();
        strings.sort_unstable_by_key(|text| text.to_ascii_lowercase());
        strings.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        let inside = strings.iter().map(|text| is_key_like(text)).collect();
        let keys = strings.iter().filter(|text| is_key_like(text)).map(|text| squeeze(text));
        let squeezed = automaton(&keys.collect::<Vec<_>>());
        let search = automaton(&strings);
        strings.iter_mut().for_each(|text| text.make_ascii_lowercase());
        let longest = strings.iter().map(String::len).max().unwrap_or_default();
        Self { strings, inside, longest, search, squeezed }
    }

    /// Redactor of what a text says by itself to be secret.
    pub(crate) fn within(text: &str) -> Self {
        Self::of_texts([text])
    }

    /// The same of several texts.
    pub(crate) fn of_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let found = texts.into_iter().flat_map(secrets_in).map(str::trim);
        Self::new(found.filter(|it| it.len() >= 3 && !is_nothing(it)).map(str::to_owned))
    }

    /// Whether there is nothing to replace.
    #[cfg(feature = "cli")]
    pub(crate) fn is_empty(&self) -> bool {
        self.strings.is_empty()
    }

    /// Where secrets are in a text, as byte ranges in order that don't touch.
    pub(crate) fn find(&self, text: &str) -> Vec<(usize, usize)> {
        let Some(search) = &self.search else {
            return Vec::new();
        };
        let matches = search.find_overlapping_iter(text).filter(|one| {
            let inside = self.inside.get(one.pattern().as_usize()) == Some(&true);
            inside || stands_alone(text, one.start(), one.end())
        });
        let mut found: Vec<(usize, usize)> = matches.map(|one| (one.start(), one.end())).collect();
        found.extend(text.match_indices('…').filter_map(|(end, _)| self.cut_before(text, end)));
        merged(found)
    }

    /// The text with a mask for each secret, and for each proposal made of one; `None` where it holds none.
    pub(crate) fn replace(&self, text: &str, mask: &str) -> Option<String> {
        let mut found = self.find(text);
        found.extend(self.quoted(text));
        if found.is_empty() {
            return None;
        }
        let found = merged(found);
        let mut shown = String::with_capacity(text.len());
        let mut read = 0;
        for (start, end) in &found {
            shown.push_str(text.get(read..*start)?);
            shown.push_str(mask);
            read = *end;
        }
        shown.push_str(text.get(read..)?);
        Some(shown)
    }

    /// Replaces the secrets of a text.
    pub(crate) fn redact(&self, text: &mut String) {
        if let Some(shown) = self.replace(text, MASK) {
            *text = shown;
        }
    }

    /// What is in backticks and is a secret but for spaces, dashes and the like: a proposal made of one.
    fn quoted(&self, text: &str) -> Vec<(usize, usize)> {
        let Some(squeezed) = self.squeezed.as_ref().filter(|_| text.contains('`')) else {
            return Vec::new();
        };
        let mut offset = 0;
        let parts = text.split('`').map(|part| {
            let start = offset;
            offset += part.len() + 1;
            (start, part)
        });
        let held = parts.skip(1).step_by(2).filter(|(_, part)| squeezed.is_match(&squeeze(part)));
        held.map(|(start, part)| (start, start + part.len())).collect()
    }

    /// The start of a secret that a text was cut in.
    fn cut_before(&self, text: &str, end: usize) -> Option<(usize, usize)> {
        let longest = self.longest.min(end);
        (end - longest..=end.saturating_sub(FEWEST)).find_map(|start| {
            let part = text.get(start..end)?.to_ascii_lowercase();
            let next = self.strings.partition_point(|known| *known < part);
            let is_start = self.strings.get(next).is_some_and(|known| known.starts_with(&part));
            is_start.then_some((start, end))
        })
    }
}

/// Search for some strings in any case; none for none.
fn automaton(strings: &[String]) -> Option<AhoCorasick> {
    // Most findings have none of their own, and an automaton of nothing takes its time too.
    if strings.is_empty() {
        return None;
    }
    // A table of all transitions would take time by the square of a long secret that repeats itself.
    let builder = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::Standard)
        .ascii_case_insensitive(true)
        .build(strings);
    // It fails only for more strings than fit into 32 bits, which no input has.
    builder.ok()
}

/// The letters and digits of a text.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

/// Whether no letter or digit joins a part of a text to what is around it.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let of = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) =
        (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let part = text.get(start..end).unwrap_or_default();
    // A letter after a backslash is an escape.
    let is_escape = ["\\n", "\\r", "\\t"].iter().any(|escape| before.ends_with(escape));
    let joined_before = of(part.chars().next()) && of(before.chars().next_back()) && !is_escape;
    let joined_after = of(part.chars().next_back()) && of(after.chars().next());
    !joined_before && !joined_after
}

/// Joins ranges that touch.
fn merged(mut found: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    found.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (start, end) in found {
        match merged.last_mut().filter(|(_, last)| *last >= start) {
            Some((_, last)) => *last = end.max(*last),
            None => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(secrets: &[&str], text: &str) -> String {
        let redactor = Redactor::new(secrets.iter().map(|one| (*one).to_owned()));
        redactor.replace(text, MASK).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn whole_words_are_replaced_in_any_case_the_longest_first() {
        assert_eq!(
            shown(&["hunter2"], "x hunter2, Hunter2 hunter22"),
            "x ********, ******** hunter22"
        );
        assert_eq!(shown(&["hunter2", "hunter2-long"], "`hunter2-long`"), "`********`");
        assert_eq!(shown(&["0Zz9PlantedKey4711"], "-p0zz9plantedkey4711x"), "-p********x");
        assert_eq!(shown(&["hunter2"], r"a\nhunter2\n nhunter2"), r"a\n********\n nhunter2");
    }

    #[test]
    fn the_start_of_a_secret_that_was_cut_is_replaced() {
        assert_eq!(shown(&["0Zz9PlantedKey4711"], "not 0Zz9Plan…"), "not ********…");
        assert_eq!(shown(&["0Zz9PlantedKey4711"], "not Plan…"), "not Plan…");
    }

    #[test]
    fn a_proposal_made_of_a_secret_is_replaced() {
        let text = "did you mean `a-0zz9.planted-key4711-w`? See `b`.";
        assert_eq!(shown(&["0Zz9/Planted+Key4711-w"], text), "did you mean `********`? See `b`.");
    }
}
