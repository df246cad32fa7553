//! What a person should know of a new load test before starting it: what lint can't judge and nobody wants by mistake.

use crate::plan::PlanRecord;
use crate::text::count;
use crate::units::Rate;

use super::Answers;

/// Rates are lowered to a multiple of this, so that nobody must write odd figures.
const STEP: &str = "1kB/s";

/// The notes, a sentence or two each.
#[must_use]
pub fn notes(answers: &Answers, per_node: u64, plan: &PlanRecord) -> Vec<String> {
    unproven(answers, plan).into_iter().chain(above_target(answers, per_node)).collect()
}

/// Whether nothing but the user's word says what a pod writes.
#[must_use]
pub fn is_unproven(plan: &PlanRecord) -> bool {
    plan.workloads.iter().any(|workload| workload.containers.iter().any(|one| one.rate.is_none()))
}

/// Generators of which it isn't known what they write.
fn unproven(answers: &Answers, plan: &PlanRecord) -> Vec<String> {
    let containers = plan.workloads.iter().flat_map(|workload| &workload.containers);
    let note = |name: &str, writes: &str| {
        let reason = match writes.strip_prefix("unknown: ") {
            Some(reason) => reason.to_owned(),
            None => format!("it writes {writes}"),
        };
        format!(
            "it isn't known whether `{name}` writes {}: {reason}. Measure it in one pod, or describe the \
             generator under `generators` in .lt-lint.yaml.",
            answers.rate
        )
    };
    containers.filter(|one| one.rate.is_none()).map(|one| note(&one.name, &one.writes)).collect()
}

/// A test that makes more than the target by a pod or more, which the rate or the nodes ask for.
fn above_target(answers: &Answers, per_node: u64) -> Option<String> {
    let (rate, target, replicas) = (answers.rate, answers.target, answers.replicas(per_node));
    let total = rate.times(replicas);
    if rate <= target && total < target.plus(rate) {
        return None;
    }
    let pods = count(replicas, "pod");
    let reason = match answers.nodes {
        Some(nodes) if replicas == nodes.saturating_mul(per_node) => {
            format!(", since each of {} gets {}", count(nodes, "node"), count(per_node, "pod"))
        }
        _ => String::new(),
    };
    let lower = lowered(answers, replicas)
        .map(|lower| format!("; with --rate {} it would be met", lower.compact()));
    let make = if replicas == 1 { "makes" } else { "make" };
    Some(format!(
        "{pods} at {rate} {make} {}, above the target of {target}{reason}{}.",
        total.in_unit_of(target),
        lower.unwrap_or_default()
    ))
}

/// The rate at which so many pods just reach the target, where it is lower.
fn lowered(answers: &Answers, replicas: u64) -> Option<Rate> {
    let step: Rate = STEP.parse().ok()?;
    let steps = step.times(replicas).count_to_reach(answers.target);
    Some(step.times(steps).readable()).filter(|lower| *lower < answers.rate)
}
