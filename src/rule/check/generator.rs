//! `generator`: what a load generator makes of its arguments, and what becomes of its lines.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::Quantity;
use crate::load::{ContainerLoad, Load, Mistake, MistakeKind, Output};

use super::super::PodFacts;
use super::ends::ends;
use super::{Check, Hit, Input, Scope, Subject};

/// Options of `generator`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// An argument that isn't what it looks like: several in one item (case `joined`), a value that the program
    /// doesn't take (`refused`), a flag without its value (`no-value`), a flag that it doesn't have, much like one
    /// of its own (`misspelt`) or not (`unknown`), a word that it doesn't take (`extra`) or does nothing with
    /// (`stray`), a flag without effect beside another one (`ignored`), or as long as another one is missing
    /// (`without`), a word behind which it reads no flags (`cut-off`), one that does something else
    /// (`taken-for-another`). Variables: `container`, `argument`, `detail`, `instead`.
    Argument,
    /// No container of the pod writes to standard output. Variables: `container`, `to`.
    Silent,
    /// It ends by itself (case `ends`), or before the test does (`early`); or Kubernetes ends its pod before that
    /// (`deadline`). Variables: `container`, `after`, `lasts`, `duration`.
    Ends,
    /// Its limit of CPU is too small for its rate. Variables: `container`, `limit`, `rate`, `needed`.
    Throttled,
}

/// The cases of `argument`.
const ARGUMENT_CASES: [&str; 11] = [
    "joined",
    "refused",
    "no-value",
    "misspelt",
    "unknown",
    "extra",
    "stray",
    "ignored",
    "without",
    "cut-off",
    "taken-for-another",
];

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Report::Argument => &ARGUMENT_CASES,
            Report::Ends => &["ends", "early", "deadline"],
            Report::Silent | Report::Throttled => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::Argument => &["container", "argument", "detail", "instead"],
            Report::Silent => &["container", "to"],
            Report::Ends => &["container", "after", "lasts", "duration"],
            Report::Throttled => &["container", "limit", "rate", "needed"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        for load in &input.plan.loads {
            let Some(pod) = input.pods.get(load.pod) else { continue };
            let new: Vec<Hit> = match self.report {
                Report::Argument => load.containers.iter().flat_map(mistakes).collect(),
                Report::Silent => silent(load, pod),
                Report::Ends => ends(load, pod),
                Report::Throttled => load.containers.iter().filter_map(throttled).collect(),
            };
            let identity = Some(pod.identity());
            let hit = |hit: Hit| Hit { object: identity, ..hit.resting_on(load.read_from()) };
            hits.extend(new.into_iter().map(hit));
        }
    }
}

fn mistakes(container: &ContainerLoad) -> Vec<Hit> {
    container.mistakes.iter().filter_map(|mistake| mistake_at(container, mistake)).collect()
}

fn mistake_at(container: &ContainerLoad, mistake: &Mistake) -> Option<Hit> {
    let case = match mistake.kind {
        MistakeKind::Joined => "joined",
        MistakeKind::Refused => "refused",
        MistakeKind::NoValue => "no-value",
        MistakeKind::Misspelt => "misspelt",
        MistakeKind::Unknown => "unknown",
        MistakeKind::Extra => "extra",
        MistakeKind::Stray => "stray",
        MistakeKind::Ignored => "ignored",
        MistakeKind::Without => "without",
        MistakeKind::CutOff => "cut-off",
        MistakeKind::TakenForAnother => "taken-for-another",
    };
    let argument = match mistake.argument.as_str() {
        "" => "an empty value".to_owned(),
        argument => format!("`{argument}`"),
    };
    let hit = Hit::new(mistake.at?, case).with("container", &container.container).with("argument", argument);
    let hit = hit.with("detail", &mistake.detail).with("instead", &mistake.instead);
    Some(match mistake.beside {
        Some(at) => hit.and(at, "beside this"),
        None => hit,
    })
}

/// Containers whose lines go elsewhere, in a pod where no other container could write them out.
fn silent(load: &Load, pod: &PodFacts<'_>) -> Vec<Hit> {
    let quiet = |one: &ContainerLoad| matches!(one.output, Output::Silent { .. } | Output::Idle);
    if !load.containers.iter().all(quiet) || shares_files_with_agent(pod) {
        return Vec::new();
    }
    let hit = |one: &ContainerLoad| match &one.output {
        Output::Silent { to, at } => Some(Hit::new(*at, "").with("container", &one.container).with("to", to)),
        _ => None,
    };
    load.containers.iter().filter_map(hit).collect()
}

/// Whether the agent mounts a volume of a generator: then it may read the files there.
fn shares_files_with_agent(pod: &PodFacts<'_>) -> bool {
    let mounted = |is_agent: bool| -> BTreeSet<&str> {
        let containers = pod.containers.iter().filter(|one| one.is_agent == is_agent);
        let mounts = containers.flat_map(|one| one.container.mounts());
        mounts.filter_map(|mount| mount.name()?.text()).collect()
    };
    !mounted(true).is_disjoint(&mounted(false))
}

fn throttled(container: &ContainerLoad) -> Option<Hit> {
    let Output::Rate(amount) = &container.output else { return None };
    let (limit, at) = container.cpu_limit.as_ref()?;
    let needed = format!("{}m", container.cpu_needed?);
    if Quantity::parse(limit).ok()? >= Quantity::parse(&needed).ok()? {
        return None;
    }
    let rate = amount.asks.unwrap_or(amount.rate);
    let hit = Hit::new(*at, "").and(amount.at, format!("{rate}")).resting_on([amount.at]);
    Some(
        hit.with("container", &container.container)
            .with("limit", limit)
            .with("rate", rate)
            .with("needed", needed),
    )
}
