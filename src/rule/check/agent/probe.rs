//! `agent-probe`: probes that the agent can't pass, or that it doesn't survive.
//! Source: scalyr-agent-2, agent_main.py and monitor_utils/k8s.py, 2.1.1 to 2.2.22.

use serde::Deserialize;

use crate::agent::tells_health;
use crate::kube::Container;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::units::Version;
use crate::yaml::{Entry, Node};

const PROBES: [&str; 3] = ["livenessProbe", "startupProbe", "readinessProbe"];
const READINESS: &str = "readinessProbe";
/// The options of `scalyr-agent-2 status` that ask for its health.
const HEALTH: [&str; 2] = ["-H", "--health_check"];
/// How long the agent waits for its own container to be ready, in seconds.
const PATIENCE: u64 = 120;
/// How long the command waits at the most for the agent to write its status, in seconds.
const WAIT: u64 = 5;

/// AgentProbeFile of `agent-probe`. Cases: `option` (the release's command has no such option), `port` (it asks a port,
/// and the agent listens on none), `late` (the container is
/// ready only after the agent has given up), `readiness` (a probe of readiness at all), `timeout` (less than the command
/// takes); there are no options. Variables: `probe`, `actual`, `container`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AgentProbeFile {}

impl Check for AgentProbeFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["option", "port", "late", "readiness", "timeout"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["probe", "actual", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Subject::Container(pod, one) = *subject else { return };
        let release = one.settings(pod, &model.objects).release;
        let container = &one.container;
        let probes = PROBES.into_iter().filter_map(|name| container.node.entry(name));
        let probes = probes.filter(|probe| !probe.value.is_null());
        let found = probes.filter_map(|probe| {
            let hit = judge(container, &probe, release)?;
            let known = hit.values.iter().any(|(name, _)| *name == "actual");
            let hit = if known { hit } else { hit.var("actual", "") };
            Some(hit.var("probe", probe.key_text()).var("container", container.name()))
        });
        hits.extend(found);
    }
}

/// What is wrong with a probe, the worst only.
fn judge(container: &Container<'_>, probe: &Entry<'_>, release: Option<Version>) -> Option<Hit> {
    let health = asks_for_health(probe.value);
    let is_old = release.is_some_and(|release| !tells_health(release));
    if let Some((node, word)) = health.filter(|_| is_old) {
        let image = container.node.get("image").map(Node::location);
        let hit = Hit::new(node.location(), "option").var("actual", word);
        return Some(hit.because_of(image));
    }
    if let Some(over) = over_network(container, probe) {
        return Some(over);
    }
    let delay = probe.value.get("initialDelaySeconds");
    let is_late = delay.and_then(Node::as_count).is_some_and(|delay| delay >= PATIENCE);
    match (probe.key_text(), delay) {
        (READINESS | "startupProbe", Some(node)) if is_late => {
            let hit = Hit::new(node.location(), "late");
            Some(hit.var("actual", node.text().unwrap_or_default()))
        }
        (READINESS, _) => Some(Hit::new(probe.key.location(), "readiness")),
        _ => health.and_then(|_| too_short(probe)),
    }
}

/// A probe of a port that the container doesn't state: the agent listens on none of its own.
fn over_network(container: &Container<'_>, probe: &Entry<'_>) -> Option<Hit> {
    const HANDLERS: [&str; 3] = ["httpGet", "tcpSocket", "grpc"];
    let handler = HANDLERS.into_iter().find_map(|name| probe.value.entry(name))?;
    let is_silent = probe.key_text() != READINESS
        && handler.value.get("host").is_none()
        && container.node.get("ports").is_none()
        && container.node.get("command").is_none();
    is_silent.then(|| Hit::new(handler.key.location(), "port").var("actual", handler.key_text()))
}

/// The word of a probe's command with which it asks the agent for its health.
fn asks_for_health(probe: Node<'_>) -> Option<(Node<'_>, &str)> {
    let command = probe.get_path(&["exec", "command"])?;
    let words = command.items().flat_map(|node| {
        let words = node.text().unwrap_or_default().split_whitespace();
        words.map(move |word| (node, word))
    });
    let mut words = words.skip_while(|(_, word)| !word.ends_with("scalyr-agent-2"));
    words.find(|(_, word)| *word == "status")?;
    words.find(|(_, word)| HEALTH.contains(word))
}

/// A command that is ended while it waits, which counts as a failure.
fn too_short(probe: &Entry<'_>) -> Option<Hit> {
    let stated = probe.value.get("timeoutSeconds").filter(|node| !node.is_null());
    let (at, seconds) = match stated {
        Some(node) => (node.location(), node.as_count()?),
        // The API server fills it in.
        None => (probe.key.location(), 1),
    };
    (seconds < WAIT).then(|| Hit::new(at, "timeout").var("actual", seconds))
}
