//! `load-facts`: annotations in which the user states the load, and that can't be read.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::{BadFact, BadFactKind, misplaced_facts};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// LoadFactsFile of `load-facts`: none. Cases: `value` (it can't be read), `no-string` (the API server rejects it),
/// `unknown` (there is no such annotation), `misplaced` (nothing reads it there), `conflict` (another one says something
/// else). Variables: `key`, `reason`, `instead`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadFactsFile {}

impl Check for LoadFactsFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["value", "no-string", "unknown", "misplaced", "conflict"]
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
        for object in model.objects.iter() {
            let misplaced = misplaced_facts(object);
            hits.extend(misplaced.iter().map(|fact| hit(fact, model).in_object(object)));
        }
    }
}

fn hit(fact: &BadFact, model: &Model<'_>) -> Hit {
    let case = match fact.kind {
        BadFactKind::Value => "value",
        BadFactKind::NoString => "no-string",
        BadFactKind::Unknown => "unknown",
        BadFactKind::Misplaced => "misplaced",
        BadFactKind::Conflict => "conflict",
    };
    let hit = Hit::new(fact.at, case).var("key", &fact.key).var("reason", &fact.reason);
    let scalar = model.document_at(fact.at).and_then(|document| document.scalar_at(fact.at.span));
    let change = scalar.filter(|_| case == "no-string").and_then(|it| it.requoted(it.text()?));
    let hit = hit.var("instead", &fact.instead).mended_by(change);
    match fact.beside {
        Some(at) => hit.related(at, "this one is used"),
        None => hit,
    }
}
