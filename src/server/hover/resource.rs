//! What a container asks of its node, or may take of it.

use crate::limits::Limits;
use crate::plan::PriceRecord;
use crate::server::markdown::{code, list};
use crate::server::place::Place;
use crate::server::scene::Scene;
use crate::units::Quantity;

use super::{plan_of, workload_in};

/// What a request or a limit comes to, against the least that the agent needs, and in the plan.
pub(super) fn hover(
    scene: &Scene<'_>,
    place: &Place<'_, '_>,
    kind: &str,
    name: &str,
) -> Option<String> {
    let one = place.container?;
    let text = place.node.sent_text()?;
    let amount = Quantity::parse(&text).ok()?;
    let what = if kind == "limits" { "limit" } else { "request" };
    let of = if one.is_agent { "of the agent" } else { "of the container" };
    let mut lines = vec![match name {
        "memory" => format!("{name} {what} {of}: {} is {} bytes", code(&text), amount.plain()),
        _ => {
            let cores = amount.plain();
            let noun = if cores == "1" { "core" } else { "cores" };
            format!("CPU {what} {of}: {} is {cores} {noun}", code(&text))
        }
    }];
    if one.is_agent && name == "memory" {
        lines.extend(least(&scene.unit.session.options.limits, kind, amount));
    }
    let plan = plan_of(scene, place);
    lines.extend(workload_in(&plan, place).and_then(|workload| in_plan(&workload.price, name)));
    Some(list(lines))
}

/// What a pod, its node and all pods request of a resource.
fn in_plan(price: &PriceRecord, name: &str) -> Option<String> {
    let (pod, node, all, unit) = match name {
        "memory" => (&price.memory_per_pod, &price.memory_per_node, &price.memory, ("MiB", "GiB")),
        _ => (&price.cpu_per_pod, &price.cpu_per_node, &price.cpu, ("CPU", "CPU")),
    };
    let sums = [
        (pod, unit.0, "per pod"),
        (node, unit.1, "on the fullest node"),
        (all, unit.1, "in total"),
    ];
    let sums = sums
        .into_iter()
        .filter_map(|(sum, unit, of)| Some(format!("{} {unit} {of}", sum.as_ref()?)));
    let sums: Vec<String> = sums.collect();
    (!sums.is_empty()).then(|| format!("requested in the plan: {}", sums.join(", ")))
}

/// The least that the agent needs.
fn least(limits: &Limits, kind: &str, amount: Quantity) -> Option<String> {
    let (name, least) = match kind {
        "limits" => ("memory-limit", limits.memory_limit()),
        _ => ("memory-request", limits.memory_request()),
    };
    let text = limits.text(name).ok()?;
    let standing = if amount < least { "this is below it" } else { "this is enough" };
    Some(format!("the agent needs at least {} (`limits.{name}`): {standing}", code(text)))
}
