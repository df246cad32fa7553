//! Where the configuration file is.

use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const FILE_NAME: &str = ".lt-lint.yaml";

/// The nearest configuration file: from `start` upward to the root of its repository.
#[must_use]
pub fn find(start: &Path) -> Option<PathBuf> {
    find_by(start, &Path::is_file)
}

/// The same, where it is asked whether a file is there: in an editor one may not be saved yet.
#[must_use]
pub fn find_by(start: &Path, is_there: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let start = std::fs::canonicalize(start).ok()?;
    let folder = if start.is_dir() { start.as_path() } else { start.parent()? };
    for folder in folder.ancestors() {
        let file = folder.join(FILE_NAME);
        if is_there(&file) {
            return Some(shortened(&file));
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Relative to the current folder where it is below it.
fn shortened(path: &Path) -> PathBuf {
    let current = std::env::current_dir().and_then(std::fs::canonicalize);
    let relative =
        current.ok().and_then(|current| path.strip_prefix(current).ok().map(Path::to_owned));
    relative.unwrap_or_else(|| path.to_owned())
}
