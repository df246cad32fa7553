//! The command line: one function of arguments and streams to an exit code.

mod ask;
mod baseline;
mod candidates;
mod check;
mod choose;
mod completions;
mod config;
mod configuration;
mod console;
mod effective;
mod explain;
mod export;
mod file;
mod fix;
mod format;
mod groups;
mod guess;
mod hiding;
mod init;
mod input;
mod load_args;
mod man;
mod objects;
mod page;
mod place;
mod plan;
mod progress;
mod repository;
mod rules;
mod schema;
mod server;
mod settings;
mod test;
mod written;

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::error::Error;
use crate::log_commands::disarmed;
use crate::secret::Redactor;

use check::CheckArgs;
pub use completions::ASKED as COMPLETION_VARIABLE;
use config::ConfigArgs;
pub use console::Console;
use console::{CLEAN, FAILED, Outcome, warn};
use load_args::{ConditionArgs, LoadArgs};

/// Find mistakes in Kubernetes manifests that would ruin a log load test.
///
/// Reads the manifests of a load test that runs the Scalyr Agent as a sidecar, before they are applied.
#[derive(Debug, Parser)]
#[command(name = "lt-lint", version, long_version = VERSION, args_conflicts_with_subcommands = true)]
#[command(after_help = AFTER_HELP, after_long_help = AFTER_LONG_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArgs,
}

/// The command line without commands.
#[derive(Debug, Parser)]
#[command(name = "lt-lint")]
struct Check {
    #[command(flatten)]
    check: CheckArgs,
}

/// The version, and how new the facts are.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nnewest agent release that it knows: ",
    env!("LT_LINT_NEWEST_AGENT_RELEASE")
);

const AFTER_HELP: &str = "\
Exit codes: 0 no findings, 1 findings, 2 usage or I/O error, 3 nothing to lint.
`lt-lint --help` shows every flag, with examples.";

const AFTER_LONG_HELP: &str = "\
Exit codes: 0 no findings, 1 findings at or above the threshold, 2 usage or I/O error, 3 nothing to lint.

Examples:
  lt-lint k8s/
  kubectl kustomize overlays/test | lt-lint -
  lt-lint --nodes 200 --rate 5MB/s --target 2GB/s k8s/
  lt-lint --output sarif=lt-lint.sarif --output markdown=summary.md k8s/
  lt-lint --diff k8s/
  lt-lint explain missing-parser

Installed as `kubectl-lt_lint` on the PATH, it is also a kubectl plugin: `kubectl lt-lint k8s/`.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Create the manifests for a new load test.
    Init(Box<init::InitArgs>),
    /// Show the load that the manifests generate, its cost, and what would reach a target.
    Plan(Box<plan::PlanArgs>),
    /// Show the agents' effective settings and where each comes from.
    Settings(Box<effective::EffectiveArgs>),
    /// List the rules.
    Rules(rules::RulesArgs),
    /// Show lt-lint's effective settings and where each comes from.
    Config(Box<ConfigArgs>),
    /// Show every object as kubectl would send it, with secrets masked.
    Objects(objects::ObjectsArgs),
    /// Explain a rule: what it finds, why it matters, what to write instead.
    Explain(explain::ExplainArgs),
    /// Print rules as policies for the API server.
    Export(export::ExportArgs),
    /// Run the fixtures of rules: each must have exactly the expected findings.
    Test(test::TestArgs),
    /// Run the language server for editors: findings as you type, hover, completion.
    Server(server::ServerArgs),
    /// Print the JSON Schema of one of lt-lint's formats.
    Schema(schema::SchemaArgs),
    /// Print a shell completion script.
    Completions(completions::CompletionsArgs),
    /// Print the manual page.
    Man,
}

/// Runs lt-lint: parses `args` (the program's name first), does what they say, returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, mut console: Console<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(shell) = console.completes.clone() {
        return completions::answer(&shell, args, &mut console);
    }
    // A log shows what is said of the arguments, and they may hold the token of a CI job.
    match Redactor::of_texts(args.iter().skip(1).filter_map(|arg| arg.to_str())) {
        secrets if secrets.is_empty() => answer(&args, console),
        secrets => hiding::with(console, secrets, |console| answer(&args, console)),
    }
}

fn answer(args: &[OsString], mut console: Console<'_>) -> u8 {
    if let [_, only] = args
        && let Some(version) = version_for(only)
    {
        return printed(&format!("lt-lint {version}\n"), CLEAN, &mut console);
    }
    let cli = match parsed(args) {
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

/// What the arguments say. The flags of the commands are described to clap only where one may be named, or for the text
/// of an error.
fn parsed(args: &[OsString]) -> Result<Cli, clap::Error> {
    let is_command = |arg: &str| arg == "help" || Command::has_subcommand(arg);
    let is_named = |arg: &OsString| arg.to_str().is_some_and(is_command);
    if !args.iter().any(is_named)
        && let Ok(check) = matched::<Check>(args)
    {
        return Ok(Cli { command: None, check: check.check });
    }
    matched(args)
}

fn matched<T: CommandFactory + FromArgMatches>(args: &[OsString]) -> Result<T, clap::Error> {
    let command = named(T::command(), args.first());
    T::from_arg_matches_mut(&mut command.try_get_matches_from(args)?)
}

/// The version that a flag asks for, as clap answers: without describing all commands to it first.
fn version_for(flag: &OsStr) -> Option<&'static str> {
    match flag.to_str()? {
        "-V" => Some(env!("CARGO_PKG_VERSION")),
        "--version" => Some(VERSION),
        _ => None,
    }
}

/// The command by the name that it was started with: kubectl finds its plugins by theirs.
fn named(command: clap::Command, program: Option<&OsString>) -> clap::Command {
    let stem = program.and_then(|program| Path::new(program).file_stem());
    match stem.and_then(OsStr::to_str) {
        Some("kubectl-lt_lint") => command.bin_name("kubectl lt-lint"),
        _ => command,
    }
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
        Command::Rules(args) => rules::rules(&args, console),
        Command::Config(args) => config::config(&args),
        Command::Objects(args) => objects::objects(&args, console),
        Command::Explain(args) => explain::explain(&args, console),
        Command::Export(args) => export::export(&args),
        Command::Test(args) => test::test(&args, console),
        Command::Server(args) => server::server(args, console),
        Command::Schema(args) => schema::schema(&args, console),
        Command::Completions(args) => completions::completions(&args),
        Command::Man => man::man(Cli::command()),
    }?;
    Ok((disarmed(&text).into_owned(), code))
}

fn usage(error: &clap::Error, console: &mut Console<'_>) -> u8 {
    let rendered = error.render();
    let is_colored = if error.use_stderr() { console.color_of_errors } else { console.color };
    let text = if is_colored { rendered.ansi().to_string() } else { rendered.to_string() };
    let text = disarmed(&text);
    if error.use_stderr() {
        let _ = console.stderr.write_all(text.as_bytes());
        FAILED
    } else {
        printed(&text, CLEAN, console)
    }
}
