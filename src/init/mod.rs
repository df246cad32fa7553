//! The canonical templates of `k8s/`, filled in for one load test.

mod answers;
mod fill;
mod notes;
mod settings;

pub use answers::{Answers, check_name, check_server, check_text};
pub use fill::{FILES, FilledFile, fill};
pub use notes::{is_unproven, notes};
pub use settings::{settings, stated};
