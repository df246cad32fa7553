//! What fields must be next to others: numbers below them, as many items as they let be.

use crate::kube::schema::{Against, Bytes, Count, Fault, MarkFault, Must, Test};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, count as count_of, hint, quoted};
use crate::yaml::{Entry, Node};

use super::Find;
use super::value::shown;

/// What isn't as another field wants it.
pub(super) fn told(
    against: &Against,
    fault: &Fault<'_>,
    entry: Entry<'_>,
    list: Option<Entry<'_>>,
    secrets: &[Location],
) -> (Find, Hit) {
    let (report, hit) = match against.must {
        Must::Apart => (Find::ConflictingFields, in_both(fault, list.unwrap_or(entry), against)),
        Must::Have => (Find::InvalidValue, without_field(against, fault, entry)),
        Must::Name => return (Find::InvalidValue, unknown(against, fault, secrets)),
        Must::Among => (Find::InvalidValue, no_key(against, fault, entry)),
        Must::Given => (Find::InvalidValue, not_given(against, fault, entry)),
        Must::Covers => (Find::InvalidValue, below_sum(against, fault, secrets)),
        _ if fault.bound.is_empty() => (Find::MissingField, without(against, fault, entry)),
        _ => (Find::InvalidValue, unlike(against, fault, secrets)),
    };
    match fault.other {
        Some(other) => {
            let at = other.value.location();
            (report, hit.related(at, "because of this").because_of([at]))
        }
        None => (report, hit),
    }
}

fn in_both(fault: &Fault<'_>, entry: Entry<'_>, against: &Against) -> Hit {
    let hit = Hit::new(fault.node.location(), "twice").var("field", fault.name);
    hit.var("first", last(&against.field)).var("second", entry.key_text())
}

/// The name of an item that has none of the fields that one of them must have.
fn without_field(against: &Against, fault: &Fault<'_>, entry: Entry<'_>) -> Hit {
    let (list, some) = (last(&against.field), choice(&quoted(&against.some)));
    let hit =
        Hit::new(fault.node.location(), "beside").var("field", format!("`{}`", entry.key_text()));
    let hit = hit.var("actual", format!("`{}`", fault.name)).var("hint", "").var("instead", "");
    hit.var("reason", format!(": this item of `{list}` has no {some}"))
        .var("expected", format!("the name of an item of `{list}` with {some}"))
}

/// A text that isn't a key of the mapping, as it must be.
fn no_key(against: &Against, fault: &Fault<'_>, entry: Entry<'_>) -> Hit {
    let entries = fault.other.map(|other| other.value.entries()).unwrap_or_default();
    let names: Vec<&str> = entries.iter().map(Entry::key_text).collect();
    let map = last(&against.field);
    let hit = Hit::new(fault.node.location(), "beside")
        .var("field", format!("an item of `{}`", entry.key_text()));
    let hit = hit.var("actual", format!("`{}`", fault.name)).var("hint", hint(fault.name, &names));
    hit.var("reason", format!(": `{map}` has no such key"))
        .var("expected", format!("a key of `{map}`"))
        .var("instead", format!(", or add it to `{map}`"))
}

/// A text that may be absent, as it may not.
fn not_given(against: &Against, fault: &Fault<'_>, entry: Entry<'_>) -> Hit {
    let (list, some) = (against.of.as_deref().unwrap_or_default(), choice(&quoted(&against.some)));
    let hit = Hit::new(fault.node.location(), "beside")
        .var("field", format!("an item of `{}`", entry.key_text()));
    let hit = hit.var("actual", format!("`{}`", fault.name)).var("hint", "");
    hit.var("reason", format!(", which may be absent: it has no {some}, and isn't in `{list}`"))
        .var("expected", format!("one of `{list}`"))
        .var("instead", format!(", or give it a {some}"))
}

/// An amount below the sum of its parts.
fn below_sum(against: &Against, fault: &Fault<'_>, secrets: &[Location]) -> Hit {
    let list = against.field.split('.').next().unwrap_or_default();
    let hit = Hit::new(fault.node.location(), "beside").var("field", format!("`{}`", fault.name));
    let hit = hit.var("actual", shown(fault.node, secrets)).var("hint", "");
    hit.var("reason", format!(", since its `{list}` request {} together", fault.bound))
        .var("expected", format!("{} or more", fault.bound))
        .var("instead", format!(", or lower what the `{list}` request"))
}

/// The other has no such key.
fn without(against: &Against, fault: &Fault<'_>, entry: Entry<'_>) -> Hit {
    let fields = format!("`{}`", fault.name);
    let reason = format!(", which the {} of it need", entry.key_text());
    let key = entry.value.entry(fault.name).map_or(fault.node, |entry| entry.key);
    let hit = Hit::new(key.location(), "").var("holder", format!("`{}`", against.field));
    hit.var("write", format!("{fields} to `{}`", against.field))
        .var("fields", fields)
        .var("reason", reason)
}

/// A name that no item of the other has.
fn unknown(against: &Against, fault: &Fault<'_>, secrets: &[Location]) -> Hit {
    let list = last(&against.field);
    let items = fault.other.map(|other| other.value.items()).unwrap_or_default();
    let names: Vec<&str> = items.filter_map(|item| item.get_text("name")).collect();
    let meant = fault.node.text().map(|text| hint(text, &names)).unwrap_or_default();
    let hit = Hit::new(fault.node.location(), "beside").var("field", format!("`{}`", fault.name));
    let hit = hit.var("actual", shown(fault.node, secrets)).var("hint", meant);
    let hit = hit.var("reason", format!(": no item of `{list}` has that name"));
    hit.var("expected", format!("the name of one of `{list}`")).var("instead", "")
}

fn unlike(against: &Against, fault: &Fault<'_>, secrets: &[Location]) -> Hit {
    let bound = &fault.bound;
    let name = name_of_other(against, fault);
    let (expected, instead) = match against.must {
        Must::Below => (format!("less than {bound}"), format!(", or raise `{name}`")),
        Must::NotAbove => (format!("{bound} or less"), format!(", or raise `{name}`")),
        Must::Within => (format!("a smaller range within `{bound}`"), String::new()),
        Must::Once => ("another text".to_owned(), String::new()),
        _ => (bound.clone(), format!(", or change `{name}`")),
    };
    let hit = Hit::new(fault.node.location(), "beside");
    let hit = match against.must {
        Must::Within => hit.var("field", "a range"),
        _ => hit.quoting("field", fault.name),
    };
    let hit = hit.var("actual", shown(fault.node, secrets)).var("expected", expected);
    let hit = match fault.other {
        Some(_) => hit.var("reason", format_args!(" with `{name}: {bound}`")),
        None => hit.var("reason", format_args!(", since the default of `{name}` is {bound}")),
    };
    hit.without(&["hint"]).var("instead", instead)
}

/// The name of the other field, with that of its mapping where both fields have one name.
fn name_of_other(against: &Against, fault: &Fault<'_>) -> String {
    match fault.other {
        Some(other) if other.key_text() == fault.name => {
            format!("{}.{}", last(&against.field), fault.name)
        }
        _ => last(&against.field).to_owned(),
    }
}

fn last(way: &str) -> &str {
    way.rsplit('.').next().unwrap_or(way)
}

/// Texts that are too long together.
pub(super) fn number_of_bytes(bytes: &Bytes, entry: Entry<'_>) -> Hit {
    let hit =
        Hit::new(entry.key.location(), "count").var("field", format!("`{}`", entry.key_text()));
    let hit = hit.var("actual", count_of(bytes.of(entry.value), "byte"));
    let hit = hit.var("expected", format!("{} bytes or less", bytes.most)).var("reason", " in all");
    hit.var("instead", "").var("hint", "")
}

/// A list with too many or too few items.
pub(super) fn number_of_items(
    count: &Count,
    entry: Entry<'_>,
    reason: String,
    instead: String,
) -> Hit {
    let items = count.items(entry.value);
    let what = match (&count.field, count.is.as_slice()) {
        (_, []) => String::new(),
        (Some(field), [is]) => format!(" with `{field}: {is}`"),
        (Some(field), _) => format!(" with such a `{field}`"),
        (None, is) => {
            format!(" that {} `{}`", if items.len() == 1 { "is" } else { "are" }, is.join("` or `"))
        }
    };
    let expected = match (count.least, count.most) {
        (least, Some(most)) if least == most => format!("exactly {least}"),
        (_, Some(most)) => format!("{most} or fewer"),
        (least, None) => format!("{least} or more"),
    };
    let most = count.most.unwrap_or(usize::MAX);
    let at = items.get(most).map_or(entry.key.location(), |item| place(*item, count));
    let hit = Hit::new(at, "count").var("field", format!("`{}`", entry.key_text()));
    let hit = hit.var("actual", format!("{}{what}", count_of(items.len(), "item")));
    hit.var("expected", expected).var("reason", reason).var("instead", instead).var("hint", "")
}

fn place(item: Node<'_>, count: &Count) -> Location {
    let field = count.field.as_deref().and_then(|field| item.get(field));
    field.unwrap_or(item).location()
}

/// An item that another one with a star includes.
pub(super) fn included_in(list: Entry<'_>, item: Node<'_>, star: Node<'_>) -> Hit {
    let star_text = star.text().unwrap_or_default();
    let hit = Hit::new(item.location(), "beside").related(star.location(), "includes it");
    let hit = hit.var("field", format!("an item of `{}`", list.key_text()));
    let hit = hit.var("actual", format!("`{}`", item.text().unwrap_or_default()));
    hit.var("reason", format!(" next to `{star_text}`, which includes it"))
        .var("expected", "only one of the two")
        .var("hint", "")
        .var("instead", "")
}

/// A key with a prefix whose value or rest isn't as it must be.
pub(super) fn mark<'a>(
    fault: MarkFault<'a>,
    names: impl Iterator<Item = &'a str>,
    then: &Test,
) -> Hit {
    let entry = fault.entry();
    let hit = |at| Hit::new(at, "beside").var("reason", "").var("instead", "");
    match fault {
        MarkFault::Name(_, name) => {
            let names: Vec<&str> = names.collect();
            let quoted = quoted(&names);
            let hit = hit(entry.key.location()).var("field", "the container of the annotation");
            let hit = hit.var("actual", format!("`{name}`")).var("hint", hint(name, &names));
            hit.var("expected", format!("the name of a container of the pod: {}", choice(&quoted)))
        }
        MarkFault::Value(_) | MarkFault::Written(_) => {
            let values = then.marks.as_ref().map(|marks| marks.values).unwrap_or_default();
            let hit = hit(entry.place()).var("field", format!("`{}`", entry.key_text()));
            let hit = hit.var("actual", format!("`{}`", entry.value.text().unwrap_or_default()));
            hit.var("expected", values.words()).var("hint", "")
        }
    }
}
