//! Which container of a pod is the agent, and what that makes of the pod.

use crate::kube::{Container, ContainerRole, ImageRef, Pod};

use super::image::is_agent_repository;

/// The name that the agent looks itself up under in its pod's status.
pub const AGENT_CONTAINER_NAME: &str = "scalyr-agent";

/// What a pod is to the load test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PodRole {
    /// The agent runs beside other containers.
    Sidecar,
    /// A DaemonSet with the agent as its only container: it collects its whole node.
    NodeAgent,
    /// The agent is alone in a pod that is no node agent: nothing makes load.
    AgentAlone,
    /// No agent.
    Other,
}

/// Whether a container is the agent: by its image, else by the name that the agent needs.
#[must_use]
pub fn is_agent(container: &Container<'_>) -> bool {
    let by_image =
        container.node.get_text("image").is_some_and(|text| is_agent_repository(&ImageRef::parse(text)));
    container.role != ContainerRole::Init && (by_image || container.name() == AGENT_CONTAINER_NAME)
}

/// The agent containers of a pod; more than one only by mistake.
pub fn agents<'p, 'a>(pod: &'p Pod<'a>) -> impl Iterator<Item = &'p Container<'a>> {
    pod.containers.iter().filter(|container| is_agent(container))
}

/// The regular containers that aren't the agent: load generators and helpers.
pub fn generators<'p, 'a>(pod: &'p Pod<'a>) -> impl Iterator<Item = &'p Container<'a>> {
    pod.containers.iter().filter(|one| one.role == ContainerRole::Regular && !is_agent(one))
}

/// What the pod is to the load test.
#[must_use]
pub fn role_of(pod: &Pod<'_>) -> PodRole {
    match (agents(pod).next().is_some(), generators(pod).next().is_some()) {
        (false, _) => PodRole::Other,
        (true, true) => PodRole::Sidecar,
        (true, false) if pod.object.kind == "DaemonSet" => PodRole::NodeAgent,
        (true, false) => PodRole::AgentAlone,
    }
}
