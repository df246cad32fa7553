//! Options of checks that refer to parameters of the rule or to limits.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::by_shape::{self, ByShape};
use crate::error::KeyError;
use crate::limits::{self, Limits};
use crate::rule::file::Param;

/// What the options of a rule file may refer to: its parameters, and the limits in force.
#[derive(Debug)]
pub struct Params {
    own: BTreeMap<String, Param>,
    limits: Arc<Limits>,
}

impl Params {
    /// The parameters of a rule file under the limits. One that is an alias of a limit has the limit's value.
    ///
    /// # Errors
    /// For an alias of a limit that doesn't exist.
    pub(in crate::rule) fn new(
        file: &BTreeMap<String, Param>,
        limits: &Arc<Limits>,
    ) -> Result<Self, KeyError> {
        let value = |param: &Param| match param {
            Param::Text(text) => match limits::referred(text) {
                Some(name) => limits.text(name).map(|text| Param::Text(text.to_owned())),
                None => Ok(param.clone()),
            },
            other => Ok(other.clone()),
        };
        let own = file.iter().map(|(name, param)| match value(param) {
            Ok(value) => Ok((name.clone(), value)),
            Err(reason) => Err(KeyError::new(reason).under(name).under("params")),
        });
        Ok(Self { own: own.collect::<Result<_, KeyError>>()?, limits: Arc::clone(limits) })
    }

    /// The values by name.
    pub(in crate::rule) fn values(&self) -> impl Iterator<Item = (&String, &Param)> {
        self.own.iter()
    }
}

/// An option of some name that is a text or refers to a parameter as `{params.name}` or to a limit as
/// `{limits.name}`.
pub(super) fn resolve(
    name: &(impl ToString + ?Sized),
    option: &str,
    params: &Params,
) -> Result<String, KeyError> {
    if let Some(limit) = limits::referred(option) {
        let text = params.limits.text(limit).map(str::to_owned);
        return text.map_err(|reason| KeyError::new(reason).under(name));
    }
    let settled = lookup(option, params).and_then(|param| match param {
        None => Ok(option.to_owned()),
        Some(Param::Text(text)) => Ok(text.clone()),
        Some(Param::Number(number)) => Ok(number.to_string()),
        Some(Param::List(_)) => Err(format!("`{option}` is a list; this option needs one value")),
    });
    settled.map_err(|reason| KeyError::new(reason).under(name))
}

/// Settles an option and reads it.
pub(super) fn resolve_as<T: std::str::FromStr>(
    name: &(impl ToString + ?Sized),
    option: &str,
    params: &Params,
) -> Result<T, KeyError>
where
    T::Err: std::fmt::Display,
{
    let text = resolve(name, option, params)?;
    text.parse().map_err(|error| KeyError::new(format!("`{text}`: {error}")).under(name))
}

pub(super) fn lookup<'p>(option: &str, params: &'p Params) -> Result<Option<&'p Param>, String> {
    let Some(name) = option.strip_prefix("{params.").and_then(|rest| rest.strip_suffix('}')) else {
        return Ok(None);
    };
    let names: Vec<&str> = params.own.keys().map(String::as_str).collect();
    match params.own.get(name) {
        Some(param) => Ok(Some(param)),
        None => Err(format!("no parameter `{name}`{}", crate::text::hint(name, &names))),
    }
}

/// Several texts, or a reference to a parameter that holds them.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum Texts {
    /// `{params.name}`.
    Param(String),
    /// The texts.
    List(Vec<String>),
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl ByShape for Texts {
    const EXPECTED: &'static str = "a list of strings, or a parameter such as `{params.name}`";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        Some(Ok(Self::Param(text.to_owned())))
    }

    fn from_list<'de, D: Deserializer<'de>>(list: D) -> Option<Result<Self, D::Error>> {
        Some(Vec::deserialize(list).map(Self::List))
    }
}

impl Texts {
    pub(super) fn resolve(&self, name: &str, params: &Params) -> Result<Vec<String>, KeyError> {
        let items = match self {
            Self::List(items) => Ok(items.clone()),
            Self::Param(option) => lookup(option, params).and_then(|param| match param {
                Some(Param::List(items)) => Ok(items.clone()),
                _ => Err(format!("`{option}` isn't a list")),
            }),
        };
        items.map_err(|reason| KeyError::new(reason).under(name))
    }
}
