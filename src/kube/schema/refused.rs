//! What the API server rejects of an object, to tell which of its warnings are about the same.

use std::collections::HashSet;

use crate::source::Location;
use crate::yaml::Node;

use super::{Broken, Problem, Violation};

/// Fields that are wrong by themselves, so that it isn't reported again what others ask of them.
#[derive(Debug, Default)]
pub(super) struct Faulty<'s> {
    missing: HashSet<&'s str>,
    /// The keys of those with a wrong value.
    keys: HashSet<Location>,
}

impl<'s> Faulty<'s> {
    /// Of what was found.
    pub(super) fn new(found: &[Violation<'s, '_>]) -> Self {
        let mut faulty = Self::default();
        for one in found {
            match &one.problem {
                Problem::Missing(names) => faulty.missing.extend(names),
                Problem::WrongType(..)
                | Problem::NotAChoice(..)
                | Problem::OutOfRange(..)
                | Problem::BadQuantity(..)
                | Problem::BadFormat(..) => {
                    faulty.keys.extend(one.field.map(|entry| entry.key.location()));
                }
                _ => {}
            }
        }
        faulty
    }

    /// Whether one of them is what a relation is about.
    pub(super) fn explain(&self, broken: &Broken<'_, '_>) -> bool {
        broken.relation.then.keys().any(|key| self.missing.contains(&*key))
            || (!self.keys.is_empty() && broken.keys().iter().any(|key| self.keys.contains(key)))
    }
}

/// The mappings in which something is rejected.
#[derive(Debug, Default)]
pub struct Refused<'a> {
    /// All of them, with those above them.
    around: HashSet<Node<'a>>,
    /// Those that have it in them directly.
    innermost: HashSet<Node<'a>>,
    /// Those of these that are items of a list.
    items: HashSet<Node<'a>>,
}

impl<'a> Refused<'a> {
    /// Of an object with these violations.
    #[must_use]
    pub fn new(violations: &[Violation<'_, 'a>]) -> Self {
        let mut refused = Self::default();
        if !violations.iter().any(Violation::is_warning) {
            return refused;
        }
        for one in violations.iter().filter(|one| !one.is_warning()) {
            refused.around.extend(one.trail.iter().map(|place| place.node));
            if let Some(place) = one.trail.last() {
                refused.innermost.insert(place.node);
                refused.items.extend(place.in_list.then_some(place.node));
            }
        }
        refused
    }

    /// Whether a warning is about what is rejected for another reason: a field with something wrong in it, or that a
    /// wrong one needs.
    #[must_use]
    pub fn tells(&self, violation: &Violation<'_, '_>) -> bool {
        let Problem::Broken(broken) = &violation.problem else { return false };
        if !violation.is_warning() {
            return false;
        }
        match broken.relation.then.way(broken.node).last() {
            Some(entry) => self.around.contains(&entry.value),
            // What lacks it, or the item of a list that this is in, has something wrong.
            None => {
                self.innermost.contains(&broken.node)
                    || (!self.items.is_empty()
                        && broken.node.and_holders().any(|node| self.items.contains(&node)))
            }
        }
    }
}
