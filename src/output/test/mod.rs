//! Renderers of what became of fixtures.

mod concise;
mod human;
mod json;
mod junit;

pub use concise::concise;
pub use human::{changes, human};
#[cfg(feature = "schema")]
pub(crate) use json::TestRecord;
pub use json::json;
pub use junit::junit;

use crate::fixture::{CaseResult, Difference};

/// `good: a limit of 150Mi`, as the case starts.
fn title(case: &CaseResult) -> String {
    format!("{}: {}", if case.good { "good" } else { "bad" }, case.title)
}

/// What differs, in words.
fn words(difference: &Difference) -> &'static str {
    if difference.expected { "expected, not found" } else { "found, not expected" }
}

/// What is said of a bad case that expects nothing, in which nothing is found.
const NOTHING: &str = "nothing is found, and nothing expected";
