//! The nodes as the user states them: what each has for its pods, and what runs their containers.

use std::fmt;

use crate::text::did_you_mean_any;
use crate::units::{Measure, Quantity};

use crate::units::decimal;

/// Units in which capacities are printed, with those in which they are easily read.
const UNITS: [&str; 13] = ["", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/// Less memory or disk than this is a unit that was omitted: no node is that small.
const LEAST_BYTES: &str = "64Mi";
/// More cores than this are thousandths that lack their `m`.
const MOST_CORES: &str = "4096";

/// What a node has of a resource for its pods (`status.allocatable`), in the unit in which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// The amount.
    pub amount: Quantity,
    unit: &'static str,
}

impl Capacity {
    fn parse(text: &str, measure: Measure) -> Result<Self, String> {
        let amount = Quantity::parse(text).map_err(|error| {
            let meant = did_you_mean_any(&measure.repairs(text));
            format!("`{text}` isn't a quantity: {}{meant}", error.reason)
        })?;
        let suffix = text.get(Quantity::suffix(text)).unwrap_or_default();
        // With nine decimals of a large unit nothing may be left of a small amount.
        let is_shown = |unit: &&str| *unit == suffix && amount.nanos_of(unit) != 0;
        let unit = UNITS.into_iter().find(is_shown).unwrap_or_default();
        if amount > Quantity::default() {
            Ok(Self { amount, unit })
        } else {
            Err(format!("`{text}` must be above zero: a node has some for its pods"))
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", decimal(self.amount.nanos_of(self.unit)), self.unit)
    }
}

/// The cores that a node has for its pods, such as `16` or `15890m`.
///
/// # Errors
/// For what isn't a quantity, and for more cores than any node has.
pub fn parse_cpu(text: &str) -> Result<Capacity, String> {
    let capacity = Capacity::parse(text, Measure::Cores)?;
    if capacity.amount > limit(MOST_CORES) {
        let meant = if capacity.unit.is_empty() {
            format!("; did you mean `{text}m`?")
        } else {
            String::new()
        };
        return Err(format!(
            "`{text}` is {} cores, more than a node has{meant}",
            capacity.amount.plain()
        ));
    }
    Ok(capacity)
}

/// The memory that a node has for its pods, such as `64Gi`.
///
/// # Errors
/// For what isn't a quantity, and for less memory than any node has.
pub fn parse_memory(text: &str) -> Result<Capacity, String> {
    parse_bytes(text, Measure::Memory)
}

/// The disk that a node has for its pods, such as `100Gi`.
///
/// # Errors
/// For what isn't a quantity, and for less disk than any node has.
pub(super) fn parse_disk(text: &str) -> Result<Capacity, String> {
    parse_bytes(text, Measure::Disk)
}

fn parse_bytes(text: &str, measure: Measure) -> Result<Capacity, String> {
    let capacity = Capacity::parse(text, measure)?;
    if capacity.amount < limit(LEAST_BYTES) {
        let meant = match capacity.unit {
            "" | "m" => format!("; did you mean `{}Gi`?", text.trim_end_matches('m')),
            _ => String::new(),
        };
        return Err(format!(
            "`{text}` is {} bytes, less than a node has{meant}",
            capacity.amount.plain()
        ));
    }
    Ok(capacity)
}

fn limit(text: &str) -> Quantity {
    Quantity::parse(text).unwrap_or_default()
}

/// The pods that a node runs at most, those of the system among them.
///
/// # Errors
/// For everything but a whole number above zero.
pub fn parse_pods(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) => Err("a node runs at least one pod".to_owned()),
        Ok(pods) => Ok(pods),
        Err(_) => {
            Err(format!("`{text}` isn't a number of pods; write a whole number such as `110`"))
        }
    }
}

/// What runs the containers of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// Docker: logs lie in /var/lib/docker/containers, and the agent asks Docker's socket.
    Docker,
    /// containerd: logs lie in /var/log/pods, and there is no Docker.
    Containerd,
}

impl Runtime {
    /// The names of all.
    pub const NAMES: &[&str] = &["docker", "containerd"];
}

impl std::str::FromStr for Runtime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "docker" => Ok(Self::Docker),
            "containerd" => Ok(Self::Containerd),
            _ => Err(match crate::text::did_you_mean(text, Self::NAMES) {
                Some(meant) => format!("unknown runtime `{text}`; did you mean `{meant}`?"),
                None => format!("unknown runtime `{text}`; use docker or containerd"),
            }),
        }
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Docker => "docker",
            Self::Containerd => "containerd",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_are_printed_as_they_are_written() {
        for text in ["16", "15890m", "0.5", "1.25"] {
            assert_eq!(parse_cpu(text).unwrap().to_string(), text);
        }
        for text in ["64Gi", "31.5Gi", "32583560Ki", "64G", "65536000000"] {
            assert_eq!(parse_memory(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn slips_in_units_are_told() {
        for (text, part) in [
            ("16000", "16,000 cores, more than a node has; did you mean `16000m`?"),
            ("16Gi", "17,179,869,184 cores, more than a node has"),
            ("0", "must be above zero"),
            ("-4", "must be above zero"),
            ("four", "isn't a quantity"),
        ] {
            let reason = parse_cpu(text).unwrap_err();
            assert!(reason.contains(part), "{text}: {reason}");
        }
        for (text, part) in [
            ("64", "`64` is 64 bytes, less than a node has; did you mean `64Gi`?"),
            ("64m", "did you mean `64Gi`?"),
            ("64GB", "unknown unit; did you mean `64Gi`?"),
            ("", "isn't a quantity: the amount is missing"),
        ] {
            let reason = parse_memory(text).unwrap_err();
            assert!(reason.contains(part), "{text}: {reason}");
        }
    }

    #[test]
    fn disks_are_counted_in_either_unit() {
        for text in ["100Gi", "100G", "1.5Ti"] {
            assert_eq!(parse_disk(text).unwrap().to_string(), text);
        }
        let reason = parse_disk("100GB").unwrap_err();
        assert!(reason.contains("did you mean `100G` or `100Gi`?"), "{reason}");
        assert!(parse_disk("100").unwrap_err().contains("did you mean `100Gi`?"));
    }

    #[test]
    fn runtimes_have_a_name_each() {
        assert_eq!("containerd".parse(), Ok(Runtime::Containerd));
        assert!("contanerd".parse::<Runtime>().unwrap_err().contains("did you mean `containerd`?"));
        assert!("cri-o".parse::<Runtime>().unwrap_err().contains("use docker or containerd"));
    }
}
