//! Pods without an agent of their own whose generators an agent on their node uploads: they are the load test then.

use std::path::Path;

use crate::agent::ANNOTATION_PREFIX;
use crate::agent::settings::SIDECAR_MODE;
use crate::kube::ObjectSet;
use crate::load::{Generators, load_of};
use crate::source::SourceFile;

use super::{Workload, WorkloadRole};

/// Variables with which an agent leaves pods or containers out, and their values with which it doesn't.
const CHOICES: [(&str, &str); 3] = [
    (SIDECAR_MODE, "false"),
    ("SCALYR_K8S_INCLUDE_ALL_CONTAINERS", "true"),
    ("SCALYR_CONTAINER_GLOBS", ""),
];

/// The folder and the namespace of a workload.
type Place<'p> = (&'p str, Option<&'p str>);

/// Finds the generators that agents of the nodes upload.
pub(super) fn mark<'a>(
    workloads: &mut [Workload<'a>],
    sources: &[SourceFile],
    objects: &ObjectSet<'a>,
    generators: &Generators,
) {
    let place = |pod: &Workload<'a>| {
        let folder = sources.get(pod.identity().file.0).map(SourceFile::folder)?;
        Some((folder, pod.pod.object.namespace()))
    };
    let agents = workloads.iter().filter(|pod| collects_all(pod, objects));
    let agents: Vec<Place<'_>> = agents.filter_map(place).collect();
    if agents.is_empty() {
        return;
    }
    let is_reached = |pod: &Workload<'a>| {
        let near = place(pod).is_some_and(|own| agents.iter().any(|agent| is_near(own, *agent)));
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
    // What is written for it is what it is without it.
    let leaves_out = |(name, otherwise): (&str, &str)| {
        let mut agents = pod.containers.iter().filter(|one| one.is_agent);
        agents.any(|agent| {
            let var = agent.environment(pod, objects).get(name);
            let is_otherwise = |text: &str| text.eq_ignore_ascii_case(otherwise);
            var.is_some_and(|var| !var.literal().is_some_and(|(text, _)| is_otherwise(text)))
        })
    };
    pod.role == WorkloadRole::NodeAgent && !CHOICES.into_iter().any(leaves_out)
}

/// Whether files belong together: the folder of one is in that of the other, or both are in one folder, and so is their
/// namespace.
fn is_near((one, its): Place<'_>, (other, others): Place<'_>) -> bool {
    let (one, other) = (Path::new(one), Path::new(other));
    let is_beside = one.parent() == other.parent() && its.is_some() && its == others;
    one.starts_with(other) || other.starts_with(one) || is_beside
}

/// The names of the generators that are known as such.
fn known<'a>(pod: &Workload<'a>, objects: &ObjectSet<'a>, generators: &Generators) -> Vec<&'a str> {
    let is_known = |one: &&super::WorkloadContainer<'a>| {
        one.is_generator() && load_of(&one.view(pod, objects), generators).generator.is_some()
    };
    pod.containers.iter().filter(is_known).map(super::WorkloadContainer::name).collect()
}
