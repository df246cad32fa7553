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
    let is_shared =
        |load: &&&Load| model.workloads.get(load.pod).is_some_and(|pod| !pod.on_node.is_empty());
    let parts: Vec<(&Load, Cow<'_, PodRate>, u64)> = group
        .loads
        .iter()
        .filter(is_shared)
        .filter_map(|load| Some((*load, load.rate()?, load.replicas?.div_ceil(nodes))))
        .collect();
    let sum = |of: fn(&PodRate) -> Rate| {
        parts.iter().map(|(_, rate, pods)| of(rate).times(*pods)).reduce(Rate::plus)
    };
    let least = sum(|rate| rate.least)?;
    let asked = sum(PodRate::asked).filter(|asked| *asked > cap);
    let of_pod = |rate: &PodRate| if asked.is_some() { rate.asked() } else { rate.rate };
    let together = asked.or_else(|| sum(|rate| rate.rate))?;
    if least <= cap || parts.iter().any(|(_, rate, _)| rate.least > cap) {
        return None;
    }
    let (first, rate, _) = parts.first()?;
    let at = rate.at.or(first.replicas_at)?;
    let shown: Vec<String> = parts
        .iter()
        .map(|(_, rate, pods)| format!("{} × {}", of_pod(rate), count(*pods, "pod")))
        .collect();
    let hit = Hit::new(at, "node").var("rate", format!("{} = {together}", shown.join(" + ")));
    let hit = hit.var("fit", cap.bytes() / rate.rate.bytes().max(1));
    let hit = capped(hit, cap, rate.rate)
        .because_of(parts.iter().flat_map(|(load, ..)| load.read_from()));
    let places =
        parts.iter().filter_map(|(load, ..)| load.replicas_at).filter(|place| *place != at);
    let mut hit =
        places.fold(hit, |hit, place| hit.related(place, format!("on {}", count(nodes, "node"))));
    hit.object = model.workloads.get(first.pod).map(Workload::identity);
    Some(hit)
}
