//! Texts for hovers. What comes from a file is between backticks, and can't be more than text there.

use gen_lsp_types::{MarkupContent, MarkupKind};

use crate::text::printable;

/// A text in Markdown as the protocol carries it.
pub(super) fn content(text: String) -> MarkupContent {
    MarkupContent::new(MarkupKind::Markdown, text)
}

/// A text from a file, as code.
pub(super) fn code(text: &str) -> String {
    let text = printable(text);
    if text.is_empty() {
        return "an empty string".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text of lt-lint's own in which parts of files may be: nothing in it makes a link or a heading.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_code, mut before) = (false, ' ');
    let text = printable(text);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        in_code ^= c == '`';
        let behind = rest.peek().copied().unwrap_or(' ');
        let is_markup = match c {
            '<' | '[' | ']' | '\\' => true,
            '*' => !(before == ' ' && behind == ' '),
            '_' => !(before.is_alphanumeric() && behind.is_alphanumeric()),
            _ => false,
        };
        if is_markup && !in_code {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Lines as a list.
pub(super) fn list(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|line| format!("- {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_files_stays_text() {
        assert_eq!(code("150Mi"), "`150Mi`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("\u{1b}[31m"), "`\\u{1b}[31m`");
        assert_eq!(prose("see [x](y) `a_b` <b>"), "see \\[x\\](y) `a_b` \\<b>");
        assert_eq!(prose("a_b * c *d* _e"), "a_b * c \\*d\\* \\_e");
    }
}
