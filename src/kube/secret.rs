//! Secrets of Kubernetes objects: besides what is written of them, what becomes a secret variable of a container.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::parallel;
use crate::secret::{Collector, Secrets, Strength, Walk, strength_of};
use crate::source::{FileId, Location, SourceFile};
use crate::yaml::{Node, Parsed};

use super::{EnvSource, Object, ObjectSet, effective_environment, pod_of};

/// How many variables one after the other refer to the next.
const DEEPEST: usize = 4;

/// All secrets of the input.
#[must_use]
pub(crate) fn secrets(
    objects: &ObjectSet<'_>,
    sources: &[SourceFile],
    parsed: &[Parsed],
) -> Secrets {
    let of_file = |at: usize, parsed: &Parsed| {
        let mut found = Collector::default();
        if let Some(source) = sources.get(at) {
            found.file(FileId(at), source, parsed);
        }
        found
    };
    let mut all = Collector::default();
    parallel::map(parsed, parsed.len(), of_file).into_iter().for_each(|found| all.join(found));
    of_environments(objects, &mut all);
    let names =
        objects.iter().flat_map(|object| [object.name(), object.namespace().unwrap_or_default()]);
    all.finish(&names.chain(["scalyr"]).collect::<HashSet<_>>())
}

/// The places of all secret values of one object, in order.
#[must_use]
pub(crate) fn values_of(object: &Object<'_>) -> Vec<Location> {
    let mut found = Collector::default();
    Walk::new(&mut found, true).document(object.root, false);
    found.into_places()
}

/// What becomes a secret variable: by another key of a ConfigMap, by a prefix, by `$(…)`.
fn of_environments(objects: &ObjectSet<'_>, found: &mut Collector) {
    let values = written_variables(objects);
    let mut strengths = HashMap::new();
    for (name, node) in &values {
        let strength = *strengths.entry(name).or_insert_with(|| strength_of(name));
        if let Some(strength) = strength {
            Walk::new(found, true).variable(*node, strength);
        }
    }
    let mut known = BTreeSet::new();
    // A variable may refer to another one, which refers to a third.
    for _ in 0..DEEPEST {
        let new: BTreeSet<String> = found.referred().difference(&known).cloned().collect();
        for (_, node) in values.iter().filter(|(name, _)| new.contains(name)) {
            Walk::new(found, true).variable(*node, Strength::Password);
        }
        known.extend(new);
    }
}

/// The variables of all containers whose values are written in the input.
fn written_variables<'a>(objects: &ObjectSet<'a>) -> Vec<(String, Node<'a>)> {
    let mut values = Vec::new();
    for pod in objects.iter().filter_map(pod_of) {
        for container in &pod.containers {
            let environment = effective_environment(container, pod.object.namespace(), objects);
            values.extend(environment.iter().filter_map(|var| match var.source {
                EnvSource::Literal(Some(node)) => Some((var.name.clone(), node)),
                EnvSource::ConfigMap(_, Some(entry)) => Some((var.name.clone(), entry.value)),
                _ => None,
            }));
        }
    }
    values
}
