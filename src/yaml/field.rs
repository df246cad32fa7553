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

/// The child around a place, and how it is called; no node where the place is the key itself. Children are
/// written in order, so that one look finds it, but for what an alias repeats from elsewhere.
fn step_down<'a>(node: Node<'a>, at: Span) -> Option<(String, Option<Node<'a>>)> {
    match node.kind() {
        Kind::Scalar => None,
        Kind::Mapping => {
            let surrounds =
                |entry: &Entry<'_>| holds(entry.key.span(), at) || holds(entry.value.span(), at);
            let nearest = node.own_entry(node.child_before(at.start)?);
            let of_alias =
                || repeats(node, at).then(|| node.own_entries().find(surrounds)).flatten();
            let entry = nearest.filter(surrounds).or_else(of_alias)?;
            let is_key = holds(entry.key.span(), at);
            Some((name_of(&entry), (!is_key).then_some(entry.value)))
        }
        Kind::Sequence => {
            let surrounds = |(_, item): &(usize, Node<'_>)| holds(item.span(), at);
            let number = node.child_before(at.start)?;
            let nearest = node.items().nth(number).map(|item| (number, item)).filter(surrounds);
            let of_alias =
                || repeats(node, at).then(|| node.items().enumerate().find(surrounds)).flatten();
            let (index, item) = nearest.or_else(of_alias)?;
            let name = item.get_text("name").filter(|name| !name.is_empty());
            Some((name.map_or(format!("[{index}]"), |name| format!("[{name}]")), Some(item)))
        }
    }
}

/// Whether a place that isn't written in a collection may be in what it repeats.
fn repeats(node: Node<'_>, at: Span) -> bool {
    node.document().has_anchors() && !holds(node.span(), at)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.covers(inner) && !outer.is_empty()
}

/// The key, in brackets where it has dots of its own.
fn name_of(entry: &Entry<'_>) -> String {
    let key = entry.key_text();
    if key.contains(['.', '/', '[', ' ']) { format!("[{key}]") } else { key.to_owned() }
}
