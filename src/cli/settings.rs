//! The project that every command works in: its settings, its own rules, and the rules as they are with both.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::find;
use crate::error::Error;
use crate::project::{self, Wanted};

pub(super) use crate::project::{Project, Sources};

/// Where settings and own rules are.
#[derive(Debug, Default, Args)]
pub(crate) struct SettingsArgs {
    /// The configuration file; without it the nearest .lt-lint.yaml, from the first path (or else the current folder)
    /// upward.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no configuration file.
    #[arg(long)]
    pub no_config: bool,
    /// A folder with rules of your own, beside those that the configuration names in `rules-folder`; may be given
    /// several times.
    #[arg(long, value_name = "FOLDER")]
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
