//! `parser`: whether the agent finds a parser for each generator's log.

use serde::Deserialize;

use crate::agent::{
    ANNOTATION_PREFIX, CHOICES, LogSettings, ParserLack, looks_like_parser_key, parser_key,
    parser_lacks,
};
use crate::kube::{Container, annotated, annotation_moved};
use crate::source::Location;
use crate::text::list;
use crate::yaml::{Entry, Node};

use crate::model::Model;
use crate::model::Workload;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// ParserFile of `parser`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ParserFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Generators without a parser. Cases: `absent`, `helper` (next to a generator with one of its own, and no known
    /// generator itself), `misspelt` (a key that nearly is the one),
    /// `empty`, `replaced` (the container's own attributes hide the pod's). Variables: `containers`,
    /// `key`, `wanted`.
    Missing,
    /// The annotation is where the agent never looks. Cases: `workload` (on the workload's own
    /// metadata), `jobs` (on a CronJob's jobTemplate), `label` (among labels). Variables: `key`, `kind`.
    Misplaced,
}

impl Check for ParserFile {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["absent", "helper", "misspelt", "empty", "replaced"],
            Find::Misplaced => &["workload", "jobs", "label"],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["absent", "replaced"],
            Find::Misplaced => self.cases(),
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["containers", "key", "wanted", "exclude"],
            Find::Misplaced => &["key", "kind"],
        }
    }

    fn cel(&self) -> Option<String> {
        (self.report == Find::Missing).then(cel_of_missing)
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let collection = facts.collection(&model.objects);
        let mut collected = facts.generators();
        collected.retain(|container| collection.takes(container.name()) == Some(true));
        let lacks = parser_lacks(&facts.pod, &collected);
        if lacks.is_empty() {
            return;
        }
        match self.report {
            Find::Missing => missing(facts, &lacks, &helpers(facts, &lacks, model), hits),
            Find::Misplaced => hits.extend(misplaced(facts)),
        }
    }
}

/// That each container that an agent collects has a parser, in CEL: its own annotation, that of the pod unless attributes
/// of its own hide it, or the pod's label.
fn cel_of_missing() -> String {
    let has_own =
        format!("{ANNOTATIONS}.exists(k, k.startsWith({}))", cel_key(true, "attributes."));
    let has_parser = [
        cel_named(true, "attributes.parser"),
        format!("!{has_own} && {}", cel_named(false, "attributes.parser")),
        "variables.labels.exists(k, k == 'parser')".to_owned(),
        cel_named(true, "parser"),
        cel_named(false, "parser"),
    ];
    format!(
        "variables.agents.exists(c, has(c.env) && c.env.exists(e, e.name.lowerAscii() in {})) || \
         variables.generators.all(c, ({}) || {})",
        cel::list(CHOICES.map(str::to_ascii_lowercase)),
        cel_of_exclusion(),
        has_parser.join(" || ")
    )
}

/// The annotations of the pod, in CEL.
const ANNOTATIONS: &str = "variables.annotations";

/// The key of an option, for the container `c` or for the whole pod.
fn cel_key(own: bool, option: &str) -> String {
    let container = if own { "' + c.name + '." } else { "" };
    format!("'{ANNOTATION_PREFIX}{container}{option}'")
}

/// That an option has a text.
fn cel_named(own: bool, option: &str) -> String {
    let key = cel_key(own, option);
    format!("({key} in {ANNOTATIONS} && {ANNOTATIONS}[{key}].trim() != '')")
}

/// That an option is on.
fn cel_is_on(own: bool, option: &str) -> String {
    let value = format!("{ANNOTATIONS}[{}]", cel_key(own, option));
    format!("!({value} in ['', 'f']) && {value}.lowerAscii() != 'false'")
}

/// That the agent doesn't collect the container `c`: its own annotations count first, and `include` before `exclude`.
fn cel_of_exclusion() -> String {
    let parts = [true, false].into_iter().flat_map(|own| {
        let [include, exclude] = ["include", "exclude"]
            .map(|option| format!("{} in {ANNOTATIONS}", cel_key(own, option)));
        [
            format!("{include} ? !({})", cel_is_on(own, "include")),
            format!("{exclude} ? ({})", cel_is_on(own, "exclude")),
        ]
    });
    parts.chain(["false".to_owned()]).collect::<Vec<_>>().join(" : ")
}

fn missing<'a>(
    facts: &Workload<'a>,
    lacks: &[(Container<'a>, ParserLack<'a>)],
    helpers: &[&str],
    hits: &mut Vec<Hit>,
) {
    let (mut absent, mut helping) = (Vec::new(), Vec::new());
    let mut empty: Vec<(Entry<'a>, Vec<String>)> = Vec::new();
    for (container, lack) in lacks {
        let name = format!("`{}`", container.name());
        match lack {
            ParserLack::Absent if helpers.contains(&container.name()) => helping.push(name),
            ParserLack::Absent => absent.push(name),
            ParserLack::Empty(entry) => add(&mut empty, *entry, name),
            ParserLack::Replaced(entry) => hits.push(replaced(facts, *entry, container)),
        }
    }
    let of = |hit: Hit, names: &[String]| hit.var("containers", list(names));
    hits.extend(empty.iter().map(|(entry, names)| of(empty_hit(*entry), names)));
    let places = hollow_places(lacks);
    if !absent.is_empty() {
        hits.push(of(absent_hit(facts, lacks).because_of(places.iter().copied()), &absent));
    }
    if !helping.is_empty() {
        hits.push(of(helping_hit(facts, helpers).because_of(places), &helping));
    }
}

/// What isn't meant to be a container needs no parser.
fn hollow_places(lacks: &[(Container<'_>, ParserLack<'_>)]) -> Vec<Location> {
    let hollow = lacks.iter().map(|(one, _)| one).filter(|one| one.is_hollow());
    hollow.map(Container::place).collect()
}

/// Attributes of a container that hide the parser of the pod.
fn replaced<'a>(facts: &Workload<'a>, entry: Entry<'a>, container: &Container<'a>) -> Hit {
    let wanted = parser_key(Some(container.name()));
    let hit = Hit::new(entry.key.location(), "replaced").var("key", entry.key_text());
    let hit = hit.mended_by(annotated(&facts.pod, &wanted, YOURS));
    hit.quoting("containers", container.name()).var("wanted", wanted)
}

/// A key without the name of a parser.
fn empty_hit(entry: Entry<'_>) -> Hit {
    let hit = Hit::new(entry.place(), "empty").var("key", entry.key_text());
    hit.var("wanted", parser_key(None))
}

/// Containers next to one that has a parser of its own.
fn helping_hit(facts: &Workload<'_>, helpers: &[&str]) -> Hit {
    let first = helpers.first().copied().unwrap_or_default();
    let hit = Hit::new(facts.pod.annotations_place(), "helper");
    let hit = hit.var("wanted", parser_key(Some(first)));
    hit.var("exclude", format_args!("{ANNOTATION_PREFIX}{first}.exclude"))
}

fn absent_hit<'a>(facts: &Workload<'a>, lacks: &[(Container<'a>, ParserLack<'a>)]) -> Hit {
    match misspelt(facts) {
        Some(entry) => {
            let hit = Hit::new(entry.key.location(), "misspelt").var("key", entry.key_text());
            hit.var("wanted", parser_key(renamed(entry, lacks)))
        }
        None => {
            // Any key of the template may be the one under which the annotations should be.
            let keys = facts.pod.template.own_entries().map(|entry| entry.key.location());
            let hit = Hit::new(facts.pod.annotations_place(), "absent").because_of(keys);
            let kind = facts.pod.template.get("kind").map(Node::location);
            let hit = hit.because_of(kind.filter(|_| facts.pod.template.get("metadata").is_none()));
            let hit = hit.because_of(likely_parsers(facts));
            let hit = hit.mended_by(annotated(&facts.pod, &parser_key(None), YOURS));
            hit.var("wanted", parser_key(None))
        }
    }
}

/// Annotations that may be meant to name the parser in another form: where the agent breaks over one, that is the cause.
fn likely_parsers(facts: &Workload<'_>) -> Vec<Location> {
    let is_container = |key: &str| facts.pod.containers.iter().any(|one| one.name() == key);
    let is_likely = |entry: &Entry<'_>| {
        let rest = entry.key_text().strip_prefix(ANNOTATION_PREFIX);
        rest.is_some_and(|rest| {
            rest.contains("attributes") || rest.contains("parser") || is_container(rest)
        })
    };
    let annotations = facts.pod.annotations().into_iter().filter(is_likely);
    annotations.map(|entry| entry.key.location()).collect()
}

/// The containers without a parser that need none as badly: another one of the pod has a parser of its own, no key looks
/// like a misspelt one, and nothing is known of what they write.
fn helpers<'a>(
    facts: &Workload<'a>,
    lacks: &[(Container<'a>, ParserLack<'a>)],
    model: &Model<'a>,
) -> Vec<&'a str> {
    let settings = LogSettings::new(&facts.pod);
    let mut generators = facts.containers.iter().filter(|one| one.is_generator());
    if !generators.any(|one| settings.has_own_parser(one.container.name()))
        || misspelt(facts).is_some()
    {
        return Vec::new();
    }
    let load = model.loads.of(facts.index);
    let is_known = |name: &str| {
        let mut containers = load.into_iter().flat_map(|load| &load.containers);
        containers.any(|one| one.container == name && one.generator.is_some())
    };
    lacks.iter().map(|(container, _)| container.name()).filter(|name| !is_known(name)).collect()
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
fn misspelt<'a>(facts: &Workload<'a>) -> Option<Entry<'a>> {
    let is_read = |key: &str| {
        let of_container = |container: &Container<'_>| key == parser_key(Some(container.name()));
        key == parser_key(None) || facts.pod.containers.iter().any(of_container)
    };
    let meant =
        |entry: &Entry<'a>| looks_like_parser_key(entry.key_text()) && !is_read(entry.key_text());
    facts.pod.annotations().into_iter().find(meant)
}

/// A key under `metadata` that is meant to name the parser.
fn parser_key_in<'a>(metadata: Option<Node<'a>>, list: &str) -> Option<Node<'a>> {
    let entries = metadata?.get(list)?.entries();
    entries.into_iter().find(|entry| looks_like_parser_key(entry.key_text())).map(|entry| entry.key)
}

fn misplaced(facts: &Workload<'_>) -> Option<Hit> {
    let pod = &facts.pod;
    let own = pod.object.root.get("metadata");
    let of_jobs = pod.object.root.get_path(&["spec", "jobTemplate", "metadata"]);
    let on_workload = if pod.is_plain() { None } else { parser_key_in(own, "annotations") };
    let on_jobs = parser_key_in(of_jobs, "annotations");
    let template = pod.template.get("metadata");
    let (key, case) =
        match (on_workload, parser_key_in(template, "labels"), parser_key_in(own, "labels")) {
            (Some(key), ..) => (key, "workload"),
            (None, ..) if on_jobs.is_some() => (on_jobs?, "jobs"),
            (None, Some(key), _) | (None, None, Some(key)) => (key, "label"),
            (None, None, None) => return None,
        };
    let hit = Hit::new(key.location(), case).var("key", key.text().unwrap_or_default());
    let hit = hit.mended_by(annotation_moved(&facts.pod, key));
    let hit = hit.var("kind", pod.object.kind);
    Some(if pod.is_plain() {
        hit
    } else {
        hit.related(facts.pod.annotations_place(), "the agent reads this one")
    })
}

/// What means a name that only the user knows.
const YOURS: &str = "<name of your parser>";

/// Adds a container to those that an annotation is of.
fn add<'a>(all: &mut Vec<(Entry<'a>, Vec<String>)>, entry: Entry<'a>, name: String) {
    match all.iter_mut().find(|(known, _)| known.key == entry.key) {
        Some((_, names)) => names.push(name),
        None => all.push((entry, vec![name])),
    }
}
