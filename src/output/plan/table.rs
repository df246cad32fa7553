//! What the plan's tables hold, as cells.

use crate::plan::{
    AmountRecord, BoundRecord, ChoiceRecord, ContainerRecord, GoalRecord, NodesRecord, PlaceRecord,
    PodRecord, UploadRecord, UseRecord, WorkloadRecord,
};
use crate::text::count;

/// The heads of the table of rates.
pub(super) const RATES: [&str; 5] = ["", "MB/s", "MiB/s", "TB/day", ""];
/// The heads of the table of choices.
pub(super) const CHOICES: [&str; 6] =
    ["pods", "rate/pod", "on each", "nodes", "rate/node", "total"];

/// What is said of a rate that isn't whole.
const MORE: &str = ", known in part";
/// What a bar against a target is called.
pub(super) const OF_TARGET: &str = "total vs. target";

/// Who writes what: containers, a pod, a node, all. `times` is the sign of products.
pub(super) fn rates(workload: &WorkloadRecord, times: &str) -> Vec<[String; 5]> {
    let containers =
        workload.containers.iter().map(|one| row(&one.name, one.rate.as_ref(), container(one)));
    let mut rows: Vec<_> = containers.collect();
    let source =
        workload.pod.as_ref().map_or_else(|| "not known".to_owned(), |pod| source(pod, times));
    rows.push(row("per pod", workload.pod.as_ref().map(|pod| &pod.rate), source));
    if let Some(nodes) = &workload.nodes {
        rows.push(row("per node", nodes.rate.as_ref(), spread(nodes)));
    }
    let pods = workload
        .replicas
        .map_or_else(|| "not known how many pods".to_owned(), |pods| count(pods, "pod"));
    rows.push(row("total", workload.total.as_ref(), pods));
    rows
}

pub(super) fn spread(nodes: &NodesRecord) -> String {
    let all = count(nodes.count, "node");
    let pods = if nodes.fewest_pods == nodes.most_pods {
        format!("{} on each of {all}", count(nodes.most_pods, "pod"))
    } else {
        let fullest = count(nodes.most_pods, "pod");
        format!("{fullest} on the fullest of {all}, {} on the emptiest", nodes.fewest_pods)
    };
    match (nodes.too_few, nodes.too_many) {
        (Some(true), _) => format!("{pods}, too few"),
        (_, Some(true)) => format!("{pods}, too many"),
        _ => pods,
    }
}

fn row(name: &str, amount: Option<&AmountRecord>, source: String) -> [String; 5] {
    let cell = |of: fn(&AmountRecord) -> &String| {
        amount.map_or_else(|| "?".to_owned(), |amount| figure(amount, of))
    };
    [
        name.to_owned(),
        cell(|it| &it.megabytes),
        cell(|it| &it.mebibytes),
        cell(|it| &it.terabytes_per_day),
        source,
    ]
}

/// A figure that doesn't read as nothing where there is something.
pub(super) fn figure(amount: &AmountRecord, of: fn(&AmountRecord) -> &String) -> String {
    match of(amount).as_str() {
        "0" if amount.bytes_per_second > 0 => "<0.01".to_owned(),
        figure => figure.to_owned(),
    }
}

fn container(one: &ContainerRecord) -> String {
    match &one.rate {
        Some(rate) => {
            // What the figure says already isn't said again.
            let words = Some(&one.writes).filter(|writes| **writes != rate.text);
            let words = words.map(|writes| format!("{writes}, ")).unwrap_or_default();
            format!("{words}by its arguments, {}", places(&one.read_at))
        }
        None => one.writes.clone(),
    }
}

fn places(places: &[PlaceRecord]) -> String {
    let places: Vec<String> = places.iter().map(PlaceRecord::to_string).collect();
    crate::text::list(&places)
}

fn source(pod: &PodRecord, times: &str) -> String {
    let sum = Some(&pod.arithmetic).filter(|sum| **sum != pod.rate.text);
    let sum = sum.map(|sum| format!("{}, ", sum.replace('×', times))).unwrap_or_default();
    let most = if pod.is_at_most { "at most, " } else { "" };
    let part = if pod.is_whole { "" } else { MORE };
    let end = if pod.is_steady { "" } else { ", and it exits" };
    match (&pod.at, pod.is_stated) {
        (Some(at), true) => format!("{sum}stated, {at}"),
        (None, true) => format!("{sum}stated in a flag or the configuration"),
        (_, false) => format!("{sum}{most}by the arguments{part}{end}"),
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

/// What a workload asks of the cluster, one per line.
pub(super) fn price(workload: &WorkloadRecord) -> Vec<String> {
    let price = &workload.price;
    let amounts = [
        (&price.memory_per_pod, "MiB", &price.cpu_per_pod, "per pod"),
        (&price.memory_per_node, "GiB", &price.cpu_per_node, "per node"),
        (&price.memory, "GiB", &price.cpu, "in total"),
    ];
    let requests = amounts.iter().filter_map(|(memory, unit, cpu, of)| {
        let memory = memory.as_ref().map(|memory| format!("{memory} {unit}"));
        let parts: Vec<String> =
            memory.into_iter().chain(cpu.as_ref().map(|cpu| format!("{cpu} CPU"))).collect();
        (!parts.is_empty()).then(|| format!("{} {of}", crate::text::list(&parts)))
    });
    let requests: Vec<String> = requests.collect();
    let requests = Some(requests).filter(|requests| !requests.is_empty());
    let requests = requests.map(|requests| format!("requests: {}", requests.join("; ")));
    let notes = notes(workload).into_iter().map(|(label, words)| format!("{label}: {words}"));
    requests.into_iter().chain(notes).collect()
}

/// What a workload asks of the cluster next to its requests, each with a label.
pub(super) fn notes(workload: &WorkloadRecord) -> Vec<(String, String)> {
    let price = &workload.price;
    let without = [("memory", &price.without_memory), ("CPU", &price.without_cpu)];
    let without = without.into_iter().filter(|(_, names)| !names.is_empty());
    let by = |names: &[String]| format!("not requested by {}", crate::text::list(names));
    let without = without.map(|(what, names)| (what, by(names)));
    let pulls = pulls(workload).map(|pulls| ("images", pulls));
    let api = price.api_requests_per_minute.map(|api| ("API server", asked_by_agents(api)));
    let upload = workload.upload.as_ref().map(|it| ("upload of an agent", upload_of(it)));
    let volume = workload.test.as_ref().and_then(|test| test.volume.clone());
    let volume = volume.map(|volume| ("whole test", volume));
    let uses = workload.nodes.as_ref().filter(|nodes| !nodes.uses.is_empty());
    let uses = uses.map(|nodes| ("of a node", uses_of(nodes)));
    let notes = volume.into_iter().chain(upload).chain(uses).chain(without).chain(pulls).chain(api);
    notes.map(|(label, words)| (label.to_owned(), words)).collect()
}

/// How often images are pulled.
fn pulls(workload: &WorkloadRecord) -> Option<String> {
    let (pulls, nodes) = workload.price.image_pulls.zip(workload.nodes.as_ref())?;
    let each = workload.price.images.len();
    let nodes = match nodes.count.min(workload.replicas.unwrap_or(nodes.count)) {
        1 => "1 node".to_owned(),
        nodes => format!("each of {nodes} nodes"),
    };
    Some(format!("up to {} ({each} on {nodes})", count(pulls, "pull")))
}

/// What an agent uploads at most, and what comes of too much.
fn upload_of(upload: &UploadRecord) -> String {
    let lags = if upload.holds == Some(false) { "; it can't keep up" } else { "" };
    let skips = upload
        .skips_after_seconds
        .map(|seconds| format!("; skips its logs after a lag of {}", count(seconds, "second")));
    format!("{}{lags}{}", upload.ceiling.told(), skips.unwrap_or_default())
}

/// How a container's rate is computed, where that says more than the rate.
pub(super) fn steps(one: &ContainerRecord) -> Option<(String, &[String])> {
    let head = || format!("how the rate of {} is computed, in bytes per second", one.name);
    one.is_worked_out.then(|| (head(), one.steps.as_slice()))
}

/// What a bar against the cap is called: that of a pod's agent, or of the one that all pods of a node share.
pub(super) fn cap_name(pod: &PodRecord) -> &'static str {
    if pod.shares_agent { "node vs. cap" } else { "pod vs. cap" }
}

/// How far a pod, or the pods of a node, are from the cap, in words.
pub(super) fn of_cap(pod: &PodRecord) -> String {
    let words = match (pod.cap.holds, pod.is_whole) {
        (false, _) => ", above the cap",
        (true, false) => MORE,
        (true, true) => "",
    };
    format!("{}% of {}{words}", pod.cap.percent, pod.cap.shown)
}

/// How far all pods are from the target, in words.
pub(super) fn of_target(reached: &BoundRecord) -> String {
    let words = if reached.holds { "" } else { ", below the target" };
    format!("{}% of {}{words}", reached.percent, reached.shown)
}

/// What a workload takes of the fullest node.
fn uses_of(nodes: &NodesRecord) -> String {
    let part = |one: &UseRecord| {
        let end = if one.holds { "" } else { ", too much" };
        format!("{} of {} {} ({}%{end})", one.used, one.of, one.what, one.percent)
    };
    let parts: Vec<String> = nodes.uses.iter().map(part).collect();
    crate::text::list(&parts)
}

/// What is to be reached, and how far it is.
pub(super) fn goal(goal: &GoalRecord) -> String {
    let parts = needed(goal);
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    aim(goal) + &parts
}

/// What is to be reached.
pub(super) fn aim(goal: &GoalRecord) -> String {
    let nodes = goal.nodes.map(|nodes| format!(" on {}", count(nodes, "node"))).unwrap_or_default();
    format!("{}{nodes}", goal.target.text)
}

/// What is planned of a target, and what it needs.
pub(super) fn needed(goal: &GoalRecord) -> Vec<String> {
    let planned = goal.total.as_ref().map(|total| format!("{} planned", total.text));
    let needed = goal.rate.as_ref().zip(goal.cap.as_ref()).map(|(rate, cap)| match goal.needed {
        Some(pods) => format!("{} at {} needed", count(pods, "pod"), rate.text),
        // Of pods that share an agent, each may be below the cap.
        None if cap.holds => String::new(),
        None => format!("{} is above the cap of {}", rate.text, cap.shown),
    });
    planned.into_iter().chain(needed).filter(|text| !text.is_empty()).collect()
}

/// What to say where no choice keeps the limits.
pub(super) const NO_CHOICE: &str =
    "no number of pods reaches it within the limits: use more or larger nodes, or several clusters";

fn asked_by_agents(requests: u64) -> String {
    let requests = count(requests, "request");
    format!("at least {requests} per minute from the agents, on nodes with Docker")
}
