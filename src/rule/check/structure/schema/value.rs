//! Values of the wrong type.

use crate::fix::Change;
use crate::kube::schema::{Catalogue, Place, Type, Violation, anchors};
use crate::rule::Hit;
use crate::source::Location;
use crate::text::invisible;
use crate::yaml::{Entry, Kind, Node, Scalar, Style};

use super::invalid::is_mode;

/// A value of another type than its field has.
pub(super) fn wrong_type(
    node: Node<'_>,
    types: &[Type],
    violation: &Violation<'_, '_>,
    secrets: &[Location],
    catalogue: &Catalogue,
) -> Hit {
    let expected: Vec<&str> = types.iter().map(|kind| kind.words()).collect();
    let hidden = is_secret(node, secrets);
    let told = Told::new(node, types, violation, hidden, catalogue);
    let change = told.change(node);

    let key = violation.field.map(|entry| entry.key.location());
    let (at, after) = places(violation, node, told.case == "deep");
    let hit = Hit::new(at, told.case);
    let hit = hit.var("field", violation.what(node)).var("actual", actual(node, hidden));
    let hit = hit.var("expected", expected.join(" or "));
    let hit = hit.var("write", if hidden { "\"…\"" } else { &*told.write });
    let hit = hit.var("field-name", violation.field_name()).var("first", told.first);
    let glued = joined_key(violation).or(node.text()).unwrap_or_default();
    let hit = hit.var("gap", gap(glued)).mended_by(change);
    let hit = hit.subsumes(key).subsumes(after).subsumes(anchors(&violation.trail));
    hit.subsumes([node.location()])
}

/// Where to point at for a value, and what else comes of it: what is too deep is wrong at its key, so is what follows it
/// there, and what is missing in the mapping that it belongs in.
fn places(
    violation: &Violation<'_, '_>,
    node: Node<'_>,
    is_deep: bool,
) -> (Location, Vec<Location>) {
    let field = violation.field.filter(|_| is_deep);
    let (Some(field), Some(map)) = (field, violation.trail.last()) else {
        return (violation.place(node), Vec::new());
    };
    let after = map.node.own_entries().skip_while(|other| other.key != field.key).skip(1);
    let after = after.flat_map(|other| [other.key.location(), other.value.location()]);
    let outer = too_deep(node, violation).and_then(|at| violation.trail.get(at)?.key);
    let outer = outer.map(|entry| entry.key.location());
    (field.key.location(), after.chain(outer).collect())
}

/// The value as it is read, in words.
fn actual(node: Node<'_>, hidden: bool) -> String {
    let text = node.text().unwrap_or_default();
    match &node.scalar() {
        Some(_) if hidden => HIDDEN.to_owned(),
        Some(Scalar::String("")) => "an empty string".to_owned(),
        Some(Scalar::String(text)) if text.trim_end().contains('\n') => {
            "a text of several lines".to_owned()
        }
        Some(Scalar::String(_)) => format!("`{text}`"),
        Some(scalar) => format!("`{text}`, {}", reading(scalar)),
        None if node.kind() == Kind::Mapping => "a mapping".to_owned(),
        None => "a list".to_owned(),
    }
}

/// What a value of the wrong type was likely meant to be.
struct Told {
    case: &'static str,
    /// The first key of what is in the wrong form.
    first: String,
    /// What to write.
    write: String,
}

impl Told {
    fn new(
        node: Node<'_>,
        types: &[Type],
        violation: &Violation<'_, '_>,
        hidden: bool,
        catalogue: &Catalogue,
    ) -> Self {
        let (case, write) = by_quotes(node, types, violation);
        let by_form = by_form(node, types, violation, hidden, catalogue);
        let (case, first) = by_form.unwrap_or((case, String::new()));
        match meant(node, types).filter(|_| case == "other" && !hidden) {
            Some(write) => Self { case: "meant", first, write },
            None => Self { case, first, write },
        }
    }

    /// The edit that sets or removes the quotes.
    fn change(&self, node: Node<'_>) -> Option<Change> {
        match self.case {
            "unquoted" if node.scalar() != Some(Scalar::Null) => {
                node.requoted(node.text().unwrap_or_default())
            }
            "quoted" => node.unquoted(&self.write),
            _ => None,
        }
    }
}

/// What a value was meant to be by its form, with the first key of it.
fn by_form(
    node: Node<'_>,
    types: &[Type],
    violation: &Violation<'_, '_>,
    hidden: bool,
    catalogue: &Catalogue,
) -> Option<(&'static str, String)> {
    if let Some(slip) = slip(node, types, violation) {
        return Some(slip);
    }
    let pair = if hidden || types != [Type::Object] { None } else { Some(()) };
    let pair = pair.and_then(|()| assigned(node, violation, catalogue)).map(|name| ("pair", name));
    if let Some((case, first)) = pair.or_else(|| unlisted(node, types, violation, catalogue)) {
        return Some((case, first.to_owned()));
    }
    let case = if is_like_labels(node, types, violation) {
        "labels"
    } else if has_glued_dash(node, types) {
        "dash"
    } else if !hidden && (joined_key(violation).is_some() || is_glued(node, types)) {
        "glued"
    } else {
        return None;
    };
    Some((case, String::new()))
}

/// Whether a mapping of texts is where one text of a map belongs.
fn is_like_labels(node: Node<'_>, types: &[Type], violation: &Violation<'_, '_>) -> bool {
    let is_map = violation.trail.last().is_some_and(|place| place.schema.properties.is_empty());
    let mut entries = node.own_entries().peekable();
    types == [Type::String]
        && is_map
        && entries.peek().is_some()
        && entries.all(|entry| entry.value.text().is_some())
}

/// Whether quotes are missing or too many, and the value as it should be.
fn by_quotes(
    node: Node<'_>,
    types: &[Type],
    violation: &Violation<'_, '_>,
) -> (&'static str, String) {
    match &node.scalar() {
        Some(Scalar::String(text)) => match unquoted(text, violation.field_name(), node, types) {
            Some(write) => ("quoted", write),
            None => ("other", String::new()),
        },
        // Next to numbers, only certain texts fit: a quantity, a percentage, the name of a port.
        Some(_) if types == [Type::String] => {
            ("unquoted", format!("\"{}\"", node.text().unwrap_or_default()))
        }
        _ => ("other", String::new()),
    }
}

/// The key of the field, where that has taken its value or a bracket in.
fn joined_key<'a>(violation: &Violation<'_, 'a>) -> Option<&'a str> {
    let joined = violation.field.filter(|field| joined_name(field).is_some());
    joined.map(|field| field.key_text())
}

/// A slip that says what was meant: the first line of an item that is a comment, items instead of keys, or a mapping that
/// is one level too deep.
fn slip(
    node: Node<'_>,
    types: &[Type],
    violation: &Violation<'_, '_>,
) -> Option<(&'static str, String)> {
    if types == [Type::Array] && node.kind() == Kind::Mapping {
        return Some(("commented", commented_above(node)?));
    }
    if types == [Type::Object] && node.kind() == Kind::Sequence {
        let is_pair = |item: Node<'_>| item.own_entries().count() == 1;
        let first = node.items().next()?.own_entries().next()?.key_text().to_owned();
        return node.items().all(is_pair).then_some(("dashes", first));
    }
    let beside = violation.trail.get(too_deep(node, violation)? + 1)?.key?;
    Some(("deep", beside.key_text().to_owned()))
}

/// The number on the trail of the mapping that a mapping or a list in a map of texts belongs in, where that field is missing.
pub(super) fn too_deep(node: Node<'_>, violation: &Violation<'_, '_>) -> Option<usize> {
    let name = violation.field?.key_text();
    let (map, above) = violation.trail.split_last()?;
    if node.kind() == Kind::Scalar || !map.schema.properties.is_empty() {
        return None;
    }
    let lacks = |place: &Place<'_, '_>| {
        place.schema.properties.contains_key(name) && place.node.get(name).is_none()
    };
    above.iter().rposition(lacks)
}

/// The start of an item in the comment right above a mapping: `- kind:`.
fn commented_above(node: Node<'_>) -> Option<String> {
    let before = node.document().text().get(..node.span().start)?;
    let comment = before.lines().rev().nth(1)?.trim_start().strip_prefix('#')?.trim_start();
    let (key, _) = comment.strip_prefix("- ")?.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric());
    is_key.then(|| format!("- {key}:"))
}

/// The number or the list that a text was meant to be: `400,`, `get, list`, `(pods)`.
fn meant(node: Node<'_>, types: &[Type]) -> Option<String> {
    if types == [Type::Array] && node.kind() == Kind::Mapping {
        let entries = node.own_entries();
        let keys: Vec<&str> =
            entries.filter(|it| it.value.is_null()).map(|it| it.key_text()).collect();
        let all = !keys.is_empty() && keys.len() == node.own_entries().count();
        return all.then(|| format!("[{}]", keys.join(", ")));
    }
    let is_text = matches!(node.scalar(), Some(Scalar::String(_)));
    let text = node.text().filter(|text| is_text && !text.is_empty() && !text.contains('\n'))?;
    if types == [Type::Integer] {
        let number = text.trim_end_matches([',', ';']).trim_matches(['“', '”', '"', '\'']);
        return number.parse::<i64>().ok().map(|number| number.to_string());
    }
    (types == [Type::Array] && node.style() != Some(Style::Block)).then(|| {
        let inner = text.trim_matches(['[', ']', '(', ')', '{', '}', ' ']);
        format!("[{inner}]")
    })
}

/// Whether a text would be a mapping with a space after its colon: `cpu:300m`.
fn is_glued(node: Node<'_>, types: &[Type]) -> bool {
    types == [Type::Object]
        && node.style() == Some(Style::Plain)
        && node.text().is_some_and(is_glued_pair)
}

/// Whether a text is a key, a colon and a value without a space between them.
pub(super) fn is_glued_pair(text: &str) -> bool {
    let is_key = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    text.split_once([':', '：', '=']).is_some_and(|(key, value)| {
        let is_value = !value.is_empty() && !value.contains([':', '\n']);
        !key.is_empty() && is_key(key) && is_value
    })
}

/// The name in a key that has taken its value in, or the bracket before that, since no `: ` is between them:
/// `resources:{limits`, `resources {limits`, and between brackets `name load` and `name:load`.
pub(super) fn joined_name<'a>(entry: &Entry<'a>) -> Option<&'a str> {
    let (name, behind) = entry.key_text().split_once([':', ' '])?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    let is_pair = || entry.value.is_null() && !behind.is_empty();
    (is_name && (behind.starts_with(['{', '[']) || is_pair())).then_some(name)
}

/// The name in an item that has it with its value, as in a shell: `- LOG_LEVEL=debug`.
fn assigned<'a>(
    node: Node<'a>,
    violation: &Violation<'_, 'a>,
    catalogue: &Catalogue,
) -> Option<&'a str> {
    let holder = violation.trail.last()?.schema;
    let list = catalogue.follow(holder.properties.get(violation.field_name())?);
    let item = catalogue.follow(list.items.as_deref()?);
    let takes = |key: &str| item.properties.contains_key(key);
    let text = node.text().filter(|text| !text.contains('\n'))?;
    let (name, _) = text.split_once(['=', ':']).filter(|(name, _)| is_word(name))?;
    (takes("name") && takes("value")).then_some(name)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// What is wrong with the colon of such a pair.
pub(super) fn gap(text: &str) -> String {
    if text.find('=').is_some_and(|at| text.find(':').is_none_or(|colon| at < colon)) {
        return "`=` must be `: `".to_owned();
    }
    let first = text.find([':', '：', ' ']).and_then(|at| text.split_at_checked(at));
    if let Some((name, _)) = first.filter(|(_, behind)| behind.starts_with(' ')) {
        return format!("no `:` after `{name}`");
    }
    let behind = text.split_once(':').and_then(|(_, value)| value.chars().next());
    match behind {
        None => "`：` isn't the colon of YAML".to_owned(),
        Some(c) => match invisible(c) {
            Some(name) => format!("the space after the `:` is {name} (U+{:04X})", u32::from(c)),
            None => "a space is missing after the `:`".to_owned(),
        },
    }
}

/// Whether a mapping would be a list with a space after the dash of its first key: `-name: flog`.
fn has_glued_dash(node: Node<'_>, types: &[Type]) -> bool {
    let first = node.own_entries().next().and_then(|entry| entry.key_text().strip_prefix('-'));
    types == [Type::Array]
        && first.is_some_and(|key| key.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// What a mapping was meant to be where a list belongs: its only item, or names and values of its items.
fn unlisted<'a>(
    node: Node<'a>,
    types: &[Type],
    violation: &Violation<'_, 'a>,
    catalogue: &Catalogue,
) -> Option<(&'static str, &'a str)> {
    if types != [Type::Array] || node.kind() != Kind::Mapping || has_glued_dash(node, types) {
        return None;
    }
    let holder = violation.trail.last()?.schema;
    let list = catalogue.follow(holder.properties.get(violation.field_name())?);
    let items = catalogue.follow(list.items.as_deref()?);
    let first = node.own_entries().next()?.key_text();
    let takes = |key: &str| items.properties.contains_key(key);
    if node.own_entries().all(|entry| takes(entry.key_text())) {
        return Some(("item", first));
    }
    let is_text = |entry: Entry<'_>| entry.value.text().is_some();
    let are_pairs = takes("name") && takes("value") && node.own_entries().all(is_text);
    are_pairs.then_some(("pairs", first))
}

/// What a text would be without its quotes, where that fits. The zero in front of a file mode says that it is octal.
fn unquoted(text: &str, field: &str, node: Node<'_>, types: &[Type]) -> Option<String> {
    let is_octal = is_mode(field)
        && text.len() > 1
        && text.starts_with('0')
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    // JSON has only decimal numbers.
    let is_json = || node.document().text().trim_start().starts_with('{');
    let number = || match text.parse::<i64>().ok()? {
        _ if is_octal && is_json() => Some(i64::from_str_radix(text, 8).ok()?.to_string()),
        _ if is_octal => Some(text.to_owned()),
        number => Some(number.to_string()),
    };
    let boolean = || matches!(text, "true" | "false").then(|| text.to_owned());
    types.iter().find_map(|kind| match kind {
        Type::Integer | Type::Number => number(),
        Type::Boolean => boolean(),
        _ => None,
    })
}

/// How kubectl reads a plain scalar.
pub(super) fn reading(scalar: &Scalar<'_>) -> String {
    match scalar {
        Scalar::Null => "which kubectl reads as null".to_owned(),
        Scalar::String(_) => "a string".to_owned(),
        _ if scalar.as_bool().is_some() => format!("which kubectl reads as the boolean {scalar}"),
        _ => format!("which kubectl reads as the number {scalar}"),
    }
}

const HIDDEN: &str = "`********`";

pub(super) fn is_secret(node: Node<'_>, secrets: &[Location]) -> bool {
    // Only in a block of text is a secret a part of a value.
    let at = node.location();
    let is_part =
        || node.style() == Some(Style::Block) && secrets.iter().any(|secret| secret.overlaps(at));
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
