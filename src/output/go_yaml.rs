//! YAML that every reader takes alike, those of YAML 1.1 too: what could be anything but text is quoted.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;

use crate::log_commands::disarmed;
use crate::text::is_unprintable;
use crate::yaml::{go_text, scalar_in_block};

/// A value as YAML in block style.
#[must_use]
pub fn go_yaml(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    let text = out.trim_start_matches(['\n', ' ']);
    format!("{text}\n")
}

/// Writes a value after a key or a dash: a scalar on the same line, a collection below.
fn write(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                let key = scalar_in_block(key);
                // A key of more than 1024 characters must be announced.
                let _ = match key.len() {
                    ..=1024 => write!(out, "\n{pad}{key}:"),
                    _ => write!(out, "\n{pad}? {key}\n{pad}:"),
                };
                // A list is as far in as its key.
                let deeper = if value.is_array() { indent } else { indent + 2 };
                write(value, deeper, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut text = String::new();
                write(item, indent + 2, &mut text);
                let _ = write!(out, "\n{pad}- {}", text.trim_start_matches(['\n', ' ']));
            }
        }
        _ => {
            let _ = write!(out, " {}", scalar(value, &pad));
        }
    }
}

/// A value on one line, or a text of several below.
fn scalar<'v>(value: &'v Value, pad: &str) -> Cow<'v, str> {
    match value {
        Value::Object(_) => "{}".into(),
        Value::Array(_) => "[]".into(),
        Value::String(text) => block(text, pad).unwrap_or_else(|| scalar_in_block(text)).into(),
        Value::Number(number) => {
            let whole = number.as_i64().map(|number| number.to_string());
            whole.or_else(|| number.as_f64().map(go_text)).unwrap_or_default().into()
        }
        Value::Null | Value::Bool(_) => value.to_string().into(),
    }
}

/// Several lines as a literal block, where nothing of them would get lost or hidden.
fn block(text: &str, pad: &str) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let is_simple = body.contains('\n')
        && !body.starts_with(|c: char| c.is_whitespace())
        && !body.ends_with('\n')
        && matches!(disarmed(body), Cow::Borrowed(_))
        && body.chars().all(|c| c == '\n' || !is_unprintable(c));
    let header = if text.ends_with('\n') { "|" } else { "|-" };
    let lines = body
        .split('\n')
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("\n{pad}{line}") });
    is_simple.then(|| header.to_owned() + &lines.collect::<String>())
}
