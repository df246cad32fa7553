//! What each format needs so that text from files stays text.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Serializer;

use crate::log_commands::is_command_sign;
use crate::text::is_unprintable;

use super::safe_json::SafeJson;

/// What Markdown shows nothing of, and what links nothing over.
const EMPTY_COMMENT: &str = "<!-- -->";

/// JSON with indentation, or on one line. What could do more to a terminal than show itself is
/// written as `\uXXXX`, which means the same to a reader of JSON.
pub(super) fn json(value: &impl Serialize, indented: bool) -> String {
    let mut text = Vec::new();
    // The records have string keys and no maps of other kinds, so that writing them can't fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut text, SafeJson::new(indented)));
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// Control characters as escapes, line breaks kept.
pub(super) fn lines(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unprintable(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    safe
}

/// Text inside of an XML attribute or element. XML forbids most control characters even as
/// references, so they become escapes that people can read.
pub(super) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let lines = lines(text);
    for (at, c) in lines.char_indices() {
        match c {
            '#' if is_command_sign(&lines, at) => safe.push_str("&#35;"),
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' => safe.push_str("&#10;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

/// A cell of a Markdown table: no character of it is markup, HTML, a mention, a link or a line break.
pub(super) fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let lines = lines(text);
    for (at, c) in lines.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => safe.extend(['\\', c]),
            '&' | '<' | '>' | '$' => {
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            '\n' => safe.push_str("<br>"),
            // GitHub decodes references before it looks for mentions, issues and addresses.
            '@' | '#' => safe.extend([c.encode_utf8(&mut [0; 4]), EMPTY_COMMENT]),
            ':' | '.' if begins_address(&lines, at) => {
                safe.push_str(EMPTY_COMMENT);
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

/// Whether the character at an offset is what makes a link of a bare address: `https://`, `www.`.
fn begins_address(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let is_name =
        || before.get(at.saturating_sub(3)..).is_some_and(|end| end.eq_ignore_ascii_case("www"));
    rest.starts_with("://") || (rest.starts_with('.') && is_name())
}

/// A path as a URI reference: what isn't unreserved or a slash is percent-encoded.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_disarms_its_own_markup() {
        assert_eq!(json(&"a\u{1b}[31m\u{202e}\n", false), "\"a\\u001b[31m\\u202e\\n\"\n");
        assert_eq!(
            xml("<a b=\"c\">&'\u{0}\u{ffff}\n"),
            "&lt;a b=&quot;c&quot;&gt;&amp;&apos;\\u{0}\u{fffd}&#10;"
        );
        assert_eq!(markdown("a|`b`<i>\n@x\r"), "a\\|\\`b\\`&#60;i&#62;<br>@<!-- -->x\\\\u{d}");
        assert_eq!(
            markdown("#1 https://a.b/ www.c.d"),
            "#<!-- -->1 https<!-- -->://a.b/ www<!-- -->.c.d"
        );
        assert_eq!(xml("##[group]"), "#&#35;[group]");
        assert_eq!(json(&"##vso[a]", false), "\"#\\u0023vso[a]\"\n");
        assert_eq!(uri("a b/é%:x.yaml"), "a%20b/%C3%A9%25%3Ax.yaml");
    }
}
