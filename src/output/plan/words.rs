//! What the picture says, as words and figures.

use crate::plan::{AmountRecord, PlanRecord, WorkloadRecord};
use crate::text::count;

use super::table::{figure, notes, spread};

/// The rate that all is about: of all pods, or else the one to reach.
pub(super) fn headline(plan: &PlanRecord) -> String {
    match (&plan.total, plan.goals.as_slice()) {
        (Some(total), _) => total.text.clone(),
        (None, [goal]) if plan.workloads.is_empty() => goal.target.text.clone(),
        _ => "rate not known".to_owned(),
    }
}

/// What goes with the headline: a day's amount, pods and nodes.
pub(super) fn subline(plan: &PlanRecord) -> String {
    let goal = plan.goals.first().filter(|_| plan.workloads.is_empty());
    let amount = plan.total.as_ref().or_else(|| goal.map(|goal| &goal.target));
    let day =
        amount.map(|amount| format!("{} TB per day", figure(amount, |it| &it.terabytes_per_day)));
    let pods = plan.pods.map(|pods| count(pods, "pod"));
    let nodes = match plan.workloads.as_slice() {
        [] => goal.and_then(|goal| goal.nodes),
        [only] => only.nodes.as_ref().map(|nodes| nodes.count),
        _ => None,
    };
    let workloads = Some(plan.workloads.len()).filter(|number| *number > 1);
    let workloads = workloads.map(|number| format!("{number} workloads"));
    let parts = [day, workloads, pods, nodes.map(|nodes| count(nodes, "node"))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How the rate of all pods is made: `400 × 5 MB/s = 2 GB/s`.
pub(super) fn product(workload: &WorkloadRecord) -> String {
    let pod = workload.pod.as_ref().map(|pod| &pod.rate.text);
    match (workload.replicas, pod, &workload.total) {
        (Some(pods), Some(rate), Some(total)) => {
            let most =
                workload.pod.as_ref().filter(|pod| pod.is_at_most).map_or("", |_| " at most");
            format!("{pods} × {rate} = {}{most}", total.text)
        }
        (Some(pods), ..) => format!("{}, rate not known", count(pods, "pod")),
        (None, Some(rate), _) => format!("{rate} per pod, pods not known"),
        (None, None, _) => "pods and rate not known".to_owned(),
    }
}

/// What a pod, a node and all write, a day's amount of it, and what they request of memory and CPU.
pub(super) fn amounts(workload: &WorkloadRecord) -> Vec<(String, Vec<String>)> {
    let price = &workload.price;
    let node = workload.nodes.as_ref();
    let rows = [
        (
            "per pod",
            workload.pod.as_ref().map(|pod| &pod.rate),
            &price.memory_per_pod,
            "MiB",
            &price.cpu_per_pod,
        ),
        (
            "per node",
            node.and_then(|node| node.rate.as_ref()),
            &price.memory_per_node,
            "GiB",
            &price.cpu_per_node,
        ),
        ("total", workload.total.as_ref(), &price.memory, "GiB", &price.cpu),
    ];
    let known = rows.into_iter().filter(|(name, ..)| *name != "per node" || node.is_some());
    known
        .map(|(name, rate, memory, unit, cpu)| {
            let memory = memory.as_ref().map(|memory| format!("{memory} {unit}"));
            (name.to_owned(), cells(rate, memory, cpu.clone()))
        })
        .collect()
}

fn cells(rate: Option<&AmountRecord>, memory: Option<String>, cpu: Option<String>) -> Vec<String> {
    let (unknown, none) = (|| "?".to_owned(), || "–".to_owned());
    vec![
        rate.map_or_else(unknown, |rate| rate.text.clone()),
        rate.map_or_else(unknown, |rate| {
            format!("{} TB", figure(rate, |it| &it.terabytes_per_day))
        }),
        memory.unwrap_or_else(none),
        cpu.unwrap_or_else(none),
    ]
}

/// How the pods of a workload lie on the nodes.
pub(super) fn nodes(workload: &WorkloadRecord) -> Option<String> {
    workload.nodes.as_ref().map(spread)
}

/// What else there is to say of a workload, each with a label.
pub(super) fn facts(workload: &WorkloadRecord) -> Vec<(String, String)> {
    let sum = workload.pod.as_ref().filter(|pod| pod.arithmetic != pod.rate.text);
    let sum = sum.map(|pod| ("per pod".to_owned(), pod.arithmetic.clone()));
    sum.into_iter().chain(notes(workload)).collect()
}

/// What all pods of a workload request.
pub(super) fn requested(workload: &WorkloadRecord) -> String {
    let memory = workload.price.memory.as_ref().map(|memory| format!("{memory} GiB"));
    let cpu = workload.price.cpu.as_ref().map(|cpu| format!("{cpu} CPU"));
    memory.into_iter().chain(cpu).collect::<Vec<_>>().join(" · ")
}

/// What isn't known, each once, with the workloads where it isn't known of all.
pub(super) fn unknown(plan: &PlanRecord) -> Vec<String> {
    let mut unknown: Vec<(String, Vec<String>)> = Vec::new();
    for workload in &plan.workloads {
        for one in &workload.unknown {
            let text = format!("{}: {}; {}", one.what, one.why, one.how);
            match unknown.iter_mut().find(|(known, _)| *known == text) {
                Some((_, names)) => names.push(workload.object.name.clone()),
                None => unknown.push((text, vec![workload.object.name.clone()])),
            }
        }
    }
    let told = unknown.into_iter().map(|(text, names)| {
        if names.len() == plan.workloads.len() {
            text
        } else {
            format!("of {}: {text}", crate::text::list(&names))
        }
    });
    told.collect()
}
