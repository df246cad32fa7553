//! Two items of a list in one, since the dash of the second got lost, or its first line, which may be a comment; and one
//! item in two, since its second line has a dash.

use std::collections::HashMap;

use crate::kube::schema::Schema;
use crate::line;
use crate::source::{Location, Span};
use crate::yaml::{Entry, Node};

use super::{Lost, Search, Slip, region};

/// The fewest fields of an item that is taken for one.
const FEWEST: usize = 2;

impl<'s, 'a> Search<'s, 'a> {
    /// Looks for an item that has nothing but a field which the next one must have and lacks: both are one.
    pub(super) fn divided(&mut self, list: Node<'a>, schema: &'s Schema) {
        if list.has_brackets() || schema.required.is_empty() {
            return;
        }
        let pairs = list.items().zip(list.items().skip(1));
        for (item, next) in pairs {
            let Some(only) = item.only_entry() else { continue };
            let is_required = schema.required.iter().any(|name| **name == *only.key_text());
            let Some(first) = next.own_entries().next().filter(|_| is_required) else { continue };
            let is_rest = |entry: Entry<'a>| {
                entry.key_text() != only.key_text() && self.takes(schema, &entry)
            };
            if only.value.is_null() || !next.own_entries().all(is_rest) {
                continue;
            }
            self.report(Slip {
                lost: Lost::Rest,
                at: first.key.location(),
                object: self.object.location(),
                key: only.key_text().to_owned(),
                other: only.key.location(),
                first: first.key_text().to_owned(),
                lines: region(&first, &first).1,
            });
        }
    }

    /// Looks for a second item in one: it begins with the same key, and goes on.
    pub(super) fn dash(&mut self, item: Node<'a>, schema: &'s Schema) {
        if item.is_simple() {
            return;
        }
        let entries: Vec<Entry<'a>> = item.own_entries().collect();
        let Some(first) = entries.first().filter(|_| !item.raw().starts_with('{')) else {
            return;
        };
        let is_start = |(_, entry): &(usize, &Entry<'a>)| entry.key_text() == first.key_text();
        let starts = entries.iter().enumerate().filter(is_start).map(|(at, _)| at);
        let starts: Vec<usize> = starts.chain([entries.len()]).collect();
        let is_item = |pair: &[usize]| matches!(pair, [from, to] if to - from >= FEWEST);
        if starts.len() <= 2 || !starts.windows(2).all(is_item) {
            if !self.head(&entries) {
                self.beheaded(&entries, schema);
            }
            return;
        }
        self.lost_dashes(*first, &entries, &starts);
    }

    /// Reports the items after the first, each of which begins at a start and ends before the next.
    fn lost_dashes(&mut self, first: Entry<'a>, entries: &[Entry<'a>], starts: &[usize]) {
        for pair in starts.windows(2).skip(1) {
            let [from, to] = pair else { continue };
            let fields = entries.get(*from..*to).unwrap_or_default();
            let (Some(start), Some(end)) = (fields.first(), fields.last()) else { continue };
            let (_, lines) = region(start, end);
            self.report(Slip {
                lost: Lost::Dash,
                at: start.key.location(),
                object: self.object.location(),
                key: start.key_text().to_owned(),
                other: first.key.location(),
                first: first.key_text().to_owned(),
                lines,
            });
        }
    }

    /// Looks for the first line of a second item among the comments above a key that the item has already.
    fn head(&mut self, entries: &[Entry<'a>]) -> bool {
        let Some(first) = entries.first() else { return false };
        let object = self.object.location();
        let before = self.found.len();
        for (at, entry) in entries.iter().enumerate().skip(1) {
            let is_again =
                || entries.iter().take(at).any(|other| other.key_text() == entry.key_text());
            let Some(comment) = comment_above(entry, first.key_text()).filter(|_| is_again())
            else {
                continue;
            };
            let (_, lines) = region(entry, entry);
            self.report(Slip {
                lost: Lost::Head,
                at: comment,
                object,
                key: first.key_text().to_owned(),
                other: entry.key.location(),
                first: entry.key_text().to_owned(),
                lines,
            });
        }
        self.found.len() > before
    }

    /// Looks for the rest of a second item without its first line: several fields that the item has already, with other
    /// values, and all but the one that each item begins with.
    fn beheaded(&mut self, entries: &[Entry<'a>], schema: &'s Schema) {
        let Some(first) = entries.first() else { return };
        let again = repeated(entries);
        let Some(start) = again.iter().position(|again| *again) else { return };
        let is_required = schema.required.iter().any(|name| **name == *first.key_text());
        let is_second = again.iter().filter(|again| **again).count() >= FEWEST;
        let rest = entries.get(start..).unwrap_or_default();
        let (Some(head), Some(end)) =
            (rest.first().filter(|_| is_required && is_second), rest.last())
        else {
            return;
        };
        self.report(Slip {
            lost: Lost::FirstLine,
            at: head.key.location(),
            object: self.object.location(),
            key: first.key_text().to_owned(),
            other: first.key.location(),
            first: head.key_text().to_owned(),
            lines: region(head, end).1,
        });
    }
}

/// Which entries repeat the key of an earlier one with another value.
fn repeated(entries: &[Entry<'_>]) -> Vec<bool> {
    let mut known = HashMap::new();
    let again = entries.iter().map(|entry| {
        let value = entry.value.raw();
        known.insert(entry.key_text(), value).is_some_and(|earlier| earlier != value)
    });
    again.collect()
}

/// The comment in the line above a key, where it is the first line of an item: `# - name: x`.
fn comment_above(entry: &Entry<'_>, key: &str) -> Option<Location> {
    let at = entry.key.location();
    let text = entry.key.document().text();
    let above = text.get(..line::start_of(text, at.span.start))?.strip_suffix('\n')?;
    let start = line::start_of(text, above.len());
    let line = above.get(start..)?;
    let comment = line.trim_start();
    let item = comment.strip_prefix('#')?.trim_start().strip_prefix("- ")?;
    item.trim_start().strip_prefix(key)?.strip_prefix(':')?;
    let length = comment.find(':').map_or(1, |colon| colon + 1);
    let start = start + line.len() - comment.len();
    Some(Location { span: Span::new(start, start + length), ..at })
}
