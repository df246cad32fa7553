//! Files of known findings: reading them, writing them again, and telling what in them is out of date.

use std::io;
use std::path::Path;

use super::check::CheckArgs;
use super::console::{Console, warn};
use crate::baseline::{Baseline, BaselineEntry};
use crate::bounded::{read_bytes, reason};
use crate::error::Error;
use crate::report::Report;
use crate::text::count;

use super::file::replace;

/// The baseline that the arguments name, to be used or to be written again, and its bytes where it is there.
///
/// # Errors
/// When it can't be read or isn't a baseline. One that is still to be written needn't be there.
pub(super) fn named(args: &CheckArgs) -> Result<(Option<Baseline>, Option<Vec<u8>>), Error> {
    let Some(path) = args.baseline.as_ref().or(args.write_baseline.as_ref()) else {
        return Ok((None, None));
    };
    match read_bytes(path) {
        Ok(text) => Ok((Some(Baseline::read(path, text.clone())?), Some(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound && args.baseline.is_none() => {
            Ok((Some(Baseline::default()), None))
        }
        Err(error) => Err(Error::new(path.display().to_string(), reason(&error))),
    }
}

/// Writes down everything that was found. What an older one, read as `before`, knows of files that weren't looked
/// at is kept.
///
/// # Errors
/// When the file can't be written, or isn't what it was when it was read: another run's findings would be lost.
pub(super) fn write(path: &Path, before: Option<&[u8]>, report: &Report) -> Result<String, Error> {
    let mut baseline = report.unseen.clone();
    let known = report
        .suppressed
        .iter()
        .filter(|one| one.by == crate::report::By::Baseline)
        .map(|one| &one.finding);
    for finding in report.findings.iter().chain(known) {
        baseline.add(finding, &report.sources);
    }
    if read_bytes(path).ok().as_deref() != before {
        let error =
            Error::new(path.display().to_string(), "another run has written it in the meantime");
        return Err(error.with_advice("nothing was written; run this again"));
    }
    replace(path, &baseline.write())?;
    Ok(format!("{} in {}\n", count(baseline.len(), "known finding"), path.display()))
}

/// Says what a baseline still knows that is no longer there.
pub(super) fn warn_of_stale(path: &Path, stale: &Baseline, console: &mut Console<'_>) {
    let entries = stale.entries();
    let Some(BaselineEntry { rule, object, file, field, .. }) = entries.first() else {
        return;
    };
    let object =
        object.as_ref().map(ToString::to_string).or_else(|| file.clone()).unwrap_or_default();
    let field = if field.is_empty() { String::new() } else { format!(" at {field}") };
    let verb = if stale.len() == 1 { "is" } else { "are" };
    let among = if stale.len() == 1 { ":" } else { ", among them" };
    let found = format!("{} {verb} no longer there{among}", count(stale.len(), "known finding"));
    let error =
        Error::new(path.display().to_string(), format!("{found} {rule} in {object}{field}"));
    warn(console, &error.with_advice("rewrite the baseline with --write-baseline"));
}
