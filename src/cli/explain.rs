//! `lt-lint explain <rule>`: the rule's page.

use std::fs;

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::console::{CLEAN, Color, Console, Outcome};
use super::settings::{SettingsArgs, Sources};
use super::{candidates, page};
use crate::error::Error;
use crate::examples::examples;
use crate::fixture::Fixture;
use crate::own_rules::RulesFolder;
use crate::rule::{Rule, RuleSet, docs};
use crate::text::{did_you_mean, did_you_mean_any, in_ascii, printable};

/// Rule to explain.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Rule id, as shown in brackets in a finding.
    #[arg(add = ArgValueCandidates::new(candidates::rules))]
    rule: String,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// The documentation page of a rule: in Markdown, or set for a terminal.
pub(crate) fn explain(args: &ExplainArgs, console: &Console<'_>) -> Outcome {
    let Sources { settings, rules, folders } = Sources::load(&args.settings, &[])?;
    let (set, id) = (settings.configure(rules)?, args.rule.as_str());
    let Some(rule) = set.get(id) else {
        let names: Vec<&str> = set.iter().map(Rule::id).collect();
        let error = Error::new("explain", format!("no rule `{id}`"));
        let meant = meant(id, &names);
        return Err(match did_you_mean_any(&meant).strip_prefix("; ") {
            Some(question) => error.with_advice(question),
            None => error.with_advice("`lt-lint rules` lists them"),
        });
    };
    let own = rule.own_file().and_then(|_| own_examples(id, &folders, &set));
    let examples = docs::examples(rule).map(str::to_owned).or(own);
    // A project's own rule may hold any character.
    let page = docs::page(rule, examples.as_deref());
    let page: String = page.lines().flat_map(|line| [printable(line), "\n".to_owned()]).collect();
    let page = if console.unicode { page } else { in_ascii(&page) };
    Ok(match console.width {
        Some(width) => (page::set(&page, width, args.color.is_wanted(console.color)), CLEAN),
        None => (page, CLEAN),
    })
}

/// The examples of a project's own rule, where it has a fixture that can be read.
fn own_examples(id: &str, folders: &[RulesFolder], rules: &RuleSet) -> Option<String> {
    let paths = folders.iter().map(|folder| folder.fixtures().join(format!("{id}.yaml")));
    let path = paths.into_iter().find(|path| path.is_file())?;
    let fixture =
        Fixture::read(&path.display().to_string(), &fs::read_to_string(&path).ok()?, rules);
    fixture.ok().map(|fixture| examples(&fixture, rules))
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
