//! Objects whose kind isn't known, and documents that are nearly objects.

use crate::kube::Object;
use crate::kube::schema::{Catalogue, CustomKinds, KindVerdict, arrival, judge_kind};
use crate::rule::Hit;
use crate::text::did_you_mean;
use crate::yaml::Node;

use super::Report;

/// What is to be said of an object without a schema.
pub(super) fn judge(
    object: &Object<'_>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> Option<(Report, Hit)> {
    let (report, key, case, meant) = match judge_kind(object.api_version, object.kind, catalogue, custom) {
        KindVerdict::Known => return None,
        KindVerdict::OtherVersion(meant) => (Report::MisspeltKind, "apiVersion", "version", meant),
        KindVerdict::NoSuchKind(Some(meant)) => (Report::MisspeltKind, "kind", "kind", meant),
        KindVerdict::NoSuchKind(None) => (Report::MisspeltKind, "kind", "unknown", String::new()),
        KindVerdict::Custom => (Report::UnknownKind, "kind", "", String::new()),
    };
    let hit = Hit::new(object.root.get(key)?.location(), case).with("meant", meant);
    let hit = hit.with("kind", object.kind).with("api-version", object.api_version);
    let later = arrival(object.api_version, object.kind, catalogue.version);
    let later = later.map(|version| format!(" (it came with {version})")).unwrap_or_default();
    let mut hit = hit.with("kubernetes", catalogue.version).with("later", later);
    hit.object = Some(object.root.location());
    Some((report, hit))
}

/// A document that would be an object if it had both `apiVersion` and `kind`.
pub(super) fn stray(root: Node<'_>) -> (Report, Hit) {
    let missing =
        ["apiVersion", "kind"].into_iter().find(|key| root.get_text(key).is_none()).unwrap_or("kind");
    if let Some(entry) = root.entry(missing).filter(|entry| entry.value.text().is_none()) {
        let hit = Hit::new(entry.value.location(), "other")
            .with("field", format!("`{missing}`"))
            .with("expected", "text");
        return (Report::WrongType, hit.with("actual", "a list or mapping"));
    }
    let close = root.entries().into_iter().find(|entry| did_you_mean(entry.key_text(), &[missing]).is_some());
    if let Some(entry) = close {
        let hit = Hit::new(entry.key.location(), "misspelt").with("field", entry.key_text());
        return (Report::UnknownField, hit.with("holder", "the object").with("meant", missing));
    }
    let other = root.get("kind").or_else(|| root.get("apiVersion"));
    let hit = Hit::new(other.unwrap_or(root).location(), "")
        .with("holder", other.and_then(Node::text).unwrap_or("the object"));
    let fields = format!("`{missing}`");
    (Report::MissingField, hit.with("write", &fields).with("fields", fields).with("reason", ""))
}
