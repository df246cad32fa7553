//! Values of the wrong type, and values that aren't allowed.

use crate::kube::cron;
use crate::kube::schema::{BadSize, Form, Format, POD_FIELDS, Problem, Type, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{count as count_of, hint, list};
use crate::yaml::{Entry, Kind, Node, Scalar, Style};

use super::super::misread::looks_octal;

/// A value of another type than its field has.
pub(super) fn wrong_type(
    node: Node<'_>,
    types: &[Type],
    violation: &Violation<'_, '_>,
    secrets: &[Location],
) -> Hit {
    let expected: Vec<&str> = types.iter().map(|kind| kind.words()).collect();
    let hidden = is_secret(node, secrets);
    let text = node.text().unwrap_or_default();
    let scalar = node.scalar();
    let actual = match &scalar {
        Some(_) if hidden => HIDDEN.to_owned(),
        Some(Scalar::String(_)) => format!("`{text}`"),
        Some(scalar) => format!("`{text}`, {}", reading(scalar)),
        None if node.kind() == Kind::Mapping => "a mapping".to_owned(),
        None => "a list".to_owned(),
    };
    let (case, write) = match scalar {
        Some(Scalar::String(text)) => match unquoted(text, types) {
            Some(write) => ("quoted", write),
            None => ("other", String::new()),
        },
        Some(_) if types.contains(&Type::String) => ("unquoted", format!("\"{text}\"")),
        _ => ("other", String::new()),
    };
    let write = if hidden { "the value in quotes".to_owned() } else { write };
    let hit = Hit::new(violation.place(node), case).with("field", violation.field_name());
    let hit = hit.with("actual", actual).with("expected", expected.join(" or ")).with("write", write);
    let mut hit = hit.covering(violation.field.map(|entry| entry.key.location()));
    hit.also_covers.extend(anchors(&violation.trail));
    hit.also_covers.push(node.location());
    hit
}

/// What a text would be without its quotes, where that fits.
fn unquoted(text: &str, types: &[Type]) -> Option<String> {
    let number = || text.parse::<i64>().ok().map(|number| number.to_string());
    let boolean = || matches!(text, "true" | "false").then(|| text.to_owned());
    types.iter().find_map(|kind| match kind {
        Type::Integer | Type::Number => number(),
        Type::Boolean => boolean(),
        _ => None,
    })
}

/// How kubectl reads a plain scalar.
fn reading(scalar: &Scalar<'_>) -> String {
    match scalar {
        Scalar::Null => "which kubectl reads as null".to_owned(),
        Scalar::Bool(value) => format!("which kubectl reads as the boolean {value}"),
        Scalar::Integer(number) => format!("which kubectl reads as the number {number}"),
        Scalar::Float(text) => format!("which kubectl reads as the number {text}"),
        Scalar::String(_) => "a text".to_owned(),
    }
}

const HIDDEN: &str = "a value that isn't shown";

fn is_secret(node: Node<'_>, secrets: &[Location]) -> bool {
    // Only in a block of text is a secret a part of a value.
    let at = node.location();
    let is_part = || node.style() == Some(Style::Block) && secrets.iter().any(|secret| secret.overlaps(at));
    secrets.binary_search(&at).is_ok() || is_part()
}

pub(super) fn shown(node: Node<'_>, secrets: &[Location]) -> String {
    if is_secret(node, secrets) {
        return HIDDEN.to_owned();
    }
    match node.text() {
        Some(text) => format!("`{text}`"),
        None => "a list or mapping".to_owned(),
    }
}

/// A value of the right type that isn't allowed.
pub(super) fn invalid(violation: &Violation<'_, '_>, secrets: &[Location]) -> Option<Hit> {
    let (node, case, expected, meant) = match &violation.problem {
        Problem::NotAChoice(node, choices) => {
            let names: Vec<&str> =
                choices.iter().map(|choice| &**choice).filter(|choice| !choice.is_empty()).collect();
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let meant = node.text().filter(|text| text.parse::<f64>().is_err());
            (*node, "choice", list(&quoted), meant.map(|text| hint(text, &names)).unwrap_or_default())
        }
        Problem::OutOfRange(node, low, high) => {
            (*node, "range", bounds(*low, *high), octal(violation, *node))
        }
        Problem::BadFormat(node, format) => {
            (*node, "format", format.words().to_owned(), repaired(*node, *format))
        }
        Problem::TooFew(node) => (*node, "empty", "at least one item".to_owned(), String::new()),
        Problem::NoText(node) => (*node, "blank", "a text".to_owned(), String::new()),
        Problem::BadPattern(node, pattern) => (*node, "pattern", format!("`{pattern}`"), String::new()),
        Problem::BadSize(node, size) => return Some(bad_size(violation, *node, *size)),
        Problem::BadForm(node, form) => return Some(bad_form(violation, *node, *form)),
        Problem::NullItem(node, at) => return Some(null_item(violation, *node, *at)),
        Problem::Above(low, high) => return Some(above(*low, *high)),
        _ => return None,
    };
    let hit = Hit::new(place(violation, node), case).with("field", violation.field_name());
    // A number in quotes is shown with them.
    let is_number = node.text().is_some_and(|text| text.parse::<i64>().is_ok());
    let actual = match is_number && case == "format" && !is_secret(node, secrets) {
        true => format!("`{}`", node.raw()),
        false => shown(node, secrets),
    };
    let hit = hit.with("actual", actual).with("expected", expected).with("hint", meant);
    Some(hit.covering(violation.field.map(|entry| entry.key.location())))
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
    let hit = Hit::new(whole(violation, node), "size").with("field", violation.field_name());
    hit.with("actual", number(size.count)).with("expected", expected)
}

fn bad_form(violation: &Violation<'_, '_>, node: Node<'_>, form: Form) -> Hit {
    let reason = match form {
        Form::None => "fits none of the forms that its definition allows",
        Form::Several => "fits more than one of the forms of which its definition allows one",
        Form::Excluded => "has a form that its definition excludes",
    };
    let hit = Hit::new(whole(violation, node), "form").with("field", violation.field_name());
    hit.with("reason", reason)
}

fn null_item(violation: &Violation<'_, '_>, node: Node<'_>, at: usize) -> Hit {
    let hit = Hit::new(violation.place(node), "nothing").with("field", violation.field_name());
    hit.with("actual", at).covering(violation.field.map(|entry| entry.key.location()))
}

/// A number above the one that bounds it.
fn above(low: Entry<'_>, high: Entry<'_>) -> Hit {
    let most = high.value.text().unwrap_or_default();
    let hit = Hit::new(low.value.location(), "beside").with("field", low.key_text());
    let hit = hit.with("actual", format!("`{}`", low.value.text().unwrap_or_default()));
    let hit = hit.with("reason", format!(" beside `{}: {most}`", high.key_text())).with("hint", "");
    let hit = hit
        .with("expected", format!("{most} or less"))
        .with("instead", format!(", or raise `{}`", high.key_text()));
    hit.and(high.value.location(), "the highest").resting_on([high.value.location()])
}

/// A file mode that was likely meant in octal, which a leading zero says.
fn octal(violation: &Violation<'_, '_>, node: Node<'_>) -> String {
    let text = node.text().unwrap_or_default();
    let is_octal = looks_octal(text);
    match matches!(violation.field_name(), "mode" | "defaultMode") && is_octal {
        true => format!("; did you mean 0{text}, in octal?"),
        false => String::new(),
    }
}

/// What was likely meant: a number without its quotes, a name without capitals and underscores.
fn repaired(node: Node<'_>, format: Format) -> String {
    let text = node.text().unwrap_or_default();
    let name = text.to_lowercase().replace(['_', ' '], "-");
    match format {
        Format::PortName | Format::Percentage if text.parse::<u32>().is_ok() => {
            format!("; did you mean {text} without quotes?")
        }
        Format::CronSchedule => {
            cron::fault(text).map(|fault| format!(": {}", fault.reason)).unwrap_or_default()
        }
        Format::FieldPath => hint(text, &POD_FIELDS),
        Format::DnsLabel | Format::DnsLabelOrEmpty | Format::DnsSubdomain if format.fits(&name) => {
            format!("; did you mean `{name}`?")
        }
        _ => String::new(),
    }
}

fn bounds(low: Option<i64>, high: Option<i64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("from {low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or less"),
        (None, None) => "any number".to_owned(),
    }
}
