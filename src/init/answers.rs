//! What a load test must be reported, and what follows from it.

use crate::error::Error;
use crate::kube::ImageRef;
use crate::limits::Limits;
use crate::load::{Flags, Runtime};
use crate::text::is_unprintable;
use crate::units::Rate;

/// The longest name that may also be the value of a label. Source: Kubernetes API reference, DNS label.
const LONGEST_NAME: usize = 63;

/// Everything that differs from one load test to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The workload's name.
    pub name: String,
    /// The generator's image; flog, told to make `rate`, where there is none.
    pub image: Option<String>,
    /// The generator's arguments, where it has an image of its own.
    pub args: Vec<String>,
    /// The parser of the generator's lines.
    pub parser: String,
    /// The cluster under which the logs appear.
    pub cluster: String,
    /// The platform that takes the logs, as a URL.
    pub server: String,
    /// What one pod writes.
    pub rate: Rate,
    /// What all pods together are to reach.
    pub target: Rate,
    /// How many nodes the pods are spread over, where it is known.
    pub nodes: Option<u64>,
    /// The release of the agent.
    pub agent_version: String,
    /// What is stated of the nodes and of the test's time.
    pub conditions: Flags,
}

impl Answers {
    /// The pods that reach the target, and at least `per_node` for each node.
    #[must_use]
    pub fn replicas(&self, per_node: u64) -> u64 {
        let for_nodes = self.nodes.unwrap_or_default().saturating_mul(per_node);
        self.rate.count_to_reach(self.target).max(for_nodes)
    }

    /// Rejects what no cluster takes, whatever the manifests say.
    ///
    /// # Errors
    /// For more nodes or pods than Kubernetes is made for.
    pub fn check_size(&self, limits: &Limits) -> Result<(), Error> {
        let (most_nodes, most_pods) = (limits.nodes_per_cluster(), limits.pods_per_cluster());
        let replicas = self.replicas(limits.generators_per_node());
        if let Some(nodes) = self.nodes.filter(|nodes| *nodes > most_nodes) {
            let reason =
                format!("{nodes} nodes are more than the {most_nodes} that Kubernetes supports");
            return Err(
                Error::new("--nodes", reason).with_advice("split the test over several clusters")
            );
        }
        if replicas > most_pods {
            let reason = format!(
                "{} at {} needs {replicas} pods, but a Kubernetes cluster supports {most_pods}",
                self.target, self.rate
            );
            let advice = "raise --rate, lower --target, or split the test over several clusters";
            return Err(Error::new("--target", reason).with_advice(advice));
        }
        Ok(())
    }

    /// Whether the nodes are known to be without Docker.
    pub(super) fn is_without_docker(&self) -> bool {
        self.conditions.runtime == Some(Runtime::Containerd)
    }

    /// The generator container's name: that of its image, as far as a container may have it.
    pub(super) fn container(&self) -> Option<String> {
        let image = self.image.as_deref().map(ImageRef::parse)?;
        let fits = |c: char| {
            if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }
        };
        let name: String = image.name().chars().take(LONGEST_NAME).map(fits).collect();
        let name = name.trim_matches('-');
        let is_taken = name.is_empty() || name == crate::agent::AGENT_CONTAINER_NAME;
        Some(if is_taken { "generator".to_owned() } else { name.to_owned() })
    }
}

/// Whether a text can be the name of a workload and of its pods' label.
///
/// # Errors
/// Says what a name looks like.
pub fn check_name(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends = text.starts_with('-') || text.ends_with('-');
    if text.is_empty() || text.len() > LONGEST_NAME || ends || !text.chars().all(fits) {
        return Err(format!(
            "`{text}` isn't a valid name: up to {LONGEST_NAME} lower-case letters, digits and `-`, without `-` at its ends"
        ));
    }
    Ok(())
}

/// Whether a text is an address that the agent can send logs to.
///
/// # Errors
/// Says what an address looks like.
pub fn check_server(text: &str) -> Result<(), String> {
    let host = text.strip_prefix("https://").unwrap_or_default();
    if host.is_empty() || host.starts_with('/') || text.contains(char::is_whitespace) {
        return Err(format!("`{text}` isn't an address such as https://app.scalyr.com"));
    }
    check_text(text)
}

/// Whether a text can be written into a manifest as it is.
///
/// # Errors
/// For empty text, and for characters that nobody would see.
pub fn check_text(text: &str) -> Result<(), String> {
    match text.chars().find(|c| is_unprintable(*c)) {
        Some(c) => Err(format!("it contains an unprintable character, {}", c.escape_unicode())),
        None if text.trim().is_empty() => Err("it must not be empty".to_owned()),
        None => Ok(()),
    }
}
