//! `load-facts`: annotations in which the user states the load, and that can't be read.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::BadFact;

use super::{Check, Hit, Input, Scope, Subject};

/// Options of `load-facts`: none. Variables: `key`, `reason`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        &["key", "reason"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        for pod in &input.pods {
            let hit = |fact: &BadFact| {
                Hit::new(fact.at, "")
                    .with("key", &fact.key)
                    .with("reason", &fact.reason)
                    .about(&pod.pod.object)
            };
            hits.extend(pod.bad_facts.iter().map(hit));
        }
    }
}
