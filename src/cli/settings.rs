//! The project that every command works in: its settings, its own rules, and the rules as they are with both.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::find;
use crate::error::Error;
use crate::project::{self, Wanted};

pub(super) use crate::project::{Project, Sources};

use super::groups::RULES;

/// Where settings and own rules are.
#[derive(Debug, Default, Args)]
pub(crate) struct SettingsArgs {
    /// Configuration file [default: nearest .lt-lint.yaml at or above the first PATH].
    ///
    /// Without a path the search starts in the current folder; it stops at the root of the repository.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    #[arg(help_heading = RULES, value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Don't read a configuration file.
    #[arg(long, help_heading = RULES, hide_short_help = true)]
    pub no_config: bool,
    /// Directory with custom rules (repeatable).
    ///
    /// Its rules are added to those of `rules-folder` in the configuration.
    #[arg(long, value_name = "FOLDER", help_heading = RULES, value_hint = ValueHint::DirPath)]
    pub rules: Vec<PathBuf>,
}

impl SettingsArgs {
    /// What these arguments ask for, where `paths` are worked on.
    pub(super) fn wanted(&self, paths: &[PathBuf]) -> Wanted<'_> {
        let first = paths.first().filter(|path| path.as_os_str() != "-");
        let config = match &self.config {
            Some(file) => Some(file.clone()),
            None if self.no_config => None,
            None => find(first.map_or(Path::new("."), PathBuf::as_path)),
        };
        Wanted { config, rules: &self.rules, opened: &|_| None }
    }
}

impl Project {
    /// Finds the settings for `paths`, reads own rules, and checks the settings against all rules.
    ///
    /// # Errors
    /// For rule files and configuration files that can't be read or aren't valid.
    pub(super) fn load(args: &SettingsArgs, paths: &[PathBuf]) -> Result<Self, Error> {
        project::load(&args.wanted(paths))
    }
}

impl Sources {
    /// The same without applying the settings to the rules.
    ///
    /// # Errors
    /// As for [`Project::load`].
    pub(super) fn load(args: &SettingsArgs, paths: &[PathBuf]) -> Result<Self, Error> {
        project::sources(&args.wanted(paths))
    }
}
