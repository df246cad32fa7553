//! What a node says, where every YAML reader says the same.

use serde::de::Unexpected;

use super::super::node::{Kind, Node};
use super::super::scalar::Scalar;
use super::fault::described;

/// A value, its scalars by the rules that YAML 1.1 and 1.2 share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(&'a str),
    List,
    Mapping,
}

impl<'a> Value<'a> {
    pub(super) fn of(node: Node<'a>) -> Self {
        let text = node.text().unwrap_or_default();
        match (node.kind(), node.scalar()) {
            (Kind::Sequence, _) => Self::List,
            (Kind::Mapping, _) => Self::Mapping,
            (Kind::Scalar, Some(Scalar::Null)) => Self::Null,
            (Kind::Scalar, Some(Scalar::Bool(value))) if is_boolean_word(text) => Self::Bool(value),
            (Kind::Scalar, Some(Scalar::Integer(value))) if is_plain_number(text) => {
                Self::Integer(value)
            }
            (Kind::Scalar, Some(Scalar::Float(number))) if is_plain_number(text) => {
                number.parse().map_or(Self::Text(text), Self::Float)
            }
            (Kind::Scalar, _) => Self::Text(text),
        }
    }

    /// In words, for messages.
    pub(super) fn in_words(self) -> String {
        described(match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(value),
            Self::Integer(number) => return number.to_string(),
            Self::Float(number) => Unexpected::Float(number),
            Self::Text(text) => Unexpected::Str(text),
            Self::List => Unexpected::Seq,
            Self::Mapping => Unexpected::Map,
        })
    }
}

/// Whether a boolean is one in YAML 1.2 too, which takes `yes`, `on` and `y` for words.
fn is_boolean_word(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// Whether a number is the same in YAML 1.2, which has no underscores, no binary, and no octal by a zero.
fn is_plain_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let has_odd_zero = digits.strip_prefix('0').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'b' | 'B' | 'X' | 'O'))
    });
    !has_odd_zero && !text.contains('_')
}
