//! Agents of the nodes that upload what the agents of a load test upload too.

use crate::agent::CHOICES;
use crate::agent::settings::{API_KEY, Effective, SERVER, SIDECAR_MODE};
use crate::kube::{EnvSource, EnvVar, Environment};
use crate::model::{Model, Workload, WorkloadContainer, WorkloadRole};
use crate::rule::check::Hit;

use super::setting::takes_namespace;

/// The most workloads that are compared with an agent of the nodes.
const MOST_COMPARED: usize = 1000;

/// The workloads with an agent of their own whose logs an agent of the nodes sends to the same account.
pub(super) fn by_node<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> Option<Hit> {
    if pod.role != WorkloadRole::NodeAgent || !model.objects.complete {
        return None;
    }
    let sidecars = model.workloads.iter().filter(|it| it.role == WorkloadRole::Sidecar);
    let mut doubled = sidecars.take(MOST_COMPARED).filter_map(|other| {
        let agent = other.containers.iter().find(|it| it.is_agent)?;
        let related = model.belong_together(&pod.pod.object, &other.pod.object);
        (related
            && !may_be_apart(pod, other)
            && takes(pod, one, other, model)
            && is_same(pod, one, other, agent, model))
        .then_some((other, agent))
    });
    let (first, agent) = doubled.next()?;
    let name = first.pod.object.title();
    let hit = Hit::new(one.container.place(), "node").var("actual", name);
    Some(hit.related(agent.container.place(), "these pods have an agent of their own"))
}

/// Whether an agent of the nodes may run on other nodes than some pods: it chooses its nodes, or only the pods tolerate
/// taints.
fn may_be_apart(pod: &Workload<'_>, other: &Workload<'_>) -> bool {
    let chooses = [&["nodeSelector"][..], &["affinity", "nodeAffinity"]];
    let tolerates = |pod: &Workload<'_>| {
        let tolerations = pod.pod.spec.value.get("tolerations");
        tolerations.is_some_and(|list| list.items().next().is_some())
    };
    chooses.iter().any(|path| pod.pod.spec.value.get_path(path).is_some())
        || (tolerates(other) && !tolerates(pod))
}

/// Whether two agents send to one account for sure, and neither chooses among containers.
fn is_same<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    other_pod: &Workload<'a>,
    other: &WorkloadContainer<'a>,
    model: &Model<'a>,
) -> bool {
    let here = one.environment(pod, &model.objects);
    let there = other.environment(other_pod, &model.objects);
    is_one_account(here, there)
}

/// Whether an agent of the nodes takes the namespace of other pods, as far as the files tell all its settings.
fn takes<'a>(
    pod: &Workload<'a>,
    one: &WorkloadContainer<'a>,
    other: &Workload<'a>,
    model: &Model<'a>,
) -> bool {
    let settings = one.settings(pod, &model.objects);
    let is_told = !settings.is_open && !settings.has_files;
    let Some(namespace) = other.pod.object.namespace().filter(|_| is_told) else {
        return false;
    };
    let collects = |it: &Effective| !it.is_on(SIDECAR_MODE) && takes_namespace(it, namespace);
    !settings.all.is_empty() && settings.all.iter().all(collects)
}

/// Whether two agents with these variables send to one account for sure, and neither chooses among containers.
pub(super) fn is_one_account(here: &Environment<'_>, there: &Environment<'_>) -> bool {
    let collects_some = |of: &Environment<'_>| CHOICES.iter().any(|name| of.get(name).is_some());
    let keys = here.get(API_KEY).zip(there.get(API_KEY));
    keys.is_some_and(|(here, there)| same_source(here, there))
        && match (here.get(SERVER), there.get(SERVER)) {
            (Some(here), Some(there)) => same_source(here, there),
            (None, None) => true,
            _ => false,
        }
        && !collects_some(here)
        && !collects_some(there)
}

/// Whether two variables have one value for sure.
fn same_source(one: &EnvVar<'_>, other: &EnvVar<'_>) -> bool {
    match (one.source, other.source) {
        (EnvSource::Secret(one), EnvSource::Secret(other)) => {
            let is_same = |field| one.get_text(field) == other.get_text(field);
            is_same("name") && is_same("key")
        }
        _ => one.text().is_some_and(|text| !text.is_empty() && other.text() == Some(text)),
    }
}
