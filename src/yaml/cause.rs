//! What likely makes a text no YAML: the parser names the place where it can't go on, and the mistake is often before.

use crate::source::Span;
use crate::text::invisible as invisible_named;

use super::line::{Line, lines_up};
use super::stray;

/// The cause of an error: what to say, where, and the places that belong to it.
#[derive(Debug, PartialEq)]
pub(super) struct Cause {
    /// What is wrong.
    pub message: String,
    /// The place to change.
    pub at: Span,
    /// Another place, with a word about it.
    pub related: Option<(Span, String)>,
}

/// How many brackets of a line are looked at, the last first.
const MOST_BRACKETS: usize = 40;

/// The cause that the text around an error at `start` shows, if it shows one.
pub(super) fn of_line(text: &str, start: usize) -> Option<Cause> {
    let mut lines = lines_up(text, start);
    let here = lines.next()?;
    let before = lines.find(|line| !line.says_nothing());
    let near = before.into_iter().chain([here]);
    near.clone()
        .find_map(fence)
        .or_else(|| near.clone().find_map(stray::conflict))
        .or_else(|| {
            lines_up(text, start)
                .filter(|line| !line.says_nothing())
                .last()
                .and_then(|first| stray::comment(first).or_else(|| stray::copied(first, before?)))
        })
        .or_else(|| first_tab(text, start))
        .or_else(|| near.clone().find_map(invisible))
        .or_else(|| near.clone().find_map(invisible_space))
        .or_else(|| near.clone().find_map(marker))
        .or_else(|| glued_marker(here))
        .or_else(|| near.clone().find_map(glued_dash))
        .or_else(|| near.clone().find_map(stray::dash))
        .or_else(|| stray::two_dashes(here, before?))
        .or_else(|| stray::value_below(here, before?))
        .or_else(|| near.clone().find_map(no_space))
        .or_else(|| opened(here, start))
        .or_else(|| needs_quotes(text, start))
}

/// A document marker after the quote that the error at `start` is about.
pub(super) fn of_quote(text: &str, start: usize) -> Option<Cause> {
    let here = lines_up(text, start).next()?;
    let in_json = || no_colon_in_json(here, start);
    glued_marker(here).or_else(in_json).or_else(|| stray::second_key(text, start))
}

/// A key in quotes without its colon, as in JSON: `"replicas" 400`.
fn no_colon_in_json(line: Line<'_>, start: usize) -> Option<Cause> {
    let (before, behind) = line.text.split_at_checked(start.checked_sub(line.start)?)?;
    let written = before.trim_end();
    let key = written.trim_start_matches([' ', '\t', '{', ',']);
    let name = key.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let name = name.filter(|name| is_word(name))?;
    let is_value = behind.starts_with(|c: char| matches!(c, '"' | '[' | '{') || c.is_ascii_digit());
    is_value.then(|| Cause {
        message: format!("no `:` after `\"{name}\"`"),
        at: line.part(key, written.len() - key.len()),
        related: None,
    })
}

/// The cause of a key that isn't one, as the lines around it show.
pub(super) fn of_key(text: &str, start: usize) -> Option<Cause> {
    let mut lines = lines_up(text, start);
    let here = lines.next()?;
    let before = lines.find(|line| !line.says_nothing());
    let mut near = before.into_iter().chain([here]);
    let opener = || lines_up(text, start).skip(1).find(|line| is_opener(*line, here));
    let unseen = || opener().and_then(invisible);
    let of_prose = near.clone().find_map(stray::prose);
    of_prose.or_else(|| near.find_map(no_colon)).or_else(unseen)
}

/// The line above that a line at `start` is indented too deep for, or that isn't a list.
pub(super) fn of_depth(text: &str, start: usize) -> Option<Cause> {
    let mut lines = lines_up(text, start);
    let here = lines.next()?;
    let before = lines.find(|line| !line.says_nothing())?;
    stray::item(text, start).or_else(|| too_deep(here, before))
}

/// Whether a line is around another one that doesn't fit below it.
fn is_opener(line: Line<'_>, here: Line<'_>) -> bool {
    !line.says_nothing() && line.indent() < here.indent()
}

/// A tab before the first key of all, in the next line of which the parser stops.
fn first_tab(text: &str, start: usize) -> Option<Cause> {
    let lines = lines_up(text, start).filter(|line| !line.says_nothing() && !line.is_marker());
    let first = lines.last()?;
    let at = Span::new(first.start, first.start + 1);
    let message = "a tab can't indent YAML; use spaces".to_owned();
    first.text.starts_with('\t').then_some(Cause { message, at, related: None })
}

/// The tab in the indentation of the line that can't be read.
pub(super) fn of_tab(text: &str, start: usize) -> Option<Cause> {
    let here = lines_up(text, start).next()?;
    let blank = here.text.split(|c: char| c != ' ' && c != '\t').next()?;
    let at = here.start + blank.find('\t')?;
    Some(Cause {
        message: "a tab can't indent YAML; use spaces".to_owned(),
        at: Span::new(at, at + 1),
        related: None,
    })
}

/// Where the mapping was opened that a line at `start` would go on with.
pub(super) fn opener(text: &str, start: usize) -> Option<(Span, String)> {
    let mut lines = lines_up(text, start);
    let here = lines.next()?;
    let opener = lines.find(|line| is_opener(*line, here))?;
    let key = opener.key().split(':').next()?;
    let column = opener.key_column();
    Some((opener.part(key, column), format!("opened here, with {column} spaces")))
}

/// The quote that was open when the text after a closing one begins at `start`.
pub(super) fn open_quote(text: &str, start: usize) -> Option<(Span, String)> {
    let before = text.get(..start)?.trim_end();
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let begins = [": ", "- ", "[", ", ", "{"];
    lines_up(text, start).find_map(|line| {
        let odd = line.text.matches(quote).count() % 2 == 1;
        let opens = |at: &usize| {
            let ahead = line.text.get(..*at).unwrap_or_default();
            begins.iter().any(|begin| ahead.trim_end_matches(' ').ends_with(begin.trim_end()))
        };
        let at = line.text.match_indices(quote).map(|(at, _)| at).filter(|_| odd).find(opens)?;
        let at = line.start + at;
        Some((Span::new(at, at + 1), "this quote was opened here".to_owned()))
    })
}

/// Three backticks or tildes, which fence code in other texts.
fn fence(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    let message = "this line is a Markdown code fence, not YAML; remove it, and the closing one";
    (written.starts_with("```") || written.starts_with("~~~")).then(|| Cause {
        message: message.to_owned(),
        at: line.part(written, line.indent()),
        related: None,
    })
}

/// A document marker that isn't three dashes at the start of the line.
fn marker(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    let is_dashes = written.chars().all(|c| matches!(c, '-' | '–' | '—' | '―'));
    let is_marker = line.indent() == 0 && written == "---" || written == "-";
    (is_dashes && !written.is_empty() && !is_marker).then(|| Cause {
        message: "only `---` at the start of a line separates documents".to_owned(),
        at: line.part(written, line.indent()),
        related: None,
    })
}

/// An invisible character where the indentation is.
fn invisible(line: Line<'_>) -> Option<Cause> {
    let is_blank = |c: char| c == ' ' || invisible_named(c).is_some();
    let end = line.text.find(|c: char| !is_blank(c)).unwrap_or(line.text.len());
    let (at, c) = line.text.get(..end)?.char_indices().find(|(_, c)| *c != ' ')?;
    Some(Cause {
        message: format!(
            "the indentation contains an invisible character, {} (U+{:04X}); use spaces",
            invisible_named(c)?,
            u32::from(c)
        ),
        at: Span::new(line.start + at, line.start + at + c.len_utf8()),
        related: None,
    })
}

/// An invisible character instead of the space after a colon or a dash, or after what ends a value.
fn invisible_space(line: Line<'_>) -> Option<Cause> {
    let text = line.text.get(line.key_column()..)?;
    let (head, rest) = head_of(text)?;
    let follows = |(at, c): (usize, char)| {
        let before = text.get(..head.len() + at)?;
        let ends = at == 0 || before.ends_with([']', '}', '"', '\'']);
        ends.then_some((before, c, invisible_named(c)?))
    };
    let (before, c, named) = rest.char_indices().find_map(follows)?;
    let at = line.start + line.key_column() + before.len();
    let sign = if head.len() == before.len() { head } else { before.get(before.len() - 1..)? };
    let is_last = text.get(before.len() + c.len_utf8()..)?.trim().is_empty();
    let remedy = if is_last { "delete it" } else { "write a space" };
    let message = format!("an invisible character, {named} (U+{:04X}), follows", u32::from(c));
    Some(Cause {
        message: format!("{message} `{sign}`; {remedy}"),
        at: Span::new(at, at + c.len_utf8()),
        related: None,
    })
}

/// The dash or the key with its colon that a line begins with, and the rest.
fn head_of(text: &str) -> Option<(&str, &str)> {
    let named = text.split_once(':').filter(|(name, _)| is_word(name));
    Some(match (text.strip_prefix('-'), named) {
        (Some(rest), _) => ("-", rest),
        (None, Some((name, rest))) => (text.get(..=name.len())?, rest),
        (None, None) => ("", text),
    })
}

/// A document marker after a value.
fn glued_marker(line: Line<'_>) -> Option<Cause> {
    let written = line.written();
    let value = written.strip_suffix("---").filter(|value| !value.trim_matches('-').is_empty())?;
    let column = line.indent() + value.len();
    Some(Cause {
        message: "`---` must be on a separate line".to_owned(),
        at: line.part("---", column),
        related: None,
    })
}

/// A dash without a space after it: `-name: flog`.
fn glued_dash(line: Line<'_>) -> Option<Cause> {
    let rest = line.written().strip_prefix('-')?;
    let (key, value) = rest.split_once(':')?;
    let is_key = is_word(key) && (value.is_empty() || value.starts_with(' '));
    is_key.then(|| Cause {
        message: format!("a space is missing after the `-` of `-{key}`"),
        at: line.part("-", line.indent()),
        related: None,
    })
}

/// A colon without a space after it: `replicas:400`.
fn no_space(line: Line<'_>) -> Option<Cause> {
    let key = line.key();
    let (name, value) = key.split_once(':')?;
    let is_item = line.written().starts_with('-');
    let is_joined = is_word(name)
        && !(is_item && value.bytes().all(|byte| byte.is_ascii_digit()))
        && value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '[' | '{'))
        && (value.starts_with(['{', '[']) || !key.contains(": "));
    is_joined.then(|| Cause {
        message: format!("a space is missing after the `:` of `{name}`"),
        at: line.part(":", line.key_column() + name.len()),
        related: None,
    })
}

/// A key without its colon: `replicas 400`, or with another sign: `replicas=400`.
fn no_colon(line: Line<'_>) -> Option<Cause> {
    let key = line.key();
    let name = key.split(' ').next()?;
    let equals = key.split_once('=').map(|(name, _)| name).filter(|_| !key.contains(": "));
    if let Some(name) = equals.map(str::trim_end).filter(|name| is_word(name)) {
        return Some(Cause {
            message: format!("`=` after `{name}` must be `: `"),
            at: line.part("=", line.key_column() + key.find('=')?),
            related: None,
        });
    }
    let is_bare = is_word(name) && !key.contains(": ") && !key.ends_with(':');
    // A single word after a dash is an item.
    let is_item = line.written().starts_with('-') && name == key;
    (is_bare && !is_item).then(|| Cause {
        message: format!("no `:` after `{name}`"),
        at: line.part(name, line.key_column()),
        related: None,
    })
}

/// A bracket right after a key, before an error in its line or in itself: `resources {limits: …}`, `{exec:{command: [a]}}`.
fn opened(line: Line<'_>, start: usize) -> Option<Cause> {
    let end = line.text.len().min(start.checked_sub(line.start)? + 1);
    let brackets = line.text.get(..end)?.match_indices(['{', '[']);
    brackets.rev().take(MOST_BRACKETS).find_map(|(at, _)| {
        let before = line.text.get(..at)?;
        let written = before.trim_end_matches([' ', ':']);
        let start = written.rfind([' ', '{', '[', ',']).map_or(0, |end| end + 1);
        let name = written.get(start..).filter(|name| is_word(name))?;
        let is_key = start == line.key_column() || is_in_mapping(line.text.get(..start)?);
        let message = match before.get(written.len()..).filter(|_| is_key)? {
            ":" => format!("a space is missing after the `:` of `{name}`"),
            between if !between.contains(':') => format!("no `:` after `{name}`"),
            _ => return None,
        };
        Some(Cause { message, at: line.part(name, start), related: None })
    })
}

/// Whether a line goes on with a key of a `{`.
fn is_in_mapping(before: &str) -> bool {
    let mut closed = 0;
    let opening = before.bytes().rev().find(|byte| {
        closed += i32::from(matches!(byte, b'}' | b']')) - i32::from(matches!(byte, b'{' | b'['));
        closed < 0
    });
    opening == Some(b'{') && before.trim_end().ends_with(['{', ','])
}

/// A line that is deeper than one above it whose value is written already.
fn too_deep(here: Line<'_>, before: Line<'_>) -> Option<Cause> {
    let name = before.key().split_once(": ").map(|(name, _)| name).filter(|name| is_word(name))?;
    let column = before.key_column();
    if here.indent() <= column {
        return None;
    }
    let label = format!("`{name}` already has a value; its mapping is indented by {column} spaces");
    Some(Cause {
        message: format!("this line is indented deeper than `{name}` above it"),
        at: here.word(),
        related: Some((before.part(name, column), label)),
    })
}

/// A character with a meaning of its own at the start of a value.
fn needs_quotes(text: &str, start: usize) -> Option<Cause> {
    let at = (start.saturating_sub(1)..=start).find(|at| {
        text.get(*at..).is_some_and(|rest| rest.starts_with(['*', '&', '@', '%', '`', '!']))
    })?;
    let line = text.get(..at)?.rsplit('\n').next()?;
    let is_start = line.trim_end_matches(' ').ends_with([':', '-', '[', ',']);
    let c = text.get(at..)?.chars().next()?;
    let rest = text.get(at..)?;
    let ends = |c: char| c.is_whitespace() || c == ',' || c == ']';
    let end = at + rest.find(ends).unwrap_or(rest.len());
    is_start.then(|| Cause {
        message: format!("`{c}` has a special meaning here, so the value needs quotes"),
        at: Span::new(at, end),
        related: None,
    })
}

/// Whether a text looks like a key.
pub(super) fn is_word(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(fits)
}
