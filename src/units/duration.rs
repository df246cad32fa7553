//! Durations: those of Go programs, and how long a load test takes as the user states it.

use std::fmt;

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul};

use super::{Number, exact_decimal};

/// A time in whole seconds, above zero. Read and printed as `2h30m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    seconds: u64,
}

impl Duration {
    /// So many seconds.
    #[must_use]
    pub fn of(seconds: u64) -> Self {
        Self { seconds }
    }

    /// Whole seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.seconds
    }
}

impl std::str::FromStr for Duration {
    type Err = String;

    /// Reads `2h30m`, `90m`, `1h`, `5400s`.
    fn from_str(text: &str) -> Result<Self, String> {
        let refused = |reason: &str| {
            format!("`{text}` isn't a duration{reason}; write `2h30m`, `90m` or `30s`")
        };
        let Some(seconds) = seconds_of(text) else {
            return Err(match meant(text) {
                Some(meant) => format!("`{text}` isn't a duration; did you mean `{meant}`?"),
                None => refused(""),
            });
        };
        match u64::try_from(seconds.to_integer()) {
            Ok(0) => Err(format!("`{text}` is too short; a load test lasts at least one second")),
            Ok(whole) if seconds == Number::from(i128::from(whole)) => Ok(Self { seconds: whole }),
            _ => Err(refused(" in whole seconds")),
        }
    }
}

/// Units of Go's durations, in nanoseconds.
const UNITS: [(&str, i128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Text read as Go reads a duration without a sign. Source: the documentation of Go's `time.ParseDuration`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GoDuration {
    /// Exact seconds; those of an empty text are 0.
    Seconds(Number),
    /// No duration, and the reason.
    Invalid(&'static str),
    /// More than any number here holds.
    TooLong,
}

impl GoDuration {
    /// Reads a text such as `1m30s`.
    pub(crate) fn read(text: &str) -> Self {
        let mut rest = if text == "0" { "" } else { text };
        let mut nanos = Some(Number::from(0));
        while !rest.is_empty() {
            let (digits, after) = split_before(rest, |c| !is_digit(c));
            let (unit, next) = split_before(after, is_digit);
            let Some(number) = exact_decimal(digits) else {
                return Self::Invalid("it isn't a duration such as 500ms");
            };
            let factor = match factor_of(unit) {
                Ok(factor) => factor,
                Err(reason) => return Self::Invalid(reason),
            };
            let part = number.checked_mul(&factor);
            nanos = nanos.zip(part).and_then(|(sum, part)| sum.checked_add(&part));
            rest = next;
        }
        let seconds = nanos.and_then(|nanos| nanos.checked_div(&Number::from(1_000_000_000)));
        seconds.map_or(Self::TooLong, Self::Seconds)
    }
}

/// Seconds of a text such as `2h30m`; `None` for what Go doesn't read as a duration.
fn seconds_of(text: &str) -> Option<Number> {
    match GoDuration::read(text) {
        GoDuration::Seconds(seconds) if !text.is_empty() => Some(seconds),
        _ => None,
    }
}

/// Repairs the usual slips: spaces, capitals, days, `min` and `sec`, a number alone.
fn meant(text: &str) -> Option<String> {
    let compact: String =
        text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let end = compact.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = compact.split_at_checked(end)?;
    let repaired = match unit {
        "d" | "day" | "days" => format!("{}h", digits.parse::<u32>().ok()?.checked_mul(24)?),
        "hour" | "hours" | "hr" | "hrs" => format!("{digits}h"),
        "min" | "mins" | "minute" | "minutes" => format!("{digits}m"),
        "sec" | "secs" | "second" | "seconds" => format!("{digits}s"),
        _ => compact.clone(),
    };
    (repaired != text && seconds_of(&repaired).is_some()).then_some(repaired)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("0s");
        }
        let parts =
            [(self.seconds / 3600, "h"), (self.seconds / 60 % 60, "m"), (self.seconds % 60, "s")];
        parts
            .iter()
            .filter(|(amount, _)| *amount > 0)
            .try_for_each(|(amount, unit)| write!(f, "{amount}{unit}"))
    }
}

/// The nanoseconds of a unit.
fn factor_of(unit: &str) -> Result<Number, &'static str> {
    match UNITS.iter().find(|(known, _)| *known == unit) {
        Some((_, factor)) => Ok(Number::from(*factor)),
        None if unit.is_empty() => Err("a duration needs a unit, as in 500ms"),
        None => Err("unknown unit"),
    }
}

/// Of the digits of a number with a fraction.
const fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// The text before the first such character, and the rest.
fn split_before(text: &str, is_end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(is_end).unwrap_or(text.len())).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_printed_alike() {
        for (text, seconds, shown) in [
            ("2h30m", 9000, "2h30m"),
            ("90m", 5400, "1h30m"),
            ("5400s", 5400, "1h30m"),
            ("1.5h", 5400, "1h30m"),
        ] {
            let duration: Duration = text.parse().unwrap();
            assert_eq!(
                (duration.seconds(), duration.to_string().as_str()),
                (seconds, shown),
                "{text}"
            );
        }
        assert_eq!(Duration::of(90_061).to_string(), "25h1m1s");
    }

    #[test]
    fn what_is_no_duration_says_what_was_meant() {
        for (text, part) in [
            ("3d", "did you mean `72h`?"),
            ("2h 30m", "did you mean `2h30m`?"),
            ("90 min", "did you mean `90m`?"),
            ("2H", "did you mean `2h`?"),
            ("9000", "write `2h30m`"),
            ("soon", "write `2h30m`"),
            ("-1h", "write `2h30m`"),
            ("0s", "is too short"),
            ("1500ms", "in whole seconds"),
        ] {
            let reason = text.parse::<Duration>().unwrap_err();
            assert!(reason.contains(part), "{text}: {reason}");
        }
    }
}
