//! `load-facts`: annotations in which the user states the load, and that can't be read.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::{BadFact, BadFactKind, misplaced_facts};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// LoadFactsFile of `load-facts`: none. Cases: `value` (it can't be read), `no-string` (the API server refuses it),
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

    fn variables(&self) -> &'static [&'static str] {
        &["key", "reason", "instead"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for pod in &model.workloads {
            hits.extend(pod.bad_facts.iter().map(|fact| hit(fact).in_object(&pod.pod.object)));
        }
        for object in model.objects.iter() {
            let misplaced = misplaced_facts(object);
            hits.extend(misplaced.iter().map(|fact| hit(fact).in_object(object)));
        }
    }
}

fn hit(fact: &BadFact) -> Hit {
    let case = match fact.kind {
        BadFactKind::Value => "value",
        BadFactKind::NoString => "no-string",
        BadFactKind::Unknown => "unknown",
        BadFactKind::Misplaced => "misplaced",
        BadFactKind::Conflict => "conflict",
    };
    let hit = Hit::new(fact.at, case).var("key", &fact.key).var("reason", &fact.reason);
    let hit = hit.var("instead", &fact.instead);
    match fact.beside {
        Some(at) => hit.related(at, "this one counts"),
        None => hit,
    }
}
