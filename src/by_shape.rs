//! Values whose meaning depends on what is written: a text, a number, a list or a mapping. Serde's
//! untagged enums would try one form after the other, and forget where in the last one something is wrong.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

/// Makes a value of each form that it may have; the others are rejected.
pub(crate) trait ByShape: Sized {
    /// The forms, for messages: `expected …; found …`.
    const EXPECTED: &'static str;

    /// Reads a text; `None` where the value can't be one.
    fn from_text<E: Error>(_: &str) -> Option<Result<Self, E>> {
        None
    }

    /// Reads a whole number; `None` where the value can't be one.
    fn from_number(_: i64) -> Option<Self> {
        None
    }

    /// Reads a boolean; `None` where the value can't be one.
    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    /// Reads a list; `None` where the value can't be one.
    fn from_list<'de, D: Deserializer<'de>>(_: D) -> Option<Result<Self, D::Error>> {
        None
    }

    /// Reads a mapping; `None` where the value can't be one.
    fn from_mapping<'de, D: Deserializer<'de>>(_: D) -> Option<Result<Self, D::Error>> {
        None
    }
}

/// Reads a value by what is written.
///
/// # Errors
/// For a form that the value doesn't have, and for what is wrong within one that it has.
pub(crate) fn deserialize<'de, T: ByShape, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(ShapeVisitor(PhantomData))
}

struct ShapeVisitor<T>(PhantomData<T>);

impl<'de, T: ByShape> Visitor<'de> for ShapeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).unwrap_or_else(|| Err(E::invalid_type(Unexpected::Str(text), &self)))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        T::from_bool(value).ok_or_else(|| E::invalid_type(Unexpected::Bool(value), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::from_number(number).ok_or_else(|| E::invalid_type(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        let signed = i64::try_from(number).ok();
        signed
            .and_then(T::from_number)
            .ok_or_else(|| E::invalid_type(Unexpected::Unsigned(number), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        let read = T::from_list(SeqAccessDeserializer::new(list));
        read.unwrap_or_else(|| Err(A::Error::invalid_type(Unexpected::Seq, &self)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mapping: A) -> Result<T, A::Error> {
        let read = T::from_mapping(MapAccessDeserializer::new(mapping));
        read.unwrap_or_else(|| Err(A::Error::invalid_type(Unexpected::Map, &self)))
    }
}
