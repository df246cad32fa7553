//! Entries and items as they are written, aliases as such.

use super::entry::Entry;
use super::node::{Kind, Node};

impl<'a> Node<'a> {
    /// Whether it is a collection between brackets of its own.
    #[must_use]
    pub fn has_brackets(self) -> bool {
        let first = self.pairs().first().map(|pair| pair[0]).or(self.item_ids().first().copied());
        let first = first.map(|id| self.written(id).span().start);
        // Where a list in lines begins with its first item, the bracket is that item's.
        self.kind() != Kind::Scalar
            && !self.is_alias()
            && self.raw().starts_with(['{', '['])
            && first.is_none_or(|first| first != self.span().start)
    }

    /// Key and value of each entry as they are written, aliases as such, with the entry that they make.
    pub(super) fn written_entries(self) -> impl Iterator<Item = ([Self; 2], Entry<'a>)> {
        self.written_entries_from(0)
    }

    /// The same, from the entry of a number on.
    pub(super) fn written_entries_from(
        self,
        first: usize,
    ) -> impl Iterator<Item = ([Self; 2], Entry<'a>)> {
        let pairs = self.pairs().get(first..).unwrap_or_default().iter();
        pairs.map(move |&pair| (pair.map(|id| self.written(id)), self.entry_of(pair)))
    }

    /// The number of the entry with this key, as it is written.
    pub(super) fn entry_number(self, key: Self) -> Option<usize> {
        let start = key.span().start;
        let number =
            self.pairs().partition_point(|&[own, _]| self.written(own).span().start < start);
        let &[own, _] = self.pairs().get(number)?;
        (self.written(own) == key).then_some(number)
    }

    /// The value of a key of this mapping, as it is written.
    #[must_use]
    pub fn value_of(self, key: Self) -> Option<Self> {
        Some(self.own_entry(self.entry_number(key)?)?.value)
    }

    /// The items of a list as they are written, aliases as such, with what they mean.
    pub(super) fn written_items(self) -> impl Iterator<Item = (Self, Self)> {
        self.written_items_from(0)
    }

    /// The same, from the item of a number on.
    pub(super) fn written_items_from(self, first: usize) -> impl Iterator<Item = (Self, Self)> {
        let items = self.item_ids().get(first..).unwrap_or_default().iter();
        items.map(move |&id| (self.written(id), self.item(id)))
    }

    /// The number of an item, as it is written.
    pub(super) fn item_number(self, item: Self) -> Option<usize> {
        let start = item.span().start;
        let number = self.item_ids().partition_point(|&own| self.written(own).span().start < start);
        let &own = self.item_ids().get(number)?;
        (self.written(own) == item).then_some(number)
    }
}
