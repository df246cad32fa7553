//! What the file states of the load, under `load`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::error::Error;
use crate::load::{Flags, Form, StatedFact};
use crate::settings_file::SettingsFile;

use super::key::OneOf;

static KEYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| StatedFact::ALL.iter().map(|fact| fact.key).collect());

/// The plan of the load test: texts by the keys of the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadConfig(pub BTreeMap<&'static str, String>);

impl LoadConfig {
    /// Reads the facts as their flags are read.
    ///
    /// # Errors
    /// For the first that can't be read, at its value.
    pub(super) fn flags(&self, source: &SettingsFile) -> Result<Flags, Error> {
        let mut flags = Flags::default();
        for fact in StatedFact::ALL {
            if let Some(text) = self.0.get(fact.key) {
                let read = fact.parse(text);
                let read = read.map_err(|reason| source.error(&["load", fact.key], reason))?;
                flags = flags.or(read);
            }
        }
        Ok(flags)
    }
}

impl<'de> Deserialize<'de> for LoadConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LoadVisitor)
    }
}

struct LoadVisitor;

impl<'de> Visitor<'de> for LoadVisitor {
    type Value = LoadConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping of `rate`, `nodes` and `target`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LoadConfig, A::Error> {
        let mut facts = BTreeMap::new();
        while let Some(key) = map.next_key_seed(OneOf(&KEYS))? {
            let fact = StatedFact::ALL.iter().find(|fact| fact.key == key);
            let text = match fact.map(|fact| fact.form) {
                Some(Form::Whole) => {
                    map.next_value::<Option<u64>>()?.map(|number| number.to_string())
                }
                _ => map.next_value()?,
            };
            facts.extend(text.map(|text: String| (key, text)));
        }
        Ok(LoadConfig(facts))
    }
}
