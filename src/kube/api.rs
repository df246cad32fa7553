//! Which kinds Kubernetes no longer serves under an apiVersion, and what took their place.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Object, pod_of};

/// The facts of `facts/kubernetes/apis.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApiFacts {
    removed: Vec<OldApi>,
    needs: Vec<Need>,
    deprecated: Vec<OldApi>,
}

/// Kinds that left an apiVersion, or that are about to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldApi {
    api: String,
    kinds: Vec<String>,
    /// The release of Kubernetes that removed or deprecated them, such as `1.16`.
    pub since: String,
    /// The apiVersion to use instead, if there is one.
    #[serde(default)]
    pub instead: Option<String>,
    /// The kind to use instead, where it is another one.
    #[serde(default, rename = "as")]
    pub successor: Option<String>,
    /// What to do where nothing replaces them.
    #[serde(default)]
    pub advice: String,
}

/// What a replacement asks for beyond another apiVersion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    api: String,
    kinds: Vec<String>,
    #[serde(default)]
    unless: Option<String>,
    text: String,
}

static FACTS: LazyLock<ApiFacts> = LazyLock::new(|| crate::embedded::facts("kubernetes/apis"));

fn find<'f>(apis: &'f [OldApi], object: &Object<'_>) -> Option<&'f OldApi> {
    apis.iter().find(|old| old.api == object.api_version && old.kinds.iter().any(|kind| kind == object.kind))
}

/// What is known of an object's apiVersion and kind if Kubernetes no longer serves them.
#[must_use]
pub fn removed_api(object: &Object<'_>) -> Option<&'static OldApi> {
    find(&FACTS.removed, object)
}

/// The same for what is still served, but deprecated.
#[must_use]
pub fn deprecated_api(object: &Object<'_>) -> Option<&'static OldApi> {
    find(&FACTS.deprecated, object)
}

/// What an object lacks to be valid under `api`, in words; empty when nothing is known to be missing.
#[must_use]
pub fn needs(object: &Object<'_>, api: &str) -> String {
    let fits = |need: &&Need| need.api == api && need.kinds.iter().any(|kind| kind == object.kind);
    let Some(need) = FACTS.needs.iter().find(fits) else { return String::new() };
    let keys: Vec<&str> = need.unless.iter().flat_map(|path| path.split('.')).collect();
    if !keys.is_empty() && object.root.dig(&keys).is_some() {
        return String::new();
    }
    need.text.replace("{labels}", &template_labels(object))
}

/// ` (app: load-test)`, or nothing.
fn template_labels(object: &Object<'_>) -> String {
    let labels = pod_of(object).map(|pod| pod.labels()).unwrap_or_default();
    let texts = labels.iter().filter(|label| label.value.text().is_some());
    let pairs: Vec<String> =
        texts.map(|label| format!("{}: {}", label.key.raw(), label.value.raw())).collect();
    if pairs.is_empty() { String::new() } else { format!(" ({})", pairs.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_a_successor_or_an_advice() {
        assert!(FACTS.removed.len() > 30 && FACTS.deprecated.len() == 2);
        for old in FACTS.removed.iter().chain(&FACTS.deprecated) {
            assert!(old.instead.is_some() == old.advice.is_empty(), "{} {:?}", old.api, old.kinds);
        }
        for need in &FACTS.needs {
            let is_replacement = |old: &OldApi| old.instead.as_ref() == Some(&need.api);
            assert!(FACTS.removed.iter().any(is_replacement), "nothing leads to {}", need.api);
        }
    }
}
