//! Where in a document the cursor is, by the indentation above it and the brackets around it: what is being typed rarely
//! parses.

use crate::source::{LineIndex, Span};

use super::brackets::{Open, Place, place};
use super::lines::{Token, head, way};

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
    /// The brackets that it is between.
    pub open: Option<Open<'t>>,
}

/// A step on the way down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'t> {
    /// Into the value of a key.
    Key(&'t str),
    /// Into an item of a list, which starts at an offset.
    Item(usize),
}

impl<'t> Context<'t> {
    /// What is being typed at an offset of a text; `None` where that isn't known.
    pub(super) fn new(text: &'t str, offset: usize) -> Option<Self> {
        let lines = LineIndex::new(text);
        let number = lines.position(text, offset).line;
        let line = without_break(text, lines.line_span(text, number));
        let document = document(text, &lines, number);
        let word = word(text, line, offset);
        let (slot, steps, open) = match place(text, Span::new(document.start, offset)) {
            Place::Literal => return None,
            Place::Comment => (Slot::Comment, Vec::new(), None),
            Place::Block => {
                let (slot, steps) = in_lines(text, document, Span::new(line.start, offset));
                (slot, steps, None)
            }
            Place::Flow(open) => {
                let (_, mut steps) = in_lines(text, document, line_to(text, &lines, open.start));
                steps.extend(open.steps(word.start));
                (open.slot(), steps, Some(open))
            }
        };
        let before = text.get(line.start..offset)?;
        let behind = text.get(word.end..line.end)?;
        Some(Self { offset, line, document, slot, word, before, behind, steps, open })
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

    /// Whether the word is in quotes.
    pub(super) fn is_quoted(&self) -> bool {
        let start = self.word.start.saturating_sub(self.line.start);
        self.before.get(..start).is_some_and(|before| before.ends_with(['"', '\'']))
    }
}

/// What is being typed at the end of a part of a line that is in no brackets, and the steps down to it.
fn in_lines(text: &str, document: Span, part: Span) -> (Slot, Vec<Step<'_>>) {
    let before = part.slice(text);
    let mut own = head(before, part.start).tokens;
    let slot = slot(before, own.last());
    let first = before.len() - before.trim_start_matches([' ', '-']).len();
    let column = own.last().map_or(first, |token| token.column);
    if slot == Slot::Value {
        // What a value belongs to is the last step.
        let last = own.pop().map(|token| token.step);
        let mut steps = way(text, document, part, own, column);
        steps.extend(last);
        return (slot, steps);
    }
    own.retain(|token| matches!(token.step, Step::Item(_)));
    (slot, way(text, document, part, own, first))
}

/// The line of a place, up to it.
fn line_to(text: &str, lines: &LineIndex, at: usize) -> Span {
    Span::new(lines.line_start(lines.position(text, at).line), at)
}

/// A line without its break.
fn without_break(text: &str, line: Span) -> Span {
    let shown = line.slice(text).trim_end_matches(['\n', '\r']);
    Span::new(line.start, line.start + shown.len())
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

    fn at(text: &str) -> (Slot, String, String) {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let context = Context::new(&text, offset).unwrap();
        let steps = context.steps.iter().map(|step| match step {
            Step::Key(key) => (*key).to_owned(),
            Step::Item(_) => "-".to_owned(),
        });
        let way = steps.collect::<Vec<String>>().join(" ");
        let way = if context.slot == Slot::Comment { String::new() } else { way };
        (context.slot, way, context.word.slice(&text).to_owned())
    }

    const INDENTED: [(&str, Slot, &str, &str); 9] = [
        ("metadata:\n  annotations:\n    log.con|\n", Slot::Key, "metadata annotations", "log.con"),
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
            Slot::Key,
            "spec containers - args -",
            "--fo",
        ),
        ("a: b\n# lt-lint-ignore |\n", Slot::Comment, "", ""),
        ("a: b # lt-lint-ignore low-|\n", Slot::Comment, "", "low-"),
        ("kind: A\n---\nkind: B\nmetadata:\n  name: x|\n", Slot::Value, "metadata name", "x"),
    ];

    #[test]
    fn the_way_down_is_told_by_the_indentation() {
        for (text, slot, steps, word) in INDENTED {
            assert_eq!(at(text), (slot, steps.to_owned(), word.to_owned()), "{text}");
        }
    }

    const IN_BRACKETS: [(&str, Slot, &str, &str); 8] = [
        (
            "metadata:\n  annotations: {a: b, log.con|}\n",
            Slot::Key,
            "metadata annotations",
            "log.con",
        ),
        ("spec:\n  env: [{name: A}, {name: S|\n", Slot::Value, "spec env - name", "S"),
        (
            "spec:\n  envFrom: [{\"configMapRef\":{\"name\": \"|\"}}]\n",
            Slot::Value,
            "spec envFrom - configMapRef name",
            "",
        ),
        (
            "spec:\n  - {args: [\"--a, ]\",\n    'it''s', --fo|\n    ]}\n",
            Slot::Key,
            "spec - args -",
            "--fo",
        ),
        // What isn't closed ends where the indentation does.
        ("spec:\n  env: [{name: A\n  args: {x: \"y\n  to|\n", Slot::Key, "spec", "to"),
        ("{\"data\": {\n\"a\": \"b\",\n\"SC|\"\n", Slot::Key, "data", "SC"),
        ("spec:\n  env: &e [{name: |}]\n", Slot::Value, "spec env - name", ""),
        ("a: {b: c, # why |\n", Slot::Comment, "", ""),
    ];

    #[test]
    fn what_is_open_is_told_by_the_brackets() {
        for (text, slot, steps, word) in IN_BRACKETS {
            assert_eq!(at(text), (slot, steps.to_owned(), word.to_owned()), "{text}");
        }
    }
}
