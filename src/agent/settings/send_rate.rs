//! The send rate that the agent keeps to, and what it overrides for that.
//! Source: scalyr-agent-2, configuration.py and util.py, 2.1.6 to 2.2.22.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::effective::Effective;
use super::facts::setting_named;
use crate::units::{Number, exact_decimal};

/// What says how fast the agent may send.
pub(super) const ENFORCEMENT: &str = "SCALYR_MAX_SEND_RATE_ENFORCEMENT";
/// What keeps the agent from overriding settings.
pub(super) const NO_OVERRIDES: &str = "SCALYR_DISABLE_MAX_SEND_RATE_ENFORCEMENT_OVERRIDES";
/// The rate with which settings hold as they are set.
pub(super) const LEGACY: &str = "legacy";

/// What may follow the letter of a time.
const TIMES: [(char, &[&str]); 5] = [
    ('s', &["", "ec", "ecs", "econd", "econds"]),
    ('m', &["", "in", "ins", "inute", "inutes"]),
    ('h', &["", "r", "rs", "our", "ours"]),
    ('d', &["", "ay", "ays"]),
    ('w', &["", "k", "ks", "eek", "eeks"]),
];
/// A rate that it reads in full.
const MEANT: &str =
    "digits with at most one point, a unit, and `/s`, `/m`, `/h`, `/d` or `/w`, such as `5MB/s`";

static RATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(-?\d+\.?\d*)\s*([kKmMgGtT]?)([iI]?)([bB])/([sSmMhHdDwW])").ok());

/// Whether the agent can read a rate; bits per second it rejects.
pub(super) fn is_rate(text: &str) -> bool {
    let in_bytes = || {
        let found = RATE.as_ref()?.captures(text)?;
        Some(found.get(4)?.as_str() == "B")
    };
    matches!(text, "unlimited" | LEGACY) || in_bytes().unwrap_or_default()
}

/// What the agent takes a rate for, and what to write, where it skips a part of the amount or of the time: it looks for
/// both anywhere in the text.
pub(super) fn misread_rate(text: &str) -> Option<(String, String)> {
    let found = RATE.as_ref()?.captures(text)?.get(0)?;
    let before = text.get(..found.start())?;
    let is_glued = before.ends_with(|c: char| c.is_alphanumeric() || ".,_".contains(c));
    // A word before the amount doesn't belong to it.
    let is_cut = is_glued && before.contains(|c: char| c.is_ascii_digit() || c == '.');
    let is_cut = is_cut || before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    let rest = text.get(found.end()..)?;
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next()?.to_ascii_lowercase();
    let time = found.as_str().chars().next_back()?.to_ascii_lowercase();
    let is_time = TIMES.iter().any(|(first, of)| *first == time && of.contains(&&*word));
    if !is_cut && is_time {
        return None;
    }
    let meant = match before {
        "." => format!("`0{text}`"),
        _ => MEANT.to_owned(),
    };
    Some((format!("`{}`", found.as_str()), meant))
}

/// Bytes a second that the agent keeps to, or none; `None` at all where the files don't tell. A rate of nothing is none.
pub(in crate::agent) fn send_rate(settings: &Effective) -> Option<Option<Number>> {
    let fact = setting_named(ENFORCEMENT)?;
    if !fact.is_read_by(settings.release) {
        return Some(None);
    }
    let value = settings.held(fact).value?;
    let text = value.as_str()?;
    Some(bytes_of(text).filter(|rate| *rate > Number::from(0)))
}

/// Bytes a second of a rate.
fn bytes_of(text: &str) -> Option<Number> {
    let found = RATE.as_ref()?.captures(text)?;
    let part = |group| found.get(group).map(|it| it.as_str().to_ascii_lowercase());
    let amount = exact_decimal(part(1)?.trim_end_matches('.'))?;
    let power = ["", "k", "m", "g", "t"].iter().position(|it| Some(*it) == part(2).as_deref())?;
    let base: i128 = if part(3)?.is_empty() { 1000 } else { 1024 };
    let seconds = match part(5)?.as_str() {
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 604_800,
        _ => 1,
    };
    let factor = base.checked_pow(u32::try_from(power).ok()?)?;
    Some(amount * Number::new(factor, seconds))
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

    #[test]
    fn a_rate_that_is_read_in_part_is_told() {
        for (text, read) in [
            (".5MB/s", "`5MB/s`"),
            ("1e6B/s", "`6B/s`"),
            ("7,5MB/s", "`5MB/s`"),
            ("10,000kB/s", "`000kB/s`"),
            ("1_000kB/s", "`000kB/s`"),
            ("10 000 kB/s", "`000 kB/s`"),
            ("10TB/month", "`10TB/m`"),
            ("5MB/ms", "`5MB/m`"),
        ] {
            assert_eq!(misread_rate(text).map(|it| it.0).as_deref(), Some(read), "{text}");
        }
        for text in ["5MB/s", "x5MB/sec", "max 10MB/s each", "6 MiB/s", "5GB/day", "unlimited", ""]
        {
            assert_eq!(misread_rate(text), None, "{text}");
        }
    }

    #[test]
    fn rates_are_worked_out_as_the_agent_does() {
        for (text, hundredths) in [
            ("5MB/s", 500_000_000),
            ("6MiB/s", 629_145_600),
            ("1.5MB/s", 150_000_000),
            ("5 mB/s", 500_000_000),
            ("200KiB/s", 20_480_000),
            ("5MB/m", 8_333_333),
            ("5GB/d", 5_787_037),
            ("1TB/w", 165_343_915),
            (".5MB/s", 500_000_000),
            ("1e6B/s", 600),
            ("x5MB/sec", 500_000_000),
        ] {
            let found = bytes_of(text).map(|rate| (rate * Number::from(100)).to_integer());
            assert_eq!(found, Some(hundredths), "{text}");
        }
        assert_eq!(bytes_of("unlimited"), None);
    }
}
