//! The command line: one function of arguments and streams to an exit code.

mod baseline;
mod check;
mod choose;
mod completions;
mod config;
mod console;
mod effective;
mod explain;
mod file;
mod format;
mod guess;
mod init;
mod load_args;
mod man;
mod objects;
mod place;
mod plan;
mod repository;
mod rules;
mod server;
mod settings;
mod test;

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};

use crate::error::Error;
use crate::log_commands::disarmed;

use check::CheckArgs;
pub use console::Console;
use console::{CLEAN, FAILED, Outcome, warn};
use load_args::{ConditionArgs, LoadArgs};

/// Points at the lines of your Kubernetes manifests that would spoil a log load test.
///
/// Reads the manifests of a load test that runs the Scalyr Agent as a sidecar, before they are applied.
#[derive(Debug, Parser)]
#[command(name = "lt-lint", version, args_conflicts_with_subcommands = true, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArgs,
}

const AFTER_HELP: &str = "\
Exit codes: 0 nothing found, 1 findings at or above the threshold, 2 could not run as asked, 3 nothing to lint.

Examples:
  lt-lint k8s/
  kubectl kustomize overlays/test | lt-lint -
  lt-lint --nodes 200 --rate 5MB/s --target 2GB/s k8s/
  lt-lint --output sarif=lt-lint.sarif --output markdown=summary.md k8s/
  lt-lint explain missing-parser";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the manifests of a new load test, filled in and linted.
    Init(Box<init::InitArgs>),
    /// Shows the capacity plan: what load the manifests make, what it costs, and what would reach a target.
    Plan(Box<plan::PlanArgs>),
    /// Shows the settings that the agents really have, each with its origin.
    Settings(Box<effective::EffectiveArgs>),
    /// Lists the rules.
    Rules(rules::RulesArgs),
    /// Shows the settings of lt-lint that hold, each with its origin.
    Config(Box<CheckArgs>),
    /// Shows every object as kubectl would send it; secrets stay hidden.
    Objects(objects::ObjectsArgs),
    /// Explains a rule: what it finds, why it matters, what to write instead.
    Explain(explain::ExplainArgs),
    /// Runs the fixtures of rules: each has to find what they expect, and nothing else.
    Test(test::TestArgs),
    /// Speaks with an editor: findings while one types, what stands behind a value, what may be written.
    Server(server::ServerArgs),
    /// Prints a script that completes lt-lint's arguments in a shell.
    Completions(completions::CompletionsArgs),
    /// Prints the manual page.
    Man,
}

/// Runs lt-lint: parses `args` (the program's name first), does what they say, returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, mut console: Console<'_>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &mut console),
    };
    let outcome = match cli.command {
        None => check::check(&cli.check, &mut console),
        Some(command) => of_command(command, &mut console),
    };
    let (text, code) = outcome.unwrap_or_else(|error| {
        warn(&mut console, &error);
        (String::new(), FAILED)
    });
    printed(&text, code, &mut console)
}

/// Prints on standard output, and says how that went: with the code, where all was printed.
fn printed(text: &str, code: u8, console: &mut Console<'_>) -> u8 {
    match console.stdout.write_all(text.as_bytes()).and_then(|()| console.stdout.flush()) {
        // Whoever reads has seen enough: `lt-lint | head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            warn(console, &Error::new("standard output", error.to_string()));
            FAILED
        }
        Ok(()) => code,
    }
}

/// Runs a command. None prints commands of its own for a log, so whatever looks like one came from a file.
fn of_command(command: Command, console: &mut Console<'_>) -> Outcome {
    let (text, code) = match command {
        Command::Init(args) => init::init(&args, console),
        Command::Plan(args) => plan::plan(&args, console),
        Command::Settings(args) => effective::effective(&args, console),
        Command::Rules(args) => rules::rules(&args),
        Command::Config(check) => config::config(&check),
        Command::Objects(args) => objects::objects(&args, console),
        Command::Explain(args) => explain::explain(&args),
        Command::Test(args) => test::test(&args, console),
        Command::Server(args) => server::server(args),
        Command::Completions(args) => completions::completions(&args, Cli::command()),
        Command::Man => man::man(Cli::command()),
    }?;
    Ok((disarmed(&text).into_owned(), code))
}

fn usage(error: &clap::Error, console: &mut Console<'_>) -> u8 {
    let text = error.render().to_string();
    let text = disarmed(&text);
    if error.use_stderr() {
        let _ = console.stderr.write_all(text.as_bytes());
        FAILED
    } else {
        printed(&text, CLEAN, console)
    }
}
