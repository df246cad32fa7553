//! What only pods have: volumes with one source each, and names and paths that exist once.

use std::collections::HashMap;

use crate::kube::schema::{Once, Place, Thing, Trail};
use crate::rule::Hit;
use crate::source::Location;
use crate::yaml::{Entry, Items, Node};

use super::Find;
use super::unknown::{Unknown, has_one};

/// How many containers or volumes of a pod are looked through for each that has the name of another one.
const MOST_COMPARED: usize = 200;

/// A volume with two sources.
pub(super) fn two_sources<'a>(first: Entry<'a>, second: Entry<'a>, volume: &Place<'_, 'a>) -> Hit {
    let hit = Hit::new(second.key.location(), "").related(first.key.location(), "the first source");
    let hit = hit.var("source", second.key_text()).var("other", first.key_text());
    // One of the two may be that of the volume next to it, whose first line is above or below the wrong one.
    let volumes = volume.key.map(|list| list.value.items()).unwrap_or_default();
    let next = volumes.take(MOST_COMPARED).skip_while(|one| *one != volume.node).nth(1);
    let bare = next.filter(|next| next.only_entry().is_some());
    let hit = hit.subsumes(bare.and_then(|next| next.get("name")).map(Node::location));
    hit.var("name", volume.node.get_text("name").unwrap_or_default())
}

/// A volume without a source, unless a key that isn't known may hold what is meant.
pub(super) fn no_source(
    sources: &[Box<str>],
    trail: &Trail<'_, '_>,
    unknown: &[Unknown<'_, '_, '_>],
) -> Option<Hit> {
    let (volume, above) = trail.split_last()?;
    if has_one(unknown, volume.node) {
        return None;
    }
    let is_source = |entry: &Entry<'_>| sources.iter().any(|name| **name == *entry.key_text());
    let named = volume.node.get("name")?;
    let hit = match volume.node.entries().into_iter().rfind(is_source) {
        Some(entry) if !entry.value.is_null() => return None,
        Some(entry) => Hit::new(entry.key.location(), "hollow")
            .var("source", entry.key_text())
            .because_of([named.location()]),
        None => Hit::new(named.location(), "unwritten"),
    };
    // A source that is next to the list may be the one that a volume in it lacks.
    let beside = above.last().map(|pod| pod.node.entries()).unwrap_or_default();
    let astray = beside.into_iter().filter(is_source).map(|entry| entry.key.location());
    Some(hit.because_of(astray).var("name", named.text().unwrap_or_default()))
}

/// A name or a path that another part of the pod has.
pub(super) fn taken(
    once: &Once,
    again: Node<'_>,
    earlier: Node<'_>,
    trail: &Trail<'_, '_>,
) -> Option<(Find, Hit)> {
    let holder = trail.last()?.node;
    let name = again.text().unwrap_or_default();
    let hit = |case| {
        let hit = Hit::new(again.location(), case).related(earlier.location(), "first here");
        let hit = hit.because_of([earlier.location()]).var("name", name);
        hit.var("container", holder.get_text("name").unwrap_or_default())
    };
    Some(match once.what {
        // Which of the two is meant by the name nobody knows.
        Thing::Container => (Find::DuplicateName, hit("container").subsumes(named(holder, name))),
        Thing::Volume => (Find::DuplicateName, hit("volume").subsumes(unsure_mounts(holder))),
        Thing::Port => (Find::DuplicateName, hit("port")),
        Thing::Mount => (Find::DuplicateMountPath, hit("")),
        Thing::Path => {
            let list = once.lists.first().and_then(|list| list.split('.').next());
            let hit = hit("").var("list", list.unwrap_or_default());
            (Find::DuplicateItem, hit.var("fields", format_args!("`{}: {name}`", once.field)))
        }
    })
}

fn items<'a>(node: Node<'a>, list: &str) -> Items<'a> {
    node.items_of(list)
}

/// Where something may be labelled that the containers of a name lack, or are taken for: not what is in their fields.
fn named(pod: Node<'_>, name: &str) -> Vec<Location> {
    if is_crowded(pod, &["initContainers", "containers"]) {
        return Vec::new();
    }
    let containers = items(pod, "initContainers").chain(items(pod, "containers"));
    let containers = containers.filter(|container| container.get_text("name") == Some(name));
    let places = containers.flat_map(|container| {
        let keys = container.own_entries().map(|entry| entry.key.location());
        let known = ["name", "image"].into_iter().filter_map(move |key| container.get(key));
        keys.chain(known.map(Node::location))
    });
    places.collect()
}

/// Whether so many share lists of a pod that each isn't compared with all of them.
fn is_crowded(pod: Node<'_>, lists: &[&str]) -> bool {
    lists.iter().map(|list| items(pod, list).len()).sum::<usize>() > MOST_COMPARED
}

/// Mounts that may mean a volume whose name is taken twice: those of such a name, and those of none.
fn unsure_mounts(pod: Node<'_>) -> Vec<Location> {
    if is_crowded(pod, &["volumes"]) {
        return Vec::new();
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in items(pod, "volumes").filter_map(|volume| volume.get_text("name")) {
        *times.entry(name).or_default() += 1;
    }
    let containers = items(pod, "initContainers").chain(items(pod, "containers"));
    let mounts = containers.flat_map(|container| items(container, "volumeMounts"));
    let is_sure =
        |mount: &Node<'_>| mount.get_text("name").and_then(|it| times.get(it)) == Some(&1);
    mounts.filter(|mount| !is_sure(mount)).map(Node::location).collect()
}
