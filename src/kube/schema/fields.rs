//! The fields of an object by name, each with its schema.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::embedded::Entries;

use super::Schema;

/// The fields that a schema lists.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// Those of a custom resource.
    pub(super) written: BTreeMap<Box<str>, Schema>,
    /// Those of a kind that is part of Kubernetes.
    stored: Option<Box<StoredFields>>,
}

/// Fields that are read where they are asked for: hardly any object has more than a few of them.
#[derive(Debug, Clone)]
struct StoredFields {
    fields: Entries,
    /// The definitions that they refer to.
    definitions: Entries,
    read: Box<[OnceLock<Box<Schema>>]>,
}

impl StoredFields {
    /// The tests read every field, so that the empty default can't be met.
    fn at(&self, number: usize) -> Option<(&'static str, &Schema)> {
        let (name, field) = self.fields.get(number)?;
        let read = || Box::new(Schema::read_stored(field, self.definitions).unwrap_or_default());
        Some((name, self.read.get(number)?.get_or_init(read)))
    }

    fn iter(&self) -> impl Iterator<Item = (&'static str, &Schema)> {
        (0..self.read.len()).filter_map(|number| self.at(number))
    }
}

impl Fields {
    pub(super) fn stored(fields: Entries, definitions: Entries) -> Self {
        let read = fields.map(|_| OnceLock::new()).collect();
        let stored = Some(Box::new(StoredFields { fields, definitions, read }));
        Self { written: BTreeMap::new(), stored }
    }

    /// A field's schema.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Schema> {
        match &self.stored {
            Some(stored) => Some(stored.at(stored.fields.position(name)?)?.1),
            None => self.written.get(name),
        }
    }

    /// Whether there is a field.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        match &self.stored {
            Some(stored) => stored.fields.position(name).is_some(),
            None => self.written.contains_key(name),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.stored.as_ref().is_none_or(|stored| stored.read.is_empty())
    }

    /// The names, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let stored = self.stored.iter().flat_map(|stored| stored.fields).map(|(name, _)| name);
        self.written.keys().map(|name| &**name).chain(stored)
    }

    /// The fields, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Schema)> {
        let written = self.written.iter().map(|(name, field)| (&**name, field));
        let stored = self.stored.iter().flat_map(|stored| stored.iter());
        written.chain(stored.map(|(name, field)| (name as &str, field)))
    }
}

impl FromIterator<(Box<str>, Schema)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Schema)>>(fields: I) -> Self {
        Self { written: fields.into_iter().collect(), stored: None }
    }
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}
