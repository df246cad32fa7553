//! A node of the tree, and the ways from it to others.

use std::collections::HashSet;

use crate::source::{Alias, Location, Span};

use super::block;
use super::entry::Entry;
use super::items::Items;
use super::scalar::{self, Scalar, Tag};
use super::tree::{Content, Document, NodeId};

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: kubectl decides by its looks whether it's a string.
    Plain,
    /// `'…'` or `"…"`: always a string.
    Quoted,
    /// `|` or `>`: always a string.
    Block,
}

impl Document {
    /// The document's value; `None` for an empty document.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node { document: self, id: 0, alias: WRITTEN })
    }
}

/// What kind of value a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A single value.
    Scalar,
    /// A list.
    Sequence,
    /// Keys with values.
    Mapping,
}

/// A place in the tree; as cheap to copy as a reference. Aliases are followed on the way, so a node
/// is always the thing itself, at the place where it was written.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    id: NodeId,
    /// The alias that led here; [`WRITTEN`] for none.
    alias: NodeId,
}

/// What means no alias: no document has that many nodes.
const WRITTEN: NodeId = NodeId::MAX;

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} at {:?}: {:?}",
            self.kind(),
            self.span(),
            self.span().slice(&self.document.text)
        )
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Node<'_> {}

impl std::hash::Hash for Node<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<'a> Node<'a> {
    fn look(self) -> Option<(Style, Tag)> {
        self.document.nodes.look(self.id)
    }

    fn content(self) -> Option<Content> {
        self.document.nodes.content(self.id)
    }

    /// The node itself, or what the alias means; the parser resolves alias of alias.
    fn follow(self, id: NodeId) -> Self {
        let target = self.document.follow(id);
        let alias = if target == id { self.alias } else { id };
        Self { document: self.document, id: target, alias }
    }

    /// The node of an item of this list.
    pub(super) fn item(self, id: NodeId) -> Self {
        self.follow(id)
    }

    /// A node of this one's as it is written, an alias as such.
    pub(super) fn written(self, id: NodeId) -> Self {
        Self { id, ..self }
    }

    /// The node of an index, as it is written.
    pub(super) fn of_id(document: &'a Document, id: NodeId) -> Self {
        Self { document, id, alias: WRITTEN }
    }

    /// Its index in the document.
    pub(super) fn id(self) -> NodeId {
        self.id
    }

    /// Whether a tag is before a scalar.
    pub(super) fn is_tagged(self) -> bool {
        self.look().is_some_and(|(_, tag)| tag != Tag::None)
    }

    /// What kind of value this is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.document.nodes.kind(self.id).unwrap_or(Kind::Scalar)
    }

    /// The document that it is part of.
    #[must_use]
    pub fn document(self) -> &'a Document {
        self.document
    }

    /// Its bytes in the file.
    #[must_use]
    pub fn span(self) -> Span {
        self.document.nodes.span(self.id).map_or(Span::new(0, 0), Span::from)
    }

    /// Its place in the input.
    #[must_use]
    pub fn location(self) -> Location {
        self.place_of(self.span())
    }

    /// A place in it, with the alias that led here.
    fn place_of(self, span: Span) -> Location {
        let alias = Some(self.alias).filter(|id| *id != WRITTEN);
        let alias = alias.and_then(|id| self.document.nodes.span(id));
        let alias = alias.and_then(|span| Alias::new(span.into()));
        Location { file: self.document.file, span, alias }
    }

    /// The bytes as written, quotes included.
    #[must_use]
    pub fn raw(self) -> &'a str {
        self.span().slice(&self.document.text)
    }

    /// The name of the anchor on it.
    #[must_use]
    pub fn anchor(self) -> Option<&'a str> {
        let anchors = &self.document.anchors;
        let at = anchors.binary_search_by_key(&self.id, |(id, _)| *id).ok()?;
        anchors.get(at).map(|(_, name)| name.as_ref())
    }

    /// A scalar's text with quotes and escapes undone; `None` for lists and mappings.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        self.document.scalar_text(self.id)
    }

    /// How a scalar was written; `None` for lists and mappings.
    #[must_use]
    pub fn style(self) -> Option<Style> {
        self.look().map(|(style, _)| style)
    }

    /// A scalar as kubectl reads it; `None` for lists and mappings.
    #[must_use]
    pub fn scalar(self) -> Option<Scalar<'a>> {
        let (style, tag) = self.look()?;
        let text = self.text()?;
        Some(scalar::interpret(text, style, tag).unwrap_or(Scalar::String(text)))
    }

    /// Text of a scalar as it reaches the API server: numbers in decimal, booleans as words, nothing for null; `None` for
    /// lists and mappings.
    #[must_use]
    pub fn sent_text(self) -> Option<String> {
        let scalar = self.scalar()?;
        Some(if scalar == Scalar::Null { String::new() } else { scalar.to_string() })
    }

    /// Boolean as kubectl reads it, `yes` and `on` too; `None` for anything else, quoted text among it.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        self.scalar()?.as_bool()
    }

    /// Whole number as the API server gets it, `2e2` and `0x10` too; `None` for anything else, quoted text among it.
    #[must_use]
    pub fn as_integer(self) -> Option<i128> {
        self.scalar()?.as_integer()
    }

    /// Number as the API server gets it, as near as 64 bits are; `None` for anything else, quoted text among it.
    #[must_use]
    pub fn as_number(self) -> Option<f64> {
        self.scalar()?.as_number()
    }

    /// Whether a scalar isn't what its tag says, so that kubectl rejects it.
    pub(super) fn is_mistagged(self) -> bool {
        let Some((style, tag)) = self.look() else {
            return false;
        };
        tag != Tag::None
            && self.text().is_some_and(|text| scalar::interpret(text, style, tag).is_none())
    }

    /// Whether kubectl reads it as null: empty, `~` or `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        let Some((style, tag)) = self.look() else {
            return false;
        };
        match (style, tag) {
            (Style::Plain, Tag::None) | (_, Tag::Null) => self.text().is_some_and(scalar::is_null),
            _ => false,
        }
    }

    /// The place of a part of a scalar's text, given as a byte range of [`Node::text`]. Where the
    /// text isn't the bytes as written (escapes, folded lines), or the part is empty, the whole node is the place.
    #[must_use]
    pub fn fragment(self, part: std::ops::Range<usize>) -> Location {
        let Some(Content::Scalar { text, decoded, .. }) =
            self.content().filter(|_| !part.is_empty())
        else {
            return self.location();
        };
        let place = if decoded {
            let place = self.text().and_then(|text| block::written_part(self.raw(), text, part));
            place.map(|place| (self.span().start, place))
        } else {
            Some((text.start(), part))
        };
        place.map_or(self.location(), |(start, part)| {
            self.place_of(Span::new(start + part.start, start + part.end))
        })
    }

    /// Every scalar at or below this node in document order, keys too, each where it is written: what
    /// an alias repeats comes once.
    pub fn scalars(self) -> impl Iterator<Item = Node<'a>> {
        self.tree().filter(|node| node.text().is_some())
    }

    /// This node and all below it in document order, aliases omitted.
    pub fn tree(self) -> impl Iterator<Item = Node<'a>> {
        let end = self.document.nodes.end(self.id).unwrap_or(self.id);
        (self.id..end).map(move |id| Self { id, ..self })
    }

    /// The items of a list; empty for anything else.
    #[must_use]
    pub fn items(self) -> Items<'a> {
        Items::new(self, self.item_ids())
    }

    /// Index of the last item or key that is written at or before an offset of the file.
    pub(super) fn child_before(self, offset: usize) -> Option<usize> {
        let is_before =
            |id: NodeId| self.document.nodes.span(id).is_some_and(|span| span.start() <= offset);
        let items = self.item_ids().partition_point(|&id| is_before(id));
        let keys = self.pairs().partition_point(|&[key, _]| is_before(key));
        items.max(keys).checked_sub(1)
    }

    pub(super) fn item_ids(self) -> &'a [NodeId] {
        let items = self.document.nodes.children(self.id, Kind::Sequence);
        items.map_or(&[], |items| items.of(&self.document.children))
    }

    pub(super) fn pairs(self) -> &'a [[NodeId; 2]] {
        let pairs = self.document.nodes.children(self.id, Kind::Mapping);
        pairs.map_or(&[], |pairs| pairs.of(&self.document.children).as_chunks().0)
    }

    /// Whether each key is once and none merges, so that its entries are those that are written.
    pub(crate) fn is_simple(self) -> bool {
        self.document.nodes.is_simple(self.id)
    }

    pub(super) fn entry_of(self, [key, value]: [NodeId; 2]) -> Entry<'a> {
        Entry { key: self.follow(key), value: self.follow(value) }
    }

    /// The entries written in this mapping itself, in order, merge keys as they are.
    pub fn own_entries(self) -> impl DoubleEndedIterator<Item = Entry<'a>> + ExactSizeIterator {
        self.pairs().iter().map(move |&pair| self.entry_of(pair))
    }

    /// Those of them after an offset of the file.
    pub fn own_entries_after(self, offset: usize) -> impl Iterator<Item = Entry<'a>> {
        let first = self.child_before(offset).map_or(0, |before| before + 1);
        let rest = self.pairs().get(first..).unwrap_or_default();
        rest.iter().map(move |&pair| self.entry_of(pair))
    }

    /// The entry of a number among those that are written in this mapping itself.
    pub(super) fn own_entry(self, number: usize) -> Option<Entry<'a>> {
        self.pairs().get(number).map(|&pair| self.entry_of(pair))
    }

    /// Whether an alias is written here.
    pub(super) fn is_alias(self) -> bool {
        self.document.nodes.target(self.id).is_some()
    }

    /// All entries, merge keys resolved, the strongest first: a later one beats an earlier, and what
    /// a merge key brings in counts where the key is.
    fn strongest_first(self) -> impl Iterator<Item = Entry<'a>> {
        let mut layers = vec![(self, self.pairs().iter())];
        std::iter::from_fn(move || {
            loop {
                let (holder, layer) = layers.last_mut()?;
                let Some(&pair) = layer.next_back() else {
                    layers.pop();
                    continue;
                };
                let entry = holder.entry_of(pair);
                if !entry.is_merge() {
                    return Some(entry);
                }
                // Of several sources the first is the strongest.
                match entry.value.kind() {
                    Kind::Sequence => {
                        layers
                            .extend(entry.value.items().rev().map(|one| (one, one.pairs().iter())));
                    }
                    _ => layers.push((entry.value, entry.value.pairs().iter())),
                }
            }
        })
    }

    /// The entries that count, in order: merge keys resolved, of a key that comes twice the last.
    #[must_use]
    pub fn entries(self) -> Vec<Entry<'a>> {
        if self.is_simple() {
            return self.own_entries().collect();
        }
        let mut known = HashSet::new();
        let counts = |entry: &Entry<'a>| known.insert(entry.key_text());
        let mut entries: Vec<_> = self.strongest_first().filter(counts).collect();
        entries.reverse();
        entries
    }

    /// The entry of a mapping that has no other.
    #[must_use]
    pub fn only_entry(self) -> Option<Entry<'a>> {
        let mut entries = self.own_entries();
        entries.next().filter(|_| entries.next().is_none())
    }

    /// Whether a mapping has a key twice.
    #[must_use]
    pub fn repeats_a_key(self) -> bool {
        self.own_entries().len() > self.entries().len()
    }

    /// The entry of a key, null or not; where it comes twice the last, as kubectl reads it.
    #[must_use]
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let pairs = self.pairs();
        if let Some(order) = self.document.key_order(self.id, pairs.len()) {
            let number = self.document.last_with_key(order, pairs, key)?;
            return self.own_entry(number);
        }
        if self.is_simple() {
            let pair = pairs.iter().find(|[written, _]| self.document.is_text(*written, key))?;
            return Some(self.entry_of(*pair));
        }
        self.strongest_first().find(|entry| entry.key_text() == key)
    }

    /// The value of a key; `None` when it's absent or null, which mean the same to Kubernetes.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value).filter(|value| !value.is_null())
    }
}
