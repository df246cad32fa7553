//! Brackets that were lost or are too many, as the indentation of a document shows that is written in brackets alone, as
//! JSON is.

use std::cmp::Ordering;
use std::ops::ControlFlow::{self, Break, Continue};

use crate::source::Span;

use super::cause::Cause;
use super::line::{Line, lines_of, lines_up};

/// A bracket that isn't closed yet.
struct Open {
    /// Its place.
    at: usize,
    closes: u8,
    /// The indentation of its line, and of what is in it, once that is known.
    column: usize,
    inside: Option<usize>,
}

impl Open {
    fn place(&self) -> Span {
        Span::new(self.at, self.at + 1)
    }
}

/// How a document is laid out, line by line.
#[derive(Default)]
struct Layout {
    open: Vec<Open>,
    /// By how much the first bracket's content is indented.
    step: Option<usize>,
}

/// What the lines so far come to: on with the next one, or an end, with a cause or without.
type Outcome = ControlFlow<Option<Cause>>;

/// The line at which the brackets of the document around `start` and its indentation part.
pub(super) fn of_brackets(text: &str, start: usize) -> Option<Cause> {
    let first = lines_up(text, start).last()?.start;
    let lines = lines_of(text, first, start).into_iter();
    let mut lines = lines.filter(|line| !line.says_nothing() && !line.is_marker()).peekable();
    lines.peek().filter(|line| line.text.trim_start().starts_with(['{', '[']))?;
    let mut layout = Layout::default();
    let outcome = lines.try_for_each(|line| {
        layout.judge(line)?;
        layout.read(line)
    });
    outcome.break_value().flatten()
}

impl Layout {
    /// Compares the indentation of a line with the brackets that are open before it.
    fn judge(&mut self, line: Line<'_>) -> Outcome {
        let Some(top) = self.open.last_mut() else { return Continue(()) };
        let column = line.blank();
        if line.text.trim_start().starts_with(['}', ']']) {
            return match column.cmp(&top.column) {
                Ordering::Less => Break(Some(unclosed(line, top))),
                Ordering::Equal => Continue(()),
                Ordering::Greater => Break(Some(one_too_many(line, column))),
            };
        }
        if column <= top.column {
            return Break(Some(unclosed(line, top)));
        }
        let step = *self.step.get_or_insert(column - top.column);
        let usual = *top.inside.get_or_insert(column.min(top.column + step));
        match column.cmp(&usual) {
            Ordering::Less => Break(None),
            Ordering::Equal => Continue(()),
            Ordering::Greater => Break(Some(unopened(line, top))),
        }
    }

    /// Reads the brackets of a line.
    fn read(&mut self, line: Line<'_>) -> Outcome {
        let column = line.blank();
        let mut bytes = line.text.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => skip_quoted(&mut bytes),
                b'{' | b'[' => {
                    let closes = if byte == b'{' { b'}' } else { b']' };
                    self.open.push(Open { at: line.start + at, closes, column, inside: None });
                }
                b'}' | b']' => match self.open.pop() {
                    None => return Break(Some(one_too_many(line, at))),
                    Some(open) if open.closes != byte => {
                        return Break(Some(other(line, at, &open)));
                    }
                    Some(_) => {}
                },
                _ => {}
            }
        }
        // What goes on next to its bracket has an indentation of its own.
        let is_left_open = self.open.last().is_some_and(|open| open.at >= line.start);
        if is_left_open && !line.text.trim_end().ends_with(['{', '[']) {
            return Break(None);
        }
        Continue(())
    }
}

/// Goes on after the closing quote.
fn skip_quoted(bytes: &mut impl Iterator<Item = (usize, u8)>) {
    while let Some((_, byte)) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}

/// The bracket in some column of a line.
fn bracket(line: Line<'_>, column: usize) -> (String, Span) {
    let bracket = line.text.get(column..=column).unwrap_or_default();
    (bracket.to_owned(), line.part(bracket, column))
}

fn unclosed(line: Line<'_>, open: &Open) -> Cause {
    Cause {
        message: format!("a `{}` is missing above this line", char::from(open.closes)),
        at: line.word(),
        related: Some((open.place(), "this bracket isn't closed".to_owned())),
    }
}

fn unopened(line: Line<'_>, open: &Open) -> Cause {
    Cause {
        message: "a line that opens a bracket is missing above this one".to_owned(),
        at: line.word(),
        related: Some((open.place(), "this bracket is the last open one".to_owned())),
    }
}

fn one_too_many(line: Line<'_>, column: usize) -> Cause {
    let (bracket, at) = bracket(line, column);
    Cause { message: format!("this `{bracket}` closes nothing that is open"), at, related: None }
}

fn other(line: Line<'_>, column: usize, open: &Open) -> Cause {
    let (bracket, at) = bracket(line, column);
    let closes = char::from(open.closes);
    Cause {
        message: format!("`{bracket}` is where `{closes}` must be"),
        at,
        related: Some((open.place(), "this bracket was opened here".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = r#"{
    "kind": "List",
    "items": [
        {
            "metadata": {
                "name": "a{"
            },
            "data": {
                "a": "]\" }",
                "b": [1, 2]
            }
        }, {
            "kind": "Pod"
        }
    ]
}
"#;

    /// The line and the message of what is told of the right text with a line of it exchanged.
    fn told(line: usize, text: &str) -> Option<(usize, String)> {
        let mut lines: Vec<&str> = RIGHT.lines().collect();
        lines[line - 1] = text;
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        let text = lines.join("\n");
        let cause = of_brackets(&text, 0)?;
        Some((text.get(..cause.at.start)?.matches('\n').count() + 1, cause.message))
    }

    #[test]
    fn the_line_at_which_brackets_and_indentation_part_is_told() {
        for (line, text, at, message) in [
            (7, "", 7, "a `}` is missing above this line"),
            (11, "", 11, "a `}` is missing above this line"),
            (15, "", 15, "a `]` is missing above this line"),
            (5, "", 5, "a line that opens a bracket is missing above this one"),
            (
                8,
                "            \"data\":",
                9,
                "a line that opens a bracket is missing above this one",
            ),
            (6, "                }", 6, "this `}` closes nothing that is open"),
            (11, "            }}", 12, "this `}` closes nothing that is open"),
            (7, "            ],", 7, "`]` is where `}` must be"),
            (10, "                \"b\": [1, 2}", 10, "`}` is where `]` must be"),
            (14, "        }}", 14, "`}` is where `]` must be"),
        ] {
            assert_eq!(told(line, text), Some((at, message.to_owned())), "{line}: {text}");
        }
    }

    #[test]
    fn what_is_laid_out_otherwise_tells_nothing() {
        assert_eq!(of_brackets(RIGHT, 0), None);
        for text in
            ["a: {\nb: [\n", "{\"a\": {\"b\": 1,\n \"c\": 2}\n", "{\n  a: {\n    b: 1,\n   c: 2\n"]
        {
            assert_eq!(of_brackets(text, 0), None, "{text}");
        }
    }
}
