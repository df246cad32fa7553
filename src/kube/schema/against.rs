//! What a field must be next to another one: a number below it, a range of addresses within it.

use serde::Deserialize;

use crate::kube::quantity;
use crate::units::Quantity;
use crate::yaml::{Entry, Kind, Node};

use super::Format;
use super::field_test::{find, is_nothing};
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
    /// Each item is a part of the other's range of addresses, and not all of it.
    Within,
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
            Must::Apart => apart(entry, other?),
            Must::Within => outside(entry, other?),
            Must::Below | Must::NotAbove | Must::Same if entry.value.kind() == Kind::Mapping => {
                let entries = entry.value.entries().into_iter();
                let is_meant =
                    |entry: &Entry<'a>| self.keys.is_none_or(|keys| keys.fits(entry.key_text()));
                entries.filter(is_meant).find_map(|entry| {
                    let other = other.and_then(|other| other.value.entry(entry.key_text()));
                    self.unlike(entry, other)
                })
            }
            Must::Below | Must::NotAbove | Must::Same => self.unlike(entry, other),
        }
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

/// The keys of a mapping, or the texts of a list, each with its node.
fn names(node: Node<'_>) -> Vec<(Node<'_>, &str)> {
    let named = |node| Node::text(node).map(|text| (node, text));
    match node.kind() {
        Kind::Mapping => node.entries().into_iter().filter_map(|entry| named(entry.key)).collect(),
        _ => node.items().filter_map(named).collect(),
    }
}

fn apart<'a>(entry: Entry<'a>, other: Entry<'a>) -> Option<Fault<'a>> {
    let others = names(other.value);
    names(entry.value).into_iter().find_map(|(node, name)| {
        let (twin, _) = others.iter().find(|(_, other)| *other == name)?;
        let other = Entry { value: *twin, ..other };
        Some(Fault { name, node, other: Some(other), bound: String::new() })
    })
}

/// A text that is the name of no item of the list.
fn unknown<'a>(entry: Entry<'a>, list: Option<Entry<'a>>) -> Option<Fault<'a>> {
    let name = entry.value.text()?;
    let mut items = list.map(|list| list.value.items()).unwrap_or_default();
    let is_known = items.any(|item| item.get_text("name") == Some(name));
    let fault =
        Fault { name: entry.key_text(), node: entry.value, other: list, bound: String::new() };
    (!is_known).then_some(fault)
}

fn outside<'a>(entry: Entry<'a>, other: Entry<'a>) -> Option<Fault<'a>> {
    let range = other.value.text()?;
    let is_outside = |text: &str| is_inside(text, range) == Some(false);
    let (node, name) = names(entry.value).into_iter().find(|(_, text)| is_outside(text))?;
    Some(Fault { name, node, other: Some(other), bound: range.to_owned() })
}
