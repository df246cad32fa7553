//! The nodes of a document in twelve bytes each, and what only some of them have in lists of their own.

use crate::source::Span;

use super::node::{Kind, Style};
use super::scalar::Tag;
use super::tree::{Content, NodeId, Part, narrow};

/// A node: where it is, and what it is in bits.
#[derive(Debug, Clone, Copy)]
struct Packed {
    span: Part,
    what: u32,
}

/// A list or a mapping.
#[derive(Debug, Clone, Copy)]
struct Collection {
    children: Part,
    /// One past the last node of its subtree; 0 while it is still being read.
    end: NodeId,
}

/// Nodes in document order.
#[derive(Debug, Clone, Default)]
pub(super) struct Nodes {
    all: Vec<Packed>,
    collections: Vec<Collection>,
    /// The texts that had to be decoded.
    decoded: Vec<Part>,
}

/// The lowest bits of `what`: the kind.
const KIND: u32 = 3;
const SEQUENCE: u32 = 0;
const MAPPING: u32 = 1;
const SIMPLE_MAPPING: u32 = 2;
const ALIAS: u32 = 3;
const WRITTEN: u32 = 4;
const DECODED: u32 = 5;
/// The bits after them: the style of a scalar, and its tag.
const STYLE: u32 = 2;
const TAG: u32 = 3;

const STYLES: [Style; 3] = [Style::Plain, Style::Quoted, Style::Block];
const TAGS: [Tag; 8] =
    [Tag::None, Tag::Null, Tag::Bool, Tag::Int, Tag::Float, Tag::Binary, Tag::Merge, Tag::Text];

/// What the lowest bits of a number are, and what is above them.
fn split(what: u32, bits: u32) -> (u32, u32) {
    (what & ((1 << bits) - 1), what >> bits)
}

/// A scalar in bits. What is above them is the number of its text among those that were decoded: a document of 32 MiB has
/// fewer than 2^23 of them, since each takes four bytes.
fn scalar(kind: u32, style: Style, tag: Tag, decoded: u32) -> u32 {
    (((decoded << TAG | tag as u32) << STYLE | style as u32) << KIND) | kind
}

impl Nodes {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds a node; the children of a collection aren't known yet.
    pub(super) fn push(&mut self, content: Content, span: Span) -> NodeId {
        let what = match content {
            Content::Sequence(children) => self.collection(children) << KIND | SEQUENCE,
            Content::Mapping { children, .. } => self.collection(children) << KIND | MAPPING,
            Content::Alias(target) => target << KIND | ALIAS,
            Content::Scalar { decoded: false, style, tag, .. } => scalar(WRITTEN, style, tag, 0),
            Content::Scalar { text, style, tag, .. } => {
                self.decoded.push(text);
                scalar(DECODED, style, tag, narrow(self.decoded.len() - 1))
            }
        };
        self.all.push(Packed { span: span.into(), what });
        narrow(self.all.len() - 1)
    }

    fn collection(&mut self, children: Part) -> u32 {
        self.collections.push(Collection { children, end: 0 });
        narrow(self.collections.len() - 1)
    }

    /// Says where a node ends in the file, and that all below it was read.
    pub(super) fn close(&mut self, id: NodeId, span_end: usize) {
        let end = narrow(self.all.len());
        let Some(node) = self.all.get_mut(id as usize) else { return };
        let start = node.span.start();
        node.span = Part::new(start, span_end.max(start));
        let (kind, at) = split(node.what, KIND);
        if matches!(kind, SEQUENCE | MAPPING | SIMPLE_MAPPING)
            && let Some(collection) = self.collections.get_mut(at as usize)
        {
            collection.end = end;
        }
    }

    /// Says what a collection has in it.
    pub(super) fn fill(&mut self, id: NodeId, content: Content) {
        let (kind, children) = match content {
            Content::Sequence(children) => (SEQUENCE, children),
            Content::Mapping { children, simple: false } => (MAPPING, children),
            Content::Mapping { children, simple: true } => (SIMPLE_MAPPING, children),
            Content::Scalar { .. } | Content::Alias(_) => return,
        };
        let Some(node) = self.all.get_mut(id as usize) else { return };
        let (_, at) = split(node.what, KIND);
        node.what = at << KIND | kind;
        if let Some(collection) = self.collections.get_mut(at as usize) {
            collection.children = children;
        }
    }

    /// The text of a scalar, and whether it had to be decoded.
    #[inline]
    pub(super) fn text(&self, id: NodeId) -> Option<(Part, bool)> {
        let node = self.all.get(id as usize)?;
        let (kind, rest) = split(node.what, KIND);
        match kind {
            WRITTEN if split(rest, STYLE).0 == Style::Quoted as u32 => {
                Some((Part::of_quoted(node.span), false))
            }
            WRITTEN => Some((node.span, false)),
            DECODED => Some((*self.decoded.get((rest >> STYLE >> TAG) as usize)?, true)),
            _ => None,
        }
    }

    /// How a scalar is written, and the tag before it.
    #[inline]
    pub(super) fn look(&self, id: NodeId) -> Option<(Style, Tag)> {
        let (kind, rest) = split(self.all.get(id as usize)?.what, KIND);
        let (style, rest) = split(rest, STYLE);
        let (tag, _) = split(rest, TAG);
        let is_scalar = matches!(kind, WRITTEN | DECODED);
        is_scalar.then_some(())?;
        Some((*STYLES.get(style as usize)?, *TAGS.get(tag as usize)?))
    }

    /// What an alias means.
    #[inline]
    pub(super) fn target(&self, id: NodeId) -> Option<NodeId> {
        let (kind, target) = split(self.all.get(id as usize)?.what, KIND);
        (kind == ALIAS).then_some(target)
    }

    /// What kind of value a node is; an alias is none.
    #[inline]
    pub(super) fn kind(&self, id: NodeId) -> Option<Kind> {
        match split(self.all.get(id as usize)?.what, KIND).0 {
            SEQUENCE => Some(Kind::Sequence),
            MAPPING | SIMPLE_MAPPING => Some(Kind::Mapping),
            ALIAS => None,
            _ => Some(Kind::Scalar),
        }
    }

    /// Whether each key of a mapping is there once, and none merges.
    #[inline]
    pub(super) fn is_simple(&self, id: NodeId) -> bool {
        self.all.get(id as usize).is_some_and(|it| split(it.what, KIND).0 == SIMPLE_MAPPING)
    }

    /// The children of a collection of this kind.
    #[inline]
    pub(super) fn children(&self, id: NodeId, kind: Kind) -> Option<Part> {
        let (what, at) = split(self.all.get(id as usize)?.what, KIND);
        let is_it = match kind {
            Kind::Sequence => what == SEQUENCE,
            Kind::Mapping => matches!(what, MAPPING | SIMPLE_MAPPING),
            Kind::Scalar => false,
        };
        Some(self.collections.get(at as usize).filter(|_| is_it)?.children)
    }

    /// What a node is made of.
    pub(super) fn content(&self, id: NodeId) -> Option<Content> {
        let node = self.all.get(id as usize)?;
        let (kind, rest) = split(node.what, KIND);
        let children = || self.collections.get(rest as usize).map(|it| it.children);
        Some(match kind {
            SEQUENCE => Content::Sequence(children()?),
            MAPPING => Content::Mapping { children: children()?, simple: false },
            SIMPLE_MAPPING => Content::Mapping { children: children()?, simple: true },
            ALIAS => Content::Alias(rest),
            _ => {
                let ((text, decoded), (style, tag)) = (self.text(id)?, self.look(id)?);
                Content::Scalar { text, decoded, style, tag }
            }
        })
    }

    /// The bytes of a node in the file.
    #[inline]
    pub(super) fn span(&self, id: NodeId) -> Option<Part> {
        Some(self.all.get(id as usize)?.span)
    }

    /// How many nodes begin before an offset of the file.
    pub(super) fn before(&self, offset: usize) -> NodeId {
        narrow(self.all.partition_point(|node| node.span.start() < offset))
    }

    /// All of them, in document order.
    pub(super) fn ids(&self) -> std::ops::Range<NodeId> {
        0..narrow(self.all.len())
    }

    /// One past the last node of a node's subtree; 0 for a collection that is still being read.
    pub(super) fn end(&self, id: NodeId) -> Option<NodeId> {
        let (kind, at) = split(self.all.get(id as usize)?.what, KIND);
        match kind {
            SEQUENCE | MAPPING | SIMPLE_MAPPING => Some(self.collections.get(at as usize)?.end),
            _ => Some(id + 1),
        }
    }

    /// The same in lists of the right length; it is empty then, and keeps its room.
    pub(super) fn taken(&mut self) -> Self {
        let taken = Self {
            all: self.all.as_slice().to_vec(),
            collections: self.collections.as_slice().to_vec(),
            decoded: self.decoded.as_slice().to_vec(),
        };
        self.all.clear();
        self.collections.clear();
        self.decoded.clear();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_small() {
        assert_eq!(size_of::<Packed>(), 12);
    }

    #[test]
    fn scalars_come_out_as_they_were_put_in() {
        let span = Span::new(10, 20);
        let mut nodes = Nodes::default();
        for style in STYLES {
            for tag in TAGS {
                for decoded in [false, true] {
                    let text = match (decoded, style) {
                        (true, _) => Part::new(3, 7),
                        (false, Style::Quoted) => Part::new(11, 19),
                        (false, _) => Part::new(10, 20),
                    };
                    let content = Content::Scalar { text, decoded, style, tag };
                    let id = nodes.push(content, span);
                    assert_eq!(nodes.content(id), Some(content));
                    assert_eq!(nodes.end(id), Some(id + 1));
                }
            }
        }
    }

    #[test]
    fn collections_come_out_as_they_were_put_in() {
        let mut nodes = Nodes::default();
        let list = nodes.push(Content::Sequence(Part::new(0, 0)), Span::new(20, 20));
        let alias = nodes.push(Content::Alias(7), Span::new(21, 23));
        assert_eq!((nodes.end(list), nodes.end(alias)), (Some(0), Some(alias + 1)));
        for content in [
            Content::Sequence(Part::new(2, 9)),
            Content::Mapping { children: Part::new(2, 8), simple: false },
            Content::Mapping { children: Part::new(2, 8), simple: true },
        ] {
            nodes.fill(list, content);
            nodes.close(list, 30);
            assert_eq!(nodes.content(list), Some(content));
            assert_eq!(nodes.end(list), Some(alias + 1));
        }
        assert_eq!(nodes.content(alias), Some(Content::Alias(7)));
        assert_eq!(nodes.span(list), Some(Part::new(20, 30)));
        assert_eq!(nodes.content(alias + 1), None);
    }
}
