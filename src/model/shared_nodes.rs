//! Workloads that state the same number of nodes, and may mean the same ones.

use std::collections::HashMap;
use std::hash::Hash;

use crate::kube::Pod;
use crate::load::Group;
use crate::source::SourceFile;

use super::Model;

impl Model<'_> {
    /// The workloads by the nodes that they may share: of one folder and namespace, with the same number stated, and
    /// with nothing that chooses other nodes.
    #[must_use]
    pub fn by_shared_nodes(&self) -> Vec<Group<'_, u64>> {
        self.merged(|pod| {
            let source = self.sources.get(pod.object.root.document().file().0);
            (source.map(SourceFile::folder), pod.object.namespace())
        })
    }

    /// The workloads by the nodes that they isn't known to run apart on: as [`Self::by_shared_nodes`], of whatever
    /// folder and namespace.
    #[must_use]
    pub fn by_alike_nodes(&self) -> Vec<Group<'_, u64>> {
        self.merged(|_| ())
    }

    /// The workloads by their number of nodes, what chooses them, and something else that they have in common.
    fn merged<'m, K: Eq + Hash>(
        &'m self,
        common: impl Fn(&'m Pod<'_>) -> K,
    ) -> Vec<Group<'m, u64>> {
        let mut merged: Vec<Group<'m, u64>> = Vec::new();
        let mut known: HashMap<_, usize> = HashMap::new();
        for group in self.loads.by_nodes() {
            let Some(pod) = self.pod_of(&group) else {
                continue;
            };
            let at =
                *known.entry((group.fact.value, common(pod), chosen(pod))).or_insert(merged.len());
            match merged.get_mut(at) {
                Some(shared) => shared.loads.extend(group.loads),
                None => merged.push(group),
            }
        }
        merged
    }

    fn pod_of(&self, group: &Group<'_, u64>) -> Option<&Pod<'_>> {
        self.workloads.get(group.loads.first()?.pod).map(|facts| &facts.pod)
    }
}

/// What in a pod chooses its nodes, by what it means.
fn chosen(pod: &Pod<'_>) -> [Option<String>; 3] {
    let paths: [&[&str]; 3] = [&["nodeSelector"], &["nodeName"], &["affinity", "nodeAffinity"]];
    paths.map(|path| Some(pod.spec.value.get_path(path)?.value().ok()?.to_string()))
}
