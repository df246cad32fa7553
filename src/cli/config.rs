//! `lt-lint config`: the settings that hold, and loading them for every other command.

use std::fs;
use std::path::{Path, PathBuf};

use super::check::CheckArgs;
use super::console::CLEAN;
use crate::config::{Settings, effective, find};
use crate::discover::rule_files;
use crate::error::Error;
use crate::rule::RuleSet;

use super::console::Outcome;

/// Every value with its origin.
pub(crate) fn config(args: &CheckArgs) -> Outcome {
    let (settings, rules) = load(args)?;
    Ok((effective(&settings, &rules, &args.load.flags(), args.kubernetes_version), CLEAN))
}

/// The project's settings, and the rules as they are with them.
///
/// # Errors
/// For rule files and configuration files that can't be read or aren't valid.
pub(crate) fn load(args: &CheckArgs) -> Result<(Settings, RuleSet), Error> {
    let mut rules = RuleSet::builtin()?;
    if let Some(folder) = &args.rules {
        rules.extend(rule_files(folder)?)?;
    }
    settle(rules, &args.paths, args.config.as_deref(), args.no_config)
}

/// The settings that hold for `paths`, and the rules as they are with them.
///
/// # Errors
/// For a configuration file that can't be read or isn't valid.
pub(crate) fn settle(
    rules: RuleSet,
    paths: &[PathBuf],
    config: Option<&Path>,
    no_config: bool,
) -> Result<(Settings, RuleSet), Error> {
    let first = paths.first().filter(|path| path.as_os_str() != "-");
    let found = match config {
        Some(file) => Some(file.to_owned()),
        None if no_config => None,
        None => find(first.map_or(Path::new("."), |path| path.as_path())),
    };
    let Some(path) = found else {
        return Ok((Settings::default(), rules));
    };
    let text = fs::read(&path);
    let text = text.map_err(|error| Error::new(path.display().to_string(), error.to_string()))?;
    let settings = Settings::read(&path, text, &rules)?;
    let rules = settings.configure(rules)?;
    Ok((settings, rules))
}
