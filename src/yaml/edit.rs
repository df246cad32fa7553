//! Changes of a text that leave everything else in it as it is, comments too.

use std::fmt::Write;

use crate::log_commands::without_brackets;
use crate::source::{FileId, SourceFile, Span};
use crate::text::is_unprintable;

use super::{Document, Scalar, is_plain_text, parse};

/// Changes of one text, each at a place of it.
#[derive(Debug, Default)]
pub struct Edits {
    changes: Vec<(Span, String)>,
}

impl Edits {
    /// Puts `text` instead of `span`. Places don't overlap.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.changes.push((span, text.into()));
    }

    /// The text with all changes made.
    #[must_use]
    pub fn apply(mut self, text: &str) -> String {
        self.changes.sort_by_key(|(span, _)| *span);
        let mut out = String::with_capacity(text.len());
        let mut behind = 0;
        for (span, replacement) in &self.changes {
            out.push_str(text.get(behind..span.start).unwrap_or_default());
            out.push_str(replacement);
            behind = span.end;
        }
        out.push_str(text.get(behind..).unwrap_or_default());
        out
    }
}

/// A text as a YAML scalar: plain where kubectl reads it as this very text, else in double quotes.
#[must_use]
pub fn scalar_of(text: &str) -> String {
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_./-".contains(&byte));
    if is_name && is_plain_text(text) {
        return text.to_owned();
    }
    // `[` and `]` around it: what is in a list of that form is everywhere.
    let list = SourceFile::new("", format!("[{text}]").into_bytes(), true);
    let parsed = parse(FileId(0), &list);
    let items = parsed
        .documents
        .first()
        .and_then(Document::root)
        .map(super::Node::items)
        .unwrap_or_default();
    let items: Vec<_> = items.collect();
    let is_itself = matches!(items.as_slice(), [one] if one.scalar() == Some(Scalar::String(text)));
    let is_plain = is_itself && parsed.problems.is_empty() && parsed.comments.is_empty();
    // JSON's escapes are among those of YAML.
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A text as a YAML scalar outside of brackets: plain where every reader takes it for this very text, those of
/// YAML 1.1 too, else in double quotes.
#[must_use]
pub fn scalar_in_block(text: &str) -> String {
    let is_simple = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '/')
        && !text.ends_with(':')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_./:-[]".contains(c));
    if is_simple && is_plain_text(text) {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_unprintable(c) => {
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    // A log that shows it must not obey it.
    without_brackets(&quoted, "\\x23").into_owned() + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_leave_the_rest_alone() {
        let mut edits = Edits::default();
        edits.replace(Span::new(8, 9), "2");
        edits.replace(Span::new(3, 4), "one");
        assert_eq!(edits.apply("a: 1 b: 9 # c"), "a: one b: 2 # c");
        assert_eq!(Edits::default().apply("a: 1"), "a: 1");
    }

    #[test]
    fn scalars_are_quoted_where_they_would_be_read_otherwise() {
        for (text, scalar) in [
            ("load-test", "load-test"),
            ("scalyr/flog:v1", "scalyr/flog:v1"),
            ("--loop", "--loop"),
            ("5", "\"5\""),
            ("yes", "\"yes\""),
            ("", "\"\""),
            ("~", "\"~\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("a, b", "\"a, b\""),
            ("[x]", "\"[x]\""),
            ("{{x}}", "\"{{x}}\""),
            (" x", "\" x\""),
            ("a\"b", "a\"b"),
            ("\"b", "\"\\\"b\""),
            ("*x", "\"*x\""),
            ("a\nb", "\"a\\nb\""),
        ] {
            assert_eq!(scalar_of(text), scalar, "{text}");
        }
    }
}
