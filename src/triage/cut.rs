//! Where the documents of a text begin and end, whether they can be read or not.

use crate::source::Span;
use crate::yaml::{Document, Node, Parsed};

/// The parts of a text that are a document each: kubectl cuts at lines that start with `---`, and between JSON objects.
#[must_use]
pub(super) fn documents(text: &str, parsed: &Parsed) -> Vec<Span> {
    let mut starts: Vec<usize> = vec![0];
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            starts.push(offset);
        }
        offset += line.len();
    }
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        let roots = parsed.documents.iter().filter_map(Document::root);
        starts.extend(roots.map(Node::span).map(|span| span.start));
        starts.sort_unstable();
    }
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| Span::new(start, end)).collect()
}

/// Takes everything out of what was read that is in these parts.
pub(super) fn remove(parsed: &mut Parsed, parts: &[Span]) {
    let is_in = |at: usize| parts.iter().any(|part| part.start <= at && at < part.end);
    parsed
        .documents
        .retain(|document| !document.root().is_some_and(|root| is_in(root.span().start)));
    parsed.problems.retain(|problem| !is_in(problem.at.span.start));
    parsed.comments.retain(|comment| !is_in(comment.location.span.start));
}
