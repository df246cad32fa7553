//! Annotations of the agent that are after another prefix, or where the agent never looks.

use crate::agent::ANNOTATION_PREFIX;
use crate::closest::distance_within;
use crate::text::did_you_mean;

use super::facts::{OtherPrefix, annotations, option_named};

/// Whether anything is read of the annotations of an object of this kind: false where nobody passes them on to pods.
#[must_use]
pub fn is_read_on(kind: &str) -> bool {
    !annotations().never_read.iter().any(|known| known == kind)
}

/// Whether a key is read among the annotations of a namespace.
#[must_use]
pub fn is_read_with(kind: &str, key: &str) -> bool {
    let option = &annotations().of_namespace;
    let rest =
        key.strip_prefix(ANNOTATION_PREFIX).and_then(|rest| rest.strip_prefix(option.as_str()));
    kind == "Namespace" && rest.is_some_and(|rest| rest.starts_with('.'))
}

/// What a key with the agent's name in it, which the agent doesn't read, was meant to be.
#[must_use]
pub fn misdirected(key: &str, containers: &[&str]) -> Option<String> {
    let lower = key.to_lowercase();
    if !(lower.contains("scalyr") || is_near_domain(&lower)) || lower.starts_with("lt-lint") {
        return None;
    }
    let other = annotations().others.iter().find(|other| key.starts_with(&other.prefix));
    let rest = match key.split_once('/') {
        Some((_, rest)) => rest,
        None => lower.split_once(".log.").or_else(|| lower.split_once(".com."))?.1,
    };
    let is_own = key.starts_with(ANNOTATION_PREFIX);
    let prefix = lower.strip_suffix(&rest.to_lowercase()).unwrap_or_default();
    let is_near = prefix.contains("log") || prefix.contains("config");
    if !is_near && !rest.starts_with("attributes.") {
        return None;
    }
    match other {
        _ if is_own => by_itself(rest),
        Some(other) if other.keys.iter().any(|known| known == rest) => None,
        Some(_) if is_option(rest, containers) => Some(format!("{ANNOTATION_PREFIX}{rest}")),
        Some(other) => other.meant(rest),
        None if is_option(rest, containers) => Some(format!("{ANNOTATION_PREFIX}{rest}")),
        None => by_itself(rest),
    }
}

/// The only key of a prefix is known without that.
fn by_itself(rest: &str) -> Option<String> {
    let (prefix, key) = only_keys().find(|(_, key)| *key == rest)?;
    Some(format!("{prefix}{key}"))
}

impl OtherPrefix {
    /// The key that a misspelt one was meant to be.
    fn meant(&self, rest: &str) -> Option<String> {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        did_you_mean(rest, &keys).map(|meant| format!("{}{meant}", self.prefix))
    }
}

/// Whether a key is one of the pod that the agent runs in, under a prefix that has no other.
#[must_use]
pub fn is_of_agents_pod(key: &str) -> bool {
    only_keys().any(|(prefix, own)| key.strip_prefix(prefix) == Some(own))
}

/// Prefixes that have a single key, with that.
fn only_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    annotations().others.iter().filter_map(|other| match other.keys.as_slice() {
        [key] => Some((other.prefix.as_str(), key.as_str())),
        _ => None,
    })
}

/// Whether a key's domain is that of the annotations with a slip in it.
fn is_near_domain(key: &str) -> bool {
    let domain = key.split_once('/').map(|(domain, _)| domain).unwrap_or_default();
    distance_within(domain, ANNOTATION_PREFIX.trim_end_matches('/'), 2).is_some()
}

/// Whether a key's rest is an option, alone or after the name of a container.
fn is_option(rest: &str, containers: &[&str]) -> bool {
    let (head, behind) = rest.split_once('.').unwrap_or((rest, ""));
    let next = behind.split('.').next().unwrap_or_default();
    option_named(head).is_some() || (containers.contains(&head) && option_named(next).is_some())
}
