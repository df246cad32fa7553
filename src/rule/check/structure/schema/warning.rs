//! What the API server takes, and warns of.

use crate::kube::quantity;
use crate::kube::schema::{Broken, MarkFault, Trail, Violation};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::did_you_mean_any;
use crate::units::Measure;
use crate::yaml::{Kind, Node};

use super::relation::item_of;
use super::value::is_secret;

/// An amount that isn't a whole number of bytes; nothing for what the amount was likely meant in other units.
pub(super) fn part_of_byte(node: Node<'_>, violation: &Violation<'_, '_>) -> Option<Hit> {
    let (text, amount) = quantity(node)?;
    let field = violation.field_name();
    let number = text.strip_suffix('m').filter(|number| !number.is_empty());
    let meant = number.map(|number| format!("{number}M"));
    let meant = meant.map(|text| Measure::of(field).repairs(&text)).unwrap_or_default();
    let hit = Hit::new(node.location(), "").var("field", field).var("actual", text);
    Some(hit.var("plain", amount.plain()).var("hint", did_you_mean_any(&meant)))
}

/// What the server's own words say of a field.
pub(super) fn of_server(
    broken: &Broken<'_, '_>,
    secrets: &[Location],
    trail: &Trail<'_, '_>,
) -> Option<Hit> {
    let relation = broken.relation;
    let way = relation.then.way(broken.node);
    let Some(field) = way.last() else { return unwritten(broken, trail) };
    let mark = relation.then.wrong_mark(*field, broken.above).map(MarkFault::entry);
    let entry = &mark.unwrap_or(*field);
    let is_key = mark.is_some() || relation.then.forbids() || entry.value.kind() != Kind::Scalar;
    let is_shown = |text: &&str| !is_key && !text.is_empty() && !is_secret(entry.value, secrets);
    let text = entry.value.text().filter(is_shown);
    let field = match text {
        Some(text) => format!("`{}: {text}`", entry.key_text()),
        None => format!("`{}`", entry.key_text()),
    };
    let at = if is_key { entry.key.location() } else { entry.place() };
    let hit = Hit::new(at, "").var("field", field);
    let hit = hit.var("reason", relation.warns.as_deref()?);
    Some(hit.var("instead", relation.instead.as_deref().unwrap_or_default()))
}

/// A field that doesn't exist, told at the mapping that lacks it.
fn unwritten(broken: &Broken<'_, '_>, trail: &Trail<'_, '_>) -> Option<Hit> {
    let relation = broken.relation;
    let here = trail.last()?;
    let at = item_of(broken, here).as_ref().unwrap_or(here).anchor();
    let around = broken.node.own_entries().flat_map(|it| [it.key.location(), it.value.location()]);
    let hit =
        Hit::new(at, "").because_of(around).var("field", format!("`{}`", relation.then.name()));
    let hit = hit.var("reason", relation.warns.as_deref()?);
    Some(hit.var("instead", relation.instead.as_deref().unwrap_or_default()))
}
