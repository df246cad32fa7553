//! Fields that aren't known, and fields that are missing.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::closest::is_one_slip;
use crate::kube::schema::{Catalogue, Place, Problem, Trail, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, list, with_article};
use crate::yaml::{Entry, Node};

use super::line::{copied, with_empty};
use super::meant::{Meant, is_name, is_pair, meant};
use super::moved::moved;
use super::strayed::items_of;
use super::value::{gap, is_glued_pair, joined_name};

/// A field that isn't known, and where it was meant to be once something asks.
pub(super) struct Unknown<'v, 's, 'a> {
    entry: Entry<'a>,
    trail: &'v Trail<'s, 'a>,
    catalogue: &'s Catalogue,
    wanted: OnceCell<Wanted<'s, 'a>>,
}

/// What an unknown field was meant for.
enum Wanted<'s, 'a> {
    /// Any field of its own mapping.
    Own,
    /// The field of this name in its own mapping.
    Named(&'s str),
    /// The field of its own name in one of these mappings, or of those that are missing below these fields.
    In(HashSet<Node<'a>>, Vec<&'s str>),
    Nothing,
}

impl<'v, 's, 'a> Unknown<'v, 's, 'a> {
    /// Of a violation that is about one.
    pub(super) fn new(violation: &'v Violation<'s, 'a>, catalogue: &'s Catalogue) -> Option<Self> {
        let Problem::UnknownField(entry) = violation.problem else { return None };
        Some(Self { entry, trail: &violation.trail, catalogue, wanted: OnceCell::new() })
    }

    fn wanted(&self, at: &Place<'s, 'a>) -> &Wanted<'s, 'a> {
        self.wanted.get_or_init(|| match meant(self.entry, self.trail, self.catalogue) {
            _ if is_pair(at, self.entry) => Wanted::Own,
            Meant::List(_) | Meant::Beside(..) => Wanted::Own,
            Meant::Here(name) => Wanted::Named(name),
            Meant::Above(place) => Wanted::In(HashSet::from([place.node]), Vec::new()),
            Meant::Metadata(metadata) => {
                Wanted::In(metadata.written.iter().map(|entry| entry.value).collect(), Vec::new())
            }
            Meant::Below(level) => {
                let places = level.places.iter().map(|place| place.node).collect();
                Wanted::In(places, level.firsts().collect())
            }
            _ if is_name(at, self.entry) => Wanted::Own,
            _ => Wanted::Nothing,
        })
    }

    /// Whether it is empty and belongs further up, and another field after it is one of those that it would have there.
    pub(super) fn takes_along(&self, other: Entry<'a>, trail: &[Place<'s, 'a>]) -> bool {
        let is_beside = self.trail.last().map(|place| place.node) == trail.last().map(|it| it.node);
        let is_before = self.entry.key.span().start < other.key.span().start;
        if !(self.entry.value.is_null() && is_beside && is_before) {
            return false;
        }
        let Meant::Above(place) = meant(self.entry, self.trail, self.catalogue) else {
            return false;
        };
        let field = place.schema.of_field(self.entry.key_text());
        let field = field.map(|field| self.catalogue.follow(field));
        field.is_some_and(|field| field.properties.contains_key(other.key_text()))
    }

    /// Whether it belongs further down, and another field after it in its mapping is one of those next to it there.
    pub(super) fn leads(&self, other: Entry<'a>, trail: &[Place<'s, 'a>]) -> bool {
        let is_beside = self.trail.last().map(|place| place.node) == trail.last().map(|it| it.node);
        let is_before = self.entry.key.span().start < other.key.span().start;
        if !(is_beside && is_before) {
            return false;
        }
        let Meant::Below(level) = meant(self.entry, self.trail, self.catalogue) else {
            return false;
        };
        let key = other.key_text();
        let takes = |place: &Place<'_, '_>| {
            place.schema.properties.contains_key(key) && place.node.get(key).is_none()
        };
        level.places.iter().any(takes)
    }

    /// Its key.
    pub(super) fn key(&self) -> Node<'a> {
        self.entry.key
    }

    /// The field, and the item of a list that it is in.
    pub(super) fn in_item(&self) -> Option<(Entry<'a>, &'v Place<'s, 'a>)> {
        Some((self.entry, self.trail.last().filter(|item| item.in_list)?))
    }

    /// The items after its own that are those of the list whose key it is.
    pub(super) fn leaves_behind(&self) -> Vec<Node<'a>> {
        let Some((_, item)) = self.in_item().filter(|_| self.entry.value.is_null()) else {
            return Vec::new();
        };
        let rest = item.key.into_iter().flat_map(|list| list.value.items());
        let rest: Vec<Node<'a>> = rest.skip_while(|other| *other != item.node).skip(1).collect();
        let Some(Meant::Above(place)) =
            (!rest.is_empty()).then(|| meant(self.entry, self.trail, self.catalogue))
        else {
            return Vec::new();
        };
        let Some(items) = items_of(place.schema, self.entry.key_text(), self.catalogue) else {
            return Vec::new();
        };
        let fits = |other: &Node<'a>| {
            let mut entries = other.own_entries();
            other.own_entries().len() > 0
                && entries.all(|entry| items.properties.contains_key(entry.key_text()))
        };
        rest.into_iter().filter(fits).collect()
    }

    /// Whether it is in a mapping, or somewhere below it.
    pub(super) fn is_within(&self, node: Node<'_>) -> bool {
        node.location().overlaps(self.entry.key.location())
    }

    /// Whether a slip tells it from one of these names.
    pub(super) fn is_nearly(&self, names: &[String]) -> bool {
        names.iter().any(|name| is_one_slip(self.entry.key_text(), name))
    }

    /// Whether an item with this name belongs somewhere else because of it.
    pub(super) fn moves_name(&self, name: Node<'a>) -> bool {
        let Some(item) = self.trail.last().filter(|item| item.in_list) else { return false };
        let is_its = item.node.get("name") == Some(name);
        is_its && matches!(self.wanted(item), Wanted::In(..))
    }

    /// Whether it was meant for a field of a name in the innermost mapping of a trail.
    fn is_meant_for(&self, name: &str, trail: &[Place<'_, 'a>]) -> bool {
        let (Some(at), Some(here)) = (self.trail.last(), trail.last()) else {
            return false;
        };
        match self.wanted(at) {
            // What follows it is indented below it, so that it has taken that along.
            Wanted::In(nodes, _)
                if nodes.contains(&here.node) && self.entry.value.entry(name).is_some() =>
            {
                true
            }
            Wanted::Own => at.node == here.node,
            Wanted::Named(meant) => *meant == name && at.node == here.node,
            Wanted::In(_, firsts) if at.node == here.node && firsts.contains(&name) => true,
            Wanted::In(nodes, _) => {
                self.entry.key_text() == name
                    && (nodes.contains(&here.node)
                        || trail.iter().any(|place| place.node == at.node))
            }
            Wanted::Nothing => self.is_like(name, at, here, trail),
        }
    }

    /// Whether it is a field of a name on the way to where that belongs, or has the mapping of a name and a field of that
    /// in one: `targetAverageUtilization`.
    fn is_like(
        &self,
        name: &str,
        at: &Place<'s, 'a>,
        here: &Place<'_, 'a>,
        trail: &[Place<'_, 'a>],
    ) -> bool {
        let key = self.entry.key_text();
        let rest = key.strip_prefix(name).filter(|_| at.node == here.node);
        let is_joined = rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        is_joined || (key == name && trail.iter().any(|place| place.node == at.node))
    }
}

/// A key that its mapping doesn't accept.
pub(super) fn unknown<'a>(entry: Entry<'a>, trail: &Trail<'_, 'a>, catalogue: &Catalogue) -> Hit {
    let key = entry.key_text();
    let Some(here) = trail.last() else {
        return Hit::new(entry.key.location(), "unknown");
    };
    if let Some((mark, root)) = copied(entry.key).zip(trail.first()) {
        let hit = Hit::new(entry.key.location(), "copied").var("holder", here.name());
        let hit = hit.var("field", key).var("place", mark).var("gap", "");
        return hit.var("owner", owner(here, trail)).subsumes([root.node.location()]);
    }
    let meant = meant(entry, trail, catalogue);
    let case = case_of(entry, here, &meant);
    let hit = Hit::new(entry.key.location(), case).var("field", key).var("holder", here.name());
    let hit = hit.var("gap", gap(key));
    let place = same_name(&meant, here, trail).or_else(|| meant.place());
    let change = match case {
        "pair" => entry.as_pair("name", "value"),
        "glued" => None,
        _ => place.as_ref().and_then(|place| moved(entry, trail, &meant, place, catalogue)),
    };
    let hit = hit.var("owner", owner(here, trail)).mended_by(change);
    let hit = place.into_iter().fold(hit, |hit, place| hit.var("place", place));
    let hit = match meant {
        Meant::Here(name) => hit.var("meant", name),
        _ => hit,
    };
    // What the field would have said is missing where it should be, and that is for it to tell.
    let hit = hit.subsumes(anchors(trail)).subsumes([entry.value.location()]);
    hit.subsumes(lacking_without(key, meant, here, trail))
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
        Meant::Beside(way, _) => {
            // What is missing there is reported at its key.
            let above = trail.len().checked_sub(2).and_then(|at| trail.get(at));
            let sibling = above.and_then(|above| above.node.entry(way.split('.').next()?));
            match sibling {
                Some(entry) => vec![entry.key.location()],
                None => above.into_iter().flat_map(Place::anchors).collect(),
            }
        }
        Meant::Here(_) | Meant::Nowhere => Vec::new(),
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
    let missing: Vec<String> = names
        .iter()
        .filter(|name| !is_meant(name, trail, unknown) && !is_in_last_item(name, here.node))
        .map(|name| format!("`{name}`"))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let hit = lacking(here, list(&missing), trail);
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

/// Whether a field that isn't known was meant for one that is missing: by another name, or at another level.
pub(super) fn is_meant<'a>(
    name: &str,
    trail: &[Place<'_, 'a>],
    unknown: &[Unknown<'_, '_, 'a>],
) -> bool {
    unknown.iter().any(|other| other.is_meant_for(name, trail))
}

/// Whether one of the fields that aren't known is in a mapping itself.
pub(super) fn has_one(unknown: &[Unknown<'_, '_, '_>], holder: Node<'_>) -> bool {
    unknown.iter().any(|one| one.trail.last().is_some_and(|place| place.node == holder))
}

/// A mapping that lacks fields.
fn lacking(here: &Place<'_, '_>, fields: String, trail: &[Place<'_, '_>]) -> Hit {
    let hit = Hit::new(here.anchor(), "").var("holder", here.name()).var("write", &fields);
    hit.var("fields", fields).var("reason", "").subsumes(anchors(trail))
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
    // What is lacking below it may be at another level.
    let below: Vec<Place<'_, '_>> = trail.iter().copied().chain([place]).collect();
    if asked.iter().any(|name| is_meant(name, &below, unknown)) {
        return None;
    }
    let empty = here.node.entries().is_empty().then(|| here.node.location());
    Some(lacking(&place, fields, trail).subsumes(empty))
}
