//! The command line: one function of arguments and streams to an exit code.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::command::{self, Place};
use crate::error::Error;
use crate::finding::Severity;
use crate::kube::schema::KubernetesVersion;

/// Nothing at or above the threshold was found.
pub const CLEAN: u8 = 0;
/// There are findings.
pub const FINDINGS: u8 = 1;
/// It could not run as asked.
pub const FAILED: u8 = 2;
/// There was nothing to lint.
pub const NOTHING: u8 = 3;

/// The streams of the process, and what is known of the terminal.
pub struct Console<'c> {
    /// Standard input.
    pub stdin: &'c mut dyn Read,
    /// Standard output.
    pub stdout: &'c mut dyn Write,
    /// Standard error.
    pub stderr: &'c mut dyn Write,
    /// Whether colours are wanted when `--color` is `auto`.
    pub color: bool,
    /// Whether the locale has more than ASCII characters.
    pub unicode: bool,
    /// Whether the terminal makes links of what is marked as one.
    pub links: bool,
    /// The file of the summary that GitHub shows of a step, where there is one.
    pub step_summary: Option<PathBuf>,
    /// Whether somebody can be asked: a terminal on both sides.
    pub interactive: bool,
    /// Columns, if standard output is a terminal.
    pub width: Option<usize>,
}

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
    Init(Box<command::InitArgs>),
    /// Shows the capacity plan: what load the manifests make, what it costs, and what would reach a target.
    Plan(command::PlanArgs),
    /// Lists the rules.
    Rules,
    /// Shows the settings that hold, each with its origin.
    Config(Box<CheckArgs>),
    /// Shows every object as kubectl would send it; secrets stay hidden.
    Objects(ObjectsArgs),
    /// Explains a rule: what it finds, why it matters, what to write instead.
    Explain {
        /// The rule's id, as it stands in brackets in a finding.
        rule: String,
    },
    /// Prints a script that completes lt-lint's arguments in a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Prints the manual page.
    Man,
}

/// What to show of the objects.
#[derive(Debug, Args)]
pub(crate) struct ObjectsArgs {
    /// Files, folders (searched for .yaml, .yml and .json), or - for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = ValueFormat::Json)]
    pub format: ValueFormat,
    /// Show only what stands at a place: its object, path and value.
    #[arg(long, value_name = "[FILE:]LINE[:COL]")]
    pub at: Option<Place>,
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValueFormat {
    /// As kubectl writes JSON.
    Json,
    /// As YAML.
    Yaml,
}

/// What to lint, and how.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files, folders (searched for .yaml, .yml and .json), or - for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write the findings to a file as well, in any format; may be given several times. The file `-` is standard
    /// output, where it takes the place of `--format`.
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<OutputFile>,
    /// The lowest severity that makes the exit code 1.
    #[arg(long, value_enum, default_value_t = Threshold::Warning)]
    pub error_on: Threshold,
    /// Nothing to lint is no failure: for hooks that name whatever files have changed.
    #[arg(long)]
    pub allow_empty: bool,
    /// Show advice of severity info too.
    #[arg(long)]
    pub pedantic: bool,
    /// Show findings that comments or annotations forgive, too.
    #[arg(long)]
    pub no_ignores: bool,
    /// Don't tell what this file knows; only new findings count.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write down what is found, for `--baseline`, instead of telling it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "output"])]
    pub write_baseline: Option<PathBuf>,
    /// The configuration file; without it the nearest .lt-lint.yaml, from the first path upward.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration file.
    #[arg(long)]
    pub no_config: bool,
    /// Leave out named files too where the configuration excludes them, as a hook wants it.
    #[arg(long)]
    pub force_exclude: bool,
    /// Don't look at the files beside a named file for what it refers to.
    #[arg(long)]
    pub no_context: bool,
    /// When to use colours; NO_COLOR and CLICOLOR_FORCE count for auto.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Print nothing when nothing is found.
    #[arg(long, short)]
    pub quiet: bool,
    /// The version of Kubernetes whose API the objects are held against; the newest by default.
    #[arg(long, value_name = "VERSION")]
    pub kubernetes_version: Option<KubernetesVersion>,
    #[command(flatten)]
    pub load: command::LoadArgs,
    /// A folder with rules of your own, in the format of the built-in ones.
    #[arg(long, value_name = "FOLDER")]
    pub rules: Option<PathBuf>,
}

/// Output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Labelled source with what, why and what to do.
    Human,
    /// path:line:col: severity[rule] message.
    Concise,
    /// One document with every place, by schemas/report.schema.json.
    Json,
    /// An object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Test results.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// A table, for job summaries and comments.
    Markdown,
}

/// A file to write, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputFile {
    /// The format.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
}

impl std::str::FromStr for OutputFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let formats = || Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = formats().map(|format| format.get_name().to_owned()).collect();
        let Some((name, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err("write the format, `=` and the file, such as sarif=lt-lint.sarif".to_owned());
        };
        let format = Format::from_str(name, false).map_err(|_| {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let hint = crate::text::hint(name, &known);
            format!("no format `{name}`{hint}; there are {}", crate::text::list(&names))
        })?;
        Ok(Self { format, path: path.into() })
    }
}

/// From which severity on findings make the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Threshold {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// No finding does.
    Never,
}

impl Color {
    /// Whether colours are used; `auto` is what counts where nothing else is asked for.
    pub fn is_wanted(self, auto: bool) -> bool {
        match self {
            Self::Auto => auto,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

impl Threshold {
    /// The lowest severity that counts.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Never => None,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Runs lt-lint: parses `args` (the program's name first), does what they say, returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, mut console: Console<'_>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &mut console),
    };
    let outcome = match cli.command {
        None => command::check(&cli.check, &mut console),
        Some(Command::Init(args)) => command::init(&args, &console),
        Some(Command::Plan(args)) => command::plan(&args, &mut console),
        Some(Command::Rules) => command::rules(),
        Some(Command::Config(check)) => command::config(&check),
        Some(Command::Objects(args)) => command::objects(&args, &mut console),
        Some(Command::Explain { rule }) => command::explain(&rule),
        Some(Command::Completions { shell }) => command::completions(shell, Cli::command()),
        Some(Command::Man) => command::man(Cli::command()),
    };
    let (text, code) = outcome.unwrap_or_else(|error| {
        complain(&mut console, &error);
        (String::new(), FAILED)
    });
    match console.stdout.write_all(text.as_bytes()).and_then(|()| console.stdout.flush()) {
        // Whoever reads has seen enough: `lt-lint | head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            complain(&mut console, &Error::new("standard output", error.to_string()));
            FAILED
        }
        Ok(()) => code,
    }
}

/// Says on standard error what could not be done.
pub(crate) fn complain(console: &mut Console<'_>, error: &Error) {
    // Where standard error is gone as well, the exit code is all that is left.
    let _ = writeln!(console.stderr, "lt-lint: {error}");
}

fn usage(error: &clap::Error, console: &mut Console<'_>) -> u8 {
    let text = error.render().to_string();
    if error.use_stderr() {
        let _ = console.stderr.write_all(text.as_bytes());
        FAILED
    } else {
        let _ = console.stdout.write_all(text.as_bytes());
        CLEAN
    }
}
