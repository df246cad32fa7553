//! `lt-lint plan [PATH]...`: what load the manifests make, what it costs, and what would reach a target.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::discover::{Search, all_named, discover};
use crate::error::Error;
use crate::options::Options;
use crate::output::plan::{PlanLook, human, json, markdown, svg};
use crate::session::Session;

use super::LoadArgs;
use super::console::{self, Color, Console, Outcome, PIPED_WIDTH, warn};
use super::settings::{Project, SettingsArgs};

/// Input of a plan, and the output format.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// Files, folders, or - for standard input [default: the current folder, or nothing with --target].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = PlanFormat::Human)]
    format: PlanFormat,
    /// Use ASCII characters only (default in non-UTF-8 locales).
    #[arg(long)]
    ascii: bool,
    /// When to use colour; `auto` honours NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    #[command(flatten)]
    load: LoadArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Don't read neighbouring files to resolve references.
    #[arg(long)]
    no_context: bool,
}

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// Tables and bars.
    Human,
    /// One JSON document (schemas/plan.schema.json).
    Json,
    /// Tables, for tickets and job summaries.
    Markdown,
    /// A picture, for a README or a ticket.
    Svg,
}

/// Plans what the paths hold, or a target alone. Paths that can't be read are complained about.
pub(crate) fn plan(args: &PlanArgs, console: &mut Console<'_>) -> Outcome {
    let paths = match args.paths.as_slice() {
        [] if args.load.flags.target.is_some() => Vec::new(),
        [] => vec![PathBuf::from(".")],
        paths => paths.to_vec(),
    };
    let Project { settings, rules, rule_files } = Project::load(&args.settings, &paths)?;
    let search = Search {
        exclude: settings.exclude.as_ref(),
        rule_files: Some(&rule_files),
        force_exclude: false,
        context: !args.no_context,
        ..Search::default()
    };
    let discovered = discover(&paths, &search, console.stdin);
    discovered.errors.iter().for_each(|error| warn(console, error));
    let all_read = discovered.errors.is_empty();
    let incomplete = discovered.lacks_context || !all_read;
    let options = Options { incomplete, ..settings.options(args.load.flags) };
    let plan = crate::plan::plan(&Session::new(rules, options)?, &discovered.files);
    let is_empty = plan.workloads.is_empty() && plan.goals.is_empty();
    if is_empty && all_read {
        let error = Error::new(
            all_named(&paths),
            "no workload generates load here, so there is nothing to plan",
        );
        warn(console, &error.with_advice("--target plans without one"));
    }
    let text = match args.format {
        PlanFormat::Human => {
            let width = console.width.unwrap_or(PIPED_WIDTH);
            let color = args.color.is_wanted(console.color);
            human(&plan, &PlanLook { width, ascii: args.ascii || !console.unicode, color })
        }
        PlanFormat::Json => json(&plan),
        PlanFormat::Markdown => markdown(&plan),
        PlanFormat::Svg => svg(&plan),
    };
    Ok(match (all_read, is_empty) {
        (false, _) => (text, console::FAILED),
        (true, true) => (String::new(), console::NOTHING),
        (true, false) => (text, console::CLEAN),
    })
}
