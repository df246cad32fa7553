//! Scalars as kubectl's YAML reader takes them: YAML 1.1 words, and numbers as Go parses them.

use std::borrow::Cow;

use super::node::Style;

/// A scalar's value. Numbers keep their text: nothing is rounded on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// Nothing, `~` or `null`.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number, in decimal.
    Integer(i128),
    /// A number with a point or an exponent, as written without underscores; or `.inf` and the like.
    Float(String),
    /// Everything else, and all that is quoted.
    String(&'a str),
}

impl Scalar<'_> {
    /// Truth value; `None` for anything but a boolean, the texts `"true"` and `"false"` among it.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whole number, whatever it looks like: `4e2` and `3.0` lose their point on the way to the API server. `None`
    /// for a fraction and for text.
    #[must_use]
    pub fn as_integer(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Float(text) => {
                let number = text.parse::<f64>().ok().filter(|number| number.fract() == 0.0)?;
                // Saturating, which is far out of any bounds.
                Some(number as i128)
            }
            _ => None,
        }
    }

    /// Number as the API server gets it, as near as 64 bits are; `None` for text.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Float(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Digits of a number as they were read, `null`, `true` or `false`, or the text.
impl std::fmt::Display for Scalar<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Float(text) => f.write_str(text),
            Self::String(text) => f.write_str(text),
        }
    }
}

/// What a tag says of a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// No tag: the style and the looks decide.
    None,
    Null,
    Bool,
    Int,
    Float,
    /// Text in base64.
    Binary,
    /// What makes a key merge.
    Merge,
    /// `!!str`, and every tag that kubectl doesn't know.
    Text,
}

impl Tag {
    /// By the tag's name among YAML's own, if it is one of these.
    pub(super) fn of(name: Option<&str>) -> Self {
        match name {
            Some("null") => Self::Null,
            Some("bool") => Self::Bool,
            Some("int") => Self::Int,
            Some("float") => Self::Float,
            Some("binary") => Self::Binary,
            Some("merge") => Self::Merge,
            _ => Self::Text,
        }
    }
}

/// The value of a scalar; `None` where kubectl rejects it, because it isn't what its tag says.
pub(super) fn interpret(text: &str, style: Style, tag: Tag) -> Option<Scalar<'_>> {
    match tag {
        Tag::None if style == Style::Plain => return Some(resolve(text)),
        Tag::None | Tag::Binary | Tag::Merge | Tag::Text => return Some(Scalar::String(text)),
        Tag::Null | Tag::Bool | Tag::Int | Tag::Float => {}
    }
    match (tag, resolve(text)) {
        (Tag::Float, Scalar::Integer(value)) => {
            // Its nearest fraction, as the reader converts it; what needs the 64th bit it doesn't.
            i64::try_from(value).ok().map(|value| Scalar::Float((value as f64).to_string()))
        }
        (Tag::Null, value @ Scalar::Null)
        | (Tag::Bool, value @ Scalar::Bool(_))
        | (Tag::Int, value @ Scalar::Integer(_))
        | (Tag::Float, value @ Scalar::Float(_)) => Some(value),
        _ => None,
    }
}

/// Whether a plain scalar is null.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Resolves a plain scalar; source: the resolver table and number rules of the YAML reader that
/// kubectl uses (sigs.k8s.io/yaml, goyaml.v2), checked against kubectl in `tests/kubectl`.
pub(super) fn resolve(text: &str) -> Scalar<'_> {
    // What most scalars begin with begins no word below.
    if !text.is_empty() && !text.starts_with(|c: char| "~nNtTfFyYoO.+-0123456789".contains(c)) {
        return Scalar::String(text);
    }
    match text {
        _ if is_null(text) => Scalar::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => {
            Scalar::Bool(true)
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => {
            Scalar::Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF"
        | "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(text.to_owned()),
        _ if text.starts_with('.') => fraction(text),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c)) => number(text),
        _ => Scalar::String(text),
    }
}

/// Whether a plain scalar of this text is text to kubectl.
#[must_use]
pub fn is_plain_text(text: &str) -> bool {
    matches!(resolve(text), Scalar::String(_))
}

/// What starts with a point is a number only if its underscores are between digits.
fn fraction(text: &str) -> Scalar<'_> {
    let bytes = text.as_bytes();
    let is_digit =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1));
    let plain = text.replace('_', "");
    let fits = text.match_indices('_').all(|(at, _)| between(at)) && is_float(&plain);
    if fits { Scalar::Float(plain) } else { Scalar::String(text) }
}

fn number(text: &str) -> Scalar<'_> {
    let plain = if text.contains('_') { text.replace('_', "").into() } else { Cow::Borrowed(text) };
    if let Some(value) = integer(&plain).or_else(|| signed_binary(&plain)) {
        return Scalar::Integer(value);
    }
    if is_float(&plain) { Scalar::Float(plain.into_owned()) } else { Scalar::String(text) }
}

/// A whole number in decimal, `0x`, `0o`, `0b` or the old octal with a leading zero. With a sign it
/// must fit 64 bits with one, without 64 bits without.
fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (0, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    match sign {
        0 => u64::try_from(value).ok().map(i128::from),
        sign => i64::try_from(sign * value).ok().map(i128::from),
    }
}

/// `0b-101`: the sign after the prefix, an oddity of the reader.
fn signed_binary(text: &str) -> Option<i128> {
    let digits = text.strip_prefix("0b").filter(|digits| digits.starts_with(['+', '-']))?;
    i64::from_str_radix(digits, 2).ok().map(i128::from)
}

/// Digits with at most one point, and an exponent that may be signed, within what 64 bits hold.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at).unwrap_or_default(), unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits =
        digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_fits = exponent.is_none_or(|part| {
        let part = part.strip_prefix(['+', '-']).unwrap_or(part);
        !part.is_empty() && digits(part)
    });
    mantissa_fits && exponent_fits && text.parse().is_ok_and(f64::is_finite)
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
        assert_eq!(resolve("0b-11"), Scalar::Integer(-3));
        assert_eq!(resolve("1_000"), Scalar::Integer(1000));
        assert_eq!(resolve("-5"), Scalar::Integer(-5));
        assert_eq!(resolve("1e9"), Scalar::Float("1e9".into()));
        assert_eq!(resolve(".5"), Scalar::Float(".5".into()));
        assert_eq!(resolve("089"), Scalar::Float("089".into()));
        assert_eq!(resolve("+18446744073709551615"), Scalar::Float("+18446744073709551615".into()));
        for text in
            ["12:30:45", "150Mi", "1.2.3", "-", "+-1", "e5", ".", "1e400", "-.nan", "._5", ".5_"]
        {
            assert_eq!(resolve(text), Scalar::String(text), "{text}");
        }
    }

    #[test]
    fn null_has_five_spellings() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(resolve(text), Scalar::Null, "{text}");
        }
    }

    #[test]
    fn a_tag_is_kept_to_or_the_value_refused() {
        assert_eq!(interpret("5", Style::Quoted, Tag::Int), Some(Scalar::Integer(5)));
        assert_eq!(interpret("5", Style::Plain, Tag::Float), Some(Scalar::Float("5".into())));
        assert_eq!(interpret("5", Style::Plain, Tag::Text), Some(Scalar::String("5")));
        assert_eq!(interpret("x", Style::Plain, Tag::Int), None);
    }
}
