//! Objects whose kind isn't known, and documents that are nearly objects.

use crate::kube::Object;
use crate::kube::schema::{Catalogue, CustomKinds, KindVerdict, arrival, judge_kind};
use crate::model::Model;
use crate::rule::Hit;
use crate::source::SourceFile;
use crate::text::did_you_mean;
use crate::yaml::Node;

use super::Find;

/// What is to be said of an object without a schema.
pub(super) fn judge(
    object: &Object<'_>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> Option<(Find, Hit)> {
    let (report, key, case, meant) =
        match judge_kind(object.api_version, object.kind, catalogue, custom) {
            KindVerdict::Known => return None,
            KindVerdict::OtherVersion(meant) => {
                (Find::MisspeltKind, "apiVersion", "version", meant)
            }
            KindVerdict::NoSuchKind(Some(meant)) => (Find::MisspeltKind, "kind", "kind", meant),
            KindVerdict::NoSuchKind(None) => (Find::MisspeltKind, "kind", "unknown", String::new()),
            KindVerdict::Custom => (Find::UnknownKind, "kind", "", String::new()),
        };
    let hit = Hit::new(object.root.get(key)?.location(), case).var("meant", meant);
    let hit = hit.var("kind", object.kind).var("api-version", object.api_version);
    let later = arrival(object.api_version, object.kind, catalogue.version);
    let later = later.map(|version| format!(" (it came with {version})")).unwrap_or_default();
    let mut hit = hit.var("kubernetes", catalogue.version).var("later", later);
    hit.object = Some(object.root.location());
    Some((report, hit))
}

/// What is said once of all objects of a kind in a folder.
pub(super) fn of(hit: &Hit, model: &Model<'_>) -> (String, Vec<String>) {
    let folder = model.sources.get(hit.at.file.0).map(SourceFile::folder).unwrap_or_default();
    (folder.to_owned(), hit.values.iter().map(|(_, value)| value.clone()).collect())
}

/// A document that would be an object if it had both `apiVersion` and `kind`.
pub(super) fn stray(root: Node<'_>) -> (Find, Hit) {
    let missing = ["apiVersion", "kind"]
        .into_iter()
        .find(|key| root.get_text(key).is_none())
        .unwrap_or("kind");
    if let Some(entry) = root.entry(missing).filter(|entry| entry.value.text().is_none()) {
        let hit = Hit::new(entry.value.location(), "other")
            .var("field", format!("`{missing}`"))
            .var("expected", "text");
        return (Find::WrongType, hit.var("actual", "a list or mapping"));
    }
    let close = root
        .entries()
        .into_iter()
        .find(|entry| did_you_mean(entry.key_text(), &[missing]).is_some());
    if let Some(entry) = close {
        let hit = Hit::new(entry.key.location(), "misspelt").var("field", entry.key_text());
        return (Find::UnknownField, hit.var("holder", "the object").var("meant", missing));
    }
    let other = root.get("kind").or_else(|| root.get("apiVersion"));
    let hit = Hit::new(other.unwrap_or(root).location(), "")
        .var("holder", other.and_then(Node::text).unwrap_or("the object"));
    let fields = format!("`{missing}`");
    (Find::MissingField, hit.var("write", &fields).var("fields", fields).var("reason", ""))
}
