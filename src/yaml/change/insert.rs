//! Keys and items that are added to what is there.

use crate::fix::Edit;
use crate::line;
use crate::source::Span;
use crate::yaml::{Kind, Node};

use super::lines::{break_at, break_of, column, is_first, is_last};
use super::place::Form;
use super::tree::{Tree, entry_lines, item_lines, pair};

impl Node<'_> {
    /// A mapping with an entry more: after its first scalars where that is one too, else at the end.
    #[must_use]
    pub fn with_entry(self, key: &str, value: &Tree) -> Option<Vec<Edit>> {
        if self.kind() != Kind::Mapping {
            return None;
        }
        let form = self.form();
        if form != Form::Block {
            return self.with_member(&pair(key, value, form)?);
        }
        let behind = self.end_of_entries(value.is_scalar())?;
        let indent = column(self.document().text(), self.span().start);
        self.with_lines(behind, indent, &entry_lines(key, value, self.indents())?)
    }

    /// Where the entries end that another one follows: a scalar comes after the first scalars, anything else at the end.
    pub(super) fn end_of_entries(self, is_scalar: bool) -> Option<usize> {
        let mut ends = Vec::new();
        for ([key, value], _) in self.written_entries() {
            let is_one = !value.span().is_empty() && value.kind() == Kind::Scalar;
            ends.push((is_one, key.end_with(value)?));
        }
        let scalars = ends.iter().take_while(|(is_one, _)| *is_one).last();
        let (_, behind) = scalars.filter(|_| is_scalar).or(ends.last())?;
        Some(*behind)
    }

    /// A list with more items at its end.
    #[must_use]
    pub fn with_items(self, items: &[Tree]) -> Option<Vec<Edit>> {
        if self.kind() != Kind::Sequence {
            return None;
        }
        let form = self.form();
        if form != Form::Block {
            let items = items.iter().map(|item| item.in_line(form));
            return self.with_member(&items.collect::<Option<Vec<_>>>()?.join(", "));
        }
        let text = self.document().text();
        let start = self.first_dash()?;
        let (last, _) = self.written_items().last()?;
        let behind = last.end_with(last)?;
        let indents = self.indents();
        let lines = items.iter().map(|item| item_lines(item, indents));
        let lines: Vec<Vec<String>> = lines.collect::<Option<_>>()?;
        self.with_lines(behind, column(text, start), &lines.concat())
    }

    /// A mapping with more items in a list of its own, which is added where there is none.
    #[must_use]
    pub fn with_items_in(self, list: &str, items: Vec<Tree>) -> Option<Vec<Edit>> {
        match self.own_entries().find(|entry| entry.key_text() == list) {
            Some(entry) if entry.value.kind() == Kind::Sequence => entry.value.with_items(&items),
            Some(_) => None,
            None => self.with_entry(list, &Tree::List(items)),
        }
    }

    /// The first dash of a list in lines: one whose dashes are as far as its key begins at its first item.
    fn first_dash(self) -> Option<usize> {
        let (text, start) = (self.document().text(), self.span().start);
        if text.get(start..)?.starts_with('-') {
            return Some(start);
        }
        let line = line::start_of(text, start);
        let before = text.get(line..start)?;
        (before.trim() == "-").then(|| Some(line + before.find('-')?))?
    }

    /// Lines after the line that an offset is in.
    pub(super) fn with_lines(
        self,
        behind: usize,
        indent: usize,
        lines: &[String],
    ) -> Option<Vec<Edit>> {
        let text = self.document().text();
        if !is_last(text, behind) {
            return None;
        }
        let at = line::end_of(text, behind);
        let end = break_at(text, at);
        let line_break = if end.is_empty() { break_of(text) } else { end };
        let lines: Vec<String> =
            lines.iter().map(|line| format!("{line_break}{:indent$}{line}", "")).collect();
        Some(vec![self.edit(Span::new(at, at), lines.concat())])
    }

    /// What is between brackets, with a member more at its end.
    pub(super) fn with_member(self, member: &str) -> Option<Vec<Edit>> {
        let text = self.document().text();
        // A pair of a list between brackets is a mapping without any of its own.
        self.has_brackets().then_some(())?;
        let Some((start, end)) = self.last_member()? else {
            return self.with_only_member(member);
        };
        let rest = text.get(end..)?;
        let comma = rest.trim_start_matches([' ', '\t']).starts_with(',');
        let behind = if comma { end + rest.find(',')? + 1 } else { end };
        if !(is_first(text, start) && is_last(text, behind)) {
            return Some(vec![self.edit(Span::new(end, end), format!(", {member}"))]);
        }
        let at = line::end_of(text, behind);
        let (line_break, indent) = (break_at(text, at), column(text, start));
        let line = format!("{line_break}{:indent$}{member}", "");
        if at == end {
            return Some(vec![self.edit(Span::new(end, end), format!(",{line}"))]);
        }
        let comma = (!comma).then(|| self.edit(Span::new(end, end), ","));
        Some(comma.into_iter().chain([self.edit(Span::new(at, at), line)]).collect())
    }

    fn with_only_member(self, member: &str) -> Option<Vec<Edit>> {
        let inside = self.span().start + 1;
        let is_empty = self.raw().get(1..self.raw().len() - 1)?.trim().is_empty();
        let between = Span::new(inside, self.span().end.checked_sub(1)?);
        is_empty.then(|| vec![self.edit(between, member)])
    }

    /// The start and the end of the last entry or item between brackets, where there is one; nothing where one of them
    /// has no end of its own.
    #[expect(clippy::option_option, reason = "no member is another thing than one without an end")]
    fn last_member(self) -> Option<Option<(usize, usize)>> {
        let ends: Option<Vec<(usize, usize)>> = match self.kind() {
            Kind::Mapping => self
                .written_entries()
                .map(|([key, value], _)| Some((key.span().start, key.end_with(value)?)))
                .collect(),
            _ => self
                .written_items()
                .map(|(item, _)| Some((item.span().start, item.end_with(item)?)))
                .collect(),
        };
        Some(ends?.last().copied())
    }

    /// Where an entry of this key, or an item that is this node, ends; none where that is hard to tell.
    pub(super) fn end_with(self, value: Self) -> Option<usize> {
        let raw = value.raw();
        let keeps_blanks = raw.starts_with(['|', '>'])
            && raw.lines().next().is_some_and(|head| head.contains('+'));
        if keeps_blanks {
            return None;
        }
        if !value.span().is_empty() {
            return Some(value.span().end);
        }
        // Nothing is written after the colon, no anchor and no tag; after a dash there is no place to tell.
        let end = if self == value { None } else { self.behind_colon() }?;
        let rest = self.document().text().get(end..)?;
        let next = rest.trim_start_matches([' ', '\t']);
        let is_end = next.is_empty() || next.starts_with(['\n', '\r', '#', ',', '}']);
        is_end.then_some(end)
    }
}
