//! What kubectl rejects or omits of a stream, though YAML allows it: it cuts the text at lines
//! that start with `---` before it parses any of it, and its parser takes no tab where a key may start.

use crate::source::{FileId, Location, Span};

use super::node::{Kind, Node, Style};
use super::parse::{Parsed, Problem};
use super::tree::Document;

/// Everything of that kind in a file that is YAML from a place on.
pub(super) fn refusals(file: FileId, text: &str, from: usize, parsed: &Parsed) -> Vec<Problem> {
    let mut found: Vec<(Span, &str)> = markers(text, from);
    if text.contains('\t') {
        let message = "a tab instead of spaces";
        found.extend(
            tabs(text, from, parsed).into_iter().map(|at| (Span::new(at, at + 1), message)),
        );
    }
    let problem =
        |(span, message): (Span, &str)| Problem::refused_at(message, Location::new(file, span));
    found.into_iter().map(problem).collect()
}

/// What can't follow a JSON object without a `---`, which starts YAML that may be anything.
pub(super) fn behind_json(root: Node<'_>, from: usize) -> Option<Problem> {
    let before = Span::new(from, root.span().start).slice(root.document().text());
    let is_refused = root.kind() != Kind::Mapping && !root.is_null() && !before.contains("---");
    is_refused.then(|| Problem::refused("kubectl accepts only objects after a JSON object", root))
}

/// Lines that kubectl takes for something else, or doesn't accept at all.
fn markers(text: &str, from: usize) -> Vec<(Span, &'static str)> {
    let mut found = Vec::new();
    let mut offset = from;
    let mut ended = false;
    for line in Span::new(from, text.len()).slice(text).split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        if !ended && !line.starts_with(['-', '.', '%']) {
            continue;
        }
        let line = line.trim_end();
        let end = start + line.len();
        let place = |part: &str| Span::new(end - part.len(), end);
        match line.strip_prefix("---").map(str::trim_start) {
            Some(rest) => {
                ended = false;
                found.extend(says(rest).then(|| (place(rest), AFTER_START)));
            }
            None if line == "..." || line.starts_with("... ") => ended = true,
            None if is_directive(line) => {
                found.push((place(line), "a directive; remove this line"));
            }
            None if ended && says(line) => {
                ended = false;
                found.push((place(line), AFTER_END));
            }
            None => {}
        }
    }
    found
}

/// Whether the rest of a line is more than a comment.
fn says(rest: &str) -> bool {
    !rest.is_empty() && !rest.starts_with('#')
}

const AFTER_START: &str = "kubectl accepts nothing after `---`; write it on the next line";
const AFTER_END: &str = "it reads nothing after `...`; start a document with `---`";

/// Tabs before what could be a key: at the start of a line or after a dash, outside of values.
fn tabs(text: &str, from: usize, parsed: &Parsed) -> Vec<usize> {
    let taken = taken(parsed);
    let mut found = Vec::new();
    let mut start = from;
    for line in Span::new(from, text.len()).slice(text).split_inclusive('\n') {
        let rest = line.trim_start_matches([' ', '\t', '-', '?', ':']);
        let lead = line.get(..line.len() - rest.len());
        let lead = lead.filter(|lead| !lead.starts_with("---")).unwrap_or_default();
        let is_blank = rest.trim().is_empty() && lead.trim().is_empty();
        let counts = |at: usize| match last_before(&taken, start + at) {
            Some((span, _)) if start + at < span.end => false,
            // After text without an end of its own, an indented tab may be the last of it.
            Some((_, open_ended)) => !(at > 0 && is_blank && *open_ended),
            None => true,
        };
        // One to a line will do.
        let tab = lead.match_indices('\t').map(|(at, _)| at).find(|&at| counts(at));
        found.extend(tab.map(|at| start + at));
        start += line.len();
    }
    found
}

fn last_before(taken: &[(Span, bool)], at: usize) -> Option<&(Span, bool)> {
    let next = taken.partition_point(|(span, _)| span.start <= at);
    next.checked_sub(1).and_then(|last| taken.get(last))
}

/// The spans of comments and values in order, each up to the furthest end so far, so that what is inside of brackets
/// doesn't hide them; and whether its end is open.
fn taken(parsed: &Parsed) -> Vec<(Span, bool)> {
    let mut taken: Vec<(Span, bool)> =
        parsed.comments.iter().map(|one| (one.location.span, false)).collect();
    let nodes = parsed.documents.iter().filter_map(Document::root).flat_map(Node::tree);
    taken.extend(nodes.filter_map(|node| {
        let flow = node.style().is_some() || node.has_brackets() || node.is_alias();
        let open_ended = matches!(node.style(), Some(Style::Plain | Style::Block));
        flow.then(|| (node.span(), open_ended))
    }));
    taken.sort_unstable_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut reached: usize = 0;
    for (span, _) in &mut taken {
        reached = reached.max(span.end);
        span.end = reached;
    }
    taken
}

fn is_directive(line: &str) -> bool {
    line.starts_with("%YAML ") || line.starts_with("%TAG ")
}
