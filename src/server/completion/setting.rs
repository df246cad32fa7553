//! Settings of the agent, in the ConfigMap that it has in its environment and in its own `env`.

use crate::agent::settings::{API_KEY, Reader, SettingFact, all_settings, newest_release};
use crate::kube::named_by;
use crate::model::WorkloadContainer;
use crate::server::hover::setting::{of_fact, shown};
use crate::server::markdown::{list, prose};
use crate::units::Version;
use crate::yaml::Node;

use super::Around;
use super::context::{Context, Slot};
use super::item::{Items, Offer};

/// What the downward API has for the agent: the variable, and the field that it is.
const DOWNWARD: [(&str, &str); 5] = [
    ("SCALYR_K8S_NODE_NAME", "spec.nodeName"),
    ("SCALYR_K8S_POD_NAME", "metadata.name"),
    ("SCALYR_K8S_POD_NAMESPACE", "metadata.namespace"),
    ("SCALYR_K8S_POD_UID", "metadata.uid"),
    ("SCALYR_K8S_KUBELET_HOST_IP", "status.hostIP"),
];

/// The settings that may be here, or the field that one of them is.
pub(super) fn complete(context: &Context<'_>, around: &Around<'_, '_>, items: &mut Items) {
    let keys = context.keys();
    let agent = around.container.filter(|one| one.is_agent);
    match (context.slot, keys.as_slice()) {
        (Slot::Key, ["data"] | ["items", "data"]) if is_of_agent(context, around) => {
            in_config_map(around, items);
        }
        (Slot::Value, [.., "env", "name"]) => {
            if let Some(one) = agent {
                in_env(one, around, items);
            }
        }
        (Slot::Value, [.., "env", "valueFrom", "fieldRef", "fieldPath"]) => {
            let at = context.item_of(&["env"]);
            let item = at.and_then(|at| around.item("env", at));
            field_paths(item.and_then(|item| item.get_text("name")), items);
        }
        _ => {}
    }
}

/// Whether an agent has the ConfigMap in its environment, or it looks like one.
fn is_of_agent(context: &Context<'_>, around: &Around<'_, '_>) -> bool {
    let Some(map) = around.object.filter(|object| object.kind == "ConfigMap") else {
        return false;
    };
    let names_it = around.model.workloads.iter().any(|workload| {
        let has_agent = workload.containers.iter().any(|one| one.is_agent);
        let is_it = |named: &crate::kube::Named<'_>| {
            named.kind == "ConfigMap" && named.text() == map.name()
        };
        has_agent && named_by(&workload.pod).iter().any(is_it)
    });
    let has_settings = || {
        let keys = map.root.get("data").map(Node::entries).unwrap_or_default();
        keys.iter().any(|entry| entry.key_text().starts_with("SCALYR_"))
    };
    names_it || context.typed().starts_with("SCALYR") || has_settings()
}

/// The keys that the ConfigMap doesn't have yet.
fn in_config_map(around: &Around<'_, '_>, items: &mut Items) {
    let data = around.object.and_then(|map| map.root.get("data"));
    let known = data.map(Node::entries).unwrap_or_default();
    let release = release(around);
    let is_new = |fact: &&SettingFact| !known.iter().any(|entry| entry.key_text() == fact.name);
    // Keys aren't place for what tells one pod from another, or is a secret.
    let is_shared = |fact: &&SettingFact| {
        fact.name != API_KEY && !DOWNWARD.iter().any(|(name, _)| *name == fact.name)
    };
    offered(release)
        .filter(is_new)
        .filter(is_shared)
        .for_each(|fact| items.key(offer(fact, release)));
}

/// The names that the container doesn't have yet, those of the downward API first.
fn in_env(one: &WorkloadContainer<'_>, around: &Around<'_, '_>, items: &mut Items) {
    let list = one.container.node.items_of("env");
    let known: Vec<&str> = list.filter_map(|item| item.get_text("name")).collect();
    let is_first = |fact: &&SettingFact| {
        fact.name == API_KEY || DOWNWARD.iter().any(|(name, _)| *name == fact.name)
    };
    let release = release(around);
    let all = || offered(release).filter(|fact| !known.contains(&fact.name.as_str()));
    all().filter(is_first).chain(all()).for_each(|fact| items.value(offer(fact, release)));
}

/// The fields of the downward API, that of the variable first.
fn field_paths(variable: Option<&str>, items: &mut Items) {
    let is_own = |(name, _): &&(&str, &str)| Some(*name) == variable;
    let all = DOWNWARD.iter().filter(is_own).chain(DOWNWARD.iter().filter(|it| !is_own(it)));
    for (name, path) in all {
        items.value(Offer {
            text: (*path).to_owned(),
            detail: format!("for {name}"),
            ..Offer::default()
        });
    }
}

/// The release of the agent in the files; the newest where they name none.
fn release(around: &Around<'_, '_>) -> Version {
    let workloads = around.workload.into_iter().chain(&around.model.workloads);
    let mut releases = workloads.flat_map(|workload| {
        let agents = workload.containers.iter().filter(|one| one.is_agent);
        agents.filter_map(|one| one.settings(workload, &around.model.objects).release)
    });
    releases.next().unwrap_or_else(newest_release)
}

/// What a release reads, old names omitted.
fn offered(release: Version) -> impl Iterator<Item = &'static SettingFact> {
    all_settings().filter(move |fact| {
        fact.reader != Reader::Docker
            && fact.is_read_by(release)
            && fact.alias_of.is_none()
            && fact.deprecated.is_none()
    })
}

fn offer(fact: &SettingFact, release: Version) -> Offer {
    let default = fact.default_at(release).map(shown);
    let by_default = default.as_deref().filter(|it| !it.is_empty());
    let by_default =
        by_default.map(|default| format!("{default} by default, ")).unwrap_or_default();
    Offer {
        text: fact.name.clone(),
        detail: format!("{by_default}since {}", fact.since),
        about: format!("{}\n\n{}", prose(&fact.about), list(of_fact(fact, release))),
        value: default,
    }
}
