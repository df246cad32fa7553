//! `parser`: whether the agent finds a parser for each generator's log.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::agent::{ANNOTATION_PREFIX, ParserLack, looks_like_parser_key, parser_key, parser_lacks};
use crate::kube::Container;
use crate::source::Location;
use crate::text::list;
use crate::yaml::{Entry, Node};

use super::super::PodFacts;
use super::{Check, Hit, Input, Scope, Subject};

/// Options of `parser`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// Generators without a parser. Cases: `absent`, `misspelt` (a key that nearly is the one),
    /// `empty`, `replaced` (the container's own attributes hide the pod's). Variables: `containers`,
    /// `key`, `wanted`.
    Missing,
    /// The annotation stands where the agent never looks. Cases: `workload` (on the workload's own
    /// metadata), `label` (among labels). Variables: `key`, `kind`.
    Misplaced,
}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Report::Missing => &["absent", "misspelt", "empty", "replaced"],
            Report::Misplaced => &["workload", "label"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::Missing => &["containers", "key", "wanted"],
            Report::Misplaced => &["key", "kind"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Input<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let lacks = parser_lacks(&facts.pod, &facts.generators());
        if lacks.is_empty() {
            return;
        }
        match self.report {
            Report::Missing => missing(facts, &lacks, hits),
            Report::Misplaced => hits.extend(misplaced(facts)),
        }
    }
}

fn missing<'a>(facts: &PodFacts<'a>, lacks: &[(Container<'a>, ParserLack<'a>)], hits: &mut Vec<Hit>) {
    let mut absent = Vec::new();
    let mut empty: Vec<(Entry<'a>, Vec<String>)> = Vec::new();
    for (container, lack) in lacks {
        let name = format!("`{}`", container.name());
        match lack {
            ParserLack::Absent => absent.push(name),
            ParserLack::Empty(entry) => match empty.iter_mut().find(|(known, _)| known.key == entry.key) {
                Some((_, names)) => names.push(name),
                None => empty.push((*entry, vec![name])),
            },
            ParserLack::Replaced(entry) => {
                let wanted = parser_key(Some(container.name()));
                let hit = Hit::new(entry.key.location(), "replaced").with("key", entry.key_text());
                hits.push(hit.with("containers", name).with("wanted", wanted));
            }
        }
    }
    for (entry, names) in empty {
        let hit = Hit::new(entry.place(), "empty").with("key", entry.key_text());
        hits.push(hit.with("containers", list(&names)).with("wanted", parser_key(None)));
    }
    if !absent.is_empty() {
        let (hit, wanted) = match misspelt(facts) {
            Some(entry) => {
                let hit = Hit::new(entry.key.location(), "misspelt").with("key", entry.key_text());
                (hit, parser_key(renamed(entry, lacks)))
            }
            None => {
                // Any key of the template may be the one under which the annotations should stand.
                let keys = facts.pod.template.own_entries().map(|entry| entry.key.location());
                (Hit::new(annotations_place(facts), "absent").resting_on(keys), parser_key(None))
            }
        };
        hits.push(hit.with("containers", list(&absent)).with("wanted", wanted));
    }
}

/// The container that a key for a container of another name was meant for, where only one can be.
fn renamed<'a>(key: Entry<'a>, lacks: &[(Container<'a>, ParserLack<'a>)]) -> Option<&'a str> {
    let rest = key.key_text().strip_prefix(ANNOTATION_PREFIX)?;
    let scope = rest.strip_suffix(".attributes.parser")?;
    match lacks {
        [(container, _)] if !scope.contains('.') => Some(container.name()),
        _ => None,
    }
}

/// A key among the pod's annotations that was likely meant to name the parser.
fn misspelt<'a>(facts: &PodFacts<'a>) -> Option<Entry<'a>> {
    let is_read = |key: &str| {
        let of_container = |container: &Container<'_>| key == parser_key(Some(container.name()));
        key == parser_key(None) || facts.pod.containers.iter().any(of_container)
    };
    let meant = |entry: &Entry<'a>| looks_like_parser_key(entry.key_text()) && !is_read(entry.key_text());
    facts.pod.annotations().into_iter().find(meant)
}

/// The template's `annotations`, else its `metadata`, else its `spec`.
fn annotations_place(facts: &PodFacts<'_>) -> Location {
    let metadata = facts.pod.template.entry("metadata");
    let annotations = metadata.and_then(|metadata| metadata.value.entry("annotations"));
    annotations.or(metadata).map_or(facts.pod.spec.key, |entry| entry.key).location()
}

/// A key under `metadata` that is meant to name the parser.
fn parser_key_in<'a>(metadata: Option<Node<'a>>, list: &str) -> Option<Node<'a>> {
    let entries = metadata?.get(list)?.entries();
    entries.into_iter().find(|entry| looks_like_parser_key(entry.key_text())).map(|entry| entry.key)
}

fn misplaced(facts: &PodFacts<'_>) -> Option<Hit> {
    let pod = &facts.pod;
    let own = pod.object.root.get("metadata");
    let on_workload = if pod.is_plain() { None } else { parser_key_in(own, "annotations") };
    let template = pod.template.get("metadata");
    let (key, case) = match (on_workload, parser_key_in(template, "labels"), parser_key_in(own, "labels")) {
        (Some(key), ..) => (key, "workload"),
        (None, Some(key), _) | (None, None, Some(key)) => (key, "label"),
        (None, None, None) => return None,
    };
    let hit = Hit::new(key.location(), case).with("key", key.text().unwrap_or_default());
    let hit = hit.with("kind", pod.object.kind);
    Some(if pod.is_plain() { hit } else { hit.and(annotations_place(facts), "the agent reads this one") })
}
