//! What the fields of a mapping ask of each other, beyond what each may be by itself.

use serde::Deserialize;

use crate::source::Location;
use crate::yaml::{Entry, Kind, Node};

use super::Test;
use super::field_test::{find, reach};

/// One field that decides what another may be. Source of each: `schemas/kubernetes/overlay.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// It holds for each item of this list, rather than for the mapping itself; the way may lead through lists.
    pub each: Option<Box<str>>,
    /// It holds only where the list has several items.
    #[serde(default)]
    pub several: bool,
    /// It holds only where this does; always when omitted.
    pub when: Option<Test>,
    /// It holds only where none of these does.
    #[serde(default)]
    pub unless: Vec<Test>,
    /// It holds only where all of these do of the mapping itself.
    #[serde(default)]
    pub here: Vec<Test>,
    /// What must hold.
    pub then: Test,
    /// Where it doesn't, the API server takes the object and warns: the end of a sentence about the field.
    pub warns: Option<Box<str>>,
    /// What to do about the warning, a sentence.
    pub instead: Option<Box<str>>,
}

/// Fields of a list's items that together may be there only once; the items themselves where there is none.
/// `protocol=TCP` names what counts where the field is absent; where there is `!port`, only items that differ in
/// that field count.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Unique(Vec<Box<str>>);

/// A field whose text is there only once in the items of some lists together.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// The field of the items.
    pub field: Box<str>,
    /// The lists, in the order in which the API server reads them.
    pub lists: Vec<Box<str>>,
    /// What the items are.
    pub what: Thing,
}

/// Part of a pod that has a text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
    /// Container, of whatever list.
    Container,
    /// Volume.
    Volume,
    /// Port of a container.
    Port,
    /// Volume mount of a container.
    Mount,
    /// Path of a device or of a file, as a field of the mapping says.
    Path,
}

/// A relation that doesn't hold.
#[derive(Debug, Clone)]
pub struct Broken<'s, 'a> {
    /// Which.
    pub relation: &'s Relation,
    /// The mapping that it was asked about: an item of the list, or the mapping that has it.
    pub node: Node<'a>,
    /// The mapping that has it.
    pub above: Node<'a>,
    /// The list that the item is in.
    pub list: Option<Entry<'a>>,
}

impl Relation {
    /// Every place in `node` at which it doesn't hold.
    pub(super) fn broken<'s, 'a>(&'s self, node: Node<'a>) -> Vec<Broken<'s, 'a>> {
        let is_asked = || self.here.iter().all(|test| test.holds(node, node));
        let broken = |list, item| Broken { relation: self, node: item, above: node, list };
        let Some(each) = self.each.as_deref() else {
            let is_mapping = node.kind() == Kind::Mapping;
            let is_broken = is_mapping && !self.several && is_asked() && self.is_broken(node, node);
            return is_broken.then(|| broken(None, node)).into_iter().collect();
        };
        let places = reach(node, each);
        if places.is_empty() || (self.several && places.len() < 2) || !is_asked() {
            return Vec::new();
        }
        // A null value of a mapping is one with nothing in it; a null item of a list is reported as such.
        let is_value = each.ends_with('*');
        let is_asked =
            |item: Node<'a>| item.kind() == Kind::Mapping || (is_value && item.is_null());
        let places = places.into_iter();
        let places = places.filter(|(_, item)| is_asked(*item) && self.is_broken(*item, node));
        places.map(|(list, item)| broken(Some(list), item)).collect()
    }

    fn is_broken(&self, item: Node<'_>, above: Node<'_>) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(item, above))
            && !self.unless.iter().any(|test| test.holds(item, above))
            && !self.then.holds(item, above)
    }
}

impl<'a> Broken<'_, 'a> {
    /// Every field that it is about, as far as it is written.
    #[must_use]
    pub fn keys(&self) -> Vec<Location> {
        let tests = self.relation.when.iter().chain([&self.relation.then]);
        let asked = tests.filter_map(|test| test.way(self.node).last().copied());
        asked.chain(self.parts().flatten()).map(|entry| entry.key.location()).collect()
    }

    /// The fields that a text is made of which it asks for, as far as they are written.
    pub fn parts(&self) -> impl Iterator<Item = Option<Entry<'a>>> {
        self.relation.then.joins.iter().map(|way| find(self.above, way))
    }
}

impl Unique {
    /// Of these fields.
    pub(super) fn new(fields: Vec<Box<str>>) -> Self {
        Self(fields)
    }

    /// What an item has in these fields, each with its value; none where it lacks the first.
    pub(super) fn of(&self, item: Node<'_>) -> Option<Vec<(&str, String)>> {
        let mut values = Vec::new();
        if self.0.is_empty() {
            values.push(("", item.sent_text()?));
        }
        for field in self.0.iter().filter(|field| !field.starts_with('!')) {
            let (name, usual) = field.split_once('=').unwrap_or((field, ""));
            // Zero is what Go reads where nothing is written.
            let value = item.get(name).filter(|value| value.as_integer() != Some(0));
            let value = value.and_then(Node::text).filter(|text| !text.is_empty()).unwrap_or(usual);
            values.push((name, value.to_owned()));
        }
        values.first().is_some_and(|(_, value)| !value.is_empty()).then_some(values)
    }

    /// Whether two items that are the same in its fields may be so, since they are the same in another one, too.
    pub(super) fn excuses(&self, item: Node<'_>, other: Node<'_>) -> bool {
        let mut fields = self.0.iter().filter_map(|field| field.strip_prefix('!')).peekable();
        fields.peek().is_some() && fields.all(|field| item.get_text(field) == other.get_text(field))
    }
}
