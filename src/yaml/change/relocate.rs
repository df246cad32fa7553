//! Entries that go into another mapping, with their lines and comments.

use crate::fix::Edit;
use crate::line;
use crate::source::Span;
use crate::yaml::{Kind, Node, Style};

use super::lines::{break_at, break_of, column, is_first, is_last, with_break};
use super::place::Form;
use super::scalar::of_text;

/// The lines of an entry.
struct Lines {
    /// What goes.
    gone: Span,
    /// What of it is the entry, with the comments above it.
    own: Span,
    /// Whether the entry has its lines for itself, up to their last break.
    is_whole: bool,
}

impl Node<'_> {
    /// A mapping without an entry of its own, which is in another mapping of the document then, there below some keys
    /// that are new; without the only entry, it goes as a whole. None where more than whole lines would have to change.
    #[must_use]
    pub fn moved_into(self, key: Node<'_>, goal: Node<'_>, below: &[&str]) -> Option<Vec<Edit>> {
        let number = self.entry_number(key)?;
        let ([key, value], _) = self.written_entries_from(number).next()?;
        let holder = if self.pairs().len() > 1 { value } else { self };
        let (from, to) = (holder.span(), goal.span());
        let is_inside = from.covers(to);
        let is_movable = goal.kind() == Kind::Mapping && key.is_simple_key();
        if !is_movable || is_inside || goal.document().file() != self.document().file() {
            return None;
        }
        if self.form() == Form::Block && goal.form() == Form::Block {
            self.with_lines_in(number, [key, value], goal, below)
        } else {
            self.with_pair_in([key, value], goal, below)
        }
    }

    /// Moves an entry from lines to lines.
    fn with_lines_in(
        self,
        number: usize,
        entry: [Node<'_>; 2],
        goal: Node<'_>,
        below: &[&str],
    ) -> Option<Vec<Edit>> {
        let text = self.document().text();
        let lines = self.lines_of_entry(number, entry)?;
        let [from, to] = [entry[0], goal].map(|node| column(text, node.span().start));
        let step = self.indents().step;
        let head = heads(below, to, step, break_of(text))?;
        let written = head + &shifted(lines.own.slice(text), [from, to + step * below.len()])?;
        let is_scalar = below.is_empty() && entry[1].kind() == Kind::Scalar;
        let is_scalar = is_scalar && !entry[1].span().is_empty();
        let behind = goal.end_of_entries(is_scalar).filter(|end| is_last(text, *end))?;
        let at = line::end_of(text, behind);
        if at == lines.own.end && lines.is_whole {
            // It is the last of both: its lines stay where they are.
            return Some(vec![self.edit(lines.own, written)]);
        }
        let is_apart = at < lines.gone.start
            || lines.gone.end <= at
            || (at == lines.gone.start && lines.is_whole);
        let end = break_at(text, at);
        let line_break = if end.is_empty() { break_of(text) } else { end };
        let added = self.edit(Span::new(at, at), format!("{line_break}{written}"));
        is_apart.then(|| vec![self.edit(lines.gone, ""), added])
    }

    /// The lines of an entry; where it follows a dash, the next entry takes its place.
    fn lines_of_entry(self, number: usize, [key, value]: [Node<'_>; 2]) -> Option<Lines> {
        let text = self.document().text();
        let own = own_lines(key, value)?;
        let is_whole = false;
        if self.pairs().len() == 1 {
            let gone = self.removing(key)?.span;
            let others = [Span::new(gone.start, own.start), Span::new(own.end, gone.end)];
            let is_clean = others.iter().all(|part| !part.slice(text).contains('#'));
            let is_clean = is_clean && gone.start < own.start && own.end <= gone.end;
            return is_clean.then_some(Lines { gone, own, is_whole });
        }
        if own.start == key.span().start && !is_first(text, own.start) {
            let ([next, _], _) = self.written_entries_from(number + 1).next()?;
            let gone = Span::new(own.start, next.span().start);
            let between = Span::new(own.end, gone.end).slice(text);
            return between.trim().is_empty().then_some(Lines { gone, own, is_whole });
        }
        Some(Lines { gone: with_break(text, own)?, own, is_whole: true })
    }

    /// A mapping with an entry of its own below keys that it doesn't have.
    #[must_use]
    pub fn with_entry_below(self, key: Node<'_>, keys: &[&str]) -> Option<Edit> {
        let ([key, value], _) = self.written_entries_from(self.entry_number(key)?).next()?;
        let (text, form) = (self.document().text(), self.form());
        let names: Option<Vec<String>> = keys.iter().map(|name| of_text(name, form)).collect();
        let (names, start) = (names?, key.span().start);
        key.is_simple_key().then_some(())?;
        if form != Form::Block {
            let own = Span::new(start, key.end_with(value)?);
            let written = in_brackets(&names, own.slice(text));
            return written.map(|written| self.edit(own, written));
        }
        let own = own_lines(key, value)?;
        let (from, step) = (column(text, start), self.indents().step);
        let below = shifted(own.slice(text), [from, from + step * names.len()])?;
        let above = heads(keys, from, step, break_of(text))?;
        let is_after_dash = own.start == start;
        let above = if is_after_dash { above.trim_start() } else { &above };
        Some(self.edit(own, format!("{above}{below}")))
    }

    /// Moves an entry of one line into or out of brackets.
    fn with_pair_in(
        self,
        [key, value]: [Node<'_>; 2],
        goal: Node<'_>,
        below: &[&str],
    ) -> Option<Vec<Edit>> {
        let text = self.document().text();
        let gap = text.get(key.behind_colon()?..value.span().start)?;
        let written = format!("{}: {}", key.raw(), value.raw());
        let is_line = gap.trim().is_empty() && !value.raw().is_empty() && !written.contains('\n');
        if !is_line || ![key, value].into_iter().all(is_alike_in_brackets) {
            return None;
        }
        let gone = self.removing(key)?;
        // A comment next to it would be lost.
        let own = text.get(key.span().start..value.span().end)?;
        if gone.span.slice(text).replacen(own, "", 1).contains('#') {
            return None;
        }
        let added = goal.with_pair(&written, value.kind() == Kind::Scalar, below)?;
        let is_apart =
            |edit: &Edit| edit.span.end <= gone.span.start || gone.span.end <= edit.span.start;
        added.iter().all(is_apart).then(|| added.into_iter().chain([gone]).collect())
    }

    /// A mapping with a pair more, below some keys that are new.
    fn with_pair(self, pair: &str, is_scalar: bool, below: &[&str]) -> Option<Vec<Edit>> {
        let (text, form) = (self.document().text(), self.form());
        if form != Form::Block {
            let names = below.iter().map(|name| of_text(name, form));
            let open: String = names.map(|name| Some(name? + ": {")).collect::<Option<_>>()?;
            return self.with_member(&format!("{open}{pair}{}", "}".repeat(below.len())));
        }
        let behind = self.end_of_entries(is_scalar && below.is_empty())?;
        let step = self.indents().step;
        let mut lines: Vec<String> = Vec::new();
        for (at, name) in below.iter().enumerate() {
            lines.push(format!("{:width$}{name}:", "", width = step * at));
        }
        lines.push(format!("{:width$}{pair}", "", width = step * below.len()));
        self.with_lines(behind, column(text, self.span().start), &lines)
    }
}

/// The lines of an entry with the comments above it, up to their last break; from the key on where that follows a dash.
fn own_lines(key: Node<'_>, value: Node<'_>) -> Option<Span> {
    let (text, start) = (key.document().text(), key.span().start);
    let end = key.end_with(value).filter(|end| is_last(text, *end))?;
    let start = if is_first(text, start) { with_comments(text, start) } else { start };
    Some(Span::new(start, line::end_of(text, end)))
}

/// The lines of keys, one below the other, the first in a column.
fn heads(keys: &[&str], column: usize, step: usize, line_break: &str) -> Option<String> {
    let line = |(at, key): (usize, &&str)| {
        let (key, indent) = (of_text(key, Form::Block)?, column + step * at);
        Some(format!("{:indent$}{key}:{line_break}", ""))
    };
    keys.iter().enumerate().map(line).collect()
}

/// Start of the comments right above the line of a key, in its column; else of that line.
fn with_comments(text: &str, key: usize) -> usize {
    let own = line::start_of(text, key);
    let indent = text.get(own..key).unwrap_or_default();
    let mut top = own;
    while let Some(before) = text.get(..top).and_then(|before| before.strip_suffix('\n')) {
        let before = before.strip_suffix('\r').unwrap_or(before);
        let above = line::start_of(text, before.len());
        let words = before.get(above..).and_then(|line| line.strip_prefix(indent));
        if !words.is_some_and(|words| words.starts_with('#')) {
            break;
        }
        top = above;
    }
    top
}

/// Lines that begin in one column, in another; none where one of them is further left. The first may begin after a dash.
fn shifted(lines: &str, [from, to]: [usize; 2]) -> Option<String> {
    let mut out = String::new();
    for (number, line) in lines.split_inclusive('\n').enumerate() {
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        let is_after_dash = number == 0 && indent == 0;
        let indent = if is_after_dash { from } else { indent };
        if words.trim().is_empty() {
            out.push_str(line);
            continue;
        }
        let width = (indent + to).checked_sub(from).filter(|_| indent >= from)?;
        out.push_str(&" ".repeat(width));
        out.push_str(words);
    }
    Some(out)
}

/// An entry of one line below keys, each between brackets.
fn in_brackets(keys: &[String], entry: &str) -> Option<String> {
    let open: String = keys.iter().map(|name| format!("{name}: {{")).collect();
    let is_line = !entry.contains('\n');
    is_line.then(|| format!("{open}{entry}{}", "}".repeat(keys.len())))
}

/// Whether a node means the same between brackets and in lines.
fn is_alike_in_brackets(node: Node<'_>) -> bool {
    let is_safe = |c: char| c.is_alphanumeric() || "-._/".contains(c);
    match node.style() {
        Some(Style::Block) => false,
        Some(Style::Plain) => node.raw().chars().all(is_safe),
        _ => true,
    }
}
