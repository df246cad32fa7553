//! A file of a unit as it was judged last, with all that a question about it needs.

use gen_lsp_types::{Location, Range, Uri};

use crate::finding::Finding;
use crate::line;
use crate::source::{self, FileId, SourceFile, Span};

use super::client::Client;
use super::position::Lines;
use super::unit::Unit;
use super::workspace::Workspace;

/// A file with what surrounds it.
pub(super) struct Scene<'s> {
    /// The editor.
    pub client: &'s Client,
    /// The unit.
    pub unit: &'s Unit,
    /// Its files.
    pub sources: &'s [SourceFile],
    /// Which of them it is.
    pub file: FileId,
    /// Its text.
    pub text: &'s str,
    /// Its lines.
    pub lines: Lines<'s>,
    workspace: &'s Workspace,
}

impl<'s> Scene<'s> {
    /// The file at an address; `None` for what isn't judged: another file, or a template.
    pub(super) fn new(workspace: &'s Workspace, client: &'s Client, uri: &Uri) -> Option<Self> {
        let path = workspace.documents.path(uri)?;
        let unit = workspace.unit_of(&path)?;
        let name = unit.name_of(&path)?;
        let sources = &unit.report.sources;
        let at = sources.iter().position(|source| source.name == name)?;
        let (file, text) = (FileId(at), &*sources.get(at)?.text);
        if unit.report.skipped.iter().any(|skipped| skipped.file == file) {
            return None;
        }
        let is_open = workspace.documents.get(&path).is_some();
        let lines = Lines::new(text, client.encoding, is_open);
        Some(Self { client, unit, sources, file, text, lines, workspace })
    }

    /// The findings that touch a part of the file; where none does, those that start on its lines.
    pub(super) fn findings_near(&self, part: Span) -> Vec<&'s Finding> {
        let exact: Vec<&Finding> = self.findings(part).collect();
        if !exact.is_empty() {
            return exact;
        }
        let (start, end) =
            (line::start_of(self.text, part.start), line::end_of(self.text, part.end));
        let starts = |finding: &&Finding| (start..=end).contains(&finding.primary.at.span.start);
        self.findings(Span::new(start, end)).filter(starts).collect()
    }

    /// The findings that touch a part of the file.
    pub(super) fn findings(&self, part: Span) -> impl Iterator<Item = &'s Finding> {
        let file = self.file;
        let touches = move |span: Span| span.start <= part.end && part.start <= span.end;
        self.unit.report.findings.iter().filter(move |finding| {
            finding.primary.at.file == file && touches(finding.primary.at.span)
        })
    }

    /// The address of a file of the unit.
    pub(super) fn address(&self, file: FileId) -> Option<Uri> {
        let source = self.sources.get(file.0)?;
        Some(Uri(self.workspace.address(self.unit, &source.name)))
    }

    /// The number of the state of a file that is open.
    pub(super) fn version(&self, file: FileId) -> Option<i32> {
        let path = self.unit.path.join(&self.sources.get(file.0)?.name);
        self.workspace.documents.get(&path).map(|document| document.version)
    }

    /// The range of a span of a file of the unit.
    pub(super) fn range(&self, file: FileId, span: Span) -> Option<Range> {
        if file == self.file {
            return Some(self.lines.range(span));
        }
        let text = &self.sources.get(file.0)?.text;
        let is_open = self.version(file).is_some();
        Some(Lines::new(text, self.client.encoding, is_open).range(span))
    }

    /// A place of the unit as the editor knows it.
    pub(super) fn location(&self, at: source::Location) -> Option<Location> {
        Some(Location::new(self.address(at.file)?, self.range(at.file, at.span)?))
    }
}
