//! Renderers: one a file, all from the same report. Only here is anything known of colour.

mod checkstyle;
mod concise;
mod effective;
mod escape;
mod fingerprint;
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
mod prose;
pub mod record;
mod safe_json;
mod sarif;
#[cfg(feature = "cli")]
mod screen;
mod summary;
pub mod test;

use crate::report::{SkipReason, Skipped};
use crate::text::printable;
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
#[cfg(feature = "schema")]
pub(crate) use record::ReportRecord;
pub use sarif::sarif;
pub use summary::RenderOptions;

/// Why a file isn't judged, and what to do about it.
fn advice(skipped: &Skipped) -> String {
    let check = skipped.rendering.as_ref().map(|it| printable(&format!("`{it} | lt-lint -`")));
    let by_hand = |render: &str| format!("{render} and pipe the result to `lt-lint -`");
    match (skipped.reason, check) {
        (SkipReason::Template, Some(check)) => {
            format!("it is a template: check what it renders to with {check}")
        }
        (SkipReason::Template, None) => by_hand("it is a template: render it first"),
        (SkipReason::Variables, _) => {
            by_hand("it has variables to fill in: run it through `envsubst` or `flux envsubst`")
        }
        (SkipReason::Encrypted, _) => {
            "it is encrypted: `sops --decrypt FILE | lt-lint -` checks what is in it".to_owned()
        }
        (SkipReason::LoosePatch, _) => by_hand(
            "it is a patch, not a whole object: render the kustomization that uses it with `kubectl kustomize`",
        ),
        (SkipReason::Kustomization, Some(check)) => {
            format!("it is a kustomization: check what it renders to with {check}")
        }
        (SkipReason::Patch, Some(check)) => {
            format!("it is part of a kustomization: check what that renders to with {check}")
        }
        (SkipReason::Changed, Some(check)) => {
            format!("a kustomization changes it: check what that renders to with {check}")
        }
        (SkipReason::Kustomization | SkipReason::Patch | SkipReason::Changed, None) => {
            by_hand("it is part of a kustomization: render that with `kubectl kustomize`")
        }
    }
}
