//! A container's environment as the kubelet builds it: `envFrom` in order, then `env`, later beats
//! earlier. Source: Kubernetes API reference, EnvVar and EnvFromSource.

use crate::source::Location;
use crate::yaml::{Entry, Node};

use super::{Container, ObjectSet};

/// Where a variable gets its value.
#[derive(Debug, Clone, Copy)]
pub enum EnvSource<'a> {
    /// `value`, with its node; `None` when neither value nor source is written (an empty string).
    Literal(Option<Node<'a>>),
    /// `fieldRef`: the node of its `fieldPath`.
    Field(Node<'a>),
    /// `secretKeyRef`: the reference.
    Secret(Node<'a>),
    /// `configMapKeyRef`: the reference, and the value if the ConfigMap is in the input.
    ConfigMap(Node<'a>, Option<Entry<'a>>),
    /// `resourceFieldRef` or a source that this version doesn't know.
    Other(Node<'a>),
}

/// One variable of a container.
#[derive(Debug, Clone)]
pub struct EnvVar<'a> {
    /// Its name, with the prefix of `envFrom`.
    pub name: String,
    /// Where the value comes from.
    pub source: EnvSource<'a>,
    /// Where the variable is declared: its `name`, or the ConfigMap's key.
    pub declared: Node<'a>,
}

impl<'a> EnvVar<'a> {
    /// The text of the value, where the input holds it, with the place to point at.
    #[must_use]
    pub fn literal(&self) -> Option<(&'a str, Location)> {
        match self.source {
            EnvSource::Literal(Some(node)) => Some((node.text()?, node.location())),
            EnvSource::ConfigMap(_, Some(entry)) => Some((entry.value.text()?, entry.place())),
            _ => None,
        }
    }

    /// Where to point at what gives the value.
    #[must_use]
    pub fn place(&self) -> Location {
        match self.source {
            EnvSource::Literal(Some(node)) | EnvSource::Field(node) => node.location(),
            EnvSource::ConfigMap(_, Some(entry)) => entry.place(),
            EnvSource::Secret(node) | EnvSource::Other(node) | EnvSource::ConfigMap(node, None) => {
                node.get("key").unwrap_or(node).location()
            }
            EnvSource::Literal(None) => self.declared.location(),
        }
    }
}

/// What a container sees.
#[derive(Debug, Default)]
pub struct Environment<'a> {
    vars: Vec<EnvVar<'a>>,
    /// Whether `envFrom` names a ConfigMap or Secret that isn't in the input: then a variable that
    /// isn't here may still exist.
    pub open: bool,
}

impl<'a> Environment<'a> {
    /// The variable that counts under this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&EnvVar<'a>> {
        self.vars.iter().rev().find(|var| var.name == name)
    }

    /// All declared variables, overridden ones too, in the order in which they apply.
    pub fn iter(&self) -> std::slice::Iter<'_, EnvVar<'a>> {
        self.vars.iter()
    }
}

/// Reads `envFrom` and `env` of a container in `namespace`.
#[must_use]
pub fn effective_environment<'a>(
    container: &Container<'a>,
    namespace: Option<&str>,
    objects: &ObjectSet<'a>,
) -> Environment<'a> {
    let mut environment = Environment::default();
    let config_map =
        |name: &str| objects.find("ConfigMap", namespace, name).map(|object| object.root);
    for source in container.node.get("envFrom").map(Node::items).unwrap_or_default() {
        let prefix = source.get_text("prefix").unwrap_or_default();
        let name = source.get_path(&["configMapRef", "name"]).and_then(Node::text);
        let Some(map) = name.and_then(config_map) else {
            environment.open = true;
            continue;
        };
        for entry in map.get("data").map(Node::entries).unwrap_or_default() {
            environment.vars.push(EnvVar {
                name: format!("{prefix}{}", entry.key_text()),
                source: EnvSource::ConfigMap(source, Some(entry)),
                declared: entry.key,
            });
        }
    }
    for item in container.node.get("env").map(Node::items).unwrap_or_default() {
        let Some(declared) = item.get("name") else {
            continue;
        };
        let name = declared.text().unwrap_or_default().to_owned();
        if lacks_key(item, &config_map) {
            continue;
        }
        environment.vars.push(EnvVar { name, source: source_of(item, &config_map), declared });
    }
    environment
}

/// Whether a variable refers to a key that a ConfigMap of the input doesn't have: then nothing sets it.
fn lacks_key<'a>(item: Node<'a>, config_map: &dyn Fn(&str) -> Option<Node<'a>>) -> bool {
    let reference = item.get_path(&["valueFrom", "configMapKeyRef"]);
    let map = reference.and_then(|reference| config_map(reference.get_text("name")?));
    let key = reference.and_then(|reference| reference.get_text("key")).unwrap_or_default();
    map.is_some_and(|map| map.get("data").and_then(|data| data.get(key)).is_none())
}

fn source_of<'a>(item: Node<'a>, config_map: &dyn Fn(&str) -> Option<Node<'a>>) -> EnvSource<'a> {
    let Some(from) = item.get("valueFrom") else {
        return EnvSource::Literal(item.get("value"));
    };
    if let Some(path) = from.get_path(&["fieldRef", "fieldPath"]) {
        return EnvSource::Field(path);
    }
    if let Some(reference) = from.get("secretKeyRef") {
        return EnvSource::Secret(reference);
    }
    if let Some(reference) = from.get("configMapKeyRef") {
        let map = reference.get_text("name").and_then(config_map);
        let key = reference.get_text("key").unwrap_or_default();
        let entry = map.and_then(|map| map.get("data")).and_then(|data| data.entry(key));
        return EnvSource::ConfigMap(reference, entry);
    }
    EnvSource::Other(from)
}
