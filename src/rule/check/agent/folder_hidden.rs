//! Volumes over the files that the agent's image brings: without the one that sets up its Kubernetes monitor it
//! reads no container's log. Source: scalyr-agent-2, docker/k8s-config/agent.d/docker.json, 2.1.1 to 2.2.22.

use crate::agent::settings::{CONFIGURATION, MONITOR_FILE, configuration_files, may_hold_monitor};
use crate::kube::Container;
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::Hit;
use crate::yaml::Node;

use super::folder::around;

pub(super) fn hidden<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    let around = around(pod, &one.container, MONITOR_FILE)
        .filter(|around| around.mount.is_within(CONFIGURATION))?;
    let settings = one.settings(pod, &model.objects);
    if settings.has_more_files || names_configuration(&one.container) {
        return None;
    }
    let files = configuration_files(&pod.pod, &one.container, &model.objects);
    if may_hold_monitor(&files) {
        return None;
    }
    let case = if files.known.is_empty() { "empty" } else { "others" };
    let place = around.mount.path().unwrap_or(around.mount.node).location();
    let hit = Hit::new(place, case).var("folder", &around.at);
    let hit = hit.var("actual", around.volume?.name()).because_of(around.places());
    Some(match files.known.first() {
        Some(first) => hit.related(first.key.location(), "no Kubernetes monitor here"),
        None => hit,
    })
}

/// Whether a command line says where the configuration is, or may write it.
fn names_configuration(container: &Container<'_>) -> bool {
    let mut words = container.words().filter_map(Node::text);
    words.any(|word| word.contains("config") || word.contains(CONFIGURATION))
}
