//! How the workloads of a group get as many pods as are needed.

use std::collections::BTreeSet;

use crate::fix::Change;
use crate::kube::counting;
use crate::load::{Group, Load};
use crate::model::Model;
use crate::source::Location;
use crate::units::decimal;
use crate::yaml::Node;

/// The number of pods of a group's only workload, where it is written.
pub(super) fn raised<T>(group: &Group<'_, T>, needed: u64, model: &Model<'_>) -> Option<Change> {
    let [load] = group.loads.as_slice() else { return None };
    if load.bound.is_some() {
        return None;
    }
    spec_of(load, model)?.get("replicas")?.unquoted(&needed.to_string())
}

/// The `spec` that has the number of a workload's pods.
fn spec_of<'a>(load: &Load, model: &Model<'a>) -> Option<Node<'a>> {
    let workload = model.workloads.get(load.pod)?;
    counting(&workload.pod.object, &model.objects).root.get("spec")
}

pub(super) fn kinds<'a, T>(group: &Group<'_, T>, model: &Model<'a>) -> BTreeSet<&'a str> {
    let kind = |load: &&Load| model.workloads.get(load.pod).map(|facts| facts.pod.object.kind);
    group.loads.iter().filter_map(kind).collect()
}

/// How the workloads of a group get so many pods.
pub(super) fn remedy<T>(group: &Group<'_, T>, needed: u64, model: &Model<'_>) -> String {
    if let Some(bound) = bound_of(group) {
        return format!("Raise {bound} to {needed} or more");
    }
    let kinds: Vec<&str> = kinds(group, model).into_iter().collect();
    match kinds.as_slice() {
        ["Pod"] => format!("Run them in a Deployment with {needed} replicas or more"),
        ["DaemonSet"] => {
            format!(
                "A DaemonSet has one pod per node: make it a Deployment with {needed} replicas or more"
            )
        }
        ["Job" | "CronJob"] if group.loads.iter().any(|load| ends_before(load, needed, model)) => {
            format!("Raise completions and parallelism to {needed} or more")
        }
        ["Job" | "CronJob"] => format!("Raise the parallelism to {needed} or more"),
        _ if group.loads.len() > 1 => format!("Raise the replicas to {needed} or more altogether"),
        _ if written_replicas(group, model).is_none() => {
            format!("Write `replicas: {needed}` or more under `spec` (without it there is 1)")
        }
        _ => format!("Raise the replicas to {needed} or more"),
    }
}

/// The field of the autoscaler that decides how many pods a group's only workload has.
fn bound_of<T>(group: &Group<'_, T>) -> Option<&'static str> {
    let [load] = group.loads.as_slice() else { return None };
    load.bound
}

/// Whether a Job is done before it has run so many pods at once.
fn ends_before(load: &Load, needed: u64, model: &Model<'_>) -> bool {
    let object = model.workloads.get(load.pod).map(|facts| facts.pod.object.root);
    let spec = object.and_then(|root| {
        root.get_path(&["spec", "jobTemplate", "spec"]).or_else(|| root.get("spec"))
    });
    let completions = spec.and_then(|spec| spec.get("completions")?.as_integer());
    completions
        .and_then(|it| u64::try_from(it).ok())
        .is_some_and(|completions| completions < needed)
}

/// The key of the number of pods of a group's first workload, where it is written.
pub(super) fn written_replicas<T>(group: &Group<'_, T>, model: &Model<'_>) -> Option<Location> {
    Some(spec_of(group.loads.first()?, model)?.entry("replicas")?.key.location())
}

/// How many pods there are on each node.
pub(super) fn on_each(replicas: u64, nodes: u64) -> String {
    let hundredths = i128::from(replicas) * 100 / i128::from(nodes.max(1));
    match hundredths {
        0 if replicas > 0 => "under 0.01".to_owned(),
        _ => decimal(hundredths * 10_000_000),
    }
}
