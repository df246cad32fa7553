//! Places as the machine formats want them: lines, columns, and the object around them.

use std::collections::BTreeMap;

use crate::Report;
use crate::finding::Label;
use crate::kube::ObjectSet;
use crate::source::{FileId, LineIndex, Location, Span};
use crate::yaml::parse;

use super::record::{BytesRecord, LabelRecord, ObjectRecord, PositionRecord};

/// Lines and objects of the files that have labels, found once a file.
pub(super) struct Places<'r> {
    report: &'r Report,
    files: BTreeMap<FileId, File>,
}

struct File {
    lines: LineIndex,
    objects: Vec<(Span, ObjectRecord)>,
}

impl<'r> Places<'r> {
    /// For the labels of a report.
    pub fn new(report: &'r Report) -> Self {
        Self { report, files: BTreeMap::new() }
    }

    /// A label with all that can be said of its place.
    pub fn label(&mut self, label: &Label) -> LabelRecord {
        let Location { file: id, span } = label.at;
        let source = self.report.source(id);
        let text = source.map(|source| &*source.text).unwrap_or_default();
        let file = self.files.entry(id).or_insert_with(|| File::new(self.report, id));
        LabelRecord {
            path: source.map(|source| plain(&source.name)).unwrap_or_default(),
            text: label.text.clone(),
            bytes: BytesRecord { start: span.start, end: span.end },
            start: file.position(text, span.start),
            end: file.position(text, span.end),
            object: file.object(span),
        }
    }

    /// What is written at a place, to tell it from others: nothing for a secret, and nothing for a block
    /// of lines, which would change with each of them.
    pub fn words(&self, at: Location) -> &'r str {
        let is_secret = self.report.secrets.iter().any(|secret| secret.overlaps(at));
        let words = self.report.source(at.file).map(|source| at.span.slice(&source.text)).unwrap_or_default();
        if is_secret || words.contains(['\n', '\r']) { "" } else { words }
    }
}

/// A path without `./` in front.
fn plain(path: &str) -> String {
    path.trim_start_matches("./").to_owned()
}

impl File {
    fn new(report: &Report, id: FileId) -> Self {
        let Some(source) = report.source(id) else {
            return Self { lines: LineIndex::new(""), objects: Vec::new() };
        };
        let parsed = parse(id, source);
        let set = ObjectSet::new(parsed.documents.iter(), true);
        let objects = set.iter().map(|object| {
            let record = ObjectRecord {
                kind: object.kind.to_owned(),
                namespace: object.namespace().map(str::to_owned),
                name: object.name().to_owned(),
            };
            (object.root.span(), record)
        });
        Self { lines: LineIndex::new(&source.text), objects: objects.collect() }
    }

    fn position(&self, text: &str, offset: usize) -> PositionRecord {
        let position = self.lines.position(text, offset);
        let before = text.get(self.lines.line_start(position.line)..offset).unwrap_or_default();
        let units = before.trim_start_matches('\u{feff}').encode_utf16().count();
        PositionRecord { line: position.line, column: position.column, utf16: units + 1 }
    }

    /// The smallest object around a place.
    fn object(&self, span: Span) -> Option<ObjectRecord> {
        let around =
            |object: &&(Span, ObjectRecord)| object.0.start <= span.start && span.end <= object.0.end;
        let smallest = self.objects.iter().filter(around).min_by_key(|(whole, _)| whole.len());
        smallest.map(|(_, object)| object.clone())
    }
}
