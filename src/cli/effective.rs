//! `lt-lint settings [PATH]...`: the settings that the agents really have.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCandidates;

use crate::agent::{closest_release, releases};
use crate::effective::{Asked, settings};
use crate::error::Error;
use crate::output::{settings_human, settings_json};
use crate::units::Version;

use super::candidates;
use super::console::{Console, Outcome, warn};
use super::input::Input;
use super::settings::SettingsArgs;

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
    #[arg(add = ArgValueCandidates::new(candidates::agent_releases))]
    agent_version: Option<Version>,
    /// Show only what this release of the agent reads differently.
    #[arg(long, value_name = "VERSION")]
    #[arg(add = ArgValueCandidates::new(candidates::agent_releases))]
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
    let flags = crate::load::Flags::default();
    let input = Input::read(&args.paths, &args.settings, flags, !args.no_context, console)?;
    let asked = Asked { release: args.agent_version, changes_at: args.diff };
    let record = settings(&input.session, &input.files, asked);
    let asked_for = [("--agent-version", args.agent_version), ("--diff", args.diff)];
    for (flag, release) in asked_for {
        if let Some(reason) = release.and_then(unknown) {
            warn(console, &Error::new(flag, reason));
        }
    }
    let is_empty = record.agents.is_empty();
    if is_empty {
        input.complain(&args.paths, "no container here is the agent", None, console);
    }
    let text = match args.format {
        SettingsFormat::Human => settings_human(&record, args.all),
        SettingsFormat::Json => settings_json(&record),
    };
    Ok(input.outcome(text, is_empty))
}

/// What is said of a release that isn't known, and so is read like those around it.
fn unknown(release: Version) -> Option<String> {
    if releases().any(|known| known == release) {
        return None;
    }
    let newest = releases().next()?;
    Some(if release > newest {
        format!(
            "release {release} isn't known; the newest known is {newest}, and it is shown as that one reads them"
        )
    } else {
        let next = closest_release(release)?;
        format!("there is no release {release} of the agent; the next is {next}")
    })
}
