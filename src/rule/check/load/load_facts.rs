//! `load-facts`: annotations in which the user states the load, and that can't be read.

use serde::Deserialize;

use crate::load::{BadFact, BadFactKind, misplaced_facts};

use crate::kube::Object;
use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::yaml::{Node, Scalar};

/// LoadFactsFile of `load-facts`: none. Cases: `value` (it can't be read), `near` (the same, and `instead` was meant), `no-string` (the API server rejects it),
/// `unknown` (there is no such annotation), `misspelt` (`instead` is its name), `misplaced` (nothing reads it there), `conflict` (another one says something
/// else). Variables: `key`, `reason`, `instead`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadFactsFile {}

impl Check for LoadFactsFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["value", "near", "no-string", "unknown", "misspelt", "misplaced", "conflict"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["no-string"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["key", "reason", "instead"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for pod in &model.workloads {
            let hit = |fact| hit(fact, model).in_object(&pod.pod.object);
            hits.extend(pod.bad_facts.iter().map(hit));
        }
        // Nobody knows what reads an object whose kind isn't a text.
        let has_kind = |object: &&Object<'_>| {
            let kind = object.root.get("kind").and_then(Node::scalar);
            kind.is_none_or(|kind| matches!(kind, Scalar::String(_)))
        };
        for object in model.objects.iter().filter(has_kind) {
            hits.extend(misplaced(object, model).into_iter().map(|hit| hit.in_object(object)));
        }
    }
}

/// Where nothing reads annotations, one finding for all at a place: they are moved together.
fn misplaced(object: &Object<'_>, model: &Model<'_>) -> Vec<Hit> {
    let mut places: Vec<(String, Hit)> = Vec::new();
    for fact in misplaced_facts(object) {
        match places.iter_mut().find(|(reason, _)| *reason == fact.reason) {
            Some((_, hit)) => hit.related.push((fact.at, "nor this one".to_owned())),
            None => places.push((fact.reason.clone(), hit(&fact, model))),
        }
    }
    places.into_iter().map(|(_, hit)| hit).collect()
}

/// The one value that a reason names.
fn meant_in(reason: &str) -> Option<&str> {
    let (_, meant) = reason.rsplit_once("did you mean `")?;
    let is_only = |meant: &&str| !meant.contains('`') && !reason.contains("write `");
    meant.strip_suffix("`?").filter(is_only)
}

fn hit(fact: &BadFact, model: &Model<'_>) -> Hit {
    let meant = meant_in(&fact.reason);
    let case = case_of(fact, meant.is_some());
    let hit = Hit::new(fact.at, case).var("key", &fact.key).var("reason", &fact.reason);
    let scalar = model.document_at(fact.at).and_then(|document| document.scalar_at(fact.at.span));
    let change = scalar.filter(|_| case == "no-string").and_then(|it| it.requoted(it.text()?));
    let instead = match (case, meant) {
        ("near", Some(meant)) => format!("{}: {meant}", fact.key),
        _ => fact.instead.clone(),
    };
    let value = || {
        let (holder, key) = model.document_at(fact.at)?.key_at(fact.at.span)?;
        Some(holder.value_of(key)?.location())
    };
    // What a label may not be, an annotation may.
    let hit = hit.subsumes(if case == "misplaced" { value() } else { None });
    let hit = hit.var("instead", instead).mended_by(change);
    match fact.beside {
        Some(at) => hit.related(at, "this one is used"),
        None => hit,
    }
}

const fn case_of(fact: &BadFact, is_near: bool) -> &'static str {
    match fact.kind {
        BadFactKind::Value if is_near => "near",
        BadFactKind::Value => "value",
        BadFactKind::NoString => "no-string",
        BadFactKind::Unknown if !fact.instead.is_empty() => "misspelt",
        BadFactKind::Unknown => "unknown",
        BadFactKind::Misplaced => "misplaced",
        BadFactKind::Conflict => "conflict",
    }
}
