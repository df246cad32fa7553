//! `unique`: what may be there only once in a pod or a container.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::{Container, Mount, Pod};
use crate::source::Location;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// UniqueFile of `unique`. Variables: `name` (what is there twice), `container`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UniqueFile {
    /// What.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Names. Cases: `container` (init containers count too), `volume`, `port` (of a container).
    Names,
    /// Variables in the `env` of a container that hide an earlier one of the same name.
    Env,
    /// Paths at which a container mounts something.
    MountPaths,
}

/// A name with the node that says it, and the node of the thing that has it.
type Named<'a> = (Node<'a>, Node<'a>);

impl Check for UniqueFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Names => &["container", "volume", "port"],
            Find::Env | Find::MountPaths => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "container"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(pod) = subject.pod().map(|facts| &facts.pod) else {
            return;
        };
        if self.report == Find::Names {
            of_pod(pod, hits);
        }
        for container in &pod.containers {
            let found = match self.report {
                Find::Names => repeated(container.node, "ports", "name", "port"),
                Find::Env => hidden(container.node),
                Find::MountPaths => repeated(container.node, "volumeMounts", "mountPath", ""),
            };
            hits.extend(found.into_iter().map(|hit| hit.var("container", container.name())));
        }
    }
}

fn of_pod(pod: &Pod<'_>, hits: &mut Vec<Hit>) {
    let named = |container: &Container<'_>| container.node.get("name").is_some();
    let containers = pod.containers.iter().filter(|one| named(one)).map(|one| one.node);
    let containers = containers.filter_map(|node| Some((node.get("name")?, node)));
    hits.extend(
        twice(containers).into_iter().map(|(first, again)| hit(first.0, again.0, "container")),
    );
    let mut volumes = repeated(pod.spec.value, "volumes", "name", "volume");
    if let Some(first) = volumes.first_mut() {
        first.also_covers = unsure_mounts(pod);
    }
    hits.extend(volumes);
}

/// Mounts that may mean a volume whose name is taken twice: those of such a name, and those of none.
fn unsure_mounts(pod: &Pod<'_>) -> Vec<Location> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for volume in pod.volumes() {
        *times.entry(volume.name()).or_default() += 1;
    }
    let name =
        |mount: &Mount<'_>| mount.name().and_then(Node::text).and_then(|name| times.get(name));
    let mounts = pod.containers.iter().flat_map(Container::mounts);
    let unsure = mounts.filter(|mount| name(mount) != Some(&1));
    unsure.map(|mount| mount.node.location()).collect()
}

/// Items of a list that have the same text under a key.
fn repeated(node: Node<'_>, list: &str, key: &str, case: &'static str) -> Vec<Hit> {
    twice(items(node, list, key))
        .into_iter()
        .map(|(first, again)| hit(first.0, again.0, case))
        .collect()
}

fn items<'a>(node: Node<'a>, list: &str, key: &str) -> impl Iterator<Item = Named<'a>> {
    let items = node.get(list).map(Node::items).unwrap_or_default();
    items.filter_map(move |item| Some((item.get(key)?, item)))
}

/// Each thing whose name was there before, with the last one before it.
fn twice<'a>(named: impl Iterator<Item = Named<'a>>) -> Vec<(Named<'a>, Named<'a>)> {
    let mut seen: HashMap<&str, Named<'a>> = HashMap::new();
    let mut found = Vec::new();
    for one in named {
        let Some(text) = one.0.text().filter(|text| !text.is_empty()) else {
            continue;
        };
        found.extend(seen.insert(text, one).map(|earlier| (earlier, one)));
    }
    found
}

fn hit(first: Node<'_>, again: Node<'_>, case: &'static str) -> Hit {
    let name = again.text().unwrap_or_default();
    let hit =
        Hit::new(again.location(), case).var("name", name).related(first.location(), "first here");
    hit.because_of([first.location()])
}

/// Variables that hide an earlier one. One that says the same, or that builds on the earlier value
/// (`$(PATH):/opt`), is on purpose; source: the API server's warnings about pods.
fn hidden(container: Node<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for ((first, before), (again, after)) in twice(items(container, "env", "name")) {
        let reference = format!("$({})", again.text().unwrap_or_default());
        let value = after.get_text("value").unwrap_or_default();
        if before.semantic_eq(after) || (value.contains(&reference) && value != reference) {
            continue;
        }
        let hit = Hit::new(again.location(), "").var("name", again.text().unwrap_or_default());
        hits.push(hit.related(first.location(), "has no effect").because_of([after.location()]));
    }
    hits
}
