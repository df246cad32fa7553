//! What the agent must be allowed to ask of the API server.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::units::Version;

use super::switches::{Switch, Switches};

/// The facts of `facts/agent/permissions.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permissions {
    /// The account of the upstream manifests.
    pub account: String,
    /// The role of the upstream manifests.
    pub role: String,
    /// The verbs that it uses.
    pub verbs: Vec<String>,
    /// Resources that give away more than pods and their owners.
    pub powers: Vec<Resource>,
    needs: Vec<Asked>,
}

static FACTS: LazyLock<Permissions> = LazyLock::new(|| crate::embedded::facts("agent/permissions"));

/// Permissions that agents ask for, as far as they don't depend on the agent.
#[must_use]
pub fn permissions() -> &'static Permissions {
    &FACTS
}

/// Something that it asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Asked {
    /// The API group; empty for the core group.
    pub group: String,
    /// The resource in the plural.
    pub resource: String,
    /// Another resource that will do.
    pub or: Option<String>,
    /// The verb.
    pub verb: String,
    /// What comes of a rejection, as a case of the check.
    pub case: String,
    /// What must be granted before it comes to this.
    pub behind: Option<Resource>,
    #[serde(default)]
    scope: AskedScope,
    #[serde(default)]
    asker: AskedBy,
    #[serde(default)]
    kinds: Vec<String>,
    /// Whether the kinds are of another program, so that a cluster may have none.
    #[serde(default)]
    custom: bool,
    #[serde(default)]
    when: Vec<Switch>,
    since: Option<String>,
    until: Option<String>,
}

/// A resource of an API group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The API group.
    pub group: String,
    /// The resource in the plural.
    pub resource: String,
}

/// The namespaces that it is asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AskedScope {
    Own,
    #[default]
    Logged,
    Cluster,
}

/// The agents that ask it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AskedBy {
    #[default]
    Any,
    NodeAgent,
}

/// An agent that asks.
#[derive(Debug, Clone)]
pub struct Asker<'k> {
    /// Its release, where the image tells.
    pub version: Option<Version>,
    /// The kind of its workload.
    pub kind: &'k str,
    /// Whether it collects its whole node.
    pub is_node_agent: bool,
    /// What is switched on.
    pub switches: Switches,
}

impl Asked {
    /// Whether the question is about the objects of all namespaces.
    #[must_use]
    pub fn is_everywhere(&self, asker: &Asker<'_>) -> bool {
        match self.scope {
            AskedScope::Own => false,
            AskedScope::Logged => asker.is_node_agent,
            AskedScope::Cluster => true,
        }
    }

    /// Of an unknown release only what all of them ask.
    fn is_of_release(&self, version: Option<Version>) -> bool {
        let bound = |text: &Option<String>, holds: fn(Version, Version) -> bool| match text {
            None => true,
            Some(text) => {
                text.parse().ok().zip(version).is_some_and(|(bound, own)| holds(own, bound))
            }
        };
        bound(&self.since, |own, since| own >= since)
            && bound(&self.until, |own, until| own <= until)
    }

    /// A node agent meets pods of every kind; what it is rejected for its own is one of them.
    fn is_of_kind(&self, asker: &Asker<'_>) -> bool {
        self.kinds.is_empty()
            || self.kinds.iter().any(|kind| kind == asker.kind)
            || (asker.is_node_agent && self.scope == AskedScope::Logged && !self.custom)
    }

    fn is_asked_by(&self, asker: &Asker<'_>, is_on: impl Fn(Switch) -> bool) -> bool {
        self.is_of_release(asker.version)
            && self.is_of_kind(asker)
            && (self.asker == AskedBy::Any || asker.is_node_agent)
            && self.when.iter().all(|switch| is_on(*switch))
    }
}

impl Asker<'_> {
    /// What it asks for certain, by what the files say.
    pub fn asks(&self) -> impl Iterator<Item = &'static Asked> {
        let asked = |asked: &&Asked| {
            asked.is_asked_by(self, |switch| self.switches.get(switch) == Some(true))
        };
        FACTS.needs.iter().filter(asked)
    }

    /// Whether it may ask about a resource, where the files don't rule it out.
    #[must_use]
    pub fn may_ask(&self, group: &str, resource: &str) -> bool {
        let mut about =
            FACTS.needs.iter().filter(|asked| asked.group == group && asked.resource == resource);
        about
            .any(|asked| asked.is_asked_by(self, |switch| self.switches.get(switch) != Some(false)))
    }
}

/// Whether any release asks about a resource, or about one that it is part of.
#[must_use]
pub fn is_ever_asked(resource: &str) -> bool {
    let parent = |name: &str| name.split_once('/').map_or(name.to_owned(), |(it, _)| it.to_owned());
    FACTS.needs.iter().any(|asked| parent(&asked.resource) == parent(resource))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(version: &str, kind: &str, node_agent: bool, on: &[Switch]) -> Vec<String> {
        let asker = Asker {
            version: version.parse().ok(),
            kind,
            is_node_agent: node_agent,
            switches: Switches::all_off().with(on),
        };
        asker.asks().map(|asked| format!("{} {}", asked.verb, asked.resource)).collect()
    }

    #[test]
    fn releases_and_kinds_ask_for_different_things() {
        assert_eq!(asked("2.1.1", "Deployment", false, &[]), ["get pods", "get deployments"]);
        let all = ["get pods", "get namespaces", "get cronjobs"];
        assert_eq!(asked("2.2.14", "CronJob", false, &[]), all);
        assert_eq!(asked("2.1.38", "Rollout", false, &[]), ["get pods"]);
        assert_eq!(asked("2.1.39", "Rollout", false, &[]), ["get pods", "get rollouts"]);
        assert!(!asked("2.1.39", "DaemonSet", true, &[]).contains(&"get rollouts".to_owned()));
        let node = ["get pods", "get pods", "get deployments", "get cronjobs"];
        assert_eq!(asked("latest", "DaemonSet", true, &[]), node);
    }

    #[test]
    fn what_is_switched_on_asks_for_more() {
        let named = ["get pods", "get statefulsets"];
        assert_eq!(asked("2.1.1", "StatefulSet", false, &[Switch::ClusterName]), named);
        let metrics = ["get pods", "get nodes/stats"];
        assert_eq!(asked("2.1.1", "Pod", false, &[Switch::Metrics]), metrics);
        assert_eq!(asked("2.0.59", "Pod", false, &[Switch::Metrics]), ["get pods"]);
        let election = |version| asked(version, "Deployment", false, &[Switch::Events]);
        assert!(!election("2.1.37").contains(&"get replicasets/scale".to_owned()));
        assert!(election("2.1.38").contains(&"get replicasets/scale".to_owned()));
        assert!(!election("2.1.38").contains(&"list nodes".to_owned()));
        assert!(!election("latest").contains(&"list pods".to_owned()));
    }

    #[test]
    fn what_the_files_leave_open_may_be_asked() {
        let asker = |switches| Asker {
            version: "2.2.19".parse().ok(),
            kind: "Pod",
            is_node_agent: false,
            switches,
        };
        assert!(asker(Switches::default()).may_ask("", "secrets"));
        assert!(!asker(Switches::all_off()).may_ask("", "secrets"));
        assert!(is_ever_asked("nodes/stats") && is_ever_asked("nodes/metrics"));
        assert!(!is_ever_asked("services"));
    }
}
