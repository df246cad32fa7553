//! Files that are templates, not manifests yet: Helm, Jinja and the like.

use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{Kind, Node, Parsed, ProblemKind, Style};

/// Words of Helm that tell a template from text that merely has braces, such as an alert's own.
const HELM_WORDS: [&str; 7] =
    [".Values", ".Release", ".Chart", "include ", "template ", "toYaml", "tpl "];

/// The first place that makes a file a template; `None` for a manifest.
#[must_use]
pub(crate) fn first_template(
    file: FileId,
    source: &SourceFile,
    parsed: &Parsed,
) -> Option<Location> {
    let text = &source.text;
    if !text.contains("{{") && !text.contains("{%") {
        return None;
    }
    let at = directive_line(text)
        .or_else(|| broken_by_braces(text, parsed))
        .or_else(|| in_values(parsed))?;
    Some(Location { file, span: at })
}

/// A line that is nothing but a directive, `{{- if … }}`, outside of comments and block scalars.
fn directive_line(text: &str) -> Option<Span> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let start = offset + line.len() - trimmed.len();
        offset += line.len();
        let is_jinja = trimmed.starts_with("{%");
        let is_helm =
            trimmed.starts_with("{{") && HELM_WORDS.iter().any(|word| trimmed.contains(word));
        let is_block = ["{{- ", "{{ "].iter().any(|open| {
            let word = trimmed.strip_prefix(open).unwrap_or_default();
            ["if ", "range ", "with ", "end ", "else ", "define "]
                .iter()
                .any(|known| word.starts_with(known))
        });
        if is_jinja || is_helm || is_block {
            return Some(Span::new(start, start + trimmed.trim_end().len()));
        }
    }
    None
}

/// A syntax error on a line with braces.
fn broken_by_braces(text: &str, parsed: &Parsed) -> Option<Span> {
    let broken = parsed.problems.iter().filter(|one| matches!(one.kind, ProblemKind::Syntax(_)));
    broken.map(|problem| problem.at.span).find(|span| {
        let start =
            text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        line.split(" #").next().unwrap_or_default().contains("{{")
    })
}

/// A value that Helm would fill, or `{{ x }}` without quotes, which is a mapping as a key to YAML.
fn in_values(parsed: &Parsed) -> Option<Span> {
    let roots = parsed.documents.iter().filter_map(|document| document.root());
    roots.flat_map(Node::tree).find_map(|node| {
        let nested = node.own_entries().any(|entry| entry.key.kind() == Kind::Mapping);
        let filled = node.style().is_some_and(|style| style != Style::Block)
            && node.text().is_some_and(|text| {
                text.contains("{{") && HELM_WORDS.iter().any(|word| text.contains(word))
            });
        (nested || filled).then(|| node.span())
    })
}
