//! Facts of which a run asks for few.

use std::sync::OnceLock;

use serde::Deserialize;

use super::stored::{Entries, Stored};

/// Facts by their names, each of which is read when it is first asked for.
#[derive(Debug)]
pub(crate) struct Named<T> {
    facts: Entries,
    read: Box<[OnceLock<Option<T>>]>,
}

impl<T: Deserialize<'static>> Named<T> {
    /// Those of a facts file, by its name and that of the field.
    pub(crate) fn new(file: &str, field: &str) -> Self {
        let facts = super::part_of(file, field).map(Stored::entries).unwrap_or_default();
        Self { facts, read: facts.map(|_| OnceLock::new()).collect() }
    }

    /// A fact by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.at(self.facts.position(name)?)
    }

    /// All of them. The tests count what is read, so that none is missing.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        (0..self.read.len()).filter_map(|number| self.at(number))
    }

    fn at(&self, number: usize) -> Option<&T> {
        let (_, fact) = self.facts.get(number)?;
        self.read.get(number)?.get_or_init(|| fact.read().ok()).as_ref()
    }
}
