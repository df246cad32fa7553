//! Keys that name a part of the object after a prefix, and resources that a rule names twice.

use serde::Deserialize;

use crate::yaml::{Entry, Node};

use super::Format;
use super::field_test::find;

/// What keys with a prefix must be, whose rest is the name of an item of the object, as annotations name containers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Marks {
    /// The prefix.
    pub prefix: Box<str>,
    /// Their values must look like this.
    #[serde(default)]
    pub values: Format,
    /// The lists with an item of that name, each a way from the mapping; any name will do where there is none.
    #[serde(default)]
    pub of: Vec<Box<str>>,
    /// There may be none of an item, unless that has this field.
    pub only_beside: Option<Box<str>>,
}

/// A key that isn't as it must be.
#[derive(Debug, Clone, Copy)]
pub enum MarkFault<'a> {
    /// Its value doesn't look as it must.
    Value(Entry<'a>),
    /// The rest of it names no item.
    Name(Entry<'a>, &'a str),
    /// There may be none of the item.
    Written(Entry<'a>),
}

impl<'a> MarkFault<'a> {
    /// The key, with its value.
    #[must_use]
    pub fn entry(self) -> Entry<'a> {
        match self {
            Self::Value(entry) | Self::Name(entry, _) | Self::Written(entry) => entry,
        }
    }
}

impl Marks {
    /// The first key of a mapping that isn't as it must be.
    #[must_use]
    pub fn fault<'a>(&self, map: Node<'a>, above: Node<'a>) -> Option<MarkFault<'a>> {
        map.entries().into_iter().find_map(|entry| {
            let name = entry.key_text().strip_prefix(&*self.prefix)?;
            self.fault_of(entry, name, above)
        })
    }

    fn fault_of<'a>(
        &self,
        entry: Entry<'a>,
        name: &'a str,
        above: Node<'a>,
    ) -> Option<MarkFault<'a>> {
        let item = self.items(above).find(|item| item.get_text("name") == Some(name));
        let fits = entry.value.text().is_none_or(|text| self.values.fits(text));
        if let Some(field) = &self.only_beside {
            let is_lone = |item: &Node<'a>| fits && find(*item, field).is_none();
            return item.filter(is_lone).map(|_| MarkFault::Written(entry));
        }
        if !fits {
            return Some(MarkFault::Value(entry));
        }
        let is_unknown = item.is_none() && self.items(above).next().is_some();
        is_unknown.then_some(MarkFault::Name(entry, name))
    }

    /// The items that may be meant.
    pub fn items<'m, 'a: 'm>(&'m self, above: Node<'a>) -> impl Iterator<Item = Node<'a>> + 'm {
        let lists = self.of.iter().filter_map(move |way| find(above, way));
        lists.flat_map(|list| list.value.items())
    }
}

/// A resource of a webhook's rule that an item before includes, with that. Source: k8s.io/kubernetes validateResources.
#[must_use]
pub fn included<'a>(list: Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    // Few lists have a star at all.
    let mut stars: Vec<Node<'a>> = Vec::new();
    list.items().find_map(|item| {
        let star = stars.iter().find(|star| includes(**star, item)).copied();
        if item.text().is_some_and(has_star) {
            stars.push(item);
        }
        Some((item, star?))
    })
}

fn has_star(text: &str) -> bool {
    text == "*" || text.starts_with("*/") || text.ends_with("/*")
}

fn includes(star: Node<'_>, item: Node<'_>) -> bool {
    let (Some(star), Some(item)) = (star.text(), item.text()) else { return false };
    match (star.split_once('/'), item.split_once('/')) {
        (None, part) => part.is_none() && item != star,
        (Some(("*", part)), Some((_, other))) => part == other && part != "*",
        (Some((whole, "*")), Some((other, _))) => whole == other,
        _ => false,
    }
}
