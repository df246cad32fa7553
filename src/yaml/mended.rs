//! Which line makes a text no YAML, found by trying: the changes of one place after which its document can be read.

use crate::source::{FileId, SourceFile, Span};
use crate::text::count;

use super::cause::is_word;
use super::line::{Line, lines_of};
use super::parse::{Parsed, parse};
use super::tried::{BYTES_AROUND, How, Lines, Try};

/// A change after which a document can be read.
#[derive(Debug)]
pub struct Mending {
    /// What is wrong, in a few words.
    pub message: String,
    /// The key or the item to change.
    pub at: Span,
    /// What comes of it where the reader stopped, if that is another line.
    pub stopped: Option<&'static str>,
    /// What to do, as a sentence.
    pub help: String,
    /// What to write where.
    pub edits: Vec<(Span, String)>,
    /// What the document is then.
    pub parsed: Parsed,
    /// The field that is written and wasn't there, with the word for what is below it.
    pub parent: Option<(String, String)>,
    /// How unlikely it is: keys left without a value and an unusual indentation, lines, columns.
    pub unlikely: [usize; 3],
}

/// Every change of one place after which the document around an error at `start` can be read. What is read for that is
/// taken from `budget`, in bytes; where it isn't enough, it ends, and nothing is said. `parents_of` tells which fields hold
/// some fields, or items of a list that have them.
#[must_use]
pub fn mendings(
    text: &str,
    start: usize,
    budget: &mut usize,
    parents_of: &dyn Fn(&[&str], bool) -> Vec<String>,
) -> Vec<Mending> {
    if *budget == 0 {
        return Vec::new();
    }
    let Some(mut lines) = Lines::new(text, start) else { return Vec::new() };
    let mut tries = lines.tries();
    *budget = budget.saturating_sub(BYTES_AROUND + tries.len() * lines.bytes());
    if *budget == 0 {
        return Vec::new();
    }
    let rare = lines.rare_tries(parents_of);
    if let Some(rest) = budget.checked_sub(rare.len() * lines.bytes()) {
        *budget = rest;
        tries.extend(rare);
    }
    tries.into_iter().filter_map(|one| lines.mending(one)).collect()
}

impl Lines<'_> {
    /// How unlikely a change is.
    fn unlikely(&self, one: Try, changed: &str) -> [usize; 3] {
        let columns = match one.how {
            How::Column(column) => column.abs_diff(self.indent(one.from)),
            _ => 0,
        };
        let lines = (one.from..one.to).filter(|at| self.says(*at)).count();
        [self.odd_lines(changed), lines, columns]
    }

    /// How many lines of a text are indented in another way than most, or are keys without a value.
    fn odd_lines(&self, text: &str) -> usize {
        let lines = lines_of(text, 0, text.len()).into_iter().filter(|line| !line.says_nothing());
        let lines: Vec<Line<'_>> = lines.collect();
        let is_odd = |pair: &&[Line<'_>]| match pair {
            [above, below] => {
                let (column, indent) = (above.key_column(), below.indent());
                let is_item = below.written().starts_with('-');
                let opens = above.key().ends_with(':');
                match () {
                    () if is_item && opens && indent >= column => {
                        indent != column + if self.are_lists_indented { self.step } else { 0 }
                    }
                    () if indent > column => indent != column + self.step,
                    () => opens && indent <= column,
                }
            }
            _ => false,
        };
        lines.windows(2).filter(is_odd).count()
    }

    /// What to write where.
    fn edits(&self, one: Try) -> Option<Vec<(Span, String)>> {
        let first = self.line(one.from)?;
        let indent = first.indent();
        let part = |from: usize, to: usize| Span::new(first.start + from, first.start + to);
        let (span, text) = match one.how {
            How::Column(column) => return self.indented(one, first, column),
            How::Dash | How::DashBefore if first.written().starts_with('-') => return None,
            How::DashBefore => (part(indent.checked_sub(2)?, indent), "- ".to_owned()),
            How::NoDash if !first.written().starts_with("- ") => return None,
            How::NoDash => {
                let dash = self.key_column(one.from).min(indent + 2);
                (part(indent, dash), String::new())
            }
            How::Parent(which, column) => {
                let parent = self.parents.get(which)?;
                (part(0, 0), format!("{}{parent}:\n", " ".repeat(column)))
            }
            How::Dash => (part(indent, indent), "- ".to_owned()),
            How::Quote(..) | How::Colon | How::NoQuote(..) => sign(one.how, first)?,
            How::Written(sign) if may_be_written(first, sign) => {
                (part(indent, indent + sign), String::new())
            }
            How::Written(_) => return None,
        };
        Some(vec![(span, text)])
    }

    /// Lines at another column.
    fn indented(&self, one: Try, first: Line<'_>, column: usize) -> Option<Vec<(Span, String)>> {
        let indent = first.indent();
        let lines = (one.from..one.to).filter_map(|number| self.line(number));
        let lines = lines.filter(|line| !line.written().is_empty());
        let edit = |line: Line<'_>| {
            let (start, now) = (line.start, line.indent());
            let before = Span::new(start, start + now);
            (before, " ".repeat((now + column).saturating_sub(indent)))
        };
        (column != indent).then(|| lines.map(edit).collect())
    }

    /// The document with a change.
    fn changed(&self, edits: &[(Span, String)]) -> Option<String> {
        let (first, last) = (self.all.first()?, self.all.last()?);
        let mut changed = String::new();
        let mut done = first.start;
        for (span, text) in edits {
            changed.push_str(self.text.get(done..span.start).unwrap_or_default());
            changed.push_str(text);
            done = span.end;
        }
        changed.push_str(self.text.get(done..last.end()).unwrap_or_default());
        Some(changed)
    }

    /// A change, if the document can be read with it.
    fn mending(&self, one: Try) -> Option<Mending> {
        let edits = self.edits(one)?;
        let changed = self.changed(&edits)?;
        let source = SourceFile::new("", changed.into_bytes(), true);
        let parsed = parse(FileId(0), &source);
        if !parsed.problems.is_empty() {
            return None;
        }
        let unlikely = self.unlikely(one, &source.text);
        let line = self.line(one.from)?;
        let (message, help) = self.words(one, line);
        let (at, word) = match quote_of(one, line) {
            Some(at) => (Span::new(at, at + 1), "so this isn't YAML"),
            None => (line.key_word(), "so this line fits no level"),
        };
        let stopped = (one.from != self.error).then_some(word);
        let parent = match one.how {
            How::Parent(which, _) => self.parents.get(which).cloned(),
            _ => None,
        };
        let parent = parent.map(|parent| (parent, name_of(line)));
        Some(Mending { message, at, stopped, help, edits, parsed, parent, unlikely })
    }

    /// What is wrong with a line, and what to do about it.
    fn words(&self, one: Try, line: Line<'_>) -> (String, String) {
        let name = name_of(line);
        match one.how {
            How::Column(column) => self.words_of_column(one, line, &name, column),
            How::Dash | How::DashBefore => {
                (format!("no `- ` before {name}"), format!("Write `- ` before {name}."))
            }
            How::NoDash => (
                format!("{name} begins with `- `, and what is around it isn't a list"),
                format!("Remove the `- ` before {name}."),
            ),
            How::Quote(..) | How::Colon | How::NoQuote(..) => words_of_sign(one.how, line, &name),
            How::Parent(which, _) => {
                let parent = self.parents.get(which).map_or("", String::as_str);
                missing_above(&format!("`{parent}:`"), &name)
            }
            How::Written(_) => (
                format!("{name} is a comment, but not what belongs to it"),
                format!("Remove the `#` before {name}, or make what belongs to it a comment too."),
            ),
        }
    }

    fn words_of_column(
        &self,
        one: Try,
        line: Line<'_>,
        name: &str,
        column: usize,
    ) -> (String, String) {
        let said = (one.from + 1..one.to).filter(|at| self.says(*at)).count();
        let all = match said {
            0 => name.to_owned(),
            1 => format!("{name} and the line below it"),
            said => format!("{name} and the {} below it", count(said, "line")),
        };
        let now = line.indent();
        (
            format!("{name} is indented by {}, not {column}", count(now, "space")),
            format!("Indent {all} by {} instead of {now}.", count(column, "space")),
        )
    }
}

/// A sign of YAML that is missing in a line, or one too many.
fn sign(how: How, line: Line<'_>) -> Option<(Span, String)> {
    let (from, to, text) = match how {
        How::Quote(quote, column) => (column, column, quote.to_string()),
        How::NoQuote(column, spaced) => (column, column + 1, " ".repeat(usize::from(spaced))),
        How::Colon => (line.text.trim_end().len(), line.text.trim_end().len(), ":".to_owned()),
        _ => return None,
    };
    Some((Span::new(line.start + from, line.start + to), text))
}

/// What is said of such a sign, and what to do about it.
fn words_of_sign(how: How, line: Line<'_>, name: &str) -> (String, String) {
    match how {
        How::NoQuote(column, _) => {
            let quote = line.text.get(column..=column).unwrap_or_default();
            (format!("this `{quote}` is one too many"), format!("Remove this `{quote}`."))
        }
        How::Quote(quote, _) => (
            "this quote is never closed".to_owned(),
            format!("Write the closing `{quote}` in the line of {name}."),
        ),
        _ => (format!("no `:` after {name}"), format!("Write `:` after {name}.")),
    }
}

/// Where the quote is that has no other end, or is one too many.
fn quote_of(one: Try, line: Line<'_>) -> Option<usize> {
    let column = match one.how {
        How::Quote(quote, _) => line.text.rfind(quote)?,
        How::NoQuote(column, _) => column,
        _ => return None,
    };
    Some(line.start + column)
}

/// Whether a comment may be a key that was meant to count, with so many signs before it.
fn may_be_written(line: Line<'_>, sign: usize) -> bool {
    let Some(rest) = line.written().strip_prefix('#') else { return false };
    let name = rest.trim_start().trim_start_matches("- ").split(':').next();
    name.is_some_and(is_word) && rest.contains(':') && (sign <= 1 || rest.starts_with(' '))
}

/// What a line is called.
fn name_of(line: Line<'_>) -> String {
    let key = line.key().trim_start_matches(['#', ' ']);
    let name = key.strip_prefix("- ").unwrap_or(key).split(':').next();
    let name = name.filter(|name| is_word(name));
    name.map_or_else(|| "this line".to_owned(), |name| format!("`{name}`"))
}

/// What is said of a line that is missing above another one, and what to do about it.
#[must_use]
pub fn missing_above(parent: &str, name: &str) -> (String, String) {
    (
        format!("{parent} is missing above {name}"),
        format!("Write {parent} above {name}, indented less."),
    )
}
