//! `load-facts`: annotations in which the user states the load, and that can't be read.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::BadFact;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// LoadFactsFile of `load-facts`: none. Cases: `unread`, `refused` (by the API server too). Variables: `key`, `reason`,
/// `write`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadFactsFile {}

impl Check for LoadFactsFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["unread", "refused"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["key", "reason", "write"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        for pod in &model.workloads {
            let hit = |fact: &BadFact| {
                Hit::new(fact.at, if fact.refused { "refused" } else { "unread" })
                    .var("key", &fact.key)
                    .var("write", &fact.write)
                    .var("reason", &fact.reason)
                    .in_object(&pod.pod.object)
            };
            hits.extend(pod.bad_facts.iter().map(hit));
        }
    }
}
