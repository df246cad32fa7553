//! A field that nobody knows, in a mapping that lacks a single one: most likely one mistake, not two.

use std::collections::HashMap;

use crate::kube::schema::{Catalogue, Violation};
use crate::rule::Hit;
use crate::yaml::{Entry, Node};

use super::unknown::Unknown;

/// By mappings: the key of the field that isn't known, and the field that is lacking.
pub(super) type Instead<'a> = HashMap<Node<'a>, (Node<'a>, String)>;

/// The mappings with one field of which nobody knows what it is, that has the type of the only one they lack.
pub(super) fn instead<'a>(
    violations: &[Violation<'_, 'a>],
    unknown: &[Unknown<'_, '_, 'a>],
    catalogue: &Catalogue,
) -> Instead<'a> {
    if unknown.is_empty() {
        return Instead::new();
    }
    let mut lacking: HashMap<Node<'a>, Vec<&str>> = HashMap::new();
    for (holder, names) in violations.iter().filter_map(Violation::absent) {
        lacking.entry(holder).or_default().extend(names);
    }
    let mut strange: HashMap<Node<'a>, Vec<&Unknown<'_, '_, 'a>>> = HashMap::new();
    for one in unknown {
        if let Some(holder) = one.holder().filter(|holder| lacking.contains_key(holder)) {
            strange.entry(holder).or_default().push(one);
        }
    }
    let alone = strange.into_iter().filter_map(|(holder, found)| {
        let ([one], [name]) = (found.as_slice(), lacking.get(&holder)?.as_slice()) else {
            return None;
        };
        one.may_be(name, catalogue).then(|| (holder, (one.key(), (*name).to_owned())))
    });
    alone.collect()
}

/// The hit at such a field, which tells what its mapping lacks too.
pub(super) fn named<'a>(entry: Entry<'a>, holder: Node<'a>, found: &Instead<'a>, hit: Hit) -> Hit {
    match found.get(&holder).filter(|(key, _)| *key == entry.key && hit.case == "unknown") {
        Some((_, name)) => Hit { case: "instead", ..hit }.var("meant", name),
        None => hit,
    }
}
