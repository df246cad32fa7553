//! Renderers of the capacity plan, all from the same records.

mod columns;
mod human;
mod markdown;
mod svg;
mod table;
mod words;

use crate::plan::{BoundRecord, PlanRecord, PodRecord};

use super::escape;

pub use human::{PlanLook, human};
pub use markdown::markdown;
pub use svg::{description, svg};

/// The plan as one JSON document, by `schemas/plan.schema.json`.
#[must_use]
pub fn json(plan: &PlanRecord) -> String {
    escape::json(plan, true)
}

/// From how many percent of the cap on a pod is close to it: the rate of a random generator varies by some.
const CLOSE: u64 = 90;

/// How a rate is to what it is checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It keeps to it.
    Kept,
    /// It keeps to it with little room, or as far as it is known.
    Close,
    /// It doesn't.
    Missed,
}

impl Standing {
    /// What a pod writes, against the cap.
    fn of_cap(pod: &PodRecord) -> Self {
        match (pod.cap.holds, pod.cap.percent) {
            (false, _) => Self::Missed,
            (true, CLOSE..) => Self::Close,
            // What isn't known may be more than the rest.
            (true, _) if !pod.is_whole => Self::Close,
            (true, _) => Self::Kept,
        }
    }

    /// What all write, against the target.
    fn of_target(reached: &BoundRecord) -> Self {
        if reached.holds { Self::Kept } else { Self::Missed }
    }
}
