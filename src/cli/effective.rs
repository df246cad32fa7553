//! `lt-lint settings [PATH]...`: the settings that the agents really have.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::discover::{Search, all_named, discover};
use crate::effective::{Asked, settings};
use crate::error::Error;
use crate::options::Options;
use crate::output::{settings_human, settings_json};
use crate::session::Session;
use crate::units::Version;

use super::console::{self, Console, Outcome, warn};
use super::settings::{Project, SettingsArgs};

/// Files whose settings to show, and the output format.
#[derive(Debug, Args)]
pub(crate) struct EffectiveArgs {
    /// Files, folders (searched for .yaml, .yml and .json), or - for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = SettingsFormat::Human)]
    format: SettingsFormat,
    /// Show how this release of the agent reads them, instead of the image's.
    #[arg(long, value_name = "VERSION")]
    agent_version: Option<Version>,
    /// Show only what this release of the agent reads differently.
    #[arg(long, value_name = "VERSION")]
    diff: Option<Version>,
    /// Also show the agent's defaults (JSON always contains them).
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Don't read neighbouring files to resolve references.
    #[arg(long)]
    no_context: bool,
}

/// How settings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SettingsFormat {
    /// One line per setting.
    Human,
    /// One JSON document (schemas/settings.schema.json).
    Json,
}

/// Shows the settings of every agent in the paths. Paths that can't be read are complained about.
pub(crate) fn effective(args: &EffectiveArgs, console: &mut Console<'_>) -> Outcome {
    let Project { settings: own, rules, rule_files } = Project::load(&args.settings, &args.paths)?;
    let search = Search {
        exclude: own.exclude.as_ref(),
        rule_files: Some(&rule_files),
        force_exclude: false,
        context: !args.no_context,
        ..Search::default()
    };
    let discovered = discover(&args.paths, &search, console.stdin);
    discovered.errors.iter().for_each(|error| warn(console, error));
    let all_read = discovered.errors.is_empty();
    let incomplete = discovered.lacks_context || !all_read;
    let options = Options { incomplete, ..own.options(crate::load::Flags::default()) };
    let session = Session::new(rules, options)?;
    let asked = Asked { release: args.agent_version, changes_at: args.diff };
    let record = settings(&session, &discovered.files, asked);
    let is_empty = record.agents.is_empty();
    if is_empty && all_read {
        warn(console, &Error::new(all_named(&args.paths), "no container here is the agent"));
    }
    let text = match args.format {
        SettingsFormat::Human => settings_human(&record, args.all),
        SettingsFormat::Json => settings_json(&record),
    };
    Ok(match (all_read, is_empty) {
        (false, _) => (text, console::FAILED),
        (true, true) => (String::new(), console::NOTHING),
        (true, false) => (text, console::CLEAN),
    })
}
