//! `path:line:col: severity[rule] message`, one line each, for editors and grep.

use std::fmt::Write;

use crate::report::Report;
use crate::source::{LineIndex, Location, Position};
use crate::text::printable;

/// The findings, one per line; skipped files follow in the same form.
#[must_use]
pub fn concise(report: &Report) -> String {
    let mut out = String::new();
    let mut positions = Positions::default();
    for finding in &report.findings {
        let place = positions.place(report, finding.primary.at);
        let message = finding.message.replace('\n', " ");
        let _ = writeln!(out, "{place}: {}[{}] {message}", finding.severity, finding.rule);
    }
    for skipped in &report.skipped {
        let place = positions.place(report, skipped.at);
        let _ = writeln!(out, "{place}: skipped, {}", super::advice(skipped.reason));
    }
    out
}

/// Line indexes, made once a file.
#[derive(Debug, Default)]
pub(super) struct Positions {
    indexes: std::collections::BTreeMap<usize, LineIndex>,
}

impl Positions {
    /// Line and column of a place.
    pub(super) fn position(&mut self, report: &Report, at: Location) -> Position {
        let text = report.source(at.file).map(|source| &*source.text).unwrap_or_default();
        let index = self.indexes.entry(at.file.0).or_insert_with(|| LineIndex::new(text));
        index.position(text, at.span.start)
    }

    /// `path:line:column`.
    pub(super) fn place(&mut self, report: &Report, at: Location) -> String {
        let name = report.source(at.file).map(|source| printable(&source.name)).unwrap_or_default();
        let Position { line, column } = self.position(report, at);
        format!("{name}:{line}:{column}")
    }
}
