//! A configuration that was read and not checked yet: the rules that it speaks of may be in folders that it names.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::rule::RuleSet;
use crate::settings_file::SettingsFile;

use super::Settings;
use super::file::ConfigFile;

/// A configuration file as it was read.
#[derive(Debug)]
pub struct Draft {
    pub(super) file: ConfigFile,
    pub(super) source: SettingsFile,
    /// The folder that relative paths start from.
    pub(super) folder: PathBuf,
}

/// A rules folder of a configuration.
#[derive(Debug)]
pub struct NamedFolder {
    /// Its path, from the current folder.
    pub path: PathBuf,
    keys: Vec<String>,
}

impl Draft {
    /// Parses the text of a configuration file.
    ///
    /// # Errors
    /// For text that isn't a configuration: the place, the reason, and what was likely meant.
    pub fn read(path: &Path, text: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let source = SettingsFile::new(&path.display().to_string(), text.into());
        let file: ConfigFile = source.read_unless_empty()?.unwrap_or_default();
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self { file, source, folder })
    }

    /// The folders with rules of the project's own.
    ///
    /// # Errors
    /// For a name that is empty.
    pub fn rules_folders(&self) -> Result<Vec<NamedFolder>, Error> {
        let folders = &self.file.rules_folder;
        let key = "rules-folder".to_owned();
        let named = folders.paths.iter().enumerate().map(|(at, name)| {
            let keys =
                if folders.is_list { vec![key.clone(), at.to_string()] } else { vec![key.clone()] };
            let folder = NamedFolder { path: self.folder.join(name), keys };
            if name.trim().is_empty() {
                Err(self.folder_error(&folder, "expected the name of a folder here"))
            } else {
                Ok(folder)
            }
        });
        named.collect()
    }

    /// An error at the place where the folder is named.
    #[must_use]
    pub fn folder_error(&self, folder: &NamedFolder, reason: &str) -> Error {
        let keys: Vec<&str> = folder.keys.iter().map(String::as_str).collect();
        self.source.error(&keys, reason)
    }

    /// Checks everything else, against all rules that there are.
    ///
    /// # Errors
    /// For unknown rules and parameters, and values that don't fit.
    pub fn check(self, rules: &RuleSet) -> Result<Settings, Error> {
        Settings::check(self, rules)
    }
}
