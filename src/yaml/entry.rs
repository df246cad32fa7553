//! A key with its value.

use crate::source::Location;

use super::Node;

/// A key with its value.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The key as written.
    pub key: Node<'a>,
    /// The value, aliases followed.
    pub value: Node<'a>,
}

impl<'a> Entry<'a> {
    /// The key's text; empty for a key that isn't a scalar.
    #[must_use]
    pub fn key_text(&self) -> &'a str {
        self.key.text().unwrap_or_default()
    }

    /// Whether it is a merge key, `<<`.
    #[must_use]
    pub fn is_merge(&self) -> bool {
        self.key.document().is_merge(self.key.id())
    }

    /// Where to point at: the value, or the key when the value isn't written.
    #[must_use]
    pub fn place(&self) -> Location {
        if self.value.span().is_empty() { self.key.location() } else { self.value.location() }
    }
}
