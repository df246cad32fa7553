//! Namespaces that an agent omits, with those of the test among them.
//! Source: scalyr-agent-2, kubernetes_monitor.py and monitor_utils/k8s.py, namespace filter, 2.1.1 to 2.2.22.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::agent::settings::Effective;
use crate::model::WorkloadRole;
use crate::rule::check::Hit;
use crate::source::Location;
use crate::yaml::Node;

use super::subject::Agent;

const IGNORED: &str = "SCALYR_K8S_IGNORE_NAMESPACES";
const INCLUDED: &str = "SCALYR_K8S_INCLUDE_NAMESPACES";

/// A namespace whose logs are wanted, and where it is stated.
type Wanted<'a> = (&'a str, Option<Location>);

/// The settings that leave a namespace of the test out.
pub(super) fn judge(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for wanted in wanted(agent) {
        let hit = ignored(agent, settings, wanted).or_else(|| left_out(agent, settings, wanted));
        // Of several namespaces one tells it.
        hits.extend(hit.filter(|hit| hits.iter().all(|known| known.at != hit.at)));
    }
    hits
}

/// The pod's own namespace, or for an agent of the nodes those of the generators.
fn wanted<'a>(agent: &Agent<'_, 'a>) -> Vec<Wanted<'a>> {
    let model = agent.model;
    let pods = match agent.workload.role {
        WorkloadRole::NodeAgent => {
            let pods = model.workloads.iter().filter(|pod| !pod.on_node.is_empty());
            pods.filter(|pod| model.belong_together(&pod.pod.object, &agent.workload.pod.object))
                .collect()
        }
        _ => vec![agent.workload],
    };
    let mut known = BTreeSet::new();
    let namespaces = pods.into_iter().filter_map(|pod| {
        let namespace = pod.pod.object.namespace().filter(|namespace| known.insert(*namespace))?;
        let stated = pod.pod.object.root.get_path(&["metadata", "namespace"]);
        Some((namespace, stated.map(Node::location)))
    });
    namespaces.collect()
}

/// The texts of a list that the agent holds.
fn names(settings: &Effective, name: &str) -> Option<Vec<String>> {
    let names = match settings.value(name)? {
        Value::Array(names) => names,
        _ => return None,
    };
    names.into_iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Whether an agent with these settings takes the pods of a namespace.
pub(in crate::rule::check::agent) fn takes(settings: &Effective, namespace: &str) -> bool {
    let list = |name| names(settings, name).unwrap_or_default();
    let included = list(INCLUDED);
    let is_included =
        included.is_empty() || included.iter().any(|name| name == "*" || name == namespace);
    is_included && !list(IGNORED).iter().any(|name| name == namespace)
}

fn ignored(agent: &Agent<'_, '_>, settings: &Effective, wanted: Wanted<'_>) -> Option<Hit> {
    let (namespace, stated) = wanted;
    let is_told = settings.is_told(IGNORED);
    let names = names(settings, IGNORED).filter(|_| is_told)?;
    names.iter().find(|name| name.as_str() == namespace)?;
    let hit = match settings.given(IGNORED) {
        Some(given) => agent.at_value(given, "ignored")?,
        None if agent.settings.is_open || agent.settings.has_files => return None,
        None => Hit::new(stated?, "default").var("name", IGNORED),
    };
    let rest = names.iter().filter(|name| name.as_str() != namespace);
    let rest: Vec<&str> = rest.map(String::as_str).collect();
    Some(about(hit.var("meant", rest.join(",")), wanted))
}

/// A namespace that isn't among those that the agent keeps to.
fn left_out(agent: &Agent<'_, '_>, settings: &Effective, wanted: Wanted<'_>) -> Option<Hit> {
    let given = settings.given(INCLUDED)?;
    let mut names = names(settings, INCLUDED)?;
    let takes = |name: &String| name == "*" || name == wanted.0;
    if names.is_empty() || names.iter().any(takes) {
        return None;
    }
    let hit = agent.at_value(given, "not-included")?;
    names.push(wanted.0.to_owned());
    Some(about(hit.var("meant", names.join(",")), wanted))
}

fn about(hit: Hit, (namespace, stated): Wanted<'_>) -> Hit {
    let at = hit.at;
    let hit = hit.var("detail", namespace);
    match stated.filter(|stated| *stated != at) {
        Some(stated) => hit.related(stated, "the namespace of the test"),
        None => hit,
    }
}
