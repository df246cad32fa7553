//! Scalars as they must be written to be read as a certain text.

use crate::text::is_unprintable;
use crate::yaml::{Node, Scalar, Style, scalar_of};

use super::place::Form;

/// Whether a scalar can be written again: it has no tag, and no comment is inside of it.
pub(super) fn is_replaceable(node: Node<'_>) -> bool {
    let is_clean = match node.style() {
        Some(Style::Block) => node.raw().lines().next().is_some_and(|head| !head.contains('#')),
        Some(Style::Plain | Style::Quoted) => true,
        None => false,
    };
    // kubectl takes a `?` before a key between brackets for a mark, and would take one before quotes for a text.
    let text = node.document().text();
    let is_marked = text.get(..node.span().start).is_some_and(|before| before.ends_with('?'));
    is_clean && !node.is_tagged() && !is_marked
}

/// A text instead of a scalar, in quotes of its kind.
pub(super) fn in_place_of(node: Node<'_>, text: &str) -> Option<String> {
    if !is_replaceable(node) {
        return None;
    }
    let form = node.form();
    match node.raw().chars().next() {
        Some('\'') if node.style() == Some(Style::Quoted) && is_simple(text) => {
            Some(format!("'{}'", text.replace('\'', "''")))
        }
        Some('"') if node.style() == Some(Style::Quoted) => quoted(node, text),
        _ => of_text(text, form),
    }
}

/// A text in double quotes, instead of a scalar.
pub(super) fn quoted(node: Node<'_>, text: &str) -> Option<String> {
    (is_replaceable(node) && is_simple(text)).then(|| in_double_quotes(text))
}

/// A text as a scalar: plain where it is read as this very text, else in double quotes.
pub(super) fn of_text(text: &str, form: Form) -> Option<String> {
    if !is_simple(text) {
        return None;
    }
    Some(match form {
        Form::Json => in_double_quotes(text),
        Form::Block | Form::Flow => scalar_of(text),
    })
}

/// Whether a text can be written without quotes: as a number, a boolean, or a text that is read as itself.
pub(super) fn is_literal(text: &str, form: Form) -> bool {
    let starts = |c: char| c.is_ascii_alphanumeric() || "-+.".contains(c);
    let is_simple = text.starts_with(starts)
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-+._/:".contains(c))
        && !text.ends_with(':');
    match form {
        Form::Json => serde_json::from_str::<serde_json::Value>(text)
            .is_ok_and(|value| value.is_number() || value.is_boolean()),
        Form::Block | Form::Flow => is_simple,
    }
}

/// Whether a text has no line breaks and nothing that can't be seen.
fn is_simple(text: &str) -> bool {
    !text.contains(['\n', '\r', '\t']) && !text.chars().any(is_unprintable)
}

/// JSON's escapes are among those of YAML.
fn in_double_quotes(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether a part of a scalar's bytes can be exchanged as it is: what is there means itself, and so does `text`.
pub(super) fn is_fragment(node: Node<'_>, written: &str, text: &str) -> bool {
    let is_plain = |text: &str| {
        text.chars().all(|c| c.is_alphanumeric() || "-._/:@+=".contains(c)) && !text.is_empty()
    };
    let is_inside = node.span().len() > written.len();
    is_replaceable(node) && is_inside && is_plain(text) && !written.contains(['\n', '\\'])
}

/// Whether a scalar is a text to kubectl.
pub(super) fn is_text(node: Node<'_>) -> bool {
    matches!(node.scalar(), Some(Scalar::String(_)))
}
