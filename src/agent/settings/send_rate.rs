//! The send rate that the agent keeps to, and what it overrides for that.
//! Source: scalyr-agent-2, configuration.py and util.py, 2.1.6 to 2.2.22.

use std::sync::LazyLock;

use regex_lite::Regex;

/// What says how fast the agent may send.
pub(super) const ENFORCEMENT: &str = "SCALYR_MAX_SEND_RATE_ENFORCEMENT";
/// What keeps the agent from overriding settings.
pub(super) const NO_OVERRIDES: &str = "SCALYR_DISABLE_MAX_SEND_RATE_ENFORCEMENT_OVERRIDES";
/// The rate with which settings hold as they are set.
pub(super) const LEGACY: &str = "legacy";

static RATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(-?\d+\.?\d*)\s*([kKmMgGtT]?)([iI]?)([bB])/([sSmMhHdDwW])").ok());

/// Whether the agent can read a rate; bits per second it refuses.
pub(super) fn is_rate(text: &str) -> bool {
    let in_bytes = || {
        let found = RATE.as_ref()?.captures(text)?;
        Some(found.get(4)?.as_str() == "B")
    };
    matches!(text, "unlimited" | LEGACY) || in_bytes().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_bytes_in_a_time() {
        for text in ["unlimited", "legacy", "5MB/s", "about 1.5 MiB/h", "2 B/w", "-1kB/d"] {
            assert!(is_rate(text), "{text}");
        }
        for text in ["", "5", "5MBps", "Unlimited", "5Mb/s", "MB/s", "5MB/y"] {
            assert!(!is_rate(text), "{text}");
        }
    }
}
