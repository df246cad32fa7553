//! Pod templates with an annotation more, new or from elsewhere.

use crate::fix::{Change, Edit};
use crate::yaml::{Node, Tree};

use super::Pod;

/// The pod template with an annotation more.
#[must_use]
pub fn annotated(pod: &Pod<'_>, key: &str, value: &str) -> Option<Change> {
    let template = pod.template;
    let keys = ["metadata", "annotations", key].map(str::to_owned);
    let metadata = template.get("metadata");
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    let (holder, missing) = match (metadata, annotations) {
        (_, Some(annotations)) => (annotations, keys.get(2..)),
        (Some(metadata), None) => (metadata, keys.get(1..)),
        (None, None) => (template, keys.get(..)),
    };
    holder.extended_by(missing?, Tree::text(value))
}

/// An annotation in the pod template instead of where it is.
#[must_use]
pub fn annotation_moved(pod: &Pod<'_>, key: Node<'_>) -> Option<Change> {
    let document = key.document();
    let (holder, _) = document.key_at(key.span())?;
    let metadata = document.holder_of(holder)?;
    let around = metadata.own_entries().find(|other| other.value == holder)?;
    let is_only = metadata.entry("annotations").is_none() && holder.own_entries().count() == 1;
    // Labels of the template that are nothing but this.
    if is_only && pod.template.get("metadata") == Some(metadata) {
        return Change::new("write `annotations`", around.renamed("annotations"));
    }
    let edits = with_its_lines(pod, holder, key).or_else(|| as_new(pod, holder, key))?;
    Change::new("move it to the pod template", edits)
}

/// Moves the lines of an annotation.
fn with_its_lines(pod: &Pod<'_>, holder: Node<'_>, key: Node<'_>) -> Option<Vec<Edit>> {
    let metadata = pod.template.entry("metadata");
    let annotations = metadata.and_then(|metadata| metadata.value.entry("annotations"));
    let (goal, below) = match (metadata, annotations) {
        (_, Some(annotations)) => (annotations.value, &[][..]),
        (Some(metadata), None) => (metadata.value, &["annotations"][..]),
        (None, None) => (pod.template, &["metadata", "annotations"][..]),
    };
    let is_free = goal.entry(key.text()?).is_none();
    holder.moved_into(key, goal, below).filter(|_| is_free)
}

/// Writes an annotation again, unless a comment would be lost.
fn as_new(pod: &Pod<'_>, holder: Node<'_>, key: Node<'_>) -> Option<Vec<Edit>> {
    let entry = holder.own_entries().find(|entry| entry.key == key)?;
    let removed = holder.removing(key)?;
    let has_comment = removed.span.slice(key.document().text()).contains('#');
    let added = annotated(pod, key.text()?, entry.value.text()?).filter(|_| !has_comment)?;
    Some(added.edits.into_iter().chain([removed]).collect())
}
