//! Finds and reads the files to lint. All input happens here.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::config::PathSet;
use crate::error::Error;
use crate::source::SourceFile;

/// The name under which standard input is reported.
pub const STDIN: &str = "<stdin>";

/// Endings of files that may hold manifests.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// What was found.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files, sorted by name.
    pub files: Vec<SourceFile>,
    /// Paths that could not be read. The other files are still there.
    pub errors: Vec<Error>,
    exclude: Option<PathSet>,
}

/// Reads what `paths` name: files as they are, folders by their `.yaml`, `.yml` and `.json` files
/// (hidden, git-ignored and excluded ones left out), `-` for standard input. Each file comes once.
#[must_use]
pub fn discover(paths: &[PathBuf], exclude: Option<&PathSet>, stdin: &mut dyn Read) -> Discovered {
    let mut discovered = Discovered { exclude: exclude.cloned(), ..Discovered::default() };
    let mut seen = HashSet::new();
    for path in paths {
        if path.as_os_str() == "-" {
            if seen.insert(PathBuf::from(STDIN)) {
                discovered.read_stdin(stdin);
            }
        } else if path.is_dir() {
            discovered.walk(path, &mut seen);
        } else {
            discovered.read(path, true, &mut seen);
        }
    }
    discovered.files.sort_by(|a, b| a.name.cmp(&b.name));
    discovered
}

/// Reads the rule files of a folder, by name.
///
/// # Errors
/// When the folder or one of its files can't be read.
pub fn rule_files(folder: &Path) -> Result<Vec<SourceFile>, Error> {
    let mut discovered = Discovered::default();
    discovered.walk(folder, &mut HashSet::new());
    discovered.files.sort_by(|a, b| a.name.cmp(&b.name));
    match discovered.errors.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(discovered.files),
    }
}

impl Discovered {
    fn read_stdin(&mut self, stdin: &mut dyn Read) {
        let mut bytes = Vec::new();
        match stdin.read_to_end(&mut bytes) {
            Ok(_) => self.files.push(SourceFile::new(STDIN, bytes, true)),
            Err(error) => self.errors.push(Error::new(STDIN, reason(&error))),
        }
    }

    fn walk(&mut self, folder: &Path, seen: &mut HashSet<PathBuf>) {
        for entry in WalkBuilder::new(folder).require_git(false).build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let ending = entry.path().extension().and_then(|ending| ending.to_str());
                    if self.exclude.as_ref().is_some_and(|exclude| exclude.includes(entry.path())) {
                        continue;
                    }
                    if ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str())) {
                        self.read(entry.path(), false, seen);
                    }
                }
                Ok(_) => {}
                Err(error) => self.errors.push(Error::new(shown(folder), error.to_string())),
            }
        }
    }

    fn read(&mut self, path: &Path, named: bool, seen: &mut HashSet<PathBuf>) {
        let identity = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !seen.insert(identity) {
            return;
        }
        match fs::read(path) {
            Ok(bytes) => self.files.push(SourceFile::new(shown(path), bytes, named)),
            Err(error) => self.errors.push(Error::new(shown(path), reason(&error))),
        }
    }
}

/// The path as people write it: forward slashes, no leading `./`.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
