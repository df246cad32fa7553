//! Values that a shell may complete, found when they are asked for.

use std::ffi::OsStr;

use clap::ValueEnum;
use clap_complete::CompletionCandidate;
use clap_complete::engine::{PathCompleter, ValueCompleter};

use super::format::Format;
use super::settings::{Project, SettingsArgs};
use crate::agent::releases;
use crate::kube::schema::KubernetesVersion;
use crate::rule::{Rule, RuleSet, docs};

/// The rules, those of the project in the current folder among them.
pub(super) fn rules() -> Vec<CompletionCandidate> {
    let project = Project::load(&SettingsArgs::default(), &[]).map(|project| project.rules);
    // A broken configuration still allows completion.
    let Ok(rules) = project.or_else(|_| RuleSet::builtin()) else {
        return Vec::new();
    };
    let candidate = |rule: &Rule| {
        CompletionCandidate::new(rule.id()).help(Some(docs::headline(rule).to_owned().into()))
    };
    rules.iter().map(candidate).collect()
}

/// The versions of Kubernetes whose schemas are known.
pub(super) fn kubernetes_versions() -> Vec<CompletionCandidate> {
    KubernetesVersion::all().map(|version| CompletionCandidate::new(version.to_string())).collect()
}

/// The releases of the agent, newest first.
pub(super) fn agent_releases() -> Vec<CompletionCandidate> {
    releases().map(|release| CompletionCandidate::new(release.to_string())).collect()
}

/// `FORMAT=`, and after that a file.
pub(super) fn output_file(current: &OsStr) -> Vec<CompletionCandidate> {
    let text = current.to_string_lossy();
    if let Some((format, path)) = text.split_once('=') {
        let files = PathCompleter::any().stdio().complete(OsStr::new(path));
        return files.into_iter().map(|file| file.add_prefix(format!("{format}="))).collect();
    }
    let formats = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    formats
        .filter(|format| format.get_name().starts_with(&*text))
        .map(|format| {
            CompletionCandidate::new(format!("{}=", format.get_name()))
                .help(format.get_help().cloned())
        })
        .collect()
}
