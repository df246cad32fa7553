//! The rules and facts that are part of the binary, as JSON made from the YAML files at build time.

use serde::de::DeserializeOwned;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Reads one facts file, by its path without ending. The tests read every file with its type, so
/// that the empty default can't be met.
pub(crate) fn facts<T: DeserializeOwned + Default>(name: &str) -> T {
    let found = FACTS.iter().find(|(key, _)| *key == name);
    found.and_then(|(_, json)| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Every facts file: its path without ending, and its JSON.
pub(crate) fn all_facts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FACTS.iter().copied()
}
