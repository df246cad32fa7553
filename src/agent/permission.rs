//! What the agent has to be allowed to ask of the API server.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::units::Version;

/// The facts of `facts/agent/permissions.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Permissions {
    needs: Vec<Asked>,
}

static FACTS: LazyLock<Permissions> = LazyLock::new(|| crate::embedded::facts("agent/permissions"));

/// Something that it asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The API group; empty for the core group.
    pub group: String,
    /// The resource in the plural.
    pub resource: String,
    /// The verb.
    pub verb: String,
    /// What comes of a refusal, as a case of the check.
    pub case: String,
    /// Whether only an agent asks it that collects its whole node, and then about all namespaces.
    #[serde(default)]
    pub node_agent: bool,
    /// The kind of workload for whose pods it is asked; for all where none is said.
    pub kind: Option<String>,
    /// What has to be granted before it comes to this.
    pub behind: Option<Behind>,
    /// The first release that asks it; all of them where none is said.
    since: Option<String>,
}

/// A resource that is asked for before another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behind {
    /// The API group.
    pub group: String,
    /// The resource in the plural.
    pub resource: String,
}

impl Asked {
    fn is_asked_by(&self, version: Option<Version>) -> bool {
        let since = self.since.as_deref().map(str::parse::<Version>);
        since.is_none_or(|since| {
            since.ok().zip(version).is_some_and(|(since, version)| version >= since)
        })
    }
}

/// What an agent of this release asks in a workload of this kind. Of an unknown release only what all of them ask.
pub fn asked_by(
    version: Option<Version>,
    kind: &str,
    node_agent: bool,
) -> impl Iterator<Item = &'static Asked> {
    let fits = move |asked: &&Asked| {
        asked.is_asked_by(version)
            && (node_agent || !asked.node_agent)
            && asked.kind.as_deref().is_none_or(|of| of == kind)
    };
    FACTS.needs.iter().filter(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_and_kinds_ask_for_different_things() {
        let asked = |version: &str, kind: &str, node_agent: bool| -> Vec<&str> {
            asked_by(version.parse().ok(), kind, node_agent)
                .map(|asked| asked.resource.as_str())
                .collect()
        };
        assert_eq!(asked("2.1.1", "Deployment", false), ["pods", "deployments"]);
        assert_eq!(asked("2.2.14", "CronJob", false), ["pods", "namespaces", "cronjobs"]);
        assert_eq!(asked("latest", "DaemonSet", true), ["pods", "pods"]);
    }
}
