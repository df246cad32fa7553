//! A node as serde reads it.

use serde::de::{Deserializer, Expected, Visitor};

use super::super::builder::MAX_DEPTH;
use super::super::entry::Entry;
use super::super::node::{Kind, Node};
use super::access::{List, Mapping, Variant};
use super::fault::{Fault, one_of};
use super::value::Value;

/// A node that is to become a value of some type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    node: Node<'a>,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: Node<'a>) -> Self {
        Self { node: root, depth: 0 }
    }

    pub(super) fn node(self) -> Node<'a> {
        self.node
    }

    /// The same for a node below. Aliases could nest deeper than what is written.
    pub(super) fn child(self, node: Node<'a>) -> Result<Self, Fault> {
        if self.depth < MAX_DEPTH {
            Ok(Self { node, depth: self.depth + 1 })
        } else {
            Err(Fault::new(format!("nested deeper than {MAX_DEPTH} levels")))
        }
    }

    fn value(self) -> Value<'a> {
        Value::of(self.node)
    }

    fn unlike(self, expected: impl std::fmt::Display) -> Fault {
        Fault::unlike(expected, self.value().in_words())
    }

    /// Whether nothing is written after a key or a dash, which means an empty list or mapping.
    fn is_unwritten(self) -> bool {
        self.node.is_null() && self.node.text() == Some("")
    }

    fn whole<T: TryFrom<i128>>(self, expected: &str) -> Result<T, Fault> {
        match self.value() {
            Value::Integer(number) => T::try_from(number).map_err(|_| self.unlike(expected)),
            _ => Err(self.unlike(expected)),
        }
    }

    /// A scalar as it is written: `1.30` stays that where text is wanted.
    fn text(self) -> Result<&'a str, Fault> {
        match self.node.text() {
            Some(text) if !self.node.is_null() => Ok(text),
            _ => Err(self.unlike("text")),
        }
    }

    fn entries(self) -> Result<Vec<Entry<'a>>, Fault> {
        let is_mapping = |node: Node<'_>| node.kind() == Kind::Mapping;
        let merges = |value: Node<'a>| {
            is_mapping(value) || (value.kind() == Kind::Sequence && value.items().all(is_mapping))
        };
        let mut written = self.node.own_entries();
        match written.find(|entry| entry.is_merge() && !merges(entry.value)) {
            Some(entry) => {
                let reason = "`<<` merges a mapping or a list of mappings, but this is neither";
                Err(Fault::new(reason).at(entry.key.span()))
            }
            None => Ok(self.node.entries()),
        }
    }

    fn list<V: Visitor<'a>>(self, expected: &str, visitor: V) -> Result<V::Value, Fault> {
        if self.node.kind() != Kind::Sequence && !self.is_unwritten() {
            return Err(self.unlike(expected));
        }
        let mut list = List::new(self);
        let value = visitor.visit_seq(&mut list)?;
        match list.left_over() {
            Some((index, item)) => {
                Err(Fault::new(format!("at most {index} items are allowed here"))
                    .in_item(index, item))
            }
            None => Ok(value),
        }
    }

    fn mapping<V: Visitor<'a>>(self, expected: &str, visitor: V) -> Result<V::Value, Fault> {
        if self.node.kind() != Kind::Mapping && !self.is_unwritten() {
            return Err(self.unlike(expected));
        }
        visitor.visit_map(Mapping::new(self, self.entries()?))
    }
}

/// What a type says of itself; derived ones say no more than their name, in the terms of Rust.
fn words_of(expected: &dyn Expected, otherwise: &str) -> String {
    let words = expected.to_string();
    if words.starts_with("struct ") || words.starts_with("tuple ") {
        otherwise.to_owned()
    } else {
        words
    }
}

/// Whole numbers of one type each: what may be there, in words.
macro_rules! whole_numbers {
    ($($method:ident $visit:ident $expected:literal),* $(,)?) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(self.whole($expected)?)
        })*
    };
}

impl<'a> Deserializer<'a> for Reader<'a> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value() {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Integer(number) => match (u64::try_from(number), i64::try_from(number)) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => visitor.visit_i128(number),
            },
            Value::Float(number) => visitor.visit_f64(number),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List => self.list("a list", visitor),
            Value::Mapping => self.mapping("a mapping", visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value() {
            Value::Bool(value) => visitor.visit_bool(value),
            _ => Err(self.unlike("true or false")),
        }
    }

    whole_numbers! {
        deserialize_u8 visit_u8 "a whole number from 0 to 255",
        deserialize_u16 visit_u16 "a whole number from 0 to 65535",
        deserialize_u32 visit_u32 "a whole number, 0 or more",
        deserialize_u64 visit_u64 "a whole number, 0 or more",
        deserialize_u128 visit_u128 "a whole number, 0 or more",
        deserialize_i8 visit_i8 "a whole number from -128 to 127",
        deserialize_i16 visit_i16 "a whole number from -32768 to 32767",
        deserialize_i32 visit_i32 "a whole number",
        deserialize_i64 visit_i64 "a whole number",
        deserialize_i128 visit_i128 "a whole number",
    }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value() {
            Value::Integer(_) | Value::Float(_) => self.deserialize_any(visitor),
            _ => Err(self.unlike("a number")),
        }
    }

    fn deserialize_char<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_bytes(self.text()?.as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.is_null() { visitor.visit_unit() } else { Err(self.unlike("nothing")) }
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list("a list", visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        let items = self.node.items().len();
        match self.node.kind() {
            Kind::Sequence if items != len => Err(Fault::unlike(
                format_args!("a list of {len}"),
                format_args!("a list of {items}"),
            )),
            _ => self.list(&format!("a list of {len}"), visitor),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.mapping("a mapping", visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let expected = words_of(&visitor, "a mapping");
        self.mapping(&expected, visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let entries = if self.node.kind() == Kind::Mapping { self.entries()? } else { Vec::new() };
        let variant = match (self.value(), entries.as_slice()) {
            (Value::Mapping, [Entry { key, value }]) => {
                Variant { name: *key, value: Some(self.child(*value)?) }
            }
            (Value::Mapping, entries) => {
                let found = format_args!("a mapping of {} keys", entries.len());
                return Err(Fault::unlike(format_args!("one key, {}", one_of(variants)), found));
            }
            (Value::List | Value::Null, _) => return Err(self.unlike(one_of(variants))),
            _ => Variant { name: self.node, value: None },
        };
        visitor.visit_enum(variant)
    }

    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
}
