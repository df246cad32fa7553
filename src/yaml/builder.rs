//! Builds the tree with an explicit stack: depth and alias expansion are bounded.

use std::collections::HashMap;
use std::sync::Arc;

use data_encoding::BASE64_MIME_PERMISSIVE;
use granit_parser::{Event, ScalarStyle, StructureStyle};

use crate::source::{FileId, Location, Span};

use super::block::header;
use super::node::Style;
use super::parse::{KeyPlaces, Problem, ProblemKind};
use super::scalar::Tag;
use super::tree::{Content, Document, NodeId, Part};

/// Deepest nesting that is read. Real manifests stay below 30 levels.
pub(super) const MAX_DEPTH: usize = 200;
/// Most nodes that aliases may add to a document. Guards against expansion bombs.
const MAX_ALIASED: u64 = 100_000;
/// What the names of YAML's own tags begin with.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

/// A collection that is still open.
struct Frame {
    id: NodeId,
    /// Where its children begin among those that wait.
    first: usize,
    is_mapping: bool,
    /// Whether it is between brackets.
    is_flow: bool,
}

/// Grows one document after the other from the parser's events.
pub(super) struct Builder<'t> {
    text: &'t Arc<str>,
    document: Document,
    stack: Vec<Frame>,
    /// The children of the open collections.
    waiting: Vec<NodeId>,
    anchors: HashMap<usize, NodeId>,
    /// Each alias with the number of nodes that it and those before it add.
    aliases: Vec<(NodeId, u64)>,
    /// Duplicated keys of the document at hand.
    pub duplicates: Vec<Problem>,
    /// End of the last token, to look for what is between it and the next.
    pub last_end: usize,
}

pub(super) type Step = Result<Option<Document>, Problem>;

/// What is said of an alias without an anchor.
const NO_ANCHOR: &str = "there is no anchor of this name before this alias; if `*` is meant literally, the value needs quotes";

impl<'t> Builder<'t> {
    pub(super) fn new(file: FileId, text: &'t Arc<str>, is_json: bool) -> Self {
        Self {
            text,
            document: Document::new(file, text, is_json),
            stack: Vec::new(),
            waiting: Vec::new(),
            anchors: HashMap::new(),
            aliases: Vec::new(),
            duplicates: Vec::new(),
            last_end: 0,
        }
    }

    fn name_anchor(&mut self, anchor: usize, name: Box<str>) {
        let node = self.anchors.get(&anchor).copied();
        self.document.anchors.extend(node.map(|id| (id, name)));
    }

    /// Takes an event; the end of a document gives the document back.
    ///
    /// # Errors
    /// When a bound is broken; the document is lost then.
    pub(super) fn take(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::Scalar(value, ScalarStyle::Plain, anchor, tag)
                if value.len() > 1 && value.starts_with('?') && self.takes_key() =>
            {
                self.marked_key(&value, anchor, tag.as_deref(), span)?;
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.written(&value, style, tag.as_deref(), anchor, span)?;
            }
            Event::SequenceStart(style, anchor, _) => {
                self.push(false, style == StructureStyle::Flow, span, anchor)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.push(true, style == StructureStyle::Flow, span, anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.pop(span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            // The name isn't repeated: where a value begins with `*`, it may be a password.
            Event::UnresolvedAlias(_) => return Err(self.problem(NO_ANCHOR, span)),
            Event::Anchor(anchor, name) => self.name_anchor(anchor, name.into()),
            Event::DocumentEnd => return Ok(self.finish()),
            _ => {}
        }
        Ok(None)
    }

    /// Takes a scalar as it is written.
    ///
    /// # Errors
    /// Where its tag promises what its text isn't.
    pub(super) fn written(
        &mut self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&granit_parser::Tag>,
        anchor: usize,
        span: Span,
    ) -> Result<(), Problem> {
        let content = self.scalar(value, style, tag, &span)?;
        let span = self.scalar_span(style, span);
        let id = self.open(content, span, anchor);
        self.close(id, span.end);
        Ok(())
    }

    /// The text that is written in base64.
    fn binary(&self, value: &str, span: Span) -> Result<String, Problem> {
        let bytes = BASE64_MIME_PERMISSIVE.decode(value.as_bytes());
        let bytes = bytes
            .map_err(|_| self.problem("this isn't base64, unlike its tag `!!binary`", span))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&granit_parser::Tag>,
        span: &Span,
    ) -> Result<Content, Problem> {
        let style = style_of(style);
        let tag =
            tag.map_or(Tag::None, |tag| Tag::of(tag.suffix_in_namespace(YAML_TAGS).as_deref()));
        if tag == Tag::Binary {
            return Ok(self.decoded(&self.binary(value, *span)?, style, tag));
        }
        // A value that isn't written arrives as `~`; its bytes, none, say the same. A block scalar's
        // bytes begin with its header.
        let written = match style {
            Style::Plain => *span,
            Style::Quoted => Part::of_quoted((*span).into()).into(),
            Style::Block => return Ok(self.decoded(value, style, tag)),
        };
        let is_unwritten = style == Style::Plain && span.is_empty();
        if is_unwritten || written.slice(self.text) == value {
            return Ok(Content::Scalar { text: written.into(), decoded: false, style, tag });
        }
        Ok(self.decoded(value, style, tag))
    }

    fn decoded(&mut self, value: &str, style: Style, tag: Tag) -> Content {
        let all = &mut self.document.decoded;
        let start = all.len();
        all.push_str(value);
        Content::Scalar { text: Part::new(start, all.len()), decoded: true, style, tag }
    }

    /// The span as people see the value: a block scalar with its header and without blank lines below.
    fn scalar_span(&mut self, style: ScalarStyle, span: Span) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let start = header(self.text, self.last_end, span.start).unwrap_or(span.start);
        let written = Span::new(start, span.end).slice(self.text).trim_end();
        Span::new(start, start + written.len())
    }

    /// Begins a collection, which may be between brackets.
    ///
    /// # Errors
    /// When it is nested too deep.
    pub(super) fn push(
        &mut self,
        is_mapping: bool,
        has_brackets: bool,
        span: Span,
        anchor: usize,
    ) -> Result<(), Problem> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        let is_flow = has_brackets || self.stack.last().is_some_and(|frame| frame.is_flow);
        let id = self.open(Content::Sequence(Part::new(0, 0)), span, anchor);
        self.stack.push(Frame { id, first: self.waiting.len(), is_mapping, is_flow });
        Ok(())
    }

    /// Whether an item or a key between brackets comes next.
    fn takes_key(&self) -> bool {
        self.stack.last().is_some_and(|frame| {
            let is_value =
                frame.is_mapping && !(self.waiting.len() - frame.first).is_multiple_of(2);
            frame.is_flow && !is_value
        })
    }

    /// A text between brackets with `?` before it, which kubectl reads as the mark of a key.
    fn marked_key(
        &mut self,
        value: &str,
        anchor: usize,
        tag: Option<&granit_parser::Tag>,
        span: Span,
    ) -> Result<(), Problem> {
        let is_item = self.stack.last().is_some_and(|frame| !frame.is_mapping);
        if is_item {
            self.push(true, false, span, 0)?;
        }
        let key = Span::new(span.start + 1, span.end);
        let content =
            self.scalar(value.get(1..).unwrap_or_default(), ScalarStyle::Plain, tag, &key)?;
        let id = self.open(content, key, anchor);
        self.close(id, key.end);
        if is_item {
            let nothing = Span::new(span.end, span.end);
            let content = self.scalar("~", ScalarStyle::Plain, None, &nothing)?;
            let id = self.open(content, nothing, 0);
            self.close(id, nothing.end);
            self.pop(span);
        }
        Ok(())
    }

    pub(super) fn too_deep(&self, span: Span) -> Problem {
        self.problem(format!("nested deeper than {MAX_DEPTH} levels"), span)
    }

    fn open(&mut self, content: Content, span: Span, anchor: usize) -> NodeId {
        let id = self.document.nodes.push(content, span);
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        self.last_end = self.last_end.max(span.end);
        id
    }

    /// Marks a node as complete and hands it to the collection that it is in.
    fn close(&mut self, id: NodeId, span_end: usize) {
        self.document.nodes.close(id, span_end);
        self.last_end = self.last_end.max(span_end);
        if !self.stack.is_empty() {
            self.waiting.push(id);
        }
    }

    /// Ends the innermost collection; an empty span ends one without brackets.
    pub(super) fn pop(&mut self, span: Span) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let last = self.waiting.get(frame.first..).and_then(<[NodeId]>::last);
        let last = last.and_then(|&id| self.document.nodes.span(id)).map(Part::end);
        // A block collection ends, for the parser, where the next token starts: take its last child.
        let end = if span.is_empty() { last.unwrap_or(span.end) } else { span.end };
        let all = &mut self.document.children;
        let first = all.len();
        all.extend(self.waiting.drain(frame.first.min(self.waiting.len())..));
        let children = Part::new(first, all.len());
        let content = if frame.is_mapping {
            let simple = self.document.has_simple_keys(frame.id, children);
            if !simple {
                self.find_duplicates(children);
            }
            Content::Mapping { children, simple }
        } else {
            Content::Sequence(children)
        };
        self.document.nodes.fill(frame.id, content);
        self.close(frame.id, end);
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Problem> {
        let name = span.slice(self.text).trim_start_matches('*').to_owned();
        let target = self.anchors.get(&anchor).copied();
        let Some((target, weight)) = target.and_then(|id| Some((id, self.weight(id)?))) else {
            return Err(self.problem(format!("anchor `&{name}` contains itself"), span));
        };
        let aliased = self.aliases.last().map_or(0, |(_, all)| *all).saturating_add(weight);
        if aliased > MAX_ALIASED {
            let message = format!("aliases expand this document by more than {MAX_ALIASED} nodes");
            return Err(self.problem(message, span));
        }
        let id = self.open(Content::Alias(target), span, 0);
        self.aliases.push((id, aliased));
        self.close(id, span.end);
        Ok(())
    }

    /// Nodes that a complete node means with every alias expanded.
    fn weight(&self, id: NodeId) -> Option<u64> {
        let end = self.document.nodes.end(id)?;
        let written = u64::from(end.checked_sub(id).filter(|&nodes| nodes > 0)?);
        let before = |id: NodeId| {
            let count = self.aliases.partition_point(|(alias, _)| *alias < id);
            count.checked_sub(1).and_then(|last| self.aliases.get(last)).map_or(0, |(_, all)| *all)
        };
        Some(written.saturating_add(before(end) - before(id)))
    }

    fn find_duplicates(&mut self, children: Part) {
        let document = &self.document;
        let pairs = pairs(children.of(&document.children));
        let mut seen: HashMap<&str, [NodeId; 2]> = HashMap::with_capacity(pairs.len());
        let mut found = Vec::new();
        for &[key, value] in pairs {
            let Some(text) = document.scalar_text(document.follow(key)) else {
                continue;
            };
            if let Some(earlier) = seen.insert(text, [key, value]).filter(|_| text != "<<") {
                let entries = [self.entry_location(earlier), self.entry_location([key, value])];
                let [first, at] = [earlier[0], key].map(|key| self.location(key));
                let kind = ProblemKind::DuplicateKey {
                    key: text.to_owned(),
                    places: Box::new(KeyPlaces { first, entries }),
                };
                found.push(Problem { kind, at, related: Vec::new() });
            }
        }
        self.duplicates.append(&mut found);
    }

    fn location(&self, id: NodeId) -> Location {
        let span = self.document.nodes.span(id).map_or(Span::new(0, 0), Span::from);
        Location::new(self.document.file, span)
    }

    fn entry_location(&self, [key, value]: [NodeId; 2]) -> Location {
        let span = self.location(key).span.to(self.location(value).span);
        Location::new(self.document.file, span)
    }

    /// Gives back the document, and begins the next.
    pub(super) fn finish(&mut self) -> Option<Document> {
        let document = self.document.completed();
        self.anchors.clear();
        self.aliases.clear();
        document
    }

    /// The innermost open `[` or `{`, if that is what the parser is in.
    pub(super) fn open_bracket(&self) -> Option<Span> {
        let span = Span::from(self.document.nodes.span(self.stack.last()?.id)?);
        (!span.is_empty()).then_some(span)
    }

    pub(super) fn problem(&self, message: impl Into<String>, span: Span) -> Problem {
        let kind = ProblemKind::Syntax(message.into());
        Problem { kind, at: self.place(span), related: Vec::new() }
    }

    pub(super) fn place(&self, span: Span) -> Location {
        Location::new(self.document.file, span)
    }
}

/// Keys with their values.
fn pairs(children: &[NodeId]) -> &[[NodeId; 2]] {
    children.as_chunks().0
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        _ => Style::Block,
    }
}
