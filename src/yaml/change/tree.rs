//! What is to be written into a file: values that have no place yet.

use crate::yaml::is_plain_text;

use super::place::Form;
use super::scalar::{is_literal, of_text};

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// A text, in quotes where it would be read as something else.
    Text(String),
    /// A number or a boolean.
    Literal(String),
    /// Keys with values.
    Map(Vec<(String, Tree)>),
    /// Items.
    List(Vec<Tree>),
}

/// How a file indents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indents {
    /// Columns from a mapping to one below it.
    pub step: usize,
    /// Columns from a key to the dashes of its list.
    pub dash: usize,
}

impl Tree {
    /// Mapping of some entries.
    #[must_use]
    pub fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number or a boolean.
    #[must_use]
    pub fn literal(value: &impl ToString) -> Self {
        Self::Literal(value.to_string())
    }

    /// A text as rule files say it: a number or a boolean where it looks like one.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let is_literal = !is_plain_text(text) && is_literal(text, Form::Block);
        if is_literal { Self::literal(&text) } else { Self::text(text) }
    }

    /// Itself, where it is a scalar.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Text(text) | Self::Literal(text) => text,
            Self::Map(_) | Self::List(_) => "",
        }
    }

    /// Whether it fits after a key.
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Literal(_))
    }

    /// The value in one line, collections between brackets.
    pub(super) fn in_line(&self, form: Form) -> Option<String> {
        let inside = if form == Form::Json { Form::Json } else { Form::Flow };
        Some(match self {
            Self::Text(text) => of_text(text, form)?,
            Self::Literal(text) => is_literal(text, form).then(|| text.clone())?,
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| pair(key, value, inside));
                format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", "))
            }
            Self::List(items) => {
                let items = items.iter().map(|item| item.in_line(inside));
                format!("[{}]", items.collect::<Option<Vec<_>>>()?.join(", "))
            }
        })
    }

    /// The value in lines without indentation, the first of which goes on after a dash.
    pub(super) fn in_lines(&self, indents: Indents) -> Option<Vec<String>> {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                let lines = entries.iter().map(|(key, value)| entry_lines(key, value, indents));
                Some(lines.collect::<Option<Vec<_>>>()?.concat())
            }
            Self::List(items) if !items.is_empty() => {
                let lines = items.iter().map(|item| item_lines(item, indents));
                Some(lines.collect::<Option<Vec<_>>>()?.concat())
            }
            _ => Some(vec![self.in_line(Form::Block)?]),
        }
    }
}

/// A key and its value in one line.
pub(super) fn pair(key: &str, value: &Tree, form: Form) -> Option<String> {
    Some(format!("{}: {}", of_text(key, form)?, value.in_line(form)?))
}

/// A key and its value in lines.
pub(super) fn entry_lines(key: &str, value: &Tree, indents: Indents) -> Option<Vec<String>> {
    let below = match value {
        Tree::Map(entries) if !entries.is_empty() => indents.step,
        Tree::List(items) if !items.is_empty() => indents.dash,
        _ => return Some(vec![pair(key, value, Form::Block)?]),
    };
    let head = format!("{}:", of_text(key, Form::Block)?);
    let lines = value.in_lines(indents)?.into_iter().map(|line| format!("{:below$}{line}", ""));
    Some(std::iter::once(head).chain(lines).collect())
}

/// An item of a list in lines.
pub(super) fn item_lines(item: &Tree, indents: Indents) -> Option<Vec<String>> {
    let lines = item.in_lines(indents)?.into_iter().enumerate();
    Some(lines.map(|(at, line)| format!("{}{line}", if at == 0 { "- " } else { "  " })).collect())
}
