//! Secrets of Kubernetes objects: besides what is written of them, what becomes a secret variable of a container.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::closest::is_one_slip;
use crate::parallel;
use crate::secret::{Collector, Secrets, Strength, Walk, strength_of};
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{Node, Parsed};

use super::{EnvSource, EnvVar, Object, ObjectSet, effective_environment, pod_of};

/// How many variables one after the other refer to the next.
const DEEPEST: usize = 4;

/// What was found in the files of the last run, by their places in its input.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Vec<Remembered>>);

impl Known {
    /// Takes what is known, and knows this from now on.
    fn replace(&self, files: Vec<Remembered>) -> Vec<Remembered> {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), files)
    }
}

/// A file of the last run with what was found in it.
#[derive(Debug)]
struct Remembered {
    text: Arc<str>,
    /// How much of the text was read as manifests.
    read: [usize; 3],
    found: Arc<Collector>,
}

impl Remembered {
    fn new(at: usize, source: &SourceFile, parsed: &Parsed) -> Self {
        let mut found = Collector::default();
        found.file(FileId(at), source, parsed);
        Self { text: Arc::clone(&source.text), read: extent(parsed), found: Arc::new(found) }
    }

    /// The same, if it is of this very text and of as much of it.
    fn of(&self, source: &SourceFile, parsed: &Parsed) -> Option<Self> {
        let is_same = Arc::ptr_eq(&self.text, &source.text) && self.read == extent(parsed);
        let (text, found) = (&self.text, &self.found);
        is_same.then(|| Self { text: Arc::clone(text), found: Arc::clone(found), ..*self })
    }
}

fn extent(parsed: &Parsed) -> [usize; 3] {
    [parsed.documents.len(), parsed.comments.len(), parsed.problems.len()]
}

/// All secrets of the input. What `known` has of a file isn't looked for again.
#[must_use]
pub(crate) fn secrets(
    objects: &ObjectSet<'_>,
    sources: &[SourceFile],
    parsed: &[Arc<Parsed>],
    known: Option<&Known>,
) -> Secrets {
    let before = known.map(|known| known.replace(Vec::new())).unwrap_or_default();
    let files: Vec<(&SourceFile, &Arc<Parsed>)> = sources.iter().zip(parsed).collect();
    let of_file = |at: usize, (source, parsed): &(&SourceFile, &Arc<Parsed>)| {
        let same = before.get(at).and_then(|file| file.of(source, parsed));
        same.unwrap_or_else(|| Remembered::new(at, source, parsed))
    };
    let files = parallel::map(&files, files.len(), of_file);
    drop(before);
    let mut all = Collector::default();
    let found: Vec<_> = files.iter().map(|file| Arc::clone(&file.found)).collect();
    match known {
        Some(known) => drop(known.replace(files)),
        None => drop(files),
    }
    found.into_iter().for_each(|found| all.join(Arc::unwrap_or_clone(found)));
    of_environments(objects, &mut all);
    let names =
        objects.iter().flat_map(|object| [object.name(), object.namespace().unwrap_or_default()]);
    all.finish(&names.chain(["scalyr"]).collect::<HashSet<_>>())
}

/// The places of the secret values of one object that overlap some spans, in order. There may be others of it.
#[must_use]
pub(crate) fn values_of(object: &Object<'_>, within: Vec<Span>) -> Vec<Location> {
    if within.is_empty() {
        return Vec::new();
    }
    let mut found = Collector::of_places();
    Walk::new(&mut found, true).within(within).document(object.root, false);
    found.into_places()
}

/// What becomes a secret variable: by another key of a ConfigMap, by a prefix, by `$(…)`.
fn of_environments(objects: &ObjectSet<'_>, found: &mut Collector) {
    let values = written_variables(objects);
    let mut strengths = HashMap::new();
    for (name, node) in &values {
        let strength = *strengths.entry(name).or_insert_with(|| strength_of(name));
        if let Some(strength) = strength {
            Walk::new(found, true).variable(*node, strength);
        }
    }
    for map in objects.of_kind("ConfigMap") {
        let entries = map.root.get("data").map(Node::own_entries).into_iter().flatten();
        let sources = entries.filter(|entry| found.is_source(entry.key_text(), map.name()));
        for entry in sources.collect::<Vec<_>>() {
            Walk::new(found, true).variable(entry.value, Strength::Sure);
        }
    }
    let mut known = BTreeSet::new();
    // A variable may refer to another one, which refers to a third.
    for _ in 0..DEEPEST {
        let new: BTreeSet<String> = found.referred().difference(&known).cloned().collect();
        for (_, node) in values.iter().filter(|(name, _)| new.contains(name)) {
            Walk::new(found, true).variable(*node, Strength::Password);
        }
        known.extend(new);
    }
}

/// What secret variables may be meant to have that refer to a key which isn't there, by that key: thousands of load tests
/// refer to the same.
struct Meant<'s, 'a> {
    objects: &'s ObjectSet<'a>,
    by_key: HashMap<&'a str, Vec<Node<'a>>>,
}

impl<'a> Meant<'_, 'a> {
    fn by(&mut self, var: &EnvVar<'a>) -> Vec<(String, Node<'a>)> {
        let EnvSource::ConfigMap(reference, None) = var.source else {
            return Vec::new();
        };
        let key = reference.get_text("key").filter(|_| strength_of(&var.name).is_some());
        let Some(key) = key else {
            return Vec::new();
        };
        let values = self.by_key.entry(key).or_insert_with(|| near(key, self.objects));
        values.iter().map(|value| (var.name.clone(), *value)).collect()
    }
}

/// The values of a key, and of one with a slip, in any ConfigMap.
fn near<'a>(key: &str, objects: &ObjectSet<'a>) -> Vec<Node<'a>> {
    let data = objects.of_kind("ConfigMap").filter_map(|map| map.root.get("data"));
    let entries = data.flat_map(Node::own_entries);
    let near = entries.filter(|it| it.key_text() == key || is_one_slip(it.key_text(), key));
    near.map(|entry| entry.value).collect()
}

/// The variables of all containers whose values are written in the input.
fn written_variables<'a>(objects: &ObjectSet<'a>) -> Vec<(String, Node<'a>)> {
    let (mut values, mut meant) = (Vec::new(), Meant { objects, by_key: HashMap::new() });
    for pod in objects.iter().filter_map(pod_of) {
        for container in &pod.containers {
            let environment = effective_environment(container, pod.object.namespace(), objects);
            values.extend(environment.iter().flat_map(|var| meant.by(var)));
            values.extend(environment.iter().filter_map(|var| match var.source {
                EnvSource::Literal(Some(node)) => Some((var.name.clone(), node)),
                EnvSource::ConfigMap(_, Some(entry)) => Some((var.name.clone(), entry.value)),
                _ => None,
            }));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    const OBJECTS: &str = "\
apiVersion: v1
kind: Secret
metadata: {name: a, annotations: {token: 0Zz9PlantedKey4711}}
stringData: {b: c, d: [e, {f: g}]}
---
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  password: &p {value: hunter2, name: x}
  containers:
  - name: a
    env:
    - name: SCALYR_API_KEY
      value: K1aB2cD3eF4gH
    - {name: OTHER, value: *p}
    - name: API_TOKEN
    - value: K1aB2cD3eF4gH
    - <<: *p
      value: other
    args: [--api-key, K1aB2cD3eF4gH, '', [], --user]
  - value: K1aB2cD3eF4gH
    K1aB2cD3eF4gH: SCALYR_API_KEY
---
kind: List
items:
- kind: Secret
  data: {a: b}
- {api-key: [], value: K1aB2cD3eF4gH}
";

    fn nodes<'a>(node: Node<'a>, found: &mut Vec<Node<'a>>) {
        found.push(node);
        node.items().for_each(|item| nodes(item, found));
        for entry in node.own_entries() {
            found.push(entry.key);
            nodes(entry.value, found);
        }
    }

    #[test]
    fn what_is_secret_within_a_span_is_so_within_all() {
        let source = SourceFile::new("a.yaml", OBJECTS.as_bytes().to_vec(), true);
        let parsed = parse(FileId(0), &source);
        let mut secrets = 0;
        for root in parsed.documents.iter().filter_map(|document| document.root()) {
            let object = Object::new("v1", "Pod", root);
            let mut all = Collector::of_places();
            Walk::new(&mut all, true).document(root, false);
            let all = all.into_places();
            let mut found = Vec::new();
            nodes(root, &mut found);
            for at in found.into_iter().map(Node::location) {
                let within = values_of(&object, vec![at.span]);
                assert_eq!(within.contains(&at), all.contains(&at), "{at:?}: {within:?}");
            }
            secrets += all.len();
        }
        assert!(secrets > 10, "{secrets}");
    }
}
