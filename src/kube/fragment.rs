//! Documents that aren't objects, though they are among objects or nearly one.

use crate::yaml::{Document, Kind, Node, Parsed};

use super::{Object, schema};

/// A document that isn't an object by itself, though objects are around it in its file.
#[derive(Debug, Clone, Copy)]
pub struct Fragment<'a> {
    /// Its value.
    pub root: Node<'a>,
    /// The object before it.
    pub before: Option<Object<'a>>,
}

/// The documents of a file with objects that aren't even meant to be objects: kubectl rejects such a file.
#[must_use]
pub fn fragments(parsed: &Parsed) -> Vec<Fragment<'_>> {
    let roots = || parsed.documents.iter().filter_map(Document::root);
    if !roots().any(|root| Object::from_node(root).is_some()) {
        return Vec::new();
    }
    let mut before = None;
    let mut found = Vec::new();
    for root in roots() {
        let object = Object::from_node(root);
        if object.is_none() && !is_stray(root) && !root.is_null() && !is_unrendered(root) {
            found.push(Fragment { root, before });
        }
        before = object.or(before);
    }
    found
}

/// Whether something may replace a document or its keys when the file is rendered.
fn is_unrendered(root: Node<'_>) -> bool {
    let is_open = |text: &str| ["{{", "${"].iter().any(|open| text.contains(open));
    let has_open_key = || root.own_entries().any(|one| one.key.text().is_none_or(is_open));
    is_open(root.raw()) && (root.kind() == Kind::Scalar || has_open_key())
}

/// Whether a document was meant to be an object: it has `metadata`, or objects as its `items`, and one of `apiVersion` and
/// `kind`, which is one of Kubernetes or nearly so. Other programs have `metadata` too.
#[must_use]
pub fn is_stray(root: Node<'_>) -> bool {
    let kind = root.get_text("kind").filter(|kind| !kind.is_empty());
    let is_of_kubernetes = match (root.get_text("apiVersion"), kind) {
        (Some(api_version), None) => schema::is_own_group(api_version),
        (None, Some(kind)) => schema::is_like_own_kind(kind),
        _ => false,
    };
    let has_metadata = || root.get("metadata").is_some_and(|value| value.kind() == Kind::Mapping);
    let holds_objects = || {
        let first = root.get("items").and_then(|items| items.items().next());
        first.and_then(Object::from_node).is_some()
    };
    is_of_kubernetes && (has_metadata() || holds_objects())
}
