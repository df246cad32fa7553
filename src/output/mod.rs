//! Renderers: one a file, all from the same report. Only here is anything known of colour.

mod checkstyle;
mod concise;
mod effective;
mod escape;
mod fingerprint;
#[cfg(feature = "cli")]
mod fold;
#[cfg(feature = "cli")]
mod folded;
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
    let render = |what: &str, it: &str| {
        let command = skipped.rendering.as_ref()?;
        let command = printable(&format!("`{command} | lt-lint -`"));
        Some(format!("{what}: check what {it} renders to with {command}"))
    };
    let by_command = match skipped.reason {
        SkipReason::Template => render("it is a template", "it"),
        SkipReason::Kustomization => render("it is a kustomization", "it"),
        SkipReason::Patch => render("it is part of a kustomization", "that"),
        SkipReason::Changed => render("a kustomization changes it", "that"),
        SkipReason::Variables | SkipReason::Encrypted | SkipReason::LoosePatch => None,
    };
    by_command.unwrap_or_else(|| by_hand(skipped.reason))
}

/// The same where it isn't known what renders the file.
fn by_hand(reason: SkipReason) -> String {
    let what = match reason {
        SkipReason::Template => "it is a template: render it first",
        SkipReason::Variables => {
            "it has variables to fill in: run it through `envsubst` or `flux envsubst`"
        }
        SkipReason::Encrypted => {
            return "it is encrypted: `sops --decrypt FILE | lt-lint -` checks what is in it"
                .to_owned();
        }
        SkipReason::LoosePatch => {
            "it is a patch, not a whole object: render the kustomization that uses it with `kubectl kustomize`"
        }
        SkipReason::Kustomization | SkipReason::Patch | SkipReason::Changed => {
            "it is part of a kustomization: render that with `kubectl kustomize`"
        }
    };
    format!("{what} and pipe the result to `lt-lint -`")
}
