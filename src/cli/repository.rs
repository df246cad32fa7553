//! Paths as the services around a repository want them: from its root, wherever lt-lint was started.

use std::borrow::Cow;
use std::path::Path;

use super::format::Format;
use crate::paths::clean;
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
    let root = clean(&root.to_string_lossy());
    for source in report.sources.iter_mut().filter(|source| source.is_file()) {
        let whole = clean(&current.join(&source.name).to_string_lossy());
        if let Some(below) = whole.strip_prefix(&root).and_then(|rest| rest.strip_prefix('/')) {
            source.name = below.to_owned();
        }
    }
    report
}
