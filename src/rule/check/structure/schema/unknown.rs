//! A field that isn't known, and what it was meant for.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::closest::is_one_slip;
use crate::kube::schema::{Catalogue, Place, Problem, Schema, Trail, Violation};
use crate::yaml::{Entry, Node};

use super::line::stray;
use super::meant::{Meant, is_name, is_pair, meant};
use super::strayed::items_of;

/// A field that isn't known, and where it was meant to be once something asks.
pub(super) struct Unknown<'v, 's, 'a> {
    entry: Entry<'a>,
    trail: &'v Trail<'s, 'a>,
    catalogue: &'s Catalogue,
    meant: OnceCell<Meant<'s, 'a>>,
    wanted: OnceCell<Wanted<'s, 'a>>,
}

/// What an unknown field was meant for.
enum Wanted<'s, 'a> {
    /// Any field of its own mapping.
    Own,
    /// The field of this name in its own mapping.
    Named(&'s str),
    /// The field of its own name in one of these mappings, or of those that are missing below these fields.
    In(HashSet<Node<'a>>, Vec<&'s str>),
    Nothing,
}

impl<'v, 's, 'a> Unknown<'v, 's, 'a> {
    /// Of a violation that is about one.
    pub(super) fn new(violation: &'v Violation<'s, 'a>, catalogue: &'s Catalogue) -> Option<Self> {
        let Problem::UnknownField(entry) = violation.problem else { return None };
        let (meant, wanted) = (OnceCell::new(), OnceCell::new());
        Some(Self { entry, trail: &violation.trail, catalogue, meant, wanted })
    }

    /// Where it should be: found once, since each other field asks.
    fn meant(&self) -> &Meant<'s, 'a> {
        self.meant.get_or_init(|| meant(self.entry, self.trail, self.catalogue))
    }

    fn wanted(&self, at: &Place<'s, 'a>) -> &Wanted<'s, 'a> {
        self.wanted.get_or_init(|| match self.meant() {
            _ if is_pair(at, self.entry) => Wanted::Own,
            Meant::List(_) | Meant::Beside(..) => Wanted::Own,
            Meant::Here(name) => Wanted::Named(name),
            Meant::Above(place) => Wanted::In(HashSet::from([place.node]), Vec::new()),
            Meant::Metadata(metadata) => {
                Wanted::In(metadata.written.iter().map(|entry| entry.value).collect(), Vec::new())
            }
            Meant::Below(level) => {
                let places = level.places.iter().map(|place| place.node).collect();
                Wanted::In(places, level.firsts().collect())
            }
            _ if is_name(at, self.entry) => Wanted::Own,
            _ => Wanted::Nothing,
        })
    }

    /// Whether it is empty and belongs further up, and another field after it is one of those that it would have there.
    pub(super) fn takes_along(&self, other: Entry<'a>, trail: &[Place<'s, 'a>]) -> bool {
        let is_beside = self.trail.last().map(|place| place.node) == trail.last().map(|it| it.node);
        let is_before = self.entry.key.span().start < other.key.span().start;
        if !(self.entry.value.is_null() && is_beside && is_before) {
            return false;
        }
        let Meant::Above(place) = self.meant() else {
            return false;
        };
        let field = place.schema.of_field(self.entry.key_text());
        let field = field.map(|field| self.catalogue.follow(field));
        field.is_some_and(|field| field.properties.contains_key(other.key_text()))
    }

    /// Whether it belongs further down, and another field after it in its mapping is one of those next to it there.
    pub(super) fn leads(&self, other: Entry<'a>, trail: &[Place<'s, 'a>]) -> bool {
        let is_beside = self.trail.last().map(|place| place.node) == trail.last().map(|it| it.node);
        let is_before = self.entry.key.span().start < other.key.span().start;
        if !(is_beside && is_before) {
            return false;
        }
        let Meant::Below(level) = self.meant() else {
            return false;
        };
        let key = other.key_text();
        let takes = |place: &Place<'_, '_>| {
            place.schema.properties.contains_key(key) && place.node.get(key).is_none()
        };
        level.places.iter().any(takes)
    }

    /// Whether there is something before its text that doesn't belong there.
    pub(super) fn is_behind_stray(&self) -> bool {
        stray(self.entry.key, self.trail).is_some()
    }

    /// The mapping that it is in.
    pub(super) fn holder(&self) -> Option<Node<'a>> {
        Some(self.trail.last()?.node)
    }

    /// Whether nobody knows what it is, and its value has the type of the field of a name in its mapping.
    pub(super) fn may_be(&self, name: &str, catalogue: &Catalogue) -> bool {
        let field = self.trail.last().and_then(|here| here.schema.properties.get(name));
        let fits = |schema: &Schema| {
            let types = &catalogue.follow(schema).types;
            !types.0.is_empty() && types.fit(self.entry.value, self.entry.value.scalar().as_ref())
        };
        let is_filled = !self.entry.value.is_null();
        is_filled && field.is_some_and(fits) && matches!(self.meant(), Meant::Nowhere)
    }

    /// Its key.
    pub(super) fn key(&self) -> Node<'a> {
        self.entry.key
    }

    /// The field, and the item of a list that it is in.
    pub(super) fn in_item(&self) -> Option<(Entry<'a>, &'v Place<'s, 'a>)> {
        Some((self.entry, self.trail.last().filter(|item| item.in_list)?))
    }

    /// The items after its own that are those of the list whose key it is.
    pub(super) fn leaves_behind(&self) -> Vec<Node<'a>> {
        let Some((_, item)) = self.in_item().filter(|_| self.entry.value.is_null()) else {
            return Vec::new();
        };
        let rest = item.key.into_iter().flat_map(|list| list.value.items());
        let rest: Vec<Node<'a>> = rest.skip_while(|other| *other != item.node).skip(1).collect();
        let Some(Meant::Above(place)) = (!rest.is_empty()).then(|| self.meant()) else {
            return Vec::new();
        };
        let Some(items) = items_of(place.schema, self.entry.key_text(), self.catalogue) else {
            return Vec::new();
        };
        let fits = |other: &Node<'a>| {
            let mut entries = other.own_entries();
            other.own_entries().len() > 0
                && entries.all(|entry| items.properties.contains_key(entry.key_text()))
        };
        rest.into_iter().filter(fits).collect()
    }

    /// Whether it is in a mapping, or somewhere below it.
    pub(super) fn is_within(&self, node: Node<'_>) -> bool {
        node.location().overlaps(self.entry.key.location())
    }

    /// Whether a slip tells it from one of these names.
    pub(super) fn is_nearly(&self, names: &[String]) -> bool {
        names.iter().any(|name| is_one_slip(self.entry.key_text(), name))
    }

    /// Whether an item with this name belongs somewhere else because of it.
    pub(super) fn moves_name(&self, name: Node<'a>) -> bool {
        let Some(item) = self.trail.last().filter(|item| item.in_list) else { return false };
        let is_its = item.node.get("name") == Some(name);
        is_its && matches!(self.wanted(item), Wanted::In(..))
    }

    /// Whether it was meant for a field of a name in the innermost mapping of a trail.
    fn is_meant_for(&self, name: &str, trail: &[Place<'_, 'a>]) -> bool {
        let (Some(at), Some(here)) = (self.trail.last(), trail.last()) else {
            return false;
        };
        match self.wanted(at) {
            // What follows it is indented below it, so that it has taken that along.
            Wanted::In(nodes, _)
                if nodes.contains(&here.node) && self.entry.value.entry(name).is_some() =>
            {
                true
            }
            Wanted::Own => at.node == here.node,
            Wanted::Named(meant) => *meant == name && at.node == here.node,
            Wanted::In(_, firsts) if at.node == here.node && firsts.contains(&name) => true,
            Wanted::In(nodes, _) => {
                self.entry.key_text() == name
                    && (nodes.contains(&here.node)
                        || trail.iter().any(|place| place.node == at.node))
            }
            Wanted::Nothing => self.is_like(name, at, here, trail),
        }
    }

    /// Whether it is a field of a name on the way to where that belongs, or has the mapping of a name and a field of that
    /// in one: `targetAverageUtilization`.
    fn is_like(
        &self,
        name: &str,
        at: &Place<'s, 'a>,
        here: &Place<'_, 'a>,
        trail: &[Place<'_, 'a>],
    ) -> bool {
        let key = self.entry.key_text();
        let rest = key.strip_prefix(name).filter(|_| at.node == here.node);
        let is_joined = rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        is_joined || (key == name && trail.iter().any(|place| place.node == at.node))
    }
}

/// Whether a field that isn't known was meant for one that is missing: by another name, or at another level.
pub(super) fn is_meant<'a>(
    name: &str,
    trail: &[Place<'_, 'a>],
    unknown: &[Unknown<'_, '_, 'a>],
) -> bool {
    unknown.iter().any(|other| other.is_meant_for(name, trail))
}

/// Whether one of the fields that aren't known is in a mapping itself.
pub(super) fn has_one(unknown: &[Unknown<'_, '_, '_>], holder: Node<'_>) -> bool {
    unknown.iter().any(|one| one.trail.last().is_some_and(|place| place.node == holder))
}
