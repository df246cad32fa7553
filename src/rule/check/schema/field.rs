//! Fields that aren't known, and fields that are missing.

use crate::kube::schema::{Catalogue, Place, Problem, Schema, Trail, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{did_you_mean, list};
use crate::yaml::{Entry, Kind};

/// How many levels below a mapping a field is looked for.
const DEPTH: usize = 3;

/// Where an unknown field should be.
enum Meant<'s, 'a> {
    /// In the same mapping, by this name.
    Here(&'s str),
    /// In this mapping further up.
    Above(Place<'s, 'a>),
    /// Further down.
    Below(Level<'s, 'a>),
    /// Nobody knows.
    Nowhere,
}

/// A field further down that holds mappings.
struct Level<'s, 'a> {
    /// The keys that lead to it.
    path: Vec<&'s str>,
    /// What the mappings have to be like.
    schema: &'s Schema,
    /// Those that are written.
    places: Vec<Place<'s, 'a>>,
}

impl Level<'_, '_> {
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

/// A key that its mapping doesn't take.
pub(super) fn unknown<'a>(entry: Entry<'a>, trail: &Trail<'_, 'a>, catalogue: &Catalogue) -> Hit {
    let key = entry.key_text();
    let Some(here) = trail.last() else { return Hit::new(entry.key.location(), "unknown") };
    let meant = meant(key, trail, catalogue);
    let case = match &meant {
        Meant::Here(_) => "misspelt",
        Meant::Above(_) => "above",
        Meant::Below(..) => "below",
        Meant::Nowhere => "unknown",
    };
    let hit = Hit::new(entry.key.location(), case).with("field", key).with("holder", here.name());
    // What the field would have said is missing where it should be, and that is for it to tell.
    let hit = hit.covering(anchors(trail)).covering([entry.value.location()]);
    match meant {
        Meant::Here(name) => hit.with("meant", name),
        Meant::Above(place) => hit.covering(place.anchors()).with("place", place.name()),
        Meant::Below(level) => {
            let lacking = level.places.iter().filter(|place| place.node.get(key).is_none());
            let hit = hit.with("place", format!("`{}`", level.path.join(".")));
            hit.covering(lacking.flat_map(lacking_places).collect::<Vec<_>>())
        }
        Meant::Nowhere => hit,
    }
}

/// Where something may be labelled that a mapping lacks: at itself, or at what it has instead.
fn lacking_places(place: &Place<'_, '_>) -> Vec<Location> {
    let mut places = place.anchors();
    if !place.in_list {
        let keys: Vec<Location> = place.node.own_entries().map(|entry| entry.key.location()).collect();
        places.extend(keys.is_empty().then(|| place.node.location()));
        places.extend(keys);
    }
    places
}

fn meant<'s, 'a>(key: &str, trail: &Trail<'s, 'a>, catalogue: &'s Catalogue) -> Meant<'s, 'a> {
    let Some((here, above)) = trail.split_last() else { return Meant::Nowhere };
    let is_free = |name: &&str| here.node.get(name).is_none();
    let names: Vec<&str> = here.schema.properties.keys().map(|name| &**name).filter(is_free).collect();
    let similar = did_you_mean(key, &names);
    let slip = |meant: &&str| {
        let (one, other) = (key.to_lowercase(), meant.to_lowercase());
        key.len() >= 4 && strsim::damerau_levenshtein(&one, &other) <= 1
    };
    if let Some(name) = similar.filter(slip) {
        return Meant::Here(name);
    }
    let takes =
        |place: &&Place<'s, 'a>| place.schema.properties.contains_key(key) && place.node.get(key).is_none();
    if let Some(place) = above.iter().rev().find(takes) {
        return Meant::Above(*place);
    }
    let found = below(key, here, catalogue).map(Meant::Below);
    found.or_else(|| similar.map(Meant::Here)).unwrap_or(Meant::Nowhere)
}

/// Breadth first: the closest place that takes the field, what is written before what could be.
fn below<'s, 'a>(key: &str, here: &Place<'s, 'a>, catalogue: &'s Catalogue) -> Option<Level<'s, 'a>> {
    let mut levels = vec![Level { path: Vec::new(), schema: here.schema, places: vec![*here] }];
    for _ in 0..DEPTH {
        let mut next: Vec<_> = levels.iter().flat_map(|level| deeper(level, catalogue)).collect();
        let ranked = next.iter().enumerate().filter_map(|(at, level)| Some((level.rank(key)?, at)));
        if let Some((_, at)) = ranked.min() {
            return Some(next.swap_remove(at));
        }
        levels = next;
    }
    None
}

/// Every field of a level that holds mappings.
fn deeper<'s, 'a>(level: &Level<'s, 'a>, catalogue: &'s Catalogue) -> Vec<Level<'s, 'a>> {
    let mut all = Vec::new();
    for (name, field) in &level.schema.properties {
        let schema = item(catalogue.follow(field), catalogue);
        let written = level.places.iter().filter_map(|place| place.node.entry(name));
        let mut places = Vec::new();
        for entry in written {
            let place = |node, in_list| Place { node, schema, key: Some(entry), in_list };
            let items = entry.value.items().map(|node| place(node, true));
            let own = Some(place(entry.value, false));
            places.extend(items.chain(own).filter(|place| place.node.kind() == Kind::Mapping));
        }
        all.push(Level { path: level.path.iter().copied().chain([&**name]).collect(), schema, places });
    }
    all
}

/// The mapping that a field leads to: itself, or what its list holds.
fn item<'s>(schema: &'s Schema, catalogue: &'s Catalogue) -> &'s Schema {
    schema.items.as_deref().map_or(schema, |items| catalogue.follow(items))
}

/// Fields that have to be there, unless one that isn't known was meant for them.
pub(super) fn missing(
    names: &[&str],
    trail: &Trail<'_, '_>,
    all: &[Violation<'_, '_>],
    catalogue: &Catalogue,
) -> Option<Hit> {
    let here = trail.last()?;
    let is_meant = |name: &str| {
        all.iter().any(|other| match other.problem {
            Problem::UnknownField(entry) => match meant(entry.key_text(), &other.trail, catalogue) {
                Meant::Here(meant) => {
                    meant == name && other.trail.last().is_some_and(|at| at.node == here.node)
                }
                Meant::Above(place) => entry.key_text() == name && place.node == here.node,
                Meant::Below(level) => {
                    entry.key_text() == name && level.places.iter().any(|place| place.node == here.node)
                }
                Meant::Nowhere => false,
            },
            _ => false,
        })
    };
    let missing: Vec<String> =
        names.iter().filter(|name| !is_meant(name)).map(|name| format!("`{name}`")).collect();
    if missing.is_empty() {
        return None;
    }
    let hit = Hit::new(here.anchor(), "").with("holder", here.name()).with("fields", list(&missing));
    Some(hit.covering(anchors(trail)))
}
