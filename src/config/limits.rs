//! The limits of a project: under `limits`, or as parameters of rules that are other names of them.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::error::Error;
use crate::limits::{LimitType, Limits};
use crate::rule::{Param, RuleSet};
use crate::settings_file::SettingsFile;

use super::file::ConfigFile;
use super::key::OneOf;

/// What the file has under `limits`: texts by the names of the limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitsConfig(pub BTreeMap<&'static str, String>);

impl<'de> Deserialize<'de> for LimitsConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LimitsVisitor)
    }
}

struct LimitsVisitor;

impl<'de> Visitor<'de> for LimitsVisitor {
    type Value = LimitsConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping of limits")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LimitsConfig, A::Error> {
        let mut limits = BTreeMap::new();
        while let Some(name) = map.next_key_seed(OneOf(Limits::NAMES))? {
            let text = match Limits::type_of(name) {
                Some(LimitType::Count) => map.next_value::<u64>()?.to_string(),
                _ => map.next_value::<String>()?,
            };
            limits.insert(name, text);
        }
        Ok(LimitsConfig(limits))
    }
}

/// The limits that hold, and where those that the file sets are written.
#[derive(Debug, Default)]
pub(super) struct SettledLimits {
    pub limits: Limits,
    pub places: BTreeMap<String, String>,
}

/// A value that the file gives to a limit.
struct Setting {
    limit: String,
    text: String,
    keys: Vec<String>,
}

/// Settles the limits of a file. The same limit may be set under several names, to the same value.
///
/// # Errors
/// For a value that isn't one of the limit, and for a second value that differs from the first: at its place.
pub(super) fn settle(
    source: &SettingsFile,
    file: &ConfigFile,
    rules: &RuleSet,
) -> Result<SettledLimits, Error> {
    let mut settled = SettledLimits::default();
    for setting in settings(source, file, rules) {
        let keys: Vec<&str> = setting.keys.iter().map(String::as_str).collect();
        let mut limits = settled.limits.clone();
        let read = limits.set(&setting.limit, &setting.text);
        read.map_err(|reason| source.error(&keys, reason))?;
        if let Some(first) = settled.places.get(&setting.limit) {
            if limits == settled.limits {
                continue;
            }
            let reason = format!(
                "`{}` differs from {first}, which sets the same limit, `limits.{}`",
                setting.text, setting.limit
            );
            return Err(source.error(&keys, reason).with_advice("state it once"));
        }
        settled.limits = limits;
        let place = source.place(&keys);
        settled.places.insert(setting.limit, place);
    }
    Ok(settled)
}

/// All values that the file gives to limits, in the order in which they are written.
fn settings(source: &SettingsFile, file: &ConfigFile, rules: &RuleSet) -> Vec<Setting> {
    let own = file.limits.0.iter().map(|(name, text)| Setting {
        limit: (*name).to_owned(),
        text: text.clone(),
        keys: ["limits", name].map(str::to_owned).into(),
    });
    let params = file.rules.iter().flat_map(|(id, wanted)| {
        wanted.params.iter().filter_map(move |(name, value)| {
            let limit = rules.get(id)?.limit_of(name)?.to_owned();
            let keys = ["rules", id, "params", name].map(str::to_owned).into();
            Some(Setting { limit, text: text_of(value), keys })
        })
    });
    let mut settings: Vec<Setting> = own.chain(params).collect();
    settings.sort_by_cached_key(|setting| {
        source.key(&setting.keys.iter().map(String::as_str).collect::<Vec<_>>())
    });
    settings
}

fn text_of(param: &Param) -> String {
    match param {
        Param::Number(number) => number.to_string(),
        Param::Text(text) => text.clone(),
        Param::List(items) => items.join(", "),
    }
}
