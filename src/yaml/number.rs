//! Numbers as Go writes them.

use serde_json::Number;

/// The number that Kubernetes gets for a decimal text: a whole one where 64 bits hold what Go writes
/// for it, else the nearest fraction; `None` for what isn't a finite number.
pub(super) fn json(text: &str) -> Option<Number> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let value: f64 = text.parse().ok()?;
    go_text(value).parse::<i64>().ok().map(Number::from).or_else(|| Number::from_f64(value))
}

/// A fraction as Go's JSON has it: the fewest digits, an exponent only below 1e-6 and from 1e21 on.
#[must_use]
pub fn go_text(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    if size < 1.0 { text } else { text.replace('e', "e+") }
}

/// The key that a fraction makes: six digits before there is an exponent, and half the precision.
pub(super) fn key(text: &str) -> String {
    // It is single precision, and what lies beyond is infinite: the reader's own rule for keys.
    let Ok(value) = text.parse::<f32>() else {
        return named_key(text);
    };
    if value.is_infinite() {
        return named_key(text);
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => value.to_string(),
    }
}

fn named_key(text: &str) -> String {
    let name = if text.to_ascii_lowercase().ends_with("nan") { ".nan" } else { ".inf" };
    if text.starts_with('-') { format!("-{name}") } else { name.to_owned() }
}
