//! Constants of rule files: a text, a number or a boolean, as the user writes it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::error::KeyError;
use crate::rule::check::{Params, lookup, resolve};
use crate::rule::file::Param;

/// Text of a constant: `150Mi`, `3`, `false`, or a reference to a parameter, `{params.min}`.
#[derive(Debug, Clone)]
pub(super) struct Constant(String);

/// Constants of a list, or a reference to a parameter that holds them.
#[derive(Debug, Clone)]
pub(super) enum Constants {
    /// `{params.allowed}`, or a single constant.
    One(Constant),
    /// The constants.
    List(Vec<Constant>),
}

impl Constant {
    /// The text, with a parameter's value instead of a reference to it.
    pub(super) fn resolve(
        &self,
        name: &(impl ToString + ?Sized),
        params: &Params,
    ) -> Result<String, KeyError> {
        resolve(name, &self.0, params)
    }
}

impl Constants {
    /// The texts, with a parameter's values instead of a reference to it; never empty.
    pub(super) fn resolve(&self, name: &str, params: &Params) -> Result<Vec<String>, KeyError> {
        let texts = match self {
            Self::One(one) => match lookup(&one.0, params) {
                Ok(Some(Param::List(items))) => items.clone(),
                _ => vec![one.resolve(name, params)?],
            },
            Self::List(items) => {
                let text = |(at, item): (usize, &Constant)| {
                    item.resolve(&at, params).map_err(|error| error.under(name))
                };
                items.iter().enumerate().map(text).collect::<Result<_, _>>()?
            }
        };
        if texts.is_empty() {
            return Err(KeyError::new("expected a value").under(name));
        }
        Ok(texts)
    }
}

struct AsText;

impl Visitor<'_> for AsText {
    type Value = Constant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number or a boolean")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Constant, E> {
        Ok(Constant(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Constant, E> {
        Ok(Constant(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Constant, E> {
        Ok(Constant(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Constant, E> {
        Ok(Constant(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Constant, E> {
        Ok(Constant(value.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AsText)
    }
}

struct AsTexts;

impl<'de> Visitor<'de> for AsTexts {
    type Value = Constants;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings, numbers or booleans, or one of them")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Constants, E> {
        AsText.visit_bool(value).map(Constants::One)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Constants, E> {
        AsText.visit_i64(value).map(Constants::One)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Constants, E> {
        AsText.visit_u64(value).map(Constants::One)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Constants, E> {
        AsText.visit_f64(value).map(Constants::One)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Constants, E> {
        AsText.visit_str(value).map(Constants::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Constants, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Constants::List(items))
    }
}

impl<'de> Deserialize<'de> for Constants {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AsTexts)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Constant, Constants};

    impl JsonSchema for Constant {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Constant".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": ["string", "number", "boolean"]})
        }
    }

    impl JsonSchema for Constants {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Constants".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "type": ["string", "number", "boolean", "array"],
                "items": {"type": ["string", "number", "boolean"]}
            })
        }
    }
}
