//! Finds the field of a kustomization's file that a rendered field was made of, where that is certain.

use crate::finding::ObjectPath;
use crate::kube::Object;
use crate::source::{FileId, SourceFile, Span};
use crate::yaml::{Document, Node, field_at, parse};

/// Where a text is in the only file whose object has it in the same field: kustomize rewrites everything, so that lines
/// tell nothing.
pub(super) fn written<'s>(
    within: &ObjectPath,
    text: &str,
    files: impl Iterator<Item = (usize, &'s SourceFile)>,
) -> Option<(usize, Span)> {
    let object = within.object.as_ref().filter(|_| !within.field.is_empty() && !text.is_empty())?;
    let mut found = Vec::new();
    for (at, source) in files {
        let parsed = parse(FileId(0), source);
        for root in parsed.documents.iter().filter_map(Document::root) {
            let is_one = Object::from_node(root).is_some_and(|it| {
                it.kind == object.kind && !it.name().is_empty() && object.name.contains(it.name())
            });
            if is_one {
                found.extend(places(root, &within.field, text).into_iter().map(|span| (at, span)));
            }
        }
    }
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Where a field has a text: its key, its value, or a part of that.
fn places(root: Node<'_>, field: &str, text: &str) -> Vec<Span> {
    let keys = root.tree().flat_map(Node::own_entries).map(|entry| entry.key);
    let values = root.tree().filter(|node| node.text().is_some());
    let nodes = values.chain(keys).filter(|node| node.raw().contains(text));
    let of_field = nodes.filter(|node| field_at(root, node.span()) == field);
    let mut spans: Vec<Span> = of_field.filter_map(|node| once_in(node, text)).collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// Where a text is in a scalar that has it once.
fn once_in(node: Node<'_>, text: &str) -> Option<Span> {
    let mut found = node.raw().match_indices(text).map(|(at, _)| node.span().start + at);
    let start = found.next().filter(|_| found.next().is_none())?;
    Some(Span::new(start, start + text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::ObjectName;

    const BASE: &str = "kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec:\n  containers:\n  - \
                        image: flog:1\n    name: flog\n";
    const PATCH: &str = "kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {nodeName: n}\n";

    /// The image of a pod's container.
    fn name(name: &str) -> ObjectPath {
        ObjectPath {
            object: Some(ObjectName { kind: "Pod".into(), namespace: None, name: name.into() }),
            field: "spec.containers[flog].image".into(),
            origin: None,
        }
    }

    #[test]
    fn a_field_is_found_where_one_file_has_it() {
        let file = |text: &str| SourceFile::new("x", text.as_bytes().to_vec(), false);
        let (base, patch) = (file(BASE), file(PATCH));
        let look = |within: &ObjectPath, text: &str, files: &[&SourceFile]| {
            let (at, span) = written(within, text, files.iter().copied().enumerate())?;
            Some((at, span.slice(&files.get(at)?.text).to_owned(), span.start))
        };
        let start = base.text.find("flog:1").unwrap();
        let files = [&patch, &base];
        assert_eq!(look(&name("a"), "flog:1", &files), Some((1, "flog:1".to_owned(), start)));
        assert_eq!(look(&name("prod-a-x"), "1", &files), Some((1, "1".to_owned(), start + 5)));
        assert_eq!(look(&name("b"), "flog:1", &files), None, "another object");
        assert_eq!(look(&name("a"), "flog:2", &files), None, "another value");
        assert_eq!(look(&name("a"), "flog:1", &[&base, &base]), None, "two could be it");
    }
}
