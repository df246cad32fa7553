//! Renderers: one a file, all from the same report. Only here is anything known of colour.

mod checkstyle;
mod concise;
mod effective;
mod escape;
#[cfg(feature = "cli")]
mod fold;
#[cfg(feature = "cli")]
mod frame;
mod github;
mod gitlab;
mod go_json;
mod go_yaml;
#[cfg(feature = "cli")]
mod human;
mod json;
mod jsonl;
mod junit;
mod line_hash;
mod markdown;
mod places;
pub mod plan;
pub mod record;
mod sarif;
#[cfg(feature = "cli")]
mod screen;
mod summary;
pub mod test;

use crate::report::SkipReason;
pub use checkstyle::checkstyle;

pub use concise::concise;
pub use effective::{settings_human, settings_json};
pub use github::github;
pub use gitlab::gitlab;
pub use go_json::go_json;
pub use go_yaml::go_yaml;
#[cfg(feature = "cli")]
pub use human::human;
pub use json::json;
pub use jsonl::jsonl;
pub use junit::junit;
pub use markdown::{markdown, markdown_within};
pub use record::report_schema;
pub use sarif::sarif;
pub use summary::RenderOptions;

/// Why a file isn't judged, and what to do about it.
fn advice(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Template => {
            "it is a template: render it first and pipe the result to `lt-lint -`"
        }
        SkipReason::Variables => {
            "it has variables to fill in: run it through `envsubst` or `flux envsubst` and pipe the result to `lt-lint -`"
        }
        SkipReason::Encrypted => {
            "it is encrypted: `sops --decrypt FILE | lt-lint -` checks what is in it"
        }
        SkipReason::LoosePatch => {
            "it is a patch, not a whole object: render the kustomization that uses it with `kubectl kustomize` and pipe the result to `lt-lint -`"
        }
        SkipReason::Kustomization => {
            "it is a kustomization: render its folder with `kubectl kustomize` and pipe the result to `lt-lint -`"
        }
        SkipReason::Patch => {
            "it is part of a kustomization: render that with `kubectl kustomize` and pipe the result to `lt-lint -`"
        }
        SkipReason::Changed => {
            "a kustomization changes it: render that with `kubectl kustomize` and pipe the result to `lt-lint -`"
        }
    }
}
