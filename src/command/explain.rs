//! `lt-lint explain <rule>`: the rule's page.

use crate::cli::CLEAN;
use crate::error::Error;
use crate::rule::{Rule, RuleSet, docs};
use crate::text::did_you_mean;

use super::Outcome;

/// The documentation page of a rule.
pub(crate) fn explain(id: &str) -> Outcome {
    let set = RuleSet::builtin()?;
    let Some(rule) = set.get(id) else {
        let names: Vec<&str> = set.iter().map(Rule::id).collect();
        let error = Error::new("explain", format!("no rule `{id}`"));
        return Err(match did_you_mean(id, &names) {
            Some(meant) => error.with_advice(format!("did you mean `{meant}`?")),
            None => error.with_advice("`lt-lint rules` lists them"),
        });
    };
    Ok((docs::page(rule), CLEAN))
}
