//! Anti-affinity over nodes: whose pods a workload keeps away from. Source: the Kubernetes API reference,
//! PodAffinityTerm.

use crate::kube::{ObjectSet, Pod, selects};
use crate::yaml::Node;

use super::spread::HOSTNAME;

/// The label that each namespace has with its own name.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";
/// Labels that many nodes have the same value of. Source: the Kubernetes documentation, "Well-Known Labels".
const WIDE: [(&str, &str); 4] = [
    ("topology.kubernetes.io/zone", "zone"),
    ("topology.kubernetes.io/region", "region"),
    ("failure-domain.beta.kubernetes.io/zone", "zone"),
    ("failure-domain.beta.kubernetes.io/region", "region"),
];
const REQUIRED: [&str; 3] =
    ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
const TOGETHER: [&str; 3] =
    ["affinity", "podAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
const PREFERRED: [&str; 3] =
    ["affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution"];

/// Whether anti-affinity over nodes, required or preferred, is about the pods themselves, or may be.
pub(super) fn keeps_apart(pod: &Pod<'_>, objects: &ObjectSet<'_>) -> bool {
    let terms = |path: &[&str]| pod.spec.value.items_at(path);
    let preferred = terms(&PREFERRED).filter_map(|one| one.get("podAffinityTerm"));
    terms(&REQUIRED).chain(preferred).any(|term| reaches(term, pod, pod, objects) != Some(false))
}

/// The anti-affinity that allows one pod of the workload a node.
pub(super) fn one_per_node<'a>(pod: &Pod<'a>, objects: &ObjectSet<'_>) -> Option<Node<'a>> {
    let mut terms = pod.spec.value.items_at(&REQUIRED);
    terms.find(|term| reaches(*term, pod, pod, objects) == Some(true))
}

/// The anti-affinity that allows one pod of the workload a zone or region, and the word for that.
pub(super) fn one_per_zone<'a>(
    pod: &Pod<'a>,
    objects: &ObjectSet<'_>,
) -> Option<(Node<'a>, &'static str)> {
    let mut terms = pod.spec.value.items_at(&REQUIRED);
    terms.find_map(|term| {
        let key = term.get_text("topologyKey")?;
        let (_, word) = WIDE.into_iter().find(|(known, _)| *known == key)?;
        (reaches_over(key, term, pod, pod, objects) == Some(true)).then_some((term, word))
    })
}

/// The affinity that keeps all pods of the workload on one node.
pub(super) fn on_one_node<'a>(pod: &Pod<'a>, objects: &ObjectSet<'_>) -> Option<Node<'a>> {
    let mut terms = pod.spec.value.items_at(&TOGETHER);
    terms.find(|term| reaches(*term, pod, pod, objects) == Some(true))
}

/// Whether a term of `pod` over nodes is about the pods of `other`; `None` where the input doesn't tell.
pub(super) fn reaches(
    term: Node<'_>,
    pod: &Pod<'_>,
    other: &Pod<'_>,
    objects: &ObjectSet<'_>,
) -> Option<bool> {
    reaches_over(HOSTNAME, term, pod, other, objects)
}

/// The same for a term over another label of nodes.
fn reaches_over(
    key: &str,
    term: Node<'_>,
    pod: &Pod<'_>,
    other: &Pod<'_>,
    objects: &ObjectSet<'_>,
) -> Option<bool> {
    // Pods of one workload have the same value of such a label, and so are omitted.
    let leaves_out = term.get("mismatchLabelKeys").is_some_and(|keys| keys.items().count() > 0);
    if term.get_text("topologyKey") != Some(key) || leaves_out {
        return Some(false);
    }
    match (selects(term.get("labelSelector"), &other.labels()), in_reach(term, pod, other, objects))
    {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether the namespaces of a term have `other` among them: without any it is the namespace of its own pod.
fn in_reach(
    term: Node<'_>,
    pod: &Pod<'_>,
    other: &Pod<'_>,
    objects: &ObjectSet<'_>,
) -> Option<bool> {
    let names: Vec<_> = term.items_of("namespaces").collect();
    let selector = term.get("namespaceSelector").filter(|selector| !selector.is_null());
    let namespace = other.object.namespace();
    if names.is_empty() && selector.is_none() {
        return match (pod.object.namespace(), namespace) {
            (Some(one), Some(other)) => Some(one == other),
            (None, None) => Some(true),
            _ => None,
        };
    }
    let is_named = match namespace {
        _ if names.is_empty() => Some(false),
        Some(namespace) => Some(names.iter().any(|name| name.text() == Some(namespace))),
        None => None,
    };
    let is_selected = match selector {
        Some(selector) => selects_namespace(selector, namespace, objects),
        None => Some(false),
    };
    match (is_named, is_selected) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether a selector of namespaces chooses one, by its labels where it is among the objects, and by its name.
fn selects_namespace(
    selector: Node<'_>,
    namespace: Option<&str>,
    objects: &ObjectSet<'_>,
) -> Option<bool> {
    let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    let expressions = selector.items_of("matchExpressions");
    if labels.is_empty() && expressions.count() == 0 {
        return Some(true);
    }
    let namespace = namespace?;
    let by_name = labels.iter().find(|entry| entry.key_text() == NAMESPACE_NAME);
    match by_name.map(|entry| entry.value.text() == Some(namespace)) {
        Some(true) if labels.len() == 1 && selector.get("matchExpressions").is_none() => Some(true),
        Some(false) => Some(false),
        _ => {
            let object = objects.named("Namespace", namespace).next()?;
            let own = object.root.get_path(&["metadata", "labels"]).map(Node::entries);
            selects(Some(selector), &own.unwrap_or_default())
        }
    }
}
