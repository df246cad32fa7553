//! `node-fit`: whether the pods of the load test fit on their nodes, by number and by what they request.

use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::RequestPart;
use crate::load::{Fact, Group, Load, Resource, Share};
use crate::text::{capitalized, count};
use crate::units::Quantity;

use super::rate::{hit_at, pods_of};
use crate::model::Model;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject, resolve_as};

/// A request of this many cores or more is easily one of thousandths that lacks its `m`.
const SUSPICIOUS_CORES: &str = "50";

/// NodeFitFile of `node-fit`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NodeFitFile {
    /// The most pods that a kubelet runs, where nothing else is stated.
    per_node: String,
}

/// More pods on a node than it runs (case `count`), a pod that requests more than any node has (`alone`), and pods that
/// do so together on a node, or on all nodes (`together`). Variables: `replicas`, `nodes`, `actual`, `per-node`,
/// `needed`, `sum`, `capacity`, `room`, `way`, `what`, `hint`.
#[derive(Debug)]
pub(crate) struct NodeFit {
    per_node: u64,
}

impl Options for NodeFitFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        Ok(Box::new(NodeFit { per_node: resolve_as("per-node", &self.per_node, params)? }))
    }
}

impl Check for NodeFit {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["count", "alone", "together"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &[
            "replicas", "nodes", "actual", "per-node", "needed", "sum", "capacity", "room", "way",
            "what", "hint",
        ]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let in_object = |load: &Load, hit: Hit| match model.workloads.get(load.pod) {
            Some(pod) => Hit { object: Some(pod.identity()), ..hit },
            None => hit,
        };
        let fewest = model.limits.generators_per_node();
        for load in &model.loads.all {
            hits.extend(alone(load).into_iter().map(|hit| in_object(load, hit)));
        }
        for group in model.loads.by_nodes() {
            if let Some(hit) = self.too_many(&group) {
                hits.push(hit);
                continue;
            }
            let fitting: Vec<&Load> =
                group.loads.iter().copied().filter(|load| !is_too_large(load)).collect();
            let own: Vec<Hit> = fitting
                .iter()
                .filter_map(|load| Some(in_object(load, self.together(load, group.fact, fewest)?)))
                .collect();
            if own.is_empty() && fitting.len() == group.loads.len() {
                hits.extend(pooled(&group));
            } else {
                hits.extend(own);
            }
        }
    }
}

impl NodeFit {
    fn too_many(&self, group: &Group<'_, u64>) -> Option<Hit> {
        let Fact { value: nodes, at } = group.fact;
        let (replicas, places) = pods_of(group)?;
        let stated = group
            .loads
            .iter()
            .filter_map(|load| load.stated.node_pods)
            .min_by_key(|fact| fact.value);
        let most = stated.map_or(self.per_node, |fact| fact.value);
        let actual = replicas.div_ceil(nodes.max(1));
        if actual <= most {
            return None;
        }
        let hit = hit_at(&places, at, &format!("on {}", count(nodes, "node")), "count")?;
        let hit = hit.stated_at(stated.and_then(|fact| fact.at), "at most on each");
        let hit = hit
            .var("replicas", count(replicas, "generator pod"))
            .var("nodes", count(nodes, "node"))
            .var("per-node", most);
        Some(hit.var("actual", actual).var("needed", count(replicas.div_ceil(most.max(1)), "node")))
    }

    fn together(&self, load: &Load, nodes: Fact<u64>, fewest: u64) -> Option<Hit> {
        let (replicas, replicas_at) = load.replicas.zip(load.replicas_at)?;
        let actual = replicas.div_ceil(nodes.value.max(1));
        let shares = load.shares();
        let share = scarcest(&shares).filter(|share| share.fits() < actual)?;
        let (total, noun) = (share.of(actual), share.resource.noun());
        let sum = of_pods(actual, share);
        let hit = labelled(share, "together")?;
        let hit = hit.var("capacity", format_args!("a node has {}", share.capacity.value));
        let hit = hit.related(replicas_at, format!("{replicas} pods"));
        let hit = hit.stated_at(nodes.at, format!("on {}", count(nodes.value, "node")));
        let hit = hit.var("sum", format_args!("{sum} = {} {noun}", share.resource.shown(total)));
        let hit = hit.var("room", format_args!("a node fits {}", count(share.fits(), "such pod")));
        let fit = load.most_on_node(self.per_node);
        let needed = (fit >= fewest.max(1)).then(|| replicas.div_ceil(fit));
        let hit = hit.var("way", way(needed, &share.most_of(actual)));
        Some(hit.because_of([replicas_at]))
    }
}

/// Whether no node takes a single pod.
fn is_too_large(load: &Load) -> bool {
    load.shares().iter().any(|share| share.fits() == 0)
}

/// One hit for each resource of which a pod requests more than a node has.
fn alone(load: &Load) -> Vec<Hit> {
    let shares = load.shares();
    let hit = |share: &Share<'_>| {
        let texts: Vec<&str> = share.requests.parts.iter().map(|part| part.text.as_str()).collect();
        let total = share.resource.shown(share.amount);
        let noun = share.resource.noun();
        let sum = match texts.as_slice() {
            [only] => format!("{only} {noun}"),
            _ => format!("{} = {total} {noun}", texts.join(" + ")),
        };
        let hint = share.requests.largest().and_then(|part| slip(share, part));
        let less = format!("request less {}", share.resource.name());
        let (hint, way) = match hint {
            Some(meant) => {
                (format!("; did you mean `{meant}`?"), format!("Write `{meant}`, {less}"))
            }
            None => (String::new(), capitalized(&less)),
        };
        let hit = labelled(share, "alone")?
            .var("capacity", format!("a node has {}", share.capacity.value));
        Some(hit.var("sum", sum).var("hint", hint).var("way", way))
    };
    shares.iter().filter(|share| share.fits() == 0).filter_map(hit).collect()
}

/// Thousandths of a core whose `m` was omitted, where they would fit.
fn slip(share: &Share<'_>, part: &RequestPart) -> Option<String> {
    let digits = !part.text.is_empty() && part.text.bytes().all(|byte| byte.is_ascii_digit());
    let meant = format!("{}m", part.text);
    let fits = Quantity::parse(&meant).ok()? <= share.capacity.value.amount;
    let large = part.amount >= Quantity::parse(SUSPICIOUS_CORES).ok()?;
    (share.resource == Resource::Cpu && digits && large && fits).then_some(meant)
}

/// Workloads that share their nodes, of which each would fit by itself.
fn pooled(group: &Group<'_, u64>) -> Option<Hit> {
    Resource::ALL.into_iter().find_map(|resource| {
        let shares = shares_of(group, resource).filter(|shares| shares.len() > 1)?;
        above_all_nodes(&shares, resource, group.fact.value)
    })
}

/// What the workloads of a group request of a resource, each with its number of pods; nothing where their nodes have
/// different amounts of it.
fn shares_of<'l>(group: &Group<'l, u64>, resource: Resource) -> Option<Vec<(u64, Share<'l>)>> {
    let found = group.loads.iter().filter_map(|load| {
        let share = load.shares().into_iter().find(|share| share.resource == resource)?;
        Some((load.replicas?, share))
    });
    let found: Vec<(u64, Share<'_>)> = found.collect();
    let first = found.first()?.1.capacity.value;
    found.iter().all(|(_, share)| share.capacity.value == first).then_some(found)
}

/// That pods of several workloads request more than all nodes have.
fn above_all_nodes(shares: &[(u64, Share<'_>)], resource: Resource, nodes: u64) -> Option<Hit> {
    let total = shares.iter().map(|(pods, share)| share.of(*pods)).reduce(Quantity::plus)?;
    let capacity = shares.first()?.1.capacity.value;
    let all = capacity.amount.times(nodes);
    if total <= all {
        return None;
    }
    let sum = shares.iter().map(|(pods, share)| of_pods(*pods, share));
    let sum = sum.collect::<Vec<_>>().join(" + ");
    let (_, largest) = shares.iter().max_by_key(|(pods, share)| share.of(*pods))?;
    let hit = labelled(largest, "together")?;
    let hit = with_others(hit, shares);
    let hit = hit.var("sum", format_args!("{sum} = {} {}", resource.shown(total), resource.noun()));
    let needed = count(total.count_of(capacity.amount), "node");
    let way = format!("Run on {needed} or more, request less {}", resource.name());
    let have = format!("{} × {capacity} are {}", count(nodes, "node"), resource.shown(all));
    let hit = hit.var("room", "more than all nodes have").var("way", way);
    Some(hit.var("capacity", have))
}

fn with_others(hit: Hit, shares: &[(u64, Share<'_>)]) -> Hit {
    let at = hit.at;
    let others = shares.iter().filter_map(|(_, share)| share.requests.largest());
    let others = others.filter(|part| part.at != at);
    others.fold(hit, |hit, part| hit.stated_at(Some(part.at), "and this"))
}

/// A hit at the largest request of a pod, with the others and what the node has.
fn labelled(share: &Share<'_>, case: &'static str) -> Option<Hit> {
    let largest = share.requests.largest()?;
    let hit = Hit::new(largest.at, case);
    let is_other = |part: &&RequestPart| part.at != largest.at && part.amount > Quantity::default();
    let others = share.requests.parts.iter().filter(is_other);
    let hit = others.fold(hit, |hit, part| hit.stated_at(Some(part.at), "and this"));
    let hit = hit.stated_at(share.capacity.at, "what a node has");
    Some(hit.var("what", share.resource.name()))
}

/// What to do so that pods fit: more nodes where that suffices, or smaller pods.
fn way(nodes: Option<u64>, less: &str) -> String {
    match nodes {
        None => format!("Let a pod request at most {less}"),
        Some(nodes) => {
            let needed = count(nodes, "node");
            format!("Run on {needed} or more, let a pod request at most {less}")
        }
    }
}

fn scarcest<'s, 'l>(shares: &'s [Share<'l>]) -> Option<&'s Share<'l>> {
    shares.iter().min_by_key(|share| share.fits())
}

fn of_pods(pods: u64, share: &Share<'_>) -> String {
    format!("{} × {}", count(pods, "pod"), share.of_pod())
}
