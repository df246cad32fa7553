//! Findings as the editor shows them, and what it was reported last.

use std::collections::BTreeMap;

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location,
    PublishDiagnosticsParams, Range, Uri,
};
use serde_json::json;

use crate::error::Error;
use crate::finding::{Finding, Label, Severity};
use crate::rule::RuleSet;
use crate::source::{self, FileId, SourceFile, Span};
use crate::text::printable;

use super::client::Client;
use super::position::Lines;
use super::transport::Outgoing;
use super::unit::Unit;
use super::uri;
use super::workspace::Workspace;

/// Who says so.
const SOURCE: &str = "lt-lint";

/// What the editor was reported, by the addresses of files: the state of the text, and the findings.
#[derive(Debug, Default)]
pub(super) struct Told(BTreeMap<String, (Option<i32>, Vec<Diagnostic>)>);

impl Told {
    /// Tells the findings of every file that has some, had some, or is open.
    pub(super) fn tell(
        &mut self,
        workspace: &Workspace,
        client: &Client,
        outgoing: &mut Outgoing<'_>,
    ) {
        let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for unit in workspace.units() {
            of_unit(unit, workspace, client, &mut found);
        }
        let open = workspace.documents.iter();
        let open = open.map(|(_, document)| (document.uri.0.clone(), document.version));
        let versions: BTreeMap<String, i32> = open.collect();
        for uri in self.0.keys().chain(versions.keys()) {
            found.entry(uri.clone()).or_default();
        }
        for (uri, diagnostics) in found {
            let version = versions.get(&uri).copied();
            self.publish(uri, (version, diagnostics), outgoing);
        }
    }

    fn publish(
        &mut self,
        uri: String,
        now: (Option<i32>, Vec<Diagnostic>),
        outgoing: &mut Outgoing<'_>,
    ) {
        if self.0.get(&uri) == Some(&now) {
            return;
        }
        let params = PublishDiagnosticsParams::new(Uri(uri.clone()), now.0, now.1.clone());
        outgoing.notify("textDocument/publishDiagnostics", params);
        if now.1.is_empty() && now.0.is_none() {
            self.0.remove(&uri);
        } else {
            self.0.insert(uri, now);
        }
    }
}

/// The findings of a unit, in files that belong to no unit within it.
fn of_unit(
    unit: &Unit,
    workspace: &Workspace,
    client: &Client,
    found: &mut BTreeMap<String, Vec<Diagnostic>>,
) {
    let mut files = Files { unit, workspace, client, lines: BTreeMap::new() };
    for finding in &unit.report.findings {
        let Some(source) = unit.report.source(finding.primary.at.file) else {
            continue;
        };
        let own = workspace.unit_of(&unit.path.join(&source.name));
        if own.is_some_and(|own| own.path == unit.path) {
            let uri = workspace.address(unit, &source.name);
            found.entry(uri).or_default().extend(files.diagnostic(finding));
        }
    }
    if let Some((uri, diagnostic)) =
        unit.problem.as_ref().and_then(|error| of_settings(error, unit, workspace, client))
    {
        // Several folders may have the same settings.
        let known = found.entry(uri).or_default();
        if !known.contains(&diagnostic) {
            known.push(diagnostic);
        }
    }
}

/// The files of a unit, with the lines of those that have findings.
pub(super) struct Files<'s> {
    unit: &'s Unit,
    workspace: &'s Workspace,
    client: &'s Client,
    lines: BTreeMap<FileId, Lines<'s>>,
}

impl<'s> Files<'s> {
    /// The files of a unit.
    pub(super) fn new(unit: &'s Unit, workspace: &'s Workspace, client: &'s Client) -> Self {
        Self { unit, workspace, client, lines: BTreeMap::new() }
    }

    /// A finding as the editor shows it.
    pub(super) fn diagnostic(&mut self, finding: &Finding) -> Option<Diagnostic> {
        let range = self.range(finding.primary.at)?;
        let related = if self.client.shows_related { self.related(finding) } else { Vec::new() };
        Some(Diagnostic {
            range,
            severity: Some(severity(finding.severity)),
            code: Some(finding.rule.clone().into()),
            code_description: reference(&finding.rule, &self.unit.session.rules),
            source: Some(SOURCE.to_owned()),
            message: printable(&finding.message).into(),
            related_information: (!related.is_empty()).then_some(related),
            data: Some(json!({ "case": finding.case, "why": finding.why, "help": finding.help })),
            ..Diagnostic::default()
        })
    }

    /// The other places of a finding, and what is to be seen at its own.
    fn related(&mut self, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        let anchored = finding
            .anchored
            .map(|at| Label::new(at, "the value is here, at the anchor".to_owned()));
        let labels = std::iter::once(&finding.primary).chain(&finding.related).chain(&anchored);
        let labels = labels.filter(|label| !label.text.is_empty());
        let all = labels.filter_map(|label| {
            let location = self.location(label.at)?;
            Some(DiagnosticRelatedInformation::new(location, printable(&label.text)))
        });
        all.collect()
    }

    fn location(&mut self, at: source::Location) -> Option<Location> {
        let name = &self.unit.report.source(at.file)?.name;
        let uri = Uri(self.workspace.address(self.unit, name));
        Some(Location::new(uri, self.range(at)?))
    }

    fn range(&mut self, at: source::Location) -> Option<Range> {
        let source: &SourceFile = self.unit.report.sources.get(at.file.0)?;
        let lines = self.lines.entry(at.file).or_insert_with(|| {
            let path = self.unit.path.join(&source.name);
            let is_open = self.workspace.documents.get(&path).is_some();
            Lines::new(&source.text, self.client.encoding, is_open)
        });
        Some(lines.range(at.span))
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

/// Where more can be read of a rule.
fn reference(rule: &str, rules: &RuleSet) -> Option<CodeDescription> {
    let href = rules.get(rule)?.web_reference()?;
    Some(CodeDescription { href: Uri(href.to_owned()) })
}

/// What is wrong with the settings or with a rule, in its own file.
fn of_settings(
    error: &Error,
    unit: &Unit,
    workspace: &Workspace,
    client: &Client,
) -> Option<(String, Diagnostic)> {
    let (name, at) = error.file_place();
    let path = uri::true_path(&unit.path.join(name));
    let open = workspace.documents.get(&path);
    let text = match open {
        Some(document) => document.text.to_string(),
        None => std::fs::read_to_string(&path).ok()?,
    };
    let uri = match (open, unit.name_of(&path)) {
        (Some(document), _) => document.uri.0.clone(),
        (None, Some(name)) => workspace.address(unit, &name),
        (None, None) => uri::of(&path),
    };
    let span =
        at.map_or(Span::new(0, 0), |(line, column)| source::rest_of_line(&text, line, column));
    let advice = error.advice.as_deref().map(|advice| format!("; {advice}")).unwrap_or_default();
    let diagnostic = Diagnostic {
        range: Lines::new(&text, client.encoding, open.is_some()).range(span),
        severity: Some(DiagnosticSeverity::Error),
        source: Some(SOURCE.to_owned()),
        message: printable(&format!("{}{advice}", error.reason)).into(),
        ..Diagnostic::default()
    };
    Some((uri, diagnostic))
}
