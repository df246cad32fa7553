//! The items of a list, one after the other.

use super::node::Node;
use super::tree::{Document, NodeId};

/// The items of a sequence, aliases followed.
#[derive(Debug, Clone, Default)]
pub struct Items<'a> {
    document: Option<&'a Document>,
    ids: std::slice::Iter<'a, NodeId>,
}

impl<'a> Items<'a> {
    pub(super) fn new(document: &'a Document, ids: &'a [NodeId]) -> Self {
        Self { document: Some(document), ids: ids.iter() }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        Some(Node::follow(self.document?, *self.ids.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl DoubleEndedIterator for Items<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        Some(Node::follow(self.document?, *self.ids.next_back()?))
    }
}

impl ExactSizeIterator for Items<'_> {}
