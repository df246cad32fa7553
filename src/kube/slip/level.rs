//! Fields under the wrong mapping, since the line with the key above them got lost.

use std::cell::LazyCell;
use std::collections::HashMap;

use crate::kube::schema::{Extra, Schema};
use crate::yaml::{Entry, Kind, Node};

use super::{Lost, Search, Slip, is_unknown, region};

/// The fewest fields that make it likely, unless the field that is missing must be there: a single one was moved by itself.
const FEWEST: usize = 2;

/// The maps of a container with the same keys.
const AMOUNTS: [&str; 2] = ["limits", "requests"];

/// More fields than these lose no indentation by hand, and each is compared with its neighbours.
const MOST_MOVED: usize = 200;

impl<'s, 'a> Search<'s, 'a> {
    /// Looks for a field that a mapping lacks, whose own fields are in it or at the end of the field before.
    pub(super) fn level(&mut self, node: Node<'a>, schema: &'s Schema) {
        if node.raw().starts_with('{') {
            return;
        }
        // Which of two maps of amounts is meant nobody knows.
        let is_either =
            |name: &str| AMOUNTS.contains(&name) && AMOUNTS.iter().all(|it| node.get(it).is_none());
        let best = self.likeliest(node, schema);
        let best = best.filter(|(fields, name)| !is_either(name) || is_commented(fields, name));
        if let Some((fields, name)) = best.or_else(|| self.lost_list(node, schema)) {
            self.lost_key(&fields, name);
        }
    }

    /// The field that a mapping lacks which most likely lost its key, with what belongs into it.
    fn likeliest(&self, node: Node<'a>, schema: &'s Schema) -> Option<(Vec<Entry<'a>>, &'s str)> {
        let mut best: Option<(Vec<Entry<'a>>, &'s str)> = None;
        for (holder, of_holder) in self.holders(node, schema) {
            let unknown = strangers(holder, of_holder);
            if unknown.is_empty() {
                continue;
            }
            for (name, field) in lacking(node, schema) {
                let fewest = if is_needed(schema, name) { 1 } else { FEWEST };
                if unknown.len() < fewest {
                    continue;
                }
                let fields = self.taken(&unknown, self.catalogue.follow(field), holder, of_holder);
                let known = best.as_ref().map(|(fields, name)| (fields.len(), *name));
                if is_better(&fields, name, known, fewest) {
                    best = Some((fields, name));
                }
            }
        }
        best
    }

    /// The mapping itself and those of its fields, with their schemas.
    fn holders(
        &self,
        node: Node<'a>,
        schema: &'s Schema,
    ) -> impl Iterator<Item = (Node<'a>, &'s Schema)> {
        let fields = self.fields(node, schema, Kind::Mapping);
        std::iter::once((node, schema)).chain(fields)
    }

    /// The fields of a mapping whose values are written there, in lines of their own.
    fn fields(
        &self,
        node: Node<'a>,
        schema: &'s Schema,
        kind: Kind,
    ) -> impl Iterator<Item = (Node<'a>, &'s Schema)> {
        node.own_entries().filter_map(move |entry| {
            let is_here = || entry.value.span().start >= entry.key.span().end;
            let is_block = || !entry.value.has_brackets();
            if entry.value.kind() != kind || !is_here() || !is_block() {
                return None;
            }
            let field = self.catalogue.follow(schema.properties.get(entry.key_text())?);
            Some((entry.value, field))
        })
    }

    /// The fields that belong together into `field`, from the first one on.
    fn taken(
        &self,
        unknown: &[Entry<'a>],
        field: &Schema,
        holder: Node<'a>,
        of_holder: &Schema,
    ) -> Vec<Entry<'a>> {
        let is_map = matches!(field.additional_properties, Some(Extra::Of(_)));
        let is_taken = |entry: &Entry<'a>| {
            let is_slip = || is_map && self.nearly(entry, holder, of_holder).is_some();
            self.takes(field, entry) && !is_slip()
        };
        if unknown.iter().all(is_taken) { unknown.to_vec() } else { Vec::new() }
    }

    /// A list that a mapping lacks, whose items are at the end of the list before it.
    fn lost_list(&self, node: Node<'a>, schema: &'s Schema) -> Option<(Vec<Entry<'a>>, &'s str)> {
        for (list, of_list) in self.fields(node, schema, Kind::Sequence) {
            let Some(strange) = self.foreign(list, of_list) else { continue };
            for (name, field) in lacking(node, schema) {
                let Some(items) = self.catalogue.follow(field).items.as_deref() else { continue };
                let items = self.catalogue.follow(items);
                let is_taken = |item: Node<'a>| {
                    item.kind() == Kind::Mapping
                        && item.own_entries().all(|entry| self.takes(items, &entry))
                };
                if strange.clone().all(is_taken) {
                    return Some((strange.flat_map(Node::own_entries).collect(), name));
                }
            }
        }
        None
    }

    /// The items that a list doesn't accept, after those that are its own; all of them where no list belongs.
    fn foreign(
        &self,
        list: Node<'a>,
        schema: &Schema,
    ) -> Option<impl Iterator<Item = Node<'a>> + Clone + use<'a>> {
        let first = match schema.items.as_deref() {
            None if schema.types.0.is_empty() || list.items().len() == 0 => None,
            None => Some(0),
            Some(own) => {
                let own = self.catalogue.follow(own);
                let is_strange = |item: Node<'a>| {
                    item.own_entries().any(|entry| is_unknown(own, entry.key_text()))
                };
                list.items().position(is_strange).filter(|at| *at > 0)
            }
        };
        first.map(|at| list.items().skip(at))
    }

    fn lost_key(&mut self, fields: &[Entry<'a>], name: &str) {
        let (Some(first), Some(last)) = (fields.first(), fields.last()) else {
            return;
        };
        let (other, lines) = region(first, last);
        self.report(Slip {
            lost: Lost::Key,
            at: first.key.location(),
            object: self.object.location(),
            key: name.to_owned(),
            other,
            first: first.key_text().to_owned(),
            lines,
        });
    }
}

/// Whether the line above an entry is a comment with a key: `# requests:`.
fn is_above(entry: &Entry<'_>, key: &str) -> bool {
    let at = entry.key.span().start;
    let before = entry.key.document().text().get(..at).unwrap_or_default();
    let above = before.trim_end_matches(' ').lines().next_back().unwrap_or_default();
    let comment = above.trim_start().strip_prefix('#').map(str::trim);
    comment.and_then(|text| text.strip_suffix(':')) == Some(key)
}

/// Whether the API server rejects a mapping without a field.
fn is_needed(schema: &Schema, name: &str) -> bool {
    schema.required.iter().any(|required| **required == *name)
}

/// The last entries of a mapping that it rejects, or has twice.
fn strangers<'a>(node: Node<'a>, schema: &Schema) -> Vec<Entry<'a>> {
    let counts = LazyCell::new(|| counts(node));
    let is_twice = |key: &str| !node.is_simple() && counts.get(key) > Some(&1);
    let is_strange =
        |entry: &Entry<'a>| is_unknown(schema, entry.key_text()) || is_twice(entry.key_text());
    // Most mappings end with a field that is known, and there.
    if node.is_simple() && node.own_entries().next_back().is_none_or(|last| !is_strange(&last)) {
        return Vec::new();
    }
    // Where a key appears twice, fields may follow that are in their place.
    let is_after = |entry: &Entry<'a>| !node.is_simple() && !is_strange(entry);
    let found = node.own_entries().rev().skip_while(is_after);
    let found = found.take_while(is_strange).take(MOST_MOVED + 1);
    let mut found: Vec<Entry<'a>> = found.collect();
    if found.len() > MOST_MOVED {
        return Vec::new();
    }
    found.reverse();
    // Of a key that appears twice, the first is in its place.
    let first = found.iter().position(|entry| is_unknown(schema, entry.key_text()));
    found.drain(..first.unwrap_or(found.len()));
    found
}

/// How often each key is in a mapping.
fn counts(node: Node<'_>) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    node.own_entries().for_each(|entry| *counts.entry(entry.key_text()).or_default() += 1);
    counts
}

/// The fields of a mapping that aren't written, and that have fields of their own.
fn lacking<'s>(node: Node<'_>, schema: &'s Schema) -> impl Iterator<Item = (&'s str, &'s Schema)> {
    let written: Vec<&str> = node.own_entries().map(|entry| entry.key_text()).collect();
    schema
        .properties
        .iter()
        .filter(move |(name, field)| !written.contains(name) && field.types.0.len() <= 1)
}

/// Whether fields tell of a lost key rather than those of another one, of which there must be so many: more do, or as
/// many of a shorter name, or of one that is in a comment above them.
fn is_better(
    fields: &[Entry<'_>],
    name: &str,
    known: Option<(usize, &str)>,
    fewest: usize,
) -> bool {
    let (most, longest) = known.map_or((fewest - 1, 0), |(most, name)| (most, name.len()));
    fields.len() > most
        || (fields.len() == most && (name.len() < longest || is_commented(fields, name)))
}

/// Whether the key is in a comment right above its fields.
fn is_commented(fields: &[Entry<'_>], name: &str) -> bool {
    fields.first().is_some_and(|first| is_above(first, name))
}
