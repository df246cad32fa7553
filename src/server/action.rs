//! What can be done about a finding by one key.

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Diagnostic};

use crate::finding::Finding;
use crate::source::{SourceFile, Span};
use crate::yaml::Edits;

use super::diagnostic::Files;
use super::edit::{Change, in_snippet, workspace_edit};
use super::scene::Scene;
use super::workspace::Workspace;

/// The actions for the findings that touch a part of a file.
pub(super) fn actions(
    scene: &Scene<'_>,
    workspace: &Workspace,
    params: &CodeActionParams,
) -> Vec<CodeAction> {
    let wanted = params.context.only.as_deref().unwrap_or_default();
    let is_wanted =
        |kind: &CodeActionKind| [CodeActionKind::Empty, CodeActionKind::QuickFix].contains(kind);
    if !(wanted.is_empty() || wanted.iter().any(is_wanted)) {
        return Vec::new();
    }
    let mut files = Files::new(scene.unit, workspace, scene.client);
    let mut all = Vec::new();
    for finding in scene.findings_near(scene.lines.span(params.range)) {
        let diagnostic = files.diagnostic(finding);
        all.extend(of_finding(scene, finding, diagnostic.as_ref()));
    }
    all
}

/// The actions for one finding, the best first.
fn of_finding(
    scene: &Scene<'_>,
    finding: &Finding,
    diagnostic: Option<&Diagnostic>,
) -> Vec<CodeAction> {
    let action = |title: String, changes: &[Change]| CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: diagnostic.map(|diagnostic| vec![diagnostic.clone()]),
        edit: workspace_edit(scene, changes),
        ..CodeAction::default()
    };
    let forgiving = forgiving(scene, finding);
    forgiving.map(|(title, change)| action(title, &[change])).into_iter().collect()
}

/// A comment that forgives a finding, whose reason is left to be typed: above its line, or where no comment can stand
/// there, such as within a text of several lines, at the top of the file. None where neither forgives it.
fn forgiving(scene: &Scene<'_>, finding: &Finding) -> Option<(String, Change)> {
    let rule = &finding.rule;
    let start = finding.primary.at.span.start;
    let line = scene.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let top = if scene.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let indent: String =
        scene.text.get(line.max(top)..start)?.chars().take_while(|c| *c == ' ').collect();
    let here = (
        format!("Suppress `{rule}` here"),
        line.max(top),
        format!("{indent}# lt-lint-ignore {rule}: "),
    );
    let file =
        (format!("Suppress `{rule}` in this file"), top, format!("# lt-lint-ignore-file {rule}: "));
    [here, file].into_iter().find(|(_, at, text)| forgives(scene, finding, *at, text)).map(
        |(title, at, text)| {
            let end = if scene.text.contains("\r\n") { "\r\n" } else { "\n" };
            let is_snippet = scene.client.fills_in_edits && scene.client.versions_edits;
            let text = if is_snippet {
                format!("{}${{1:reason}}{end}", in_snippet(&text))
            } else {
                format!("{text}{end}")
            };
            (title, Change { file: scene.file, span: Span::new(at, at), text, is_snippet })
        },
    )
}

/// Whether a comment of its own line forgives a finding, and changes nothing else.
fn forgives(scene: &Scene<'_>, finding: &Finding, at: usize, comment: &str) -> bool {
    let mut edits = Edits::default();
    edits.replace(Span::new(at, at), format!("{comment}this is tried\n"));
    let text = edits.apply(scene.text);
    let mut sources: Vec<SourceFile> = scene.sources.to_vec();
    if let Some(source) = sources.get_mut(scene.file.0) {
        source.text = text.into();
    }
    let Ok(after) = scene.unit.try_out(sources) else {
        return false;
    };
    let left =
        |findings: &[Finding]| findings.iter().filter(|one| one.rule != finding.rule).count();
    let same =
        |findings: &[Finding]| findings.iter().filter(|one| one.rule == finding.rule).count();
    let before = &scene.unit.report.findings;
    left(&after.findings) == left(before) && same(&after.findings) < same(before)
}
