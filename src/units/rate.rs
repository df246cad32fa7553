//! Rates in bytes per second, exact, in the unit that the user wrote. MB is 10⁶ and MiB is 2²⁰.

use std::cmp::Ordering;

use num_rational::Ratio;
use num_traits::CheckedMul;

const NANOS: i128 = 1_000_000_000;

/// Decimal and binary units of bytes, longest first so that a suffix match is the right one.
const UNITS: [(&str, i128); 13] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("PiB", 1 << 50),
    ("kiB", 1 << 10),
    ("B", 1),
];

/// A rate in bytes per second. Compared by amount, printed in its own unit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rate {
    /// Bytes per second, in units of 10⁻⁹.
    nanos: i128,
    unit: &'static str,
}

impl PartialEq for Rate {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Rate {}

impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl std::str::FromStr for Rate {
    type Err = String;

    /// Reads `5MB/s`, `6 MiB/s`, `1.5GB/s`, `5000000 B/s`.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|reason| match super::rate_hint::hint(text) {
            Some(hint) => format!("`{text}` isn't a rate{hint}"),
            None => reason,
        })
    }
}

impl Rate {
    /// Reads a rate, without a thought of what else may be meant.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let Some(size) = text.trim().strip_suffix("/s").map(str::trim_end) else {
            return Err(format!(
                "`{text}` isn't a rate; write an amount per second such as `5MB/s`"
            ));
        };
        let unit = UNITS.iter().find(|(unit, _)| size.ends_with(unit) && unit.len() < size.len());
        let unit = unit.filter(|(unit, _)| {
            let number = size.strip_suffix(unit).unwrap_or_default();
            !number.ends_with(|c: char| c.is_ascii_alphabetic())
        });
        let Some(&(unit, factor)) = unit else {
            return Err(format!("`{text}` has no known unit; use B, kB, MB, GB, KiB, MiB or GiB"));
        };
        let number = size.strip_suffix(unit).unwrap_or_default().trim_end();
        let nanos = parse_decimal(number).and_then(|nanos| nanos.checked_mul(factor));
        match nanos {
            Some(nanos) if nanos > 0 => Ok(Self { nanos, unit }),
            Some(_) => Err(format!("`{text}` isn't a load; a rate must be above zero")),
            None => Err(format!("`{number}` isn't a decimal number")),
        }
    }

    /// This rate times a number of pods; as large as can be held if it overflows.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self { nanos: self.nanos.saturating_mul(i128::from(count)), unit: self.unit }
    }

    /// How many of these rates reach `target`, rounded up.
    #[must_use]
    pub fn count_to_reach(self, target: Self) -> u64 {
        let (whole, rest) = (target.nanos / self.nanos.max(1), target.nanos % self.nanos.max(1));
        u64::try_from(whole + i128::from(rest > 0)).unwrap_or(u64::MAX)
    }

    /// Written in the unit of another rate, to be next to it.
    #[must_use]
    pub fn in_unit_of(self, other: Self) -> Self {
        Self { unit: other.unit, ..self }
    }

    /// As annotations have it, without a space: `5MB/s`. Nothing is cut off.
    #[must_use]
    pub fn compact(self) -> String {
        let (unit, factor) =
            UNITS.iter().find(|(unit, _)| *unit == self.unit).copied().unwrap_or(("B", 1));
        match self.nanos % factor {
            0 => format!("{}{unit}/s", decimal(self.nanos / factor)),
            _ => format!("{}B/s", decimal(self.nanos)),
        }
    }

    /// The number of MB (10⁶ bytes) a second, in decimal.
    #[must_use]
    pub fn megabytes(self) -> String {
        decimal(self.nanos / 1_000_000)
    }

    /// The number of a unit's amounts a second, to be read; of bytes where the unit isn't known.
    #[must_use]
    pub fn number_in(self, unit: &str) -> String {
        // Two decimals are plenty to read; they are cut, never rounded up over a limit.
        let hundredths = self.nanos / (factor(unit).unwrap_or(1) * NANOS / 100).max(1);
        decimal(hundredths * (NANOS / 100))
    }

    /// How many hundredths of another rate this is, cut.
    #[must_use]
    pub fn percent_of(self, whole: Self) -> u64 {
        u64::try_from(self.nanos.saturating_mul(100) / whole.nanos.max(1)).unwrap_or(u64::MAX)
    }

    /// What it makes in so many seconds, in the decimal unit in which that reads best: `18 TB`.
    #[must_use]
    pub fn volume(self, seconds: u64) -> String {
        let total = self.times(seconds);
        let of = |unit: &&str| {
            factor(unit).is_some_and(|factor| total.nanos >= factor.saturating_mul(NANOS))
        };
        let unit =
            ["PB", "TB", "GB", "MB", "kB"].iter().find(|unit| of(unit)).copied().unwrap_or("B");
        format!("{} {unit}", total.number_in(unit))
    }

    /// In the decimal unit in which it reads best.
    #[must_use]
    pub fn readable(self) -> Self {
        let of = |unit: &&str| factor(unit).is_some_and(|factor| self.nanos >= factor * NANOS);
        Self {
            unit: ["GB", "MB", "kB"].iter().find(|unit| of(unit)).copied().unwrap_or("B"),
            ..self
        }
    }

    /// A number of bytes per second, in `unit`, or else in the decimal unit in which it reads best. `None` for
    /// less than nothing, an unknown unit, or what no rate holds.
    pub(crate) fn of(bytes: Ratio<i128>, unit: Option<&str>) -> Option<Self> {
        let nanos = bytes.checked_mul(&Ratio::from(NANOS))?.to_integer();
        let fits = |(name, factor): &&(&'static str, i128)| match unit {
            Some(unit) => *name == unit,
            None => {
                ["GB", "MB", "kB", "B"].contains(name) && (nanos >= factor * NANOS || *name == "B")
            }
        };
        let (unit, _) = UNITS.iter().filter(fits).max_by_key(|(_, factor)| *factor)?;
        (nanos >= 0).then_some(Self { nanos, unit })
    }

    /// A whole number of bytes per second, in the decimal unit in which it reads best.
    #[must_use]
    pub fn of_bytes(bytes: u64) -> Self {
        Self { nanos: i128::from(bytes) * NANOS, unit: "B" }.readable()
    }

    /// Written in the unit of another rate, unless nothing would be left of it to read.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        if self.number_in(other.unit) == "0" { self } else { self.in_unit_of(other) }
    }

    /// In the unit of a rate that it is checked against; in the one in which it reads best where it is less than one of
    /// that, and the other isn't.
    #[must_use]
    pub fn against(self, other: Self) -> Self {
        let less_than_one = |rate: Self| rate.number_in(other.unit).starts_with('0');
        if less_than_one(self) && !less_than_one(other) {
            self.readable()
        } else {
            self.in_unit_of(other)
        }
    }

    /// Whether nothing of it is left to read in a unit.
    fn is_lost_in(self, unit: &str) -> bool {
        !self.is_zero() && self.number_in(unit) == "0"
    }

    /// Whether it is nothing at all.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// This rate times so many percent.
    #[must_use]
    pub fn percent(self, percent: u64) -> Self {
        Self { nanos: self.nanos.saturating_mul(i128::from(percent)) / 100, unit: self.unit }
    }

    /// Bytes per second, in units of 10⁻⁹.
    pub(super) fn nanos(self) -> i128 {
        self.nanos
    }

    /// Whole bytes per second.
    #[must_use]
    pub fn bytes(self) -> u64 {
        u64::try_from(self.nanos / NANOS).unwrap_or(u64::MAX)
    }

    /// Whether both are written in the same unit.
    #[must_use]
    pub fn has_unit_of(self, other: Self) -> bool {
        self.unit == other.unit
    }

    /// Both rates added, in the unit of the first.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_add(other.nanos), unit: self.unit }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = if self.is_lost_in(self.unit) { self.readable().unit } else { self.unit };
        write!(f, "{} {unit}/s", self.number_in(unit))
    }
}

/// How many bytes a unit has.
pub(crate) fn factor(unit: &str) -> Option<i128> {
    UNITS.iter().find(|(known, _)| *known == unit).map(|(_, factor)| *factor)
}

/// A non-negative decimal number in units of 10⁻⁹; `None` for anything else or more than nine decimals.
fn parse_decimal(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() > 20 || fraction.len() > 9 || !digits(whole) || !digits(fraction) {
        return None;
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: i128 = format!("{fraction:0<9}").parse().ok()?;
    whole.checked_mul(NANOS)?.checked_add(fraction)
}

/// A number of 10⁻⁹ units as a decimal, without trailing zeros.
#[must_use]
pub fn decimal(nanos: i128) -> String {
    let (sign, amount) =
        if nanos < 0 { ("-", nanos.unsigned_abs()) } else { ("", nanos.unsigned_abs()) };
    let (whole, rest) = (amount / 1_000_000_000, amount % 1_000_000_000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{rest:09}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn decimal_and_binary_units_are_never_mixed() {
        assert!(rate("6 MB/s") < rate("6MiB/s"));
        assert!(rate("6.3 MB/s") > rate("6MiB/s"));
        assert_eq!(rate("6MiB/s"), rate("6291456 B/s"));
        assert_eq!(rate("1000 kB/s"), rate("1 MB/s"));
        assert_eq!(rate("0.5GB/s"), rate("500MB/s"));
    }

    #[test]
    fn arithmetic_keeps_the_unit() {
        assert_eq!(rate("5MB/s").times(400), rate("2GB/s"));
        assert_eq!(rate("5MB/s").times(400).in_unit_of(rate("1GB/s")).to_string(), "2 GB/s");
        assert_eq!(rate("5MB/s").count_to_reach(rate("2GB/s")), 400);
        assert_eq!(rate("5.5MB/s").count_to_reach(rate("2GB/s")), 364);
        assert_eq!(rate("0.0001MB/s").to_string(), "100 B/s");
        assert_eq!(rate("5.5 MiB/s").compact(), "5.5MiB/s");
        assert_eq!(rate("5.5 MiB/s").in_unit_of(rate("1MB/s")).compact(), "5.767168MB/s");
        assert_eq!(rate("5.5 MiB/s").megabytes(), "5.767168");
        assert_eq!(rate("6291457B/s").in_unit_of(rate("1MiB/s")).to_string(), "6 MiB/s");
    }

    #[test]
    fn figures_are_cut_and_read_in_the_largest_unit_that_fits() {
        assert_eq!(rate("2GB/s").number_in("MiB"), "1907.34");
        assert_eq!(rate("2GB/s").times(86_400).number_in("TB"), "172.8");
        assert_eq!(rate("5400kB/s").readable().to_string(), "5.4 MB/s");
        assert_eq!(rate("2GB/s").volume(9000), "18 TB");
        assert_eq!(rate("5MiB/s").volume(1), "5.24 MB");
        assert_eq!(rate("0.5B/s").readable().to_string(), "0.5 B/s");
        assert_eq!(rate("215MB/s").against(rate("2GB/s")).to_string(), "215 MB/s");
        assert_eq!(rate("2150MB/s").against(rate("2GB/s")).to_string(), "2.15 GB/s");
        assert_eq!(rate("215MB/s").against(rate("0.5GB/s")).to_string(), "0.21 GB/s");
        assert_eq!(rate("5MB/s").percent_of(rate("6MiB/s")), 79);
        assert_eq!(rate("1.999GB/s").percent_of(rate("2GB/s")), 99);
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in
            ["5", "5MB", "5 Mb/s", "MB/s", "-5MB/s", "0MB/s", "5mb/s", "5,5MB/s", "1e3MB/s", "fast"]
        {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
