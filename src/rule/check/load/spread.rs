//! `spread`: how the scheduler lays the pods of a workload out over the nodes. Source: the Kubernetes
//! documentation, "Pod Topology Spread Constraints" and "Assigning Pods to Nodes".

use std::collections::HashMap;

use serde::Deserialize;

use crate::fix::Change;
use crate::kube::{Pod, respelt, selects};
use crate::load::{Group, Load};
use crate::source::Location;
use crate::text::did_you_mean;
use crate::yaml::{Entry, Node, Scalar, Tree};

use super::apart::{keeps_apart, on_one_node, one_per_node, one_per_zone, reaches};

use crate::model::Model;
use crate::model::Workload;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The label that each node has its own value of.
pub(super) const HOSTNAME: &str = "kubernetes.io/hostname";

/// More zones than any cloud has in a region.
const MOST_ZONES: u64 = 8;

/// SpreadFile of `spread`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SpreadFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// No constraint of the pods spreads them over the nodes (case `nothing`), a constraint is about other pods
    /// (`other-pods`), one is over a label that is nearly that of nodes (`misspelt`), one lets nodes go empty (`too-wide`), or all pods are bound to one node (`pinned`), or to each other's (`together`).
    /// Variables: `replicas`, `skew`, `narrow`, `node`, `label`.
    Uneven,
    /// A rule keeps the pods of the workload away from each other on every node, and other workloads don't fill the
    /// nodes up; or on all nodes of a zone or region (case `affinity`); or a port of the node does (`host-port`). Variables:
    /// `replicas`, `domain` (node, zone or region), `port`.
    OnePerNode,
}

impl Check for SpreadFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Uneven => {
                &["nothing", "other-pods", "misspelt", "too-wide", "pinned", "together"]
            }
            Find::OnePerNode => &["affinity", "host-port"],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Uneven => &["nothing", "other-pods"],
            Find::OnePerNode => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Uneven => &["replicas", "skew", "narrow", "node", "label"],
            Find::OnePerNode => &["replicas", "domain", "port"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let fewest = model.limits.generators_per_node();
        let neighbours = Neighbours::new(model, self.report);
        for load in &model.loads.all {
            let Some((pod, replicas)) =
                model.workloads.get(load.pod).zip(load.replicas.filter(|it| *it > 1))
            else {
                continue;
            };
            // A DaemonSet has one pod on each node, whatever is said of its spread.
            if pod.pod.object.kind == "DaemonSet" {
                continue;
            }
            let hit = match self.report {
                Find::Uneven => uneven(load, &pod.pod, replicas, model),
                Find::OnePerNode if fewest < 2 => None,
                Find::OnePerNode => neighbours
                    .apart(load, &pod.pod, replicas)
                    .or_else(|| on_host_port(load, &pod.pod, replicas)),
            };
            let identity = Some(Workload::identity(pod));
            hits.extend(hit.map(|hit| Hit { object: identity, ..hit }.var("replicas", replicas)));
        }
    }
}

/// Workloads next to each other, where one that runs once on each node is looked at.
struct Neighbours<'m, 'a> {
    model: &'m Model<'a>,
    /// Those on a stated number of nodes, by the nodes that they may share.
    stated: Vec<Group<'m, u64>>,
    /// The place of each among them, by its pod.
    places: HashMap<usize, usize>,
    /// Those whose number of nodes nobody states.
    unstated: Vec<&'m Load>,
}

/// The most workloads that are looked at next to one: with so many the nodes are full.
const MOST_NEIGHBOURS: usize = 100;

impl<'m, 'a> Neighbours<'m, 'a> {
    fn new(model: &'m Model<'a>, report: Find) -> Self {
        if report == Find::Uneven {
            return Self {
                model,
                stated: Vec::new(),
                places: HashMap::new(),
                unstated: Vec::new(),
            };
        }
        let unstated = model.loads.all.iter().filter(|load| load.stated.nodes.is_none());
        let stated = model.by_alike_nodes();
        let place = |(at, group): (usize, &Group<'m, u64>)| {
            group.loads.iter().map(|load| (load.pod, at)).collect::<Vec<_>>()
        };
        let places = stated.iter().enumerate().flat_map(place).collect();
        Self { model, stated, places, unstated: unstated.collect() }
    }

    /// The anti-affinity that leaves one pod for each node, or for all nodes of a zone.
    fn apart(&self, load: &Load, pod: &Pod<'_>, replicas: u64) -> Option<Hit> {
        let objects = &self.model.objects;
        let term = one_per_node(pod, objects).filter(|it| !self.fill_up(load, replicas, *it));
        let of_zone = || one_per_zone(pod, objects).filter(|_| replicas > MOST_ZONES);
        let (term, domain) = term.map(|term| (term, "node")).or_else(of_zone)?;
        let key = term.get("topologyKey")?;
        Some(Hit::new(key.location(), "affinity").var("domain", domain).var("port", ""))
    }

    /// Whether pods of other workloads, which `term` of this one lets run next to its own, make up for there being one of
    /// its own on a node.
    fn fill_up(&self, load: &Load, replicas: u64, term: Node<'_>) -> bool {
        let fewest = self.model.limits.generators_per_node();
        let Some(nodes) = load.stated.nodes.map(|nodes| nodes.value) else {
            let beside = self.beside(&self.unstated, load, term).count();
            return u64::try_from(beside).is_ok_and(|beside| beside + 1 >= fewest);
        };
        let group = self.places.get(&load.pod).and_then(|at| self.stated.get(*at));
        let Some(group) = group else { return false };
        let beside = self.beside(&group.loads, load, term);
        let others: u64 = beside.filter_map(|other| other.replicas).sum();
        replicas <= nodes && replicas.saturating_add(others) >= nodes.saturating_mul(fewest)
    }

    /// The loads that may run next to one, by its own term.
    fn beside<'s>(
        &'s self,
        loads: &'s [&'m Load],
        load: &'s Load,
        term: Node<'s>,
    ) -> impl Iterator<Item = &'m Load> + 's {
        let own = self.model.workloads.get(load.pod).map(|facts| &facts.pod);
        let others = loads.iter().copied().filter(move |other| other.pod != load.pod);
        others.take(MOST_NEIGHBOURS).filter(move |other| {
            let other = self.model.workloads.get(other.pod).map(|facts| &facts.pod);
            own.zip(other).is_some_and(|(own, other)| {
                reaches(term, own, other, &self.model.objects) != Some(true)
            })
        })
    }
}

/// The port of the node that only one of the pods can have there, if there are more pods than nodes.
fn on_host_port(load: &Load, pod: &Pod<'_>, replicas: u64) -> Option<Hit> {
    load.stated.nodes.filter(|nodes| replicas > nodes.value)?;
    let of_host = |port: Node<'_>| {
        let own = port.get("containerPort").filter(|_| pod.is_on_host_network());
        let port = port.get("hostPort").or(own)?;
        Some(
            Hit::new(port.location(), "host-port")
                .var("port", port.as_integer().filter(|it| *it > 0)?),
        )
    };
    let mut ports = pod.containers.iter().filter_map(|one| one.node.get("ports"));
    let hit = ports.find_map(|ports| ports.items().find_map(of_host))?;
    Some(hit.var("domain", "node"))
}

/// Constraints over nodes.
fn constraints<'a>(pod: &Pod<'a>) -> Vec<Node<'a>> {
    let all = pod.spec.value.items_of("topologySpreadConstraints");
    all.filter(|one| one.get_text("topologyKey") == Some(HOSTNAME)).collect()
}

/// What says how the pods are laid out: a slip there is why nothing spreads them.
fn layout(pod: &Pod<'_>) -> Vec<Location> {
    let fields = ["topologySpreadConstraints", "affinity"];
    let written = fields.iter().filter_map(|field| pod.spec.value.entry(field));
    // A label that isn't a text is one that a constraint may mean.
    let is_text = |entry: &Entry<'_>| matches!(entry.value.scalar(), Some(Scalar::String(_)));
    let unread = pod.labels().into_iter().filter(|entry| !is_text(entry));
    // Of a template without labels, they may be anywhere in it.
    let metadata = pod.template.get("metadata").map(Node::own_entries).into_iter().flatten();
    let astray = pod
        .template
        .own_entries()
        .chain(metadata)
        .filter(|entry| pod.labels().is_empty() && entry.key_text() != "spec");
    let places = written.chain(unread).chain(astray);
    places.flat_map(|entry| [entry.key.location(), entry.value.location()]).collect()
}

fn uneven(load: &Load, pod: &Pod<'_>, replicas: u64, model: &Model<'_>) -> Option<Hit> {
    let fewest = model.limits.generators_per_node();
    let nodes = load.stated.nodes.map(|nodes| nodes.value);
    if !must_be_even(load, nodes) {
        return None;
    }
    if let Some((at, node)) = pinned(pod) {
        return Some(Hit::new(at, "pinned").var("node", node));
    }
    if let Some(key) = on_one_node(pod, &model.objects).and_then(|term| term.get("topologyKey")) {
        return Some(Hit::new(key.location(), "together"));
    }
    let constraints = constraints(pod);
    let labels = pod.labels();
    let is_own = |one: &&Node<'_>| selects(one.get("labelSelector"), &labels) != Some(false);
    let Some(own) = constraints.iter().find(is_own) else {
        let is_kept = keeps_apart(pod, &model.objects);
        return (!is_kept).then(|| unconstrained(pod, constraints.first()));
    };
    // With a skew of one no node goes empty, however few pods there are.
    let each = nodes.map_or(fewest, |nodes| replicas / nodes.max(1)).max(fewest).max(2);
    too_wide(*own, each)
}

/// A node count or a target makes it a test that must be even.
const fn must_be_even(load: &Load, nodes: Option<u64>) -> bool {
    match nodes {
        Some(nodes) => nodes != 1,
        None => load.stated.target.is_some(),
    }
}

fn too_wide(constraint: Node<'_>, pods_on_node: u64) -> Option<Hit> {
    let skew = constraint.get("maxSkew")?;
    let width = skew.as_integer()?;
    let is_wide = u64::try_from(width).is_ok_and(|width| width >= pods_on_node);
    is_wide.then(|| Hit::new(skew.location(), "too-wide").var("skew", width).var("narrow", 1))
}

/// Pods that no constraint is about, where one may be for other pods.
fn unconstrained(pod: &Pod<'_>, other: Option<&Node<'_>>) -> Hit {
    let nothing = || Hit::new(pod.spec.key.location(), "nothing").mended_by(spread_out(pod));
    let hit = match other {
        Some(other) => {
            let wanted = other.get_path(&["labelSelector", "matchLabels"]);
            let change = wanted.and_then(|wanted| respelt(&wanted.entries(), &pod.labels()));
            Hit::new(selector_place(*other), "other-pods").mended_by(change)
        }
        None => misspelt(pod).unwrap_or_else(nothing),
    };
    hit.because_of(layout(pod))
}

/// A constraint over a label that is nearly the one of nodes.
fn misspelt(pod: &Pod<'_>) -> Option<Hit> {
    let all = pod.spec.value.get("topologySpreadConstraints").map(Node::items)?;
    let mut keys = all.filter_map(|one| one.get("topologyKey"));
    let is_near = |key: &Node<'_>| {
        let text = key.text().unwrap_or_default();
        HOSTNAME.ends_with(&format!("/{text}")) || did_you_mean(text, &[HOSTNAME]).is_some()
    };
    let key = keys.find(is_near)?;
    Some(Hit::new(key.location(), "misspelt").var("label", key.text()?))
}

/// The pods with a constraint of their own, as the templates have it.
fn spread_out(pod: &Pod<'_>) -> Option<Change> {
    let labels = pod.labels().into_iter();
    let labels = labels.map(|it| Some((it.key_text().to_owned(), Tree::text(it.value.text()?))));
    let labels: Vec<(String, Tree)> = labels.collect::<Option<_>>()?;
    let constraint = Tree::map([
        ("maxSkew", Tree::literal(&1)),
        ("topologyKey", Tree::text(HOSTNAME)),
        ("whenUnsatisfiable", Tree::text("ScheduleAnyway")),
        ("labelSelector", Tree::map([("matchLabels", Tree::Map(labels))])),
    ]);
    let edits = pod.spec.value.with_items_in("topologySpreadConstraints", vec![constraint])?;
    Change::new("add a constraint that spreads the pods over the nodes", edits)
}

/// Where to point at the selector of a constraint: the labels, else the key that names the nodes.
fn selector_place(constraint: Node<'_>) -> Location {
    let written = constraint.entry("labelSelector");
    let selector = written.map(|entry| entry.value).filter(|value| !value.is_null());
    let labels = selector.and_then(|selector| selector.get("matchLabels"));
    let value = labels.and_then(|labels| labels.entries().first().map(crate::yaml::Entry::place));
    value.unwrap_or_else(|| {
        let key = written.map(|entry| entry.key).or_else(|| constraint.get("topologyKey"));
        selector.or(key).unwrap_or(constraint).location()
    })
}

/// The one node that all pods are bound to, where its name is.
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
        let of = |list: &str| term.items_of(list);
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
