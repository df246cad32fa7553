//! How a document's nodes are stored: small, and in few pieces, so that thousands of files stay near the processor.

use std::sync::Arc;

use crate::source::{FileId, Span};

use super::key_order::KeyOrder;
use super::node::Style;
use super::nodes::Nodes;
use super::scalar::Tag;

/// Index of a node in its document's list. Nodes are there in document order.
pub(super) type NodeId = u32;

/// A part of a text or of a list. Files are bounded far below what 32 bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    start: u32,
    end: u32,
}

impl Part {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: narrow(start), end: narrow(end) }
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    pub(super) fn len(self) -> usize {
        self.end().saturating_sub(self.start())
    }

    /// What is between the quotes of a scalar.
    pub(super) fn of_quoted(span: Self) -> Self {
        let start = span.start + 1;
        Self { start, end: span.end.saturating_sub(1).max(start) }
    }

    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.start()..self.end()).unwrap_or_default()
    }

    pub(super) fn slice(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or_default()
    }
}

impl From<Span> for Part {
    fn from(span: Span) -> Self {
        Self::new(span.start, span.end)
    }
}

impl From<Part> for Span {
    fn from(part: Part) -> Self {
        Self::new(part.start(), part.end())
    }
}

/// A number of bytes or of nodes; what is too big for it isn't read in the first place.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What a node is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Its text: a part of the file, or of what had to be decoded.
    Scalar { text: Part, decoded: bool, style: Style, tag: Tag },
    /// Its items, a part of the document's list of children.
    Sequence(Part),
    /// Its keys and values in turn, a part of the document's list of children. Each key of a mapping that is
    /// `simple` is once, and none merges.
    Mapping { children: Part, simple: bool },
    /// The node that it means.
    Alias(NodeId),
}

/// One YAML document of a file.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) file: FileId,
    pub(super) text: Arc<str>,
    /// Whether kubectl reads it as JSON, which knows more escapes and longer keys.
    pub(super) is_json: bool,
    pub(super) nodes: Nodes,
    pub(super) children: Vec<NodeId>,
    /// The texts that differ from the bytes of the file, one after the other.
    pub(super) decoded: String,
    /// The names of anchors, without `&`, by node.
    pub(super) anchors: Vec<(NodeId, Box<str>)>,
    /// The keys of large mappings in order, by mapping.
    pub(super) key_orders: Vec<KeyOrder>,
    /// Where it goes when it is applied, if anything around its file says so.
    pub placed: Option<Arc<Placed>>,
}

/// What the files around a document say of where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// The namespace that its objects get, whatever they say themselves.
    pub namespace: Namespace,
    /// The file that lists this one and those that are applied together with it.
    pub listed_by: Option<FileId>,
}

/// The namespace of a document's objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Namespace {
    /// The one that they state.
    #[default]
    Written,
    /// Another one, which is put in its place.
    Rendered(String),
    /// One of several, one for each way in which the document is used.
    Several,
}

impl Document {
    pub(super) fn new(file: FileId, text: &Arc<str>, is_json: bool) -> Self {
        let text = Arc::clone(text);
        Self {
            file,
            text,
            is_json,
            nodes: Nodes::default(),
            children: Vec::new(),
            decoded: String::new(),
            anchors: Vec::new(),
            key_orders: Vec::new(),
            placed: None,
        }
    }

    /// What was read of it, in lists of the right length, if anything was; it is empty then, and keeps its room.
    pub(super) fn completed(&mut self) -> Option<Self> {
        self.anchors.sort_by_key(|(id, _)| *id);
        self.sort_key_orders();
        let complete = Self {
            nodes: self.nodes.taken(),
            children: self.children.as_slice().to_vec(),
            decoded: self.decoded.as_str().to_owned(),
            anchors: std::mem::take(&mut self.anchors),
            key_orders: std::mem::take(&mut self.key_orders),
            ..Self::new(self.file, &self.text, self.is_json)
        };
        self.children.clear();
        self.decoded.clear();
        (!complete.nodes.is_empty()).then_some(complete)
    }

    /// Where it goes when it is applied.
    #[must_use]
    pub fn placed(&self) -> &Placed {
        static AS_WRITTEN: Placed = Placed { namespace: Namespace::Written, listed_by: None };
        self.placed.as_deref().unwrap_or(&AS_WRITTEN)
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file it is in.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Whether a node has a name that aliases repeat it by.
    pub(super) fn has_anchors(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// The node itself, or what the alias means; the parser resolves alias of alias.
    pub(super) fn follow(&self, id: NodeId) -> NodeId {
        self.nodes.target(id).unwrap_or(id)
    }

    /// The text of a scalar; an alias has none.
    pub(super) fn scalar_text(&self, id: NodeId) -> Option<&str> {
        let (text, is_decoded) = self.nodes.text(id)?;
        Some(text.slice(if is_decoded { &self.decoded } else { &self.text }))
    }

    /// Whether a scalar is of this text. Lengths tell most of them apart before a text is touched.
    pub(super) fn is_text(&self, id: NodeId, wanted: &str) -> bool {
        self.nodes.text(id).is_some_and(|(text, is_decoded)| {
            let all = if is_decoded { &self.decoded } else { &*self.text };
            text.len() == wanted.len() && text.of(all.as_bytes()) == wanted.as_bytes()
        })
    }

    /// Whether a scalar is a merge key, `<<`.
    pub(super) fn is_merge(&self, id: NodeId) -> bool {
        let is_written =
            |(style, tag)| tag == Tag::Merge || (tag == Tag::None && style == Style::Plain);
        self.is_text(id, "<<") && self.nodes.look(id).is_some_and(is_written)
    }
}
