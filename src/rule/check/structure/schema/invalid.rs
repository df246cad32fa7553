//! Values and keys of the right type that aren't allowed.

use std::collections::{BTreeMap, BTreeSet};

use crate::fix::{Applicability, Change, Edit};
use crate::kube::schema::{BadSize, Form, Format, Place, Problem, Violation, anchors};
use crate::kube::{QuantityFault, cron};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{choice, count as count_of, did_you_mean_any, hint, quoted};
use crate::units::Measure;
use crate::yaml::{Entry, Kind, Node};

use super::repaired::{is_certain, meant_by, repaired};
use super::value::{is_glued_pair, is_secret, shown};
use crate::rule::check::text::misread::looks_octal;

/// What is said of a value that isn't allowed.
struct Complaint<'a> {
    node: Node<'a>,
    case: &'static str,
    field: String,
    expected: String,
    hint: String,
}

impl Complaint<'_> {
    fn told(self, violation: &Violation<'_, '_>, secrets: &[Location]) -> Hit {
        let (actual, write) = (self.actual(secrets), self.write());
        let Self { node, case, field, expected, hint } = self;
        let change = mended(violation, node, &hint);
        let hit = Hit::new(place(violation, node), case).var("field", field).var("write", write);
        let hit = hit.var("actual", actual).var("expected", expected).var("hint", hint);
        let hit = hit.mended_by(change);
        let hit = hit.subsumes(violation.field.map(|entry| entry.key.location()));
        match violation.problem {
            // What it asks for is missing under the right name, and that is for it to tell.
            Problem::BadKey(_, Format::ResourceName) => hit.subsumes(anchors(&violation.trail)),
            _ => hit,
        }
    }

    /// What is written; a number in quotes is shown with them.
    fn actual(&self, secrets: &[Location]) -> String {
        let is_number = self.node.text().is_some_and(|text| text.parse::<i64>().is_ok());
        if is_number && self.case == "format" && !is_secret(self.node, secrets) {
            format!("`{}`", self.node.raw())
        } else {
            shown(self.node, secrets)
        }
    }

    /// What to write instead: the one value that was likely meant, or words for all that may be there.
    fn write(&self) -> String {
        match meant_by(&self.hint) {
            Some(meant) => meant.to_owned(),
            None if self.case == "range" => number_within("a whole number", &self.expected),
            None => self.expected.clone(),
        }
    }
}

/// Labels that are wrong, by key and value, with each place that has one.
pub(super) type Labels<'v, 's, 'a> =
    BTreeMap<(&'v str, Option<&'v str>), Vec<&'v Violation<'s, 'a>>>;

/// The complaint of a value or key that isn't allowed; for a label that is in several places, told at the first
/// of them, with the others.
pub(super) fn invalid_once(
    violation: &Violation<'_, '_>,
    labels: &Labels<'_, '_, '_>,
    secrets: &[Location],
) -> Option<Hit> {
    let Some(twins) = violation.label().and_then(|label| labels.get(&label)) else {
        return invalid(violation, secrets);
    };
    if !twins.first().is_some_and(|first| std::ptr::eq(*first, violation)) {
        return None;
    }
    let mut hits: Vec<Hit> = twins.iter().filter_map(|twin| invalid(twin, secrets)).collect();
    hits.sort_by_key(|hit| hit.at);
    hits.dedup_by_key(|hit| hit.at);
    let edits: BTreeSet<Edit> =
        hits.iter().filter_map(|hit| hit.change.as_ref()).flat_map(|it| it.edits.clone()).collect();
    let mut hits = hits.into_iter();
    let mut first = hits.next()?;
    let change = first.change.take();
    let first = first
        .mended_by(change.map(|change| Change { edits: edits.into_iter().collect(), ..change }));
    Some(hits.fold(first, |first, other| first.related(other.at, "the same here")))
}

/// A value of the right type, or a key, that isn't allowed.
fn invalid(violation: &Violation<'_, '_>, secrets: &[Location]) -> Option<Hit> {
    Some(match &violation.problem {
        Problem::BadSize(node, size) => bad_size(violation, *node, *size),
        Problem::BadForm(node, form) => bad_form(violation, *node, *form),
        Problem::NullItem(node, at) => null_item(violation, *node, *at),
        Problem::Above(low, high) => above(*low, *high),
        Problem::OutOfBounds(node, bounds) => out_of_bounds(violation, *node, bounds),
        _ => complaint(violation)?.told(violation, secrets),
    })
}

/// The one thing that was likely meant, written instead of what is there. Misspelt choices and fields of the pod
/// are certain; other names may be used elsewhere too.
fn mended(violation: &Violation<'_, '_>, node: Node<'_>, hint: &str) -> Option<Change> {
    let meant = meant_by(hint)?;
    let change = if let Some(number) = meant.strip_suffix(" without quotes") {
        node.unquoted(number)
    } else if let Some(octal) = meant.strip_suffix(", in octal") {
        node.unquoted(octal)
    } else {
        node.rewritten(meant.trim_matches('`'))
    };
    let is_certain = match &violation.problem {
        Problem::NotAChoice(..) => true,
        Problem::BadFormat(_, format) => is_certain(*format),
        _ => false,
    };
    let most = if is_certain { Applicability::Safe } else { Applicability::Unsafe };
    change.map(|change| change.at_most(most))
}

fn complaint<'a>(violation: &Violation<'_, 'a>) -> Option<Complaint<'a>> {
    let of = |node: Node<'a>, case, expected: String, hint: String| {
        let case = if node.text() == Some("") { "blank" } else { case };
        Complaint { node, case, field: violation.what(node), expected, hint }
    };
    let none = String::new;
    Some(match &violation.problem {
        Problem::NotAChoice(node, choices) => {
            let (expected, hint) = among(choices, *node);
            of(*node, "choice", expected, hint)
        }
        Problem::OutOfRange(node, low, high) => {
            of(*node, "range", bounds(*low, *high), octal(violation, *node))
        }
        Problem::BadFormat(node, format) => {
            of(*node, "format", format.words().to_owned(), repaired(*node, *format))
        }
        Problem::BadKey(node, format) => bad_key(violation, *node, *format),
        Problem::TooFew(node) => of(*node, "empty", "at least one item".to_owned(), none()),
        Problem::NoText(node) => of(*node, "blank", "a value".to_owned(), none()),
        Problem::BadPattern(node, pattern) => of(*node, "pattern", format!("`{pattern}`"), none()),
        _ => return None,
    })
}

/// The words for all choices, and for the one that was likely meant.
fn among(choices: &[Box<str>], node: Node<'_>) -> (String, String) {
    let names = choices.iter().map(|choice| &**choice).filter(|choice| !choice.is_empty());
    let names: Vec<&str> = names.collect();
    let text = node.text().filter(|text| text.parse::<f64>().is_err());
    let hint = text.map(|text| hint(text, &names)).unwrap_or_default();
    (choice(&quoted(&names)), hint)
}

/// A key that doesn't look as it must.
fn bad_key<'a>(violation: &Violation<'_, 'a>, node: Node<'a>, format: Format) -> Complaint<'a> {
    let holder = violation.trail.last().map(Place::name).unwrap_or_default();
    let (case, field) = match node.text() {
        Some("") => ("blank", format!("a key of {holder}")),
        _ => ("key", holder),
    };
    if let Some((expected, hint)) = of_level_above(violation, node) {
        return Complaint { node, case, field, expected, hint };
    }
    let hint = if node.text().is_some_and(is_glued_pair) {
        ": a space is missing after the `:`".to_owned()
    } else {
        repaired(node, format)
    };
    Complaint { node, case, field, expected: format.words().to_owned(), hint }
}

/// Of a key that is a field of the mapping around its own: what to write, and where it belongs.
fn of_level_above(violation: &Violation<'_, '_>, key: Node<'_>) -> Option<(String, String)> {
    let (here, above) = violation.trail.split_last()?;
    let above = above
        .last()
        .filter(|above| above.schema.properties.contains_key(key.text().unwrap_or_default()))?;
    let name = key.text()?;
    let place = here.key.map(|entry| entry.key_text()).unwrap_or_default();
    let write = format!("`{name}` at the level of `{place}`");
    Some((write, format!(": it belongs further up, in {}", above.name())))
}

/// Where to point at: of a schedule the part that is wrong.
fn place(violation: &Violation<'_, '_>, node: Node<'_>) -> Location {
    match (&violation.problem, node.text().and_then(cron::fault)) {
        (Problem::BadFormat(_, Format::CronSchedule), Some(fault)) if !node.span().is_empty() => {
            node.fragment(fault.at)
        }
        _ => violation.place(node),
    }
}

/// Where to point at for a value as a whole: a scalar, or the key of a list or mapping.
fn whole(violation: &Violation<'_, '_>, node: Node<'_>) -> Location {
    match violation.field {
        Some(entry) if node.kind() != Kind::Scalar => entry.key.location(),
        _ => violation.place(node),
    }
}

fn bad_size(violation: &Violation<'_, '_>, node: Node<'_>, size: BadSize) -> Hit {
    let number = |count: usize| count_of(count, size.noun);
    let expected = match (size.bounds.least, size.bounds.most) {
        (Some(least), Some(most)) => format!("{least} to {}", number(most)),
        (Some(least), None) => format!("at least {}", number(least)),
        (None, most) => format!("at most {}", number(most.unwrap_or_default())),
    };
    let hit = Hit::new(whole(violation, node), "size").var("field", violation.what(node));
    hit.var("actual", number(size.count)).var("expected", expected)
}

fn bad_form(violation: &Violation<'_, '_>, node: Node<'_>, form: Form) -> Hit {
    let reason = match form {
        Form::None => "matches none of the forms that its definition allows",
        Form::Several => "matches more than one of the forms of which its definition allows one",
        Form::OwnSchema => return unfit_for_own(violation, node),
        Form::Excluded => "has a form that its definition excludes",
    };
    let hit = Hit::new(whole(violation, node), "form").var("field", violation.what(node));
    hit.var("reason", reason)
}

/// A default that the schema around it doesn't take.
fn unfit_for_own(violation: &Violation<'_, '_>, node: Node<'_>) -> Hit {
    let hit = Hit::new(whole(violation, node), "beside").var("field", violation.what(node));
    let hit = hit.var("actual", shown(node, &[])).var("hint", "");
    hit.var("reason", ", since the schema that it is part of doesn't allow it")
        .var("expected", "a value that fits this schema")
        .var("instead", ", or change the schema")
}

fn null_item(violation: &Violation<'_, '_>, node: Node<'_>, at: usize) -> Hit {
    let hit = Hit::new(violation.place(node), "nothing")
        .var("field", format!("`{}`", violation.field_name()));
    hit.var("actual", at).subsumes(violation.field.map(|entry| entry.key.location()))
}

/// A number out of the bounds of a custom resource.
fn out_of_bounds(violation: &Violation<'_, '_>, node: Node<'_>, bounds: &str) -> Hit {
    let hit = Hit::new(violation.place(node), "range").var("field", violation.what(node));
    let hit = hit.var("actual", shown(node, &[])).var("hint", "").var("expected", bounds);
    hit.var("write", number_within("a number", bounds))
}

/// The words for a number within bounds: `a number from 1 to 5`, `a number, 1 or more`.
fn number_within(number: &str, bounds: &str) -> String {
    let comma = if bounds.starts_with(|c: char| c.is_ascii_digit() || c == '-') { "," } else { "" };
    format!("{number}{comma} {bounds}")
}

/// A number above the one that bounds it.
fn above(low: Entry<'_>, high: Entry<'_>) -> Hit {
    let most = high.value.text().unwrap_or_default();
    let hit =
        Hit::new(low.value.location(), "beside").var("field", format!("`{}`", low.key_text()));
    let hit = hit.var("actual", format!("`{}`", low.value.text().unwrap_or_default()));
    let hit = hit.var("reason", format!(" with `{}: {most}`", high.key_text())).var("hint", "");
    let hit = hit
        .var("expected", format!("{most} or less"))
        .var("instead", format!(", or raise `{}`", high.key_text()));
    hit.related(high.value.location(), "the highest").because_of([high.value.location()])
}

/// Whether a field is the mode of a file.
pub(super) fn is_mode(field: &str) -> bool {
    matches!(field, "mode" | "defaultMode")
}

/// A file mode that was likely meant in octal, which a leading zero says.
fn octal(violation: &Violation<'_, '_>, node: Node<'_>) -> String {
    let text = node.text().unwrap_or_default();
    let is_octal = looks_octal(text);
    if is_mode(violation.field_name()) && is_octal {
        format!("; did you mean 0{text}, in octal?")
    } else {
        String::new()
    }
}

/// A text or number that isn't a quantity.
pub(super) fn quantity(
    node: Node<'_>,
    fault: &QuantityFault,
    violation: &Violation<'_, '_>,
) -> Hit {
    let field = violation.field_name();
    // A quota says of what it is an amount: `limits.memory`.
    let resource = field.rsplit('.').next().unwrap_or(field);
    let mut repairs = Measure::of(resource).repairs(&fault.text);
    repairs.retain(|meant| *meant != fault.text);
    let hint = did_you_mean_any(&repairs);
    let change = match repairs.as_slice() {
        [only] if node.span().overlaps(fault.at.span) => node.rewritten(only),
        _ => None,
    };
    let actual = match fault.text.as_str() {
        "" => "an empty string".to_owned(),
        text => format!("`{text}`"),
    };
    let (case, meant) = match repairs.as_slice() {
        [only] => ("near", only.as_str()),
        _ => ("other", ""),
    };
    let hit = Hit::new(fault.at, case).var("actual", actual).var("reason", fault.reason);
    let hit = hit.var("meant", meant);
    let hit = hit.mended_by(change);
    hit.var("hint", hint).subsumes(violation.field.map(|entry| entry.key.location()))
}

fn bounds(low: Option<i64>, high: Option<i64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("from {low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or less"),
        (None, None) => "any number".to_owned(),
    }
}
