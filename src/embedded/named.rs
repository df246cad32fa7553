//! Lists of facts of which a run asks for few.

use std::sync::OnceLock;

use serde::Deserialize;

use super::stored::{List, Stored, search};

/// A list of facts in the order of their names, each of which is read when it is first asked for.
#[derive(Debug)]
pub(crate) struct Named<T> {
    list: List,
    read: Box<[OnceLock<Option<T>>]>,
}

impl<T: Deserialize<'static>> Named<T> {
    /// The list in a facts file, by the names of both.
    pub(crate) fn new(file: &str, list: &str) -> Self {
        let list = super::part_of(file, list).map(Stored::items).unwrap_or_default();
        Self { list, read: list.map(|_| OnceLock::new()).collect() }
    }

    /// A fact by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        let name_of = |number| self.list.get(number)?.get("name")?.text();
        self.at(search(self.list.len(), name, name_of)?)
    }

    /// All of them. The tests count what is read, so that none is missing.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        (0..self.read.len()).filter_map(|number| self.at(number))
    }

    fn at(&self, number: usize) -> Option<&T> {
        let fact = self.list.get(number)?;
        self.read.get(number)?.get_or_init(|| fact.read().ok()).as_ref()
    }
}
