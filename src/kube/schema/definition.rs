//! A schema as its JSON says it: the part of JSON Schema that Kubernetes uses.

use serde::Deserialize;

use crate::yaml::{Kind, Node, Scalar};

use super::constraint::Constraints;
use super::relation::Once;
use super::{Fields, Format, Relations, Unique};

/// What a value must be like. What isn't said isn't checked against it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// Its types; empty for any.
    pub types: Types,
    /// The definition that says it all, as `#/$defs/<name>`.
    pub reference: Option<Box<str>>,
    /// Where that definition is in its catalogue, once it is known.
    pub target: Option<usize>,
    /// The fields of an object.
    pub properties: Fields,
    /// Fields that must be there.
    pub required: Vec<Box<str>>,
    /// Fields that aren't listed.
    pub additional_properties: Option<Extra>,
    /// The items of a list.
    pub items: Option<Box<Schema>>,
    /// The fewest items of a list.
    pub min_items: Option<usize>,
    /// The fewest characters of a text.
    pub min_length: Option<usize>,
    /// Schemas for different types, one of which fits.
    pub one_of: Vec<Schema>,
    /// The texts that it may be.
    pub choices: Vec<Box<str>>,
    /// The lowest number.
    pub minimum: Option<i64>,
    /// The highest number.
    pub maximum: Option<i64>,
    /// What a text must look like.
    pub format: Format,
    /// What the keys of a mapping must look like.
    pub property_names: Option<Box<Schema>>,
    /// Fields of which one group must be there.
    pub any_of: Vec<Schema>,
    /// Fields of which exactly one must be there.
    pub exactly_one: Vec<Box<str>>,
    /// Fields of which at most one may be there.
    pub at_most_one: Vec<Box<str>>,
    /// The one of these fields that the API server fills in where none is there.
    pub filled_in: Option<Box<str>>,
    /// A field whose number may not be above another's.
    pub not_above: Option<[Box<str>; 2]>,
    /// What fields ask of each other.
    pub relations: Relations,
    /// Fields in which no two items of a list are the same.
    pub unique: Vec<Unique>,
    /// Texts that may be there only once in lists of the mapping.
    pub once: Vec<Once>,
    /// A field that must fit the schema that the mapping is.
    pub fits: Option<Box<str>>,
    /// How amounts of a mapping are counted, by their keys.
    pub amounts: Option<Amounts>,
    /// Whether the definition of a custom resource says it.
    pub custom: bool,
    /// What only the definitions of custom resources ask for.
    pub constraints: Option<Box<Constraints>>,
    /// Whether null is a value like any other.
    pub nullable: bool,
    /// A whole number or a text.
    pub int_or_string: bool,
    /// Fields that aren't listed are kept.
    pub preserve_unknown: bool,
    /// An object with `apiVersion`, `kind` and `metadata` of its own.
    pub embedded: bool,
}

/// Keys of a mapping whose amounts are counted in whole ones.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amounts {
    /// Keys of which there is no part: the API server rejects one.
    pub whole: Option<Format>,
    /// Keys that are measured in bytes: the API server warns of a part of one.
    pub bytes: Option<Format>,
    /// Keys that are measured in pages, whose size is at their end.
    pub pages: Option<Format>,
}

/// The types that a value may be of; any when empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Types(pub Vec<Type>);

impl Types {
    /// Whether a value is of one of them; `scalar` is its value where it is one.
    #[must_use]
    pub fn fit(&self, node: Node<'_>, scalar: Option<&Scalar<'_>>) -> bool {
        self.0.is_empty() || self.0.iter().any(|kind| kind.fits(node, scalar))
    }
}

/// Fields that a schema doesn't list: rejected, or each of this schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Extra {
    /// `false`: rejected; `true`: anything.
    Allowed(bool),
    /// Values of a map.
    Of(Box<Schema>),
}

/// Types of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    Array,
    /// A mapping.
    Object,
}

impl Type {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// Whether a node is of this type, as kubectl reads it; null is of every type. `scalar` is its value where it
    /// is one.
    #[must_use]
    pub fn fits(self, node: Node<'_>, scalar: Option<&Scalar<'_>>) -> bool {
        match (node.kind(), scalar) {
            (Kind::Sequence, _) => self == Self::Array,
            (Kind::Mapping, _) => self == Self::Object,
            (Kind::Scalar, scalar) => scalar.is_none_or(|scalar| self.fits_scalar(scalar)),
        }
    }

    fn fits_scalar(self, scalar: &Scalar<'_>) -> bool {
        match scalar {
            Scalar::Null => true,
            Scalar::Bool(_) => self == Self::Boolean,
            Scalar::Integer(_) => matches!(self, Self::Integer | Self::Number),
            Scalar::Float(_) => {
                self == Self::Number || (self == Self::Integer && scalar.as_integer().is_some())
            }
            Scalar::String(_) => self == Self::String,
        }
    }

    /// In words, with an article.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Array => "a list",
            Self::Object => "a mapping",
        }
    }
}

impl Schema {
    /// Whether fields that aren't listed are rejected.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.additional_properties == Some(Extra::Allowed(false)) && !self.preserve_unknown
    }

    /// The schema of a field, listed or of a map.
    #[must_use]
    pub fn of_field(&self, key: &str) -> Option<&Self> {
        let of_map = || match &self.additional_properties {
            Some(Extra::Of(inner)) => Some(&**inner),
            _ => None,
        };
        self.properties.get(key).or_else(of_map)
    }

    /// Whether it says something of fields that aren't listed.
    #[must_use]
    pub fn speaks_of_others(&self) -> bool {
        matches!(self.additional_properties, Some(Extra::Of(_))) || self.is_closed()
    }

    /// Whether a mapping without any field would be rejected.
    #[must_use]
    pub fn asks_for_fields(&self) -> bool {
        !(self.required.is_empty() && self.exactly_one.is_empty() && self.any_of.is_empty())
            || self.relations.ask_for_fields()
    }

    /// Whether an empty text would be rejected, which null is in a list.
    #[must_use]
    pub fn asks_for_text(&self) -> bool {
        let is_text = !self.custom && matches!(self.types.0.as_slice(), [Type::String]);
        let has_choices = !self.choices.is_empty() && !self.choices.iter().any(|it| it.is_empty());
        let has_length = self.min_length.is_some_and(|least| least > 0);
        is_text && (has_choices || has_length || !self.format.fits(""))
    }

    /// The lowest and the highest number that it may be, as far as there are any.
    #[must_use]
    pub fn bounds(&self) -> (Option<i64>, Option<i64>) {
        let of_type = match self.format {
            Format::Int64 => Some((i64::MIN, i64::MAX)),
            // Go reads the number of an IntOrString into 32 bits.
            _ if self.int_or_string => Some((i32::MIN.into(), i32::MAX.into())),
            Format::Int32 => Some((i32::MIN.into(), i32::MAX.into())),
            _ => None,
        };
        (self.minimum.or(of_type.map(|it| it.0)), self.maximum.or(of_type.map(|it| it.1)))
    }
}
