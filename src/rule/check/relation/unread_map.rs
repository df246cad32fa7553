//! `unread-map`: ConfigMaps with settings of the agent that nothing of the input reads.

use serde::Deserialize;

use crate::agent::settings::setting_named;
use crate::kube::{EnvSource, Environment, Object, keys_of, named_by};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;
use crate::text::count;
use crate::yaml::Node;

/// UnreadMapFile of `unread-map`: there are no options. Cases: `unread`, `elsewhere` (the agent reads a
/// ConfigMap that isn't in the input), `other` (the agents read other ConfigMaps of the input), `secret` (a pod names it
/// as a Secret). Variables: `name`, `count` (of its settings), `named` (what the agent reads instead).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UnreadMapFile {}

impl Check for UnreadMapFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["unread", "elsewhere", "other", "secret"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "count", "named"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        if !model.objects.complete {
            return;
        }
        let mut unread = Vec::new();
        for map in model.objects.of_kind("ConfigMap").filter(|map| !map.name().is_empty()) {
            let settings = keys_of(map).into_iter().filter(|key| is_setting(key)).count();
            if settings > 0 && !is_named(map, "ConfigMap", model) {
                unread.push((map, settings));
            }
        }
        hits.extend(unread.into_iter().filter_map(|(map, settings)| judge(map, settings, model)));
    }
}

fn is_setting(key: &str) -> bool {
    setting_named(&key.to_ascii_uppercase()).is_some()
}

fn is_near(map: &Object<'_>, pod: &Workload<'_>, model: &Model<'_>) -> bool {
    let namespaces = map.namespace().zip(pod.pod.object.namespace());
    namespaces.is_none_or(|(one, other)| one == other)
        && model.belong_together(map, &pod.pod.object)
}

/// Whether any object of the input names the map: a pod, or anything that isn't built in.
fn is_named(map: &Object<'_>, kind: &str, model: &Model<'_>) -> bool {
    let is_it = |name: Node<'_>| name.text() == Some(map.name());
    let by_pod = model.workloads.iter().flat_map(|pod| named_by(&pod.pod));
    by_pod.into_iter().any(|named| named.kind == kind && is_it(named.name))
        || model.objects.iter().any(|object| {
            let is_custom = object.group().contains('.') && !object.group().ends_with(".k8s.io");
            is_custom && object.root.tree().any(is_it)
        })
}

fn judge<'a>(map: &Object<'a>, settings: usize, model: &Model<'a>) -> Option<Hit> {
    let agents = agents_near(map, model);
    let name = map.root.get_path(&["metadata", "name"])?;
    let told = |hit: Hit, named: &str| {
        let hit = hit.var("name", map.name()).var("count", count(settings, "setting"));
        hit.var("named", named)
    };
    if let Some(reference) = agents.iter().find_map(|(pod, _)| as_secret(map, pod, model)) {
        let hit = Hit::new(reference, "secret").related(name.location(), "a ConfigMap");
        return Some(told(hit, ""));
    }
    let (_, first) = agents.first()?;
    let bare = agents.iter().find(|(pod, one)| !reads_a_map(one.environment(pod, &model.objects)));
    let absent = bare.and_then(|(_, one)| absent_map(one, model));
    let (case, place, label) = match (absent, bare) {
        (Some(named), _) => ("elsewhere", named.location(), "not in these files"),
        (None, Some((_, one))) => ("unread", one.container.key_place("env"), "the agent"),
        (None, None) => ("other", first.container.key_place("env"), "the agent"),
    };
    // What can't be read of an agent, or is told of one that nothing configures, has the same cause.
    let causes = agents
        .iter()
        .flat_map(|(pod, one)| [one.container.node.location(), pod.pod.spec.key.location()]);
    let hit = Hit::new(name.location(), case).related(place, label);
    let named = absent.and_then(Node::text).unwrap_or_default();
    Some(told(hit.because_of(causes).in_object(map), named))
}

/// The name of a ConfigMap for which a container waits, and which the input lacks.
fn absent_map<'a>(one: &WorkloadContainer<'a>, model: &Model<'a>) -> Option<Node<'a>> {
    let list = one.container.node.get("envFrom")?;
    let needed = list.items().filter_map(|item| item.get("configMapRef"));
    let needed = needed.filter(|map| !map.is_set("optional"));
    let is_there = |name: &str| model.objects.named("ConfigMap", name).next().is_some();
    let mut names = needed.filter_map(|map| map.get("name"));
    names.find(|name| name.text().is_some_and(|name| !is_there(name)))
}

/// The agents that may be meant to read a map, each with its pod.
fn agents_near<'m, 'a>(
    map: &Object<'a>,
    model: &'m Model<'a>,
) -> Vec<(&'m Workload<'a>, &'m WorkloadContainer<'a>)> {
    let near = model.workloads.iter().filter(|pod| is_near(map, pod, model));
    let all = near.flat_map(|pod| pod.containers.iter().map(move |one| (pod, one)));
    all.filter(|(_, one)| one.is_agent).collect()
}

/// Where a pod names a Secret of the map's name.
fn as_secret(map: &Object<'_>, pod: &Workload<'_>, model: &Model<'_>) -> Option<Location> {
    let is_there = model.objects.named("Secret", map.name()).next().is_some();
    let mut named = named_by(&pod.pod).into_iter().filter(|_| !is_there);
    let named = named.find(|named| named.kind == "Secret" && named.text() == map.name())?;
    Some(named.name.location())
}

/// Whether a container has settings from a ConfigMap of the input.
fn reads_a_map(environment: &Environment<'_>) -> bool {
    let mut variables = environment.iter();
    variables.any(|var| matches!(var.source, EnvSource::ConfigMap(_, Some(_))))
}
