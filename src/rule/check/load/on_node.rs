//! Generators that share the agent of their node, checked against what that agent can take.

use std::borrow::Cow;

use crate::load::{Group, Load, PodRate};
use crate::text::count;
use crate::units::Rate;

use super::rate::capped;
use crate::model::{Model, Workload};
use crate::rule::check::Hit;

/// Pods that share the agent of their node, each below the cap, and more than it together.
pub(super) fn above_on_node(group: &Group<'_, u64>, cap: Rate, model: &Model<'_>) -> Option<Hit> {
    let nodes = group.fact.value.max(1);
    let parts = parts_of(group, nodes, model);
    let sum = |of: fn(&PodRate) -> Rate| {
        parts.iter().map(|(_, rate, pods)| of(rate).times(*pods)).reduce(Rate::plus)
    };
    let least = sum(|rate| rate.least)?;
    if least <= cap || parts.iter().any(|(_, rate, _)| rate.least > cap) {
        return None;
    }
    let (first, rate, _) = parts.first()?;
    let at = rate.at.or(first.replicas_at)?;
    let hit = Hit::new(at, "node");
    let hit = match sum(PodRate::asked).filter(|asked| *asked > cap) {
        Some(asked) => hit.var("rate", arithmetic(&parts, PodRate::asked, asked)),
        None => hit.var("rate", arithmetic(&parts, |rate| rate.rate, sum(|rate| rate.rate)?)),
    };
    let hit = hit.var("fit", cap.bytes() / rate.rate.bytes().max(1));
    let hit = capped(hit, cap, rate.rate);
    let hit = hit.because_of(parts.iter().flat_map(|(load, ..)| load.read_from()));
    let hit = with_others(hit, &parts, nodes);
    let object = model.workloads.get(first.pod).map(Workload::identity);
    Some(Hit { object, ..hit })
}

fn with_others(hit: Hit, parts: &[Part<'_>], nodes: u64) -> Hit {
    let at = hit.at;
    let places = parts.iter().filter_map(|(load, ..)| load.replicas_at).filter(|it| *it != at);
    let on = format!("on {}", count(nodes, "node"));
    places.fold(hit, |hit, place| hit.related(place, on.clone()))
}

/// How a sum comes about: `5 MB/s × 2 pods + 1 MB/s × 1 pod = 11 MB/s`.
fn arithmetic(parts: &[Part<'_>], of: fn(&PodRate) -> Rate, sum: Rate) -> String {
    let shown = |(_, rate, pods): &Part<'_>| format!("{} × {}", of(rate), count(*pods, "pod"));
    let parts: Vec<String> = parts.iter().map(shown).collect();
    format!("{} = {sum}", parts.join(" + "))
}

/// A load that shares the agent of its nodes, with the rate of a pod and the number of them on a node.
type Part<'l> = (&'l Load, Cow<'l, PodRate>, u64);

fn parts_of<'l>(group: &Group<'l, u64>, nodes: u64, model: &Model<'_>) -> Vec<Part<'l>> {
    let is_shared =
        |load: &&Load| model.workloads.get(load.pod).is_some_and(|pod| !pod.on_node.is_empty());
    let shared = group.loads.iter().copied().filter(is_shared);
    shared.filter_map(|load| Some((load, load.rate()?, load.replicas?.div_ceil(nodes)))).collect()
}
