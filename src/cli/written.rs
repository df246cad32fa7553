//! The files that a check may write its report to.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::kube::ObjectSet;
use crate::paths::FileSet;
use crate::source::{FileId, SourceFile};
use crate::triage;
use crate::yaml::Reader;

use super::check::CheckArgs;
use super::file;
use super::format::OutputFile;

/// Of two reports in one file, one would be lost.
pub(super) fn named_once(files: &[OutputFile]) -> Result<(), Error> {
    let places: Vec<PathBuf> = files.iter().map(|file| file::leads_to(&file.path)).collect();
    let is_known = |at: usize| places.iter().take(at).any(|known| Some(known) == places.get(at));
    match files.iter().enumerate().find(|(at, _)| is_known(*at)) {
        Some((_, file)) => {
            Err(Error::new(file.path.display().to_string(), "--output names this file twice"))
        }
        None => Ok(()),
    }
}

/// Arguments that nothing would read: the name of a standard input that isn't among the paths, and `-` as a file.
pub(super) fn has_its_place(args: &CheckArgs) -> Result<(), Error> {
    let is_dash = |path: &PathBuf| path.as_os_str() == "-";
    if args.stdin_filename.is_some() && !args.paths.iter().any(is_dash) {
        let error = Error::new("--stdin-filename", "standard input isn't among the paths");
        return Err(error.with_advice("give - as the path, or none"));
    }
    if args.write_baseline.as_ref().is_some_and(is_dash) {
        let error = Error::new("--write-baseline", "a baseline is a file, not standard output");
        return Err(error.with_advice("name the file"));
    }
    Ok(())
}

/// Over a file that is named, or that holds what is linted, no report is written. One of an earlier run may lie there.
pub(super) fn no_input(args: &CheckArgs, files: &[SourceFile]) -> Result<(), Error> {
    let outputs = args.output.iter().map(|file| &file.path).chain(&args.write_baseline);
    for path in outputs.filter(|path| path.is_file()) {
        let written = FileSet::new(std::iter::once(path.clone()));
        let is_named = args.paths.iter().any(|named| written.includes(named));
        let mut same = files.iter().filter(|file| written.includes(Path::new(&file.name)));
        if is_named || same.any(is_manifest) {
            let error = Error::new(path.display().to_string(), "this is one of the files to lint");
            return Err(error.with_advice("name another file for the report"));
        }
    }
    Ok(())
}

fn is_manifest(file: &SourceFile) -> bool {
    let (parsed, skipped) = triage::read(FileId(0), file, true, Reader::default());
    !skipped.is_empty() || !ObjectSet::new(parsed.documents.iter(), true).is_empty()
}
