//! Facts of the load in annotations of a workload.

use crate::kube::Pod;
use crate::source::Location;
use crate::yaml::{Entry, Scalar, Style};

use super::stated::{Flags, PREFIX, Stated, StatedFact, Topic};

/// Annotation prefix that silences a rule on its object.
pub(crate) const IGNORE_PREFIX: &str = "lt-lint/ignore.";

/// An annotation that states no fact.
#[derive(Debug, Clone)]
pub struct BadFact {
    /// The annotation's key.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
    /// The value, or the key if nobody reads it.
    pub at: Location,
}

/// What the flags and the workload's annotations say, and the annotations that say nothing.
#[must_use]
pub fn stated_by(flags: &Flags, pod: &Pod<'_>) -> (Stated, Vec<BadFact>) {
    let entries: Vec<Entry<'_>> = pod
        .stated_annotations()
        .into_iter()
        .filter(|entry| entry.key_text().starts_with(PREFIX))
        .collect();
    let mut bad: Vec<BadFact> = entries.iter().filter_map(unknown_key).collect();
    let mut stated = Stated::new(flags, None);
    for fact in StatedFact::ALL {
        let fits = |entry: &&Entry<'_>| entry.key_text().strip_prefix(PREFIX) == Some(fact.key);
        let Some(entry) = entries.iter().find(fits) else { continue };
        match read(entry, fact) {
            Ok(read) => {
                let by_annotation = fact.topic != Topic::Nodes;
                let read = Stated::new(&read, Some(entry.place()));
                stated = stated.or(Stated { by_annotation, ..read });
            }
            Err(reason) => {
                let key = entry.key_text().to_owned();
                bad.push(BadFact { key, reason, at: entry.place() });
            }
        }
    }
    (stated, bad)
}

fn unknown_key(entry: &Entry<'_>) -> Option<BadFact> {
    let key = entry.key_text();
    let name = key.strip_prefix(PREFIX)?;
    let names: Vec<&str> = StatedFact::ALL.iter().map(|fact| fact.key).collect();
    // Annotations that silence a rule are no facts of the load.
    if key.starts_with(IGNORE_PREFIX) || names.contains(&name) {
        return None;
    }
    let reason = match crate::text::did_you_mean(name, &names) {
        Some(meant) => format!("nothing reads it; did you mean `{PREFIX}{meant}`?"),
        None => {
            let names: Vec<String> = names.iter().map(|name| format!("`{PREFIX}{name}`")).collect();
            format!("nothing reads it; there are {}", crate::text::list(&names))
        }
    };
    Some(BadFact { key: key.to_owned(), reason, at: entry.key.location() })
}

fn read(entry: &Entry<'_>, fact: &StatedFact) -> Result<Flags, String> {
    match entry.value.scalar() {
        Some(Scalar::String(text)) => fact.parse(text),
        _ if entry.value.style() == Some(Style::Plain) && !entry.value.is_null() => Err(format!(
            "annotation values are strings and the API server refuses this one; write \"{}\"",
            entry.value.raw()
        )),
        _ => Err("the value is missing".to_owned()),
    }
}
