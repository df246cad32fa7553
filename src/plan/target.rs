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
    open(&Wanted { target, rate: flags.rate, nodes: flags.nodes, most_on_node }, limits)
}

/// A target of which nothing is done yet.
fn open(wanted: &Wanted, limits: &Limits) -> GoalRecord {
    let fits = wanted.rate.filter(|rate| *rate <= limits.cap());
    GoalRecord {
        target: wanted.target.into(),
        workloads: Vec::new(),
        total: None,
        reached: None,
        rate: wanted.rate.map(Into::into),
        cap: wanted.rate.map(|rate| BoundRecord::new(rate, limits.cap(), rate <= limits.cap())),
        needed: fits.map(|rate| rate.count_to_reach(wanted.target)),
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
    let wanted = Wanted { target, rate: rate.map(|rate| rate.rate), nodes, most_on_node };
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
