//! Limits that a load test is checked against: each is in `facts/limits.yaml` once, a project may set others, and rules,
//! texts, plan and init ask here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::hint;
use crate::units::{Quantity, Rate, Version};

/// Start of a reference to a limit in the options and texts of rule files: `{limits.cap}`.
pub(crate) const PREFIX: &str = "limits.";

/// A limit as `facts/limits.yaml` has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitFacts {
    /// The type of its value.
    pub r#type: LimitType,
    /// The value where the project sets no other.
    pub value: String,
    /// What it limits, in one line.
    pub about: String,
    /// Where the value can be read.
    pub source: String,
}

/// The type of a limit's value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitType {
    /// Bytes per second, such as `6MiB/s`.
    Rate,
    /// Bytes, such as `150Mi`.
    Memory,
    /// A whole number.
    #[default]
    Count,
    /// A release of the agent, such as `2.1.1`.
    Release,
}

static FACTS: LazyLock<BTreeMap<String, LimitFacts>> =
    LazyLock::new(|| crate::embedded::facts("limits"));
static DEFAULTS: LazyLock<Limits> = LazyLock::new(Limits::of_facts);

/// A value with its text. Compared by value: `150Mi` is `153600Ki`.
#[derive(Debug, Clone, Default)]
struct Limit<T> {
    value: T,
    text: String,
}

impl<T: PartialEq> PartialEq for Limit<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A value that a limit may have.
trait LimitValue: Default {
    const TYPE: LimitType;

    /// Reads a value, with the text that it is shown by.
    fn read(text: &str) -> Result<Limit<Self>, String>;
}

impl LimitValue for Rate {
    const TYPE: LimitType = LimitType::Rate;

    fn read(text: &str) -> Result<Limit<Self>, String> {
        let value: Self = text.parse()?;
        Ok(Limit { value, text: value.to_string() })
    }
}

impl LimitValue for Quantity {
    const TYPE: LimitType = LimitType::Memory;

    fn read(text: &str) -> Result<Limit<Self>, String> {
        let value = Self::parse(text);
        let value =
            value.map_err(|error| format!("`{text}` isn't a quantity: {}", error.reason))?;
        Ok(Limit { value, text: text.to_owned() })
    }
}

impl LimitValue for u64 {
    const TYPE: LimitType = LimitType::Count;

    fn read(text: &str) -> Result<Limit<Self>, String> {
        let value = text.parse();
        let value = value.map_err(|_| format!("`{text}` isn't a whole number, 0 or more"))?;
        Ok(Limit { value, text: text.to_owned() })
    }
}

impl LimitValue for Version {
    const TYPE: LimitType = LimitType::Release;

    fn read(text: &str) -> Result<Limit<Self>, String> {
        Ok(Limit { value: text.parse()?, text: text.to_owned() })
    }
}

/// Declares the limits that the program asks for: name of the function, type of the value, name in
/// `facts/limits.yaml`.
macro_rules! limits {
    ($($function:ident: $type:ty = $name:literal),+ $(,)?) => {
        /// The limits in force: those of `facts/limits.yaml`, or the project's own.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Limits {
            $($function: Limit<$type>,)+
        }

        impl Limits {
            /// The names of all limits.
            pub const NAMES: &[&str] = &[$($name),+];

            $(
                #[doc = concat!("Returns the limit `", $name, "`.")]
                #[must_use]
                pub fn $function(&self) -> $type {
                    self.$function.value
                }
            )+

            fn of_facts() -> Self {
                Self { $($function: default_of($name),)+ }
            }

            /// Sets a limit to the value that a text states.
            ///
            /// # Errors
            /// For a name that no limit has, and a text that states no such value.
            pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
                match name {
                    $($name => self.$function = <$type>::read(text)?,)+
                    _ => return Err(unknown(name)),
                }
                Ok(())
            }

            /// The limits, each with its text.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
                [$(($name, self.$function.text.as_str())),+].into_iter()
            }

            /// The type of a limit's value, by its name.
            #[must_use]
            pub fn type_of(name: &str) -> Option<LimitType> {
                match name {
                    $($name => Some(<$type as LimitValue>::TYPE),)+
                    _ => None,
                }
            }

            /// What is known of a limit, by its name.
            #[must_use]
            pub fn facts(name: &str) -> Option<&'static LimitFacts> {
                FACTS.get(name)
            }
        }
    };
}

limits! {
    cap: Rate = "cap",
    memory_limit: Quantity = "memory-limit",
    memory_request: Quantity = "memory-request",
    generators_per_node: u64 = "generators-per-node",
    pods_per_node: u64 = "pods-per-node",
    pods_per_cluster: u64 = "pods-per-cluster",
    nodes_per_cluster: u64 = "nodes-per-cluster",
    oldest_release: Version = "oldest-release",
    oldest_release_without_docker: Version = "oldest-release-without-docker",
    rate_tolerance: u64 = "rate-tolerance",
}

impl Limits {
    /// The text of a limit, by its name.
    ///
    /// # Errors
    /// For a name that no limit has.
    pub fn text(&self, name: &str) -> Result<&str, String> {
        let found = self.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text).ok_or_else(|| unknown(name))
    }
}

impl Default for Limits {
    fn default() -> Self {
        DEFAULTS.clone()
    }
}

/// The value of the facts. The tests read each of them, so that the empty default can't be met.
fn default_of<T: LimitValue>(name: &str) -> Limit<T> {
    let facts = FACTS.get(name);
    facts.and_then(|facts| T::read(&facts.value).ok()).unwrap_or_default()
}

fn unknown(name: &str) -> String {
    let names = crate::text::quoted(Limits::NAMES);
    match hint(name, Limits::NAMES) {
        meant if meant.is_empty() => {
            format!("there is no limit `{name}`; there are {}", crate::text::list(&names))
        }
        meant => format!("there is no limit `{name}`{meant}"),
    }
}

/// The name of the limit that an option or a parameter refers to: `cap` of `{limits.cap}`.
#[must_use]
pub(crate) fn referred(option: &str) -> Option<&str> {
    option.strip_prefix('{')?.strip_prefix(PREFIX)?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_its_facts_and_every_fact_its_limit() {
        let names: Vec<&str> = FACTS.keys().map(String::as_str).collect();
        let mut known: Vec<&str> = Limits::NAMES.to_vec();
        known.sort_unstable();
        assert_eq!(names, known);
        let mut limits = Limits::default();
        for name in Limits::NAMES {
            let facts = Limits::facts(name).unwrap();
            assert_eq!(Some(facts.r#type), Limits::type_of(name), "{name}");
            assert!(!facts.about.is_empty() && !facts.source.is_empty(), "{name}");
            limits.set(name, &facts.value).unwrap();
        }
        assert_eq!(limits, Limits::default());
    }

    #[test]
    fn values_are_compared_by_what_they_are() {
        let mut limits = Limits::default();
        limits.set("cap", "6291456B/s").unwrap();
        limits.set("memory-limit", "153600Ki").unwrap();
        assert_eq!(limits, Limits::default());
        limits.set("generators-per-node", "4").unwrap();
        assert_ne!(limits, Limits::default());
        assert_eq!(limits.generators_per_node(), 4);
    }

    #[test]
    fn mistakes_are_told_with_what_is_expected() {
        let refused = |name, text| Limits::default().set(name, text).unwrap_err();
        assert!(refused("cap", "fast").contains("isn't a rate"));
        assert!(refused("memory-limit", "150MB").contains("unknown unit"));
        assert!(refused("pods-per-node", "many").contains("isn't a whole number"));
        assert!(refused("oldest-release", "new").contains("isn't a release number"));
        assert!(refused("memory-limits", "1Gi").contains("did you mean `memory-limit`?"));
        assert!(refused("colour", "1Gi").contains("there are `cap`"));
    }
}
