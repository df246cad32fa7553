//! What can be done about a finding by one key.

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Diagnostic};

use crate::finding::Finding;
use crate::fix::{Applicability, Edit, Fix};
use crate::fixer::best;
use crate::line;
use crate::source::{SourceFile, Span};
use crate::yaml::Edits;

use super::diagnostic::Files;
use super::edit::{Change, in_snippet, workspace_edit};
use super::scene::Scene;
use super::workspace::Workspace;

/// The kind of the action that applies every safe fix of a file.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.lt-lint");

/// The actions for the findings that touch a part of a file.
pub(super) fn actions(
    scene: &Scene<'_>,
    workspace: &Workspace,
    params: &CodeActionParams,
) -> Vec<CodeAction> {
    let wanted = params.context.only.as_deref().unwrap_or_default();
    let is_wanted = |kinds: &[CodeActionKind]| wanted.iter().any(|kind| kinds.contains(kind));
    let mut all = Vec::new();
    if wanted.is_empty() || is_wanted(&[CodeActionKind::Empty, CodeActionKind::QuickFix]) {
        let mut files = Files::new(scene.unit, workspace, scene.client);
        for finding in scene.findings_near(scene.lines.span(params.range)) {
            let diagnostic = files.diagnostic(finding);
            all.extend(of_finding(scene, finding, diagnostic.as_ref()));
        }
    }
    // It takes a while, and not every key that is pressed asks for it.
    if is_wanted(&[CodeActionKind::Source, CodeActionKind::SourceFixAll, FIX_ALL]) {
        all.extend(fix_all(scene));
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
    let fixes = finding.fixes.iter().filter(|fix| is_kept(scene, finding, fix)).map(|fix| {
        let changes: Vec<Change> = fix.edits.iter().map(Change::from).collect();
        let is_safe = fix.applicability == Applicability::Safe;
        let title = format!("{}{}", if is_safe { "Fix: " } else { "Unsafe fix: " }, fix.title);
        CodeAction { is_preferred: is_safe.then_some(true), ..action(title, &changes) }
    });
    let forgiving = forgiving(scene, finding);
    let forgiving = forgiving.map(|(title, change)| action(title, &[change]));
    fixes.chain(forgiving).collect()
}

/// Whether a fix may be applied: it has nothing to fill in, and spoils nothing else.
fn is_kept(scene: &Scene<'_>, finding: &Finding, fix: &Fix) -> bool {
    let mended = |fix: &Fix| {
        scene.unit.mended(&|one| one.fixes.iter().find(|it| one == finding && *it == fix))
    };
    fix.applicability > Applicability::Display && mended(fix).is_ok_and(|fixed| fixed.count > 0)
}

/// All safe fixes of the file at once, as one edit of what differs in the end.
fn fix_all(scene: &Scene<'_>) -> Option<CodeAction> {
    let file = scene.file;
    let is_here = move |fix: &&Fix| fix.edits.iter().all(|edit| edit.file == file);
    let fixed =
        scene.unit.mended(&|finding| best(finding, Applicability::Safe).filter(is_here)).ok()?;
    if fixed.count == 0 {
        return None;
    }
    let after = &fixed.report.source(scene.file)?.text;
    let change = Change { edit: difference(scene, after), is_snippet: false };
    Some(CodeAction {
        title: "Apply all safe fixes".to_owned(),
        kind: Some(FIX_ALL),
        edit: workspace_edit(scene, &[change]),
        ..CodeAction::default()
    })
}

/// The edit that makes a text of the file's: of what both start and end with, nothing is touched.
fn difference(scene: &Scene<'_>, after: &str) -> Edit {
    let before = scene.text;
    let same = |(a, b): &((usize, char), char)| a.1 == *b;
    let start = before.char_indices().zip(after.chars()).find(|pair| !same(pair));
    let start = start.map_or(before.len().min(after.len()), |((at, _), _)| at);
    let (old, new) =
        (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let both = old.chars().rev().zip(new.chars().rev()).take_while(|(a, b)| a == b);
    let end: usize = both.map(|(c, _)| c.len_utf8()).sum();
    let text = new.get(..new.len() - end).unwrap_or_default().to_owned();
    Edit { file: scene.file, span: Span::new(start, before.len() - end), text }
}

/// A comment that suppresses a finding, whose reason is left to be typed: above its line, or where no comment can be
/// there, such as within a text of several lines, at the top of the file. None where neither suppresses it.
fn forgiving(scene: &Scene<'_>, finding: &Finding) -> Option<(String, Change)> {
    let rule = &finding.rule;
    // JSON has no comments, though kubectl reads some.
    let name = &scene.sources.get(scene.file.0)?.name;
    if name.to_ascii_lowercase().ends_with(".json") {
        return None;
    }
    let start = finding.primary.at.span.start;
    let line = line::start_of(scene.text, start);
    let top = if scene.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let indent: String = scene.text.get(line..start)?.chars().take_while(|c| *c == ' ').collect();
    let here =
        (format!("Suppress `{rule}` here"), line, format!("{indent}# lt-lint-ignore {rule}: "));
    let file =
        (format!("Suppress `{rule}` in this file"), top, format!("# lt-lint-ignore-file {rule}: "));
    [here, file]
        .into_iter()
        .find(|(_, at, text)| forgives(scene, finding, *at, text))
        .map(|(title, at, text)| (title, typed_on(scene, at, &text)))
}

/// Adds a line that the reason is then typed at.
fn typed_on(scene: &Scene<'_>, at: usize, text: &str) -> Change {
    let end = if scene.text.contains("\r\n") { "\r\n" } else { "\n" };
    let is_snippet = scene.client.fills_in_edits && scene.client.versions_edits;
    let text = if is_snippet {
        format!("{}${{1:reason}}{end}", in_snippet(text))
    } else {
        format!("{text}{end}")
    };
    Change { edit: Edit { file: scene.file, span: Span::new(at, at), text }, is_snippet }
}

/// Whether a comment of its own line suppresses a finding, and changes nothing else.
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
