//! Values that aren't what another field, or the kind of the object, asks of them.

use crate::fix::Applicability;
use crate::kube::schema::{Broken, Count, Format, Test, falling, included};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, hint, quoted};
use crate::yaml::{Entry, Node};

use super::against;
use super::relation::{Context, asking, beside};
use super::repaired::{is_certain, meant_by, repaired};
use super::value::shown;

/// It has a value that it can't have here.
pub(super) fn unfit(
    broken: &Broken<'_, '_>,
    entry: Entry<'_>,
    context: &Context<'_, '_, '_>,
) -> Hit {
    unfit_form(broken, entry, context)
        .or_else(|| unfit_list(broken, entry))
        .unwrap_or_else(|| unfit_value(broken, entry, context))
}

/// A value, or a part of it, that doesn't look as it must.
fn unfit_form(
    broken: &Broken<'_, '_>,
    entry: Entry<'_>,
    context: &Context<'_, '_, '_>,
) -> Option<Hit> {
    let then = &broken.relation.then;
    let text = entry.value.text();
    if then.format != Format::Any && text.is_some_and(|text| !then.format.fits(text)) {
        return Some(misshapen(then.format, entry, entry.value, context.secrets));
    }
    if let Some(item) = then.wrong_item(entry) {
        return Some(misshapen(then.items, entry, item, context.secrets));
    }
    if let Some(amount) = then.small_amount(entry) {
        return Some(too_small(then, amount, context.secrets));
    }
    let key = then.wrong_key(entry)?;
    Some(misplaced(key, then.all_keys, entry))
}

/// A list or mapping with too much, too little or the wrong things in it.
fn unfit_list(broken: &Broken<'_, '_>, entry: Entry<'_>) -> Option<Hit> {
    let then = &broken.relation.then;
    if let Some(bytes) = then.bytes.as_ref().filter(|bytes| bytes.of(entry.value) > bytes.most) {
        return Some(against::number_of_bytes(bytes, entry));
    }
    if let Some(count) = &then.count {
        return Some(miscounted(count, entry, broken));
    }
    if let Some(item) = falling(entry.value).filter(|_| then.rising) {
        return Some(out_of_order(entry, item));
    }
    if let Some((item, star)) = included(entry.value).filter(|_| then.apart) {
        return Some(against::included_in(entry, item, star));
    }
    let fault = then.wrong_mark(entry, broken.above)?;
    let names = then.marks.iter().flat_map(|marks| marks.items(broken.above));
    Some(against::mark(fault, names.filter_map(|item| item.get_text("name")), then))
}

/// A list with too many or too few items, and what asks for another number of them.
fn miscounted(count: &Count, list: Entry<'_>, broken: &Broken<'_, '_>) -> Hit {
    let when = broken.relation.when.as_ref();
    let when = when.and_then(|when| Some((when, when.entry(broken.node)?)));
    let reason = when.map(|(when, entry)| format!(" with {}", asking(when, entry)));
    let instead = when.filter(|(when, _)| when.field != broken.relation.then.field);
    let instead = instead.map(|(when, _)| format!(", or another `{}`", when.name()));
    let (reason, instead) = (reason.unwrap_or_default(), instead.unwrap_or_default());
    against::number_of_items(count, list, reason, instead)
}

/// A value that isn't among those that another field leaves.
fn unfit_value(broken: &Broken<'_, '_>, entry: Entry<'_>, context: &Context<'_, '_, '_>) -> Hit {
    let then = &broken.relation.then;
    let names = then.is.iter().map(|name| &**name).filter(|name| !name.is_empty());
    let names: Vec<&str> = names.collect();
    let when = broken.relation.when.as_ref().filter(|when| when.entry(broken.node).is_some());
    let next_to = beside(broken, context.trail);
    let instead = match (when, next_to.strip_prefix("without ")) {
        (Some(when), _) => format!(", or another `{}`", when.name()),
        (None, Some(lacking)) => format!(", or add {lacking}"),
        (None, None) => String::new(),
    };
    let hit = Hit::new(entry.place(), "beside").quoting("field", entry.key_text());
    let hit = hit.var("actual", shown(entry.value, context.secrets));
    let hit = hit.var("expected", allowed(then, &names, broken.above));
    let text = entry.value.text().filter(|text| text.parse::<i64>().is_err());
    let meant = text.map(|text| hint(text, &names)).unwrap_or_default();
    let hit = hit.var("reason", format_args!(" {next_to}"));
    hit.var("hint", meant).var("instead", instead)
}

/// The words for what a test lets a value be, of which these are the names.
fn allowed(then: &Test, names: &[&str], above: Node<'_>) -> String {
    match (then.joined(above), then.between) {
        (Some(joined), _) => format!("`{joined}`"),
        (None, Some([low, high])) => format!("from {low} to {high}"),
        (None, None) if names.is_empty() => format!("anything but {}", choice(&quoted(&then.not))),
        (None, None) => choice(&quoted(names)),
    }
}

/// A number of a list that is below the one before.
fn out_of_order(list: Entry<'_>, item: Node<'_>) -> Hit {
    let hit = Hit::new(item.location(), "beside").var("field", "the number");
    let hit = hit.var("actual", item.text().unwrap_or_default());
    let hit = hit.var("reason", format!(" in this place of `{}`", list.key_text()));
    hit.var("expected", "the numbers from the lowest to the highest")
        .var("instead", "")
        .var("hint", "")
}

/// A key that the other field leaves no place for.
fn misplaced(key: Node<'_>, format: Format, map: Entry<'_>) -> Hit {
    let hit = Hit::new(key.location(), "key").var("field", format!("`{}`", map.key_text()));
    let hit = hit.var("actual", format!("`{}`", key.text().unwrap_or_default()));
    let hit = hit.var("expected", format.words()).var("write", format.words());
    hit.var("reason", "").var("hint", "").var("instead", "")
}

/// Its form differs from the one required here.
fn misshapen(format: Format, entry: Entry<'_>, value: Node<'_>, secrets: &[Location]) -> Hit {
    let is_item = value != entry.value;
    let at = if is_item { value.location() } else { entry.place() };
    let field = format!("{}`{}`", if is_item { "an item of " } else { "" }, entry.key_text());
    let hit = Hit::new(at, "format").var("field", field);
    let hit = hit.var("actual", shown(value, secrets)).var("expected", format.words());
    let hint = repaired(value, format);
    let most = if is_certain(format) { Applicability::Safe } else { Applicability::Unsafe };
    let change = meant_by(&hint).and_then(|meant| value.rewritten(meant.trim_matches('`')));
    let hit = hit.mended_by(change.map(|change| change.at_most(most)));
    let hit = hit.var("write", meant_by(&hint).unwrap_or(format.words()));
    hit.var("hint", &hint).var("reason", "").var("instead", "")
}

/// An amount that must be larger.
fn too_small(then: &Test, amount: Entry<'_>, secrets: &[Location]) -> Hit {
    let expected = match (then.above, then.least) {
        (_, Some(least)) => format!("{least} or more"),
        (above, None) => format!("more than {}", above.unwrap_or_default()),
    };
    let hit = Hit::new(amount.place(), "beside").var("field", format!("`{}`", amount.key_text()));
    let hit = hit.var("actual", shown(amount.value, secrets)).var("expected", expected);
    hit.var("reason", "").var("instead", "").var("hint", "")
}
