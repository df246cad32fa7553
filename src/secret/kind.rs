//! Which documents and mappings are Secrets, however they are spelt.

use crate::yaml::Node;

use super::name::is_near;
use super::tree::Known;

/// Whether the kind of a document is Secret, or was meant to be, or its fields are those of one.
pub(super) fn is_secret_kind(node: Node<'_>, entries: &[Known<'_>]) -> bool {
    let kind = node.get_text("kind").map(|kind| kind.trim().to_ascii_lowercase());
    let has_data = || entries.iter().any(|known| known.says.is_data);
    let of_type = || {
        node.get_text("type").is_some_and(|of| of == "Opaque" || of.starts_with("kubernetes.io/"))
    };
    let is_kind = |kind: &str| is_near(kind, "secret") || is_near(kind, "secretlist");
    kind.as_deref().is_some_and(is_kind)
        || entries.iter().any(|known| known.says.is_string_data)
        || (kind.is_none() && of_type() && has_data())
}

/// The same for a mapping inside of a document, where `kind: Secret` may be a reference to one.
pub(super) fn is_secret_object(node: Node<'_>, entries: &[Known<'_>]) -> bool {
    let is_own = |Known { says, key, .. }: &Known<'_>| {
        says.is_data || says.is_string_data || *key == "metadata"
    };
    entries.iter().any(is_own) && is_secret_kind(node, entries)
}
