//! Values of a generator's parameters, read as the program reads them.

use num_traits::CheckedMul;

use crate::kube::ImageRef;
use crate::source::Location;
use crate::units::{GoDuration, Number, Version, exact_decimal, factor};

use super::file::{Parameter, ParameterType};
use super::formula::shown;

/// A parameter's value.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    /// Its text.
    pub text: String,
    /// What the program makes of it.
    pub reading: Reading,
    /// Where it is; `None` for a default.
    pub at: Option<Location>,
    /// Where its flag is, or the value where it has none.
    pub named: Option<Location>,
    /// Its flag as it is written; `None` where none is.
    pub flag: Option<String>,
    /// The values of the variables in it.
    pub from: Vec<Location>,
}

impl Given {
    /// Whether the program ends with an error for it.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.reading, Reading::Refused(_))
    }
}

/// What a program makes of a value's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It isn't a number, and needs to be none.
    Text,
    /// A number, or the least and the most that it may be where that isn't known.
    Number { least: Number, most: Number },
    /// The program ends with an error.
    Refused(String),
    /// it isn't known from here.
    Unsure(String),
}

impl Reading {
    fn exact(number: Number) -> Self {
        Self::Number { least: number, most: number }
    }
}

impl Parameter {
    /// What the program in this image makes of `text`.
    pub(super) fn read(&self, text: &str, image: Option<&ImageRef<'_>>) -> Reading {
        let reading = match self.r#type {
            ParameterType::Switch | ParameterType::Text => Reading::Text,
            ParameterType::Choice => self.choose(text),
            _ if text.is_empty() => Reading::Refused("it is empty".to_owned()),
            ParameterType::Integer => integer(text),
            ParameterType::LeadingInteger => leading_integer(text),
            ParameterType::Number => number(text),
            ParameterType::Seconds => self.seconds(text, image),
            ParameterType::Duration => duration(text),
            ParameterType::Size => size(text),
            ParameterType::SizeK => size_k(text),
        };
        match reading {
            Reading::Number { most, .. } if self.above_zero && most <= Number::from(0) => {
                Reading::Refused("it must be above zero".to_owned())
            }
            reading => reading,
        }
    }

    fn choose(&self, text: &str) -> Reading {
        if self.values.iter().any(|value| value == text) {
            return Reading::Text;
        }
        let values: Vec<&str> = self.values.iter().map(String::as_str).collect();
        Reading::Refused(match crate::text::did_you_mean(text, &values) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("use {}", crate::text::choice(&self.values)),
        })
    }

    /// Seconds as a number, and from some release on as a duration too.
    fn seconds(&self, text: &str, image: Option<&ImageRef<'_>>) -> Reading {
        let (as_number, as_duration) = (number(text), duration(text));
        let meant = match &as_duration {
            Reading::Number { most, .. } if as_number == refused_number() => shown(*most),
            _ => return as_number,
        };
        let refused =
            |reason: String| Reading::Refused(format!("{reason}; did you mean `{meant}`?"));
        let Some(since) = &self.durations_since else {
            return refused("it accepts a number of seconds, without a unit".to_owned());
        };
        let since = release(since);
        match (image.and_then(|image| image.tag), since) {
            (None | Some("latest"), _) => as_duration,
            (Some(tag), Some(since)) => match release(tag) {
                Some(tag) if tag >= since => as_duration,
                Some(_) => refused(format!("before {since} it accepts only a number of seconds")),
                None => Reading::Unsure(format!("the release of the tag `{tag}` isn't known")),
            },
            (Some(_), None) => Reading::Unsure("the release isn't known".to_owned()),
        }
    }
}

fn refused_number() -> Reading {
    Reading::Refused("it isn't a number".to_owned())
}

/// A decimal number; what only some programs read as one is left open.
fn number(text: &str) -> Reading {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    match exact_decimal(digits) {
        Some(number) => Reading::exact(if negative { -number } else { number }),
        None if text.parse::<f64>().is_ok() || is_grouped(digits) || is_hexadecimal(digits) => {
            Reading::Unsure(format!("not every program reads `{text}` as the same number"))
        }
        None => refused_number(),
    }
}

fn is_grouped(digits: &str) -> bool {
    digits.contains('_') && digits.chars().all(|c| c.is_ascii_digit() || c == '_' || c == '.')
}

fn is_hexadecimal(digits: &str) -> bool {
    digits.starts_with("0x") || digits.starts_with("0X")
}

fn integer(text: &str) -> Reading {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    // With a zero in front some programs read octal numbers.
    if digits.len() > 1 && digits.starts_with('0') || is_grouped(digits) {
        return Reading::Unsure(format!("not every program reads `{text}` as the same number"));
    }
    match text.parse::<i128>() {
        Ok(number) => Reading::exact(Number::from(number)),
        Err(_) => Reading::Refused("it isn't a whole number".to_owned()),
    }
}

fn leading_integer(text: &str) -> Reading {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    match text.get(..end).unwrap_or_default().parse::<i128>() {
        Ok(number) => Reading::exact(Number::from(number)),
        Err(_) => Reading::exact(Number::from(0)),
    }
}

/// Go's durations in seconds.
fn duration(text: &str) -> Reading {
    match GoDuration::read(text) {
        GoDuration::Seconds(seconds) => Reading::exact(seconds),
        GoDuration::Invalid(reason) => Reading::Refused(reason.to_owned()),
        GoDuration::TooLong => Reading::Unsure(format!("`{text}` is too long a time")),
    }
}

/// Bytes with a decimal or binary unit.
fn size(text: &str) -> Reading {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let factor = match unit.trim_start() {
        "" | "B" => 1,
        unit => factor(unit).unwrap_or(0),
    };
    match exact_decimal(digits).and_then(|number| number.checked_mul(&Number::from(factor))) {
        Some(bytes) if factor > 0 => Reading::exact(bytes),
        _ => Reading::Unsure(format!("`{text}` isn't a known size")),
    }
}

fn size_k(text: &str) -> Reading {
    let number = exact_decimal(text.strip_suffix('k').unwrap_or(text));
    match number {
        Some(number) if text.ends_with('k') => {
            Reading::Number { least: number * 1_000, most: number * 1_024 }
        }
        Some(number) => Reading::exact(number),
        None => Reading::Unsure(format!("`{text}` isn't a known size")),
    }
}

/// The release that a tag names.
fn release(tag: &str) -> Option<Version> {
    tag.trim_start_matches('v').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(numerator: i128, denominator: i128) -> Reading {
        Reading::exact(Number::new(numerator, denominator))
    }

    #[test]
    fn durations_are_read_as_go_does() {
        assert_eq!(duration("500ms"), exact(1, 2));
        assert_eq!(duration("1m30s"), exact(90, 1));
        assert_eq!(duration("1.5h"), exact(5400, 1));
        assert_eq!(duration("0"), exact(0, 1));
        for text in ["5", "5d", "ms", "5 s", "-", "1m30"] {
            assert!(matches!(duration(text), Reading::Refused(_)), "{text}");
        }
    }

    #[test]
    fn units_are_what_the_program_takes_them_for() {
        assert_eq!(size("5MB"), exact(5_000_000, 1));
        assert_eq!(size("5 MiB"), exact(5_242_880, 1));
        let (least, most) = (Number::from(200_000), Number::from(204_800));
        assert_eq!(size_k("200k"), Reading::Number { least, most });
        assert_eq!(leading_integer("25m"), exact(25, 1));
        assert!(matches!(size("5m"), Reading::Unsure(_)));
        assert!(matches!(size_k("5m"), Reading::Unsure(_)));
    }

    #[test]
    fn what_programs_read_differently_is_left_open() {
        assert_eq!(number("6.3"), exact(63, 10));
        for text in ["1e3", "0x10", "1_000", "inf"] {
            assert!(matches!(number(text), Reading::Unsure(_)), "{text}");
        }
        for text in ["5MB", "fast", "5 "] {
            assert!(matches!(number(text), Reading::Refused(_)), "{text}");
        }
        assert!(matches!(integer("010"), Reading::Unsure(_)));
        assert!(matches!(integer("1.5"), Reading::Refused(_)));
    }
}
