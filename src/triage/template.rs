//! Documents that are templates, not manifests yet: Helm, Jinja and the like.

use crate::kube::Object;
use crate::line;
use crate::report::SkipReason;
use crate::source::Span;
use crate::yaml::{Document, Kind, Node, Parsed, Style};

use super::blank::{first_blank, has_variable, is_blank_comment, may_have_blanks};

/// Words of Helm that tell a template from text that merely has braces, such as an alert's own.
const HELM_WORDS: [&str; 6] = [".Values", ".Release", ".Chart", "include ", "toYaml", "tpl "];
/// Action of every Go template: of Helm only where it isn't in quotes.
const GO_TEMPLATE: &str = "template ";

/// How a line of Jinja, ERB, Terraform, FreeMarker or Mako begins that isn't YAML.
const DIRECTIVES: [&str; 12] = [
    "{%", "<%", "%{ ", "%{~", "<#", "</#", "% if ", "% elif ", "% else:", "% endif", "% for ",
    "% endfor",
];
/// What makes a syntax error one of a template, on its line.
const BRACES: [&str; 3] = ["{{", "{%", "<%"];

/// How code for ytt begins.
const YTT_WORDS: [&str; 8] =
    ["load(", "data.values", "if ", "for ", "def ", "overlay/", "data/values", "schema/"];

/// Every place that makes what it is in a template, with what would fill it in.
#[must_use]
pub(super) fn places(text: &str, parsed: &Parsed) -> Vec<(Span, SkipReason)> {
    let mut places = Vec::new();
    let has_percent = text.contains('%');
    let may_be_there = |open: &&&str| has_percent || !open.contains('%');
    let mut directives = DIRECTIVES.iter().filter(may_be_there);
    if text.contains("{{") || directives.any(|open| text.contains(open)) {
        let braces =
            directive_lines(text, parsed).into_iter().chain(broken_by_braces(text, parsed));
        places.extend(braces.chain(in_values(parsed)).map(|at| (at, SkipReason::Template)));
    }
    if text.contains("#@") {
        places.extend(of_ytt(text, parsed).into_iter().map(|at| (at, SkipReason::Template)));
    }
    if may_have_blanks(text) {
        let roots = parsed.documents.iter().filter_map(Document::root);
        let may_have = roots.filter(|root| may_have_blanks(root.raw()));
        places.extend(may_have.filter_map(first_blank));
        places.extend(blank_comments(text, parsed).map(|at| (at, SkipReason::Template)));
        places.extend(broken_by_variables(text, parsed).map(|at| (at, SkipReason::Variables)));
    }
    places
}

/// Comments that are the values of their keys once they are filled in.
fn blank_comments(text: &str, parsed: &Parsed) -> impl Iterator<Item = Span> {
    let all = parsed.comments.iter().map(|comment| (comment, comment.location.span));
    let blank = all.filter(move |(comment, span)| {
        let before = text.get(..span.start).unwrap_or_default();
        is_blank_comment(comment.text(text), before.rsplit('\n').next().unwrap_or_default())
    });
    blank.map(|(_, span)| span)
}

/// Comments that ytt reads as code, `#@ load(…)`, `#@ data.values.replicas`, `#@overlay/match …`, with the documents of
/// their file: what begins in one may go on in the next.
fn of_ytt(text: &str, parsed: &Parsed) -> Vec<Span> {
    let is_code = |text: &str| {
        let code = text.strip_prefix('@').unwrap_or_default();
        let words = code.strip_prefix(' ').unwrap_or(code);
        YTT_WORDS.iter().any(|word| words.starts_with(word))
    };
    let comments = parsed.comments.iter().filter(|comment| is_code(comment.text(text)));
    let mut found: Vec<Span> = comments.map(|comment| comment.location.span).collect();
    if !found.is_empty() {
        let roots = parsed.documents.iter().filter_map(Document::root);
        found.extend(roots.map(|root| Span::new(root.span().start, root.span().start)));
    }
    found
}

/// Lines that are nothing but a directive, `{{- if … }}`, and no part of a value: the text of a quoted or block scalar
/// is for another reader, such as Alertmanager, Vector or Grafana.
fn directive_lines(text: &str, parsed: &Parsed) -> Vec<Span> {
    let mut directives = directives(text).peekable();
    if directives.peek().is_none() {
        return Vec::new();
    }
    let roots = || parsed.documents.iter().filter_map(Document::root);
    let is_value = |node: &Node<'_>| matches!(node.style(), Some(Style::Quoted | Style::Block));
    let values: Vec<Span> =
        roots().flat_map(Node::scalars).filter(is_value).map(Node::span).collect();
    let documents: Vec<Span> = roots().map(Node::span).collect();
    let in_blocks = block_lines(text);
    let is_structure = |at: &Span| {
        let is_read = is_inside(&documents, at.start);
        !is_inside(&values, at.start) && (is_read || in_blocks.binary_search(&at.start).is_err())
    };
    directives.filter(is_structure).collect()
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
    DIRECTIVES.iter().any(|open| line.starts_with(open))
        || is_block
        || (line.starts_with("{{") && has_helm_words(line, true))
}

fn has_helm_words(text: &str, is_plain: bool) -> bool {
    HELM_WORDS.iter().any(|word| text.contains(word)) || (is_plain && text.contains(GO_TEMPLATE))
}

/// Whether a place is in one of these spans, which come in the order of the text.
fn is_inside(spans: &[Span], at: usize) -> bool {
    let next = spans.partition_point(|span| span.start <= at);
    next.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|span| at < span.end)
}

/// Where the text of each line begins that is below the header of a block scalar, `|` or `>`, by its indentation: for
/// documents that couldn't be read.
fn block_lines(text: &str) -> Vec<usize> {
    let (mut found, mut offset) = (Vec::new(), 0);
    // The lines that the next one may be below, with their indentation.
    let mut above: Vec<(usize, bool)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let start = offset + indent;
        offset += line.len();
        if line.starts_with("---") {
            above.clear();
        } else if !line.trim().is_empty() {
            above.truncate(above.partition_point(|(other, _)| *other < indent));
            let is_inside = above.last().is_some_and(|(_, opens)| *opens);
            found.extend(is_inside.then_some(start));
            above.push((indent, is_inside || is_block_header(line)));
        }
    }
    found
}

/// Whether a line ends with `|`, `>-` and the like after a key or a dash.
fn is_block_header(line: &str) -> bool {
    let written = line.split(" #").next().unwrap_or_default().trim_end();
    let head = written.trim_end_matches(|c: char| c == '-' || c == '+' || c.is_ascii_digit());
    let head = head.strip_suffix(['|', '>']).map(str::trim_end);
    head.is_some_and(|head| head.ends_with([':', '-']))
}

/// Syntax errors on lines with braces.
fn broken_by_braces(text: &str, parsed: &Parsed) -> impl Iterator<Item = Span> {
    broken(text, parsed, |line| BRACES.iter().any(|open| line.contains(open)))
}

/// Syntax errors on lines with a variable, or right below one that begins with one: it may become lines of its own.
fn broken_by_variables(text: &str, parsed: &Parsed) -> impl Iterator<Item = Span> {
    let own = broken(text, parsed, has_variable);
    let below = syntax_errors(parsed).filter(move |span| {
        let before = text.get(..line::start_of(text, span.start)).unwrap_or_default();
        let above = before.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        above.starts_with("${") && has_variable(above)
    });
    own.chain(below)
}

/// Syntax errors on lines that are of a kind, whatever their comments say.
fn broken(text: &str, parsed: &Parsed, is_one: fn(&str) -> bool) -> impl Iterator<Item = Span> {
    syntax_errors(parsed).filter(move |span| {
        let line =
            text.get(line::start_of(text, span.start)..).and_then(|rest| rest.lines().next());
        is_one(line.unwrap_or_default().split(" #").next().unwrap_or_default())
    })
}

fn syntax_errors(parsed: &Parsed) -> impl Iterator<Item = Span> {
    let syntax = parsed.problems.iter().filter(|one| one.kind.is_syntax());
    syntax.map(|problem| problem.at.span)
}

/// A value in each document that Helm would fill, or `{{ x }}` without quotes, which is a mapping as a key to YAML.
fn in_values(parsed: &Parsed) -> impl Iterator<Item = Span> {
    let roots = parsed.documents.iter().filter_map(Document::root);
    roots.filter_map(|root| {
        let is_text_apart = is_text_apart(root);
        root.tree().find(|node| is_filled_by_helm(*node, is_text_apart)).map(Node::span)
    })
}

fn is_filled_by_helm(node: Node<'_>, is_text_apart: bool) -> bool {
    let is_nested = node.own_entries().any(|entry| entry.key.kind() == Kind::Mapping);
    let text = node.text().filter(|text| text.contains("{{")).unwrap_or_default();
    is_nested
        || match node.style() {
            Some(Style::Plain) => has_helm_words(text, true),
            // More than one line of it is a file for another program.
            Some(Style::Quoted) => {
                !is_text_apart && !text.trim().contains('\n') && has_helm_words(text, false)
            }
            Some(Style::Block) | None => false,
        }
}

/// Whether the quoted texts of a document are its own matter: it is JSON, where all of them are quoted, or of a kind
/// that is handed on to others, as an Application of Argo CD hands values to Helm.
fn is_text_apart(root: Node<'_>) -> bool {
    let group = Object::from_node(root).map(|object| object.group()).unwrap_or_default();
    root.raw().starts_with('{') || (group.contains('.') && !group.ends_with(".k8s.io"))
}
