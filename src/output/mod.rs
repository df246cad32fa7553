//! Renderers: one a file, all from the same report. Only here is anything known of colour.

mod checkstyle;
mod concise;
mod escape;
mod frame;
mod github;
mod gitlab;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod places;
pub mod record;
mod sarif;
mod screen;

pub use checkstyle::checkstyle;
pub use concise::concise;
pub use github::github;
pub use gitlab::gitlab;
pub use human::{Look, human};
pub use json::json;
pub use jsonl::jsonl;
pub use junit::junit;
pub use markdown::markdown;
pub use record::report_schema;
pub use sarif::sarif;

/// What to do with a template.
const TEMPLATE_ADVICE: &str = "it is a template: render it first and pipe the result to `lt-lint -`";
