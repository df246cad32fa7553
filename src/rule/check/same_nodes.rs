//! Workloads that state the same number of nodes, and may mean the same ones.

use crate::kube::Pod;
use crate::load::{Group, Load};

use super::Input;
use super::duplicate_object::folder;

/// One group of all workloads whose pods may share their nodes: of one folder and namespace, with the same number
/// stated, and with nothing that chooses other nodes.
pub(super) fn together<'p>(groups: Vec<Group<'p, u64>>, input: &Input<'_>) -> Vec<Group<'p, u64>> {
    let mut merged: Vec<Group<'p, u64>> = Vec::new();
    for group in groups {
        let first = group.loads.first().copied();
        let same = |known: &&mut Group<'p, u64>| {
            let pair = known.loads.first().copied().zip(first);
            known.fact.value == group.fact.value
                && pair.is_some_and(|(one, other)| may_share(one, other, input))
        };
        match merged.iter_mut().find(same) {
            Some(known) => known.loads.extend(group.loads),
            None => merged.push(group),
        }
    }
    merged
}

fn may_share(one: &Load, other: &Load, input: &Input<'_>) -> bool {
    let pod = |load: &Load| input.pods.get(load.pod).map(|facts| &facts.pod);
    let Some((one, other)) = pod(one).zip(pod(other)) else { return false };
    let place = |pod: &Pod<'_>| {
        let source = input.sources.get(pod.object.root.document().file().0);
        source.map(|source| (folder(source).to_owned(), pod.object.namespace().map(str::to_owned)))
    };
    place(one) == place(other) && choose_alike(one, other)
}

/// Whether nothing in two pods chooses different nodes.
fn choose_alike(one: &Pod<'_>, other: &Pod<'_>) -> bool {
    let paths: [&[&str]; 3] = [&["nodeSelector"], &["nodeName"], &["affinity", "nodeAffinity"]];
    paths.iter().all(|path| match (one.spec.value.dig(path), other.spec.value.dig(path)) {
        (Some(one), Some(other)) => one.means_the_same(other),
        (one, other) => one.is_none() && other.is_none(),
    })
}
