//! Severities that the settings give a rule for some files.

use std::path::Path;

use crate::finding::{Finding, Level};
use crate::options::Override;
use crate::source::{FileId, SourceFile};

/// The level that the settings give a rule in a file; `None` where they say nothing of it.
pub(super) fn level(
    rule: &str,
    file: FileId,
    sources: &[SourceFile],
    overrides: &[Override],
) -> Option<Level> {
    if overrides.is_empty() {
        return None;
    }
    let path = Path::new(&sources.get(file.0)?.name);
    overrides
        .iter()
        .rev()
        .find(|one| one.rule == rule && one.paths.includes(path))
        .map(|one| one.level)
}

/// Gives a finding the severity that it has in its file; false where the rule is off there.
pub(super) fn apply(finding: &mut Finding, sources: &[SourceFile], overrides: &[Override]) -> bool {
    let Some(level) = level(&finding.rule, finding.primary.at.file, sources, overrides) else {
        return true;
    };
    let severity = level.severity();
    finding.severity = severity.unwrap_or(finding.severity);
    severity.is_some()
}
