//! Paths: names that mean something, patterns as git reads them, and where a path leads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The names under which kustomize looks for a kustomization.
pub(crate) const KUSTOMIZATIONS: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A path as it was given, the way people write it: forward slashes, no leading `./`.
pub(crate) fn shown(path: &str) -> String {
    let path = forward(path);
    match path.trim_start_matches("./") {
        "" => path,
        rest => rest.to_owned(),
    }
}

/// A path as it leads: forward slashes, no `.`, and `..` only where it leads out of all folders that are named.
pub(crate) fn clean(path: &str) -> String {
    let path = forward(path);
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) | ("", Some(_)) | ("..", Some(&"")) => {}
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path with forward slashes; elsewhere than on Windows a backslash is part of a name.
fn forward(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

/// A set of files, given by patterns.
#[derive(Debug, Clone)]
pub struct PathSet {
    patterns: Gitignore,
    /// The folder that relative paths start from, where the patterns start from an absolute one.
    current: Option<PathBuf>,
}

impl PathSet {
    /// Reads patterns relative to `folder`.
    ///
    /// # Errors
    /// For the first pattern that isn't one, with the reason.
    pub fn new(patterns: &[String], folder: &Path) -> Result<Self, String> {
        let root = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut builder = GitignoreBuilder::new(root);
        for pattern in patterns {
            builder.add_line(None, pattern).map_err(|error| format!("`{pattern}`: {error}"))?;
        }
        let patterns = builder.build().map_err(|error| error.to_string())?;
        let current = std::env::current_dir().and_then(std::fs::canonicalize).ok();
        Ok(Self { patterns, current: current.filter(|_| root.is_absolute()) })
    }

    /// Whether a file or one of the folders that it is in fits a pattern.
    #[must_use]
    pub fn includes(&self, path: &Path) -> bool {
        let path = path.strip_prefix(".").unwrap_or(path);
        let path = match &self.current {
            Some(current) if path.is_relative() => current.join(path),
            _ => path.to_owned(),
        };
        // A pattern can't be asked about a path outside of its folder.
        let below = path.is_relative() || path.starts_with(self.patterns.path());
        below && self.patterns.matched_path_or_any_parents(&path, false).is_ignore()
    }
}

/// A set of files that exist, known under whatever name.
#[derive(Debug, Clone, Default)]
pub struct FileSet(BTreeSet<PathBuf>);

impl FileSet {
    /// Set of the files that exist among `paths`.
    #[must_use]
    pub fn new(paths: impl Iterator<Item = PathBuf>) -> Self {
        Self(paths.filter_map(|path| std::fs::canonicalize(path).ok()).collect())
    }

    /// Whether a file is in the set.
    #[must_use]
    pub fn includes(&self, path: &Path) -> bool {
        // Names first: asking the file system about every file takes longer than reading some.
        self.0.iter().any(|known| known.file_name() == path.file_name())
            && std::fs::canonicalize(path).is_ok_and(|path| self.0.contains(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_compared_by_where_they_lead() {
        assert_eq!(clean("overlays/prod/../../base/a.yaml"), "base/a.yaml");
        assert_eq!(clean("./a.yaml"), "a.yaml");
        assert_eq!(clean("../../base/./a.yaml"), "../../base/a.yaml");
        assert_eq!(clean("/home//a/../b"), "/home/b");
        assert_eq!(clean("base/"), "base");
        assert_eq!(clean("/../a"), "/a");
        assert_eq!(clean("a\\..\\b.yaml"), if cfg!(windows) { "b.yaml" } else { "a\\..\\b.yaml" });
    }

    #[test]
    fn paths_are_shown_as_they_were_given() {
        for (path, text) in [
            ("./a.yaml", "a.yaml"),
            ("././a.yaml", "a.yaml"),
            ("a/../b.yaml", "a/../b.yaml"),
            ("../b.yaml", "../b.yaml"),
            ("./", "./"),
            (".", "."),
            ("a\\b.yaml", if cfg!(windows) { "a/b.yaml" } else { "a\\b.yaml" }),
        ] {
            assert_eq!(shown(path), text, "{path}");
        }
    }
}
