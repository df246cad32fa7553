//! The error of the reader: serde's, put into plain words, with the place where it belongs.

use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

use crate::source::Span;
use crate::text::{choice, hint, quoted};

use super::super::node::Node;
use super::Mistake;

/// Characters of a wrong text that a message repeats.
const LONGEST: usize = 80;

/// What doesn't fit, on its way out from the value where it was found.
#[derive(Debug)]
pub(super) struct Fault {
    reason: String,
    /// Whether a key is missing, which is a fault of the mapping and not of the value that it is.
    is_missing: bool,
    at: Option<Span>,
    /// The innermost first.
    keys: Vec<String>,
}

impl Fault {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_missing: false, at: None, keys: Vec::new() }
    }

    /// One value instead of another.
    pub(super) fn unlike(expected: impl Display, found: impl Display) -> Self {
        Self::new(format!("expected {expected}; found {found}"))
    }

    /// At a place, unless it has one already.
    pub(super) fn at(mut self, place: Span) -> Self {
        self.at.get_or_insert(place);
        self
    }

    /// As a fault of the value after a key.
    pub(super) fn behind(mut self, key: Node<'_>, value: Node<'_>) -> Self {
        let is_key = self.is_missing || value.span().is_empty();
        self.keys.push(key.text().unwrap_or_default().to_owned());
        self.at(if is_key { key.span() } else { value.span() })
    }

    /// As a fault of an item of a list.
    pub(super) fn in_item(mut self, index: usize, item: Node<'_>) -> Self {
        self.keys.push(index.to_string());
        self.at(item.span())
    }

    pub(super) fn at_root(self, root: Node<'_>) -> Mistake {
        let Self { reason, mut keys, at, .. } = self;
        keys.reverse();
        Mistake { at: at.unwrap_or(root.span()), keys, reason }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: Display>(reason: T) -> Self {
        Self::new(reason.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unlike(expected, described(found))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unlike(expected, described(found))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::unlike(expected, format!("a list of {length}"))
    }

    fn unknown_variant(value: &str, expected: &'static [&'static str]) -> Self {
        Self::new(unknown("no such value", value, expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(unknown("unknown field", field, expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self { is_missing: true, ..Self::new(format!("missing field `{field}`")) }
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format!("the key `{field}` appears twice"))
    }
}

fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    match known {
        [] => format!("{what} `{}`; there are none here", shortened(word)),
        known => {
            format!("{what} `{}`, expected {}{}", shortened(word), one_of(known), hint(word, known))
        }
    }
}

/// `a`, `a or b`, `one of a, b or c`, each in quotes.
pub(super) fn one_of(names: &[&str]) -> String {
    let quoted = quoted(names);
    let article = if quoted.len() > 2 { "one of " } else { "" };
    format!("{article}{}", choice(&quoted))
}

/// What a value is, in words.
pub(super) fn described(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Float(number) => number.to_string(),
        Unexpected::Str(text) => format!("{:?}", shortened(text)),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a mapping".to_owned(),
        other => other.to_string(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
