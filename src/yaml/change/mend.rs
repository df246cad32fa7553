//! Changes of one node with words for what they do.

use crate::fix::Change;
use crate::source::Span;
use crate::yaml::{Entry, Node};

use super::Tree;

impl Node<'_> {
    /// A scalar that says something else, written as it is now.
    #[must_use]
    pub fn rewritten(self, text: &str) -> Option<Change> {
        self.rewritten_at(self.span(), text)
    }

    /// The same for a part of it.
    #[must_use]
    pub fn rewritten_at(self, part: Span, text: &str) -> Option<Change> {
        let (edit, whole) = self.with_part(part, text)?;
        Change::new(format!("write `{whole}`"), [edit])
    }

    /// A scalar that is a text, in quotes wherever it would be read as anything else.
    #[must_use]
    pub fn worded(self, text: &str) -> Option<Change> {
        let edit = self.with_text(text)?;
        Change::new(format!("write `{}`", edit.text), [edit])
    }

    /// A scalar in double quotes.
    #[must_use]
    pub fn requoted(self, text: &str) -> Option<Change> {
        let edit = self.in_quotes(text)?;
        Change::new(format!("write `{}`", edit.text), [edit])
    }

    /// A scalar without quotes.
    #[must_use]
    pub fn unquoted(self, text: &str) -> Option<Change> {
        Change::new(format!("write `{text}`"), [self.with_literal(text)?])
    }

    /// A mapping with an entry more.
    #[must_use]
    pub fn extended(self, key: &str, value: &Tree) -> Option<Change> {
        let words = value.words();
        let words = if words.is_empty() { format!("`{key}`") } else { format!("`{key}: {words}`") };
        Change::new(format!("add {words}"), self.with_entry(key, value)?)
    }

    /// A mapping with a value at the end of some keys, none of which it has yet.
    #[must_use]
    pub fn extended_by(self, keys: &[String], value: Tree) -> Option<Change> {
        let (first, rest) = keys.split_first()?;
        let words = format!("add `{}: {}`", keys.join("."), value.words());
        let below = |value, key: &String| Tree::Map(vec![(key.clone(), value)]);
        let value = rest.iter().rev().fold(value, below);
        let edits = match self.own_entries().find(|entry| entry.key_text() == first) {
            Some(entry) => vec![entry.filled_in(&value)?],
            None => self.with_entry(first, &value)?,
        };
        Change::new(words, edits)
    }
}

impl Entry<'_> {
    /// An item that is the name and the value of something in one, `KEY: value`, as two entries.
    #[must_use]
    pub fn as_pair(&self, name: &str, value: &str) -> Option<Change> {
        let pairs = self.key.split_in_two(name, value)?;
        let is_text = super::scalar::is_text(self.value);
        let quoted = if is_text { None } else { Some(self.value.in_quotes(self.value.text()?)?) };
        let words = format!("write `{name}: {}` and `{value}:`", self.key_text());
        Change::new(words, std::iter::once(pairs).chain(quoted))
    }
}
