//! Renderers of the capacity plan, all from the same records.

mod human;
mod markdown;
mod table;

use crate::plan::PlanRecord;

use super::escape;

pub use human::{PlanLook, human};
pub use markdown::markdown;

/// The plan as one JSON document, by `schemas/plan.schema.json`.
#[must_use]
pub fn json(plan: &PlanRecord) -> String {
    escape::json(plan, true)
}
