//! Values that are still to be filled in: `{{ … }}` and `${…}` where the API server takes no such text.

use crate::kube::Object;
use crate::kube::schema::is_like_own_kind;
use crate::report::SkipReason;
use crate::source::Span;
use crate::yaml::{Kind, Node, Style};

/// Fields whose text is for another reader: their text is literal.
const FREE: [&str; 14] = [
    "annotations",
    "args",
    "binaryData",
    "command",
    "data",
    "description",
    "expression",
    "managedFields",
    "message",
    "messageExpression",
    "parameters",
    "stringData",
    "value",
    "volumeAttributes",
];
/// The only fields that mean the same in objects of every kind.
const COMMON: [&str; 4] = ["generateName", "labels", "name", "namespace"];
/// Objects that describe other objects, or hold them.
const HOLDERS: [&str; 2] = ["CustomResourceDefinition", "List"];

/// The first value of an object that is still to be filled in, and with what: a name, a label, an image, a number.
#[must_use]
pub(super) fn first_blank(root: Node<'_>) -> Option<(Span, SkipReason)> {
    let object = Object::from_node(root)?;
    if let Some(items) = root.get("items").filter(|items| items.kind() == Kind::Sequence) {
        return items.items().find_map(first_blank);
    }
    let heads = ["apiVersion", "kind"].into_iter().filter_map(|key| root.get(key));
    let metadata = root.get("metadata").map(Node::entries).unwrap_or_default();
    let common = metadata.into_iter().filter(|entry| COMMON.contains(&entry.key_text()));
    let common = common.flat_map(|entry| entry.value.scalars());
    let found = heads.chain(common).find_map(blank);
    found.or_else(|| within(root).filter(|_| is_builtin(&object)))
}

/// Whether an object's fields are those of Kubernetes, which are known.
fn is_builtin(object: &Object<'_>) -> bool {
    let group = object.group();
    (!group.contains('.') || group.ends_with(".k8s.io"))
        && !HOLDERS.contains(&object.kind)
        && is_like_own_kind(object.kind)
}

/// The first one below a mapping, outside of texts for other readers.
fn within(root: Node<'_>) -> Option<(Span, SkipReason)> {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Scalar => {
                if let Some(found) = blank(node) {
                    return Some(found);
                }
            }
            Kind::Sequence => open.extend(node.items().rev()),
            Kind::Mapping => {
                let entries = node.own_entries().rev();
                let read = entries.filter(|entry| !FREE.contains(&entry.key_text()));
                open.extend(read.flat_map(|entry| [entry.value, entry.key]));
            }
        }
    }
    None
}

/// A scalar with something to fill in, and how that is done.
fn blank(node: Node<'_>) -> Option<(Span, SkipReason)> {
    let text = node.text().filter(|_| node.style() != Some(Style::Block))?;
    let braces =
        text.find("{{").is_some_and(|at| text.get(at..).is_some_and(|it| it.contains("}}")));
    if braces {
        return Some((node.span(), SkipReason::Template));
    }
    has_variable(text).then(|| (node.span(), SkipReason::Variables))
}

/// Whether a text has a variable as `envsubst` and Flux fill them in: `${NAME}`, `${NAME:=400}`.
pub(super) fn has_variable(text: &str) -> bool {
    text.match_indices("${").any(|(at, open)| {
        let rest = text.get(at + open.len()..).unwrap_or_default();
        let name = rest.trim_start_matches('{');
        let behind = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        is_name && behind.starts_with(['}', ':', '-', '=', '/']) && behind.contains('}')
    })
}

#[cfg(test)]
mod tests {
    use super::has_variable;

    #[test]
    fn variables_are_told_from_other_text_with_a_dollar() {
        for text in
            ["${A}", "load-${test_id}", "${replicas:=400}", "${A:-b}", "${{COUNT}}", "${A/b/c}"]
        {
            assert!(has_variable(text), "{text}");
        }
        for text in ["$(A)", "$A", "${pvc.name}", "${}", "/x(/|$)(.*)", "${1}", "${A", "{A}"] {
            assert!(!has_variable(text), "{text}");
        }
    }
}
