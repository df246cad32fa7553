//! From a place in the text to what is there.

use super::node::Node;

/// One step from an object down to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Into the value of a key.
    Key(String),
    /// Into an item of a list, from 0.
    Item(usize),
}

/// The steps as people write them: `spec.containers[0].name`; a key with a point is quoted.
#[must_use]
pub fn show(steps: &[Segment]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Segment::Item(at) => text.push_str(&format!("[{at}]")),
            Segment::Key(key) if key.is_empty() || key.contains(['.', '[', ']', '"', ' ']) => {
                text.push_str(&format!("[{key:?}]"));
            }
            Segment::Key(key) if text.is_empty() => text.push_str(key),
            Segment::Key(key) => text.push_str(&format!(".{key}")),
        }
    }
    text
}

impl<'a> Node<'a> {
    /// The innermost value at a byte offset with the steps that lead from this node to it. A key
    /// counts as a place of its value, an alias as one of what it means.
    #[must_use]
    pub fn at(self, offset: usize) -> Option<(Vec<Segment>, Node<'a>)> {
        let mut steps = Vec::new();
        let mut node = self.written_at(offset).then_some(self)?;
        loop {
            let Some((step, next, is_end)) = node.child_at(offset) else {
                return Some((steps, node));
            };
            steps.push(step);
            node = next;
            if is_end {
                return Some((steps, node));
            }
        }
    }

    fn written_at(self, offset: usize) -> bool {
        let span = self.span();
        (span.start..span.end).contains(&offset)
    }

    /// The child at an offset, and whether that is as far as it goes: at a key or an alias.
    fn child_at(self, offset: usize) -> Option<(Segment, Node<'a>, bool)> {
        for (written, entry) in self.written_entries() {
            let step = || Segment::Key(entry.key_text().to_owned());
            let [key, value] = written;
            // What is between key and value, and a value of nothing, counts as the key.
            let until = if value.is_alias() {
                key.span().end
            } else {
                value.span().start.max(key.span().end)
            };
            let is_key = (key.span().start..until).contains(&offset);
            if is_key || value.written_at(offset) {
                return Some((step(), entry.value, is_key || value.is_alias()));
            }
        }
        let mut items = self.written_items().enumerate();
        let (at, (written, item)) = items.find(|(_, (written, _))| written.written_at(offset))?;
        Some((Segment::Item(at), item, written.is_alias()))
    }
}
