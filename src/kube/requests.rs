//! What a pod requests of its node, as the scheduler counts it. Source: the Kubernetes documentation, "Resource
//! Management for Pods and Containers", "Sidecar Containers: Resource sharing within containers" and "Pod Overhead".

use crate::source::Location;
use crate::yaml::Node;

use crate::units::Quantity;

use super::{ContainerRole, Pod, quantity};

/// What a pod requests of one resource.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    /// The amount; `None` where nothing of the pod requests any.
    pub amount: Option<Quantity>,
    /// What it is the sum of, in the order of the pod.
    pub parts: Vec<RequestPart>,
    /// Names of the containers that run next to each other and request none.
    pub without: Vec<String>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPart {
    /// The amount.
    pub amount: Quantity,
    /// Its text.
    pub text: String,
    /// Where it is.
    pub at: Location,
}

impl Requests {
    /// The requests of `resource`, such as `cpu`. What can't be read counts as nothing: another rule speaks of it.
    #[must_use]
    pub fn new(pod: &Pod<'_>, resource: &str) -> Self {
        let mut parts: Vec<RequestPart> = Vec::new();
        let mut without: Vec<String> = Vec::new();
        for container in pod.containers.iter().filter(|one| one.role != ContainerRole::Init) {
            match request(container.node, resource) {
                Some(part) => parts.push(part),
                None => without.push(container.name().to_owned()),
            }
        }
        let mut parts = with_init(parts, pod, resource);
        if let Some(whole) = of_whole_pod(pod, resource, parts.is_empty()) {
            parts = vec![whole];
            without.clear();
        }
        parts.extend(pod.spec.value.get_path(&["overhead", resource]).and_then(part));
        Self { amount: sum(&parts), parts, without }
    }

    /// The largest request.
    #[must_use]
    pub fn largest(&self) -> Option<&RequestPart> {
        // Of several alike, the first.
        self.parts.iter().rev().max_by_key(|part| part.amount)
    }
}

/// The request of the pod as a whole, which replaces those of its containers; its limit counts where nothing requests.
fn of_whole_pod(pod: &Pod<'_>, resource: &str, alone: bool) -> Option<RequestPart> {
    let stated = |list| pod.spec.value.get_path(&["resources", list, resource]).and_then(part);
    stated("requests").or_else(|| stated("limits").filter(|_| alone))
}

/// The request of a container. A limit alone counts as the request, as the API server fills it in.
fn request(container: Node<'_>, resource: &str) -> Option<RequestPart> {
    let stated = |list| container.get_path(&["resources", list, resource]).and_then(part);
    stated("requests").or_else(|| stated("limits"))
}

fn part(node: Node<'_>) -> Option<RequestPart> {
    let (text, amount) = quantity(node)?;
    Some(RequestPart { amount, text, at: node.location() })
}

fn sum(parts: &[RequestPart]) -> Option<Quantity> {
    parts.iter().map(|part| part.amount).reduce(Quantity::plus)
}

/// What the regular containers request, or an init container with the sidecars that were started before it, where that
/// is more: init containers run one after the other.
fn with_init(mut parts: Vec<RequestPart>, pod: &Pod<'_>, resource: &str) -> Vec<RequestPart> {
    let mut started: Vec<RequestPart> = Vec::new();
    for container in pod.containers.iter().filter(|one| one.role != ContainerRole::Regular) {
        let Some(part) = request(container.node, resource) else { continue };
        let beside = started.iter().cloned().chain([part.clone()]).collect::<Vec<_>>();
        if container.role == ContainerRole::Sidecar {
            started.push(part);
        } else if sum(&beside) > sum(&parts) {
            parts = beside;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use crate::kube::{Object, pod_of};
    use crate::source::{FileId, SourceFile};
    use crate::yaml::{Document, parse};

    use super::*;

    /// The sum of the CPU requests of a pod with this spec, and those that it is made of.
    fn cpu(spec: &str) -> (String, Vec<String>) {
        let requests = requests(spec);
        let parts = requests.parts.iter().map(|part| part.text.clone()).collect();
        (requests.amount.map_or_else(|| "none".to_owned(), Quantity::cores), parts)
    }

    fn requests(spec: &str) -> Requests {
        let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {spec}\n");
        let source = SourceFile::new("pod.yaml", text.into_bytes(), true);
        let parsed = parse(FileId(0), &source);
        let root = parsed.documents.first().and_then(Document::root).unwrap();
        let pod = pod_of(&Object::from_node(root).unwrap()).unwrap();
        Requests::new(&pod, "cpu")
    }

    fn container(request: &str) -> String {
        format!("{{name: a, resources: {{requests: {{cpu: {request}}}}}}}")
    }

    #[test]
    fn containers_are_added_and_a_limit_alone_is_a_request() {
        let limit = "{name: b, resources: {limits: {cpu: 700m}}}";
        let both = "{name: c, resources: {requests: {cpu: 100m}, limits: {cpu: 4}}}";
        let none = "{name: d}";
        let spec = format!("{{containers: [{}, {limit}, {both}, {none}]}}", container("1"));
        assert_eq!(cpu(&spec), ("1.8".into(), vec!["1".into(), "700m".into(), "100m".into()]));
        assert_eq!(cpu("{containers: [{name: a}]}"), ("none".into(), vec![]));
    }

    #[test]
    fn of_init_containers_the_largest_counts_and_sidecars_are_added() {
        let sidecar = "{name: s, restartPolicy: Always, resources: {requests: {cpu: 200m}}}";
        let regular = container("500m");
        let with =
            |init: &str| cpu(&format!("{{initContainers: [{init}], containers: [{regular}]}}")).0;
        assert_eq!(with(&container("400m")), "500m");
        assert_eq!(with(&format!("{}, {}", container("600m"), container("900m"))), "900m");
        assert_eq!(with(sidecar), "700m");
        assert_eq!(with(&format!("{sidecar}, {}", container("600m"))), "800m");
        assert_eq!(with(&format!("{}, {sidecar}", container("600m"))), "700m");
    }

    #[test]
    fn the_pods_own_request_replaces_the_sum_and_overhead_comes_on_top() {
        let containers = format!("containers: [{}]", container("500m"));
        assert_eq!(cpu(&format!("{{{containers}, overhead: {{cpu: 250m}}}}")).0, "750m");
        assert_eq!(cpu(&format!("{{{containers}, resources: {{requests: {{cpu: 2}}}}}}")).0, "2");
        assert_eq!(cpu(&format!("{{{containers}, resources: {{limits: {{cpu: 2}}}}}}")).0, "500m");
        assert_eq!(cpu("{containers: [{name: a}], resources: {limits: {cpu: 2}}}").0, "2");
        assert_eq!(
            requests("{containers: [{name: a}], resources: {limits: {cpu: 2}}}").without,
            [""; 0]
        );
        assert_eq!(requests("{containers: [{name: a}], overhead: {cpu: 2}}").without, ["a"]);
    }
}
