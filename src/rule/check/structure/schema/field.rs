//! Fields that aren't known, and fields that are missing.

use crate::kube::schema::{Catalogue, Place, Problem, Schema, Trail, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, did_you_mean, list};
use crate::yaml::{Entry, Kind};

/// How many levels below a mapping a field is looked for.
const DEPTH: usize = 3;

/// Where an unknown field should be.
enum Meant<'s, 'a> {
    /// In the same mapping, by this name.
    Here(&'s str),
    /// In this mapping further up.
    Above(Place<'s, 'a>),
    /// In the metadata beside the mapping that it is in, or of one around it.
    Metadata(Metadata<'s, 'a>),
    /// Further down.
    Below(Level<'s, 'a>),
    /// Nobody knows.
    Nowhere,
}

/// Metadata of an object or of a pod template.
struct Metadata<'s, 'a> {
    /// What it is the metadata of.
    owner: Place<'s, 'a>,
    /// Its key, where it is written.
    written: Option<Entry<'a>>,
}

impl Metadata<'_, '_> {
    fn name(&self) -> String {
        match self.owner.key {
            Some(entry) => format!("`{}.metadata`", entry.key_text()),
            None => "`metadata`".to_owned(),
        }
    }
}

/// A field further down that holds mappings.
struct Level<'s, 'a> {
    /// The keys that lead to it.
    path: Vec<&'s str>,
    /// What the mappings have to be like.
    schema: &'s Schema,
    /// Those that are written.
    places: Vec<Place<'s, 'a>>,
    /// Keys that are written with nothing below them.
    hollow: Vec<Location>,
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
    let Some(here) = trail.last() else {
        return Hit::new(entry.key.location(), "unknown");
    };
    let meant = meant(key, trail, catalogue);
    let case = match &meant {
        Meant::Here(_) => "misspelt",
        Meant::Above(_) | Meant::Metadata(_) => "above",
        Meant::Below(..) => "below",
        Meant::Nowhere => "unknown",
    };
    let hit = Hit::new(entry.key.location(), case).var("field", key).var("holder", here.name());
    // What the field would have said is missing where it should be, and that is for it to tell.
    let hit = hit.subsumes(anchors(trail)).subsumes([entry.value.location()]);
    match meant {
        Meant::Here(name) => hit.var("meant", name),
        Meant::Above(place) => hit.subsumes(place.anchors()).var("place", place.name()),
        Meant::Metadata(metadata) => {
            let key = metadata.written.map(|entry| entry.key.location());
            let hit = hit.subsumes(metadata.owner.anchors()).subsumes(key);
            hit.var("place", metadata.name())
        }
        Meant::Below(level) => {
            let lacking = level.places.iter().filter(|place| place.node.get(key).is_none());
            let lacking: Vec<Location> =
                lacking.flat_map(lacking_places).chain(level.hollow).collect();
            hit.var("place", format!("`{}`", level.path.join("."))).subsumes(lacking)
        }
        Meant::Nowhere => hit,
    }
}

/// Where something may be labelled that a mapping lacks: at itself, or at what it has instead.
fn lacking_places(place: &Place<'_, '_>) -> Vec<Location> {
    let mut places = place.anchors();
    if !place.in_list {
        let keys: Vec<Location> =
            place.node.own_entries().map(|entry| entry.key.location()).collect();
        places.extend(keys.is_empty().then(|| place.node.location()));
        places.extend(keys);
    }
    places
}

fn meant<'s, 'a>(key: &str, trail: &Trail<'s, 'a>, catalogue: &'s Catalogue) -> Meant<'s, 'a> {
    let Some((here, above)) = trail.split_last() else {
        return Meant::Nowhere;
    };
    let is_free = |name: &&str| here.node.get(name).is_none();
    let names: Vec<&str> =
        here.schema.properties.keys().map(|name| &**name).filter(is_free).collect();
    let similar = did_you_mean(key, &names);
    let slip = |meant: &&str| {
        let (one, other) = (key.to_lowercase(), meant.to_lowercase());
        key.len() >= 4 && strsim::damerau_levenshtein(&one, &other) <= 1
    };
    let named = || names.iter().find(|name| is_name_of(key, name, here)).copied();
    if let Some(name) = similar.filter(slip).or_else(named) {
        return Meant::Here(name);
    }
    let takes = |place: &&Place<'s, 'a>| {
        place.schema.properties.contains_key(key) && place.node.get(key).is_none()
    };
    if let Some(place) = above.iter().rev().find(takes) {
        return Meant::Above(*place);
    }
    if let Some(metadata) = metadata_of(key, above) {
        return Meant::Metadata(metadata);
    }
    let found = below(key, here, catalogue).map(Meant::Below);
    found.or_else(|| similar.map(Meant::Here)).unwrap_or(Meant::Nowhere)
}

/// The closest metadata that takes a field, where it is one of those that stand nowhere else.
fn metadata_of<'s, 'a>(key: &str, above: &[Place<'s, 'a>]) -> Option<Metadata<'s, 'a>> {
    let takes = |place: &&Place<'s, 'a>| place.schema.properties.contains_key("metadata");
    let owner =
        above.iter().rev().find(takes).filter(|_| ["annotations", "labels"].contains(&key))?;
    Some(Metadata { owner: *owner, written: owner.node.entry("metadata") })
}

/// Whether one of two fields is `name` and the other says too of what: `claimName`, `secretName`.
fn is_name_of(one: &str, other: &str, here: &Place<'_, '_>) -> bool {
    let long = match (one, other) {
        ("name", long) | (long, "name") => long.strip_suffix("Name"),
        _ => None,
    };
    let holder = here.key.filter(|_| !here.in_list).map(|entry| entry.key_text().to_lowercase());
    long.is_some_and(|what| holder.is_some_and(|holder| holder.contains(&what.to_lowercase())))
}

/// Breadth first: the closest place that takes the field, what is written before what could be.
fn below<'s, 'a>(
    key: &str,
    here: &Place<'s, 'a>,
    catalogue: &'s Catalogue,
) -> Option<Level<'s, 'a>> {
    let mut levels = vec![Level {
        path: Vec::new(),
        schema: here.schema,
        places: vec![*here],
        hollow: Vec::new(),
    }];
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
        let (mut places, mut hollow) = (Vec::new(), Vec::new());
        for entry in written {
            hollow.extend(entry.value.is_null().then(|| entry.key.location()));
            let place = |node, in_list| Place { node, schema, key: Some(entry), in_list };
            let items = entry.value.items().map(|node| place(node, true));
            let own = Some(place(entry.value, false));
            places.extend(items.chain(own).filter(|place| place.node.kind() == Kind::Mapping));
        }
        all.push(Level {
            path: level.path.iter().copied().chain([&**name]).collect(),
            schema,
            places,
            hollow,
        });
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
    let missing: Vec<String> = names
        .iter()
        .filter(|name| !is_meant(name, trail, all, catalogue))
        .map(|name| format!("`{name}`"))
        .collect();
    if missing.is_empty() {
        return None;
    }
    Some(lacking(here, list(&missing), trail))
}

/// Whether a field that isn't known was meant for one that is missing: by another name, or at another level.
pub(super) fn is_meant(
    name: &str,
    trail: &[Place<'_, '_>],
    all: &[Violation<'_, '_>],
    catalogue: &Catalogue,
) -> bool {
    let Some(here) = trail.last() else {
        return false;
    };
    all.iter().any(|other| {
        let Problem::UnknownField(entry) = other.problem else {
            return false;
        };
        let Some(at) = other.trail.last() else {
            return false;
        };
        let is_above = || trail.iter().any(|place| place.node == at.node);
        match meant(entry.key_text(), &other.trail, catalogue) {
            Meant::Here(meant) if meant == name => at.node == here.node,
            Meant::Above(place) if entry.key_text() == name => {
                place.node == here.node || is_above()
            }
            Meant::Below(level) if entry.key_text() == name => {
                level.places.iter().any(|place| place.node == here.node) || is_above()
            }
            _ => false,
        }
    })
}

/// A mapping that lacks fields.
fn lacking(here: &Place<'_, '_>, fields: String, trail: &[Place<'_, '_>]) -> Hit {
    let hit = Hit::new(here.anchor(), "").var("holder", here.name()).var("write", &fields);
    hit.var("fields", fields).var("reason", "").subsumes(anchors(trail))
}

/// A mapping without any of these fields, unless one that isn't known was meant for them.
pub(super) fn none_of(
    names: &[Box<str>],
    trail: &Trail<'_, '_>,
    all: &[Violation<'_, '_>],
    catalogue: &Catalogue,
) -> Option<Hit> {
    let here = trail.last()?;
    let is_unknown_here = |other: &Violation<'_, '_>| {
        let is_here = other.trail.last().is_some_and(|place| place.node == here.node);
        matches!(other.problem, Problem::UnknownField(_)) && is_here
    };
    if all.iter().any(is_unknown_here)
        || names.iter().any(|name| is_meant(name, trail, all, catalogue))
    {
        return None;
    }
    // One may be there with nothing below it.
    let hollow = names.iter().find_map(|name| here.node.entry(name));
    let asked = hollow.and_then(|entry| here.schema.properties.get(entry.key_text()));
    let asked =
        asked.map(|schema| catalogue.follow(schema).required.as_slice()).unwrap_or_default();
    let quoted =
        |names: &[Box<str>]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let (place, fields) = match hollow {
        Some(key) if !asked.is_empty() => (
            Place { node: key.value, key: Some(key), in_list: false, ..*here },
            list(&quoted(asked)),
        ),
        _ => (*here, choice(&quoted(names))),
    };
    // What is lacking below it may stand at another level.
    let below: Vec<Place<'_, '_>> = trail.iter().copied().chain([place]).collect();
    if asked.iter().any(|name| is_meant(name, &below, all, catalogue)) {
        return None;
    }
    let empty = here.node.entries().is_empty().then(|| here.node.location());
    Some(lacking(&place, fields, trail).subsumes(empty))
}
