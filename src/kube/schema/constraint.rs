//! What the definition of a custom resource asks beyond types and fields. Source: Kubernetes documentation,
//! "Extend the Kubernetes API with CustomResourceDefinitions", and its OpenAPI v3 schemas.

use std::cmp::Ordering;

use regex_lite::Regex;

use crate::yaml::{Kind, Node};

use super::Schema;

/// Keywords that only custom resources use; what isn't said isn't asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Constraints {
    /// What a text must match somewhere.
    pub pattern: Option<Pattern>,
    /// The lowest number, where it isn't a whole one.
    pub lowest: Option<End>,
    /// The highest number, where it isn't a whole one.
    pub highest: Option<End>,
    /// How many characters a text has.
    pub length: Bounds,
    /// How many items a list has.
    pub items: Bounds,
    /// How many fields a mapping has.
    pub fields: Bounds,
    /// Schemas that all must fit.
    pub all_of: Vec<Schema>,
    /// Schemas of which at least one must fit.
    pub any_of: Options,
    /// Schemas of which exactly one must fit.
    pub one_of: Options,
    /// A schema that may not fit.
    pub not: Option<Box<Schema>>,
}

/// An end of a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// As it is written.
    pub text: Box<str>,
    /// The number itself is out of the range.
    pub is_excluded: bool,
}

/// The least and the most, as far as there are any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub least: Option<usize>,
    /// The most.
    pub most: Option<usize>,
}

/// Schemas to choose from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// The schemas.
    pub schemas: Vec<Schema>,
    /// The fields for which they ask, where each asks for one field and nothing else.
    pub names: Vec<Box<str>>,
}

/// A regular expression. One that Go reads and this reader doesn't asks for nothing.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

/// A size that isn't within its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadSize {
    /// What is counted: `character`, `item` or `field`.
    pub noun: &'static str,
    /// How many there are.
    pub count: usize,
    /// How many there may be.
    pub bounds: Bounds,
}

impl Pattern {
    /// Reads an expression.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Regex::new(text).ok().map(Self)
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.as_str()
    }

    /// Whether a text matches it.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl End {
    /// Reads the end of a range.
    pub(super) fn read(node: Node<'_>, key: &str, exclusive: &str) -> Option<Self> {
        let end = node.get(key)?;
        let text = end.text().filter(|text| text.parse::<f64>().is_ok())?;
        Some(Self { text: text.into(), is_excluded: node.is_set(exclusive) })
    }

    /// How a number compares with it; none where that can't be said.
    fn order(&self, number: f64) -> Option<Ordering> {
        number.partial_cmp(&self.text.parse().ok()?)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Bounds {
    fn hold(self, count: usize) -> bool {
        self.least.is_none_or(|least| count >= least) && self.most.is_none_or(|most| count <= most)
    }
}

impl Options {
    /// Reads a list of schemas.
    pub(super) fn new(schemas: Vec<Schema>) -> Self {
        let only = |schema: &Schema| match schema.required.as_slice() {
            [name] => {
                let required = vec![name.clone()];
                let alone = Schema { required, custom: true, ..Schema::default() };
                (*schema == alone).then(|| name.clone())
            }
            _ => None,
        };
        let names = schemas.iter().map(only).collect::<Option<Vec<_>>>().unwrap_or_default();
        Self { schemas, names }
    }
}

impl Constraints {
    /// The range of numbers that a value isn't in, in words.
    pub(super) fn missed_range(&self, node: Node<'_>) -> Option<String> {
        let number = node.as_number()?;
        let breaks = |end: &Option<End>, wrong: Ordering| {
            let order = end.as_ref().and_then(|end| Some((end, end.order(number)?)));
            order.is_some_and(|(end, order)| {
                order == wrong || (end.is_excluded && order == Ordering::Equal)
            })
        };
        let words = |end: &End, excluded: &str, included: &str| {
            if end.is_excluded {
                format!("{excluded} {}", end.text)
            } else {
                format!("{} {included}", end.text)
            }
        };
        if breaks(&self.lowest, Ordering::Less) {
            return self.lowest.as_ref().map(|end| words(end, "above", "or more"));
        }
        let is_above = breaks(&self.highest, Ordering::Greater);
        self.highest.as_ref().filter(|_| is_above).map(|end| words(end, "below", "or less"))
    }

    /// The size of a value, where it isn't within its bounds.
    pub(super) fn bad_size(&self, node: Node<'_>) -> Option<BadSize> {
        let (noun, bounds) = match node.kind() {
            Kind::Scalar => ("character", self.length),
            Kind::Sequence => ("item", self.items),
            Kind::Mapping => ("field", self.fields),
        };
        if bounds == Bounds::default() {
            return None;
        }
        let count = match node.kind() {
            Kind::Scalar => node.text()?.chars().count(),
            Kind::Sequence => node.items().len(),
            Kind::Mapping => node.entries().len(),
        };
        (!bounds.hold(count)).then_some(BadSize { noun, count, bounds })
    }
}
