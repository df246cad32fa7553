//! The project that every command works in: its settings, its own rules, and the rules as they are with both.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::{Draft, NamedFolder, Settings, find};
use crate::error::Error;
use crate::own_rules::{FolderError, RulesFolder, extend, rule_files};
use crate::paths::FileSet;
use crate::rule::RuleSet;

use super::groups::RULES;

/// Where settings and own rules are.
#[derive(Debug, Default, Args)]
pub(crate) struct SettingsArgs {
    /// The configuration file; without it the nearest .lt-lint.yaml from the first path upward.
    ///
    /// Without a path the search starts in the current folder; it ends at the root of the repository.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    #[arg(help_heading = RULES, value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Read no configuration file.
    #[arg(long, help_heading = RULES, hide_short_help = true)]
    pub no_config: bool,
    /// A folder with rules of your own; may be given several times.
    ///
    /// Its rules come beside those that the configuration names in `rules-folder`.
    #[arg(long, value_name = "FOLDER", help_heading = RULES, value_hint = ValueHint::DirPath)]
    pub rules: Vec<PathBuf>,
}

/// Settings that hold for some paths, and the rules as they are with them.
#[derive(Debug)]
pub(crate) struct Project {
    /// The settings.
    pub settings: Settings,
    /// All rules, with the severities and parameters of the settings.
    pub rules: RuleSet,
    /// Files of rules, which aren't manifests.
    pub rule_files: FileSet,
}

/// Rules as their files state them, before settings change them.
#[derive(Debug)]
pub(crate) struct Sources {
    /// The settings.
    pub settings: Settings,
    /// All rules.
    pub rules: RuleSet,
    /// The folders of own rules.
    pub folders: Vec<RulesFolder>,
}

impl Project {
    /// Finds the settings for `paths`, reads own rules, and checks the settings against all rules.
    ///
    /// # Errors
    /// For rule files and configuration files that can't be read or aren't valid.
    pub(super) fn load(args: &SettingsArgs, paths: &[PathBuf]) -> Result<Self, Error> {
        let Sources { settings, rules, folders } = Sources::load(args, paths)?;
        let rule_files = rule_files(&folders, &rules);
        let rules = settings.configure(rules)?;
        Ok(Self { settings, rules, rule_files })
    }
}

impl Sources {
    /// The same without applying the settings to the rules.
    ///
    /// # Errors
    /// As for [`Project::load`].
    pub(super) fn load(args: &SettingsArgs, paths: &[PathBuf]) -> Result<Self, Error> {
        let draft = draft(args, paths)?;
        let mut folders = match &draft {
            Some(draft) => configured(draft)?,
            None => Vec::new(),
        };
        for path in &args.rules {
            let folder = RulesFolder::read(path).map_err(|error| match error {
                FolderError::Folder(reason) => Error::new(path.display().to_string(), reason),
                FolderError::File(error) => error,
            });
            add(&mut folders, folder?);
        }
        let mut rules = RuleSet::builtin()?;
        extend(&mut rules, &folders)?;
        let settings = draft.map_or_else(|| Ok(Settings::default()), |it| it.check(&rules))?;
        Ok(Self { settings, rules, folders })
    }
}

/// The configuration file that is named or found, parsed.
fn draft(args: &SettingsArgs, paths: &[PathBuf]) -> Result<Option<Draft>, Error> {
    let first = paths.first().filter(|path| path.as_os_str() != "-");
    let found = match &args.config {
        Some(file) => Some(file.clone()),
        None if args.no_config => None,
        None => find(first.map_or(Path::new("."), PathBuf::as_path)),
    };
    let Some(path) = found else {
        return Ok(None);
    };
    let text = fs::read(&path);
    let text = text.map_err(|error| Error::new(path.display().to_string(), error.to_string()))?;
    Draft::read(&path, text).map(Some)
}

/// The folders that the configuration names.
fn configured(draft: &Draft) -> Result<Vec<RulesFolder>, Error> {
    let mut folders = Vec::new();
    for named in draft.rules_folders()? {
        add(&mut folders, read_named(draft, &named)?);
    }
    Ok(folders)
}

fn read_named(draft: &Draft, named: &NamedFolder) -> Result<RulesFolder, Error> {
    RulesFolder::read(&named.path).map_err(|error| match error {
        FolderError::Folder(reason) => {
            draft.folder_error(named, &format!("{}: {reason}", named.path.display()))
        }
        FolderError::File(error) => error,
    })
}

/// Adds a folder, unless it is among them already.
fn add(folders: &mut Vec<RulesFolder>, folder: RulesFolder) {
    let path = fs::canonicalize(&folder.path).ok();
    if !folders.iter().any(|known| fs::canonicalize(&known.path).ok() == path) {
        folders.push(folder);
    }
}
