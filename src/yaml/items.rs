//! The items of a list, one after the other.

use super::node::Node;
use super::tree::NodeId;

/// The items of a sequence, aliases followed.
#[derive(Debug, Clone, Default)]
pub struct Items<'a> {
    list: Option<Node<'a>>,
    ids: std::slice::Iter<'a, NodeId>,
}

impl<'a> Items<'a> {
    pub(super) fn new(list: Node<'a>, ids: &'a [NodeId]) -> Self {
        Self { list: Some(list), ids: ids.iter() }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        Some(self.list?.item(*self.ids.next()?))
    }

    fn nth(&mut self, number: usize) -> Option<Node<'a>> {
        Some(self.list?.item(*self.ids.nth(number)?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl DoubleEndedIterator for Items<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        Some(self.list?.item(*self.ids.next_back()?))
    }
}

impl ExactSizeIterator for Items<'_> {}
