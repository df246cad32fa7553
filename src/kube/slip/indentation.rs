//! A key whose children are at its own level, or further out.

use std::collections::BTreeSet;

use crate::kube::schema::Schema;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Node};

use super::{Lost, Search, Slip, is_unknown, region};

impl<'s, 'a> Search<'s, 'a> {
    /// Looks after a key with nothing below it for what would belong there.
    pub(super) fn indentation(&mut self, hollow: &Entry<'a>, wanted: &'s Schema) {
        let item = wanted.items.as_deref().map(|items| self.catalogue.follow(items));
        let Some(children) = self.behind(item.unwrap_or(wanted)) else {
            return;
        };
        let (Some(first), Some(last)) = (children.first(), children.last()) else {
            return;
        };
        let (other, lines) = region(first, last);
        self.report(Slip {
            lost: if item.is_some() { Lost::Item } else { Lost::Indentation },
            at: hollow.key.location(),
            object: self.object.location(),
            key: hollow.key_text().to_owned(),
            other,
            first: first.key_text().to_owned(),
            lines,
        });
    }

    /// The entries that follow directly, in the innermost mapping that goes on, as far as they fit `wanted` and
    /// nothing where they are.
    fn behind(&self, wanted: &Schema) -> Option<Vec<Entry<'a>>> {
        for frame in self.frames.iter().rev() {
            if frame.node.raw().starts_with('{') {
                return None;
            }
            let following: Vec<Entry<'a>> = frame.node.own_entries().skip(frame.at + 1).collect();
            if !following.is_empty() {
                let is_child =
                    |entry: &Entry<'a>| self.is_lost(entry, frame.node, frame.schema, wanted);
                let children: Vec<_> = following.into_iter().take_while(is_child).collect();
                return Some(children).filter(|children| !children.is_empty());
            }
            if !frame.is_last {
                return None;
            }
        }
        None
    }

    /// Whether an entry belongs into `wanted` and not where it is.
    fn is_lost(&self, entry: &Entry<'a>, here: Node<'a>, schema: &Schema, wanted: &Schema) -> bool {
        if !self.takes(wanted, entry) {
            return false;
        }
        let key = entry.key_text();
        if !is_unknown(schema, key) {
            let same = here.own_entries().filter(|other| other.key_text() == key);
            return same.count() > 1;
        }
        // A map takes every key: one that is nearly a field is that field.
        wanted.properties.contains_key(key) || self.nearly(entry, here, schema).is_none()
    }

    /// The field of a mapping that an entry was likely meant to be, by its name and its type.
    pub(super) fn nearly<'n>(
        &self,
        entry: &Entry<'a>,
        here: Node<'a>,
        schema: &'n Schema,
    ) -> Option<&'n str> {
        let written: BTreeSet<&str> = here.own_entries().map(|entry| entry.key_text()).collect();
        let free = schema.properties.iter().filter(|(name, field)| {
            let field = self.catalogue.follow(field);
            !written.contains(*name) && field.types.fit(entry.value, entry.value.scalar().as_ref())
        });
        let names: Vec<&str> = free.map(|(name, _)| name).collect();
        did_you_mean(entry.key_text(), &names)
    }
}
