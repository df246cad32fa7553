//! What of an object says which one it is.

use crate::kube::Object;
use crate::source::Location;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Kind, Node};

/// What says which object it is, as written or as far as it may be meant: a mistake of another field says nothing of
/// where the object is.
pub(super) fn identity<'a>(object: &Object<'a>) -> impl Iterator<Item = Location> + use<'a> {
    let root = object.root;
    let metadata = root.entry("metadata").map(|entry| entry.value);
    let misread = metadata.filter(|metadata| metadata.kind() != Kind::Mapping);
    let places = [Some(root), metadata, root.get("spec")].into_iter().flatten();
    let says = move |entry: &Entry<'a>| {
        Some(entry.value) != metadata
            && is_near(entry.key_text(), &["name", "namespace", "metadata"])
    };
    let fields = places.flat_map(Node::entries).filter(says);
    let fields = fields.flat_map(|entry| [entry.key, entry.value]);
    misread.into_iter().chain(fields).map(Node::location)
}

/// Whether a key is one of these, or a slip of it.
fn is_near(key: &str, known: &[&str]) -> bool {
    known.contains(&key) || did_you_mean(key, known).is_some()
}
