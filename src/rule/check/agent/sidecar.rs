//! `sidecar`: the agent and the generators have to come together.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::agent::ANNOTATION_PREFIX;

use crate::model::Model;
use crate::model::{Workload, WorkloadRole};
use crate::rule::check::{Check, Hit, Scope, Subject};

/// SidecarFile of `sidecar`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SidecarFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The agent is alone in its pod. Variables: `kind`, `name`, `agent`.
    NoGenerator,
    /// A pod has settings for the agent, and no agent reads them. Variables: `kind`, `name`, `key`.
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
            Find::NoGenerator => no_generator(facts),
            Find::NoAgent => no_agent(facts, model),
        };
        let object = &facts.pod.object;
        hits.extend(hit.map(|hit| hit.var("kind", object.kind).var("name", object.name())));
    }
}

fn no_generator(facts: &Workload<'_>) -> Option<Hit> {
    let agent = facts.agents().next().filter(|_| facts.role == WorkloadRole::AgentAlone)?;
    let containers = facts.pod.spec.value.entry("containers")?;
    Some(Hit::new(containers.key.location(), "").var("agent", agent.name()))
}

/// An agent in a DaemonSet reads the annotations of all pods; where part of the input couldn't be
/// read, one may be there.
fn no_agent(facts: &Workload<'_>, model: &Model<'_>) -> Option<Hit> {
    let on_nodes =
        |pod: &Workload<'_>| pod.pod.object.kind == "DaemonSet" && pod.role != WorkloadRole::Other;
    if facts.role != WorkloadRole::Other || !model.objects.complete {
        return None;
    }
    let annotations = facts.pod.annotations();
    let entry = annotations.iter().find(|entry| entry.key_text().starts_with(ANNOTATION_PREFIX))?;
    if model.workloads.iter().any(on_nodes) {
        return None;
    }
    let containers = facts.pod.spec.value.entry("containers").map(|entry| entry.key.location());
    let hit =
        Hit::new(entry.key.location(), "").var("key", entry.key_text()).because_of(containers);
    Some(hit.because_of([facts.pod.spec.key.location()]))
}
