//! What the plan's tables hold, as cells.

use crate::plan::{
    AmountRecord, ChoiceRecord, ContainerRecord, GoalRecord, NodesRecord, PlaceRecord, PodRecord, UseRecord,
    WorkloadRecord,
};
use crate::text::count;

/// The heads of the table of rates.
pub(super) const RATES: [&str; 5] = ["", "MB/s", "MiB/s", "TB/day", ""];
/// The heads of the table of choices.
pub(super) const CHOICES: [&str; 6] = ["pods", "of", "on each", "nodes", "a node writes", "all write"];

/// Who writes what: containers, a pod, a node, all.
pub(super) fn rates(workload: &WorkloadRecord) -> Vec<[String; 5]> {
    let containers = workload.containers.iter().map(|one| row(&one.name, one.rate.as_ref(), container(one)));
    let mut rows: Vec<_> = containers.collect();
    let source = workload.pod.as_ref().map_or_else(|| "not known".to_owned(), source);
    rows.push(row("a pod", workload.pod.as_ref().map(|pod| &pod.rate), source));
    if let Some(nodes) = &workload.nodes {
        rows.push(row("a node", nodes.rate.as_ref(), spread(nodes)));
    }
    let pods =
        workload.replicas.map_or_else(|| "not known how many pods".to_owned(), |pods| count(pods, "pod"));
    rows.push(row("all", workload.total.as_ref(), pods));
    rows
}

fn spread(nodes: &NodesRecord) -> String {
    let all = count(nodes.count, "node");
    let pods = match nodes.fewest_pods == nodes.most_pods {
        true => format!("{} on each of {all}", count(nodes.most_pods, "pod")),
        false => format!("the fullest of {all}: {} to {} pods", nodes.fewest_pods, nodes.most_pods),
    };
    match (nodes.too_few, nodes.too_many) {
        (Some(true), _) => format!("{pods}, too few"),
        (_, Some(true)) => format!("{pods}, too many"),
        _ => pods,
    }
}

fn row(name: &str, amount: Option<&AmountRecord>, source: String) -> [String; 5] {
    let cell =
        |of: fn(&AmountRecord) -> &String| amount.map_or_else(|| "?".to_owned(), |amount| of(amount).clone());
    [
        name.to_owned(),
        cell(|it| &it.megabytes),
        cell(|it| &it.mebibytes),
        cell(|it| &it.terabytes_per_day),
        source,
    ]
}

fn container(one: &ContainerRecord) -> String {
    match &one.rate {
        Some(_) => format!("{}, by its arguments, {}", one.writes, places(&one.read_at)),
        None => one.writes.clone(),
    }
}

fn places(places: &[PlaceRecord]) -> String {
    let places: Vec<String> = places.iter().map(PlaceRecord::to_string).collect();
    crate::text::list(&places)
}

fn source(pod: &PodRecord) -> String {
    let part = if pod.is_whole { "" } else { ", and more that isn't known" };
    let end = if pod.is_steady { "" } else { ", and it ends" };
    match (&pod.at, pod.is_stated) {
        (Some(at), true) => format!("{}, stated, {at}", pod.arithmetic),
        (None, true) => format!("{}, stated in a flag or the configuration", pod.arithmetic),
        (_, false) => format!("{}, by the arguments{part}{end}", pod.arithmetic),
    }
}

/// The ways to reach a target.
pub(super) fn choices(goal: &GoalRecord) -> Vec<[String; 6]> {
    goal.choices.iter().map(choice).collect()
}

fn choice(one: &ChoiceRecord) -> [String; 6] {
    [
        one.replicas.to_string(),
        one.rate.text.clone(),
        one.per_node.to_string(),
        one.nodes.to_string(),
        one.node_rate.text.clone(),
        one.total.text.clone(),
    ]
}

/// What a workload asks of the cluster, a line each.
pub(super) fn price(workload: &WorkloadRecord) -> Vec<String> {
    let price = &workload.price;
    let amounts = [
        (&price.memory_per_pod, "MiB", &price.cpu_per_pod, "a pod"),
        (&price.memory_per_node, "GiB", &price.cpu_per_node, "a node"),
        (&price.memory, "GiB", &price.cpu, "in all"),
    ];
    let requests = amounts.iter().filter_map(|(memory, unit, cpu, of)| {
        let memory = memory.as_ref().map(|memory| format!("{memory} {unit}"));
        let parts: Vec<String> =
            memory.into_iter().chain(cpu.as_ref().map(|cpu| format!("{cpu} CPU"))).collect();
        (!parts.is_empty()).then(|| format!("{} {of}", crate::text::list(&parts)))
    });
    let requests: Vec<String> = requests.collect();
    let mut lines = Vec::new();
    let volume = workload.test.as_ref().and_then(|test| test.volume.as_ref());
    lines.extend(volume.map(|volume| format!("the whole test: {volume}")));
    lines.extend(workload.nodes.as_ref().filter(|nodes| !nodes.uses.is_empty()).map(uses));
    if !requests.is_empty() {
        lines.push(format!("requests: {}", requests.join("; ")));
    }
    for (without, what) in [(&price.without_memory, "memory"), (&price.without_cpu, "CPU")] {
        if !without.is_empty() {
            lines.push(format!("without a request of {what}: {}", crate::text::list(without)));
        }
    }
    let api = price.api_requests_per_minute.map(|requests| {
        format!(
            "the agents make {requests} requests a minute or more to the API server, on nodes with Docker"
        )
    });
    lines.extend(api);
    lines
}

/// What a workload takes of the fullest node.
fn uses(nodes: &NodesRecord) -> String {
    let part = |one: &UseRecord| {
        let end = if one.holds { "" } else { ", too much" };
        format!("{} of {} {} ({}%{end})", one.used, one.of, one.what, one.percent)
    };
    let parts: Vec<String> = nodes.uses.iter().map(part).collect();
    format!("of a node: {}", crate::text::list(&parts))
}

/// What is to be reached, and how far it is.
pub(super) fn goal(goal: &GoalRecord) -> String {
    let nodes = goal.nodes.map(|nodes| format!(" on {}", count(nodes, "node"))).unwrap_or_default();
    let planned = goal.total.as_ref().map(|total| format!("{} planned", total.text));
    let needed = goal.rate.as_ref().zip(goal.cap.as_ref()).map(|(rate, cap)| match goal.needed {
        Some(pods) => format!("{} at {} needed", count(pods, "pod"), rate.text),
        None => format!("{} is above the cap of {}", rate.text, cap.bound.text),
    });
    let parts: Vec<String> = planned.into_iter().chain(needed).collect();
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    format!("{}{nodes}{parts}", goal.target.text)
}

/// What to say where no choice keeps the limits.
pub(super) const NO_CHOICE: &str =
    "no number of pods reaches it within the limits: more nodes are needed, or larger ones";
