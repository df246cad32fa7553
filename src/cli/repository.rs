//! Paths as the services around a repository want them: from its root, wherever lt-lint was started.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use super::format::Format;
use crate::discover::STDIN;
use crate::report::Report;

/// The report with its files named from the repository's root, for the formats that need it.
pub(super) fn named_from_root<'r>(report: &'r Report, format: Format) -> Cow<'r, Report> {
    if !matches!(format, Format::Github | Format::Gitlab | Format::Sarif) {
        return Cow::Borrowed(report);
    }
    let current = std::env::current_dir().and_then(std::fs::canonicalize).ok();
    let root = current
        .as_deref()
        .and_then(|folder| folder.ancestors().find(|at| at.join(".git").exists()));
    match (current.as_deref(), root) {
        (Some(current), Some(root)) => Cow::Owned(renamed(report, current, root)),
        _ => Cow::Borrowed(report),
    }
}

fn renamed(report: &Report, current: &Path, root: &Path) -> Report {
    let mut report = report.clone();
    for source in report.sources.iter_mut().filter(|source| source.name != STDIN) {
        let whole = plain(&current.join(&source.name));
        if let Some(below) = whole.strip_prefix(root).ok().and_then(Path::to_str) {
            source.name = below.replace('\\', "/");
        }
    }
    report
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
