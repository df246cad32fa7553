//! The edits that put a field where it belongs, where that place is certain or likely.

use crate::fix::{Applicability, Change};
use crate::kube::schema::{Catalogue, Place, Schema, Trail, walk_entry};
use crate::yaml::{Entry, Node};

use super::level::Level;
use super::meant::{Meant, Metadata};

/// A mapping that a field is to be in.
struct Goal<'s, 'a> {
    node: Node<'a>,
    /// What the field must be like there, where that is known.
    schema: Option<&'s Schema>,
    /// Whether it is the only one that can be meant.
    is_only: bool,
}

/// The move of a field to where it was meant to be, which `place` names.
pub(super) fn moved<'s, 'a>(
    entry: Entry<'a>,
    trail: &Trail<'s, 'a>,
    meant: &Meant<'s, 'a>,
    place: &str,
    catalogue: &'s Catalogue,
) -> Option<Change> {
    let (here, above) = trail.split_last()?;
    // What would be below a field that is empty isn't known to belong there.
    if entry.value.is_null() {
        return None;
    }
    let (edits, is_only) = if let Some((way, schema)) = unwritten(here, meant) {
        let edit = here.node.with_entry_below(entry.key, &way);
        (vec![edit.filter(|_| fits(entry, schema, catalogue))?], schema.is_some())
    } else {
        let goal = goal(entry, here, above, meant, catalogue)?;
        let is_free = goal.node.entry(entry.key_text()).is_none();
        // Without its only field a mapping isn't what it was.
        if here.node.own_entries().len() < 2 || !is_free || !fits(entry, goal.schema, catalogue) {
            return None;
        }
        (here.node.moved_into(entry.key, goal.node, &[])?, goal.is_only)
    };
    let most = if is_only { Applicability::Safe } else { Applicability::Unsafe };
    Some(Change::new(format!("move `{}` into {place}", entry.key_text()), edits)?.at_most(most))
}

/// Whether a field with its value is right in a mapping, as far as it is known what that must be like.
fn fits(entry: Entry<'_>, holder: Option<&Schema>, catalogue: &Catalogue) -> bool {
    let field = holder.and_then(|schema| schema.properties.get(entry.key_text()));
    field.is_none_or(|field| walk_entry(entry, field, catalogue).is_empty())
}

/// The keys of a mapping that isn't written yet, with what it must be like where no other can be meant.
fn unwritten<'s>(
    here: &Place<'s, '_>,
    meant: &Meant<'s, '_>,
) -> Option<(Vec<&'s str>, Option<&'s Schema>)> {
    let (way, schema) = match meant {
        Meant::Map(name) => (vec![*name], None),
        Meant::Below(level) if level.places.is_empty() && level.is_only && !level.in_lists => {
            (level.path.clone(), Some(level.schema))
        }
        _ => return None,
    };
    let is_free = way.first().is_some_and(|first| here.node.entry(first).is_none());
    is_free.then_some((way, schema))
}

/// The mapping that a field is to be in, where it is written.
fn goal<'s, 'a>(
    entry: Entry<'a>,
    here: &Place<'s, 'a>,
    above: &[Place<'s, 'a>],
    meant: &Meant<'s, 'a>,
    catalogue: &'s Catalogue,
) -> Option<Goal<'s, 'a>> {
    match meant {
        Meant::Above(place) => Some(outward(entry, place, above)),
        Meant::Metadata(metadata) => of_metadata(metadata, above, catalogue),
        Meant::Below(level) => inward(entry, here, level),
        Meant::Beside(_, Some(level)) => aside(here, level),
        Meant::Map(name) => {
            let node = here.node.get(name)?;
            Some(Goal { node, schema: None, is_only: false })
        }
        _ => None,
    }
}

/// A mapping further up.
fn outward<'s, 'a>(
    entry: Entry<'a>,
    place: &Place<'s, 'a>,
    above: &[Place<'s, 'a>],
) -> Goal<'s, 'a> {
    let takes = |place: &&Place<'_, '_>| place.schema.properties.contains_key(entry.key_text());
    let is_only = above.iter().filter(takes).count() == 1;
    Goal { node: place.node, schema: Some(place.schema), is_only }
}

/// Metadata that is written.
fn of_metadata<'s, 'a>(
    metadata: &Metadata<'s, 'a>,
    above: &[Place<'s, 'a>],
    catalogue: &'s Catalogue,
) -> Option<Goal<'s, 'a>> {
    let schema = metadata.owner.schema.properties.get("metadata")?;
    let takes = |place: &&Place<'_, '_>| place.schema.properties.contains_key("metadata");
    let is_only = above.iter().filter(takes).count() == 1;
    let schema = Some(catalogue.follow(schema));
    Some(Goal { node: metadata.written?.value, schema, is_only })
}

/// A mapping further down: the only one, or of several the only one that lacks the field, or the last right above it.
fn inward<'s, 'a>(
    entry: Entry<'a>,
    here: &Place<'s, 'a>,
    level: &Level<'s, 'a>,
) -> Option<Goal<'s, 'a>> {
    let lacks = |place: &&Place<'_, '_>| place.node.entry(entry.key_text()).is_none();
    let lacking: Vec<&Place<'_, '_>> = level.places.iter().filter(lacks).collect();
    let before = here.node.own_entries().take_while(|other| other.key != entry.key).last();
    let last = level.places.last().filter(|last| {
        before.is_some_and(|before| before.value.items().next_back() == Some(last.node))
    });
    let place = match lacking.as_slice() {
        [only] => only,
        _ => last?,
    };
    let is_only = level.is_only && level.places.len() == 1;
    Some(Goal { node: place.node, schema: Some(place.schema), is_only })
}

/// A mapping below one further up: the only one, or the item of the same name.
fn aside<'s, 'a>(here: &Place<'s, 'a>, level: &Level<'s, 'a>) -> Option<Goal<'s, 'a>> {
    let name = here.node.get_text("name").filter(|_| here.in_list);
    let is_named = |place: &&Place<'_, '_>| name.is_some() && place.node.get_text("name") == name;
    let (place, is_only) = match level.places.as_slice() {
        [only] if !only.in_list => (only, level.is_only),
        places => {
            let mut named = places.iter().filter(|place| place.in_list && is_named(place));
            let place = named.next().filter(|_| named.next().is_none())?;
            (place, level.is_only)
        }
    };
    Some(Goal { node: place.node, schema: Some(place.schema), is_only })
}
