//! Which values no output may show, whatever else is said about their lines.

use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{Entry, Kind, Node, Parsed, ProblemKind, Style};

use super::{Object, ObjectSet};

/// Parts of names whose values are secrets.
const NAMES: [&str; 6] = ["api_key", "api-key", "apikey", "token", "password", "secret"];

fn is_secret_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    NAMES.iter().any(|part| lower.contains(part))
}

/// The places of all secret values of the input, in order.
#[must_use]
pub(crate) fn values(
    objects: &ObjectSet<'_>,
    sources: &[SourceFile],
    parsed: &[Parsed],
) -> Vec<Location> {
    let mut places = Vec::new();
    for object in objects.iter() {
        of_object(object, &mut places);
    }
    for (index, parsed) in parsed.iter().enumerate() {
        if parsed.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::Syntax(_))) {
            let text = sources.get(index).map(|source| &*source.text).unwrap_or_default();
            of_text(FileId(index), text, 0, &mut places);
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// The places of all secret values of one object, in order.
#[must_use]
pub(crate) fn values_of(object: &Object<'_>) -> Vec<Location> {
    let mut places = Vec::new();
    of_object(object, &mut places);
    places.sort_unstable();
    places
}

fn of_object(object: &Object<'_>, places: &mut Vec<Location>) {
    if object.kind == "Secret" {
        // Not only the entries that count: an earlier duplicate is shown beside them.
        let is_data = |entry: &Entry<'_>| matches!(entry.key_text(), "data" | "stringData");
        for data in object.root.own_entries().filter(is_data).map(|entry| entry.value) {
            places.extend(data.scalars().map(Node::location));
            places.extend(data.entries().into_iter().map(|entry| entry.value.location()));
        }
    }
    for node in object.root.tree() {
        if node.kind() == Kind::Mapping {
            of_mapping(node, places);
        } else if node.style() == Some(Style::Block) {
            of_text(node.location().file, node.raw(), node.span().start, places);
        }
    }
}

fn of_mapping(node: Node<'_>, places: &mut Vec<Location>) {
    let named = |entry: Entry<'_>| {
        entry.key_text() == "name" && entry.value.text().is_some_and(is_secret_name)
    };
    let is_variable = node.own_entries().any(named);
    // References name a secret; they don't hold one.
    let holds = |entry: &Entry<'_>| {
        let key = entry.key_text();
        let by_key = is_secret_name(key) && is_data_key(key);
        entry.value.kind() == Kind::Scalar && (by_key || (is_variable && key == "value"))
    };
    places.extend(node.own_entries().filter(holds).map(|entry| entry.value.location()));
}

/// Whether a key is a variable or an annotation, not a field of the Kubernetes API such as `secretName`.
fn is_data_key(key: &str) -> bool {
    key.contains(['_', '/', '-']) || key.chars().all(|c| !c.is_ascii_lowercase())
}

/// Without a tree: what follows a secret name, what stands below it, and the `value` beside it. It
/// rather hides too much. `base` is where `text` starts in the file.
fn of_text(file: FileId, text: &str, base: usize, places: &mut Vec<Location>) {
    let lines = lines(text);
    let whole = is_secret_object(text);
    let mut hidden_below = None;
    for (at, &(start, line)) in lines.iter().enumerate() {
        let neighbour = |step: isize| at.checked_add_signed(step).and_then(|at| lines.get(at));
        let beside =
            || [-1, 1].into_iter().filter_map(neighbour).any(|(_, line)| is_secret_name(line));
        let depth = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
        let from = if hidden_below.is_some_and(|limit| depth > limit) {
            Some(depth)
        } else {
            hidden_below = None;
            let from = first_value(line).or_else(|| value_of(line).filter(|_| beside()));
            from.or_else(|| any_value(line).filter(|_| whole))
        };
        if let Some(from) = from {
            hidden_below = hidden_below.or(Some(depth));
            places.push(Location::new(
                file,
                Span::new(base + start + from, base + start + line.len()),
            ));
        }
    }
}

/// Each line that isn't blank, with its offset, without its break and trailing blanks.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut offset = 0;
    let lines = text.split_inclusive(['\n', '\r']).map(|line| {
        let start = offset;
        offset += line.len();
        (start, line.trim_end())
    });
    lines.filter(|(_, line)| !line.is_empty()).collect()
}

/// Whether a text holds an object of kind Secret.
fn is_secret_object(text: &str) -> bool {
    text.match_indices("kind").any(|(at, word)| {
        let behind = text.get(at + word.len()..).unwrap_or_default();
        let value = behind.trim_start_matches(['"', '\'', ':', ' ', '\t']);
        value
            .strip_prefix("Secret")
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

/// Where the first value stands that belongs to a secret name on this line.
fn first_value(line: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    let name = NAMES.iter().filter_map(|part| lower.find(part)).min()?;
    let value = value_of(line).filter(|at| *at < name);
    value.or_else(|| behind_colon(line, name))
}

/// Where the value of a `value:` on this line stands.
fn value_of(line: &str) -> Option<usize> {
    behind_colon(line, line.find("value")?)
}

/// Where a value stands that may be a secret's, if the whole text is one.
fn any_value(line: &str) -> Option<usize> {
    let key = line.trim_start_matches([' ', '\t', '-', '{', '"', '\'']);
    let is_plain =
        ["apiVersion", "kind", "metadata", "name"].iter().any(|known| key.starts_with(known));
    match line.find("ata") {
        Some(data) => behind_colon(line, data),
        None if is_plain => None,
        None => behind_colon(line, 0).or(Some(0)),
    }
}

/// The first byte that isn't blank behind the first colon from `from` on.
fn behind_colon(line: &str, from: usize) -> Option<usize> {
    let rest = line.get(from..)?;
    let behind = rest.get(rest.find(':')? + 1..)?;
    Some(line.len() - behind.trim_start().len())
}
