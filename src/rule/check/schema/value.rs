//! Values of the wrong type, and values that aren't allowed.

use crate::kube::schema::{Format, Problem, Type, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::{hint, list};
use crate::yaml::{Kind, Node, Scalar, Style};

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

fn shown(node: Node<'_>, secrets: &[Location]) -> String {
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
            (*node, "choice", list(&quoted), hint(node.text()?, &names))
        }
        Problem::OutOfRange(node, low, high) => {
            (*node, "range", bounds(*low, *high), octal(violation, *node))
        }
        Problem::BadFormat(node, format) => {
            (*node, "format", format.words().to_owned(), repaired(*node, *format))
        }
        Problem::TooFew(node) => (*node, "empty", "at least one item".to_owned(), String::new()),
        Problem::UnknownField(_) | Problem::WrongType(..) | Problem::Missing(_) => return None,
    };
    let hit = Hit::new(violation.place(node), case).with("field", violation.field_name());
    // A number in quotes is shown with them.
    let is_number = node.text().is_some_and(|text| text.parse::<i64>().is_ok());
    let actual = match is_number && case == "format" && !is_secret(node, secrets) {
        true => format!("`{}`", node.raw()),
        false => shown(node, secrets),
    };
    let hit = hit.with("actual", actual).with("expected", expected).with("hint", meant);
    Some(hit.covering(violation.field.map(|entry| entry.key.location())))
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
