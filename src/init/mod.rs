//! The canonical templates of `k8s/`, filled in for one load test.

mod answers;
mod fill;

pub use answers::{Answers, check_name, check_server, check_text};
pub use fill::{CONFIG, FilledFile, fill};
