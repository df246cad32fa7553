//! What a generator writes by its arguments, and what follows for its pod, all pods and the target.

use crate::plan::{ContainerRecord, GoalRecord, PlanRecord, PodRecord, WorkloadRecord};
use crate::server::markdown::{code, list, prose};
use crate::server::place::Place;
use crate::server::scene::Scene;

use super::{plan_of, workload_in};

/// What the arguments of a container make it write.
pub(super) fn of_arguments(scene: &Scene<'_>, place: &Place<'_, '_>) -> Option<String> {
    let plan = plan_of(scene, place);
    let workload = workload_in(&plan, place)?;
    let name = place.container?.container.name();
    let container = workload.containers.iter().find(|one| one.name == name)?;
    let lines = [container_line(container)]
        .into_iter()
        .chain(container.steps.iter().filter(|_| container.is_worked_out).map(|step| prose(step)))
        .chain(lines(workload, &plan));
    Some(list(lines))
}

/// What the number of pods makes of what one pod writes.
pub(super) fn of_pods(scene: &Scene<'_>, place: &Place<'_, '_>) -> Option<String> {
    let plan = plan_of(scene, place);
    Some(list(lines(workload_in(&plan, place)?, &plan)))
}

/// What a container writes.
pub(super) fn container_line(container: &ContainerRecord) -> String {
    let generator = container.generator.as_deref();
    let generator = generator.map(|id| format!(" (generator {})", code(id))).unwrap_or_default();
    format!("container {}{generator} writes {}", code(&container.name), prose(&container.writes))
}

/// What the plan says of a workload: a pod against the cap, a node, all pods, the targets.
pub(super) fn lines(workload: &WorkloadRecord, plan: &PlanRecord) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(workload.pod.as_ref().map(of_pod));
    if let Some(nodes) = &workload.nodes {
        let rate = nodes.rate.as_ref().map(|rate| format!(", which write {}", rate.text));
        let most = crate::text::count(nodes.most_pods, "pod") + &rate.unwrap_or_default();
        lines.push(format!("the fullest of {} nodes has {most}", nodes.count));
    }
    if let (Some(pods), Some(pod), Some(total)) =
        (workload.replicas, &workload.pod, &workload.total)
    {
        let pods = crate::text::count(pods, "pod");
        lines.push(format!("{pods} × {} = {}", prose(&pod.rate.text), prose(&total.text)));
    }
    lines.extend(plan.goals.iter().filter(|it| it.workloads.contains(&workload.object)).map(goal));
    lines.extend(
        workload.unknown.iter().map(|it| prose(&format!("not known: {}: {}", it.what, it.why))),
    );
    lines
}

fn goal(goal: &GoalRecord) -> String {
    let target = prose(&goal.target.text);
    match &goal.reached {
        Some(reached) if reached.holds => {
            format!("the target of {target} is reached: {} % of it", reached.percent)
        }
        Some(reached) => format!("the target of {target} is missed: {} % of it", reached.percent),
        None => format!("the target is {target}"),
    }
}

fn of_pod(pod: &PodRecord) -> String {
    let by = if pod.is_stated { "as stated" } else { "by its arguments" };
    let cap = format!("{} % of the cap of {}", pod.cap.percent, pod.cap.shown);
    format!("per pod {}, {by}: {}", prose(&pod.arithmetic), prose(&cap))
}
