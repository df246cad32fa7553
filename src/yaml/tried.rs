//! Changes to try on a text that isn't YAML: lines that may have moved, and dashes, comment signs and quotes that may be
//! missing or too many.

use std::ops::Range;

use memchr::memrchr;

use super::cause::is_word;
use super::line::{Line, lines_of, lines_up};

/// The largest document for which it is tried, in bytes.
const MOST_BYTES: usize = 64 << 10;
/// The bytes before a document that tell how it was meant to be indented.
pub(super) const BYTES_AROUND: usize = 8 << 10;
/// How many lines of a kind are tried.
const MOST_TRIED: usize = 12;
/// How many lines are tried in which a quote may have been lost.
const MOST_QUOTED: usize = 200;
/// Columns by which most manifests indent.
const USUAL_STEP: usize = 2;

/// A change to try: of the lines from one to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Try {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
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
    /// A text in the line ends with this quote in this column.
    Quote(char, usize),
    /// The line is a key, without its colon.
    Colon,
    /// A quote in this column is one too many, with a space in its place or nothing.
    NoQuote(usize, bool),
    /// Above the line this one of the fields that hold it is missing, in this column.
    Parent(usize, usize),
}

/// The document around an error, line by line.
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
    pub(super) all: Vec<Line<'t>>,
    /// The number of the line with the error.
    pub(super) error: usize,
    /// By how many columns most keys are indented below the one above.
    pub(super) step: usize,
    /// Whether most lists are indented below their keys.
    pub(super) are_lists_indented: bool,
    /// Fields that may be missing above a line.
    pub(super) parents: Vec<String>,
}

/// The fields that hold some fields, or a list of items that have them.
pub(super) type ParentsOf<'p> = &'p dyn Fn(&[&str], bool) -> Vec<String>;

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Option<Self> {
        let first = lines_up(text, start).last()?.start;
        if start.saturating_sub(first) > MOST_BYTES {
            return None;
        }
        let all = lines_of(text, first, start);
        let end = all.last().map(|line| line.end())?;
        if end.saturating_sub(first) > MOST_BYTES {
            return None;
        }
        let error = all.iter().position(|line| (line.start..=line.end()).contains(&start))?;
        // Other documents of the file are indented in the same way.
        let before = text.as_bytes().get(..first.saturating_sub(BYTES_AROUND));
        let from = before.and_then(|before| memrchr(b'\n', before));
        let around = lines_of(text, from.map_or(0, |end| end + 1), end);
        let (step, are_lists_indented) = (step(&around), are_lists_indented(&around));
        Some(Self { text, all, error, step, are_lists_indented, parents: Vec::new() })
    }

    pub(super) fn bytes(&self) -> usize {
        let first = self.all.first().map_or(0, |line| line.start);
        self.all.last().map_or(0, |line| line.end()).saturating_sub(first)
    }

    pub(super) fn line(&self, number: usize) -> Option<Line<'t>> {
        self.all.get(number).copied()
    }

    pub(super) fn indent(&self, number: usize) -> usize {
        self.line(number).map_or(0, Line::indent)
    }

    pub(super) fn says(&self, number: usize) -> bool {
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
    pub(super) fn tries(&self) -> Vec<Try> {
        let (error, here) = (self.error, self.indent(self.error));
        let opener = self.above(error, here);
        let inside = opener.map_or(0, |opener| opener + 1)..error;
        let suspects = self.suspects(opener, inside.start);
        let mut tries: Vec<Try> = suspects.iter().flat_map(|at| self.tries_at(*at)).collect();
        // What was moved to the left took what is below it along.
        let peers = opener.into_iter().flat_map(|opener| self.peers(opener));
        let moved = |from| Try { from, to: error, how: How::Column(here) };
        tries.extend(peers.map(moved));
        tries.extend(self.comments(inside));
        tries.extend(self.quotes_near(error));
        tries.extend(self.bare_keys(error));
        tries.iter_mut().for_each(|one| one.to = self.said_end(one));
        // What the document begins with is where it has to be.
        let is_head = |one: &Try| self.says(one.from) && self.said_up(one.from).next().is_none();
        tries.retain(|one| !is_head(one) || !matches!(one.how, How::Column(column) if column > 0));
        tries.sort_unstable();
        tries.dedup();
        tries
    }

    /// Fields that may be missing above a line: the one with the error, which is deeper than what is above it or an item
    /// where there is no list, or the first of those between it and the line that both are below.
    fn missing_parents(&mut self, parents_of: ParentsOf<'_>) -> Vec<Try> {
        let (error, here) = (self.error, self.indent(self.error));
        let before = self.said_up(error).next();
        let opener = self.above(error, here);
        let below = before.map(|at| (error, self.key_column(at))).filter(|(_, own)| *own < here);
        let first = opener.and_then(|opener| self.first_of(opener + 1..error));
        let first = first.filter(|first| self.may_be_below(*first, here));
        let usual = below.or(first.map(|first| (first, here)));
        let others = self.levels_of_item(error, opener).filter(|one| Some(*one) != usual);
        let mut tries = Vec::new();
        for (from, column) in usual.into_iter().chain(others) {
            let way = |at| Try { from, to: from + 1, how: How::Parent(at, column) };
            tries.extend(self.add_parents(from, parents_of).map(way));
        }
        tries
    }

    /// Whether a line may belong to a key in some column: the items of a list may be at the level of its key.
    fn may_be_below(&self, line: usize, column: usize) -> bool {
        let is_item = self.line(line).is_some_and(begins_item);
        self.indent(line) > column || is_item && self.indent(line) == column
    }

    /// The columns in which the key of a list may be that an item begins: that of the key above, and its own.
    fn levels_of_item(
        &self,
        line: usize,
        opener: Option<usize>,
    ) -> impl Iterator<Item = (usize, usize)> + use<> {
        let is_item = self.line(line).is_some_and(begins_item);
        let above = opener.map(|opener| self.indent(opener));
        let levels = [above, Some(self.indent(line))].map(|one| one.filter(|_| is_item));
        levels.into_iter().flatten().map(move |column| (line, column))
    }

    /// Which of the parents are those of a line's key, or of the keys of the item that it begins.
    fn add_parents(&mut self, number: usize, parents_of: ParentsOf<'_>) -> Range<usize> {
        let own = self.parents.len();
        if let Some(line) = self.line(number) {
            let name = |line: Line<'t>| line.key().split(':').next().unwrap_or_default();
            let column = line.key_column();
            let others = self.all.get(number + 1..).unwrap_or_default().iter();
            let others = others.filter(|other| !other.says_nothing());
            let others = others.take_while(|other| begins_item(line) && other.indent() >= column);
            let others = others.filter(|other| other.indent() == column && !begins_item(**other));
            let keys = others.take(MOST_TRIED).map(|other| name(*other));
            let keys: Vec<&str> = std::iter::once(name(line)).chain(keys).collect();
            self.parents.extend(parents_of(&keys, begins_item(line)));
        }
        own..self.parents.len()
    }

    fn first_of(&self, mut lines: Range<usize>) -> Option<usize> {
        lines.find(|at| self.says(*at))
    }

    /// The line with the error and what belongs to it moved to the right: it ends before one of the lines that are as far
    /// to the right then.
    fn moved_right(&self) -> Vec<Try> {
        let (from, here) = (self.error, self.indent(self.error));
        let end = self.block_end(from);
        let columns = self.levels(from).into_iter().filter(|column| *column > here);
        let moved = columns.flat_map(|column| {
            let ends = (from + 2..end).filter(move |at| self.indent(*at) == column);
            let ends = ends.filter(|at| self.says(*at)).take(MOST_TRIED);
            ends.map(move |to| Try { from, to, how: How::Column(column) })
        });
        moved.collect()
    }

    /// Rarer changes that may be meant.
    pub(super) fn rare_tries(&mut self, parents_of: ParentsOf<'_>) -> Vec<Try> {
        let mut tries = self.missing_parents(parents_of);
        tries.extend(self.moved_right());
        tries
    }

    /// Comments that may be meant to be lines.
    fn comments(&self, inside: Range<usize>) -> impl Iterator<Item = Try> {
        let comments = inside.rev().filter(|at| !self.says(*at)).take(MOST_TRIED);
        comments
            .flat_map(|from| [1, 2].map(|sign| Try { from, to: from + 1, how: How::Written(sign) }))
    }

    /// The end of the lines that a change is of: comments at the end of a block may belong to what follows.
    fn said_end(&self, one: &Try) -> usize {
        let last = self.said_up(one.to).next();
        last.map_or(one.to, |last| (last + 1).max(one.from + 1))
    }

    /// The lines that may be at a wrong level: that of the error, and the first and the last ones around it.
    fn suspects(&self, opener: Option<usize>, inside: usize) -> Vec<usize> {
        let (error, here) = (self.error, self.indent(self.error));
        let first = (inside..error).find(|at| self.says(*at));
        let last = self.said_up(error).next();
        let same = self.said_up(error).find(|at| self.indent(*at) <= here);
        let all = [Some(error), opener, first, last, same];
        let mut suspects: Vec<usize> = all.into_iter().flatten().collect();
        suspects.sort_unstable();
        suspects.dedup();
        suspects
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

    /// Where a quote may have been lost in a line that has one too few of them: at its end, or before what ends a value. Or
    /// it is one too many, where it is in the indentation, or after a text in quotes.
    fn quotes(&self, from: usize, quote: char) -> Vec<Try> {
        let text = self.line(from).map_or("", |line| line.text.trim_end());
        let Some(last) = text.rfind(quote).filter(|_| text.matches(quote).count() % 2 == 1) else {
            return Vec::new();
        };
        let rest = text.get(last + 1..).unwrap_or_default();
        let is_in_indentation = text.trim_start() == text.get(last..).unwrap_or_default();
        if is_in_indentation && rest.starts_with([' ', '-']) || text.matches(quote).count() > 2 {
            let ways = [false, true].map(|spaced| How::NoQuote(last, spaced));
            return ways.map(|how| Try { from, to: from + 1, how }).to_vec();
        }
        let ends = [':', ',', ']', '}'].iter().filter_map(|end| rest.find(*end));
        let columns = ends.map(|at| last + 1 + at).chain([text.len()]);
        columns.map(|at| Try { from, to: from + 1, how: How::Quote(quote, at) }).collect()
    }

    fn quotes_near(&self, number: usize) -> impl Iterator<Item = Try> {
        let near = self.said_up(number + 1).take(MOST_QUOTED);
        let quoted = near.flat_map(|from| ['"', '\''].map(|quote| (from, quote)));
        quoted.flat_map(|(from, quote)| self.quotes(from, quote))
    }

    /// The lines up to one that are a word, which may be a key without its colon.
    fn bare_keys(&self, number: usize) -> impl Iterator<Item = Try> {
        let near = self.said_up(number + 1).take(MOST_TRIED);
        let is_bare = |at: &usize| {
            let word = self.line(*at).map_or("", |line| line.written());
            is_word(word.strip_prefix("- ").unwrap_or(word))
        };
        near.filter(is_bare).map(|from| Try { from, to: from + 1, how: How::Colon })
    }

    /// The lines before one that say something, the last first.
    pub(super) fn said_up(&self, number: usize) -> impl Iterator<Item = usize> {
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

    pub(super) fn key_column(&self, number: usize) -> usize {
        self.line(number).map_or(0, Line::key_column)
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

fn begins_item(line: Line<'_>) -> bool {
    line.written().starts_with("- ")
}
