//! Facts of the load in annotations of a workload.

use crate::kube::{Object, Pod};
use crate::source::Location;
use crate::yaml::{Entry, Node, Scalar, Style};

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
    /// Whether the API server refuses it, and with it the whole object.
    pub refused: bool,
    /// What to write.
    pub write: String,
    /// The value, or the key if nobody reads it.
    pub at: Location,
}

/// What the flags and the workload's annotations say, and the annotations that say nothing.
#[must_use]
pub fn stated_by(flags: &Flags, pod: &Pod<'_>) -> (Stated, Vec<BadFact>) {
    let entries = annotations(&pod.object, pod);
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
            Err(fault) => bad.push(bad_value(entry, fact, &fault)),
        }
    }
    (stated, bad)
}

/// lt-lint's annotations of the workload, then those of its pod template.
fn annotations<'a>(object: &Object<'a>, pod: &Pod<'a>) -> Vec<Entry<'a>> {
    let own =
        object.root.get_path(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default();
    let template = if pod.is_plain() { Vec::new() } else { pod.annotations() };
    let all = own.into_iter().chain(template);
    all.filter(|entry| entry.key_text().starts_with(PREFIX)).collect()
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
    let meant = crate::text::did_you_mean(name, &names);
    let write = meant.map_or_else(
        || "one of the keys that are read, or remove the annotation".to_owned(),
        |meant| format!("`{PREFIX}{meant}`"),
    );
    Some(BadFact {
        key: key.to_owned(),
        reason,
        refused: false,
        write,
        at: entry.key.location(),
    })
}

/// Why a value says nothing.
enum Fault {
    /// It isn't of the fact's form.
    Unread(String),
    /// It is a number or a boolean, and annotations are texts.
    NoText,
    /// There is none.
    Missing,
}

fn read(entry: &Entry<'_>, fact: &StatedFact) -> Result<Flags, Fault> {
    match entry.value.scalar() {
        Some(Scalar::String(text)) => fact.parse(text).map_err(Fault::Unread),
        _ if entry.value.style() == Some(Style::Plain) && !entry.value.is_null() => {
            Err(Fault::NoText)
        }
        _ => Err(Fault::Missing),
    }
}

fn bad_value(entry: &Entry<'_>, fact: &StatedFact, fault: &Fault) -> BadFact {
    let key = entry.key_text().to_owned();
    let is_number = fact.example.parse::<f64>().is_ok();
    let quote = if is_number { "\"" } else { "" };
    let example = format!("for example `{key}: {quote}{}{quote}`", fact.example);
    let (reason, write) = match fault {
        // What a flag would be given isn't what an annotation is: quotes belong to it.
        Fault::Unread(reason) => {
            (reason.split("; write ").next().unwrap_or_default().to_owned(), example)
        }
        Fault::NoText => (
            "annotation values are strings, and this is none".to_owned(),
            format!("`\"{}\"`", entry.value.raw()),
        ),
        Fault::Missing => ("the value is missing".to_owned(), example),
    };
    let refused = matches!(fault, Fault::NoText);
    BadFact { key, reason, refused, write, at: entry.place() }
}
