//! `lt-lint completions <shell>`: the shell's completion script.

use clap::builder::PossibleValuesParser;
use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::console::CLEAN;
use super::console::Outcome;
use super::settings::{Project, SettingsArgs};
use crate::rule::Rule;

/// What the script is for.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// The script for a shell. It knows commands, flags, their values, and the ids of all rules, the project's own among
/// them.
pub(crate) fn completions(args: &CompletionsArgs, command: Command) -> Outcome {
    let rules = Project::load(&args.settings, &[])?.rules;
    let ids: Vec<String> = rules.iter().map(Rule::id).map(str::to_owned).collect();
    let mut command = command.mut_subcommand("explain", |explain| {
        explain.mut_arg("rule", |rule| rule.value_parser(PossibleValuesParser::new(ids)))
    });
    let mut script = Vec::new();
    generate(args.shell, &mut command, "lt-lint", &mut script);
    // clap_complete 4.6 writes the dash of the name in two ways in the script for bash, which then finds no command.
    Ok((String::from_utf8_lossy(&script).replace("lt__subcmd__lint", "lt__lint"), CLEAN))
}
