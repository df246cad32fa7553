//! How the agent makes values of texts: Python's own conversions, and what it does with lists and booleans.
//! Source: scalyr-agent-2, scalyr_agent/config_util.py, 2.1.1 to 2.2.22, and its recorded answers.

use std::borrow::Cow;

use serde_json::Value;

use super::facts::SettingType;

/// The zeros of the scripts that have digits of their own, each followed by its 1 to 9. Source: Unicode 14, category Nd.
#[rustfmt::skip]
const ZEROS: [u32; 65] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650,
    0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50,
    0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// Why a text has no value of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It isn't a number of the Python type.
    Number(&'static str),
    /// A list of nothing but spaces.
    Blank,
}

/// Value that a text has as a type.
pub(super) fn convert(kind: SettingType, text: &str) -> Result<Value, Refusal> {
    match kind {
        SettingType::Bool => Ok(Value::Bool(is_true(text))),
        SettingType::Int => integer(text).ok_or(Refusal::Number("int")),
        SettingType::Float => float(text).ok_or(Refusal::Number("float")),
        SettingType::Text | SettingType::Untyped => Ok(Value::from(text)),
        SettingType::List => list(text, &|c| c == ','),
        SettingType::Words => list(text, &|c| c == ',' || c == '+' || is_space(c)),
        SettingType::Json if text.is_empty() => Ok(Value::Object(serde_json::Map::new())),
        // The agent's own reader takes more than JSON; what isn't JSON is shown as it is written.
        SettingType::Json => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
    }
}

/// Whether a text is true: that word alone, in any case, without spaces.
pub(super) fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// What Python takes for white space.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// A text as Python 3 begins to read a number: without spaces around, and with ASCII digits for those of any script. It
/// does both for ASCII texts as C does, which has fewer spaces.
fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let is_plain_space = |c: char| matches!(c, ' ' | '\t'..='\r');
        return Cow::Borrowed(text.trim_matches(is_plain_space));
    }
    Cow::Owned(text.trim_matches(is_space).chars().map(ascii_digit).collect())
}

/// The ASCII digit of a digit of any script; any other letter as it is.
fn ascii_digit(c: char) -> char {
    let at = ZEROS.partition_point(|zero| *zero <= u32::from(c));
    let zero = at.checked_sub(1).and_then(|at| ZEROS.get(at));
    let digit = zero.and_then(|zero| char::from_digit(u32::from(c) - zero, 10));
    digit.unwrap_or(c)
}

/// Digits of Python's `int()`: spaces around, a sign, single underscores between digits.
fn integer(text: &str) -> Option<Value> {
    let text = plain(text);
    let text = text.as_ref();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = without_underscores(digits)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let whole = if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") };
    let number = || whole.parse::<u64>().map(Value::from);
    // Python's integers have no end; JSON's have here.
    Some(whole.parse::<i64>().map(Value::from).or_else(|_| number()).unwrap_or(whole.into()))
}

/// Python's `float()`: spaces around, a sign, a point, an exponent, single underscores, `inf` and `nan`.
fn float(text: &str) -> Option<Value> {
    let text = without_underscores(&plain(text))?;
    let number: f64 = text.parse().ok()?;
    let word = match number {
        _ if number.is_nan() => "nan",
        f64::INFINITY => "inf",
        f64::NEG_INFINITY => "-inf",
        _ => return Some(Value::from(number)),
    };
    Some(Value::from(word))
}

/// Whether the release's Python reads a number as its newer one does: only that takes underscores, and texts as letters.
fn is_for(text: &str, python3: bool) -> bool {
    python3 || (text.is_ascii() && !text.contains('_'))
}

/// Whole number of a text, as near as 64 bits hold it.
pub(in crate::agent) fn whole_number(text: &str, python3: bool) -> Option<i64> {
    let number = integer(text).filter(|_| is_for(text, python3))?;
    let huge = if text.trim_matches(is_space).starts_with('-') { i64::MIN } else { i64::MAX };
    Some(number.as_i64().unwrap_or(huge))
}

/// Number of a text; what is none, such as `nan`, is one to Python.
pub(in crate::agent) fn number(text: &str, python3: bool) -> Option<f64> {
    let number = float(text).filter(|_| is_for(text, python3))?;
    Some(match number.as_str() {
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => number.as_f64().unwrap_or(f64::NAN),
    })
}

/// The text without underscores; `None` where one isn't between two digits.
fn without_underscores(text: &str) -> Option<String> {
    let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    let bytes = text.as_bytes();
    let mut places = text.match_indices('_').map(|(at, _)| at);
    let between = |at: usize| {
        is_digit(at.checked_sub(1).and_then(|at| bytes.get(at).copied()))
            && is_digit(bytes.get(at + 1).copied())
    };
    places.all(between).then(|| text.replace('_', ""))
}

/// A list: brackets around all, and quotes around each, are dropped; so is what is empty.
fn list(text: &str, is_separator: &dyn Fn(char) -> bool) -> Result<Value, Refusal> {
    if text.is_empty() {
        return Ok(Value::Array(Vec::new()));
    }
    let trimmed = text.trim_matches(is_space);
    if trimmed.is_empty() {
        return Err(Refusal::Blank);
    }
    let inner = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let pieces = inner.unwrap_or(trimmed).split(is_separator);
    let pieces = pieces.map(|piece| unquoted(piece.trim_matches(is_space)));
    Ok(pieces.filter(|piece| !piece.is_empty()).map(Value::from).collect())
}

/// A piece without its quotes; one that begins with a single quote loses its last character whatever it is.
fn unquoted(piece: &str) -> &str {
    let is_quoted = piece.starts_with('\'') || (piece.starts_with('"') && piece.ends_with('"'));
    if !is_quoted {
        return piece;
    }
    let mut inner = piece.chars();
    inner.next();
    inner.next_back();
    inner.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_those_of_python() {
        let int = |text: &str| convert(SettingType::Int, text).ok();
        for (text, value) in
            [(" 7 ", 7), ("+5", 5), ("-1", -1), ("1_000", 1000), ("007", 7), ("-0", 0)]
        {
            assert_eq!(int(text), Some(json!(value)), "{text}");
        }
        for (text, value) in [("\u{661}\u{662}", 12), ("-\u{ff15}_0", -50), ("7\u{a0}", 7)] {
            assert_eq!(int(text), Some(json!(value)), "{text}");
            assert_eq!(whole_number(text, false), None, "{text}");
            assert_eq!(whole_number(text, true), Some(value), "{text}");
        }
        for text in ["\u{b2}", "\u{bd}", "\u{2212}5", "\u{200b}7", "\u{1f}7"] {
            assert_eq!(int(text), None, "{text}");
        }
        assert_eq!(int("99999999999999999999"), Some(json!("99999999999999999999")));
        for text in ["", " ", "5k", "1.5", "1e3", "0x10", "1__0", "_1", "1_", "- 1", "+", "--1"] {
            assert_eq!(int(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_python() {
        let float = |text: &str| convert(SettingType::Float, text).ok();
        for (text, value) in
            [(".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), (" 1_0.5 ", 10.5), ("-0.1", -0.1)]
        {
            assert_eq!(float(text), Some(json!(value)), "{text}");
        }
        assert_eq!(float("\u{663}.\u{665}"), Some(json!(3.5)));
        assert!(ZEROS.is_sorted());
        assert_eq!(float("INFINITY"), Some(json!("inf")));
        assert_eq!((float("-inf"), float("NaN")), (Some(json!("-inf")), Some(json!("nan"))));
        for text in ["", "1,5", "5s", "0x1", "1e", "._5", "1_.5", "e3", "."] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn lists_lose_their_brackets_and_quotes() {
        let comma = |text: &str| convert(SettingType::List, text);
        for (text, value) in [
            ("a, b", json!(["a", "b"])),
            ("a b", json!(["a b"])),
            ("a;b", json!(["a;b"])),
            (r#"["a","b"]"#, json!(["a", "b"])),
            (" [] ", json!([])),
            ("'a, ,b", json!(["b"])),
            ("", json!([])),
        ] {
            assert_eq!(comma(text), Ok(value), "{text}");
        }
        assert_eq!(comma("  "), Err(Refusal::Blank));
        assert_eq!(convert(SettingType::Words, "a b+c"), Ok(json!(["a", "b", "c"])));
    }

    #[test]
    fn only_the_word_true_is_true() {
        for (text, value) in
            [("TRUE", true), (" true", false), ("yes", false), ("1", false), ("", false)]
        {
            assert_eq!(convert(SettingType::Bool, text), Ok(json!(value)), "{text}");
        }
    }
}
