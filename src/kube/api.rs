//! Which kinds Kubernetes no longer serves under an apiVersion, and what took their place.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::embedded;

use super::schema::{Catalogue, KubernetesVersion};
use super::{Object, pod_of};

/// Kinds that left an apiVersion, or that are about to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldApi {
    api: String,
    kinds: Vec<String>,
    /// The release of Kubernetes that removed or deprecated them, such as `1.16`.
    pub since: String,
    /// The last release for which the rest holds, if another entry follows.
    #[serde(default)]
    until: Option<String>,
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

/// What `facts/kubernetes/apis.yaml` says, each part read where it is asked for.
static REMOVED: LazyLock<Vec<OldApi>> = LazyLock::new(|| part("removed"));
static DEPRECATED: LazyLock<Vec<OldApi>> = LazyLock::new(|| part("deprecated"));
static NEEDS: LazyLock<Vec<Need>> = LazyLock::new(|| part("needs"));

fn part<T: Deserialize<'static>>(name: &str) -> Vec<T> {
    embedded::part("kubernetes/apis", name)
}

/// The number after `1.`; nothing has ever been removed in another major release.
fn minor(release: &str) -> Option<u32> {
    release.strip_prefix("1.")?.parse().ok()
}

fn find<'f>(
    apis: &'f [OldApi],
    object: &Object<'_>,
    version: KubernetesVersion,
) -> Option<&'f OldApi> {
    let chosen = minor(&version.to_string())?;
    let is_past = |old: &OldApi| minor(&old.since).is_some_and(|since| since <= chosen);
    let holds =
        |old: &OldApi| old.until.as_deref().and_then(minor).is_none_or(|until| chosen <= until);
    let is_of = |old: &OldApi| {
        old.api == object.api_version && old.kinds.iter().any(|kind| kind == object.kind)
    };
    apis.iter().find(|old| is_of(old) && is_past(old) && holds(old))
}

/// What is known of an object's apiVersion and kind if the catalogue's version of Kubernetes no longer serves them.
#[must_use]
pub fn removed_api(object: &Object<'_>, catalogue: &Catalogue) -> Option<&'static OldApi> {
    // Most objects are of a kind that it serves.
    let is_served = catalogue.find(object.api_version, object.kind).is_some();
    if is_served { None } else { find(&REMOVED, object, catalogue.version) }
}

/// Whether any version of Kubernetes has served a kind that newer ones no longer serve.
#[must_use]
pub fn was_served(api_version: &str, kind: &str) -> bool {
    REMOVED.iter().any(|old| old.api == api_version && old.kinds.iter().any(|it| it == kind))
}

/// The same for what is still served, but deprecated.
#[must_use]
pub fn deprecated_api(object: &Object<'_>, catalogue: &Catalogue) -> Option<&'static OldApi> {
    catalogue.find(object.api_version, object.kind)?;
    find(&DEPRECATED, object, catalogue.version)
}

/// What an object lacks to be valid under `api`, in words; empty when nothing is known to be missing.
#[must_use]
pub fn needs(object: &Object<'_>, api: &str) -> String {
    let fits = |need: &&Need| need.api == api && need.kinds.iter().any(|kind| kind == object.kind);
    let Some(need) = NEEDS.iter().find(fits) else {
        return String::new();
    };
    let keys: Vec<&str> = need.unless.iter().flat_map(|path| path.split('.')).collect();
    if !keys.is_empty() && object.root.get_path(&keys).is_some() {
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
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_fact_has_a_successor_or_an_advice() {
        assert!(REMOVED.len() > 30 && DEPRECATED.len() == 7);
        for old in REMOVED.iter().chain(&*DEPRECATED) {
            assert!(old.instead.is_some() == old.advice.is_empty(), "{} {:?}", old.api, old.kinds);
            assert!(minor(&old.since).is_some(), "{} {:?}", old.api, old.since);
        }
        for need in &*NEEDS {
            let is_replacement = |old: &OldApi| old.instead.as_ref() == Some(&need.api);
            assert!(REMOVED.iter().any(is_replacement), "nothing leads to {}", need.api);
        }
    }

    #[test]
    fn every_version_has_the_replacements() {
        for version in KubernetesVersion::all() {
            let (name, catalogue) = (version.to_string(), Catalogue::of(version));
            for (old, kind) in held_by(&name) {
                let kind = old.successor.as_ref().unwrap_or(kind);
                let is_there = |api: &String| catalogue.find(api, kind).is_some();
                let instead = old.instead.as_ref();
                assert!(instead.is_none_or(is_there), "{name} {instead:?} {kind}");
            }
        }
    }

    /// What is known of old kinds in a version of Kubernetes: of each kind the first row.
    fn held_by(version: &str) -> Vec<(&'static OldApi, &'static String)> {
        let holds = |old: &&OldApi| {
            minor(&old.since) <= minor(version)
                && old.until.as_deref().is_none_or(|until| minor(version) <= minor(until))
        };
        let mut known = HashSet::new();
        let rows = REMOVED.iter().chain(&*DEPRECATED).filter(holds);
        let kinds = rows.flat_map(|old| old.kinds.iter().map(move |kind| (old, kind)));
        kinds.filter(|(old, kind)| known.insert((&old.api, *kind))).collect()
    }

    #[test]
    fn every_version_lacks_what_is_removed() {
        for version in KubernetesVersion::all() {
            let (name, catalogue) = (version.to_string(), Catalogue::of(version));
            let gone = REMOVED.iter().filter(|old| minor(&old.since) <= minor(&name));
            for (old, kind) in gone.flat_map(|old| old.kinds.iter().map(move |kind| (old, kind))) {
                let found = catalogue.find(&old.api, kind);
                assert!(found.is_none(), "{name} {} {kind}", old.api);
            }
        }
    }

    #[test]
    fn whatever_left_between_two_versions_is_known_with_the_right_release() {
        let versions: Vec<KubernetesVersion> = KubernetesVersion::all().collect();
        let mut left = 0;
        for pair in versions.windows(2) {
            let (newer, older) = (Catalogue::of(pair[0]), Catalogue::of(pair[1]));
            for (api, kind) in older.kinds().filter(|(api, kind)| newer.find(api, kind).is_none()) {
                let is_it =
                    |old: &&OldApi| old.api == api && old.kinds.iter().any(|one| one == kind);
                let since = REMOVED.iter().find(is_it).map(|old| old.since.clone());
                assert_eq!(since, Some(pair[0].to_string()), "{api} {kind}");
                left += 1;
            }
        }
        assert_eq!(left, 16);
    }
}
