//! Keys of mappings that are read by hand.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// A key that is one of some names: any other is rejected at its own place.
#[derive(Debug, Clone, Copy)]
pub(super) struct OneOf(pub &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for OneOf {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for OneOf {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<&'static str, E> {
        let name = self.0.iter().find(|name| **name == text);
        name.copied().ok_or_else(|| E::unknown_field(text, self.0))
    }
}
