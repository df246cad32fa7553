//! `lt-lint rules`: the rules, one per line.

use std::fmt::Write;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::console::{CLEAN, Color, Console, Outcome};
use super::page::{bold, filled};
use super::settings::{Project, SettingsArgs};
use crate::error::Error;
use crate::rule::{Rule, RuleSet, docs};
use crate::text::{count, printable};

/// Rules to list, and the output format.
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// Output format.
    #[arg(long, value_enum, default_value_t = RulesFormat::Human)]
    format: RulesFormat,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// How rules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RulesFormat {
    /// By subject on a terminal, otherwise one per line.
    Human,
    /// One list with subject, severity, parameters and file of each.
    Json,
}

/// Id, severity and what each rule finds; for a project's own rule, its file too.
pub(crate) fn rules(args: &RulesArgs, console: &Console<'_>) -> Outcome {
    let set = Project::load(&args.settings, &[])?.rules;
    let text = match (args.format, console.width) {
        (RulesFormat::Json, _) => json(&set)?,
        (RulesFormat::Human, Some(width)) => {
            by_subject(&set, width, args.color.is_wanted(console.color))
        }
        (RulesFormat::Human, None) => set.iter().map(|rule| line(rule, &set) + "\n").collect(),
    };
    Ok((text, CLEAN))
}

fn line(rule: &Rule, set: &RuleSet) -> String {
    let width = set.iter().map(|rule| rule.id().len()).max().unwrap_or_default();
    let (id, level, headline) = (rule.id(), rule.level(), printable(docs::headline(rule)));
    let file = rule.own_file().map(|file| format!("  ({})", printable(file))).unwrap_or_default();
    format!("{id:<width$}  {level:<7}  {headline}{file}")
}

/// The rules of each subject below its name, and how many there are.
fn by_subject(set: &RuleSet, width: usize, color: bool) -> String {
    let mut out = String::new();
    let column = set.iter().map(|rule| rule.id().len()).max().unwrap_or_default() + 11;
    // Where the last column has no room, its words begin below the id.
    let indent = " ".repeat(if width < 2 * column { 4 } else { column });
    for subject in docs::SUBJECTS {
        let of_subject: Vec<&Rule> =
            set.iter().filter(|rule| docs::subject(rule) == subject).collect();
        if of_subject.is_empty() {
            continue;
        }
        let title = format!("{subject} ({})", of_subject.len());
        let _ = writeln!(out, "{}", bold(&title, color));
        for rule in of_subject {
            let _ = writeln!(out, "{}", filled(&line(rule, set), width, &indent));
        }
        out.push('\n');
    }
    let all = count(set.iter().count(), "rule");
    let all = format!("{all}: {}; `lt-lint explain RULE` explains one", by_level(set));
    let _ = writeln!(out, "{}", filled(&all, width, ""));
    out
}

/// How many rules there are of each level: `70 error, 12 warning`.
fn by_level(set: &RuleSet) -> String {
    let of_level = |level: &str| set.iter().filter(|rule| rule.level() == level).count();
    let levels = ["error", "warning", "info", "off"].into_iter();
    let levels = levels.map(|level| (of_level(level), level)).filter(|(number, _)| *number > 0);
    levels.map(|(number, level)| format!("{number} {level}")).collect::<Vec<_>>().join(", ")
}

fn json(set: &RuleSet) -> Result<String, Error> {
    let record = |rule: &Rule| {
        json!({
            "id": rule.id(),
            "subject": docs::subject(rule),
            "severity": rule.level(),
            "since": rule.since(),
            "finds": docs::headline(rule),
            "params": rule.params(),
            "file": rule.own_file(),
        })
    };
    let list: Vec<Value> = set.iter().map(record).collect();
    let text = serde_json::to_string_pretty(&list);
    Ok(text.map_err(|error| Error::new("rules", error.to_string()))? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_fits_its_terminal() {
        let set = RuleSet::builtin().unwrap();
        for width in [40, 60, 80, 100, 200] {
            let text = by_subject(&set, width, false);
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(width), "{width}: {widest:?}");
        }
    }
}
