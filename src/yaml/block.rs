//! Places of block scalars: of their headers, and inside of their text, which is the written lines without their
//! indentation.

use std::ops::Range;

/// The bytes of `raw` (a scalar as written, from its `|` on) that became `part` of its `text`; `None` where they
/// isn't known or lie on several lines.
pub(super) fn written_part(raw: &str, text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let wanted = text.get(part.clone())?;
    if !raw.starts_with('|') || wanted.contains('\n') {
        return None;
    }
    let before = text.get(..part.start)?;
    let (line, column) =
        (before.matches('\n').count(), before.len() - before.rfind('\n').map_or(0, |at| at + 1));
    let mut lines = raw.split_inclusive('\n');
    let mut start = lines.next()?.len();
    let lines: Vec<&str> = lines.collect();
    let first = lines.iter().find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start_matches(' ').len();
    start += lines.iter().take(line).map(|line| line.len()).sum::<usize>() + indent + column;
    let found = start..start + wanted.len();
    // An indicator of the indentation, or a folded line, shows here.
    (raw.get(found.clone()) == Some(wanted)).then_some(found)
}

/// Start of a block scalar's header (`|-`, `>`) on the last line that isn't space before its content.
pub(super) fn header(text: &str, from: usize, content: usize) -> Option<usize> {
    let before = text.get(from..content)?.trim_end();
    let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let header = before.get(line..)?;
    let fits = |rest: &str| {
        let rest = rest.trim_start_matches(|c: char| c == '-' || c == '+' || c.is_ascii_digit());
        let comment = rest.trim_start();
        comment.is_empty() || (comment.starts_with('#') && rest.starts_with([' ', '\t']))
    };
    let at =
        header.match_indices(['|', '>']).find(|(at, _)| header.get(at + 1..).is_some_and(fits))?.0;
    Some(from + line + at)
}

#[cfg(test)]
mod tests {
    use super::written_part;

    #[test]
    fn parts_are_found_on_their_line() {
        let (raw, text) = ("|\n    set -e\n\n    flog -m 5\n", "set -e\n\nflog -m 5\n");
        let part = |word: &str| text.find(word).map(|at| at..at + word.len()).unwrap();
        let found =
            |word: &str| written_part(raw, text, part(word)).and_then(|range| raw.get(range));
        assert_eq!(found("5"), Some("5"));
        assert_eq!(found("set"), Some("set"));
        assert_eq!(written_part(raw, text, part("5")), Some(26..27));
        assert_eq!(found("-e\n\nflog"), None);
    }

    #[test]
    fn other_styles_and_indicators_are_left_alone() {
        assert_eq!(written_part(">\n  a b\n", "a b\n", 2..3), None);
        assert_eq!(written_part("|1\n   a b\n", "  a b\n", 2..3), None);
        assert_eq!(written_part("|-\r\n  a b\r\n  c", "a b\nc", 4..5), Some(13..14));
    }
}
