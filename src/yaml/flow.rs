//! Plain text between brackets, which kubectl reads by YAML 1.1 and the parser crate by YAML 1.2.
//!
//! To kubectl, a `:` with a bracket or a comma after it is a part of the text, and so is a `-`. The parser gets a text in
//! which letters replace these, byte by byte, and the tree gets them back. Source: go.yaml.in/yaml/v2 scannerc.go,
//! yaml_parser_fetch_next_token and yaml_parser_scan_plain_scalar.

use std::borrow::Cow;

use super::node::{Kind, Node, Style};
use super::parse::Problem;

/// Characters that are nothing but text to YAML, wherever they are.
const TEXT: &[u8] = b"^;~$<=+_/()0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A text as the parser is to see it.
pub(super) struct Shown<'t> {
    /// The text, with as many bytes as it has.
    pub text: Cow<'t, str>,
    /// Substitutes of `:` and of `-`; none where nothing was replaced.
    stand_ins: Option<[char; 2]>,
}

/// Replaces what kubectl takes for text between brackets and the parser doesn't.
pub(super) fn shown(text: &str) -> Shown<'_> {
    let bytes = text.as_bytes();
    let is_text = |at: &usize| match bytes.get(*at) {
        Some(b':') => is_text_colon(bytes, *at),
        _ => is_text_dash(bytes, *at),
    };
    let ends = bytes.windows(2).enumerate().filter(|(_, pair)| {
        matches!(pair, [b':', b',' | b'[' | b']' | b'{' | b'}'] | [b'-', b',' | b']' | b'}'])
    });
    let places: Vec<usize> = ends.map(|(at, _)| at).filter(is_text).collect();
    let unused = || TEXT.iter().filter(|byte| !bytes.contains(byte)).map(|byte| char::from(*byte));
    let stand_ins = if places.is_empty() { None } else { unused().zip(unused().skip(1)).next() };
    let Some((colon, dash)) = stand_ins else {
        return Shown { text: Cow::Borrowed(text), stand_ins: None };
    };
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for at in places {
        shown.push_str(text.get(from..at).unwrap_or_default());
        shown.push(if bytes.get(at) == Some(&b':') { colon } else { dash });
        from = at + 1;
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    Shown { text: Cow::Owned(shown), stand_ins: Some([colon, dash]) }
}

impl Shown<'_> {
    /// What the parser read, with the characters that are written.
    pub(super) fn restored<'v>(&self, value: Cow<'v, str>) -> Cow<'v, str> {
        match self.stand_ins {
            Some([colon, dash]) if value.contains([colon, dash]) => {
                value.replace(colon, ":").replace(dash, "-").into()
            }
            _ => value,
        }
    }
}

/// Whether a colon continues a plain text, rather than following a key in quotes or after nothing.
fn is_text_colon(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    let before = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b':'));
    !matches!(before, None | Some(b',' | b'[' | b']' | b'{' | b'}' | b'"' | b'\'' | b'\n' | b'\r'))
}

/// Whether a dash is all that is at the start of an item or a value.
fn is_text_dash(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    matches!(before, Some(b' ' | b'\t' | b'\n' | b',' | b'[' | b'{'))
}

/// Plain texts between brackets that kubectl doesn't read as one.
pub(super) fn refusals<'a>(root: Node<'a>) -> impl Iterator<Item = Problem> + 'a {
    let mut end = 0;
    root.tree().filter_map(move |node| {
        if node.kind() != Kind::Scalar {
            if node.has_brackets() {
                end = end.max(node.span().end);
            }
            return None;
        }
        let is_inside = node.span().start < end && node.style() == Some(Style::Plain);
        if is_inside { refusal(node) } else { None }
    })
}

fn refusal(node: Node<'_>) -> Option<Problem> {
    let raw = node.raw();
    if node.document().is_json {
        return None;
    }
    if raw.starts_with(':') {
        let message = "text between brackets can't begin with `:`, unless it is quoted";
        return Some(Problem::refused(message, node));
    }
    let at = raw.find('?')?;
    let message = "text between brackets ends at a `?`, unless it is quoted";
    Some(Problem::refused_at(message, node.fragment(at..at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_kubectl_takes_for_text_is_replaced() {
        for (text, expected) in [
            ("[a:]", "[a^]"),
            ("[a, -]", "[a, ;]"),
            ("{a: -, b: c:}", "{a: ;, b: c^}"),
            ("[a :]", "[a ^]"),
            ("a:[b]", "a^[b]"),
        ] {
            assert_eq!(shown(text).text, expected, "{text}");
        }
        for text in
            ["{\"a\":}", "{'a':[b]}", "[:]", "{a: b, :}", "[a]:", "- a\n- b", "a: [b]", "[a-]"]
        {
            assert_eq!(shown(text).text, text);
        }
    }

    #[test]
    fn what_stands_in_is_in_the_text_nowhere_else() {
        let text = "[^;:, -]";
        let shown = shown(text);
        assert_eq!(shown.text, "[^;~, $]");
        assert_eq!(shown.restored("^;~".into()), "^;:");
        assert_eq!(shown.restored("$".into()), "-");
    }
}
