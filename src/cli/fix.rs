//! `lt-lint --fix` and `--diff`: writes or shows what fixes the findings.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::Error;
use crate::fix::Applicability;
use crate::fixer::{Diff, Fixed, best, fix, unified};
use crate::paths::clean;
use crate::report::Report;
use crate::session::Session;
use crate::source::{FileId, STDIN, SourceFile};

use super::console::{self, Console, warn};
use super::file::replace;
use super::groups::FIXES;

/// Use of fixes.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FixArgs {
    /// Apply all safe fixes to the files and print the remaining findings; with - as the path, print the fixed
    /// text instead.
    #[arg(long, group = "mend", conflicts_with = "write_baseline", help_heading = FIXES)]
    pub fix: bool,
    /// Print the changes of --fix as a patch without applying them; exit 1 if there are any.
    #[arg(long, group = "mend", conflicts_with_all = ["write_baseline", "output"])]
    #[arg(help_heading = FIXES)]
    pub diff: bool,
    /// With --fix or --diff: also apply fixes that are likely but not certain.
    #[arg(long = "unsafe", requires = "mend", help_heading = FIXES)]
    pub r#unsafe: bool,
}

impl FixArgs {
    /// The least sure fixes that are applied.
    fn least(self) -> Applicability {
        if self.r#unsafe { Applicability::Unsafe } else { Applicability::Safe }
    }
}

/// What is to be told of files that were fixed.
pub(super) struct Mended {
    /// How much was fixed, in a line.
    line: String,
    /// Standard input, fixed.
    stdin: Option<String>,
    /// Whether all was written.
    all_written: bool,
}

impl Mended {
    /// The text for standard output and the exit code: the report of what is left, unless that is where the fixed text
    /// goes.
    pub(super) fn told(self, report: (String, u8), console: &mut Console<'_>) -> (String, u8) {
        let (text, code) = report;
        if self.stdin.is_some() {
            let _ = write!(console.stderr, "{text}");
        }
        say(console, &self.line);
        let code = if self.all_written { code } else { console::FAILED };
        (self.stdin.unwrap_or(text), code)
    }
}

/// Fixes the files of a report, and gives that of the fixed files.
pub(super) fn mend(
    args: FixArgs,
    paths: &[PathBuf],
    session: &Session,
    report: Report,
    console: &mut Console<'_>,
) -> (Report, Mended) {
    let read = report.sources.clone();
    let fixed = run(args, paths, session, report, console);
    let line = summary(&fixed, args, "fixed");
    let (mut stdin, mut all_written) = (None, true);
    for (before, after) in read.iter().zip(&fixed.report.sources) {
        if after.name == STDIN {
            stdin = Some(after.text.to_string());
        } else if before.text != after.text
            && let Err(error) = write(before, after)
        {
            warn(console, &error);
            all_written = false;
        }
    }
    (fixed.report, Mended { line, stdin, all_written })
}

/// Writes a fixed file, unless somebody else has changed it meanwhile.
fn write(before: &SourceFile, after: &SourceFile) -> Result<(), Error> {
    let path = Path::new(&before.name);
    unchanged(path, before).map_err(|reason| Error::new(&before.name, reason))?;
    replace(path, &after.text)
}

/// Shows what would be changed: text for standard output, the exit code, and the number of findings in words.
pub(super) fn diff(
    args: FixArgs,
    paths: &[PathBuf],
    session: &Session,
    report: Report,
    console: &mut Console<'_>,
) -> (String, u8) {
    let (read, secrets) = (report.sources.clone(), report.secrets.clone());
    let is_empty = report.summary.files == 0;
    let fixed = run(args, paths, session, report, console);
    let mut text = String::new();
    let mut code = if is_empty { console::NOTHING } else { console::CLEAN };
    let here = std::env::current_dir().and_then(std::fs::canonicalize).ok();
    for (at, (before, after)) in read.iter().zip(&fixed.report.sources).enumerate() {
        let name = below(here.as_deref(), before).unwrap_or_else(|| before.name.clone());
        match unified(&name, &before.text, &after.text, FileId(at), &secrets) {
            Diff::Same => continue,
            Diff::Text(diff) => text.push_str(&diff),
            Diff::Secret => warn(console, &hidden(&before.name, "a secret")),
            Diff::Command => warn(console, &hidden(&before.name, "a command of CI systems")),
        }
        code = console::FINDINGS;
    }
    say(console, &summary(&fixed, args, "would be fixed"));
    (text, code)
}

/// The path of a file from the current folder, which a patch is applied in, where it is below that.
fn below(here: Option<&Path>, file: &SourceFile) -> Option<String> {
    let here = here.filter(|_| file.is_file())?;
    let whole = clean(&here.join(&file.name).to_string_lossy());
    Some(whole.strip_prefix(&clean(&here.to_string_lossy()))?.strip_prefix('/')?.to_owned())
}

/// Says on standard error how much was fixed.
fn say(console: &mut Console<'_>, line: &str) {
    let _ = writeln!(console.stderr, "{line}");
}

fn run(
    args: FixArgs,
    paths: &[PathBuf],
    session: &Session,
    report: Report,
    console: &mut Console<'_>,
) -> Fixed {
    let least = args.least();
    let roots: Vec<PathBuf> = paths.iter().filter_map(|path| root(path)).collect();
    let known = changeable(&report, least, &roots, console);
    let roots = &roots;
    let sources = report.sources.clone();
    let may = |file: FileId| {
        // What only a later round comes to is asked then.
        let ask = || sources.get(file.0).is_some_and(|source| may_change(source, roots).is_ok());
        known.get(&file).copied().unwrap_or_else(ask)
    };
    let fixed = fix(session, report, &|finding| {
        best(finding, least).filter(|fix| fix.edits.iter().all(|edit| may(edit.file)))
    });
    for undone in &fixed.undone {
        let place = fixed.report.source(undone.finding.primary.at.file);
        let place = place.map(|source| source.name.as_str()).unwrap_or_default();
        let reason =
            format!("`{}` isn't fixed ({}): {}", undone.finding.rule, undone.title, undone.reason);
        warn(console, &Error::new(place, reason));
    }
    fixed
}

/// Whether each file that has something to fix may be changed; why one may not is complained about.
fn changeable(
    report: &Report,
    least: Applicability,
    roots: &[PathBuf],
    console: &mut Console<'_>,
) -> BTreeMap<FileId, bool> {
    let mut known = BTreeMap::new();
    let fixes = report.findings.iter().filter_map(|finding| best(finding, least));
    for edit in fixes.flat_map(|fix| &fix.edits) {
        let Some(source) = report.source(edit.file) else { continue };
        known.entry(edit.file).or_insert_with(|| {
            let may = may_change(source, roots);
            let error =
                |reason| Error::new(&source.name, format!("nothing is fixed here: {reason}"));
            may.map_err(error).inspect_err(|error| warn(console, error)).is_ok()
        });
    }
    known
}

/// The folder in which files may be changed when a path is named.
fn root(path: &Path) -> Option<PathBuf> {
    let folder = if path.is_dir() { path } else { path.parent()? };
    fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
}

/// Whether a file may be changed.
///
/// # Errors
/// Says why not.
fn may_change(source: &SourceFile, roots: &[PathBuf]) -> Result<(), String> {
    if !source.judged {
        return Err("it was read only for what other files refer to".to_owned());
    }
    if source.name == STDIN {
        return Ok(());
    }
    let path = Path::new(&source.name);
    let target = fs::canonicalize(path).map_err(|error| error.to_string())?;
    if !roots.iter().any(|root| target.starts_with(root)) {
        return Err(format!("it is a link to {}", target.display()));
    }
    unchanged(path, source)
}

/// Whether a file still holds what was read.
///
/// # Errors
/// Says that it doesn't.
fn unchanged(path: &Path, source: &SourceFile) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    if bytes == source.text.as_bytes() {
        Ok(())
    } else if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        Err("it isn't in UTF-8".to_owned())
    } else {
        Err("it has changed since it was read".to_owned())
    }
}

/// `3 fixed, 1 left (1 more with --unsafe)`.
fn summary(fixed: &Fixed, args: FixArgs, verb: &str) -> String {
    let findings = &fixed.report.findings;
    let tried = |rule: &str| fixed.undone.iter().any(|undone| undone.finding.rule == rule);
    let more = findings.iter().filter(|finding| {
        let fix = best(finding, Applicability::Unsafe);
        fix.is_some_and(|fix| fix.applicability == Applicability::Unsafe) && !tried(&finding.rule)
    });
    let more = if args.r#unsafe { 0 } else { more.count() };
    let more = if more > 0 { format!(" ({more} more with --unsafe)") } else { String::new() };
    format!("{} {verb}, {} left{more}", fixed.count, findings.len())
}

/// That a change isn't shown, for what it would show.
fn hidden(file: &str, what: &str) -> Error {
    let reason = format!("the change isn't shown, since its lines contain {what}");
    Error::new(file, reason).with_advice("--fix applies it")
}
