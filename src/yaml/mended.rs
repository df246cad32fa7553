//! Which line makes a text no YAML, found by trying: the changes of one place after which its document can be read.

use crate::source::{FileId, SourceFile, Span};
use crate::text::count;

use super::cause::is_word;
use super::line::{Line, lines_of, lines_up};
use super::parse::{Parsed, parse};

/// A change after which a document can be read.
#[derive(Debug)]
pub struct Mending {
    /// What is wrong, in a few words.
    pub message: String,
    /// The key or the item to change.
    pub at: Span,
    /// The line that can't be read for that reason, where it is another one.
    pub stopped: Option<Span>,
    /// What to do, as a sentence.
    pub help: String,
    /// What to write where.
    pub edits: Vec<(Span, String)>,
    /// What the document is then.
    pub parsed: Parsed,
    /// The same, as text.
    pub source: SourceFile,
    /// How unlikely it is: keys left without a value and an unusual indentation, lines, columns.
    pub unlikely: [usize; 3],
}

/// The largest document for which it is tried, in bytes.
const MOST_BYTES: usize = 64 << 10;
/// How many lines of a kind are tried.
const MOST_TRIED: usize = 12;
/// Columns by which most manifests indent.
const USUAL_STEP: usize = 2;

/// A change to try: of the lines from one to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Try {
    from: usize,
    to: usize,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    /// The first line begins in this column, and the others move along.
    Column(usize),
    /// The line is an item.
    Dash,
    /// The same, of which the key is where it belongs.
    DashBefore,
    /// The line isn't an item.
    NoDash,
    /// The line isn't a comment: so many characters less.
    Written(usize),
}

/// The document around an error, line by line.
struct Lines<'t> {
    text: &'t str,
    /// Those that say something, each with its place among all.
    all: Vec<Line<'t>>,
    /// The number of the line with the error.
    error: usize,
    /// By how many columns most keys are indented below the one above.
    step: usize,
    /// Whether most lists are indented below their keys.
    are_lists_indented: bool,
}

/// Every change of one place after which the document around an error at `start` can be read. Each try takes its bytes
/// of `budget`; where that ends, nothing is said.
#[must_use]
pub fn mendings(text: &str, start: usize, budget: &mut usize) -> Vec<Mending> {
    let Some(lines) = Lines::new(text, start) else { return Vec::new() };
    let tries = lines.tries();
    let Some(left) = budget.checked_sub(tries.len() * lines.bytes()) else {
        return Vec::new();
    };
    *budget = left;
    tries.into_iter().filter_map(|one| lines.mending(one)).collect()
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, start: usize) -> Option<Self> {
        let first = lines_up(text, start).last()?.start;
        let all = lines_of(text, first, start);
        let end = all.last().map(|line| line.end())?;
        if end.saturating_sub(first) > MOST_BYTES {
            return None;
        }
        let error = all.iter().position(|line| (line.start..=line.end()).contains(&start))?;
        // What is around tells how the document was meant to be indented.
        let around = lines_of(text.get(..MOST_BYTES).unwrap_or(text), 0, text.len());
        let (step, are_lists_indented) = (step(&around), are_lists_indented(&around));
        Some(Self { text, all, error, step, are_lists_indented })
    }

    fn bytes(&self) -> usize {
        let first = self.all.first().map_or(0, |line| line.start);
        self.all.last().map_or(0, |line| line.end()).saturating_sub(first)
    }

    fn line(&self, number: usize) -> Option<Line<'t>> {
        self.all.get(number).copied()
    }

    fn indent(&self, number: usize) -> usize {
        self.line(number).map_or(0, Line::indent)
    }

    fn says(&self, number: usize) -> bool {
        self.line(number).is_some_and(|line| !line.says_nothing() && !line.is_marker())
    }

    /// The last line before another one that says something and is indented less than `column`.
    fn above(&self, number: usize, column: usize) -> Option<usize> {
        self.said_up(number).find(|at| self.indent(*at) < column)
    }

    /// The first line after the block that begins with a line.
    fn block_end(&self, number: usize) -> usize {
        let column = self.indent(number);
        let ends = |at: &usize| self.says(*at) && self.indent(*at) <= column;
        (number + 1..self.all.len()).find(ends).unwrap_or(self.all.len())
    }

    /// Changes that may be meant, each once.
    fn tries(&self) -> Vec<Try> {
        let (error, here) = (self.error, self.indent(self.error));
        let opener = self.above(error, here);
        let inside = opener.map_or(0, |opener| opener + 1)..error;
        let first = inside.clone().find(|at| self.says(*at));
        let last = self.said_up(error).next();
        let same = self.said_up(error).find(|at| self.indent(*at) <= here);
        let mut suspects: Vec<usize> =
            [Some(error), opener, first, last, same].into_iter().flatten().collect();
        suspects.sort_unstable();
        suspects.dedup();
        let mut tries: Vec<Try> = suspects.iter().flat_map(|at| self.tries_at(*at)).collect();
        // What was moved to the left took what is below it along.
        let peers = opener.into_iter().flat_map(|opener| self.peers(opener));
        let moved = |from| Try { from, to: error, how: How::Column(here) };
        tries.extend(peers.map(moved));
        let comments = inside.rev().filter(|at| !self.says(*at)).take(MOST_TRIED);
        let written = |from| [1, 2].map(|sign| Try { from, to: from + 1, how: How::Written(sign) });
        tries.extend(comments.flat_map(written));
        for one in &mut tries {
            // Comments at the end of a block may belong to what follows.
            one.to =
                self.said_up(one.to).next().map_or(one.to, |last| (last + 1).max(one.from + 1));
        }
        // What the document begins with is where it has to be.
        let is_head = |one: &Try| self.says(one.from) && self.said_up(one.from).next().is_none();
        tries.retain(|one| !is_head(one) || !matches!(one.how, How::Column(column) if column > 0));
        tries.sort_unstable();
        tries.dedup();
        tries
    }

    /// Changes of a line, alone and with what is below it.
    fn tries_at(&self, from: usize) -> Vec<Try> {
        let here = self.indent(self.error);
        let behind = self.key_column(from).saturating_sub(self.indent(from));
        let mut columns = self.levels(from);
        columns.extend([behind, self.step].iter().filter_map(|less| here.checked_sub(*less)));
        columns.push(here);
        let end = self.block_end(from);
        let end = if from < self.error { end.min(self.error) } else { end };
        let moved = |column| [from + 1, end].map(|to| Try { from, to, how: How::Column(column) });
        let dashes =
            [How::Dash, How::DashBefore, How::NoDash].map(|how| Try { from, to: from + 1, how });
        columns.into_iter().flat_map(moved).chain(dashes).collect()
    }

    /// The lines before one that say something, the last first.
    fn said_up(&self, number: usize) -> impl Iterator<Item = usize> {
        (0..number).rev().filter(|at| self.says(*at))
    }

    /// The lines up to one that are indented as it is, with nothing between that is indented less.
    fn peers(&self, number: usize) -> impl Iterator<Item = usize> {
        let column = self.indent(number);
        let lines = self.said_up(number + 1).take_while(move |at| self.indent(*at) >= column);
        lines.filter(move |at| self.indent(*at) == column).take(MOST_TRIED)
    }

    /// The columns in which a line could go on with what is above it.
    fn levels(&self, number: usize) -> Vec<usize> {
        let mut levels = Vec::new();
        let mut column = usize::MAX;
        for at in self.said_up(number) {
            let indent = self.indent(at);
            if indent < column {
                column = indent;
                levels.extend([indent, self.key_column(at)]);
            }
            if column == 0 || levels.len() > 2 * MOST_TRIED {
                break;
            }
        }
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    /// How unlikely a change is.
    fn unlikely(&self, one: Try, changed: &str) -> [usize; 3] {
        let columns = match one.how {
            How::Column(column) => column.abs_diff(self.indent(one.from)),
            How::Dash | How::DashBefore | How::NoDash | How::Written(_) => 0,
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

    fn key_column(&self, number: usize) -> usize {
        self.line(number).map_or(0, Line::key_column)
    }

    /// What to write where.
    fn edits(&self, one: Try) -> Option<Vec<(Span, String)>> {
        let first = self.line(one.from)?;
        let at = |column: usize| Span::new(first.start + column, first.start + column);
        let indent = first.indent();
        Some(match one.how {
            How::Column(column) if column == indent => return None,
            How::Column(column) => {
                let lines = (one.from..one.to).filter_map(|number| self.line(number));
                let lines = lines.filter(|line| !line.written().is_empty());
                let edit = |line: Line<'_>| {
                    let (start, now) = (line.start, line.indent());
                    let blank = Span::new(start, start + now);
                    (blank, " ".repeat((now + column).saturating_sub(indent)))
                };
                lines.map(edit).collect()
            }
            How::Dash | How::DashBefore if first.written().starts_with('-') => return None,
            How::DashBefore => {
                let column = indent.checked_sub(2)?;
                vec![(Span::new(first.start + column, first.start + indent), "- ".to_owned())]
            }
            How::NoDash if !first.written().starts_with("- ") => return None,
            How::NoDash => {
                let dash = self.key_column(one.from).min(indent + 2);
                vec![(Span::new(first.start + indent, first.start + dash), String::new())]
            }
            How::Dash => vec![(at(indent), "- ".to_owned())],
            How::Written(sign) => {
                let rest = first.written().strip_prefix('#')?;
                let is_wide = rest.starts_with(' ');
                let name = rest.trim_start().trim_start_matches("- ").split(':').next()?;
                if !is_word(name) || !rest.contains(':') || (sign > 1 && !is_wide) {
                    return None;
                }
                vec![(Span::new(first.start + indent, first.start + indent + sign), String::new())]
            }
        })
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
        let unlikely = self.unlikely(one, &changed);
        let source = SourceFile::new("", changed.into_bytes(), true);
        let parsed = parse(FileId(0), &source);
        if !parsed.problems.is_empty() {
            return None;
        }
        let line = self.line(one.from)?;
        let stopped = self.line(self.error).filter(|_| one.from != self.error).map(Line::word);
        let (message, help) = self.words(one, line);
        let at = line.key_word();
        Some(Mending { message, at, stopped, help, edits, parsed, source, unlikely })
    }

    /// What is wrong with a line, and what to do about it.
    fn words(&self, one: Try, line: Line<'_>) -> (String, String) {
        let key = line.key().trim_start_matches(['#', ' ']);
        let name = key.strip_prefix("- ").unwrap_or(key).split(':').next();
        let name = name.filter(|name| is_word(name));
        let name = name.map_or_else(|| "this line".to_owned(), |name| format!("`{name}`"));
        match one.how {
            How::Column(column) => {
                let said = (one.from + 1..one.to).filter(|at| self.says(*at)).count();
                let all = match said {
                    0 => name.clone(),
                    said => format!("{name} and the {} below it", count(said, "line")),
                };
                let now = line.indent();
                (
                    format!("{name} is indented by {}, not {column}", count(now, "space")),
                    format!("Indent {all} by {} instead of {now}.", count(column, "space")),
                )
            }
            How::Dash | How::DashBefore => {
                (format!("no `- ` before {name}"), format!("Write `- ` before {name}."))
            }
            How::NoDash => (
                format!("{name} begins with `- `, and what is around it isn't a list"),
                format!("Remove the `- ` before {name}."),
            ),
            How::Written(_) => (
                format!("{name} is a comment, but not what belongs to it"),
                format!("Remove the `#` before {name}, or make what belongs to it a comment too."),
            ),
        }
    }
}

/// By how many columns most keys are indented below the one above.
fn step(lines: &[Line<'_>]) -> usize {
    let said = lines.iter().filter(|line| !line.says_nothing());
    let indents: Vec<usize> = said.map(|line| line.indent()).collect();
    let steps = indents.windows(2).filter_map(|pair| match pair {
        [above, below] => below.checked_sub(*above).filter(|step| (2..=8).contains(step)),
        _ => None,
    });
    let mut counts = [0; 9];
    for step in steps {
        if let Some(count) = counts.get_mut(step) {
            *count += 1;
        }
    }
    let most = (2..=8).max_by_key(|step| (counts.get(*step), 8 - step));
    most.filter(|step| counts.get(*step).is_some_and(|count| *count > 1)).unwrap_or(USUAL_STEP)
}

/// Whether most lists of a text are indented below their keys.
fn are_lists_indented(lines: &[Line<'_>]) -> bool {
    let said: Vec<_> = lines.iter().filter(|line| !line.says_nothing()).collect();
    let lists = said.windows(2).filter_map(|pair| match pair {
        [key, item] if key.key().ends_with(':') && item.written().starts_with("- ") => {
            Some(item.indent() > key.key_column())
        }
        _ => None,
    });
    let (indented, flush): (Vec<bool>, Vec<bool>) = lists.partition(|is_indented| *is_indented);
    indented.len() >= flush.len()
}
