//! What is under a key, in the form that is asked for.

use std::collections::HashSet;

use super::entry::Entry;
use super::items::Items;
use super::node::Node;

impl<'a> Node<'a> {
    /// The entries of these keys that count, in order; each key is there once.
    #[must_use]
    pub fn entries_named<'k>(self, keys: impl Iterator<Item = &'k str>) -> Vec<Entry<'a>> {
        if !self.is_simple() {
            let keys: HashSet<&str> = keys.collect();
            let mut entries = self.entries();
            entries.retain(|entry| keys.contains(entry.key_text()));
            return entries;
        }
        let mut entries: Vec<_> = keys.filter_map(|key| self.entry(key)).collect();
        entries.sort_unstable_by_key(|entry| entry.key.id());
        entries
    }

    /// Whether the boolean under a key is true; what is absent or no boolean is not.
    #[must_use]
    pub fn is_set(self, key: &str) -> bool {
        self.get(key).and_then(Self::as_bool) == Some(true)
    }

    /// Count under a key: a whole number from zero up.
    #[must_use]
    pub fn get_count(self, key: &str) -> Option<u64> {
        self.get(key)?.as_count()
    }

    /// Whole number from zero up.
    #[must_use]
    pub fn as_count(self) -> Option<u64> {
        u64::try_from(self.as_integer()?).ok()
    }

    /// The text of a scalar under a key.
    #[must_use]
    pub fn get_text(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    /// The items of the list under a key.
    #[must_use]
    pub fn items_of(self, key: &str) -> Items<'a> {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// The items of the list at the end of a chain of keys.
    #[must_use]
    pub fn items_at(self, keys: &[&str]) -> Items<'a> {
        self.get_path(keys).map(Node::items).unwrap_or_default()
    }

    /// The value at the end of a chain of keys.
    #[must_use]
    pub fn get_path(self, keys: &[&str]) -> Option<Node<'a>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }
}
