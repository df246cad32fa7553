//! Places as the machine formats want them: lines, columns, and the object around them.

use std::collections::BTreeMap;

use crate::finding::Label;
use crate::paths::shown;
use crate::report::Report;
use crate::source::{FileId, LineIndex, Location, Position};
use crate::text::printable;

use super::record::{BytesRecord, LabelRecord, PositionRecord};

/// Lines of the files that have labels, found once a file.
pub(super) struct Places<'r> {
    report: &'r Report,
    lines: BTreeMap<FileId, LineIndex>,
}

impl<'r> Places<'r> {
    /// For the labels of a report.
    pub(super) fn new(report: &'r Report) -> Self {
        Self { report, lines: BTreeMap::new() }
    }

    /// A label with all that can be said of its place.
    pub(super) fn label(&mut self, label: &Label) -> LabelRecord {
        let Location { file: id, span, .. } = label.at;
        let source = self.report.source(id);
        let text = source.map(|source| &*source.text).unwrap_or_default();
        let lines = self.lines.entry(id).or_insert_with(|| LineIndex::new(text));
        LabelRecord {
            path: source.map(|source| shown(&source.name)).unwrap_or_default(),
            text: label.text.clone(),
            bytes: BytesRecord { start: span.start, end: span.end },
            start: position(lines, text, span.start),
            end: position(lines, text, span.end),
            object: label.within.object.clone(),
            field: label.within.field.clone(),
            origin: label.within.origin.as_deref().map(printable),
        }
    }
}

fn position(lines: &LineIndex, text: &str, offset: usize) -> PositionRecord {
    let Position { line, column } = lines.position(text, offset);
    PositionRecord { line, column, utf16: lines.utf16_column(text, offset) }
}
