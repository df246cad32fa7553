//! What holds in the end, and where each value comes from.

use std::fmt::Write;

use crate::kube::schema::KubernetesVersion;
use crate::load::Flags;
use crate::rule::RuleSet;

use super::Settings;

/// Every value with its origin: default, file and line, or flag.
#[must_use]
pub fn effective(
    settings: &Settings,
    rules: &RuleSet,
    flags: &Flags,
    kubernetes: Option<KubernetesVersion>,
) -> String {
    let mut out = String::new();
    let origin = |keys: &[&str], written: bool| match written {
        true => settings.place(keys).unwrap_or_else(|| "default".to_owned()),
        false => "default".to_owned(),
    };
    for rule in rules.iter() {
        let id = rule.id();
        let wanted = settings.file.rules.get(id);
        let place =
            origin(&["rules", id, "severity"], wanted.is_some_and(|it| it.severity.is_some()));
        let _ = writeln!(out, "rules.{id}.severity: {}  # {place}", rule.level());
        for (name, value) in rule.params() {
            let written = wanted.is_some_and(|it| it.params.contains_key(name));
            let place = origin(&["rules", id, "params", name], written);
            let _ = writeln!(out, "rules.{id}.params.{name}: {value}  # {place}");
        }
    }
    rules_folders(&mut out, settings);
    for (at, pattern) in settings.file.exclude.iter().enumerate() {
        let _ = writeln!(out, "exclude[{at}]: {pattern}  # {}", origin(&["exclude"], true));
    }
    for (at, one) in settings.file.overrides.iter().enumerate() {
        let _ = writeln!(
            out,
            "overrides[{at}].paths: {}  # {}",
            one.paths.join(", "),
            origin(&["overrides"], true)
        );
    }
    for (at, image) in settings.file.agent.images.iter().enumerate() {
        let _ =
            writeln!(out, "agent.images[{at}]: {image}  # {}", origin(&["agent", "images"], true));
    }
    let (version, place) = match kubernetes {
        Some(version) => (version, "flag --kubernetes-version".to_owned()),
        None => {
            let version = settings.kubernetes;
            (version.unwrap_or_default(), origin(&["kubernetes-version"], version.is_some()))
        }
    };
    let _ = writeln!(out, "kubernetes-version: {version}  # {place}");
    for (at, generator) in settings.file.generators.iter().enumerate() {
        let _ = writeln!(
            out,
            "generators[{at}]: {}  # {}",
            generator.id,
            origin(&["generators"], true)
        );
    }
    for (key, flag, file) in
        facts(flags).into_iter().zip(facts(&settings.load)).map(|(a, b)| (a.0, a.1, b.1))
    {
        let (value, place) = match (flag, file) {
            (Some(value), _) => (value, format!("flag --{key}")),
            (None, Some(value)) => (value, origin(&["load", key], true)),
            (None, None) => ("from annotations".to_owned(), "default".to_owned()),
        };
        let _ = writeln!(out, "load.{key}: {value}  # {place}");
    }
    out
}

/// The folders with rules of the project's own.
fn rules_folders(out: &mut String, settings: &Settings) {
    let place = settings.place(&["rules-folder"]).unwrap_or_default();
    for (at, folder) in settings.file.rules_folder.paths.iter().enumerate() {
        let _ = writeln!(out, "rules-folder[{at}]: {folder}  # {place}");
    }
}

/// What is stated of the load, by the names that flags, fields and annotations share.
fn facts(load: &Flags) -> [(&'static str, Option<String>); 8] {
    [
        ("rate", load.rate.map(|it| it.to_string())),
        ("nodes", load.nodes.map(|it| it.to_string())),
        ("target", load.target.map(|it| it.to_string())),
        ("duration", load.duration.map(|it| it.to_string())),
        ("node-cpu", load.node_cpu.map(|it| it.to_string())),
        ("node-memory", load.node_memory.map(|it| it.to_string())),
        ("node-pods", load.node_pods.map(|it| it.to_string())),
        ("runtime", load.runtime.map(|it| it.to_string())),
    ]
}
