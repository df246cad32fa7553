//! Lines that an editor or a person left among the keys: the markers of a merge, a comment without its sign, two keys on
//! one line, a dash that isn't a hyphen.

use super::cause::{Cause, is_word};
use super::line::{Line, lines_up};

/// How the lines start that git writes around two versions of a text.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
/// What is said of a line that is no YAML.
const NO_YAML: &str = "this line isn't YAML; if it is a comment, a `#` is missing before it";
/// The fewest words of a line that is prose.
const SHORTEST_PROSE: usize = 5;

/// A marker that git leaves where two versions of a file couldn't be merged.
pub(super) fn conflict(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    let mark = CONFLICT.iter().find(|mark| written.starts_with(**mark))?;
    let rest = written.get(mark.len()..).unwrap_or_default();
    let is_marker = line.indent() == 0 && (rest.is_empty() || rest.starts_with(' '));
    is_marker.then(|| Cause {
        message: "this is the marker of a merge conflict; keep one of the two versions and remove the markers"
            .to_owned(),
        at: line.part(written, 0),
        related: None,
    })
}

/// A comment as other languages write it, with which a document begins.
pub(super) fn comment(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    let open = ["//", "/*"].into_iter().find(|open| written.starts_with(open))?;
    Some(Cause { message: no_comment(open), at: line.part(open, line.indent()), related: None })
}

/// What is said of a sign that starts no comment.
pub(super) fn no_comment(open: &str) -> String {
    format!(
        "`{open}` doesn't start a comment, so what follows is part of one text; comments start with `#`"
    )
}

/// An item that starts with a typographic dash.
pub(super) fn dash(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    if let Some(rest) = written.strip_prefix("-- ").filter(|rest| rest.contains(':')) {
        let column = line.indent();
        let end = written.len() - rest.len() - 1;
        return Some(Cause {
            message: "`--` doesn't start an item; write `- `".to_owned(),
            at: line.part(written.get(..end)?, column),
            related: None,
        });
    }
    let is_dash = |c: &char| matches!(c, '–' | '—' | '―' | '−' | '‐' | '‑' | '•' | '·' | '●' | '◦');
    let dash = written.chars().next().filter(is_dash)?;
    let is_item = written.get(dash.len_utf8()..)?.starts_with(' ');
    let end = written.get(..dash.len_utf8())?;
    is_item.then(|| Cause {
        message: format!("`{dash}` isn't a hyphen; an item starts with `- `"),
        at: line.part(end, line.indent()),
        related: None,
    })
}

/// An item with two dashes, whose other keys fit one of them.
pub(super) fn two_dashes(here: Line<'_>, before: Line<'_>) -> Option<Cause> {
    let dashes = before.written().get(..4).filter(|start| *start == "- - ")?;
    let is_of_one = here.indent() == before.indent() + 2 && !here.written().starts_with('-');
    is_of_one.then(|| Cause {
        message: "`- - ` starts a list in a list; write one `- `".to_owned(),
        at: before.part(dashes.trim_end(), before.indent()),
        related: None,
    })
}

/// An item at the level of a key that isn't a list: the dash of the first item got lost, or the key is too far left.
pub(super) fn item(text: &str, start: usize) -> Option<Cause> {
    let mut lines = lines_up(text, start);
    let here = lines.next().filter(|line| line.written().starts_with("- "))?;
    let says = |line: &Line<'_>| !line.says_nothing() && line.indent() <= here.indent();
    let above = lines.find(says).filter(|line| line.indent() == here.indent())?;
    let (name, value) = above.written().split_once(':').filter(|(name, _)| is_word(name))?;
    let has_value = !matches!(value.trim_start().chars().next(), None | Some('#'));
    let label = if has_value {
        format!("`{name}` has a value already")
    } else {
        format!("`{name}` is too far left, or a `- ` is missing below it")
    };
    Some(Cause {
        message: format!("unexpected `- `: `{name}` above it, at the same level, isn't a list"),
        at: here.part("-", here.indent()),
        related: Some((above.part(name, above.indent()), label)),
    })
}

/// What was copied along with a text: line numbers, the signs of a diff or of a wiki, or another line before it. `first`
/// is the line that the document begins with, `before` the one before the line that can't be read.
pub(super) fn copied(first: Line<'_>, before: Line<'_>) -> Option<Cause> {
    let written = first.written();
    let word = written.split(' ').next().unwrap_or_default();
    let is_added = written.strip_prefix('+').is_some_and(|rest| !rest.starts_with(' '));
    let is_wiki = ["{code", "{noformat"].iter().any(|open| written.starts_with(open));
    let (message, part) = if is_numbered(written) {
        ("there is a line number before this text; remove the numbers of all lines", written)
    } else if is_added && first.indent() == 0 {
        ("the `+` of a diff is at the start of this line; remove it from each line", "+")
    } else if is_wiki {
        ("this line is the markup of a wiki, not YAML; remove it, and the closing one", written)
    } else if !may_be_yaml(written) && (first.start < before.start || !is_word(word)) {
        (NO_YAML, written)
    } else {
        return None;
    };
    Some(Cause { message: message.to_owned(), at: first.part(part, first.indent()), related: None })
}

/// Whether a line begins with its number and a sign after that.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks = ["\t", " |", " │", "|", "│"];
    rest.len() < line.len() && marks.iter().any(|mark| rest.starts_with(mark))
}

/// Whether a document may begin with a line: with a key, an item, or what YAML has a sign for.
fn may_be_yaml(line: &str) -> bool {
    let signs = ['-', '[', '{', '"', '\'', '?', '%', '&', '!', '|', '>', '*'];
    line.starts_with(signs) || line.contains(": ") || line.ends_with(':')
}

/// A sentence where a key belongs: its `#` got lost.
pub(super) fn prose(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    let is_said = |word: &&str| {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        !word.starts_with('-') && !bare.is_empty() && bare.chars().all(char::is_alphabetic)
    };
    let words = written.split(' ').filter(is_said).count();
    (words >= SHORTEST_PROSE && !written.contains(": ")).then(|| Cause {
        message: NO_YAML.to_owned(),
        at: line.word(),
        related: None,
    })
}

/// A value below its key that isn't indented deeper than it.
pub(super) fn value_below(here: Line<'_>, before: Line<'_>) -> Option<Cause> {
    let name = before.key().strip_suffix(':').filter(|name| is_word(name))?;
    let written = here.written();
    let is_value = !written.starts_with(['-', '#']) && !written.contains(": ");
    let is_alone = is_value && !written.ends_with(':') && here.indent() <= before.key_column();
    (is_alone && written.contains(['/', ':', '.', '"', '\''])).then(|| Cause {
        message: format!("the value of `{name}` must be on its line, or indented deeper"),
        at: here.part(written, here.indent()),
        related: Some((before.part(name, before.key_column()), "this key".to_owned())),
    })
}

/// A second key on the line of the error at `start`: `replicas: 400 selector:`.
pub(super) fn second_key(text: &str, start: usize) -> Option<Cause> {
    let line = lines_up(text, start).next()?;
    let written = line.key();
    let (first, value) = written.split_once(": ").filter(|(first, _)| is_word(first))?;
    let offset = line.key_column() + first.len() + 2;
    // The word before the colon: after another word, or the first one.
    let colon = value.match_indices(':').map(|(at, _)| at).find(|at| {
        let behind = value.get(at + 1..).unwrap_or_default();
        (behind.is_empty() || behind.starts_with(' ')) && line.start + offset + at >= start
    })?;
    let before = value.get(..colon)?;
    let key = before.rsplit(' ').next().filter(|key| is_word(key) && !before.contains('#'))?;
    let message = two_keys(key, first, before == key);
    // A text with a colon in it looks the same: then that is what is wrong.
    let at = if before == key {
        line.part(":", offset + colon)
    } else {
        line.part(key, offset + colon - key.len())
    };
    Some(Cause { message, at, related: None })
}

/// What is wrong with a line that has a second key: right after the first one, or after other words.
fn two_keys(key: &str, first: &str, is_next: bool) -> String {
    let lines = format!("two keys are on one line; write `{key}` on a separate line");
    if key.contains('/') {
        format!("the `:` at the end makes a key of `{key}`; complete the value, or quote it")
    } else if is_next {
        format!("{lines} below `{first}`, or quote the value")
    } else {
        format!("{lines}, or quote the value of `{first}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line<'_> {
        lines_up(text, 0).next().unwrap()
    }

    fn said(cause: Option<Cause>) -> String {
        cause.map(|cause| cause.message).unwrap_or_default()
    }

    #[test]
    fn markers_of_a_merge_are_named() {
        for text in ["<<<<<<< HEAD", "=======", ">>>>>>> other", "||||||| base"] {
            assert!(said(conflict(line(text))).contains("merge conflict"), "{text}");
        }
        for text in ["<<: *base", "  =======", "========", "<<<<<<<x"] {
            assert_eq!(conflict(line(text)), None, "{text}");
        }
    }

    #[test]
    fn a_value_below_its_key_is_told_from_keys() {
        let below = |before, here| value_below(line(here), line(before));
        assert!(below("  image:", "  scalyr/agent:2.1.1").is_some());
        assert!(below("- image:", "  scalyr/agent:2.1.1").is_some());
        for (before, here) in [
            ("  image:", "    scalyr/agent:2.1.1"),
            ("  image:", "  pull: x"),
            ("  image:", "  env:"),
            ("  image: x", "  scalyr/agent:2.1.1"),
            ("  args:", "  - a/b"),
        ] {
            assert_eq!(below(before, here), None, "{before} {here}");
        }
    }

    #[test]
    fn prose_is_told_from_keys_and_arguments() {
        for text in ["  Replace this container with yours.", "At least 150Mi, or it is killed"] {
            assert!(prose(line(text)).is_some(), "{text}");
        }
        for text in
            ["replicas 400", "args --loop -m 5", "name: a b c d e f", "cpu 1 memory 80Mi x y"]
        {
            assert_eq!(prose(line(text)), None, "{text}");
        }
    }

    #[test]
    fn what_was_copied_along_is_named() {
        let text = "FIRST\n# a comment\napiVersion: v1\n";
        for (first, word) in [
            ("$ cat a.yaml", "isn't YAML"),
            ("     1\tapiVersion", "line number"),
            ("  1 | kind", "line number"),
            ("+apiVersion: v1", "diff"),
            ("{code:yaml}", "wiki"),
        ] {
            let text = text.replace("FIRST", first);
            let lines: Vec<Line<'_>> = lines_up(&text, text.len() - 2).collect();
            let cause = said(copied(*lines.last().unwrap(), *lines.first().unwrap()));
            assert!(cause.contains(word), "{first}: {cause}");
        }
        for first in ["apiVersion: v1", "- a", "spec:", "{a: b}", "2: x"] {
            let text = text.replace("FIRST", first);
            let lines: Vec<Line<'_>> = lines_up(&text, text.len() - 2).collect();
            assert_eq!(copied(*lines.last().unwrap(), *lines.first().unwrap()), None, "{first}");
        }
    }

    #[test]
    fn dashes_of_other_kinds_are_named() {
        for text in ["-- name: flog", "• name: flog", "– name: flog"] {
            assert!(dash(line(text)).is_some(), "{text}");
        }
        assert_eq!(dash(line("--loop")), None);
        let two = |before, here| two_dashes(line(here), line(before));
        assert!(two("  - - name: flog", "    image: x").is_some());
        assert_eq!(two("  - - name: flog", "      image: x"), None);
    }

    #[test]
    fn a_second_key_is_where_its_line_belongs() {
        for (text, key) in [
            ("  replicas: 400 selector:", "selector"),
            ("  hostPath: path: /var/log", ":"),
            ("- name: a hostPath:", "hostPath"),
            ("image: scalyr/agent:", ":"),
        ] {
            let cause = second_key(text, 0).unwrap();
            assert_eq!(cause.at.slice(text), key, "{text}");
        }
        for text in ["a: b", "a: b # c: d", "url: \"x: y\"", "a: http://x"] {
            assert_eq!(second_key(text, 0), None, "{text}");
        }
    }
}
