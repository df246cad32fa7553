//! The project that a command or an editor works in: its settings, its own rules, and the rules as they are with both.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bounded::{read_bytes, reason};
use crate::config::{Draft, NamedFolder, Settings};
use crate::error::Error;
use crate::own_rules::{FolderError, RulesFolder, extend, rule_files};
use crate::paths::FileSet;
use crate::rule::RuleSet;
use crate::source::SourceFile;

/// What a project is made of.
pub(crate) struct Wanted<'w> {
    /// The configuration file, where there is one.
    pub config: Option<PathBuf>,
    /// Folders with rules, next to those that the configuration names.
    pub rules: &'w [PathBuf],
    /// The text of a file that is open in an editor, which counts before that of the disk.
    pub opened: &'w dyn Fn(&Path) -> Option<String>,
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

/// Reads the settings and the own rules, and checks the settings against all rules.
///
/// # Errors
/// For rule files and configuration files that can't be read or aren't valid.
pub(crate) fn load(wanted: &Wanted<'_>) -> Result<Project, Error> {
    let Sources { settings, rules, folders } = sources(wanted)?;
    let rule_files = rule_files(&folders, &rules);
    let rules = settings.configure(rules)?;
    Ok(Project { settings, rules, rule_files })
}

/// The same without applying the settings to the rules.
///
/// # Errors
/// As for [`load`].
pub(crate) fn sources(wanted: &Wanted<'_>) -> Result<Sources, Error> {
    let draft = draft(wanted)?;
    let mut folders = match &draft {
        Some(draft) => configured(draft)?,
        None => Vec::new(),
    };
    for path in wanted.rules {
        let folder = RulesFolder::read(path).map_err(|error| match error {
            FolderError::Folder(reason) => Error::new(path.display().to_string(), reason),
            FolderError::File(error) => error,
        });
        add(&mut folders, folder?);
    }
    for file in folders.iter_mut().flat_map(|folder| &mut folder.files) {
        if let Some(text) = (wanted.opened)(Path::new(&file.name)) {
            *file = SourceFile::new(file.name.clone(), text.into_bytes(), file.judged);
        }
    }
    let mut rules = RuleSet::builtin()?;
    extend(&mut rules, &folders)?;
    let settings = draft.map_or_else(|| Ok(Settings::default()), |it| it.check(&rules))?;
    Ok(Sources { settings, rules, folders })
}

/// The configuration file, parsed.
fn draft(wanted: &Wanted<'_>) -> Result<Option<Draft>, Error> {
    let Some(path) = &wanted.config else {
        return Ok(None);
    };
    let text = match (wanted.opened)(path) {
        Some(text) => Ok(text.into_bytes()),
        None => read_bytes(path),
    };
    let text = text.map_err(|error| Error::new(path.display().to_string(), reason(&error)))?;
    Draft::read(path, text).map(Some)
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
