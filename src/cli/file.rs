//! Writing a report's file so that nobody ever sees half of it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

fn try_replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays a link to the file that it leads to.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&target).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        return OpenOptions::new().write(true).open(&target)?.write_all(text.as_bytes());
    }
    let (mut file, beside) = create_beside(&target)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| known.map_or(Ok(()), |known| file.set_permissions(known.permissions())))
        .and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A new file in the folder of `target`, under a name that nobody has.
fn create_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name =
        target.file_name().ok_or_else(|| io::Error::other("this isn't the name of a file"))?;
    let mut tries = 0..100;
    loop {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{}.tmp", std::process::id(), tries.next().unwrap_or_default()));
        let beside = target.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !tries.is_empty() => {}
            opened => return opened.map(|file| (file, beside)),
        }
    }
}
