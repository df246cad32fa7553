//! The objects that a pod names, each of which must be in its own namespace. Source: the API reference of PodSpec.

use crate::yaml::Node;

use super::{Object, Pod};

/// A name in a pod that means another object.
#[derive(Debug, Clone)]
pub struct Named<'a> {
    /// The kind of the object.
    pub kind: &'static str,
    /// The name.
    pub name: Node<'a>,
    /// The mapping that has it.
    pub from: Node<'a>,
    /// Keys of it that the pod names.
    pub keys: Vec<Node<'a>>,
    /// Whether the pod starts without it.
    pub optional: bool,
    /// Whether it is a Secret that images are pulled with.
    pub pulls: bool,
}

impl<'a> Named<'a> {
    /// The name's text; empty for one that is none.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.name.text().unwrap_or_default()
    }

    fn of(kind: &'static str, from: Node<'a>, name: &str) -> Option<Self> {
        let optional = from.is_set("optional");
        let items = from.items_of("items");
        let keys =
            from.get("key").into_iter().chain(items.filter_map(|item| item.get("key"))).collect();
        Some(Self { kind, name: from.get(name)?, from, keys, optional, pulls: false })
    }
}

/// Every name in the pod that it doesn't start without: its account, then the containers' environments, then the volumes.
#[must_use]
pub fn named_by<'a>(pod: &Pod<'a>) -> Vec<Named<'a>> {
    let spec = pod.spec.value;
    let fields = ["serviceAccountName", "serviceAccount"].into_iter();
    let account = fields.filter(|key| spec.get(key).is_some()).take(1);
    let account = account.filter_map(|key| Named::of("ServiceAccount", spec, key));
    let account = account.map(|named| Named { keys: Vec::new(), ..named });
    let containers = pod.containers.iter().flat_map(|container| by_environment(container.node));
    let volumes = pod.volumes().into_iter().flat_map(|volume| by_volume(volume.node));
    account.chain(containers).chain(volumes).collect()
}

/// What the variables of a container come from.
fn by_environment<'a>(container: Node<'a>) -> impl Iterator<Item = Named<'a>> {
    let whole = container.items_of("envFrom");
    let whole = whole.flat_map(|from| sources(from, ["configMapRef", "secretRef"], "name"));
    let single = container.items_of("env").filter_map(|item| item.get("valueFrom"));
    let single = single.flat_map(|from| sources(from, ["configMapKeyRef", "secretKeyRef"], "name"));
    whole.chain(single)
}

/// What the files of a volume come from.
fn by_volume<'a>(volume: Node<'a>) -> impl Iterator<Item = Named<'a>> {
    let projected = volume.get("projected").map(|it| it.items_of("sources")).unwrap_or_default();
    let projected = projected.flat_map(|from| sources(from, ["configMap", "secret"], "name"));
    sources(volume, ["configMap", "secret"], "secretName").into_iter().chain(projected)
}

/// The Secrets that the pod's images are pulled with. The kubelet passes over those that it doesn't find.
#[must_use]
pub fn pulled_with<'a>(pod: &Pod<'a>) -> Vec<Named<'a>> {
    let items = pod.spec.value.items_of("imagePullSecrets");
    let named = items.filter_map(|item| Named::of("Secret", item, "name"));
    named.map(|named| Named { pulls: true, ..named }).collect()
}

/// What a mapping names under the keys for a ConfigMap and for a Secret.
fn sources<'a>(from: Node<'a>, [map, secret]: [&str; 2], secret_name: &str) -> Vec<Named<'a>> {
    let map = from.get(map).and_then(|map| Named::of("ConfigMap", map, "name"));
    let secret = from.get(secret).and_then(|secret| Named::of("Secret", secret, secret_name));
    map.into_iter().chain(secret).collect()
}

/// The keys that a ConfigMap or a Secret has.
#[must_use]
pub fn keys_of<'a>(object: &Object<'a>) -> Vec<&'a str> {
    let parts =
        ["data", "binaryData", "stringData"].into_iter().filter_map(|key| object.root.get(key));
    parts.flat_map(Node::entries).map(|entry| entry.key_text()).collect()
}
