//! Places in words: `spec.template.spec.containers[scalyr-agent].image`.

use crate::source::Span;

use super::{Entry, Kind, Node};

/// Bytes of most fields' words.
const USUAL: usize = 48;

/// The field that `at` is in, from `root` down. Items of lists go by their `name`, where they have one, so
/// that the words stay the same when the list is put into another order.
#[must_use]
pub fn field_at(root: Node<'_>, at: Span) -> String {
    let mut field = String::with_capacity(USUAL);
    let mut node = root;
    while let Some((step, below)) = step_down(node, at) {
        step.write(&mut field);
        let Some(below) = below else { break };
        node = below;
    }
    field
}

/// One step of the way to a field.
enum Step<'a> {
    Key(&'a str),
    Named(&'a str),
    Numbered(usize),
}

impl Step<'_> {
    /// A key with dots of its own is in brackets.
    fn write(&self, field: &mut String) {
        let own = match self {
            Self::Numbered(index) => &*index.to_string(),
            Self::Key(key) if !key.contains(['.', '/', '[', ' ']) => {
                let dot = if field.is_empty() { "" } else { "." };
                return [dot, key].into_iter().for_each(|part| field.push_str(part));
            }
            Self::Key(name) | Self::Named(name) => name,
        };
        ["[", own, "]"].into_iter().for_each(|part| field.push_str(part));
    }
}

/// The child around a place, and how it is called; no node where the place is the key itself. Children are
/// written in order, so that one look finds it, but for what an alias repeats from elsewhere.
fn step_down<'a>(node: Node<'a>, at: Span) -> Option<(Step<'a>, Option<Node<'a>>)> {
    match node.kind() {
        Kind::Scalar => None,
        Kind::Mapping => {
            let entry = entry_around(node, at)?;
            let is_key = holds(entry.key.span(), at);
            Some((Step::Key(entry.key_text()), (!is_key).then_some(entry.value)))
        }
        Kind::Sequence => {
            let (index, item) = item_around(node, at)?;
            let name = item.get_text("name").filter(|name| !name.is_empty());
            Some((name.map_or(Step::Numbered(index), Step::Named), Some(item)))
        }
    }
}

fn entry_around(node: Node<'_>, at: Span) -> Option<Entry<'_>> {
    let surrounds =
        |entry: &Entry<'_>| holds(entry.key.span(), at) || holds(entry.value.span(), at);
    let nearest = node.own_entry(node.child_before(at.start)?);
    let of_alias = || repeats(node, at).then(|| node.own_entries().find(surrounds)).flatten();
    nearest.filter(surrounds).or_else(of_alias)
}

fn item_around(node: Node<'_>, at: Span) -> Option<(usize, Node<'_>)> {
    let surrounds = |(_, item): &(usize, Node<'_>)| holds(item.span(), at);
    let number = node.child_before(at.start)?;
    let nearest = node.items().nth(number).map(|item| (number, item)).filter(surrounds);
    let of_alias = || repeats(node, at).then(|| node.items().enumerate().find(surrounds)).flatten();
    nearest.or_else(of_alias)
}

/// Whether a place that isn't written in a collection may be in what it repeats.
fn repeats(node: Node<'_>, at: Span) -> bool {
    node.document().has_anchors() && !holds(node.span(), at)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.covers(inner) && !outer.is_empty()
}
