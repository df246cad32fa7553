//! Objects whose kind isn't known, and documents that are nearly objects.

use crate::kube::schema::{Catalogue, CustomKinds, KindVerdict, arrival, judge_kind};
use crate::kube::{Object, template_of};
use crate::model::Model;
use crate::rule::Hit;
use crate::source::SourceFile;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Kind, Node, Scalar};

use super::Find;
use super::value::reading;

/// What is to be said of an object without a schema.
pub(super) fn judge(
    object: &Object<'_>,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> Option<(Find, Hit)> {
    if let Some(found) = not_a_text(object).or_else(|| without_items(object)) {
        return Some(found);
    }
    let (report, key, case, meant) =
        match judge_kind(object.api_version, object.kind, catalogue, custom) {
            KindVerdict::Known => return None,
            KindVerdict::OtherVersion(meant) => {
                (Find::MisspeltKind, "apiVersion", "version", meant)
            }
            KindVerdict::NoSuchKind(Some(meant)) => (Find::MisspeltKind, "kind", "kind", meant),
            KindVerdict::NoSuchKind(None) => (Find::MisspeltKind, "kind", "unknown", String::new()),
            KindVerdict::Custom if template_of(object).is_some() => {
                (Find::UnknownKind, "kind", "template", String::new())
            }
            KindVerdict::Custom => (Find::UnknownKind, "kind", "whole", String::new()),
        };
    let hit = Hit::new(object.root.get(key)?.location(), case).var("meant", meant);
    let hit = hit.var("kind", object.kind).var("api-version", object.api_version);
    let later = arrival(object.api_version, object.kind, catalogue.version);
    let later = later.map(|version| format!(" (it came with {version})")).unwrap_or_default();
    let mut hit = hit.var("kubernetes", catalogue.version).var("later", later);
    // Where its pods are judged, nothing else of it is in doubt.
    hit.object = (case != "template").then(|| object.root.location());
    Some((report, hit))
}

/// A kind that kubectl reads as a boolean or a number.
fn not_a_text(object: &Object<'_>) -> Option<(Find, Hit)> {
    let node = object.root.get("kind")?;
    let scalar = node.scalar().filter(|scalar| !matches!(scalar, Scalar::String(_)))?;
    let hit = Hit::new(node.location(), "other").var("field", "`kind`").var("expected", "text");
    let hit = hit.var("actual", format!("`{}`, {}", object.kind, reading(&scalar)));
    // Nobody knows what the rest of it is.
    Some((Find::WrongType, hit.in_object(object).subsumes([object.root.location()])))
}

/// A list without its items, which is nothing.
fn without_items(object: &Object<'_>) -> Option<(Find, Hit)> {
    let is_list = object.kind == "List" && object.api_version == "v1";
    if !is_list || object.root.get("items").is_some() {
        return None;
    }
    let is_close = |entry: &Entry<'_>| did_you_mean(entry.key_text(), &["items"]).is_some();
    let (report, hit) = match object.root.entries().into_iter().find(is_close) {
        Some(entry) => {
            let hit = Hit::new(entry.key.location(), "misspelt").var("field", entry.key_text());
            (Find::UnknownField, hit.var("holder", "List").var("meant", "items"))
        }
        None => {
            let hit = Hit::new(object.root.get("kind")?.location(), "").var("holder", "List");
            let hit = hit.var("write", "`items`").var("fields", "`items`").var("reason", "");
            (Find::MissingField, hit)
        }
    };
    Some((report, hit.in_object(object)))
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
        .find(|key| root.get_text(key).is_none_or(str::is_empty))
        .unwrap_or("kind");
    let entry = root.entry(missing);
    if let Some(entry) = entry.filter(|entry| entry.value.kind() != Kind::Scalar) {
        let hit = Hit::new(entry.value.location(), "other")
            .var("field", format!("`{missing}`"))
            .var("expected", "text");
        return (Find::WrongType, hit.var("actual", "a list or mapping"));
    }
    let is_close = |entry: &Entry<'_>| did_you_mean(entry.key_text(), &[missing]).is_some();
    let close = root.entries().into_iter().find(is_close).filter(|_| entry.is_none());
    if let Some(entry) = close {
        let hit = Hit::new(entry.key.location(), "misspelt").var("field", entry.key_text());
        return (Find::UnknownField, hit.var("holder", "the object").var("meant", missing));
    }
    let other = root.get("kind").or_else(|| root.get("apiVersion"));
    let at = entry.map(|entry| entry.key).or(other).unwrap_or(root);
    let kind = root.get_text("kind").filter(|kind| !kind.is_empty());
    let hit = Hit::new(at.location(), "").var("holder", kind.unwrap_or("the object"));
    let fields = format!("`{missing}`");
    (Find::MissingField, hit.var("write", &fields).var("fields", fields).var("reason", ""))
}
