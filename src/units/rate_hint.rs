//! What a rate that can't be read was likely meant to be.

use num_rational::Ratio;

use super::Rate;
use super::factor;

/// An amount as people write one, in its parts.
struct Slip {
    /// The number, with a point.
    number: String,
    /// The unit of bytes that it looks like: `MB`, `MiB`.
    unit: String,
    /// Whether the unit counts bits.
    bits: bool,
    /// The seconds that it is about.
    seconds: i128,
}

/// The end of a message that says what was meant; `None` where nothing is likely.
pub(super) fn hint(text: &str) -> Option<String> {
    let slip = Slip::read(text)?;
    let as_bytes = format!("{}{}/s", slip.number, slip.unit);
    Rate::read(&as_bytes).ok()?;
    match (slip.bits, slip.seconds) {
        (false, 1) => Some(format!("; did you mean `{as_bytes}`?")),
        (true, 1) => {
            let eighth = slip.rate(8)?.compact();
            Some(format!(
                "; it is in bits, and a rate is in bytes: write `{eighth}`, or did you mean `{as_bytes}`?"
            ))
        }
        (bits, seconds) => {
            let rate = slip.rate(if bits { seconds * 8 } else { seconds })?.readable();
            Some(format!("; a rate is per second, and that is about {rate}"))
        }
    }
}

impl Slip {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
        let (number, rest) = text.split_at_checked(end)?;
        let (unit, per, by_letter) = match rest.split_once('/') {
            Some((unit, per)) => (unit, per, false),
            None => match rest.strip_suffix("ps") {
                Some(unit) => (unit, "s", true),
                None => (rest, "s", false),
            },
        };
        let seconds = match per.trim().to_ascii_lowercase().as_str() {
            "s" | "sec" | "second" => 1,
            "m" | "min" | "minute" => 60,
            "h" | "hour" => 3_600,
            "d" | "day" => 86_400,
            _ => return None,
        };
        let (unit, bits) = unit_of(unit.trim(), by_letter)?;
        Some(Self { number: number.replace(',', "."), unit, bits, seconds })
    }

    /// The amount divided, in its unit.
    fn rate(&self, by: i128) -> Option<Rate> {
        let whole = Rate::read(&format!("{}{}/s", self.number, self.unit)).ok()?;
        let bytes = Ratio::new(whole.nanos(), by.checked_mul(1_000_000_000)?);
        Rate::of(bytes, Some(&self.unit))
    }
}

/// The unit of bytes that a text looks like, and whether it counts bits: `Mb` and `mbps` do, `mb` is a slip.
fn unit_of(text: &str, by_letter: bool) -> Option<(String, bool)> {
    let lower = text.to_ascii_lowercase();
    let stem = ["bytes", "byte", "bits", "bit", "b"].iter().find_map(|end| lower.strip_suffix(end));
    let stem = stem.unwrap_or(&lower);
    let end = text.get(stem.len()..)?;
    let prefix = match stem {
        "" if end.is_empty() => return None,
        "k" => "k".to_owned(),
        "ki" => "Ki".to_owned(),
        "" | "m" | "g" | "t" | "p" => stem.to_ascii_uppercase(),
        "mi" | "gi" | "ti" | "pi" => format!("{}i", stem.get(..1)?.to_ascii_uppercase()),
        _ => return None,
    };
    let is_upper = text.starts_with(|c: char| c.is_ascii_uppercase());
    let bits = end.to_ascii_lowercase().starts_with("bit") || end == "b" && (is_upper || by_letter);
    let unit = format!("{prefix}B");
    factor(&unit).map(|_| (unit, bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_unit_are_understood() {
        let meant = |text: &str| hint(text).unwrap_or_default();
        for text in ["5 mb", "5MB", "5MB/sec", "5 mb/s", "5 MBps", "5M/s", "5 megab", "5mB/s"] {
            let expected = if text == "5 megab" { "" } else { "; did you mean `5MB/s`?" };
            assert_eq!(meant(text), expected, "{text}");
        }
        assert_eq!(meant("5 MiBps"), "; did you mean `5MiB/s`?");
        assert_eq!(meant("5,5MB/s"), "; did you mean `5.5MB/s`?");
        assert_eq!(meant("300 kb"), "; did you mean `300kB/s`?");
        for text in ["5", "fast", "5/s", "", "5,5,5MB/s", "5MB/parsec"] {
            assert_eq!(meant(text), "", "{text}");
        }
    }

    #[test]
    fn bits_are_no_bytes_and_a_day_is_no_second() {
        let bits =
            "; it is in bits, and a rate is in bytes: write `0.625MB/s`, or did you mean `5MB/s`?";
        for text in ["5Mbps", "5 Mb/s", "5Mbit/s", "5 mbps", "5 Mbit"] {
            assert_eq!(hint(text).as_deref(), Some(bits), "{text}");
        }
        let day = "; a rate is per second, and that is about 23.14 MB/s";
        assert_eq!(hint("2TB/day").as_deref(), Some(day));
    }
}
