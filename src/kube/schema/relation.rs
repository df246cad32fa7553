//! What the fields of a mapping ask of each other, beyond what each may be by itself.

use std::borrow::Cow;

use serde::Deserialize;

use crate::source::Location;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::Format;

/// One field that decides what another may be. Source of each: `schemas/kubernetes/overlay.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// It holds for each item of this list, rather than for the mapping itself.
    pub each: Option<Box<str>>,
    /// It holds only where the list has several items.
    #[serde(default)]
    pub several: bool,
    /// It holds only where this does; always when left out.
    pub when: Option<Test>,
    /// It holds only where all of these do of the mapping itself.
    #[serde(default)]
    pub here: Vec<Test>,
    /// What has to hold.
    pub then: Test,
}

/// What the text of a field has to be. A field that is absent, null, or an empty text, list or mapping has the
/// empty text, as Go reads it; a list or mapping with something in it has none that could be named.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// The way to the field, its keys joined by points; `\\.` is a point in a key.
    pub field: Box<str>,
    /// It has to be one of these.
    #[serde(default)]
    pub is: Vec<Box<str>>,
    /// It may be none of these.
    #[serde(default)]
    pub not: Vec<Box<str>>,
    /// It has to be there, be it empty.
    #[serde(default)]
    pub written: bool,
    /// What it has in it has to look like this.
    #[serde(default)]
    pub format: Format,
}

/// Fields of a list's items that together may be there only once. `protocol=TCP` names what counts where
/// the field is absent.
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
}

/// A relation that doesn't hold.
#[derive(Debug, Clone)]
pub struct Broken<'s, 'a> {
    /// Which.
    pub relation: &'s Relation,
    /// The mapping that it was asked about: an item of the list, or the mapping that has it.
    pub node: Node<'a>,
    /// The list that the item is in.
    pub list: Option<Entry<'a>>,
}

impl Test {
    /// Whether it holds for the field of `node`.
    #[must_use]
    pub fn holds(&self, node: Node<'_>) -> bool {
        let entry = self.entry(node);
        let among = |texts: &[Box<str>]| {
            texts.iter().any(|text| entry.map_or(text.is_empty(), |entry| means(entry.value, text)))
        };
        let text = entry.and_then(|entry| entry.value.text());
        let is_formed = text.is_none_or(|text| self.format.fits(text));
        let is_there = !self.written || self.way(node).len() == self.keys().count();
        (self.is.is_empty() || among(&self.is)) && !among(&self.not) && is_formed && is_there
    }

    /// Whether it holds for a field that is absent.
    fn holds_for_nothing(&self) -> bool {
        let has_nothing = |texts: &[Box<str>]| texts.iter().any(|text| text.is_empty());
        let is_free = self.is.is_empty() || has_nothing(&self.is);
        is_free && !has_nothing(&self.not) && !self.written
    }

    /// The field, where it has something in it.
    #[must_use]
    pub fn entry<'a>(&self, node: Node<'a>) -> Option<Entry<'a>> {
        let mut keys = self.keys();
        let first = node.entry(&keys.next()?)?;
        let entry = keys.try_fold(first, |entry, key| entry.value.entry(&key))?;
        Some(entry).filter(|entry| !is_nothing(entry.value))
    }

    /// The fields on the way that are written, null or not, from the first on.
    #[must_use]
    pub fn way<'a>(&self, node: Node<'a>) -> Vec<Entry<'a>> {
        let mut found: Vec<Entry<'a>> = Vec::new();
        for key in self.keys() {
            match found.last().map_or(node, |entry| entry.value).entry(&key) {
                Some(entry) => found.push(entry),
                None => break,
            }
        }
        found
    }

    /// The keys on the way.
    pub fn keys(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let mut rest = Some(&*self.field);
        std::iter::from_fn(move || {
            let text = rest?;
            let is_end = |at: &usize| text.get(..*at).is_some_and(|key| !key.ends_with('\\'));
            let end = text.match_indices('.').map(|(at, _)| at).find(is_end);
            let key = text.get(..end.unwrap_or(text.len()))?;
            rest = end.and_then(|end| text.get(end + 1..));
            let is_plain = !key.contains('\\');
            Some(if is_plain { Cow::Borrowed(key) } else { key.replace("\\.", ".").into() })
        })
    }

    /// The last key on the way.
    #[must_use]
    pub fn name(&self) -> String {
        self.keys().last().map(Cow::into_owned).unwrap_or_default()
    }

    /// Whether it leaves no value at all, or nothing but a zero.
    #[must_use]
    pub fn forbids(&self) -> bool {
        matches!(self.is.as_slice(), [only] if only.is_empty())
            || matches!(self.is.as_slice(), [none, zero] if none.is_empty() && **zero == *"0")
    }
}

impl Relation {
    /// Whether it doesn't hold for a mapping without any field.
    pub(super) fn asks_for_fields(&self) -> bool {
        let is_plain = self.each.is_none() && self.here.is_empty();
        let asked = is_plain && self.when.as_ref().is_none_or(Test::holds_for_nothing);
        asked && !self.then.holds_for_nothing()
    }

    /// Every place in `node` at which it doesn't hold.
    pub(super) fn broken<'s, 'a>(&'s self, node: Node<'a>) -> Vec<Broken<'s, 'a>> {
        let list = self.each.as_deref().map(|key| node.entry(key));
        let nodes: Vec<Node<'a>> = match list {
            None => vec![node],
            Some(list) => list.map(|list| list.value.items()).unwrap_or_default().collect(),
        };
        let is_asked = self.here.iter().all(|test| test.holds(node));
        if !is_asked || (self.several && nodes.len() < 2) {
            return Vec::new();
        }
        let breaks = |node: &Node<'a>| {
            let asked = self.when.as_ref().is_none_or(|when| when.holds(*node));
            node.kind() == Kind::Mapping && asked && !self.then.holds(*node)
        };
        let broken = nodes.into_iter().filter(breaks);
        broken.map(|node| Broken { relation: self, node, list: list.flatten() }).collect()
    }
}

impl Broken<'_, '_> {
    /// Every field that it is about, as far as it is written.
    #[must_use]
    pub fn keys(&self) -> Vec<Location> {
        let tests = self.relation.when.iter().chain([&self.relation.then]);
        tests.filter_map(|test| Some(test.way(self.node).last()?.key.location())).collect()
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
        for field in &self.0 {
            let (name, usual) = field.split_once('=').unwrap_or((field, ""));
            let value = item.get_text(name).filter(|text| !text.is_empty()).unwrap_or(usual);
            values.push((name, value.to_owned()));
        }
        values.first().is_some_and(|(_, value)| !value.is_empty()).then_some(values)
    }
}

/// Whether Go reads it as absent.
pub(super) fn is_nothing(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Scalar => node.is_null() || node.text().is_some_and(str::is_empty),
        Kind::Sequence => node.items().len() == 0,
        Kind::Mapping => node.entries().iter().all(|entry| is_nothing(entry.value)),
    }
}

/// Whether a scalar means the same as a text: `"0"` is what `0`, `0x0` and `"0"` mean, `true` what `yes` does.
fn means(node: Node<'_>, wanted: &str) -> bool {
    node.scalar().is_some_and(|scalar| match (scalar.as_bool(), scalar.as_integer()) {
        (None, Some(number)) => number.to_string() == wanted,
        _ => !matches!(scalar, Scalar::Null) && scalar.to_string() == wanted,
    })
}
