//! Annotations of logs that no agent reads where they are.

use crate::agent::{ANNOTATION_PREFIX, is_of_agents_pod, is_read_on, is_read_with};
use crate::kube::{Object, Pod, annotation_moved, has_pods, pod_of};
use crate::rule::check::Hit;

use crate::yaml::{Entry, Node};

/// What is in an object where the agent never looks: one finding a list.
pub(super) fn misplaced(object: &Object<'_>) -> Vec<Hit> {
    match pod_of(object) {
        Some(pod) => around_pod(&pod, object),
        None => on_other(object).into_iter().collect(),
    }
}

/// On an object without pods.
fn on_other(object: &Object<'_>) -> Option<Hit> {
    let keys = keys(object.root, &["metadata", "annotations"]);
    let unread = keys.into_iter().filter(|it| !is_read_with(object.kind, it.key_text()));
    let hit = first(unread.collect(), "object", object)?;
    let is_read = has_pods(object.kind) || is_read_on(object.kind);
    (!is_read).then_some(hit)
}

/// In a workload, outside of the annotations of its pods.
fn around_pod(pod: &Pod<'_>, object: &Object<'_>) -> Vec<Hit> {
    let read = pod.annotations();
    let is_new = |entry: &Entry<'_>| !read.iter().any(|it| it.key_text() == entry.key_text());
    let mut own = keys(object.root, &["metadata", "annotations"]);
    let mut jobs = keys(object.root, &["spec", "jobTemplate", "metadata", "annotations"]);
    let mut labels = keys(pod.template, &["metadata", "labels"]);
    own.retain(|entry| !pod.is_plain() && is_new(entry));
    jobs.retain(is_new);
    labels.retain(is_new);
    let found = [(own, "workload"), (jobs, "jobs"), (labels, "label")];
    let hits = found.into_iter().filter_map(|(keys, case)| {
        let change = keys.first().and_then(|entry| annotation_moved(pod, entry.key));
        Some(first(keys, case, object)?.mended_by(change))
    });
    let place = pod.annotations_place();
    hits.map(|hit| hit.related(place, "the agent reads these")).collect()
}

/// The keys of a list that are the agent's.
fn keys<'a>(root: Node<'a>, path: &[&str]) -> Vec<Entry<'a>> {
    let entries = root.get_path(path).map(Node::entries).unwrap_or_default();
    let is_agents = |key: &str| key.starts_with(ANNOTATION_PREFIX) || is_of_agents_pod(key);
    entries.into_iter().filter(|entry| is_agents(entry.key_text())).collect()
}

fn first(keys: Vec<Entry<'_>>, case: &'static str, object: &Object<'_>) -> Option<Hit> {
    let mut keys = keys.into_iter();
    let entry = keys.next()?;
    let hit = Hit::new(entry.key.location(), case).var("key", entry.key_text());
    let hit = hit.var("kind", object.kind);
    Some(keys.fold(hit, |hit, other| hit.related(other.key.location(), "this one too")))
}
