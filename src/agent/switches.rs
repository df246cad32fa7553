//! What an agent's settings switch on, as far as its permissions depend on it.
//! Source: scalyr-agent-2, kubernetes_monitor.py, kubernetes_events_monitor.py and configuration.py, 2.0.56 to 2.2.22.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kube::{Container, Environment, Pod};
use crate::units::Version;
use crate::yaml::Entry;

use super::ANNOTATION_PREFIX;
use super::recognise::AGENT_CONTAINER_NAME;

/// The first release that explores metrics, and then reads events whatever else is said.
const EXPLORER: &str = "2.1.32";
/// The first release that looks for containers in the log folder rather than ask the kubelet.
const FILESYSTEM_FIRST: &str = "2.1.15";

/// Something that can be switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// Reading the events of the cluster.
    Events,
    /// A node, rather than a setting, says which agent reads the events.
    LeaderByNode,
    /// Metrics of the kubelet.
    Metrics,
    /// The kubelet's list of pods.
    KubeletPods,
    /// Metrics for the explorer.
    Explorer,
    /// A name of the cluster, with which the names of owners are uploaded.
    ClusterName,
    /// API keys of other teams.
    TeamKeys,
}

/// What is on, what is off, and what the files don't tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Switches(BTreeMap<Switch, bool>);

/// A setting, as the environment has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting<'a> {
    /// Its text.
    Text(&'a str),
    /// Nothing sets it: its default counts.
    Default,
    /// The files don't tell.
    Unknown,
}

/// Reads a setting as the agent does: the name in capitals, and where that is absent in small letters.
fn setting<'e>(name: &str, environment: &'e Environment<'_>) -> Setting<'e> {
    let var = environment.get(name).or_else(|| environment.get(&name.to_ascii_lowercase()));
    match var.map(|var| var.literal().map(|(text, _)| text)) {
        Some(Some(text)) => Setting::Text(text),
        Some(None) => Setting::Unknown,
        // Without its key the agent doesn't start, so its environment isn't all in the files.
        None if environment.open || environment.get("SCALYR_API_KEY").is_none() => Setting::Unknown,
        None => Setting::Default,
    }
}

/// A boolean: only `true`, in any case, is true.
fn is_true(name: &str, default: bool, environment: &Environment<'_>) -> Option<bool> {
    match setting(name, environment) {
        Setting::Text(text) => Some(text.eq_ignore_ascii_case("true")),
        Setting::Default => Some(default),
        Setting::Unknown => None,
    }
}

/// Conjunction that knows its answer where one of the two is false.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (one, other) => one.zip(other).map(|_| true),
    }
}

fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    both(one.map(|it| !it), other.map(|it| !it)).map(|it| !it)
}

impl Switches {
    /// Reads the settings of an agent. `containerd` says whether the user states that nodes run without Docker.
    #[must_use]
    pub fn read(
        container: &Container<'_>,
        pod: &Pod<'_>,
        environment: &Environment<'_>,
        version: Option<Version>,
        containerd: Option<bool>,
    ) -> Self {
        let explorer = is_true("SCALYR_K8S_EXPLORER_ENABLE", false, environment);
        let explorer = both(since(EXPLORER, version), explorer);
        let cluster_name = cluster_name(pod, environment);
        let runtime =
            if container.name() == AGENT_CONTAINER_NAME { containerd } else { Some(true) };
        let all = [
            (Switch::Events, either(events(environment), explorer)),
            (Switch::LeaderByNode, leader_by_node(environment)),
            (Switch::Metrics, metrics(cluster_name, environment)),
            (Switch::KubeletPods, kubelet_pods(runtime, environment, version)),
            (Switch::Explorer, explorer),
            (Switch::ClusterName, cluster_name),
            (Switch::TeamKeys, Some(has_team_keys(pod))),
        ];
        Self(all.into_iter().filter_map(|(switch, is_on)| Some((switch, is_on?))).collect())
    }

    /// Whether it is on; `None` where the files don't tell.
    #[must_use]
    pub fn get(&self, switch: Switch) -> Option<bool> {
        self.0.get(&switch).copied()
    }
}

/// Whether a release is this one or newer.
fn since(first: &str, version: Option<Version>) -> Option<bool> {
    first.parse().ok().zip(version).map(|(first, version): (Version, _)| version >= first)
}

/// Two variables switch the events off; the old one takes `t` as well.
fn events(environment: &Environment<'_>) -> Option<bool> {
    let old = match environment.get("K8S_EVENTS_DISABLE").map(|var| var.literal()) {
        None if environment.open => None,
        None => Some(false),
        Some(literal) => literal
            .map(|(text, _)| ["true", "t"].iter().any(|known| text.eq_ignore_ascii_case(known))),
    };
    let off = is_true("SCALYR_K8S_EVENTS_DISABLE", false, environment);
    either(off, old).map(|is_off| !is_off)
}

/// With a name of the cluster, one setting decides for both kinds of metrics.
fn metrics(cluster_name: Option<bool>, environment: &Environment<'_>) -> Option<bool> {
    let of_containers = is_true("SCALYR_REPORT_CONTAINER_METRICS", true, environment);
    let of_kubernetes = is_true("SCALYR_REPORT_K8S_METRICS", true, environment);
    both(of_containers, either(cluster_name, of_kubernetes))
}

/// The kubelet is asked where the runtime isn't Docker and the log folder isn't to be searched.
fn kubelet_pods(
    containerd: Option<bool>,
    environment: &Environment<'_>,
    version: Option<Version>,
) -> Option<bool> {
    let is_true = |name| is_true(name, false, environment);
    let by_docker = is_true("SCALYR_K8S_ALWAYS_USE_DOCKER");
    let by_cri = match (is_true("SCALYR_K8S_ALWAYS_USE_CRI"), containerd) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), known) => known,
        (None, _) => None,
    };
    let searches = match setting("SCALYR_K8S_CRI_QUERY_FILESYSTEM", environment) {
        Setting::Text(text) => Some(text.eq_ignore_ascii_case("true")),
        Setting::Default => since(FILESYSTEM_FIRST, version),
        Setting::Unknown => None,
    };
    both(by_cri, both(by_docker.map(|it| !it), searches.map(|it| !it)))
}

fn cluster_name(pod: &Pod<'_>, environment: &Environment<'_>) -> Option<bool> {
    let names_it = |entry: &Entry<'_>| {
        entry.key_text() == "agent.config.scalyr.com/cluster_name" && entry.value.text() != Some("")
    };
    if pod.annotations().iter().any(names_it) {
        return Some(true);
    }
    match setting("SCALYR_K8S_CLUSTER_NAME", environment) {
        Setting::Text(text) => Some(!text.is_empty()),
        Setting::Default => Some(false),
        Setting::Unknown => None,
    }
}

/// Whether an annotation names a Secret with the key of another team.
fn has_team_keys(pod: &Pod<'_>) -> bool {
    let names_secret = |key: &str| {
        let key = key.strip_prefix(ANNOTATION_PREFIX).unwrap_or_default();
        key.contains("teams.") && key.ends_with(".secret")
    };
    pod.annotations().iter().any(|entry| names_secret(entry.key_text()))
}

#[cfg(test)]
impl Switches {
    /// Everything off.
    pub(super) fn all_off() -> Self {
        let all = [
            Switch::Events,
            Switch::LeaderByNode,
            Switch::Metrics,
            Switch::KubeletPods,
            Switch::Explorer,
            Switch::ClusterName,
            Switch::TeamKeys,
        ];
        Self(all.into_iter().map(|switch| (switch, false)).collect())
    }

    /// These on as well.
    pub(super) fn with(mut self, on: &[Switch]) -> Self {
        self.0.extend(on.iter().map(|switch| (*switch, true)));
        self
    }
}

/// Whether the agent looks for the leader among the nodes.
fn leader_by_node(environment: &Environment<'_>) -> Option<bool> {
    match setting("SCALYR_K8S_LEADER_NODE", environment) {
        Setting::Default => Some(true),
        Setting::Text(text) => Some(text.is_empty()),
        Setting::Unknown => None,
    }
}
