//! What an agent of the input will ask.

use crate::agent::{Asker, Switches};
use crate::kube::ImageRef;
use crate::load::Runtime;
use crate::model::{Model, Workload, WorkloadRole};
use crate::units::Version;

/// An agent with its release and its settings; none in a pod without one.
pub(super) fn asker<'a>(pod: &Workload<'a>, model: &Model<'a>) -> Option<Asker<'a>> {
    let agent = pod.containers.iter().find(|one| one.is_agent)?;
    let image = agent.container.node.get_text("image").map(ImageRef::parse);
    let version = image.and_then(|image| image.tag).and_then(Version::split).map(|(it, _)| it);
    let containerd = pod.stated.runtime.map(|stated| stated.value == Runtime::Containerd);
    let environment = agent.environment(pod, &model.objects);
    let switches = Switches::read(&agent.container, &pod.pod, environment, version, containerd);
    let is_node_agent = pod.role == WorkloadRole::NodeAgent;
    Some(Asker { version, kind: pod.pod.object.kind, is_node_agent, switches })
}
