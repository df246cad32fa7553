//! `lt-lint explain <rule>`: the rule's page.

use clap::Args;

use super::console::{CLEAN, Outcome};
use super::settings::{Project, SettingsArgs};
use crate::error::Error;
use crate::rule::{Rule, docs};
use crate::text::{did_you_mean, did_you_mean_any, printable};

/// Which rule to explain.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's id, as it stands in brackets in a finding.
    rule: String,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// The documentation page of a rule.
pub(crate) fn explain(args: &ExplainArgs) -> Outcome {
    let (set, id) = (Project::load(&args.settings, &[])?.rules, args.rule.as_str());
    let Some(rule) = set.get(id) else {
        let names: Vec<&str> = set.iter().map(Rule::id).collect();
        let error = Error::new("explain", format!("no rule `{id}`"));
        let meant = meant(id, &names);
        return Err(match did_you_mean_any(&meant).strip_prefix("; ") {
            Some(question) => error.with_advice(question),
            None => error.with_advice("`lt-lint rules` lists them"),
        });
    };
    // A project's own rule may hold any character.
    let page = docs::page(rule);
    Ok((page.lines().flat_map(|line| [printable(line), "\n".to_owned()]).collect(), CLEAN))
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
