//! Fields that aren't known, and fields that are missing.

use crate::kube::schema::{Catalogue, Place, Trail, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, list, quoted, with_article};
use crate::yaml::{Entry, Node};

use super::line::{Stray, stray, with_empty};
use super::meant::{Meant, is_name, is_pair, meant};
use super::moved::moved;
use super::unknown::{Unknown, has_one, is_meant};
use super::value::{gap, is_glued_pair, joined_name};

/// A key that its mapping doesn't accept.
pub(super) fn unknown<'a>(entry: Entry<'a>, trail: &Trail<'_, 'a>, catalogue: &Catalogue) -> Hit {
    let Some(here) = trail.last() else {
        return Hit::new(entry.key.location(), "unknown");
    };
    if let Some(stray) = stray(entry.key, trail) {
        return after(&stray, entry, here, trail);
    }
    let meant = meant(entry, trail, catalogue);
    let case = case_of(entry, here, &meant);
    let place = same_name(&meant, here, trail).or_else(|| meant.place());
    let moved = |place: &String| moved(entry, trail, &meant, place, catalogue);
    let change = match case {
        "pair" => entry.as_pair("name", "value"),
        "glued" => None,
        _ => place.as_ref().and_then(moved),
    };
    let hit = not_accepted(entry, here, trail, case).mended_by(change);
    let hit = hit.var("gap", gap(entry.key_text()));
    let hit = hit.maybe("place", place).maybe("meant", meant.name());
    // What the field would have said is missing where it should be, and that is for it to tell.
    let hit = hit.subsumes(lacking_without(entry.key_text(), meant, here, trail));
    hit.subsumes(anchors(trail)).subsumes([entry.value.location()])
}

/// A key with something before it that makes it another one.
fn after<'a>(stray: &Stray, entry: Entry<'a>, here: &Place<'_, 'a>, trail: &Trail<'_, 'a>) -> Hit {
    let hit = not_accepted(entry, here, trail, stray.case).var("place", &stray.place);
    hit.without(&["gap"]).subsumes(trail.first().map(|root| root.node.location()))
}

/// A key at the mapping that doesn't accept it.
fn not_accepted(
    entry: Entry<'_>,
    here: &Place<'_, '_>,
    trail: &Trail<'_, '_>,
    case: &'static str,
) -> Hit {
    let hit = Hit::new(entry.key.location(), case).var("field", entry.key_text());
    hit.var("holder", here.name()).var("owner", owner(here, trail))
}

/// The mapping further up that a field belongs in, told from its own of the same name.
fn same_name(meant: &Meant<'_, '_>, here: &Place<'_, '_>, trail: &Trail<'_, '_>) -> Option<String> {
    let Meant::Above(place) = meant else { return None };
    let at = trail.iter().position(|one| one.node == place.node)?;
    let outer = at.checked_sub(1).and_then(|outer| trail.get(outer))?;
    let told = match outer.key {
        Some(key) => format!("`{}.{}`", key.key_text(), place.name().trim_matches('`')),
        None => owner(place, trail.get(..=at)?),
    };
    (place.name() == here.name()).then_some(told)
}

/// How it is told that a key isn't accepted.
fn case_of(entry: Entry<'_>, here: &Place<'_, '_>, meant: &Meant<'_, '_>) -> &'static str {
    match meant {
        _ if is_pair(here, entry) => "pair",
        Meant::Here(name) if joined_name(&entry) == Some(*name) => "glued",
        _ if entry.value.is_null() && is_glued_pair(entry.key_text()) => "glued",
        Meant::Here(_) => "misspelt",
        Meant::Above(_) if entry.value.is_null() => "above",
        _ if is_name(here, entry) => "name",
        Meant::Above(_) | Meant::Metadata(_) => "above",
        Meant::Below(..) => "below",
        Meant::List(_) => "list",
        Meant::Beside(..) => "beside",
        // Where the map is written, another one would be a duplicate.
        Meant::Map(name) if here.node.get(name).is_some() => "in-map",
        Meant::Map(_) | Meant::Amounts => "map",
        Meant::Nowhere => "unknown",
    }
}

/// Where it would be told that a key is missing that is meant to be there.
fn lacking_without<'a>(
    key: &str,
    meant: Meant<'_, 'a>,
    here: &Place<'_, 'a>,
    trail: &Trail<'_, 'a>,
) -> Vec<Location> {
    match meant {
        Meant::Above(place) => place.anchors(),
        Meant::Metadata(metadata) => {
            let key = metadata.written.map(|entry| entry.key.location());
            metadata.owner.anchors().into_iter().chain(key).collect()
        }
        Meant::Below(level) => {
            let lacking = level.places.iter().filter(|place| place.node.get(key).is_none());
            lacking.flat_map(lacking_places).chain(level.hollow).collect()
        }
        Meant::List(_) | Meant::Map(_) | Meant::Amounts => lacking_places(here),
        Meant::Beside(way, _) => lacking_next_to(&way, trail),
        Meant::Here(_) | Meant::Nowhere => Vec::new(),
    }
}

/// Where it would be told that the way to a field next to the innermost mapping is missing: at the key that leads there.
fn lacking_next_to(way: &str, trail: &Trail<'_, '_>) -> Vec<Location> {
    let above = trail.len().checked_sub(2).and_then(|at| trail.get(at));
    let sibling = above.and_then(|above| above.node.entry(way.split('.').next()?));
    match sibling {
        Some(entry) => vec![entry.key.location()],
        None => above.into_iter().flat_map(Place::anchors).collect(),
    }
}

/// The words for the mapping that doesn't accept a field, with the kind where that decides.
fn owner(here: &Place<'_, '_>, trail: &[Place<'_, '_>]) -> String {
    let kind = trail.first().and_then(|root| root.node.get_text("kind"));
    match (kind, trail.len()) {
        (Some(kind), 2) => format!("the {} of {}", here.name(), with_article(kind)),
        _ => here.name(),
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

/// Fields that must be there, unless one that isn't known was meant for them.
pub(super) fn missing<'a>(
    names: &[&str],
    trail: &Trail<'_, 'a>,
    unknown: &[Unknown<'_, '_, 'a>],
) -> Option<Hit> {
    let here = trail.last()?;
    // An item of which no field is known is another thing as a whole.
    let is_known = |entry: Entry<'_>| here.schema.properties.contains_key(entry.key_text());
    if here.in_list && has_one(unknown, here.node) && !here.node.own_entries().any(is_known) {
        return None;
    }
    let is_lacking =
        |name: &&&str| !is_meant(name, trail, unknown) && !is_in_last_item(name, here.node);
    let missing = quoted(names.iter().filter(is_lacking));
    if missing.is_empty() {
        return None;
    }
    let hit = lacking(here, &list(&missing), trail);
    let hollow = names.iter().filter_map(|name| here.node.entry(name));
    Some(hollow.fold(hit, |hit, entry| with_empty(hit, &entry)))
}

/// Whether a field is on the line of the last item of a list before it: `- nodes verbs:`.
fn is_in_last_item(name: &str, holder: Node<'_>) -> bool {
    let ends = |text: &str| text.strip_suffix(name).is_some_and(|rest| rest.ends_with(' '));
    holder.own_entries().any(|entry| {
        let last = entry.value.items().next_back();
        let first = last.and_then(|item| item.own_entries().next());
        first.is_some_and(|first| ends(first.key_text()))
    })
}

/// A mapping that lacks fields.
fn lacking(here: &Place<'_, '_>, fields: &str, trail: &[Place<'_, '_>]) -> Hit {
    lacks(here.anchor(), &here.name(), fields).subsumes(anchors(trail))
}

/// That something lacks fields.
pub(super) fn lacks(at: Location, holder: &str, fields: &str) -> Hit {
    let hit = Hit::new(at, "").var("holder", holder).var("write", fields);
    hit.var("fields", fields).without(&["reason"])
}

/// A mapping without any of these fields, unless one that isn't known was meant for them.
pub(super) fn none_of<'a>(
    names: &[Box<str>],
    trail: &Trail<'_, 'a>,
    unknown: &[Unknown<'_, '_, 'a>],
    catalogue: &Catalogue,
) -> Option<Hit> {
    let here = trail.last()?;
    if has_one(unknown, here.node) || names.iter().any(|name| is_meant(name, trail, unknown)) {
        return None;
    }
    // One may be there with nothing below it.
    let hollow = names.iter().find_map(|name| here.node.entry(name));
    let asked = hollow.map(|entry| required_in(entry, here, catalogue)).unwrap_or_default();
    let (place, fields) = match hollow {
        Some(key) if !asked.is_empty() => {
            let place = Place { node: key.value, key: Some(key), in_list: false, ..*here };
            (place, list(&quoted(asked)))
        }
        _ => (*here, choice(&quoted(names))),
    };
    // What is lacking below it may be at another level.
    let below: Vec<Place<'_, '_>> = trail.iter().copied().chain([place]).collect();
    if asked.iter().any(|name| is_meant(name, &below, unknown)) {
        return None;
    }
    let empty = here.node.entries().is_empty().then(|| here.node.location());
    Some(lacking(&place, &fields, trail).subsumes(empty))
}

/// The fields that the value of a field must have.
fn required_in<'s>(
    field: Entry<'_>,
    here: &Place<'s, '_>,
    catalogue: &'s Catalogue,
) -> &'s [Box<str>] {
    let schema = here.schema.properties.get(field.key_text());
    schema.map(|schema| catalogue.follow(schema).required.as_slice()).unwrap_or_default()
}
