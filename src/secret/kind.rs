//! Which documents and mappings are Secrets, however they are spelt.

use crate::yaml::Node;

use super::key::Key;
use super::name::is_near;
use super::tree::Known;

/// Whether the kind of a document is Secret, or was meant to be, or its fields are those of one.
pub(super) fn is_secret_kind(node: Node<'_>) -> bool {
    let kind = node.get_text("kind").map(|kind| kind.trim().to_ascii_lowercase());
    let has_data = || node.own_entries().any(|entry| Key::of(entry.key_text()).is_data);
    let of_type = || {
        node.get_text("type").is_some_and(|of| of == "Opaque" || of.starts_with("kubernetes.io/"))
    };
    let is_kind = |kind: &str| is_near(kind, "secret") || is_near(kind, "secretlist");
    kind.as_deref().is_some_and(is_kind)
        || node.own_entries().any(|entry| Key::of(entry.key_text()).is_string_data)
        || (kind.is_none() && of_type() && has_data())
}

/// The same for a mapping inside of a document, where `kind: Secret` may be a reference to one.
pub(super) fn is_secret_object(node: Node<'_>, entries: &[Known<'_>]) -> bool {
    let is_own = |(entry, says): &Known<'_>| {
        says.is_data || says.is_string_data || entry.key_text() == "metadata"
    };
    entries.iter().any(is_own) && is_secret_kind(node)
}
