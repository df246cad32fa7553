//! `yaml_parse`: both readers of YAML make the same tree, and whatever is in it has a place in the text.

use std::ops::Range;

use lt_lint::SourceFile;
use lt_lint::source::FileId;
use lt_lint::yaml::{Document, Node, Parsed, Reader, parse_with};

/// Reads bytes as one file of YAML, by the scanner for what is ordinary and by the parser alone.
pub fn yaml_parse(input: &[u8]) {
    let source = SourceFile::new("a.yaml", input.to_vec(), true);
    let quick = parse_with(FileId(0), &source, Reader::Quick);
    let alone = parse_with(FileId(0), &source, Reader::ParserAlone);
    let [of_quick, of_alone] = [&quick, &alone].map(|parsed| format!("{parsed:?}"));
    assert!(of_quick == of_alone, "two trees of one text:\n{of_quick}\n{of_alone}");
    assert_placed(&alone, &source.text);
}

/// Fails where a place isn't in the text.
fn assert_placed(parsed: &Parsed, text: &str) {
    for problem in &parsed.problems {
        assert!(text.get(Range::from(problem.at.span)).is_some(), "{problem:?}");
        assert!(!problem.reason().is_empty(), "{problem:?}");
    }
    for comment in &parsed.comments {
        let written = comment.location.span.slice(text);
        assert!(written.starts_with('#') && !written.contains('\n'), "{comment:?}");
        assert_eq!(written.strip_prefix('#'), Some(comment.text(text)), "{comment:?}");
    }
    let roots = parsed.documents.iter().filter_map(Document::root);
    for node in roots.flat_map(Node::tree) {
        assert!(text.get(Range::from(node.span())).is_some(), "{node:?}");
        fragments(node, text);
    }
}

/// Every character of a scalar has a place.
fn fragments(node: Node<'_>, text: &str) {
    let _ = node.scalar();
    for (start, c) in node.text().unwrap_or_default().char_indices().take(200) {
        let place = node.fragment(start..start + c.len_utf8());
        assert!(text.get(Range::from(place.span)).is_some(), "{node:?} at {start}");
    }
}
