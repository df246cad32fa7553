//! `spread`: how the scheduler lays the pods of a workload out over the nodes. Source: the Kubernetes
//! documentation, "Pod Topology Spread Constraints" and "Assigning Pods to Nodes".

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::{Pod, selects};
use crate::load::Load;
use crate::source::Location;
use crate::yaml::Node;

use crate::model::Model;
use crate::model::Workload;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The label that each node has its own value of.
const HOSTNAME: &str = "kubernetes.io/hostname";

/// SpreadFile of `spread`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SpreadFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Nothing spreads the pods over the nodes (case `nothing`), a constraint is about other pods
    /// (`other-pods`), one lets nodes go empty (`too-wide`), or all pods are bound to one node (`pinned`).
    /// Variables: `replicas`, `skew`, `narrow`, `node`.
    Uneven,
    /// A rule keeps the pods of the workload away from each other on every node. Variables: `replicas`.
    OnePerNode,
}

impl Check for SpreadFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Uneven => &["nothing", "other-pods", "too-wide", "pinned"],
            Find::OnePerNode => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Uneven => &["replicas", "skew", "narrow", "node"],
            Find::OnePerNode => &["replicas"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let fewest = model.limits.generators_per_node();
        for load in &model.loads.all {
            let Some((pod, replicas)) =
                model.workloads.get(load.pod).zip(load.replicas.filter(|it| *it > 1))
            else {
                continue;
            };
            let hit = match self.report {
                Find::Uneven => uneven(load, &pod.pod, replicas, fewest),
                Find::OnePerNode if fewest < 2 => None,
                Find::OnePerNode => one_per_node(&pod.pod).map(|at| Hit::new(at, "")),
            };
            let identity = Some(Workload::identity(pod));
            hits.extend(hit.map(|hit| Hit { object: identity, ..hit }.var("replicas", replicas)));
        }
    }
}

/// Constraints over nodes.
fn constraints<'a>(pod: &Pod<'a>) -> Vec<Node<'a>> {
    let all = pod.spec.value.get("topologySpreadConstraints").map(Node::items).unwrap_or_default();
    all.filter(|one| one.get_text("topologyKey") == Some(HOSTNAME)).collect()
}

/// What says how the pods are laid out: a slip there is why nothing spreads them.
fn layout(pod: &Pod<'_>) -> Vec<Location> {
    let fields = ["topologySpreadConstraints", "affinity"];
    let written = fields.iter().filter_map(|field| pod.spec.value.entry(field));
    written.flat_map(|entry| [entry.key.location(), entry.value.location()]).collect()
}

fn uneven(load: &Load, pod: &Pod<'_>, replicas: u64, fewest: u64) -> Option<Hit> {
    let nodes = load.stated.nodes.map(|nodes| nodes.value);
    if nodes == Some(1) {
        return None;
    }
    // A node count or a target makes it a test that has to be even.
    if nodes.is_none() && load.stated.target.is_none() {
        return None;
    }
    if let Some((at, node)) = pinned(pod) {
        return Some(Hit::new(at, "pinned").var("node", node));
    }
    let constraints = constraints(pod);
    let labels = pod.labels();
    let is_own = |one: &&Node<'_>| selects(one.get("labelSelector"), &labels) != Some(false);
    let Some(own) = constraints.iter().find(is_own) else {
        if keeps_apart(pod) {
            return None;
        }
        let hit = match constraints.first() {
            Some(other) => Hit::new(selector_place(*other), "other-pods"),
            None => Hit::new(pod.spec.key.location(), "nothing"),
        };
        return Some(hit.because_of(layout(pod)));
    };
    let skew = own.get("maxSkew")?;
    let width = skew.as_integer()?;
    // With a skew of one no node goes empty, however few pods there are.
    let each = nodes.map_or(fewest, |nodes| replicas / nodes.max(1)).max(fewest).max(2);
    let is_wide = u64::try_from(width).is_ok_and(|width| width >= each);
    is_wide.then(|| Hit::new(skew.location(), "too-wide").var("skew", width).var("narrow", 1))
}

/// Where to point at the selector of a constraint: the labels, else the key that names the nodes.
fn selector_place(constraint: Node<'_>) -> Location {
    let selector = constraint.get("labelSelector");
    let labels = selector.and_then(|selector| selector.get("matchLabels"));
    let value = labels.and_then(|labels| labels.entries().first().map(crate::yaml::Entry::place));
    value.unwrap_or_else(|| {
        selector.or_else(|| constraint.get("topologyKey")).unwrap_or(constraint).location()
    })
}

/// Whether anti-affinity over nodes, required or preferred, is about the pods themselves.
fn keeps_apart(pod: &Pod<'_>) -> bool {
    let preferred =
        ["affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution"];
    let preferred = pod.spec.value.get_path(&preferred).map(Node::items).unwrap_or_default();
    let mut terms = preferred.filter_map(|one| one.get("podAffinityTerm"));
    one_per_node(pod).is_some() || terms.any(|term| is_about(term, pod))
}

fn is_about(term: Node<'_>, pod: &Pod<'_>) -> bool {
    term.get_text("topologyKey") == Some(HOSTNAME)
        && selects(term.get("labelSelector"), &pod.labels()) == Some(true)
}

/// The anti-affinity that allows one pod of the workload a node: its topology key.
fn one_per_node(pod: &Pod<'_>) -> Option<Location> {
    let required =
        ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    let mut terms = pod.spec.value.get_path(&required).map(Node::items).unwrap_or_default();
    terms.find(|term| is_about(*term, pod))?.get("topologyKey").map(Node::location)
}

/// The one node that all pods are bound to, where its name stands.
fn pinned<'a>(pod: &Pod<'a>) -> Option<(Location, &'a str)> {
    let spec = pod.spec.value;
    let named = spec.get("nodeName").or_else(|| spec.get("nodeSelector")?.get(HOSTNAME));
    let named = named.or_else(|| {
        let required =
            ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
        let terms: Vec<_> = spec.get_path(&required)?.get("nodeSelectorTerms")?.items().collect();
        let [term] = terms.as_slice() else {
            return None;
        };
        let of = |list: &str| term.get(list).map(Node::items).unwrap_or_default();
        of("matchExpressions").chain(of("matchFields")).find_map(one_node)
    });
    named.and_then(|node| Some((node.location(), node.text()?)))
}

/// The only node that a requirement allows.
fn one_node(requirement: Node<'_>) -> Option<Node<'_>> {
    let key = requirement.get_text("key")?;
    let values: Vec<_> = requirement.get("values")?.items().collect();
    match values.as_slice() {
        [only]
            if requirement.get_text("operator") == Some("In")
                && [HOSTNAME, "metadata.name"].contains(&key) =>
        {
            Some(*only)
        }
        _ => None,
    }
}
