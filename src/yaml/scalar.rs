//! Plain scalars as kubectl's YAML reader takes them: YAML 1.1 words and numbers.

use super::Node;

/// A scalar's value. Numbers keep their text: nothing is rounded on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number, in decimal.
    Integer(i128),
    /// A number with a point or an exponent, as written without underscores.
    Float(String),
    /// Everything else, and all that is quoted.
    String(&'a str),
}

/// Resolves a plain scalar; source: the resolver table and number rules of the YAML reader that
/// kubectl uses (sigs.k8s.io/yaml, goyaml.v2).
pub(super) fn resolve(text: &str) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => {
            Scalar::Bool(true)
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => {
            Scalar::Bool(false)
        }
        _ if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => number(text),
        _ => Scalar::String(text),
    }
}

fn number(text: &str) -> Scalar<'_> {
    let plain = text.replace('_', "");
    if let Some(value) = integer(&plain) {
        return Scalar::Integer(value);
    }
    if is_float(&plain) { Scalar::Float(plain) } else { Scalar::String(text) }
}

/// A whole number in decimal, `0x`, `0o`, `0b` or the old octal with a leading zero.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, lower.get(2..)?),
        Some("0o") => (8, lower.get(2..)?),
        Some("0b") => (2, lower.get(2..)?),
        Some(two) if two.starts_with('0') => (8, lower.get(1..)?),
        _ => (10, lower.as_str()),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(value)
}

/// Digits with at most one point, and an exponent that may be signed; or infinity and not-a-number.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at).unwrap_or_default(), unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_fits = exponent.is_none_or(|part| {
        let part = part.strip_prefix(['+', '-']).unwrap_or(part);
        !part.is_empty() && digits(part)
    });
    mantissa_fits && exponent_fits
}

/// The text that kubectl makes of a mapping's key, which JSON only knows as text; `None` for a key that
/// it refuses. Source: the conversion to JSON in sigs.k8s.io/yaml.
#[must_use]
pub fn key_as_text(key: Node<'_>) -> Option<String> {
    match key.scalar()? {
        Scalar::Null => None,
        Scalar::Bool(value) => Some(value.to_string()),
        Scalar::Integer(value) => Some(value.to_string()),
        Scalar::Float(text) => go_float(&text),
        Scalar::String(text) => Some(text.to_owned()),
    }
}

/// A number as Go prints it with `%g` in single precision: with an exponent below 1e-4 and from 1e6 on.
fn go_float(text: &str) -> Option<String> {
    let value: f32 = text.parse().ok().filter(|value: &f32| value.is_finite())?;
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    if value == 0.0 || (-4..6).contains(&exponent) {
        return Some(value.to_string());
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    Some(format!("{mantissa}e{sign}{:02}", exponent.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_yaml_1_1_are_booleans() {
        assert_eq!(resolve("yes"), Scalar::Bool(true));
        assert_eq!(resolve("Off"), Scalar::Bool(false));
        assert_eq!(resolve("tRue"), Scalar::String("tRue"));
    }

    #[test]
    fn numbers_as_go_reads_them() {
        assert_eq!(resolve("0123"), Scalar::Integer(0o123));
        assert_eq!(resolve("0x1F"), Scalar::Integer(31));
        assert_eq!(resolve("1_000"), Scalar::Integer(1000));
        assert_eq!(resolve("-5"), Scalar::Integer(-5));
        assert_eq!(resolve("1e9"), Scalar::Float("1e9".into()));
        assert_eq!(resolve(".5"), Scalar::Float(".5".into()));
        assert_eq!(resolve("089"), Scalar::Float("089".into()));
        for text in ["12:30:45", "150Mi", "1.2.3", "-", "+-1", "e5", "."] {
            assert_eq!(resolve(text), Scalar::String(text), "{text}");
        }
    }

    #[test]
    fn numbers_as_keys_are_texts_as_go_prints_them() {
        for (text, key) in [("1.10", "1.1"), ("1.0", "1"), ("1e3", "1000"), ("2.5e5", "250000")] {
            assert_eq!(go_float(text).as_deref(), Some(key));
        }
        for (text, key) in [("1234567.0", "1.234567e+06"), ("0.00001", "1e-05"), ("-0.5", "-0.5")] {
            assert_eq!(go_float(text).as_deref(), Some(key));
        }
        assert_eq!(go_float(".inf"), None);
    }

    #[test]
    fn null_has_four_spellings() {
        for text in ["", "~", "null", "NULL"] {
            assert_eq!(resolve(text), Scalar::Null, "{text}");
        }
    }
}
