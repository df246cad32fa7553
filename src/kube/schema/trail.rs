//! The way from an object's root to a value, to say where something belongs.

use crate::source::Location;
use crate::yaml::{Entry, Node};

use super::Schema;

/// A mapping on the way, with its schema.
#[derive(Debug, Clone, Copy)]
pub struct Place<'s, 'a> {
    /// The mapping.
    pub node: Node<'a>,
    /// What it must be like.
    pub schema: &'s Schema,
    /// The key under which it, or the list that it is in, is; none for the object itself.
    pub key: Option<Entry<'a>>,
    /// Whether it is an item of a list.
    pub in_list: bool,
}

/// The mappings from the object's root down, the innermost last.
pub type Trail<'s, 'a> = Vec<Place<'s, 'a>>;

impl Place<'_, '_> {
    /// Where to point at when something is missing in it: an item's name or first key, else the key
    /// under which it is, else the object's kind.
    #[must_use]
    pub fn anchor(&self) -> Location {
        let named =
            || self.node.get("name").filter(|name| name.text().is_some()).map(Node::location);
        let first = || self.node.entries().first().map(|entry| entry.key.location());
        let key = || self.key.map(|entry| entry.key.location());
        let anchor = if self.in_list { named().or_else(first).or_else(key) } else { key() };
        anchor
            .or_else(|| self.node.get("kind").map(Node::location))
            .or_else(first)
            .unwrap_or(self.node.location())
    }

    /// Every place at which something that it lacks may be labelled.
    #[must_use]
    pub fn anchors(&self) -> Vec<Location> {
        let known = ["name", "image"].into_iter().filter_map(|key| self.node.get(key));
        let known = known.filter(|node| node.text().is_some()).map(Node::location);
        let key = self.key.map(|entry| entry.key.location());
        let known: Vec<Location> = if self.in_list { known.collect() } else { Vec::new() };
        if known.is_empty() { key.into_iter().chain([self.anchor()]).collect() } else { known }
    }

    /// The words for it: `` `spec` ``, `` item `flog` of `containers` ``, or the kind of the object.
    #[must_use]
    pub fn name(&self) -> String {
        match self.key {
            Some(entry) if self.in_list => match self.node.get_text("name") {
                Some(name) => format!("item `{name}` of `{}`", entry.key_text()),
                None => format!("an item of `{}`", entry.key_text()),
            },
            Some(entry) => format!("`{}`", entry.key_text()),
            None => self.node.get_text("kind").unwrap_or("the object").to_owned(),
        }
    }
}

/// The places at which something may be labelled that the innermost mapping lacks, or the item of a list
/// that it is part of.
#[must_use]
pub fn anchors(trail: &[Place<'_, '_>]) -> Vec<Location> {
    let Some((here, above)) = trail.split_last() else {
        return Vec::new();
    };
    let item = above.iter().rev().find(|place| place.in_list).filter(|_| !here.in_list);
    here.anchors().into_iter().chain(item.into_iter().flat_map(Place::anchors)).collect()
}
