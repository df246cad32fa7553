//! Value of the variable `{effect}`: what becomes of the test when an object is rejected.

use crate::kube::has_pods;
use crate::model::Model;
use crate::source::Location;

/// Name of the variable, which every rule may use.
pub(super) const NAME: &str = "effect";

/// Text for a page, where there is no object.
pub(super) const IN_GENERAL: &str =
    "so a workload starts no pods, and any other object isn't created";

/// Text for the object around a place: a workload starts no pods, anything else isn't applied.
pub(super) fn effect(at: Location, model: &Model<'_>) -> String {
    match model.object_at(at) {
        Some(object) if has_pods(object.kind) => "so none of its pods start".to_owned(),
        // A kind that is a number or `true` isn't a name.
        Some(object) if is_name(object.kind) => {
            format!("so this {} isn't created or updated", object.kind)
        }
        _ => "so it isn't created or updated".to_owned(),
    }
}

/// Whether a kind can be read as the name of one.
fn is_name(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_uppercase())
}
