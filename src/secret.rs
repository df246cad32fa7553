//! Which values no output may show, whatever else is said about their lines.

use crate::kube::Object;
use crate::rule::Input;
use crate::source::{FileId, Location, Span};
use crate::yaml::{Entry, Kind, Node, ProblemKind};

/// Parts of names whose values are secrets.
const NAMES: [&str; 6] = ["api_key", "api-key", "apikey", "token", "password", "secret"];

fn is_secret_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    NAMES.iter().any(|part| lower.contains(part))
}

/// The places of all secret values of the input, in order.
#[must_use]
pub(crate) fn values(input: &Input<'_>) -> Vec<Location> {
    let mut places = Vec::new();
    for object in input.objects.iter() {
        of_object(object, &mut places);
    }
    for (index, parsed) in input.parsed.iter().enumerate() {
        if parsed.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::Syntax(_))) {
            let text = input.sources.get(index).map(|source| &*source.text).unwrap_or_default();
            of_broken_text(FileId(index), text, &mut places);
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

fn of_object(object: &Object<'_>, places: &mut Vec<Location>) {
    if object.kind == "Secret" {
        let data = ["data", "stringData"].into_iter().filter_map(|key| object.root.get(key));
        places.extend(data.flat_map(Node::scalars).map(Node::location));
    }
    for node in object.root.tree().filter(|node| node.kind() == Kind::Mapping) {
        let name = node.get("name").and_then(Node::text).unwrap_or_default();
        let value = node.get("value").filter(|_| is_secret_name(name));
        places.extend(value.map(Node::location));
        // References name a secret; they don't hold one.
        let named = |entry: &Entry<'_>| {
            is_secret_name(entry.key_text())
                && entry.value.kind() == Kind::Scalar
                && is_data_key(entry.key_text())
        };
        places.extend(node.own_entries().filter(named).map(|entry| entry.value.location()));
    }
}

/// Whether a key is a variable or an annotation, not a field of the Kubernetes API such as `secretName`.
fn is_data_key(key: &str) -> bool {
    key.contains(['_', '/', '-']) || key.chars().all(|c| !c.is_ascii_lowercase())
}

/// Without a tree: what follows a secret name on its line, and the `value:` below a `name:`.
fn of_broken_text(file: FileId, text: &str, places: &mut Vec<Location>) {
    let mut offset = 0;
    let mut value_follows = false;
    for line in text.split_inclusive('\n') {
        let (start, body) = (offset, line.trim_end());
        offset += line.len();
        let Some((key, value)) = body.split_once(':') else { continue };
        let is_value = value_follows && key.trim_start_matches([' ', '-']).trim() == "value";
        value_follows = key.contains("name") && is_secret_name(value);
        if is_value || is_secret_name(key) {
            let from = start + body.len() - value.trim_start().len();
            places.push(Location { file, span: Span::new(from, start + body.len()) });
        }
    }
}
