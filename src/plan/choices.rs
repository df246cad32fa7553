//! Ways to reach a target that keep the limits: so many pods, at such a rate, evenly on so many nodes.

use crate::limits::Limits;
use crate::units::Rate;

use super::{ChoiceRecord, Wanted};

/// Rates that are worth a look, where the cap allows them.
const RATES: [&str; 6] = ["1MB/s", "2MB/s", "3MB/s", "4MB/s", "5MB/s", "6MB/s"];
/// Rates are lowered in such steps, so that nobody must write odd figures.
const STEP: &str = "100kB/s";
/// How many pods of a given rate on a node are worth a look where the nodes are free, as multiples of the fewest.
const CROWDS: [u64; 2] = [2, 4];

/// The choices, by rate; each has as many pods on every node.
pub(super) fn choices(wanted: &Wanted, limits: &Limits) -> Vec<ChoiceRecord> {
    let rates = RATES.iter().filter_map(|rate| rate.parse().ok()).chain(wanted.rate);
    let rates = rates.filter(|rate: &Rate| *rate <= limits.cap());
    let mut found: Vec<(u64, Rate, u64)> = match wanted.nodes {
        Some(nodes) => rates.map(|rate| on_nodes(wanted, rate, nodes, limits)).collect(),
        None => {
            let fewest = limits.generators_per_node().max(1);
            let all = rates.map(|rate| (rate, fewest)).chain(crowded(wanted, fewest, limits));
            all.map(|(rate, per_node)| free(wanted, rate, per_node)).collect()
        }
    };
    found.retain(|(per_node, rate, _)| {
        let through_agent = if wanted.shares_agent { rate.times(*per_node) } else { *rate };
        *per_node <= wanted.most_on_node && through_agent <= limits.cap()
    });
    found.sort_by_key(|(per_node, rate, nodes)| (*rate, std::cmp::Reverse(*nodes), *per_node));
    found.dedup();
    found.into_iter().filter_map(|one| fitting(one, wanted, limits)).collect()
}

fn fitting(
    (per_node, rate, nodes): (u64, Rate, u64),
    wanted: &Wanted,
    limits: &Limits,
) -> Option<ChoiceRecord> {
    let replicas = nodes.checked_mul(per_node)?;
    let fits = replicas <= limits.pods_per_cluster()
        && (wanted.nodes.is_some() || nodes <= limits.nodes_per_cluster());
    // What is too large to count doesn't get there.
    (fits && rate.times(replicas) >= wanted.target)
        .then(|| choice(replicas, per_node, rate, nodes, wanted.target))
}

/// The rate that is wanted with more pods on a node than the fewest.
fn crowded(wanted: &Wanted, fewest: u64, limits: &Limits) -> impl Iterator<Item = (Rate, u64)> {
    let rate = wanted.rate.filter(|rate| *rate <= limits.cap());
    rate.into_iter().flat_map(move |rate| {
        CROWDS.into_iter().map(move |crowd| (rate, fewest.saturating_mul(crowd)))
    })
}

/// As many on each of the given nodes as it takes, at the lowest rate that still does.
fn on_nodes(wanted: &Wanted, rate: Rate, nodes: u64, limits: &Limits) -> (u64, Rate, u64) {
    let per_node =
        rate.times(nodes).count_to_reach(wanted.target).max(limits.generators_per_node());
    let lowered = STEP.parse().ok().map(|step: Rate| {
        let steps = step.times(nodes.saturating_mul(per_node)).count_to_reach(wanted.target);
        step.times(steps).readable()
    });
    match lowered {
        // A rate that is given stays as it is.
        Some(lowered) if lowered < rate && wanted.rate != Some(rate) => (per_node, lowered, nodes),
        _ => (per_node, rate, nodes),
    }
}

/// As many nodes as it takes with so many pods on each.
fn free(wanted: &Wanted, rate: Rate, per_node: u64) -> (u64, Rate, u64) {
    (per_node, rate, rate.times(per_node).count_to_reach(wanted.target))
}

fn choice(replicas: u64, per_node: u64, rate: Rate, nodes: u64, target: Rate) -> ChoiceRecord {
    ChoiceRecord {
        replicas,
        rate: rate.into(),
        nodes,
        per_node,
        node_rate: rate.times(per_node).readable().into(),
        total: rate.times(replicas).against(target).into(),
    }
}
