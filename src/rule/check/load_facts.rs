//! `load-facts`: annotations in which the user states the load, and that can't be read.

use schemars::JsonSchema;
use serde::Deserialize;

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
        for (pod, fact) in &input.plan.bad_facts {
            let mut hit = Hit::new(fact.at, "").with("key", &fact.key).with("reason", &fact.reason);
            hit.object = input.pods.get(*pod).map(super::super::PodFacts::identity);
            hits.push(hit);
        }
    }
}
