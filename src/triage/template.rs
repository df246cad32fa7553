//! Files that are templates, not manifests yet: Helm, Jinja and the like.

use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{Document, Kind, Node, Parsed, ProblemKind, Style};

/// Words of Helm that tell a template from text that merely has braces, such as an alert's own.
const HELM_WORDS: [&str; 6] = [".Values", ".Release", ".Chart", "include ", "toYaml", "tpl "];
/// Action of every Go template: of Helm only where it isn't in quotes.
const GO_TEMPLATE: &str = "template ";

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
    let at = directive_line(text, parsed)
        .or_else(|| broken_by_braces(text, parsed))
        .or_else(|| in_values(parsed))?;
    Some(Location::new(file, at))
}

/// A line that is nothing but a directive, `{{- if … }}`, and no part of a value: the text of a quoted or block scalar
/// is for another reader, such as Alertmanager, Vector or Grafana.
fn directive_line(text: &str, parsed: &Parsed) -> Option<Span> {
    let mut directives = directives(text).peekable();
    directives.peek()?;
    let roots = || parsed.documents.iter().filter_map(Document::root);
    let is_value = |node: &Node<'_>| matches!(node.style(), Some(Style::Quoted | Style::Block));
    let values: Vec<Span> =
        roots().flat_map(Node::scalars).filter(is_value).map(Node::span).collect();
    let documents: Vec<Span> = roots().map(Node::span).collect();
    directives.find(|at| {
        let is_read = is_inside(&documents, at.start);
        !is_inside(&values, at.start) && (is_read || !is_block_text(text, at.start))
    })
}

/// Lines that look like a directive.
fn directives(text: &str) -> impl Iterator<Item = Span> {
    let mut offset = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let trimmed = line.trim_start();
        let start = offset + line.len() - trimmed.len();
        offset += line.len();
        is_directive(trimmed).then(|| Span::new(start, start + trimmed.trim_end().len()))
    })
}

fn is_directive(line: &str) -> bool {
    let is_block = ["{{- ", "{{ "].iter().any(|open| {
        let word = line.strip_prefix(open).unwrap_or_default();
        ["if ", "range ", "with ", "end ", "else ", "define "]
            .iter()
            .any(|known| word.starts_with(known))
    });
    line.starts_with("{%") || is_block || (line.starts_with("{{") && has_helm_words(line, true))
}

fn has_helm_words(text: &str, is_plain: bool) -> bool {
    HELM_WORDS.iter().any(|word| text.contains(word)) || (is_plain && text.contains(GO_TEMPLATE))
}

/// Whether a place is in one of these spans, which come in the order of the text.
fn is_inside(spans: &[Span], at: usize) -> bool {
    let next = spans.partition_point(|span| span.start <= at);
    next.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|span| at < span.end)
}

/// Whether a line of a document that couldn't be read stands below the header of a block scalar, `|` or `>`, by its
/// indentation.
fn is_block_text(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut level = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
    let lines = before.get(..before.len() - level).unwrap_or_default().lines().rev();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        if line.starts_with("---") {
            return false;
        }
        if indent(line) < level {
            level = indent(line);
            if is_block_header(line) {
                return true;
            }
        }
    }
    false
}

/// Whether a line ends with `|`, `>-` and the like behind a key or a dash.
fn is_block_header(line: &str) -> bool {
    let written = line.split(" #").next().unwrap_or_default().trim_end();
    let head = written.trim_end_matches(|c: char| c == '-' || c == '+' || c.is_ascii_digit());
    let head = head.strip_suffix(['|', '>']).map(str::trim_end);
    head.is_some_and(|head| head.ends_with([':', '-']))
}

/// A syntax error on a line with braces.
fn broken_by_braces(text: &str, parsed: &Parsed) -> Option<Span> {
    let broken = parsed.problems.iter().filter(|one| matches!(one.kind, ProblemKind::Syntax(_)));
    broken.map(|problem| problem.at.span).find(|span| {
        let start =
            text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let written = line.split(" #").next().unwrap_or_default();
        written.contains("{{") || written.contains("{%")
    })
}

/// A value that Helm would fill, or `{{ x }}` without quotes, which is a mapping as a key to YAML.
fn in_values(parsed: &Parsed) -> Option<Span> {
    let roots = parsed.documents.iter().filter_map(Document::root);
    roots.flat_map(Node::tree).find_map(|node| {
        let nested = node.own_entries().any(|entry| entry.key.kind() == Kind::Mapping);
        let filled = |style: Style| {
            let text = node.text().unwrap_or_default();
            style != Style::Block
                && text.contains("{{")
                && has_helm_words(text, style == Style::Plain)
        };
        (nested || node.style().is_some_and(filled)).then(|| node.span())
    })
}
