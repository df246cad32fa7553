//! Where in a document the cursor is, told by the indentation above it: what is being typed rarely parses.

use crate::source::{LineIndex, Span};

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A key, or an item of a list.
    Key,
    /// The value of a key.
    Value,
    /// A comment.
    Comment,
}

/// The line that is being typed, and what it is in.
#[derive(Debug)]
pub(super) struct Context<'t> {
    /// The cursor.
    pub offset: usize,
    /// The line without its break.
    pub line: Span,
    /// The document around it.
    pub document: Span,
    /// What is being typed.
    pub slot: Slot,
    /// The word at the cursor.
    pub word: Span,
    /// The text of the line up to the cursor.
    pub before: &'t str,
    /// The text of the line after the word.
    pub behind: &'t str,
    /// The steps down to the key or the item that is being typed, the outermost first.
    pub steps: Vec<Step<'t>>,
}

/// A step on the way down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'t> {
    /// Into the value of a key.
    Key(&'t str),
    /// Into an item of a list, which starts at an offset.
    Item(usize),
}

/// A key or the dash of an item, with the column that it is in.
#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    column: usize,
    step: Step<'t>,
}

impl<'t> Context<'t> {
    /// What is being typed at an offset of a text; `None` where that isn't known.
    pub(super) fn new(text: &'t str, offset: usize) -> Option<Self> {
        let lines = LineIndex::new(text);
        let number = lines.position(text, offset).line;
        let whole = lines.line_span(text, number);
        let shown = whole.slice(text).trim_end_matches(['\n', '\r']);
        let line = Span::new(whole.start, whole.start + shown.len());
        let before = text.get(line.start..offset)?;
        let document = document(text, &lines, number);
        let word = word(text, line, offset);
        let behind = text.get(word.end..line.end)?;
        let mut tokens = tokens(before, line.start);
        let slot = slot(before, tokens.last());
        let first = before.len() - before.trim_start_matches([' ', '-']).len();
        let mut column = tokens.last().map_or(first, |token| token.column);
        // What a value belongs to is the last step.
        let mut steps: Vec<Step<'t>> =
            tokens.pop_if(|_| slot == Slot::Value).map(|it| it.step).into_iter().collect();
        if slot == Slot::Key {
            tokens.retain(|token| matches!(token.step, Step::Item(_)));
            column = first;
        }
        let mut was_item = false;
        let above = (1..number).rev().map(|number| lines.line_span(text, number));
        let above = above.take_while(|line| line.start >= document.start);
        let above = above.map(|line| (self::tokens(line.slice(text), line.start), line));
        let own = std::iter::once((tokens, line));
        for token in own.chain(above).flat_map(|(tokens, _)| tokens.into_iter().rev()) {
            let is_key = matches!(token.step, Step::Key(_));
            // The dashes of a list may be in the column of its key.
            let is_above = token.column < column || (was_item && is_key && token.column == column);
            if is_above && (is_key || !was_item) {
                steps.push(token.step);
                (column, was_item) = (token.column, !is_key);
            }
        }
        steps.reverse();
        Some(Self { offset, line, document, slot, word, before, behind, steps })
    }

    /// The keys on the way down, items omitted.
    pub(super) fn keys(&self) -> Vec<&'t str> {
        let keys = self.steps.iter().filter_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Item(_) => None,
        });
        keys.collect()
    }

    /// Where the item starts that the cursor is in, of a list under one of these keys.
    pub(super) fn item_of(&self, lists: &[&str]) -> Option<usize> {
        self.steps.windows(2).rev().find_map(|pair| match pair {
            [Step::Key(key), Step::Item(at)] if lists.contains(key) => Some(*at),
            _ => None,
        })
    }

    /// The word that is being typed, up to the cursor.
    pub(super) fn typed(&self) -> &'t str {
        let start = self.word.start.saturating_sub(self.line.start);
        self.before.get(start..).unwrap_or_default()
    }

    /// The text without the line.
    pub(super) fn without_line(&self, text: &str) -> String {
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
        let blank = " ".repeat(self.line.len());
        [part(0..self.line.start), &blank, part(self.line.end..text.len())].concat()
    }
}

/// The document that a line is in.
fn document(text: &str, lines: &LineIndex, number: usize) -> Span {
    let is_mark = |number: &usize| {
        let line = lines.line_span(text, *number).slice(text);
        line.starts_with("---") || line.starts_with("...")
    };
    let start = (1..number).rev().find(is_mark).map_or(0, |mark| lines.line_start(mark + 1));
    let end = (number + 1..=lines.lines()).find(is_mark);
    Span::new(start, end.map_or(text.len(), |mark| lines.line_start(mark)))
}

/// The word at an offset: what has no space, no quote and no bracket in it.
fn word(text: &str, line: Span, offset: usize) -> Span {
    let ends = |c: char| c.is_whitespace() || "\"'[]{},#".contains(c);
    let before = text.get(line.start..offset).unwrap_or_default();
    let start = before.char_indices().rev().find(|(_, c)| ends(*c));
    let start = start.map_or(0, |(at, c)| at + c.len_utf8());
    let behind = text.get(offset..line.end).unwrap_or_default();
    let end = behind.find(|c| ends(c) || c == ':').unwrap_or(behind.len());
    Span::new(line.start + start, offset + end)
}

/// The dashes and the key that a line starts with.
fn tokens(line: &str, start: usize) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start_matches(['\u{feff}', ' ']);
    while let Some(behind) = rest.strip_prefix("- ") {
        let column = line.len() - rest.len();
        tokens.push(Token { column, step: Step::Item(start + column) });
        rest = behind.trim_start_matches(' ');
    }
    let bare = rest.trim_end_matches(['\n', '\r', ' ']);
    if bare == "-" {
        let column = line.len() - rest.len();
        tokens.push(Token { column, step: Step::Item(start + column) });
    } else if let Some(key) = key(bare).filter(|_| !rest.starts_with('#')) {
        tokens.push(Token { column: line.len() - rest.len(), step: Step::Key(key) });
    }
    tokens
}

/// The key that a text starts with, without quotes.
fn key(text: &str) -> Option<&str> {
    let at = text.match_indices(':').map(|(at, _)| at).find(|at| {
        text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })?;
    let key = text.get(..at)?;
    let is_key = !key.is_empty() && !key.starts_with(['{', '[', '#', '&', '*', '|']);
    is_key.then(|| key.trim_matches(['"', '\'']))
}

/// What is being typed, by the text in front of the cursor.
fn slot(before: &str, last: Option<&Token<'_>>) -> Slot {
    let is_comment = before.trim_start().starts_with('#') || before.contains(" #");
    match last {
        _ if is_comment => Slot::Comment,
        Some(Token { step: Step::Key(_), .. }) => Slot::Value,
        _ => Slot::Key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> (Slot, Vec<String>, String) {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let context = Context::new(&text, offset).unwrap();
        let steps = context.steps.iter().map(|step| match step {
            Step::Key(key) => (*key).to_owned(),
            Step::Item(_) => "-".to_owned(),
        });
        (context.slot, steps.collect(), context.word.slice(&text).to_owned())
    }

    #[test]
    fn the_way_down_is_told_by_the_indentation() {
        for (text, slot, steps, word) in [
            (
                "metadata:\n  annotations:\n    log.con|\n",
                Slot::Key,
                "metadata annotations",
                "log.con",
            ),
            (
                "metadata:\n  annotations:\n    a: b\n    |\nspec: {}\n",
                Slot::Key,
                "metadata annotations",
                "",
            ),
            ("data:\n  A: b\n  SCALYR_|K8S: x\n", Slot::Key, "data", "SCALYR_K8S"),
            (
                "spec:\n  containers:\n  - name: a\n  - name: b\n    env:\n    - name: SC|\n",
                Slot::Value,
                "spec containers - env - name",
                "SC",
            ),
            (
                "spec:\n  containers:\n    - name: a\n      args:\n        - --lo|\n",
                Slot::Key,
                "spec containers - args -",
                "--lo",
            ),
            (
                "spec:\n  containers:\n    - args: [--loop, --fo|]\n",
                Slot::Value,
                "spec containers - args",
                "--fo",
            ),
            ("a: b\n# lt-lint-ignore |\n", Slot::Comment, "", ""),
            ("a: b # lt-lint-ignore low-|\n", Slot::Comment, "", "low-"),
            ("kind: A\n---\nkind: B\nmetadata:\n  name: x|\n", Slot::Value, "metadata name", "x"),
        ] {
            let (found, way, at) = at(text);
            let way = if slot == Slot::Comment { String::new() } else { way.join(" ") };
            assert_eq!((found, way.as_str(), at.as_str()), (slot, steps, word), "{text}");
        }
    }
}
