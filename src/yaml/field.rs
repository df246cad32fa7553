//! Places in words: `spec.template.spec.containers[scalyr-agent].image`.

use crate::source::Span;

use super::{Entry, Kind, Node};

/// The field that `at` is in, from `root` down. Items of lists go by their `name`, where they have one, so
/// that the words stay the same when the list is put into another order.
#[must_use]
pub fn field_at(root: Node<'_>, at: Span) -> String {
    let mut field = String::new();
    let mut node = root;
    while let Some((step, below)) = step_down(node, at) {
        if !field.is_empty() && !step.starts_with('[') {
            field.push('.');
        }
        field.push_str(&step);
        let Some(below) = below else { break };
        node = below;
    }
    field
}

/// The child around a place, and how it is called; no node where the place is the key itself.
fn step_down<'a>(node: Node<'a>, at: Span) -> Option<(String, Option<Node<'a>>)> {
    match node.kind() {
        Kind::Scalar => None,
        Kind::Mapping => {
            let entry = node.own_entries().find(|entry| surrounds(entry, at))?;
            let is_key = holds(entry.key.span(), at);
            Some((name_of(&entry), (!is_key).then_some(entry.value)))
        }
        Kind::Sequence => {
            let (index, item) =
                node.items().enumerate().find(|(_, item)| holds(item.span(), at))?;
            let name = item.get_text("name").filter(|name| !name.is_empty());
            Some((name.map_or(format!("[{index}]"), |name| format!("[{name}]")), Some(item)))
        }
    }
}

fn surrounds(entry: &Entry<'_>, at: Span) -> bool {
    holds(entry.key.span(), at) || holds(entry.value.span(), at)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && !outer.is_empty()
}

/// The key, in brackets where it has dots of its own.
fn name_of(entry: &Entry<'_>) -> String {
    let key = entry.key_text();
    if key.contains(['.', '/', '[', ' ']) { format!("[{key}]") } else { key.to_owned() }
}
