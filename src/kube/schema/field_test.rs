//! What a field must be, alone or next to another one.

use std::borrow::Cow;

use serde::Deserialize;

use crate::kube::quantity;
use crate::units::Quantity;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::Format;
use super::against::Against;
use super::marks::{MarkFault, Marks, included};

/// What a field must be. A field that is absent, null, or an empty text, list or mapping has the
/// empty text, as Go reads it; a list or mapping with something in it has none that could be named.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// The way to the field, its keys joined by points; `\\.` is a point in a key.
    pub field: Box<str>,
    /// It must be one of these.
    #[serde(default)]
    pub is: Vec<Box<str>>,
    /// It may be none of these.
    #[serde(default)]
    pub not: Vec<Box<str>>,
    /// It must be written, be it empty or null, or may not be.
    pub written: Option<bool>,
    /// It must be there, be it empty, or may not be; null is nothing.
    pub there: Option<bool>,
    /// What it has in it must look like this.
    #[serde(default)]
    pub format: Format,
    /// One of its keys must look like this.
    pub keys: Option<Format>,
    /// Each of its keys must look like this.
    #[serde(default, rename = "all-keys")]
    pub all_keys: Format,
    /// Each text of its list must look like this.
    #[serde(default)]
    pub items: Format,
    /// Its amount, or each amount of its mapping, must be above this.
    pub above: Option<i64>,
    /// Its amount, or each amount of its mapping, must be at least this.
    pub least: Option<i64>,
    /// So many bytes may be in it.
    pub bytes: Option<Bytes>,
    /// So many items must be in it.
    pub count: Option<Count>,
    /// Its number must be from the first to the second.
    pub between: Option<[i64; 2]>,
    /// It must be the texts of these fields, joined by points.
    #[serde(default)]
    pub joins: Vec<Box<str>>,
    /// Its numbers must rise, from the first item to the last.
    #[serde(default)]
    pub rising: bool,
    /// None of its texts may include another one, as a webhook's resources do with `*`.
    #[serde(default)]
    pub apart: bool,
    /// What its keys with a prefix must be.
    pub marks: Option<Marks>,
    /// What it must be next to another field.
    pub against: Option<Against>,
}

/// How many items of a list there must be.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Only those count that have one of `is` in this field; the items themselves when omitted.
    pub field: Option<Box<str>>,
    /// Only those count that are one of these; all when omitted.
    #[serde(default)]
    pub is: Vec<Box<str>>,
    /// The fewest.
    #[serde(default)]
    pub least: usize,
    /// The most.
    pub most: Option<usize>,
}

/// How many bytes the texts of a mapping may have together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bytes {
    /// The most.
    pub most: usize,
    /// The keys count too.
    #[serde(default)]
    pub keys: bool,
    /// The texts are base64, and what they mean counts.
    #[serde(default)]
    pub decoded: bool,
}

impl Bytes {
    /// How many there are.
    #[must_use]
    pub fn of(&self, map: Node<'_>) -> usize {
        let size = |entry: &Entry<'_>| {
            let text = entry.value.text().unwrap_or_default();
            let padding = text.bytes().rev().take_while(|byte| *byte == b'=').count();
            let value = if self.decoded {
                (text.len() / 4 * 3).saturating_sub(padding)
            } else {
                text.len()
            };
            value + if self.keys { entry.key_text().len() } else { 0 }
        };
        map.entries().iter().map(size).sum()
    }
}

impl Count {
    /// The items of a list that count.
    #[must_use]
    pub fn items<'a>(&self, list: Node<'a>) -> Vec<Node<'a>> {
        let field = self.field.as_deref();
        let counts = |item: &Node<'a>| {
            let value = field.map_or(Some(*item), |field| item.get(field));
            let is = |value: Node<'a>| self.is.iter().any(|text| means(value, text));
            self.is.is_empty() || value.is_some_and(is)
        };
        list.items().filter(counts).collect()
    }

    fn holds(&self, list: Option<Node<'_>>) -> bool {
        let count = list.map_or(0, |list| self.items(list).len());
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}

impl Test {
    /// Whether it holds for the field of `node`, which is an item of a list of `above`, or that itself.
    #[must_use]
    pub fn holds(&self, node: Node<'_>, above: Node<'_>) -> bool {
        let entry = self.entry(node);
        let among = |texts: &[Box<str>]| {
            texts.iter().any(|text| entry.map_or(text.is_empty(), |entry| means(entry.value, text)))
        };
        (self.is.is_empty() || among(&self.is))
            && !among(&self.not)
            && self.is_there(node)
            && self.has_key(entry)
            && self.count.as_ref().is_none_or(|count| count.holds(entry.map(|entry| entry.value)))
            && self.is_between(entry)
            && self.is_joined(entry, above)
            && entry.is_none_or(|entry| self.holds_for(entry, node, above))
    }

    /// Whether a field that is there has the form that it must have.
    fn holds_for(&self, entry: Entry<'_>, node: Node<'_>, above: Node<'_>) -> bool {
        let value = entry.value;
        value.text().is_none_or(|text| self.format.fits(text))
            && self.wrong_key(entry).is_none()
            && self.wrong_item(entry).is_none()
            && self.small_amount(entry).is_none()
            && self.bytes.as_ref().is_none_or(|bytes| bytes.of(value) <= bytes.most)
            && (!self.rising || falling(value).is_none())
            && (!self.apart || included(value).is_none())
            && self.wrong_mark(entry, above).is_none()
            && self.fits_other(entry, node, above)
    }

    /// The first key with the prefix that isn't as it must be.
    #[must_use]
    pub fn wrong_mark<'a>(&self, entry: Entry<'a>, above: Node<'a>) -> Option<MarkFault<'a>> {
        self.marks.as_ref()?.fault(entry.value, above)
    }

    fn is_there(&self, node: Node<'_>) -> bool {
        if self.written.is_none() && self.there.is_none() {
            return true;
        }
        let way = self.way(node);
        let is_written = way.len() == self.key_count();
        let is_there = is_written && way.last().is_some_and(|entry| !entry.value.is_null());
        self.written.is_none_or(|asked| asked == is_written)
            && self.there.is_none_or(|asked| asked == is_there)
    }

    fn has_key(&self, entry: Option<Entry<'_>>) -> bool {
        let Some(format) = self.keys else { return true };
        let entries = entry.map(|entry| entry.value.entries()).unwrap_or_default();
        entries.iter().any(|entry| format.fits(entry.key_text()))
    }

    /// The first key of a field that doesn't look as each must.
    #[must_use]
    pub fn wrong_key<'a>(&self, entry: Entry<'a>) -> Option<Node<'a>> {
        let keys = || entry.value.entries().into_iter().map(|entry| entry.key);
        let is_wrong = |key: &Node<'a>| key.text().is_some_and(|text| !self.all_keys.fits(text));
        (self.all_keys != Format::Any).then(|| keys().find(is_wrong)).flatten()
    }

    /// The first text of a list that doesn't look as each must.
    #[must_use]
    pub fn wrong_item<'a>(&self, entry: Entry<'a>) -> Option<Node<'a>> {
        let is_wrong = |item: &Node<'a>| item.text().is_some_and(|text| !self.items.fits(text));
        (self.items != Format::Any).then(|| entry.value.items().find(is_wrong)).flatten()
    }

    /// The amount that isn't as large as each must be, with its key.
    #[must_use]
    pub fn small_amount<'a>(&self, entry: Entry<'a>) -> Option<Entry<'a>> {
        if self.above.is_none() && self.least.is_none() {
            return None;
        }
        let read = |bound: Option<i64>| Quantity::parse(&bound?.to_string()).ok();
        let (above, least) = (read(self.above), read(self.least));
        let is_small = |entry: &Entry<'a>| {
            let amount = quantity(entry.value).map(|(_, amount)| amount);
            amount.is_some_and(|it| above.is_some_and(|above| it <= above) || least > Some(it))
        };
        match entry.value.kind() {
            Kind::Mapping => entry.value.entries().into_iter().find(is_small),
            _ => Some(entry).filter(is_small),
        }
    }

    fn is_between(&self, entry: Option<Entry<'_>>) -> bool {
        let number = entry.and_then(|entry| entry.value.as_integer());
        let bounds = self.between.zip(number);
        bounds.is_none_or(|([low, high], number)| (low.into()..=high.into()).contains(&number))
    }

    fn is_joined(&self, entry: Option<Entry<'_>>, above: Node<'_>) -> bool {
        let wanted = self.joined(above);
        wanted.is_none_or(|wanted| entry.is_none_or(|entry| means(entry.value, &wanted)))
    }

    fn fits_other(&self, entry: Entry<'_>, node: Node<'_>, above: Node<'_>) -> bool {
        self.against.as_ref().is_none_or(|against| against.fault(entry, node, above).is_none())
    }

    /// The text that other fields make of it, where all of them are there.
    #[must_use]
    pub fn joined(&self, above: Node<'_>) -> Option<String> {
        let text = |way: &str| find(above, way).and_then(|entry| entry.value.text());
        let parts: Vec<&str> = self.joins.iter().map(|way| text(way)).collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join("."))
    }

    /// The field, where it has something in it.
    #[must_use]
    pub fn entry<'a>(&self, node: Node<'a>) -> Option<Entry<'a>> {
        find(node, &self.field).filter(|entry| !is_nothing(entry.value))
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
        keys_of(&self.field)
    }

    fn key_count(&self) -> usize {
        self.keys().count()
    }

    /// The last key on the way.
    #[must_use]
    pub fn name(&self) -> String {
        self.keys().last().map(Cow::into_owned).unwrap_or_default()
    }

    /// Whether it leaves no value at all, or nothing but a zero.
    #[must_use]
    pub fn forbids(&self) -> bool {
        self.written == Some(false)
            || self.there == Some(false)
            || matches!(self.is.as_slice(), [only] if only.is_empty())
            || matches!(self.is.as_slice(), [none, zero] if none.is_empty() && **zero == *"0")
    }
}

/// The first item of a list whose number is below the one before.
#[must_use]
pub fn falling(list: Node<'_>) -> Option<Node<'_>> {
    let items: Vec<Node<'_>> = list.items().collect();
    items
        .iter()
        .zip(items.iter().skip(1))
        .find_map(|(before, item)| (item.as_integer()? < before.as_integer()?).then_some(*item))
}

/// The keys of a way, `\\.` being a point in a key.
pub(super) fn keys_of(way: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(way);
    std::iter::from_fn(move || {
        let text = rest?;
        let is_end = |at: &usize| text.get(..*at).is_some_and(|key| !key.ends_with('\\'));
        let end = memchr::memchr_iter(b'.', text.as_bytes()).find(is_end);
        let key = text.get(..end.unwrap_or(text.len()))?;
        rest = end.and_then(|end| text.get(end + 1..));
        let is_plain = !key.contains('\\');
        Some(if is_plain { Cow::Borrowed(key) } else { key.replace("\\.", ".").into() })
    })
}

/// The field at the end of a way, null or not.
pub(super) fn find<'a>(node: Node<'a>, way: &str) -> Option<Entry<'a>> {
    // Most ways are a key.
    if !way.bytes().any(|byte| matches!(byte, b'.' | b'\\')) {
        return node.entry(way);
    }
    let mut keys = keys_of(way);
    let first = node.entry(&keys.next()?)?;
    keys.try_fold(first, |entry, key| entry.value.entry(&key))
}

/// What a way leads to that goes through lists, each with the last field on it; `*` is each value of a mapping, and
/// `a|b` is both fields.
pub(super) fn reach<'a>(node: Node<'a>, way: &str) -> Vec<(Entry<'a>, Node<'a>)> {
    let is_there = |key: &str| key == "*" || key.split('|').any(|key| node.entry(key).is_some());
    if !keys_of(way).next().is_some_and(|key| is_there(&key)) {
        return Vec::new();
    }
    let mut found: Vec<(Option<Entry<'a>>, Node<'a>)> = vec![(None, node)];
    for key in keys_of(way) {
        let at = |node: &Node<'a>| match &*key {
            "*" => node.entries(),
            keys => keys.split('|').filter_map(|key| node.entry(key)).collect(),
        };
        let entries = found.iter().flat_map(|(_, node)| at(node));
        let each = |entry: Entry<'a>| match entry.value.kind() {
            Kind::Sequence => entry.value.items().map(|item| (Some(entry), item)).collect(),
            _ => vec![(Some(entry), entry.value)],
        };
        found = entries.flat_map(each).collect();
    }
    found.into_iter().filter_map(|(entry, node)| Some((entry?, node))).collect()
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
