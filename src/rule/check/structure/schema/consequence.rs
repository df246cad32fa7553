//! Violations that come of others of the same object.

use std::collections::HashSet;

use crate::kube::schema::{Catalogue, Problem, Violation};
use crate::source::Location;
use crate::yaml::Node;

use super::field::Unknown;
use super::invalid;

/// What is wrong with an object, by what other mistakes are compared with.
pub(super) struct Others<'v, 's, 'a> {
    /// Fields that aren't known.
    pub unknown: Vec<Unknown<'v, 's, 'a>>,
    pub labels: invalid::Labels<'v, 's, 'a>,
    /// Names that two items of a list have.
    doubled: HashSet<Location>,
}

impl<'v, 's, 'a> Others<'v, 's, 'a> {
    pub(super) fn new(violations: &'v [Violation<'s, 'a>], catalogue: &'s Catalogue) -> Self {
        let unknown = violations.iter().filter_map(|one| Unknown::new(one, catalogue)).collect();
        let mut labels = invalid::Labels::new();
        for (label, one) in violations.iter().filter_map(|one| Some((one.label()?, one))) {
            labels.entry(label).or_default().push(one);
        }
        let names = violations.iter().filter_map(|one| match &one.problem {
            Problem::TakenTwice(_, again, earlier) => Some([*again, *earlier]),
            Problem::Twice(item, first, _) => Some([item.get("name")?, first.get("name")?]),
            _ => None,
        });
        let doubled = names.flatten().map(Node::location).collect();
        Self { unknown, labels, doubled }
    }
}

/// Whether a field that isn't known tells all of it: what moves along with that, and the name of an item that belongs in
/// another list.
pub(super) fn is_consequence<'s, 'a>(
    violation: &Violation<'s, 'a>,
    others: &Others<'_, 's, 'a>,
) -> bool {
    let mut unknown = others.unknown.iter();
    match &violation.problem {
        Problem::UnknownField(entry) => {
            unknown.any(|one| one.takes_along(*entry, &violation.trail))
        }
        Problem::Both(_, second) => unknown.any(|one| one.takes_along(*second, &violation.trail)),
        // Its first line is there twice.
        Problem::Missing(_) | Problem::NoneOf(_) => violation.trail.last().is_some_and(|item| {
            let name = item.node.get("name").filter(|_| item.node.own_entries().len() == 1);
            name.is_some_and(|name| others.doubled.contains(&name.location()))
        }),
        Problem::TakenTwice(_, again, earlier) => {
            unknown.any(|one| one.moves_name(*again) || one.moves_name(*earlier))
        }
        _ => false,
    }
}
