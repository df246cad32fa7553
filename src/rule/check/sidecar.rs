//! `sidecar`: the agent and the generators have to come together.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::agent::ANNOTATION_PREFIX;

use super::super::{PodFacts, PodRole};
use super::{Check, Hit, Input, Scope, Subject};

/// Options of `sidecar`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// The agent is alone in its pod. Variables: `kind`, `name`, `agent`.
    NoGenerator,
    /// A pod has settings for the agent, and no agent reads them. Variables: `kind`, `name`, `key`.
    NoAgent,
}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::NoGenerator => &["kind", "name", "agent"],
            Report::NoAgent => &["kind", "name", "key"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let hit = match self.report {
            Report::NoGenerator => no_generator(facts),
            Report::NoAgent => no_agent(facts, input),
        };
        let object = &facts.pod.object;
        hits.extend(hit.map(|hit| hit.with("kind", object.kind).with("name", object.name())));
    }
}

fn no_generator(facts: &PodFacts<'_>) -> Option<Hit> {
    let agent = facts.agents().next().filter(|_| facts.role == PodRole::AgentAlone)?;
    let containers = facts.pod.spec.value.entry("containers")?;
    Some(Hit::new(containers.key.location(), "").with("agent", agent.name()))
}

/// An agent in a DaemonSet reads the annotations of all pods; where part of the input couldn't be
/// read, one may be there.
fn no_agent(facts: &PodFacts<'_>, input: &Input<'_>) -> Option<Hit> {
    let on_nodes = |pod: &PodFacts<'_>| pod.pod.object.kind == "DaemonSet" && pod.role != PodRole::Other;
    if facts.role != PodRole::Other || !input.objects.complete {
        return None;
    }
    let annotations = facts.pod.annotations();
    let entry = annotations.iter().find(|entry| entry.key_text().starts_with(ANNOTATION_PREFIX))?;
    if input.pods.iter().any(on_nodes) {
        return None;
    }
    let containers = facts.pod.spec.value.entry("containers").map(|entry| entry.key.location());
    let hit = Hit::new(entry.key.location(), "").with("key", entry.key_text()).resting_on(containers);
    Some(hit.resting_on([facts.pod.spec.key.location()]))
}
