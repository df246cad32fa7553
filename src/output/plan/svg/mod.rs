//! The plan as a picture for a README or a ticket, readable on light and dark pages.

mod canvas;
mod paint;
mod parts;
mod text;

use crate::plan::PlanRecord;

use canvas::Canvas;

use super::{table, words};

/// The plan as an SVG document; the same plan makes the same bytes.
#[must_use]
pub fn svg(plan: &PlanRecord) -> String {
    let mut canvas = Canvas::default();
    parts::head(&mut canvas, plan);
    parts::workloads(&mut canvas, plan);
    // What is reached needs no other way to it.
    let open =
        plan.goals.iter().filter(|goal| goal.reached.as_ref().is_none_or(|reached| !reached.holds));
    open.for_each(|goal| parts::choices(&mut canvas, goal));
    parts::foot(&mut canvas, plan);
    canvas.finish(&format!("Load test plan: {}", words::headline(plan)), &description(plan))
}

/// What the picture shows, for those who can't see it.
#[must_use]
pub fn description(plan: &PlanRecord) -> String {
    let workloads = plan.workloads.iter().map(|one| {
        let cap = one.pod.as_ref().map(|pod| format!("; per pod {}", table::of_cap(pod)));
        let unknown: Vec<String> = one.unknown.iter().map(|unknown| unknown.what.clone()).collect();
        let unknown = match unknown.as_slice() {
            [] => String::new(),
            what => format!("; not known: {}", crate::text::list(what)),
        };
        format!("{}: {}{}{unknown}.", one.object, words::product(one), cap.unwrap_or_default())
    });
    let goals = plan.goals.iter().map(|goal| {
        let reached = goal
            .reached
            .as_ref()
            .map(|reached| format!("; in total {}", table::of_target(reached)));
        format!("Target {}{}.", table::goal(goal), reached.unwrap_or_default())
    });
    let sentences: Vec<String> = workloads.chain(goals).collect();
    sentences.join(" ")
}
