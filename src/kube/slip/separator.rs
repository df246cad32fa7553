//! Two objects in one, since the `---` between them got lost.

use std::collections::BTreeSet;

use crate::source::{Location, Span};
use crate::yaml::{Entry, Node};

use super::{Lost, Slip, region};

/// The keys with which an object begins.
const HEAD: [&str; 2] = ["apiVersion", "kind"];

/// Looks for a second `apiVersion` with a second `kind` in one mapping.
pub(super) fn find(root: Node<'_>, found: &mut Vec<Slip>) {
    if root.is_simple() {
        return;
    }
    let entries: Vec<Entry<'_>> = root.own_entries().collect();
    let count = |key: &str| entries.iter().filter(|entry| entry.key_text() == key).count();
    if HEAD.iter().any(|key| count(key) < 2) || root.raw().starts_with('{') {
        return;
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for entry in &entries {
        let key = entry.key_text();
        if HEAD.contains(&key) && seen.contains(&key) {
            seen.clear();
            found.push(slip(root, entry, entries.last().unwrap_or(entry)));
        }
        seen.extend(HEAD.contains(&key).then_some(key));
    }
}

fn slip(root: Node<'_>, start: &Entry<'_>, last: &Entry<'_>) -> Slip {
    let key = start.key.location();
    let glued = glued(root.document().text(), key.span.start);
    let (_, lines) = region(start, last);
    Slip {
        lost: if glued.is_some() { Lost::Break } else { Lost::Separator },
        at: glued.map_or(key, |span| Location { span, ..key }),
        object: root.location(),
        key: start.key_text().to_owned(),
        other: key,
        first: start.key_text().to_owned(),
        lines,
    }
}

/// The `---` at the end of the last line before a place that isn't space and no comment, which reads it as a part of
/// the value.
fn glued(text: &str, before: usize) -> Option<Span> {
    let mut end = before;
    for line in text.get(..before)?.split_inclusive('\n').rev() {
        let start = end - line.len();
        let written = line.trim_end();
        if written.ends_with("---") {
            let end = start + written.len();
            return Some(Span::new(end - 3, end));
        }
        if !written.is_empty() && !written.trim_start().starts_with('#') {
            return None;
        }
        end = start;
    }
    None
}
