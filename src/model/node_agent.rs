//! Pods without an agent of their own whose generators an agent on their node uploads: they are the load test then.

use std::path::Path;

use crate::agent::ANNOTATION_PREFIX;
use crate::kube::ObjectSet;
use crate::load::{Generators, load_of};
use crate::source::SourceFile;

use super::{Workload, WorkloadRole};

/// Variable with which an agent looks at its own pod alone.
const SIDECAR_MODE: &str = "SCALYR_K8S_SIDECAR_MODE";

/// Finds the generators that agents of the nodes upload.
pub(super) fn mark<'a>(
    workloads: &mut [Workload<'a>],
    sources: &[SourceFile],
    objects: &ObjectSet<'a>,
    generators: &Generators,
) {
    let folder = |pod: &Workload<'a>| sources.get(pod.identity().file.0).map(SourceFile::folder);
    let agents = workloads.iter().filter(|pod| collects_all(pod, objects));
    let agents: Vec<&str> = agents.filter_map(folder).collect();
    if agents.is_empty() {
        return;
    }
    let is_reached = |pod: &Workload<'a>| {
        let near = folder(pod).is_some_and(|own| agents.iter().any(|agent| is_near(own, agent)));
        let annotations = pod.pod.annotations();
        near || annotations.iter().any(|entry| entry.key_text().starts_with(ANNOTATION_PREFIX))
    };
    let marks = workloads.iter().map(|pod| {
        let counts = pod.role == WorkloadRole::Other && is_reached(pod);
        if counts { known(pod, objects, generators) } else { Vec::new() }
    });
    let marks: Vec<Vec<&'a str>> = marks.collect();
    for (pod, on_node) in workloads.iter_mut().zip(marks) {
        pod.on_node = on_node;
    }
}

/// Whether an agent uploads the logs of all pods of its node, as far as the files tell.
fn collects_all<'a>(pod: &Workload<'a>, objects: &ObjectSet<'a>) -> bool {
    let is_sidecar = || {
        let mut agents = pod.containers.iter().filter(|one| one.is_agent);
        agents.any(|agent| agent.environment(pod, objects).get(SIDECAR_MODE).is_some())
    };
    pod.role == WorkloadRole::NodeAgent && !is_sidecar() && pod.chooser(objects).is_none()
}

/// Whether files of two folders belong together: one is in the other, or both are in one.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other) = (Path::new(one), Path::new(other));
    one.starts_with(other) || other.starts_with(one) || one.parent() == other.parent()
}

/// The names of the generators that are known as such.
fn known<'a>(pod: &Workload<'a>, objects: &ObjectSet<'a>, generators: &Generators) -> Vec<&'a str> {
    let is_known = |one: &&super::WorkloadContainer<'a>| {
        one.writes() && load_of(&one.view(pod, objects), generators).generator.is_some()
    };
    pod.containers.iter().filter(is_known).map(super::WorkloadContainer::name).collect()
}
