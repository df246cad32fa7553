//! From the embedded schemas of Kubernetes to a schema: the keywords that `schemas/kubernetes/` uses.

use serde::de::Error as _;
use serde::de::value::Error;

use crate::embedded::{Entries, Stored};

use super::{Extra, Fields, Relations, Schema, Type, Types};

impl Schema {
    /// Reads a schema, whose references are to `definitions`; that of a field is read where it is asked for.
    ///
    /// # Errors
    /// For the first keyword that isn't as expected.
    pub(super) fn read_stored(stored: Stored, definitions: Entries) -> Result<Self, Error> {
        let mut schema = Self::default();
        for (keyword, value) in stored.entries() {
            schema.set(keyword, value, definitions)?;
        }
        Ok(schema)
    }

    fn set(&mut self, keyword: &str, value: Stored, definitions: Entries) -> Result<(), Error> {
        let below = |stored: Stored| Self::read_stored(stored, definitions);
        let all = |stored: Stored| stored.items().map(below).collect::<Result<_, _>>();
        match keyword {
            "type" => self.types = types(value)?,
            "$ref" => self.refer(value.text().unwrap_or_default(), definitions),
            "properties" => self.properties = Fields::stored(value.entries(), definitions),
            "additionalProperties" => {
                self.additional_properties = Some(match value.as_bool() {
                    Some(is_allowed) => Extra::Allowed(is_allowed),
                    None => Extra::Of(Box::new(below(value)?)),
                });
            }
            "items" => self.items = Some(Box::new(below(value)?)),
            "oneOf" => self.one_of = all(value)?,
            "propertyNames" => self.property_names = Some(Box::new(below(value)?)),
            "anyOf" => self.any_of = all(value)?,
            _ => self.set_plain(keyword, value)?,
        }
        Ok(())
    }

    /// Sets what holds no other schema.
    fn set_plain(&mut self, keyword: &str, value: Stored) -> Result<(), Error> {
        match keyword {
            "required" => self.required = value.read()?,
            "minItems" => self.min_items = value.read()?,
            "minLength" => self.min_length = value.read()?,
            "enum" => self.choices = value.read()?,
            "minimum" => self.minimum = value.read()?,
            "maximum" => self.maximum = value.read()?,
            "format" => self.format = value.read()?,
            "nullable" => self.nullable = value.read()?,
            _ => self.set_extension(keyword, value)?,
        }
        Ok(())
    }

    /// Takes another definition's place.
    fn refer(&mut self, text: &str, definitions: Entries) {
        let name = text.strip_prefix("#/$defs/");
        self.target = name.and_then(|name| definitions.position(name));
        self.reference = Some(text.into());
    }

    /// Sets what isn't part of JSON Schema.
    fn set_extension(&mut self, keyword: &str, value: Stored) -> Result<(), Error> {
        match keyword {
            "x-exactly-one" => self.exactly_one = value.read()?,
            "x-at-most-one" => self.at_most_one = value.read()?,
            "x-filled-in" => self.filled_in = value.read()?,
            "x-not-above" => self.not_above = value.read()?,
            "x-relations" => self.relations = Relations::stored(value.items()),
            "x-unique" => self.unique = value.read()?,
            "x-once" => self.once = value.read()?,
            "x-fits" => self.fits = value.read()?,
            "x-amounts" => self.amounts = value.read()?,
            "x-kubernetes-int-or-string" => self.int_or_string = value.read()?,
            "x-kubernetes-preserve-unknown-fields" => self.preserve_unknown = value.read()?,
            "x-kubernetes-embedded-resource" => self.embedded = value.read()?,
            _ => {}
        }
        Ok(())
    }
}

/// One type, or several.
fn types(value: Stored) -> Result<Types, Error> {
    let parse = |text: Stored| text.text().and_then(Type::parse);
    let types = match value.text() {
        Some(_) => parse(value).map(|one| vec![one]),
        None => value.items().map(parse).collect(),
    };
    types.map(Types).ok_or_else(|| Error::custom("a type that isn't known"))
}
