//! Folders with rules of a project's own: reading them, where their fixtures are, and which files these are, so that
//! nobody takes them for manifests.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::bounded;
use crate::discover::{Search, discover, shown};
use crate::error::Error;
use crate::paths::FileSet;
use crate::rule::RuleSet;
use crate::source::SourceFile;

/// Name of the folder that holds the fixtures of rules.
pub const FIXTURES: &str = "fixtures";

/// A folder with rule files.
#[derive(Debug)]
pub struct RulesFolder {
    /// Its path.
    pub path: PathBuf,
    /// The rule files in it and below it, by name, without those below its `fixtures`.
    pub files: Vec<SourceFile>,
}

/// Reason why a folder gives no rules.
#[derive(Debug)]
pub enum FolderError {
    /// The folder itself is at fault: it doesn't exist, isn't a folder, or holds no rule.
    Folder(String),
    /// A file in it can't be read.
    File(Error),
}

impl RulesFolder {
    /// Reads the rule files of a folder.
    ///
    /// # Errors
    /// When the folder or one of its files can't be read, or when there is no file.
    pub fn read(path: &Path) -> Result<Self, FolderError> {
        let fault = |reason: &str| Err(FolderError::Folder(reason.to_owned()));
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return fault("no such file or folder");
            }
            Err(error) => return fault(&error.to_string()),
            Ok(metadata) if !metadata.is_dir() => return fault("this isn't a folder"),
            Ok(_) => {}
        }
        let found = discover(&[path.to_owned()], &Search::default(), &mut io::empty());
        if let Some(error) = found.errors.into_iter().next() {
            return Err(FolderError::File(error));
        }
        let fixtures = format!("{}/", shown(&path.join(FIXTURES)));
        let mut files = found.files;
        files.retain(|file| !file.name.starts_with(&fixtures));
        if files.is_empty() {
            return fault("there is no rule file (.yaml) in this folder");
        }
        Ok(Self { path: path.to_owned(), files })
    }

    /// Folder of the fixtures: `fixtures` in the folder, else `fixtures` next to it.
    #[must_use]
    pub fn fixtures(&self) -> PathBuf {
        let inside = self.path.join(FIXTURES);
        if inside.is_dir() { inside } else { beside(&self.path, FIXTURES) }
    }
}

/// Path of `name` next to a folder.
fn beside(folder: &Path, name: &str) -> PathBuf {
    match folder.parent() {
        Some(parent) if folder.file_name().is_some() => parent.join(name),
        // `.` and `..` have no name to replace.
        _ => folder.join("..").join(name),
    }
}

/// Adds the rules of folders to those of lt-lint; each of them has an id of its own.
///
/// # Errors
/// For the first file that isn't a valid rule, or whose id another file has too.
pub fn extend(rules: &mut RuleSet, folders: &[RulesFolder]) -> Result<(), Error> {
    rules.extend(folders.iter().flat_map(|folder| folder.files.iter().cloned()).collect())
}

/// Files that belong to rules, which a search for manifests passes by: the rule files of `folders`, and the fixtures
/// of `rules` that belong to them.
#[must_use]
pub fn rule_files(folders: &[RulesFolder], rules: &RuleSet) -> FileSet {
    let own = folders.iter().flat_map(|folder| &folder.files);
    let own = own.map(|file| PathBuf::from(&file.name));
    let fixtures = folders.iter().flat_map(|folder| fixture_paths(&folder.fixtures()));
    let is_fixture = |path: &PathBuf| {
        path.file_stem().and_then(|stem| stem.to_str()).is_some_and(|id| rules.get(id).is_some())
    };
    FileSet::new(own.chain(fixtures.filter(is_fixture)))
}

/// Reads fixtures: a file, or the `.yaml` and `.yml` files of a folder, by name.
///
/// # Errors
/// When the path or one of the files can't be read.
pub fn fixture_files(path: &Path) -> Result<Vec<(String, String)>, Error> {
    let read = |path: &Path| {
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| Error::new(shown(path), reason(&error)))?;
        Ok((shown(path), text))
    };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            fixture_paths(path).iter().map(|it| read(it)).collect()
        }
        _ => Ok(vec![read(path)?]),
    }
}

/// Paths of the `.yaml` and `.yml` files right in a folder, by name; none where there is no such folder.
fn fixture_paths(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            !name.starts_with('.') && (name.ends_with(".yaml") || name.ends_with(".yml"))
        })
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => "this isn't UTF-8".to_owned(),
        _ => bounded::reason(error),
    }
}
