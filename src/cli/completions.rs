//! `lt-lint completions <shell>`: the shell's completion script.

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::{Shell, generate};

use super::console::CLEAN;
use crate::rule::{Rule, RuleSet};

use super::console::Outcome;

/// The script for a shell. It knows commands, flags, their values, and the ids of the built-in rules.
pub(crate) fn completions(shell: Shell, command: Command) -> Outcome {
    let rules = RuleSet::builtin()?;
    let ids: Vec<String> = rules.iter().map(Rule::id).map(str::to_owned).collect();
    let mut command = command.mut_subcommand("explain", |explain| {
        explain.mut_arg("rule", |rule| rule.value_parser(PossibleValuesParser::new(ids)))
    });
    let mut script = Vec::new();
    generate(shell, &mut command, "lt-lint", &mut script);
    // clap_complete 4.6 writes the dash of the name in two ways in the script for bash, which then finds no command.
    Ok((String::from_utf8_lossy(&script).replace("lt__subcmd__lint", "lt__lint"), CLEAN))
}
