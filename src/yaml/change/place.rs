//! Where a node is: between brackets or in lines, and which aliases repeat it.

use crate::source::Span;
use crate::yaml::node::Node;
use crate::yaml::tree::{Content, Document, NodeId};

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

/// How many collections are around most fields of manifests, at most.
const USUAL_DEPTH: usize = 16;

impl Document {
    /// The scalar, key or value, that a place is in, as it is written.
    #[must_use]
    pub fn scalar_at(&self, place: Span) -> Option<Node<'_>> {
        let behind = self.nodes.before(place.start.saturating_add(1));
        let is_scalar = |id: NodeId| matches!(self.nodes.content(id), Some(Content::Scalar { .. }));
        let around = |id: &NodeId| {
            is_scalar(*id) && self.nodes.span(*id).is_some_and(|span| place.end <= span.end())
        };
        // An unwritten value may begin where the next node does.
        let id = (0..behind).rev().take(MOST_AT_A_PLACE).find(around)?;
        Some(Node::of_id(self, id))
    }

    /// The mapping at a place.
    #[must_use]
    pub fn mapping_at(&self, place: Span) -> Option<Node<'_>> {
        let mut here = self.nodes.before(place.start)..self.nodes.before(place.start + 1);
        let is_it = |id: &NodeId| {
            matches!(self.nodes.content(*id), Some(Content::Mapping { .. }))
                && self.nodes.span(*id).map(Span::from) == Some(place)
        };
        here.find(is_it).map(|id| Node::of_id(self, id))
    }

    /// The mapping or list that a node is in.
    #[must_use]
    pub fn holder_of(&self, node: Node<'_>) -> Option<Node<'_>> {
        self.around(node.id()).last().map(|id| Node::of_id(self, *id))
    }

    /// The mapping of a key at a place, with the key.
    #[must_use]
    pub fn key_at(&self, place: Span) -> Option<(Node<'_>, Node<'_>)> {
        let key = self.scalar_at(place).filter(|key| key.span() == place)?;
        let holder = self.holder_of(key)?;
        holder.entry_number(key).map(|_| (holder, key))
    }

    /// The collections around a node, the outermost first.
    fn around(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::with_capacity(USUAL_DEPTH);
        let mut next = Some(0).filter(|root| *root != id);
        while let Some(holder) = next {
            found.push(holder);
            let children = match self.nodes.content(holder) {
                Some(Content::Sequence(children) | Content::Mapping { children, .. }) => {
                    children.of(&self.children)
                }
                _ => &[],
            };
            let behind = children.partition_point(|child| *child <= id);
            next = behind.checked_sub(1).and_then(|last| children.get(last)).copied();
            next = next.filter(|child| *child != id);
        }
        found
    }

    /// Whether an alias repeats something of a place, so that a change there changes more than that.
    #[must_use]
    pub fn is_repeated(&self, place: Span) -> bool {
        let is_here = |(id, _): &&(NodeId, Box<str>)| {
            self.nodes
                .span(*id)
                .map(Span::from)
                .is_some_and(|target| target.overlaps(place) || target.covers(place))
        };
        let here: Vec<NodeId> = self.anchors.iter().filter(is_here).map(|(id, _)| *id).collect();
        let of = |id: NodeId| self.nodes.content(id);
        let is_alias =
            |id: NodeId| matches!(of(id), Some(Content::Alias(target)) if here.contains(&target));
        !here.is_empty() && self.nodes.ids().any(is_alias)
    }

    /// How the text around a node is written.
    fn form_at(&self, id: NodeId) -> Form {
        if self.is_json {
            return Form::Json;
        }
        let flows = self.around(id).into_iter().chain([id]);
        let flows = flows.map(|id| Node::of_id(self, id)).any(Node::has_brackets);
        if flows { Form::Flow } else { Form::Block }
    }
}

/// Nodes that may begin at one place: collections, their first key, and values that aren't written.
const MOST_AT_A_PLACE: usize = 500;

impl<'a> Node<'a> {
    /// It and the collections that it is written in, the outermost first.
    pub(crate) fn and_holders(self) -> impl Iterator<Item = Node<'a>> {
        let holders = self.document().around(self.id()).into_iter().chain([self.id()]);
        holders.map(move |id| Node::of_id(self.document(), id))
    }

    /// How it is written: a collection by its own brackets, anything else by those around it.
    pub(super) fn form(self) -> Form {
        self.document().form_at(self.id())
    }
}
