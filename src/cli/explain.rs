//! `lt-lint explain <rule>`: the rule's page.

use super::console::CLEAN;
use crate::error::Error;
use crate::rule::{Rule, RuleSet, docs};
use crate::text::{did_you_mean, did_you_mean_any};

use super::console::Outcome;

/// The documentation page of a rule.
pub(crate) fn explain(id: &str) -> Outcome {
    let set = RuleSet::builtin()?;
    let Some(rule) = set.get(id) else {
        let names: Vec<&str> = set.iter().map(Rule::id).collect();
        let error = Error::new("explain", format!("no rule `{id}`"));
        let meant = meant(id, &names);
        return Err(match did_you_mean_any(&meant).strip_prefix("; ") {
            Some(question) => error.with_advice(question),
            None => error.with_advice("`lt-lint rules` lists them"),
        });
    };
    Ok((docs::page(rule), CLEAN))
}

/// As many rules are suggested; a word that more of them have in common says nothing.
const MOST: usize = 6;

/// The rules that begin with what was written, else those that have it in them, else the closest one.
fn meant(id: &str, names: &[&str]) -> Vec<String> {
    let some = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
        let found = names.iter().filter(|name| fits(name)).map(|name| (*name).to_owned());
        Some(found.collect::<Vec<_>>())
            .filter(|found| (1..=MOST).contains(&found.len()))
            .unwrap_or_default()
    };
    let close = || did_you_mean(id, names).map(str::to_owned).into_iter().collect();
    let lower = id.to_lowercase();
    let candidates =
        [some(&|name| name.starts_with(&lower)), some(&|name| name.contains(&lower)), close()];
    candidates
        .into_iter()
        .find(|found| !found.is_empty())
        .filter(|_| !lower.is_empty())
        .unwrap_or_default()
}
