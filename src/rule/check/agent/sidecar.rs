//! `sidecar`: the agent and the generators must come together.

use serde::Deserialize;

use crate::agent::ANNOTATION_PREFIX;
use crate::agent::settings::SIDECAR_MODE;
use crate::kube::{EnvVar, HostVolume, Pod, host_volumes};
use crate::load::{IGNORE_PREFIX, PREFIX};
use crate::source::Location;
use crate::yaml::{Entry, Node};

use crate::model::Model;
use crate::model::{Workload, WorkloadRole};
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The folders of the node that an agent reads. Source: scalyr-agent-2, kubernetes_monitor.py.
const LOG_FOLDERS: [&str; 3] =
    ["/var/lib/docker/containers", "/var/log/pods", "/var/log/containers"];

/// SidecarFile of `sidecar`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SidecarFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The agent is alone in its pod, and not there for something else next to a test. Variables: `kind`, `name`, `agent`.
    NoGenerator,
    /// A pod has settings for the agent, shows that it was to run in it, and no agent reads them. Variables: `kind`, `name`, `key`.
    NoAgent,
}

impl Check for SidecarFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::NoGenerator => &["kind", "name", "agent"],
            Find::NoAgent => &["kind", "name", "key"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let hit = match self.report {
            Find::NoGenerator => no_generator(facts, model),
            Find::NoAgent => no_agent(facts, model),
        };
        let object = &facts.pod.object;
        hits.extend(hit.map(|hit| hit.var("kind", object.kind).var("name", object.name())));
    }
}

fn no_generator<'a>(facts: &Workload<'a>, model: &Model<'a>) -> Option<Hit> {
    let agent = facts.agents().next().filter(|_| facts.role == WorkloadRole::AgentAlone)?;
    // The API server has a word of its own for an empty list.
    let has_items = |entry: &Entry<'_>| entry.value.items().next().is_some();
    let containers = facts.pod.spec.value.entry("containers").filter(has_items)?;
    if is_beside_a_test(facts, model) {
        return None;
    }
    // Two containers may have become one.
    let merged = containers.value.items().filter(|one| one.repeats_a_key());
    let hit = Hit::new(containers.key.location(), "").var("agent", agent.name());
    Some(hit.because_of(merged.map(Node::location)))
}

/// Whether an agent by itself is there for something else than load, such as the cluster's events: pods of the input
/// bring the load, and it neither runs in sidecar mode nor takes settings that the input doesn't hold from where an agent
/// of theirs does.
fn is_beside_a_test<'a>(facts: &Workload<'a>, model: &Model<'a>) -> bool {
    let mut others = model.workloads.iter().filter(|other| other.index != facts.index);
    if !others.any(|other| other.role == WorkloadRole::Sidecar || other.stated.by_annotation) {
        return false;
    }
    let agents = facts.containers.iter().filter(|one| one.is_agent);
    agents.into_iter().all(|agent| {
        let environment = agent.environment(facts, &model.objects);
        let mode = environment.get(SIDECAR_MODE);
        let is_off = |mode: &EnvVar<'_>| mode.literal().is_some_and(|(text, _)| text.is_empty());
        mode.is_none_or(is_off) && !(environment.open && shares_settings(facts, model))
    })
}

/// Whether an agent takes settings from a ConfigMap that the agent of a sidecar takes them from.
fn shares_settings(facts: &Workload<'_>, model: &Model<'_>) -> bool {
    let own = settings_of(facts);
    let sidecars = model.workloads.iter().filter(|other| other.role == WorkloadRole::Sidecar);
    sidecars.flat_map(settings_of).any(|name| own.contains(&name))
}

/// Names of the ConfigMaps that agents of a pod take all their variables from.
fn settings_of<'a>(facts: &Workload<'a>) -> Vec<&'a str> {
    let sources = facts.agents().filter_map(|agent| agent.node.get("envFrom"));
    let names = sources
        .flat_map(Node::items)
        .filter_map(|source| source.get_path(&["configMapRef", "name"])?.text());
    names.collect()
}

/// A pod that was to run the agent and doesn't. An agent in a DaemonSet, of the input or of another repository, reads the
/// annotations of all pods; where part of the input couldn't be read, one may be there.
fn no_agent<'a>(facts: &Workload<'a>, model: &Model<'a>) -> Option<Hit> {
    let on_nodes =
        |pod: &Workload<'_>| pod.pod.object.kind == "DaemonSet" && pod.role != WorkloadRole::Other;
    if facts.role != WorkloadRole::Other || !model.objects.complete {
        return None;
    }
    let annotations = facts.pod.annotations();
    let mut settings =
        annotations.iter().filter(|entry| entry.key_text().starts_with(ANNOTATION_PREFIX));
    let entry = settings.next()?;
    // With nothing but exclusions nobody waits for its logs.
    let excludes = |entry: &Entry<'_>| entry.key_text().ends_with("exclude");
    if excludes(entry) && settings.all(excludes) {
        return None;
    }
    let sign = wanted_agent(facts, model)?;
    if model.workloads.iter().any(on_nodes) {
        return None;
    }
    let spec = facts.pod.spec;
    let containers = spec.value.entry("containers").map(|entry| entry.key.location());
    let hit = Hit::new(entry.key.location(), "").var("key", entry.key_text());
    let hit = hit.because_of(containers).because_of([spec.key.location()]);
    Some(hit.related(sign, "this is meant for the agent too"))
}

/// What shows that a pod was made for the agent next to its containers: lt-lint's annotations, the agent's account, its
/// variables, or the folders that it reads.
fn wanted_agent<'a>(facts: &Workload<'a>, model: &Model<'a>) -> Option<Location> {
    let pod = &facts.pod;
    let stated = pod.stated_annotations();
    let is_fact = |entry: &&Entry<'_>| {
        let key = entry.key_text();
        key.starts_with(PREFIX) && !key.starts_with(IGNORE_PREFIX)
    };
    let fact = || stated.iter().find(is_fact).map(|entry| entry.key.location());
    let account = || {
        let named = ["serviceAccountName", "serviceAccount"].into_iter();
        let mut named = named.filter_map(|field| pod.spec.value.get(field));
        named.find(|node| node.text().is_some_and(names_agent)).map(Node::location)
    };
    fact().or_else(account).or_else(|| variable(facts, model)).or_else(|| folder(pod))
}

/// A variable of the agent in a container, or a source of variables that is named after it.
fn variable<'a>(facts: &Workload<'a>, model: &Model<'a>) -> Option<Location> {
    facts.containers.iter().find_map(|one| {
        let environment = one.environment(facts, &model.objects);
        let mut variables = environment.iter();
        let of_agent = variables.find(|var| var.name.to_uppercase().starts_with("SCALYR_"));
        let sources = one.container.node.items_of("envFrom");
        let names = sources.filter_map(|source| {
            ["configMapRef", "secretRef"].iter().find_map(|key| source.get_path(&[*key, "name"]))
        });
        let mut named = names.filter(|name| name.text().is_some_and(names_agent));
        of_agent.map(|var| var.declared.location()).or_else(|| named.next().map(Node::location))
    })
}

/// A volume of the folders of logs; in a DaemonSet it is another collector's.
fn folder(pod: &Pod<'_>) -> Option<Location> {
    let is_of_logs =
        |volume: &HostVolume<'_>| LOG_FOLDERS.iter().any(|folder| *folder == volume.path);
    let volumes = host_volumes(pod).into_iter().filter(|_| pod.object.kind != "DaemonSet");
    volumes.filter(is_of_logs).map(|volume| volume.volume.place()).next()
}

fn names_agent(text: &str) -> bool {
    text.to_lowercase().contains("scalyr")
}
