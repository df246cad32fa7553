//! Typed views of a pod: containers, volumes, mounts.

use crate::source::Location;
use crate::yaml::{Entry, Kind, Node};

use super::{Object, below, normal};

/// The pod template of a workload, or a pod itself.
#[derive(Debug, Clone)]
pub struct Pod<'a> {
    /// The workload that it belongs to.
    pub object: Object<'a>,
    /// What holds the pod's `metadata` and `spec`.
    pub template: Node<'a>,
    /// The pod's `spec`, with its key.
    pub spec: Entry<'a>,
    /// Init containers first, then the regular ones, each in order.
    pub containers: Vec<Container<'a>>,
}

/// What a container is for the life of its pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerRole {
    /// Listed under `containers`.
    Regular,
    /// Listed under `initContainers`; ends before the regular ones start.
    Init,
    /// An init container with `restartPolicy: Always`, which runs next to the regular ones.
    Sidecar,
}

/// A container of a pod.
#[derive(Debug, Clone, Copy)]
pub struct Container<'a> {
    /// Its mapping.
    pub node: Node<'a>,
    /// What it is.
    pub role: ContainerRole,
    /// The key of the list that it is in.
    list: Node<'a>,
}

/// A volume of a pod.
#[derive(Debug, Clone, Copy)]
pub struct Volume<'a> {
    /// Its mapping.
    pub node: Node<'a>,
}

/// A volume mount of a container.
#[derive(Debug, Clone, Copy)]
pub struct Mount<'a> {
    /// Its mapping.
    pub node: Node<'a>,
}

impl<'a> Pod<'a> {
    /// Where its annotations are, or would be: at its `annotations`, else its `metadata`, else its `spec`.
    #[must_use]
    pub fn annotations_place(&self) -> Location {
        let metadata = self.template.entry("metadata");
        let annotations = metadata.and_then(|metadata| metadata.value.entry("annotations"));
        annotations.or(metadata).map_or(self.spec.key, |entry| entry.key).location()
    }

    pub(super) fn new(object: Object<'a>, template: Node<'a>) -> Option<Self> {
        let spec = template.entry("spec").filter(|spec| !spec.value.is_null())?;
        let mut containers = Vec::new();
        for (list, regular) in [("initContainers", false), ("containers", true)] {
            let Some(entry) = spec.value.entry(list) else {
                continue;
            };
            for node in entry.value.items().filter(|item| item.kind() == Kind::Mapping) {
                // What the API server rejects was most likely meant to be `Always`: the others are omitted.
                let runs_on = node
                    .get_text("restartPolicy")
                    .is_some_and(|policy| !["", "OnFailure", "Never"].contains(&policy));
                let role = match (regular, runs_on) {
                    (true, _) => ContainerRole::Regular,
                    (false, true) => ContainerRole::Sidecar,
                    (false, false) => ContainerRole::Init,
                };
                containers.push(Container { node, role, list: entry.key });
            }
        }
        Some(Self { object, template, spec, containers })
    }

    /// The pod's annotations, the ones that reach the running pod.
    #[must_use]
    pub fn annotations(&self) -> Vec<Entry<'a>> {
        let annotations = self.template.get_path(&["metadata", "annotations"]);
        annotations.map(Node::entries).unwrap_or_default()
    }

    /// The annotations of the workload, then those of its pods.
    #[must_use]
    pub fn stated_annotations(&self) -> Vec<Entry<'a>> {
        let own = self.object.root.get_path(&["metadata", "annotations"]);
        let own = own.map(Node::entries).unwrap_or_default();
        let of_pods = if self.is_plain() { Vec::new() } else { self.annotations() };
        own.into_iter().chain(of_pods).collect()
    }

    /// The pod's labels.
    #[must_use]
    pub fn labels(&self) -> Vec<Entry<'a>> {
        self.template.get_path(&["metadata", "labels"]).map(Node::entries).unwrap_or_default()
    }

    /// The pod's volumes.
    #[must_use]
    pub fn volumes(&self) -> Vec<Volume<'a>> {
        let volumes = self.spec.value.items_of("volumes");
        volumes.map(|node| Volume { node }).collect()
    }

    /// Whether template and workload are one and the same: a plain Pod.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.template == self.object.root
    }
}

impl<'a> Pod<'a> {
    /// Whether it has the network of its node.
    #[must_use]
    pub fn is_on_host_network(&self) -> bool {
        self.spec.value.is_set("hostNetwork")
    }

    /// Whether a volume is empty for the one container that it is mounted in: no other can put files into it.
    #[must_use]
    pub fn leaves_empty(&self, volume: &Volume<'_>) -> bool {
        let mounts = self.containers.iter().flat_map(Container::mounts);
        volume.node.get("emptyDir").is_some()
            && mounts.filter(|mount| mount.is_of(volume.name())).count() < 2
    }
}

impl<'a> Container<'a> {
    /// The words of its command and its arguments.
    pub fn words(&self) -> impl Iterator<Item = Node<'a>> {
        ["command", "args"].into_iter().flat_map(|key| self.node.items_of(key))
    }

    /// Its name; empty when it has none.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.node.get_text("name").unwrap_or_default()
    }

    /// Where to point at the container as a whole: its name, else its image, else its list.
    #[must_use]
    pub fn place(&self) -> Location {
        let named = self.node.get("name").or_else(|| self.node.get("image"));
        named.unwrap_or(self.list).location()
    }

    /// Whether it lacks what each container has, so that it may be another thing.
    #[must_use]
    pub fn is_hollow(&self) -> bool {
        ["name", "image"].iter().any(|key| self.node.get(key).is_none())
    }

    /// A list or mapping of it, by key, or else the container as a whole.
    #[must_use]
    pub fn key_place(&self, key: &str) -> Location {
        self.node.entry(key).map_or_else(|| self.place(), |entry| entry.key.location())
    }

    /// Its volume mounts.
    #[must_use]
    pub fn mounts(&self) -> Vec<Mount<'a>> {
        let mounts = self.node.items_of("volumeMounts");
        mounts.map(|node| Mount { node }).collect()
    }
}

impl<'a> Volume<'a> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.node.get_text("name").unwrap_or_default()
    }

    /// The path on the node, if it is a host path.
    #[must_use]
    pub fn host_path(&self) -> Option<Node<'a>> {
        self.node.get_path(&["hostPath", "path"])
    }

    /// Where to point at it: its name, else the whole volume.
    #[must_use]
    pub fn place(&self) -> Location {
        self.node.get("name").unwrap_or(self.node).location()
    }
}

impl<'a> Mount<'a> {
    /// The volume's name.
    #[must_use]
    pub fn name(&self) -> Option<Node<'a>> {
        self.node.get("name")
    }

    /// Whether it mounts the volume of that name.
    #[must_use]
    pub fn is_of(&self, volume: &str) -> bool {
        self.node.get_text("name") == Some(volume)
    }

    /// The path in the container.
    #[must_use]
    pub fn path(&self) -> Option<Node<'a>> {
        self.node.get("mountPath")
    }

    /// Whether it is at a folder of the container or below it.
    #[must_use]
    pub fn is_within(&self, folder: &str) -> bool {
        // Few paths have the name in them, and comparing in full takes longer.
        let name = folder.rsplit('/').next().unwrap_or_default();
        let path = self.path().and_then(Node::text).filter(|path| path.contains(name));
        path.is_some_and(|path| below(folder, &normal(path)).is_some())
    }

    /// Whether it is mounted read-only.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.node.is_set("readOnly")
    }

    /// Where to point at it: the volume's name, else the whole mount.
    #[must_use]
    pub fn place(&self) -> Location {
        self.name().unwrap_or(self.node).location()
    }
}
