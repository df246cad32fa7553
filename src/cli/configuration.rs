//! Configuration files among the named ones: a hook names whatever has changed.

use std::path::{Path, PathBuf};

use super::settings::{Project, SettingsArgs};
use crate::config::FILE_NAME;
use crate::error::Error;

/// The configuration files among `paths`, and the others.
pub(super) fn split(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    paths.iter().cloned().partition(|path| is_configuration(path))
}

/// Whether nothing but configuration files is named.
pub(super) fn is_all(paths: &[PathBuf]) -> bool {
    !paths.is_empty() && paths.iter().all(|path| is_configuration(path))
}

/// Checks each as the settings of its folder.
///
/// # Errors
/// For the first one that isn't valid, with the place in it.
pub(super) fn check(files: &[PathBuf], args: &SettingsArgs) -> Result<(), Error> {
    for file in files {
        let rules = args.rules.clone();
        let named = SettingsArgs { config: Some(file.clone()), no_config: false, rules };
        Project::load(&named, &[])?;
    }
    Ok(())
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME) && path.is_file()
}
