//! Lines that are moved, broken or marked again.

use crate::fix::Edit;
use crate::line;
use crate::source::Span;
use crate::yaml::{Document, Node};

use super::lines::{break_of, column, is_first};
use super::place::Form;
use super::scalar::of_text;

/// What lines are below a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// The fields of its mapping; the region begins with a key.
    Fields,
    /// The items of its list, with their dashes.
    Items,
    /// The only item of its list, which gets its dash.
    Item,
}

impl Document {
    fn edit(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { file: self.file(), span, text: text.into() }
    }

    /// The lines of a region as what is below a key.
    #[must_use]
    pub fn below_key(&self, key: Span, region: Span, below: Below) -> Option<Vec<Edit>> {
        let text = self.text();
        let (from, at) = (column(text, region.start), column(text, key.start));
        let by = (at + self.step_below(below)?).checked_sub(from);
        let by = by.filter(|by| *by > 0 && is_first(text, region.start))?;
        let mut edits = Vec::new();
        let mut offset = line::start_of(text, region.start);
        let lines = Span::new(offset, region.end).slice(text);
        for (number, line) in lines.split_inclusive('\n').enumerate() {
            let written = if number == 0 { below.lead(by)? } else { " ".repeat(by) };
            // After its indentation, where a dash must be.
            let place = if number == 0 { region.start } else { offset };
            // A comment further left is about something else; in a text `#` is never there.
            if !line.trim().is_empty() && !is_comment_before(line, from) {
                edits.push(self.edit(Span::new(place, place), written));
            }
            offset += line.len();
        }
        Some(edits)
    }

    /// How much further in than a key that is which is below it.
    fn step_below(&self, below: Below) -> Option<usize> {
        let indents = self.root()?.indents();
        Some(match below {
            Below::Fields => indents.step,
            Below::Items => indents.dash,
            Below::Item => indents.dash + 2,
        })
    }

    /// A `---` in a line of its own above the line of a key.
    #[must_use]
    pub fn separated(&self, key: Span) -> Option<Edit> {
        let text = self.text();
        let start = line::start_of(text, key.start);
        let line = format!("---{}", break_of(text));
        (start == key.start).then(|| self.edit(Span::new(start, start), line))
    }

    /// A line break before a place.
    #[must_use]
    pub fn broken(&self, at: Span) -> Edit {
        self.edit(Span::new(at.start, at.start), break_of(self.text()))
    }

    /// The sign of a comment before a place.
    #[must_use]
    pub fn commented(&self, at: Span) -> Edit {
        self.edit(Span::new(at.start, at.start), "# ".to_owned())
    }

    /// A dash before a key, in the column of the one before the first key of the item.
    #[must_use]
    pub fn dashed(&self, key: Span, first: Span) -> Option<Edit> {
        let text = self.text();
        let head = text.get(line::start_of(text, first.start)..first.start)?;
        let dash = head.rfind('-').filter(|at| head.get(at + 1..).is_some_and(is_blank))?;
        let start = line::start_of(text, key.start) + dash;
        let span = Span::new(start, start + 1);
        (is_first(text, key.start) && span.slice(text) == " ").then(|| self.edit(span, "-"))
    }

    /// A space instead of the dash before a key.
    #[must_use]
    pub fn undashed(&self, key: Span) -> Option<Edit> {
        let text = self.text();
        let head = text.get(line::start_of(text, key.start)..key.start)?;
        let dash = head.rfind('-').filter(|at| head.get(at + 1..).is_some_and(is_blank))?;
        let start = key.start - head.len() + dash;
        Some(self.edit(Span::new(start, start + 1), " "))
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c == ' ')
}

fn is_comment_before(line: &str, column: usize) -> bool {
    let words = line.trim_start();
    words.starts_with('#') && line.len() - words.len() < column
}

impl Node<'_> {
    /// A document and the next without the marker between them, where that is the only one and both are in lines.
    #[must_use]
    pub fn joined_with(self, rest: Node<'_>) -> Option<Edit> {
        let text = self.document().text();
        let start = self.span().end;
        let between = text.get(start..rest.span().start)?;
        let lines = between.split_inclusive('\n').scan(start, |offset, line| {
            *offset += line.len();
            Some((*offset - line.len(), line))
        });
        let mut marks = lines.filter(|(at, line)| *at > start && line.starts_with("---"));
        let (at, line) = marks.next()?;
        if marks.next().is_some() {
            return None;
        }
        let is_bare = line.trim_end() == "---" && column(text, rest.span().start) == 0;
        let in_lines = self.form() == Form::Block && rest.form() == Form::Block;
        let in_lines = in_lines && column(text, self.span().start) == 0;
        (is_bare && in_lines).then(|| self.edit(Span::new(at, at + line.len()), ""))
    }

    /// A key as the value of one key before another, which takes its place.
    pub(super) fn split_in_two(self, first: &str, second: &str) -> Option<Edit> {
        let (text, form) = (self.document().text(), self.form());
        let name = of_text(self.text()?, form)?;
        let written = match form {
            Form::Block => {
                let indent = column(text, self.span().start);
                format!("{first}: {name}{}{:indent$}{second}", break_of(text), "")
            }
            Form::Flow => format!("{first}: {name}, {second}"),
            Form::Json => format!("\"{first}\": {name}, \"{second}\""),
        };
        Some(self.edit(self.span(), written))
    }
}

impl Below {
    /// What the first line is moved to the right with; a dash is a part of it.
    fn lead(self, by: usize) -> Option<String> {
        Some(match self {
            Self::Item => format!("{:width$}- ", "", width = by.checked_sub(2)?),
            Self::Fields | Self::Items => " ".repeat(by),
        })
    }
}
