//! `lt-lint rules`: the rules, a line each.

use std::fmt::Write;

use clap::Args;

use super::console::{CLEAN, Outcome};
use super::settings::{Project, SettingsArgs};
use crate::rule::docs;
use crate::text::printable;

/// Whose rules to list.
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Id, severity and what each rule finds; for a project's own rule, its file too.
pub(crate) fn rules(args: &RulesArgs) -> Outcome {
    let set = Project::load(&args.settings, &[])?.rules;
    let width = set.iter().map(|rule| rule.id().len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in set.iter() {
        let (id, level, headline) = (rule.id(), rule.level(), printable(docs::headline(rule)));
        let _ = write!(out, "{id:<width$}  {level:<7}  {headline}");
        let _ = match rule.own_file() {
            Some(file) => writeln!(out, "  ({})", printable(file)),
            None => writeln!(out),
        };
    }
    Ok((out, CLEAN))
}
