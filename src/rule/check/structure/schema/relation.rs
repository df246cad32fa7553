//! Fields that don't go together, and items that exist twice.

use std::borrow::Cow;

use crate::fix::Change;
use crate::kube::schema::{Broken, Fault, Place, Relation, Test, Trail, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, list, with_article};
use crate::yaml::{Entry, Kind, Node};

use super::unfit::unfit;
use super::unknown::{Unknown, is_meant};
use super::{Find, against};

/// How many items of a list may be the reason that too few count.
const MOST_COUNTED: usize = 50;

/// Two fields of which only one may be there.
pub(super) fn both(first: Entry<'_>, second: Entry<'_>, trail: &Trail<'_, '_>) -> Option<Hit> {
    let hit = Hit::new(second.key.location(), "both")
        .related(first.key.location(), "the first of the two");
    let hit = hit.because_of([first.value.location(), second.value.location()]);
    let hit = hit.var("first", first.key_text()).var("second", second.key_text());
    Some(hit.var("holder", trail.last()?.name()))
}

/// An item of a list that exists before.
pub(super) fn twice(
    item: Node<'_>,
    first: Node<'_>,
    values: &[(&str, String)],
    violation: &Violation<'_, '_>,
) -> Hit {
    let place = |item: Node<'_>| {
        let written = values.iter().find_map(|(name, _)| item.get(name));
        written.unwrap_or(item).location()
    };
    let field = |(name, value): &(&str, String)| match *name {
        "" => format!("`{value}`"),
        name => format!("`{name}: {value}`"),
    };
    let fields: Vec<String> = values.iter().map(field).collect();
    let holder = violation.field.map(|field| field.value).filter(|_| item.semantic_eq(first));
    let edit = holder.and_then(|holder| holder.without_item(item));
    let hit =
        Hit::new(place(item), "").related(place(first), "first here").because_of([place(first)]);
    let hit = hit.mended_by(Change::new("remove the second one, which is the same", edit));
    hit.var("list", violation.field_name()).var("fields", list(&fields))
}

/// What is around a relation that doesn't hold.
pub(super) struct Context<'v, 's, 'a> {
    /// The mappings down to the one that has it.
    pub trail: &'v Trail<'s, 'a>,
    /// The fields of the object that aren't known.
    pub unknown: &'v [Unknown<'v, 's, 'a>],
    /// Values that aren't shown.
    pub secrets: &'v [Location],
}

/// A field that isn't what another one, or the kind of the object, asks of it; nothing where a field that
/// isn't known was meant for it.
pub(super) fn broken<'a>(
    broken: &Broken<'_, 'a>,
    context: &Context<'_, '_, 'a>,
) -> Option<(Find, Hit)> {
    if is_misspelt(broken, context) || has_gap(broken) {
        return None;
    }
    let then = &broken.relation.then;
    let refused = then.way(broken.node).last().copied().filter(|_| then.forbids());
    let (report, hit) = match then.entry(broken.node).or(refused) {
        None => (Find::MissingField, lacking(broken, context)?),
        Some(entry) if then.forbids() => {
            (Find::ConflictingFields, excluded(broken, entry, context.trail))
        }
        Some(entry) => unlike(broken, entry, context),
    };
    let hit = hit.because_of(broken.keys()).because_of(counted(broken));
    let hit = hit.because_of(without_containers(broken, context.trail));
    let asking = broken.relation.when.as_ref().and_then(|when| when.entry(broken.node));
    let asking = asking.filter(|it| it.place() != hit.at && it.value.location() != hit.at);
    let hit = match asking {
        Some(entry) => {
            hit.related(entry.place(), format!("because of this `{}`", entry.key_text()))
        }
        None => hit,
    };
    Some((report, hit))
}

/// A field that may be there, and isn't what is asked of it.
fn unlike<'a>(
    broken: &Broken<'_, 'a>,
    entry: Entry<'a>,
    context: &Context<'_, '_, 'a>,
) -> (Find, Hit) {
    let then = &broken.relation.then;
    match then.against.as_ref().zip(fault(broken, entry)) {
        Some((against, fault)) => {
            against::told(against, &fault, entry, broken.list, context.secrets)
        }
        None if then.keys.is_some() => (Find::MissingField, without_key(broken, entry)),
        None => (Find::InvalidValue, unfit(broken, entry, context)),
    }
}

/// Whether nothing is written where a part of the text would be that the relation asks for: that is missing, and told.
fn has_gap(broken: &Broken<'_, '_>) -> bool {
    broken.parts().flatten().any(|part| part.value.is_null())
}

/// Where it is told that a pod has no containers: those among its init containers are it.
fn without_containers(broken: &Broken<'_, '_>, trail: &Trail<'_, '_>) -> Option<Location> {
    let is_init =
        |entry: Option<Entry<'_>>| entry.is_some_and(|entry| entry.key_text() == "initContainers");
    let inside = trail.iter().position(|place| place.in_list && is_init(place.key));
    let pod = match inside {
        Some(item) => trail.get(item.checked_sub(1)?),
        None => trail.last().filter(|_| is_init(broken.list)),
    }?;
    pod.node.get("containers").is_none().then(|| pod.anchor())
}

/// The fields by which the items of a list count, and the items without it.
fn counted(broken: &Broken<'_, '_>) -> Vec<Location> {
    let then = &broken.relation.then;
    let field = then.count.as_ref().and_then(|count| count.field.as_deref());
    let Some((field, list)) = field.zip(then.entry(broken.node)) else { return Vec::new() };
    let items = list.value.items().take(MOST_COUNTED);
    items.map(|item| item.get(field).unwrap_or(item).location()).collect()
}

/// Whether a field that isn't known, in what the relation is about, is nearly one that it asks for.
fn is_misspelt<'a>(broken: &Broken<'_, 'a>, context: &Context<'_, '_, 'a>) -> bool {
    let unknown = context.unknown;
    if unknown.is_empty() {
        return false;
    }
    let mut inside = unknown.iter().filter(|one| one.is_within(broken.above));
    let Relation { when, unless, here, then, .. } = broken.relation;
    let tests = || when.iter().chain(unless).chain(here).chain([then]);
    let counted = |test: &Test| Some(test.count.as_ref()?.field.as_deref()?.to_owned());
    let names: Vec<String> = tests()
        .flat_map(Test::keys)
        .map(Cow::into_owned)
        .chain(tests().filter_map(counted))
        .collect();
    inside.any(|one| one.is_nearly(&names))
        || names.iter().any(|name| is_meant(name, context.trail, unknown))
}

fn fault<'a>(broken: &Broken<'_, 'a>, entry: Entry<'a>) -> Option<Fault<'a>> {
    broken.relation.then.against.as_ref()?.fault(entry, broken.node, broken.above)
}

/// It has keys, and none of those that it must have.
fn without_key(broken: &Broken<'_, '_>, entry: Entry<'_>) -> Hit {
    let words = broken.relation.then.keys.unwrap_or_default().words();
    let asking = broken.relation.when.as_ref().and_then(|when| when.keys);
    let reason = asking.map(|keys| format!(", which {} needs", keys.words())).unwrap_or_default();
    let hit = Hit::new(entry.key.location(), "").var("holder", format!("`{}`", entry.key_text()));
    hit.var("fields", words).var("write", words).var("reason", reason)
}

/// It doesn't exist and must be.
fn lacking<'a>(broken: &Broken<'_, 'a>, context: &Context<'_, '_, 'a>) -> Option<Hit> {
    let then = &broken.relation.then;
    let keys: Vec<_> = then.keys().collect();
    let mut way = then.way(broken.node);
    let written = way.last().map(|entry| entry.key.location());
    // The field itself may be written, with nothing in it.
    way.truncate(keys.len().saturating_sub(1));
    let trail = down(&way, broken, context.trail)?;
    let first = keys.get(way.len()).map(|key| key.as_ref()).unwrap_or_default();
    if [&*then.name(), first].iter().any(|name| is_meant(name, &trail, context.unknown)) {
        return None;
    }
    let here = trail.last()?;
    let field = keys.get(way.len()..).unwrap_or_default().join(".");
    let hit = Hit::new(written.unwrap_or(here.anchor()), "").var("holder", here.name());
    let hit = hit.var("write", to_write(then, &field)).quoting("fields", field);
    let hit = hit.var("reason", format_args!(", which {}", need(broken, context.trail)));
    Some(hit.subsumes(anchors(&trail)))
}

/// The mappings down to the innermost one that is written on the way to a field.
fn down<'s, 'a>(
    way: &[Entry<'a>],
    broken: &Broken<'_, 'a>,
    trail: &Trail<'s, 'a>,
) -> Option<Trail<'s, 'a>> {
    let mut trail = trail.clone();
    let here = *trail.last()?;
    trail.extend(item_of(broken, &here));
    let below = |entry: &Entry<'a>| Place {
        node: entry.value,
        schema: here.schema,
        key: Some(*entry),
        in_list: false,
    };
    trail.extend(way.iter().map(below));
    Some(trail)
}

/// The item that has the relation, where it isn't the mapping that the list is in.
pub(super) fn item_of<'s, 'a>(
    broken: &Broken<'_, 'a>,
    here: &Place<'s, 'a>,
) -> Option<Place<'s, 'a>> {
    let (node, schema) = (broken.node, here.schema);
    let list = broken.list?;
    Some(Place { node, schema, key: Some(list), in_list: list.value != node })
}

/// A field that is missing with what it may be.
fn to_write(then: &Test, field: &str) -> String {
    let choices = then.is.iter().filter(|choice| !choice.is_empty());
    let choices: Vec<String> = choices.map(|choice| format!("`{field}: {choice}`")).collect();
    if choices.is_empty() { format!("`{field}`") } else { choice(&choices) }
}

/// What needs it, as the end of a sentence.
fn need(broken: &Broken<'_, '_>, trail: &Trail<'_, '_>) -> String {
    let Some(when) = &broken.relation.when else {
        let list = broken.list.filter(|_| broken.relation.several);
        return list.map_or_else(
            || format!("{} needs", root(trail)),
            |list| format!("each of several `{}` needs", list.key_text()),
        );
    };
    match when.entry(broken.node) {
        Some(entry) => format!("{} needs", written(entry)),
        None if when.there == Some(true) => format!("`{}` needs", when.name()),
        None if when.forbids() => format!("only one with `{}` may omit", when.name()),
        None => format!("only {} may omit", choices(when)),
    }
}

/// It is there and mustn't be.
fn excluded(broken: &Broken<'_, '_>, entry: Entry<'_>, trail: &Trail<'_, '_>) -> Hit {
    let instead = match &broken.relation.when {
        None => String::new(),
        Some(when) if when.not.is_empty() => format!(", or write another `{}`", when.name()),
        Some(when) if choices(when).is_empty() => format!(", or remove `{}`", when.name()),
        Some(when) => format!(", or write {}", choices(when)),
    };
    let hit = Hit::new(entry.key.location(), "beside").var("field", entry.key_text());
    hit.var("reason", beside(broken, trail)).var("instead", instead)
}

/// What it is next to: `` next to `operator: Exists` ``, `` without `effect: NoExecute` ``, `in a Job`.
pub(super) fn beside(broken: &Broken<'_, '_>, trail: &Trail<'_, '_>) -> String {
    let here = trail.last().zip(broken.relation.here.first());
    if let Some((place, test)) = here.filter(|_| broken.relation.when.is_none()) {
        return match test.entry(place.node) {
            Some(entry) => format!("with {}", written(entry)),
            None if test.not.is_empty() => format!("without `{}`", test.field),
            None => format!("without {}", choices(test)),
        };
    }
    let Some(when) = &broken.relation.when else {
        let way = broken.relation.then.way(broken.node);
        let above =
            way.iter().rev().nth(1).filter(|_| trail.last().is_some_and(|place| place.in_list));
        return above.map_or_else(
            || format!("in {}", root(trail)),
            |above| format!("in `{}`", above.key_text()),
        );
    };
    match when.entry(broken.node) {
        Some(entry) => format!("with {}", asking(when, entry)),
        None if when.not.is_empty() => format!("without `{}`", when.name()),
        None => format!("without {}", choices(when)),
    }
}

/// The words for a field that asks for something: for what is in a list, where that is what asks.
pub(super) fn asking(when: &Test, entry: Entry<'_>) -> String {
    match &when.count {
        Some(count) if !count.is.is_empty() => {
            format!("`{}` in `{}`", count.is.join("` or `"), entry.key_text())
        }
        _ => written(entry),
    }
}

fn written(entry: Entry<'_>) -> String {
    match entry.value.kind() {
        Kind::Scalar => {
            format!("`{}: {}`", entry.key_text(), entry.value.text().unwrap_or_default())
        }
        _ => format!("`{}`", entry.key_text()),
    }
}

/// What a field must not be for a relation to hold, which is what to write to get rid of it.
fn choices(when: &Test) -> String {
    let named = when.not.iter().filter(|choice| !choice.is_empty());
    choice(&named.map(|choice| format!("`{}: {choice}`", when.name())).collect::<Vec<_>>())
}

fn root(trail: &Trail<'_, '_>) -> String {
    let kind = trail
        .first()
        .and_then(|place| place.node.get_text("kind"))
        .unwrap_or("object of this kind");
    with_article(kind)
}
