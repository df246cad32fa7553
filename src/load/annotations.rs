//! Facts of the load in annotations of a workload.

use crate::closest::is_one_slip;
use crate::kube::{Object, Pod, has_pods, pod_of, template_of};
use crate::source::Location;
use crate::yaml::{Entry, Node, Scalar, Style};

use super::stated::{Flags, PREFIX, Stated, StatedFact, Topic};

/// Annotation prefix that suppresses a rule on its object.
pub(crate) const IGNORE_PREFIX: &str = "lt-lint/ignore.";

/// The part of it after the prefix of all of them.
const IGNORE: &str = "ignore.";

/// An annotation that states no fact.
#[derive(Debug, Clone)]
pub struct BadFact {
    /// The annotation's key.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
    /// The value, or the key if nobody reads it.
    pub at: Location,
    /// In which way it states nothing.
    pub kind: BadFactKind,
    /// An annotation as it should be, as far as its fact is known.
    pub instead: String,
    /// The place that says something else of the same, or that is read.
    pub beside: Option<Location>,
}

/// In which way an annotation states no fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadFactKind {
    /// Its value is none of the fact's.
    Value,
    /// Its value isn't a string, which the API server rejects.
    NoString,
    /// No fact has its name.
    Unknown,
    /// It is where facts aren't read.
    Misplaced,
    /// Another annotation says something else, and counts.
    Conflict,
}

/// What the workload's annotations say, and the flags where they don't; nothing without annotations. And the annotations
/// that say nothing.
#[must_use]
pub fn stated_by(flags: &Flags, pod: &Pod<'_>) -> (Option<Stated>, Vec<BadFact>) {
    let entries: Vec<Entry<'_>> = pod
        .stated_annotations()
        .into_iter()
        .filter(|entry| name_of(entry.key_text()).is_some())
        .collect();
    if entries.is_empty() {
        return (None, Vec::new());
    }
    let mut bad: Vec<BadFact> = entries.iter().filter_map(unknown_key).collect();
    let mut stated = Stated::new(flags, None);
    for fact in StatedFact::ALL {
        if let Some((entry, read)) = first_of(fact, &entries, &mut bad) {
            let by_annotation = fact.topic != Topic::Nodes;
            let read = Stated::new(&read, Some(entry.place()));
            stated = stated.or(Stated { by_annotation, ..read });
        }
    }
    (Some(stated), bad)
}

/// The first annotation that says a fact; those that say it in another way, or nothing, are bad.
fn first_of<'e, 'a>(
    fact: &StatedFact,
    entries: &'e [Entry<'a>],
    bad: &mut Vec<BadFact>,
) -> Option<(&'e Entry<'a>, Flags)> {
    let fits = |entry: &&Entry<'_>| entry.key_text().strip_prefix(PREFIX) == Some(fact.key);
    let mut first: Option<(&Entry<'_>, Flags)> = None;
    for entry in entries.iter().filter(fits) {
        match (read(entry, fact), &first) {
            (Ok(read), None) => first = Some((entry, read)),
            (Ok(read), Some((other, said))) if read != *said => {
                bad.push(conflict(entry, fact, other));
            }
            (Ok(_), Some(_)) => {}
            (Err((kind, reason)), _) => {
                let instead = match kind {
                    BadFactKind::NoString => {
                        format!("{}: \"{}\"", entry.key_text(), entry.value.raw())
                    }
                    _ => fact.annotation(),
                };
                bad.push(BadFact { instead, ..bad_fact(entry, kind, reason, entry.place()) });
            }
        }
    }
    first
}

fn bad_fact(entry: &Entry<'_>, kind: BadFactKind, reason: String, at: Location) -> BadFact {
    let (key, instead) = (entry.key_text().to_owned(), String::new());
    BadFact { key, reason, at, kind, instead, beside: None }
}

/// An annotation of the pod template that says something else than the workload's own.
fn conflict(entry: &Entry<'_>, fact: &StatedFact, other: &Entry<'_>) -> BadFact {
    let text = |entry: &Entry<'_>| entry.value.text().unwrap_or_default().to_owned();
    let reason = format!(
        "`{}` here and `{}` on the workload itself, which is used",
        text(entry),
        text(other)
    );
    let bad = bad_fact(entry, BadFactKind::Conflict, reason, entry.place());
    BadFact { instead: fact.annotation(), beside: Some(other.place()), ..bad }
}

/// lt-lint's annotations of an object where nothing reads them.
#[must_use]
pub fn misplaced_facts(object: &Object<'_>) -> Vec<BadFact> {
    let pod = pod_of(object);
    let entries = |path: &[&str]| object.root.get_path(path).map(Node::entries).unwrap_or_default();
    let mut found = Vec::new();
    let mut tell = |entries: Vec<Entry<'_>>, place: &str| {
        let facts = entries.into_iter().filter(|entry| {
            entry.key_text().starts_with(PREFIX) && !entry.key_text().starts_with(IGNORE_PREFIX)
        });
        found.extend(facts.map(|entry| {
            let reason = format!("it isn't read {place}");
            bad_fact(&entry, BadFactKind::Misplaced, reason, entry.key.location())
        }));
    };
    if pod.is_none() && !has_pods(object.kind) {
        tell(entries(&["metadata", "annotations"]), &format!("on a {}", object.kind));
    }
    tell(entries(&["metadata", "labels"]), "among labels");
    tell(entries(&["spec", "jobTemplate", "metadata", "annotations"]), "on the jobTemplate");
    if let Some(template) = template_of(object) {
        let labels = template.value.get_path(&["metadata", "labels"]);
        tell(labels.map(Node::entries).unwrap_or_default(), "among labels");
    }
    found
}

/// The name of an annotation after the prefix, which may have a slip.
fn name_of(key: &str) -> Option<&str> {
    if let Some(name) = key.strip_prefix(PREFIX) {
        return Some(name);
    }
    let (domain, name) = key.split_once('/')?;
    let own = PREFIX.trim_end_matches('/');
    (domain.len().abs_diff(own.len()) <= 1 && is_one_slip(domain, own)).then_some(name)
}

fn unknown_key(entry: &Entry<'_>) -> Option<BadFact> {
    let key = entry.key_text();
    let name = name_of(key)?;
    let names: Vec<&str> = StatedFact::ALL.iter().map(|fact| fact.key).collect();
    let is_ours = key.starts_with(PREFIX);
    let is_known = names.contains(&name) || name.starts_with(IGNORE);
    // Annotations that suppress a rule aren't facts of the load.
    if is_known && is_ours {
        return None;
    }
    let meant = if is_known { Some(name) } else { crate::text::did_you_mean(name, &names) };
    let meant = meant.map(|meant| format!("{PREFIX}{meant}"));
    // Another program may have a prefix like it, for names of its own.
    if !is_ours && meant.is_none() {
        return None;
    }
    let reason = match &meant {
        Some(meant) => format!("unknown annotation; did you mean `{meant}`?"),
        None => format!("unknown annotation; there are {}", listed(&names)),
    };
    let bad = bad_fact(entry, BadFactKind::Unknown, reason, entry.key.location());
    Some(BadFact { instead: meant.unwrap_or_default(), ..bad })
}

fn listed(names: &[&str]) -> String {
    crate::text::list(&crate::text::quoted(names.iter().map(|name| format!("{PREFIX}{name}"))))
}

fn read(entry: &Entry<'_>, fact: &StatedFact) -> Result<Flags, (BadFactKind, String)> {
    match entry.value.scalar() {
        Some(Scalar::String(text)) => {
            fact.parse(text).map_err(|reason| (BadFactKind::Value, reason))
        }
        _ if entry.value.style() == Some(Style::Plain) && !entry.value.is_null() => {
            let reason =
                format!("annotation values are strings, but `{}` isn't one", entry.value.raw());
            Err((BadFactKind::NoString, reason))
        }
        _ => Err((BadFactKind::Value, "the value is missing".to_owned())),
    }
}
