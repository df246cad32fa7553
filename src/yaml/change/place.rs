//! Where a node stands: between brackets or in lines, and which aliases repeat it.

use crate::source::Span;
use crate::yaml::node::{Kind, Node};
use crate::yaml::tree::{Content, Document, NodeId, narrow};

/// How a part of a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// In lines, by indentation.
    Block,
    /// Between brackets.
    Flow,
    /// As JSON.
    Json,
}

impl Document {
    /// The scalar, key or value, that a place is in, as it is written.
    #[must_use]
    pub fn scalar_at(&self, place: Span) -> Option<Node<'_>> {
        let behind = self.nodes.partition_point(|node| node.span.start() <= place.start);
        let around = |id: &usize| {
            self.nodes.get(*id).is_some_and(|node| {
                matches!(node.content, Content::Scalar { .. })
                    && node.span.start() <= place.start
                    && place.end <= node.span.end()
            })
        };
        // An unwritten value may begin where the next node does.
        let id = (0..behind).rev().take(MOST_AT_A_PLACE).find(around)?;
        Some(Node::of_id(self, narrow(id)))
    }

    /// The mapping at a place.
    #[must_use]
    pub fn mapping_at(&self, place: Span) -> Option<Node<'_>> {
        let is_it = |node: &Node<'_>| node.kind() == Kind::Mapping && node.span() == place;
        self.root()?.tree().find(is_it)
    }

    /// Whether an alias repeats something of a place, so that a change there changes more than that.
    #[must_use]
    pub fn is_repeated(&self, place: Span) -> bool {
        if !self.has_anchors() {
            return false;
        }
        let targets = self.nodes.iter().filter_map(|node| match node.content {
            Content::Alias(target) => self.data(target),
            _ => None,
        });
        targets.map(|node| Span::from(node.span)).any(|target| {
            target.overlaps(place) || (target.start <= place.start && place.end <= target.end)
        })
    }

    /// How the text around a node is written.
    fn form_at(&self, id: NodeId) -> Form {
        if self.is_json {
            return Form::Json;
        }
        let is_around = |other: NodeId| self.data(other).is_some_and(|node| node.end > id);
        let is_flow = |other: NodeId| {
            self.data(other).is_some_and(|node| {
                !matches!(node.content, Content::Scalar { .. } | Content::Alias(_))
                    && node.span.slice(&self.text).starts_with(['{', '['])
            })
        };
        let flows = (0..=id).rev().any(|other| is_around(other) && is_flow(other));
        if flows { Form::Flow } else { Form::Block }
    }
}

/// Nodes that may begin at one place: collections, their first key, and values that aren't written.
const MOST_AT_A_PLACE: usize = 500;

impl Node<'_> {
    /// How it is written: a collection by its own brackets, anything else by those around it.
    pub(super) fn form(self) -> Form {
        self.document().form_at(self.id())
    }
}
