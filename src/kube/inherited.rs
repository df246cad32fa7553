//! Amounts of a resource that count for a container next to its own: those of its pod as a whole, and the defaults of its
//! namespace. Source: the Kubernetes documentation, "Assign Pod-level CPU and memory resources" and "Limit Ranges";
//! k8s.io/kubernetes pkg/apis/core/v1 SetDefaults_LimitRangeItem.

use crate::yaml::Node;

use super::{Container, Object, ObjectSet, Pod};

/// An amount that counts for a container, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Inherited<'a> {
    /// The amount.
    pub node: Node<'a>,
    /// Whether it is the pod's as a whole; else it is a LimitRange's default.
    pub of_pod: bool,
    /// Whether it is certain: the LimitRange states the pod's namespace, or neither states one and they are near.
    pub is_certain: bool,
}

/// The amounts next to a container's own: `list` is `limits` or `requests`.
#[must_use]
pub fn inherited<'a>(
    container: &Container<'a>,
    pod: &Pod<'a>,
    objects: &ObjectSet<'a>,
    list: &str,
    resource: &str,
) -> Vec<Inherited<'a>> {
    let own = |list: &str| stated(container.node, &["resources", list, resource]);
    let of_pod = stated(pod.spec.value, &["resources", list, resource]);
    let of_pod = of_pod.map(|node| Inherited { node, of_pod: true, is_certain: true });
    // A limit without a request is the request, before a LimitRange is asked.
    let has_own = own(list).is_some() || own("limits").is_some();
    let default = if has_own { None } else { default_of(pod, objects, list, resource) };
    of_pod.into_iter().chain(default).collect()
}

/// The default of the LimitRange in the pod's namespace.
fn default_of<'a>(
    pod: &Pod<'a>,
    objects: &ObjectSet<'a>,
    list: &str,
    resource: &str,
) -> Option<Inherited<'a>> {
    let fields: &[&str] = match list {
        "limits" => &["default", "max"],
        _ => &["defaultRequest", "default", "max", "min"],
    };
    ranges_of(pod, objects).find_map(|(range, is_certain)| {
        let node = container_limits(range)
            .find_map(|item| fields.iter().find_map(|field| stated(item, &[*field, resource])))?;
        Some(Inherited { node, of_pod: false, is_certain })
    })
}

/// LimitRanges that may be in a pod's namespace, and whether they surely are: where one of the two states no namespace,
/// which one it comes to is said when it is applied, which is once for files that are near each other.
pub fn ranges_of<'a, 'o>(
    pod: &Pod<'a>,
    objects: &'o ObjectSet<'a>,
) -> impl Iterator<Item = (&'o Object<'a>, bool)> {
    let namespace = pod.object.namespace();
    objects.of_kind("LimitRange").filter_map(move |range| {
        let is_same = range.namespace() == namespace;
        let is_certain = is_same && (namespace.is_some() || objects.are_near(range, &pod.object));
        let may_be = is_same || range.namespace().is_none() || namespace.is_none();
        may_be.then_some((range, is_certain))
    })
}

/// What a LimitRange says of each container.
pub fn container_limits<'a>(range: &Object<'a>) -> impl Iterator<Item = Node<'a>> {
    limits_of(range, "Container")
}

/// What a LimitRange says of each pod as a whole.
pub fn pod_limits<'a>(range: &Object<'a>) -> impl Iterator<Item = Node<'a>> {
    limits_of(range, "Pod")
}

fn limits_of<'a>(range: &Object<'a>, what: &str) -> impl Iterator<Item = Node<'a>> {
    let limits = range.root.items_at(&["spec", "limits"]);
    limits.filter(move |item| item.get_text("type") == Some(what))
}

fn stated<'a>(root: Node<'a>, path: &[&str]) -> Option<Node<'a>> {
    root.get_path(path).filter(|node| !node.is_null())
}
