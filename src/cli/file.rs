//! Writing a report's file so that nobody ever sees half of it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

use crate::error::Error;

/// Puts `text` into a file, whole or not at all: a new file in the same folder takes the old one's
/// name. What isn't a regular file, such as a pipe, is written to.
///
/// # Errors
/// When the file can't be written, with its path.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let place = path.display().to_string();
    try_replace(path, text).map_err(|error| Error::new(place, format!("can't be written: {error}")))
}

/// Adds `text` to the end of a file, which needn't be there yet.
///
/// # Errors
/// When the file can't be written, with its path.
pub(super) fn append(path: &Path, text: &str) -> Result<(), Error> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Error::new(path.display().to_string(), format!("can't be written: {error}"))
    })
}

/// Where a file is or will be, whatever names and links lead to it.
pub(super) fn leads_to(path: &Path) -> PathBuf {
    let folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Some(fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?.join(path.file_name()?))
    };
    fs::canonicalize(path).ok().or_else(folder).unwrap_or_else(|| path.to_owned())
}

fn try_replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays a link to the file that it leads to.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&target).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        return OpenOptions::new().write(true).open(&target)?.write_all(text.as_bytes());
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    if target.file_name().is_none() {
        return Err(io::Error::other("this isn't the name of a file"));
    }
    // Opened by hand, so that a new file has the usual permissions, and an error doesn't name the file next to it.
    let open = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
    let mut named = Builder::new();
    named.prefix(".lt-lint-").suffix(".tmp");
    let mut file = named.make_in(folder.unwrap_or(Path::new(".")), open)?;
    file.write_all(text.as_bytes())?;
    if let Some(known) = known {
        file.as_file().set_permissions(known.permissions())?;
    }
    file.persist(&target).map(drop).map_err(|error| error.error)
}
