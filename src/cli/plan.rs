//! `lt-lint plan [PATH]...`: what load the manifests make, what it costs, and what would reach a target.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::output::plan::{PlanLook, human, json, markdown, svg};

use super::LoadArgs;
use super::console::{Color, Console, Outcome, PIPED_WIDTH};
use super::input::Input;
use super::settings::SettingsArgs;

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
    let flags = args.load.flags;
    let input = Input::read(&paths, &args.settings, flags, !args.no_context, console)?;
    let plan = crate::plan::plan(&input.session, &input.files);
    let is_empty = plan.workloads.is_empty() && plan.goals.is_empty();
    if is_empty {
        let reason = "no workload generates load here, so there is nothing to plan";
        input.complain(&paths, reason, Some("--target plans without one"), console);
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
    Ok(input.outcome(text, is_empty))
}
