//! `key-secret`: the Secret from which an agent takes its API key.
//! Source: the README of this project, which says how to make it; scalyr-agent-2, configuration.py, api_key, 2.1.1 to
//! 2.2.22: the key isn't trimmed.

use crate::closest::distance_within;
use std::collections::HashSet;

use data_encoding::BASE64;
use serde::Deserialize;

use crate::agent::settings::API_KEY;
use crate::kube::{EnvSource, EnvVar, Object};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::yaml::{Entry, Node};

/// Bytes of the shortest key that is told from other text.
const SHORTEST_KEY: usize = 16;

/// Parts of words that people write instead of a key.
const PLACEHOLDERS: [&str; 12] = [
    "your",
    "change",
    "replace",
    "insert",
    "todo",
    "fixme",
    "placeholder",
    "xxxx",
    "apikey",
    "api-key",
    "api_key",
    "api key",
];

/// KeySecretFile of `key-secret`. Cases: `key` (the Secret of the instructions has another key), `name` (a slip of its name),
/// `blanks` (the value has a line break or a space around it, `actual`), `empty`, `placeholder` (it was never filled in), `encoded` (it is encoded once too often),
/// `map` (the Secret is referred to as a ConfigMap). Variables: `secret`, `key`, `actual`,
/// `meant`, `container`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeySecretFile {
    /// The name of the Secret that the instructions make.
    secret: String,
    /// Its key.
    key: String,
}

impl Check for KeySecretFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["key", "name", "blanks", "empty", "placeholder", "encoded", "map"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["secret", "key", "actual", "meant", "container"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut told = HashSet::new();
        for pod in &model.workloads {
            for one in pod.containers.iter().filter(|one| one.is_agent) {
                // Pods that share a Secret share its mistake.
                let hit = self.judge(pod, one, model).filter(|hit| told.insert(hit.at));
                hits.extend(hit.map(|hit| hit.var("container", one.container.name())));
            }
        }
    }
}

impl KeySecretFile {
    fn judge<'a>(
        &self,
        pod: &Workload<'a>,
        one: &WorkloadContainer<'a>,
        model: &Model<'a>,
    ) -> Option<Hit> {
        let environment = one.environment(pod, &model.objects);
        let var = environment.origin(environment.get(API_KEY)?);
        let reference = match var.source {
            EnvSource::Secret(reference) => reference,
            EnvSource::ConfigMap(reference, None) => {
                return self.in_map(reference, var, pod, model);
            }
            _ => return None,
        };
        let name = reference.get("name")?;
        let text = name.text()?;
        let wanted = ("Secret", pod.pod.object.namespace(), text);
        let hit = match model.objects.find_near(wanted, name.document()) {
            Some(secret) => in_secret(secret, var, reference)?,
            None => self.not_there(name, reference, model)?.in_object(&pod.pod.object),
        };
        let key = reference.get_text("key").unwrap_or_default();
        let hit = if hit.value("actual").is_some() { hit } else { hit.var("actual", key) };
        Some(hit.var("secret", text).var("key", key))
    }

    /// A reference to a ConfigMap of the name that the Secret has.
    fn in_map<'a>(
        &self,
        reference: Node<'a>,
        var: &EnvVar<'a>,
        pod: &Workload<'a>,
        model: &Model<'a>,
    ) -> Option<Hit> {
        let name = reference.get("name")?;
        let text = name.text()?;
        let objects = &model.objects;
        let namespace = pod.pod.object.namespace();
        let is_secret = text == self.secret || objects.find("Secret", namespace, text).is_some();
        let is_map = objects.find("ConfigMap", namespace, text).is_some();
        let hit = (is_secret && !is_map).then(|| Hit::new(name.location(), "map"))?;
        let hit = hit.related(var.declared.location(), "the agent's key").var("actual", "");
        let hit = hit.in_object(&pod.pod.object).var("secret", text).var("meant", "secretKeyRef");
        Some(hit.var("key", reference.get_text("key").unwrap_or_default()))
    }

    /// A Secret that isn't in the input: it is made by hand, as the instructions say, unless something else makes it.
    fn not_there(&self, name: Node<'_>, reference: Node<'_>, model: &Model<'_>) -> Option<Hit> {
        let text = name.text()?;
        let objects = &model.objects;
        if !objects.complete || objects.has_named(text, |kind| kind.contains("Secret")) {
            return None;
        }
        if text != self.secret {
            let is_slip = is_slip(text, &self.secret) && !objects.has_named(&self.secret, |_| true);
            return is_slip.then(|| Hit::new(name.location(), "name").var("meant", &self.secret));
        }
        let key = reference.get("key").filter(|key| key.text().is_some_and(|it| !it.is_empty()))?;
        let is_other = key.text() != Some(&self.key);
        is_other.then(|| Hit::new(key.location(), "key").var("meant", &self.key))
    }
}

/// What is wrong with the value that a Secret has.
fn in_secret<'a>(secret: &Object<'a>, var: &EnvVar<'a>, reference: Node<'a>) -> Option<Hit> {
    let (entry, value) = value_of(secret, var, reference)?;
    let hit = value_hit(entry, &value)?.in_object(secret).without(&["meant"]);
    let hit = hit.related(var.declared.location(), "the agent's key");
    Some(hit.because_of([secret.root.location()]))
}

/// The entry of a Secret from which a variable has its value, and its text.
fn value_of<'a>(
    secret: &Object<'a>,
    var: &EnvVar<'a>,
    reference: Node<'a>,
) -> Option<(Entry<'a>, String)> {
    // Of a whole Secret the variable is declared by the key.
    let key = reference.get_text("key").or_else(|| var.declared.text())?;
    let entry = |part: &str| secret.root.get(part)?.entry(key);
    // Where both have the key, that of `stringData` counts.
    if let Some(plain) = entry("stringData") {
        return Some((plain, plain.value.text()?.to_owned()));
    }
    let encoded = entry("data")?;
    let text: String = encoded.value.text()?.split_whitespace().collect();
    let text = String::from_utf8(BASE64.decode(text.as_bytes()).ok()?).ok()?;
    Some((encoded, text))
}

/// What is wrong with the key itself, which isn't shown.
fn value_hit(entry: Entry<'_>, text: &str) -> Option<Hit> {
    if text.is_empty() {
        return Some(Hit::new(entry.place(), "empty"));
    }
    let trimmed = text.trim();
    if trimmed == text && is_encoded(text) {
        return Some(Hit::new(entry.place(), "encoded"));
    }
    if is_placeholder(trimmed) {
        return Some(Hit::new(entry.place(), "placeholder"));
    }
    if trimmed == text || trimmed.is_empty() {
        return None;
    }
    let actual =
        if text.ends_with(['\n', '\r']) { "a line break after it" } else { "spaces around it" };
    Some(Hit::new(entry.place(), "blanks").var("actual", actual))
}

/// Whether a text is words instead of a random key. Variables are filled in by whatever deploys the Secret, and a text in
/// brackets by hand.
fn is_placeholder(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphabetic() || "-_ ".contains(c);
    let lower = text.to_ascii_lowercase();
    text.chars().all(is_word) && PLACEHOLDERS.iter().any(|word| lower.contains(word))
}

/// Whether a key is the base64 of one: what a random key decodes to isn't text.
fn is_encoded(text: &str) -> bool {
    let bytes = BASE64.decode(text.as_bytes()).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_+/=.\n".contains(byte);
    bytes.len() >= SHORTEST_KEY && bytes.iter().all(is_part)
}

/// Whether a name is another one with a single slip of the keyboard in it; a number isn't a slip.
fn is_slip(name: &str, meant: &str) -> bool {
    let letters = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    distance_within(name, meant, 1) == Some(1) && letters(name) != letters(meant)
}
