//! Errors that stop lt-lint from doing what it was asked: exit code 2.

use std::ops::Range;

use crate::text::{capitalized, printable};

/// Why lt-lint could not run as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Where: a file with line and column, a path, a flag.
    pub place: String,
    /// What is wrong.
    pub reason: String,
    /// What to do, where it can be said.
    pub advice: Option<String>,
}

impl Error {
    /// An error at a place.
    #[must_use]
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into(), advice: None }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_advice(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// The reason with the advice, on one line.
    #[must_use]
    pub fn without_place(&self) -> String {
        let reason = printable(&self.reason);
        match self.advice.as_deref().map(printable) {
            // After a question, or as a sentence of its own, it isn't part of the sentence before.
            Some(advice) if reason.ends_with('?') => format!("{reason} {}", capitalized(&advice)),
            Some(advice) if advice.starts_with(|c: char| c.is_ascii_uppercase()) => {
                format!("{reason}. {advice}")
            }
            Some(advice) => format!("{reason}; {advice}"),
            None => reason,
        }
    }

    /// The file of its place, with line and column, both from 1, where the place names them: `a.yaml:3:5`.
    #[must_use]
    pub fn file_place(&self) -> (&str, Option<(usize, usize)>) {
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
        let split = |text| {
            let (rest, last) = str::rsplit_once(text, ':')?;
            Some((rest, number(last)?))
        };
        match split(&self.place) {
            Some((rest, last)) => match split(rest) {
                Some((file, line)) => (file, Some((line, last))),
                None => (rest, Some((last, 1))),
            },
            None => (&self.place, None),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", printable(&self.place), self.without_place())
    }
}

impl std::error::Error for Error {}

/// Why a value of a typed file can't be used, at the keys that lead to it: what reads a file in full knows
/// its keys, and who has the text finds their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    /// Keys, and positions in lists, from the top.
    pub keys: Vec<String>,
    /// What of the entry is wrong.
    pub part: Part,
    /// What is wrong, in words.
    pub reason: String,
}

/// A part of an entry, key and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
    /// Bytes of the value's text, with its quotes and escapes undone.
    Text(Range<usize>),
}

impl KeyError {
    /// Creates an error about a value as a whole.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { keys: Vec::new(), part: Part::Value, reason: reason.into() }
    }

    /// Puts a key in front of the others.
    #[must_use]
    pub fn under(mut self, key: &(impl ToString + ?Sized)) -> Self {
        self.keys.insert(0, key.to_string());
        self
    }

    /// Points at the key instead of the value.
    #[must_use]
    pub fn at_key(self) -> Self {
        Self { part: Part::Key, ..self }
    }

    /// Points at bytes of the value's text.
    #[must_use]
    pub fn at_text(self, part: Range<usize>) -> Self {
        Self { part: Part::Text(part), ..self }
    }
}
