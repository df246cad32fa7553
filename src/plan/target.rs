//! Targets: what is to be reached, by whom, and how far they get.

use crate::finding::ObjectName;
use crate::limits::Limits;
use crate::load::{Flags, Group, Load, Total};
use crate::model::Model;
use crate::units::Rate;

use super::choices::choices;
use super::{BoundRecord, GoalRecord, Wanted, workload};

/// The targets of the judged workloads.
pub(super) fn records(model: &Model<'_>, limits: &Limits) -> Vec<GoalRecord> {
    let groups = model.loads.by_target();
    groups.iter().filter_map(|group| record(group, model, limits)).collect()
}

/// A target that no workload is there for.
pub(super) fn alone(target: Rate, flags: &Flags, limits: &Limits) -> GoalRecord {
    let most_on_node = flags.node_pods.unwrap_or(limits.pods_per_node());
    let (rate, nodes) = (flags.rate, flags.nodes);
    open(&Wanted { target, rate, nodes, most_on_node, shares_agent: false }, limits)
}

/// A target of which nothing is done yet.
fn open(wanted: &Wanted, limits: &Limits) -> GoalRecord {
    let needed = wanted.rate.filter(|rate| *rate <= limits.cap()).and_then(|rate| {
        let pods = rate.count_to_reach(wanted.target);
        let on_node = wanted.nodes.filter(|_| wanted.shares_agent);
        let on_node = on_node.map_or(1, |nodes| pods.div_ceil(nodes.max(1)));
        (rate.times(on_node) <= limits.cap()).then_some(pods)
    });
    GoalRecord {
        target: wanted.target.into(),
        workloads: Vec::new(),
        total: None,
        reached: None,
        rate: wanted.rate.map(Into::into),
        cap: wanted.rate.map(|rate| BoundRecord::new(rate, limits.cap(), rate <= limits.cap())),
        needed,
        nodes: wanted.nodes,
        choices: choices(wanted, limits),
    }
}

fn record(group: &Group<'_, Rate>, model: &Model<'_>, limits: &Limits) -> Option<GoalRecord> {
    let judged: Vec<&Load> =
        group.loads.iter().copied().filter(|load| workload::is_judged(load, model)).collect();
    let first = judged.first()?;
    let target = group.fact.value;
    let rate = first.rate().filter(|rate| rate.is_whole && rate.is_steady);
    let nodes = first.stated.nodes.map(|nodes| nodes.value);
    let usual = limits.pods_per_node();
    let most_on_node = judged.iter().map(|load| load.most_on_node(usual)).min().unwrap_or(usual);
    let shares_agent = judged.iter().any(|load| workload::shares_agent(load, model));
    let rate = rate.map(|rate| rate.rate);
    let wanted = Wanted { target, rate, nodes, most_on_node, shares_agent };
    let totals: Option<Vec<Total<'_>>> =
        judged.iter().map(|load| workload::total(load, model)).collect();
    let sum = |of: fn(&Total<'_>) -> Rate| totals.as_ref()?.iter().map(of).reduce(Rate::plus);
    let total = sum(|total| total.rate);
    let reached = total.zip(sum(|total| total.most));
    let objects = judged.iter().filter_map(|load| model.workloads.get(load.pod));
    Some(GoalRecord {
        workloads: objects.map(|pod| ObjectName::of(&pod.pod.object)).collect(),
        total: total.map(|total| total.against(target).into()),
        reached: reached
            .map(|(total, most)| BoundRecord::new(total.against(target), target, most >= target)),
        ..open(&wanted, limits)
    })
}
