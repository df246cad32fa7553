//! Kubernetes quantities, exact: no floating point anywhere. Source: the Kubernetes API reference,
//! "Quantity": a decimal number with a suffix of one of three families.

use std::ops::Range;

/// Suffixes that are easily written where `Mi` is meant, with what they means.
pub const UNITS_READ_AS_MI: &[&str] = &["M", "m"];

/// The API server keeps nothing finer than one thousandth of a millionth.
const NANOS: i128 = 1_000_000_000;
/// The largest value that it keeps, in whole units; more is cut down to it.
const MAX: i128 = i64::MAX as i128 * NANOS;

/// An amount in whole units (bytes, cores), held in units of 10⁻⁹, rounded up as the API server does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity {
    nanos: i128,
}

/// Why a text isn't a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError {
    /// In a few words.
    pub reason: &'static str,
    /// The part of the text that is wrong.
    pub part: Range<usize>,
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// For text that the API server rejects: an unknown suffix, spaces, no digits.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let sign = text.len() - unsigned.len();
        let end =
            unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at_checked(end).unwrap_or((unsigned, ""));
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if text.is_empty() {
            return Err(QuantityError { reason: "the amount is missing", part: 0..0 });
        }
        // To Kubernetes a dot alone is 0. Source: apimachinery, resource/quantity.go, parseQuantityString.
        if (digits == 0 && number != ".") || number.bytes().filter(|&byte| byte == b'.').count() > 1
        {
            return Err(QuantityError {
                reason: "it must start with a number",
                part: 0..text.len(),
            });
        }
        let Some(scale) = Scale::parse(suffix) else {
            return Err(refuse_suffix(text, sign + end));
        };
        let nanos = scale.apply(number);
        Ok(Self { nanos: if text.starts_with('-') { -nanos } else { nanos } })
    }

    /// Whether it is below zero, which no resource may be.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// Whether another amount goes into it without a rest.
    #[must_use]
    pub fn is_multiple_of(self, other: Self) -> bool {
        other.nanos != 0 && self.nanos % other.nanos == 0
    }

    /// Whether it is a whole number of units.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.nanos % NANOS == 0
    }

    /// The amount in whole units, to be read: `150,000,000` or `0.15`.
    #[must_use]
    pub fn plain(self) -> String {
        let number = super::decimal(self.nanos);
        let (first, whole) =
            (usize::from(self.is_negative()), number.find('.').unwrap_or(number.len()));
        let group = |(at, digit): (usize, char)| {
            let starts = at > first && at < whole && (whole - at).is_multiple_of(3);
            starts.then_some(',').into_iter().chain([digit])
        };
        number.char_indices().flat_map(group).collect()
    }

    /// Both added.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_add(other.nanos) }
    }

    /// So many times this.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self { nanos: self.nanos.saturating_mul(i128::from(count)) }
    }

    /// How often `unit` is in it, with two decimals, rounded up: what is needed is never told too low.
    #[must_use]
    pub fn number_of(self, unit: Self) -> String {
        let (amount, unit) = (self.nanos.saturating_mul(100), unit.nanos.max(1));
        let hundredths = amount / unit + i128::from(amount % unit > 0);
        super::decimal(hundredths.saturating_mul(NANOS / 100))
    }

    /// The number of a suffix's amounts in it, in units of 10⁻⁹, cut; of whole units where the suffix isn't one.
    #[must_use]
    pub(crate) fn nanos_of(self, suffix: &str) -> i128 {
        let unit = Self::parse(&format!("1{suffix}")).map_or(NANOS, |unit| unit.nanos);
        self.nanos.saturating_mul(NANOS) / unit.max(1)
    }

    /// How many of these fit into `whole`; as many as can be counted where this is nothing.
    #[must_use]
    pub fn fits_into(self, whole: Self) -> u64 {
        if self.nanos <= 0 {
            return u64::MAX;
        }
        u64::try_from(whole.nanos.max(0) / self.nanos).unwrap_or(u64::MAX)
    }

    /// How many of `unit` it takes to hold this, rounded up.
    #[must_use]
    pub fn count_of(self, unit: Self) -> u64 {
        let (amount, unit) = (self.nanos.max(0), unit.nanos.max(1));
        u64::try_from(amount / unit + i128::from(amount % unit > 0)).unwrap_or(u64::MAX)
    }

    /// How many hundredths of another amount this is, cut.
    #[must_use]
    pub fn percent_of(self, whole: Self) -> u64 {
        u64::try_from(self.nanos.max(0).saturating_mul(100) / whole.nanos.max(1))
            .unwrap_or(u64::MAX)
    }

    /// Cores to be read: `600m` below one, else `1.2`.
    #[must_use]
    pub fn cores(self) -> String {
        if self.nanos < NANOS && self.nanos % (NANOS / 1000) == 0 && self.nanos > 0 {
            format!("{}m", self.nanos / (NANOS / 1000))
        } else {
            super::decimal(self.nanos)
        }
    }

    /// Bytes to be read, in the largest binary unit that fits and rounded up to two decimals.
    #[must_use]
    pub fn bytes(self) -> String {
        let units = ["Ti", "Gi", "Mi", "Ki"].into_iter();
        let unit = units.filter_map(|unit| Some((unit, Self::parse(&format!("1{unit}")).ok()?)));
        let unit = unit.into_iter().find(|(_, unit)| self >= *unit);
        unit.map_or_else(|| self.plain(), |(name, unit)| format!("{}{name}", self.number_of(unit)))
    }

    /// The suffix of a quantity's text as a byte range; empty when it has none.
    #[must_use]
    pub fn suffix(text: &str) -> Range<usize> {
        let start = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |at| at + 1);
        start..text.len()
    }
}

/// What a suffix multiplies by.
enum Scale {
    /// 10 to this power.
    Ten(i32),
    /// 2 to this power.
    Two(u32),
}

impl Scale {
    fn parse(suffix: &str) -> Option<Self> {
        Some(match suffix {
            "n" => Self::Ten(-9),
            "u" => Self::Ten(-6),
            "m" => Self::Ten(-3),
            "" => Self::Ten(0),
            "k" => Self::Ten(3),
            "M" => Self::Ten(6),
            "G" => Self::Ten(9),
            "T" => Self::Ten(12),
            "P" => Self::Ten(15),
            "E" => Self::Ten(18),
            "Ki" => Self::Two(10),
            "Mi" => Self::Two(20),
            "Gi" => Self::Two(30),
            "Ti" => Self::Two(40),
            "Pi" => Self::Two(50),
            "Ei" => Self::Two(60),
            _ => Self::Ten(exponent(suffix)?),
        })
    }

    /// `number` is digits with at most one point.
    fn apply(&self, number: &str) -> i128 {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let decimals = i32::try_from(fraction.len()).unwrap_or(i32::MAX);
        let mut digits: Vec<u8> =
            whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
        let (power, factor) = match self {
            Self::Ten(power) => (power.saturating_sub(decimals), 1),
            Self::Two(power) => (-decimals, 1_i128 << power),
        };
        // Digits after the value's nanos only matter for rounding up.
        let mut shift = power.saturating_add(9);
        let mut rest = false;
        while shift < 0 && factor == 1 && !digits.is_empty() {
            rest |= digits.pop().is_some_and(|digit| digit > 0);
            shift += 1;
        }
        let amount = digits
            .iter()
            .fold(0_i128, |sum, &digit| sum.saturating_mul(10).saturating_add(i128::from(digit)));
        let amount = amount.saturating_mul(factor);
        let scaled = scale_by_ten(amount, shift);
        scaled.saturating_add(i128::from(rest)).min(MAX)
    }
}

/// `amount` times ten to `power`, rounded up, and cut down to the largest value.
fn scale_by_ten(amount: i128, power: i32) -> i128 {
    let mut scaled = amount;
    for _ in 0..power.unsigned_abs().min(60) {
        if power >= 0 {
            scaled = scaled.saturating_mul(10).min(MAX);
        } else {
            scaled = scaled / 10 + i128::from(scaled % 10 != 0);
        }
    }
    scaled
}

fn exponent(suffix: &str) -> Option<i32> {
    let digits = suffix.strip_prefix(['e', 'E'])?;
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    let fits = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().unwrap_or(if digits.starts_with('-') { -60 } else { 60 }))
}

/// Why a number can't be followed by this.
fn refuse_suffix(text: &str, start: usize) -> QuantityError {
    let suffix = text.get(start..).unwrap_or_default();
    let unit = suffix.trim_start();
    let (reason, end) = match suffix.chars().next() {
        Some(',') => ("it needs a point, not a comma", start + 1),
        Some(c) if c.is_whitespace() && Scale::parse(unit).is_some() => {
            ("no space is allowed before the unit", text.len() - unit.len())
        }
        _ => ("unknown unit", text.len()),
    };
    QuantityError { reason, part: start..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn suffixes_are_told_apart_exactly() {
        assert!(q("150M") < q("150Mi"));
        assert_eq!(q("150Mi"), q("157286400"));
        assert_eq!(q("150Mi"), q("153600Ki"));
        assert_eq!(q("1.5Gi"), q("1536Mi"));
        assert_eq!(q("1e9"), q("1G"));
        assert_eq!(q("1E9"), q("1000M"));
        assert_eq!(q("1E"), q("1000P"));
        assert_eq!(q("150m").plain(), "0.15");
        assert_eq!(q("150M").plain(), "150,000,000");
        assert_eq!(q("-150M").plain(), "-150,000,000");
        assert_eq!(q("1500m").plain(), "1.5");
        assert_eq!(q("0.1"), q("100m"));
        assert_eq!(q(".5Gi"), q("512Mi"));
        assert_eq!(q("5."), q("5"));
        assert_eq!(q("+1"), q("1"));
        assert!(q("-1").is_negative());
    }

    #[test]
    fn sums_are_told_in_a_unit_and_rounded_up() {
        assert_eq!(q("300m").plus(q("1")).times(400).number_of(q("1")), "520");
        assert_eq!(q("80Mi").times(400).number_of(q("1Gi")), "31.25");
        assert_eq!(q("80Mi").times(2).number_of(q("1Gi")), "0.16");
        assert_eq!(q("1").number_of(q("1Gi")), "0.01");
        assert_eq!(q("0").number_of(q("1Gi")), "0");
    }

    #[test]
    fn amounts_are_compared_and_told_as_people_write_them() {
        assert_eq!(q("600m").fits_into(q("1")), 1);
        assert_eq!(q("500m").fits_into(q("1")), 2);
        assert_eq!(q("1100m").fits_into(q("1")), 0);
        assert_eq!(q("0").fits_into(q("1")), u64::MAX);
        assert_eq!(q("1200m").percent_of(q("1")), 120);
        assert_eq!(
            (q("0.6").cores(), q("1200m").cores(), q("2").cores()),
            ("600m".into(), "1.2".into(), "2".into())
        );
        assert_eq!((q("230Mi").bytes(), q("13800Mi").bytes()), ("230Mi".into(), "13.48Gi".into()));
        assert_eq!(q("500").bytes(), "500");
    }

    #[test]
    fn finer_than_nano_rounds_up_and_huge_is_cut() {
        assert_eq!((q("."), q("-.Mi")), (q("0"), q("0")));
        assert_eq!(q("0.0000000001"), q("1n"));
        assert_eq!(q("1e-12"), q("1n"));
        assert_eq!(q("100E"), q("9223372036854775807"));
        assert_eq!(q("1e999999999999"), q("1e60"));
        assert_eq!(q("0.333333333333333Mi"), q("349525.333333333"));
    }

    #[test]
    fn refused_text_says_where_and_why() {
        let table = [
            ("150MB", 3..5, "unknown unit"),
            ("-1 Gi", 2..3, "no space is allowed before the unit"),
            ("1 GB", 1..4, "unknown unit"),
            ("0,5", 1..2, "it needs a point, not a comma"),
            ("", 0..0, "the amount is missing"),
            ("Mi", 0..2, "it must start with a number"),
        ];
        for (text, part, reason) in table {
            assert_eq!(Quantity::parse(text), Err(QuantityError { reason, part }), "{text}");
        }
        for text in ["", "Mi", "..", "1.2.3", "1K", "1i", "1e", "--1", "abc", "1e+"] {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
    }
}
