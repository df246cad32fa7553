//! Items of a list that belong in another one: those that the key of their list, indented by mistake, has left to the list
//! above it, and those that are one level too far out. Both happen where lists aren't indented below their keys.

use std::collections::HashMap;

use crate::kube::schema::{Catalogue, Place, Problem, Schema, Violation};
use crate::rule::Hit;
use crate::yaml::{Entry, Node};

use super::unknown::Unknown;

/// Items that aren't where they belong, and the field that tells it of them.
pub(super) struct Strayed<'a> {
    told_by: HashMap<Node<'a>, Node<'a>>,
    /// Of a field that tells it of the item that it is in: the item before, and its list that this item belongs in.
    out_of: HashMap<Node<'a>, (Node<'a>, Entry<'a>)>,
}

impl<'a> Strayed<'a> {
    /// Of what is wrong with an object, and its fields that aren't known.
    pub(super) fn new<'s>(
        violations: &[Violation<'s, 'a>],
        unknown: &[Unknown<'_, 's, 'a>],
        catalogue: &'s Catalogue,
    ) -> Self {
        let mut strayed = Self { told_by: HashMap::new(), out_of: HashMap::new() };
        for one in unknown {
            let Some((field, item)) = one.in_item() else { continue };
            if strayed.told_by.contains_key(&item.node) {
                continue;
            }
            let left = one.leaves_behind();
            strayed.told_by.extend(left.into_iter().map(|it| (it, field.key)));
            if let Some(out) = out_of(field, item, violations, catalogue) {
                strayed.told_by.insert(item.node, field.key);
                strayed.out_of.insert(field.key, out);
            }
        }
        strayed
    }

    /// Whether something is wrong with such an item, or with a part of it, that the one field tells.
    pub(super) fn tells(&self, violation: &Violation<'_, 'a>) -> bool {
        if self.told_by.is_empty() {
            return false;
        }
        let field = violation.trail.iter().find_map(|place| self.told_by.get(&place.node));
        field.is_some_and(|field| {
            !matches!(violation.problem, Problem::UnknownField(entry) if entry.key == *field)
        })
    }

    /// What is said of a field that tells it, with all that is said with it.
    pub(super) fn told(&self, field: Node<'a>, hit: Hit) -> Hit {
        if self.told_by.is_empty() {
            return hit;
        }
        let items = self.told_by.iter().filter(|(_, other)| **other == field);
        let mut items: Vec<_> = items.map(|(item, _)| item.location()).collect();
        items.sort_unstable();
        let hit = hit.subsumes(items);
        match self.out_of.get(&field) {
            Some((before, list)) => {
                let mut hit = Hit { case: "list", change: None, ..hit };
                hit.values.retain(|(name, _)| *name != "place");
                hit.var("place", format!("`{}` of the item above", list.key_text()))
                    .subsumes([before.location()])
            }
            None => hit,
        }
    }
}

/// The item before the one with an unknown field, and its last list, where the item was meant to be in that.
fn out_of<'s, 'a>(
    field: Entry<'a>,
    item: &Place<'s, 'a>,
    violations: &[Violation<'s, 'a>],
    catalogue: &'s Catalogue,
) -> Option<(Node<'a>, Entry<'a>)> {
    let items = item.key?.value.items();
    let before = items.take_while(|other| *other != item.node).last()?;
    let list = before.own_entries().last()?;
    let schema = items_of(item.schema, list.key_text(), catalogue)?;
    let takes = |entry: &Entry<'_>| schema.properties.contains_key(entry.key_text());
    let is_strange = |entry: &Entry<'_>| item.schema.of_field(entry.key_text()).is_none();
    let first = item.node.own_entries().next()?;
    let told = item.node.own_entries().take_while(takes).find(is_strange)?;
    if !takes(&first) || told.key != field.key {
        return None;
    }
    // What follows it was the rest of the item before.
    let strange = || item.node.own_entries().take_while(takes).filter(is_strange).count();
    let is_meant = list.value.is_null()
        || item.node.own_entries().all(|entry| takes(&entry))
        || strange() > 1
        || lacks_fields(item.node, violations);
    is_meant.then_some((before, list))
}

/// Whether a mapping lacks fields that it must have.
fn lacks_fields<'a>(holder: Node<'a>, violations: &[Violation<'_, 'a>]) -> bool {
    violations.iter().any(|one| {
        matches!(one.problem, Problem::Missing(_))
            && one.trail.last().is_some_and(|place| place.node == holder)
    })
}

/// What the items of a list are like that is a field.
pub(super) fn items_of<'s>(
    schema: &'s Schema,
    field: &str,
    catalogue: &'s Catalogue,
) -> Option<&'s Schema> {
    let list = catalogue.follow(schema.properties.get(field)?);
    Some(catalogue.follow(list.items.as_deref()?))
}
