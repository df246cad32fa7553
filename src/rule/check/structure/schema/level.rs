//! Fields further down that hold mappings, where a field may have been meant to be.

use crate::kube::schema::{Catalogue, Place, Schema};
use crate::source::Location;
use crate::text::choice;
use crate::yaml::Kind;

/// How many levels below a mapping a field is looked for.
const DEPTH: usize = 3;

/// A field further down that holds mappings.
pub(super) struct Level<'s, 'a> {
    /// The keys that lead to it.
    pub path: Vec<&'s str>,
    /// Those that lead to others that it fits as well.
    others: Vec<Vec<&'s str>>,
    /// What the mappings must be like.
    pub schema: &'s Schema,
    /// Those that are written.
    pub places: Vec<Place<'s, 'a>>,
    /// Keys that are written with nothing below them.
    pub hollow: Vec<Location>,
    /// Whether a list is on the way to it.
    pub in_lists: bool,
    /// Whether no other field of that depth takes what belongs here.
    pub is_only: bool,
}

impl<'s, 'a> Level<'s, 'a> {
    /// The keys that lead to it.
    pub(super) fn way(&self) -> String {
        self.path.join(".")
    }

    /// The ways to it, in words.
    pub(super) fn ways(&self) -> String {
        let all = std::iter::once(&self.path).chain(&self.others);
        choice(&all.map(|path| format!("`{}`", path.join("."))).collect::<Vec<_>>())
    }

    /// The fields that lead to it, in the mapping that has the key.
    pub(super) fn firsts(&self) -> impl Iterator<Item = &'s str> {
        let all = std::iter::once(&self.path).chain(&self.others);
        all.filter_map(|path| path.first().copied())
    }

    /// Takes in those of other levels that fit a field as well: init containers next to containers.
    fn joined(mut self, others: Vec<Self>, key: &str) -> Self {
        let rank = self.rank(key);
        for other in others {
            if std::ptr::eq(other.schema, self.schema) && rank == Some(0) && other.rank(key) == rank
            {
                self.others.push(other.path);
                self.places.extend(other.places);
                self.hollow.extend(other.hollow);
            }
        }
        self
    }

    /// The level of one of its fields.
    fn of_field(&self, name: &'s str, field: &'s Schema, catalogue: &'s Catalogue) -> Self {
        let schema = item(field, catalogue);
        let (mut places, mut hollow) = (Vec::new(), Vec::new());
        for entry in self.places.iter().filter_map(|place| place.node.entry(name)) {
            hollow.extend(entry.value.is_null().then(|| entry.key.location()));
            let place = |node, in_list| Place { node, schema, key: Some(entry), in_list };
            let items = entry.value.items().map(|node| place(node, true));
            let own = Some(place(entry.value, false));
            places.extend(items.chain(own).filter(|place| place.node.kind() == Kind::Mapping));
        }
        Self {
            path: self.path.iter().copied().chain([name]).collect(),
            others: Vec::new(),
            schema,
            places,
            hollow,
            in_lists: self.in_lists || field.items.is_some(),
            is_only: false,
        }
    }

    /// How well a field fits here: best where it is lacking, then where anything is written.
    fn rank(&self, key: &str) -> Option<u8> {
        self.schema.properties.get(key)?;
        let lacks = |place: &Place<'_, '_>| place.node.get(key).is_none();
        Some(match self.places.as_slice() {
            [] => 2,
            places if places.iter().any(lacks) => 0,
            _ => 1,
        })
    }
}

/// Breadth first: the closest place that takes the field, what is written before what could be.
pub(super) fn below<'s, 'a>(
    key: &str,
    here: &Place<'s, 'a>,
    catalogue: &'s Catalogue,
) -> Option<Level<'s, 'a>> {
    let mut levels = vec![Level {
        path: Vec::new(),
        others: Vec::new(),
        schema: here.schema,
        places: vec![*here],
        hollow: Vec::new(),
        in_lists: false,
        is_only: false,
    }];
    for _ in 0..DEPTH {
        let mut next: Vec<_> = levels.iter().flat_map(|level| deeper(level, catalogue)).collect();
        let ranked = next.iter().enumerate().filter_map(|(at, level)| Some((level.rank(key)?, at)));
        let ranked: Vec<_> = ranked.collect();
        if let Some((_, at)) = ranked.iter().min() {
            let level = next.swap_remove(*at);
            let is_only = ranked.len() == 1;
            return Some(Level { is_only, ..level.joined(next, key) });
        }
        levels = next;
    }
    None
}

/// Every field of a level that holds mappings.
fn deeper<'s, 'a>(level: &Level<'s, 'a>, catalogue: &'s Catalogue) -> Vec<Level<'s, 'a>> {
    // The cluster writes the status.
    let fields = level.schema.properties.iter().filter(|(name, _)| *name != "status");
    fields.map(|(name, field)| level.of_field(name, catalogue.follow(field), catalogue)).collect()
}

/// The mapping that a field leads to: itself, or what its list holds.
fn item<'s>(schema: &'s Schema, catalogue: &'s Catalogue) -> &'s Schema {
    schema.items.as_deref().map_or(schema, |items| catalogue.follow(items))
}
