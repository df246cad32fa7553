//! Amounts that fields hold, typed by what the field measures.

use serde::Deserialize;

use crate::rule::cel;
use crate::text::did_you_mean_any;
use crate::units::{GoDuration, Measure, Number, Quantity, Version};
use crate::yaml::Path;

use super::target::Value;

/// The release number in an image, as a regular expression of RE2. Each part is below a thousand.
const TAG: &str = ":[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}";

/// What a field measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Unit {
    /// Cores: `500m`, `2`.
    Cpu,
    /// Bytes of memory: `150Mi`.
    Memory,
    /// Bytes of a disk: `10Gi`, `10G`.
    Disk,
    /// Pieces: `3`.
    Count,
    /// Time: `90s`, `2h30m`; a number in a field whose name ends in `Seconds`.
    Duration,
    /// Release: `2.1.10`.
    Version,
}

/// Amount of one unit, comparable with others of it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Amount {
    Quantity(Quantity),
    Seconds(Number),
    Version(Version),
}

/// Reader of a field's amounts.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub unit: Unit,
    counts_seconds: bool,
}

impl Scale {
    /// The unit that the rule states, else that of the field by its name, else that of the bound by its form.
    pub(super) fn new(stated: Option<Unit>, path: &Path, bound: Option<&str>) -> Self {
        let key = path.last_key().unwrap_or_default();
        // The quotas `requests.memory` and the resource `example.com/memory` are measured as their last part says.
        let name = key.rsplit(['.', '/']).next().unwrap_or_default();
        let by_name = match Measure::of(name) {
            Measure::Cores => Some(Unit::Cpu),
            Measure::Memory => Some(Unit::Memory),
            Measure::Disk => Some(Unit::Disk),
            Measure::Count => None,
        };
        let by_bound = || bound.map_or(Unit::Count, by_form);
        let unit = stated.or(by_name).unwrap_or_else(by_bound);
        Self { unit, counts_seconds: key.ends_with("Seconds") }
    }

    /// Reads the bound of a rule.
    ///
    /// # Errors
    /// Says what was likely meant.
    pub(super) fn bound(&self, text: &str) -> Result<Amount, String> {
        let measure = match self.unit {
            Unit::Version => return text.parse().map(Amount::Version),
            Unit::Duration => {
                let reason = || format!("`{text}` isn't a duration such as 90s");
                return self.seconds(text).map(Amount::Seconds).ok_or_else(reason);
            }
            Unit::Cpu => Measure::Cores,
            Unit::Memory => Measure::Memory,
            Unit::Disk => Measure::Disk,
            Unit::Count => Measure::Count,
        };
        Quantity::parse(text).map(Amount::Quantity).map_err(|error| {
            let hint = did_you_mean_any(&measure.repairs(text));
            format!("`{text}`: {}{hint}", error.reason)
        })
    }

    /// Reads a field: its text, and the amount. `None` for what isn't an amount.
    pub(super) fn read<'t>(&self, value: &'t Value<'_>) -> Option<(&'t str, Amount)> {
        // The API server trims spaces.
        let text = value.text.as_deref()?.trim();
        Some((text, self.read_text(text)?))
    }

    fn read_text(&self, text: &str) -> Option<Amount> {
        match self.unit {
            // What follows the release number, such as `-alpine`, doesn't count.
            Unit::Version => Version::split(text).map(|(version, _)| Amount::Version(version)),
            Unit::Duration => self.seconds(text).map(Amount::Seconds),
            Unit::Cpu | Unit::Memory | Unit::Disk | Unit::Count => {
                Quantity::parse(text).ok().map(Amount::Quantity)
            }
        }
    }

    /// A comparison of a quantity, or of the release in an image's tag, with a bound, in CEL. What is neither compares
    /// well.
    pub(super) fn cel(&self, value: &str, compares: &str, bound: &str) -> String {
        if self.unit == Unit::Version {
            let number = |[a, b, c]: [&str; 3]| format!("({a} * 1000 + {b}) * 1000 + {c}");
            let read = number(["int(v[0])", "int(v[1])", "int(v[2])"]);
            let parts: Vec<&str> = bound.split('.').collect();
            let bound = parts.try_into().map(number).unwrap_or_default();
            return format!(
                "[{value}.find('{TAG}')].all(t, t == '' || \
                 [t.substring(1).split('.')].all(v, {read} {compares} {bound}))"
            );
        }
        let (value, bound) = (format!("string({value})"), cel::text(bound));
        format!(
            "(!isQuantity({value}) || quantity({value}).compareTo(quantity({bound})) {compares} 0)"
        )
    }

    fn seconds(&self, text: &str) -> Option<Number> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && self.counts_seconds {
            return seconds(&format!("{text}s"));
        }
        seconds(text)
    }
}

impl Amount {
    /// The amount without a unit, in bytes, cores, pieces or seconds; a release as it is.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Quantity(quantity) => quantity.plain(),
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Version(version) => version.to_string(),
        }
    }

    /// Whether it is below nothing.
    pub(super) fn is_negative(&self) -> bool {
        matches!(self, Self::Quantity(quantity) if quantity.is_negative())
    }
}

/// Unit of a bound that no name tells.
fn by_form(text: &str) -> Unit {
    let is_number = Quantity::suffix(text).is_empty() && Quantity::parse(text).is_ok();
    if is_number {
        Unit::Count
    } else if text.parse::<Version>().is_ok() {
        Unit::Version
    } else if seconds(text).is_some() {
        Unit::Duration
    } else {
        Unit::Count
    }
}

fn seconds(text: &str) -> Option<Number> {
    match GoDuration::read(text) {
        GoDuration::Seconds(seconds) if !text.is_empty() => Some(seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_comes_from_the_name_then_from_the_bound() {
        for (path, bound, unit) in [
            ("resources.requests.cpu", "500m", Unit::Cpu),
            ("resources.limits.memory", "1Gi", Unit::Memory),
            ("spec.hard[\"requests.memory\"]", "1Gi", Unit::Memory),
            ("volumes[*].emptyDir.sizeLimit", "1G", Unit::Disk),
            ("spec.replicas", "3", Unit::Count),
            ("terminationGracePeriodSeconds", "60", Unit::Count),
            ("terminationGracePeriodSeconds", "1m", Unit::Duration),
            ("metadata.annotations[\"a.b/time\"]", "30m", Unit::Duration),
            ("data.release", "2.1.1", Unit::Version),
            ("data.size", "1Gi", Unit::Count),
        ] {
            let scale = Scale::new(None, &path.parse().unwrap(), Some(bound));
            assert_eq!(scale.unit, unit, "{path}: {bound}");
            assert!(scale.bound(bound).is_ok(), "{path}: {bound}");
        }
    }

    #[test]
    fn a_bound_that_is_no_amount_says_what_was_meant() {
        let scale = Scale::new(None, &"requests.cpu".parse().unwrap(), Some("500mi"));
        assert_eq!(
            scale.bound("500mi").unwrap_err(),
            "`500mi`: unknown unit; did you mean `500m`?"
        );
    }

    #[test]
    fn numbers_of_seconds_are_durations() {
        let scale = Scale::new(None, &"terminationGracePeriodSeconds".parse().unwrap(), Some("1m"));
        assert!(scale.bound("59") < scale.bound("1m"));
        let other = Scale::new(None, &"data.wait".parse().unwrap(), Some("1m"));
        assert!(other.bound("59").is_err());
    }
}
