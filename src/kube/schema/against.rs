//! What a field must be next to another one: a number below it, a range of addresses within it.

use serde::Deserialize;

use crate::kube::quantity;
use crate::units::Quantity;
use crate::yaml::{Entry, Kind, Node};

use super::Format;
use super::field_test::{find, is_nothing, reach};
use super::looks::is_inside;

/// What a field must be next to another one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// The way to the other field: from the mapping itself, or from that with the list that it is in.
    pub field: Box<str>,
    /// How they go together.
    pub must: Must,
    /// The number of the other where it doesn't exist.
    pub usual: Option<i64>,
    /// Of mappings, only keys that look like this.
    pub keys: Option<Format>,
    /// Of mappings, the other must have the key.
    #[serde(default)]
    pub needed: bool,
    /// The other field is one of the mapping with the list.
    #[serde(default)]
    pub above: bool,
    /// Of the items of the other, the field at the end of this way.
    pub of: Option<Box<str>>,
    /// Fields of which the item that is meant must have one.
    #[serde(default)]
    pub some: Vec<Box<str>>,
}

/// How two fields go together; numbers in mappings go by their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Must {
    /// A lower number.
    Below,
    /// A number that isn't higher.
    NotAbove,
    /// The same number.
    Same,
    /// No key and no item of one is in the other.
    Apart,
    /// The name of one of its items.
    Name,
    /// The name of an item that has one of some fields, where there is such an item.
    Have,
    /// Each item is a part of the other's range of addresses, and not all of it.
    Within,
    /// The first item of the other, where it has any.
    First,
    /// A text that no item before has in the same field.
    Once,
    /// Each text is a key of the other.
    Among,
    /// Each text is one of the texts at another way, or the key of a mapping with one of some fields.
    Given,
    /// Each number is at least the sum of those that the other ways lead to.
    Covers,
}

/// What isn't as it must be.
#[derive(Debug, Clone)]
pub struct Fault<'a> {
    /// The key of the number, or the text that is in both.
    pub name: &'a str,
    /// The value, key or item that is wrong.
    pub node: Node<'a>,
    /// The other field, or the item or key of it, where it is written.
    pub other: Option<Entry<'a>>,
    /// The text of the other.
    pub bound: String,
}

/// How many items of a list each other one is compared with.
const MOST_BEFORE: usize = 500;

impl Against {
    /// What isn't as it must be; nothing where either can't be read.
    #[must_use]
    pub fn fault<'a>(
        &self,
        entry: Entry<'a>,
        node: Node<'a>,
        above: Node<'a>,
    ) -> Option<Fault<'a>> {
        let here = find(node, &self.field).filter(|_| !self.above);
        let other = here.or_else(|| find(above, &self.field));
        match self.must {
            Must::Name => unknown(entry, other),
            Must::Apart => self.apart(entry, other?),
            Must::Have => self.without_field(entry, other?),
            Must::Within => outside(entry, other?),
            Must::First => behind_another(entry, other?),
            Must::Once => said_before(entry, other?),
            Must::Among => no_key(entry, other?),
            Must::Given => self.not_given(entry, node, other?),
            Must::Covers => self.below_sum(entry, node),
            Must::Below | Must::NotAbove | Must::Same if entry.value.kind() == Kind::Mapping => {
                self.first_unlike(entry, other)
            }
            Must::Below | Must::NotAbove | Must::Same => self.unlike(entry, other),
        }
    }

    /// The first field of a mapping that isn't like that of the other.
    fn first_unlike<'a>(&self, map: Entry<'a>, other: Option<Entry<'a>>) -> Option<Fault<'a>> {
        let is_meant = |key: &str| self.keys.is_none_or(|keys| keys.fits(key));
        let entries = map.value.entries().into_iter();
        entries.filter(|entry| is_meant(entry.key_text())).find_map(|entry| {
            let other = other.and_then(|other| other.value.entry(entry.key_text()));
            self.unlike(entry, other)
        })
    }

    /// A text that is in both.
    fn apart<'a>(&self, entry: Entry<'a>, other: Entry<'a>) -> Option<Fault<'a>> {
        let others: Vec<(Node<'a>, &'a str)> = match self.of.as_deref() {
            Some(field) => {
                let named = |item: Node<'a>| {
                    let value = find(item, field)?.value;
                    Some((value, value.text()?))
                };
                other.value.items().filter_map(named).collect()
            }
            None => names(other.value),
        };
        names(entry.value).into_iter().find_map(|(node, name)| {
            let (twin, _) = others.iter().find(|(_, other)| *other == name)?;
            let other = Entry { value: *twin, ..other };
            Some(Fault { name, node, other: Some(other), bound: String::new() })
        })
    }

    /// The name of an item that has none of the fields.
    fn without_field<'a>(&self, entry: Entry<'a>, list: Entry<'a>) -> Option<Fault<'a>> {
        let name = entry.value.text()?;
        let item = list.value.items().find(|item| item.get_text("name") == Some(name))?;
        let is_there = |field: &str| item.get(field).is_some_and(|value| !value.is_null());
        let named = item.entry("name")?;
        let fault = Fault { name, node: entry.value, other: Some(named), bound: name.to_owned() };
        (!self.some.iter().any(|field| is_there(field))).then_some(fault)
    }

    /// An amount that is below the sum of the amounts with its key that the way leads to.
    fn below_sum<'a>(&self, entry: Entry<'a>, node: Node<'a>) -> Option<Fault<'a>> {
        let parts = reach(node, &self.field);
        entry.value.entries().into_iter().find_map(|amount| {
            let name = amount.key_text();
            let number = quantity(amount.value)?.1;
            let of = |(_, map): &(Entry<'a>, Node<'a>)| map.entry(name);
            let of: Vec<Entry<'a>> = parts.iter().filter_map(of).collect();
            let sum = of.iter().filter_map(|entry| Some(quantity(entry.value)?.1));
            let sum = sum.reduce(Quantity::plus).filter(|sum| *sum > number)?;
            let bound = if name == "cpu" { sum.cores() } else { sum.bytes() };
            Some(Fault { name, node: amount.value, other: of.last().copied(), bound })
        })
    }

    /// A text that isn't one of the texts of the list, and whose mapping has none of the fields.
    fn not_given<'a>(&self, entry: Entry<'a>, node: Node<'a>, map: Entry<'a>) -> Option<Fault<'a>> {
        let list = self.of.as_deref().and_then(|way| find(node, way));
        let is_listed = |name: &str| {
            let mut texts = list.into_iter().flat_map(|list| list.value.items());
            texts.any(|item| item.text() == Some(name))
        };
        names(entry.value).into_iter().find_map(|(node, name)| {
            let other = map.value.entry(name)?;
            let has_field = self.some.iter().any(|field| other.value.entry(field).is_some());
            let fault = Fault { name, node, other: Some(other), bound: String::new() };
            (!has_field && !is_listed(name)).then_some(fault)
        })
    }

    /// A number that isn't as the other wants it.
    fn unlike<'a>(&self, entry: Entry<'a>, other: Option<Entry<'a>>) -> Option<Fault<'a>> {
        let other = other.filter(|other| !is_nothing(other.value));
        let (_, number) = quantity(entry.value)?;
        let fault = |bound| Fault { name: entry.key_text(), node: entry.value, other, bound };
        let (bound, most) = match (other, self.usual) {
            (Some(other), _) => quantity(other.value)?,
            (None, Some(usual)) => read(&usual.to_string())?,
            (None, None) => return self.needed.then(|| fault(String::new())),
        };
        let fits = match self.must {
            Must::Below => number < most,
            Must::NotAbove => number <= most,
            _ => number == most,
        };
        (!fits).then(|| fault(bound))
    }
}

fn read(text: &str) -> Option<(String, Quantity)> {
    Some((text.to_owned(), Quantity::parse(text).ok()?))
}

/// The keys of a mapping, the texts of a list, or a text, each with its node.
fn names(node: Node<'_>) -> Vec<(Node<'_>, &str)> {
    let named = |node| Node::text(node).map(|text| (node, text));
    match node.kind() {
        Kind::Mapping => node.entries().into_iter().filter_map(|entry| named(entry.key)).collect(),
        Kind::Sequence => node.items().filter_map(named).collect(),
        Kind::Scalar => named(node).into_iter().collect(),
    }
}

/// A text that is the name of no item of the list. One that can't be read, or has no name, may be it.
fn unknown<'a>(entry: Entry<'a>, list: Option<Entry<'a>>) -> Option<Fault<'a>> {
    let name = entry.value.text()?;
    if list.is_some_and(|list| list.value.kind() != Kind::Sequence && !list.value.is_null()) {
        return None;
    }
    let mut items = list.map(|list| list.value.items()).unwrap_or_default();
    let is_known = items.any(|item| item.get_text("name").is_none_or(|known| known == name));
    let fault =
        Fault { name: entry.key_text(), node: entry.value, other: list, bound: String::new() };
    (!is_known).then_some(fault)
}

/// A text that isn't a key of the mapping.
fn no_key<'a>(entry: Entry<'a>, map: Entry<'a>) -> Option<Fault<'a>> {
    let is_unknown = |(_, name): &(Node<'a>, &'a str)| map.value.entry(name).is_none();
    let (node, name) = names(entry.value).into_iter().find(is_unknown)?;
    Some(Fault { name, node, other: Some(map), bound: String::new() })
}

/// A text that isn't the first of the list.
fn behind_another<'a>(entry: Entry<'a>, list: Entry<'a>) -> Option<Fault<'a>> {
    let first = list.value.items().next().and_then(Node::text)?;
    let fault = Fault {
        name: entry.key_text(),
        node: entry.value,
        other: Some(list),
        bound: first.to_owned(),
    };
    (entry.value.text()? != first).then_some(fault)
}

/// A text that an item before has.
fn said_before<'a>(entry: Entry<'a>, list: Entry<'a>) -> Option<Fault<'a>> {
    let text = entry.value.text()?;
    let same = |item: Node<'a>| item.entry(entry.key_text());
    let mut before = list.value.items().take(MOST_BEFORE).filter_map(same);
    let first = before.find(|one| one.value.text() == Some(text))?;
    let fault =
        Fault { name: entry.key_text(), node: entry.value, other: Some(first), bound: text.into() };
    (first.value != entry.value).then_some(fault)
}

fn outside<'a>(entry: Entry<'a>, other: Entry<'a>) -> Option<Fault<'a>> {
    let range = other.value.text()?;
    let is_outside = |text: &str| is_inside(text, range) == Some(false);
    let (node, name) = names(entry.value).into_iter().find(|(_, text)| is_outside(text))?;
    Some(Fault { name, node, other: Some(other), bound: range.to_owned() })
}
