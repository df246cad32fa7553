//! Builds the tree with an explicit stack: depth and alias expansion are bounded.

use std::collections::HashMap;
use std::sync::Arc;

use data_encoding::BASE64_MIME_PERMISSIVE;
use granit_parser::{Event, ScalarStyle};

use crate::source::{FileId, Location, Span};

use super::node::{Content, Document, NodeData, NodeId, Style};
use super::parse::{Problem, ProblemKind};
use super::scalar::Tag;

/// Deepest nesting that is read. Real manifests stay below 30 levels.
pub(super) const MAX_DEPTH: usize = 200;
/// Most nodes that aliases may add to a document. Guards against expansion bombs.
const MAX_ALIASED: u64 = 100_000;
/// What the names of YAML's own tags begin with.
const YAML_TAGS: &str = "tag:yaml.org,2002:";

/// A collection that is still open.
struct Frame {
    id: NodeId,
    children: Vec<NodeId>,
    is_mapping: bool,
}

/// Grows one document after the other from the parser's events.
pub(super) struct Builder<'t> {
    file: FileId,
    text: &'t Arc<str>,
    nodes: Vec<NodeData>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, NodeId>,
    aliased: u64,
    /// Duplicated keys of the document at hand.
    pub duplicates: Vec<Problem>,
    /// End of the last token, to look for what stands between it and the next.
    pub last_end: usize,
}

pub(super) type Step = Result<Option<Document>, Problem>;

impl<'t> Builder<'t> {
    pub fn new(file: FileId, text: &'t Arc<str>) -> Self {
        Self {
            file,
            text,
            nodes: Vec::new(),
            stack: Vec::new(),
            anchors: HashMap::new(),
            aliased: 0,
            duplicates: Vec::new(),
            last_end: 0,
        }
    }

    /// Takes an event; the end of a document gives the document back.
    ///
    /// # Errors
    /// When a bound is broken; the document is lost then.
    pub fn take(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let content = self.scalar(&value, style, tag.as_deref(), &span)?;
                let span = self.scalar_span(style, span);
                let id = self.open(content, span, anchor);
                self.close(id, span.end, 1);
            }
            Event::SequenceStart(_, anchor, _) => self.push(Content::Sequence(Vec::new()), span, anchor)?,
            Event::MappingStart(_, anchor, _) => self.push(Content::Mapping(Vec::new()), span, anchor)?,
            Event::SequenceEnd | Event::MappingEnd => self.pop(span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            // The name isn't repeated: where a value begins with `*`, it may be a password.
            Event::UnresolvedAlias(_) => {
                return Err(self.problem("no anchor of this name stands before this alias", span));
            }
            Event::Anchor(anchor, name) => {
                let node = self.anchors.get(&anchor).and_then(|&id| self.nodes.get_mut(id));
                if let Some(node) = node {
                    node.anchor = Some(name.into());
                }
            }
            Event::DocumentEnd => return Ok(self.finish()),
            _ => {}
        }
        Ok(None)
    }

    fn scalar(
        &self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&granit_parser::Tag>,
        span: &Span,
    ) -> Result<Content, Problem> {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            _ => Style::Block,
        };
        let tag = tag.map_or(Tag::None, |tag| Tag::of(tag.suffix_in_namespace(YAML_TAGS).as_deref()));
        if tag == Tag::Binary {
            let bytes = BASE64_MIME_PERMISSIVE.decode(value.as_bytes());
            let bytes =
                bytes.map_err(|_| self.problem("this isn't base64, as its tag `!!binary` says", *span))?;
            let text = Some(String::from_utf8_lossy(&bytes).into());
            return Ok(Content::Scalar { text, style, tag });
        }
        // A value that isn't written arrives as `~`; its bytes, none, say the same. A block scalar's
        // bytes begin with its header.
        let written = span.slice(self.text);
        let same = style == Style::Plain && (written == value || written.is_empty());
        Ok(Content::Scalar { text: (!same).then(|| value.into()), style, tag })
    }

    /// The span as people see the value: a block scalar with its header and without blank lines below.
    fn scalar_span(&mut self, style: ScalarStyle, span: Span) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let start = block_header(self.text, self.last_end, span.start).unwrap_or(span.start);
        let written = Span::new(start, span.end).slice(self.text).trim_end();
        Span::new(start, start + written.len())
    }

    fn push(&mut self, content: Content, span: Span, anchor: usize) -> Result<(), Problem> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        let is_mapping = matches!(content, Content::Mapping(_));
        let id = self.open(content, span, anchor);
        self.stack.push(Frame { id, children: Vec::new(), is_mapping });
        Ok(())
    }

    pub fn too_deep(&self, span: Span) -> Problem {
        self.problem(format!("nested deeper than {MAX_DEPTH} levels"), span)
    }

    fn open(&mut self, content: Content, span: Span, anchor: usize) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(NodeData { content, span, end: id + 1, weight: 0, anchor: None });
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        self.last_end = self.last_end.max(span.end);
        id
    }

    /// Marks a node as complete and hands it to the collection that it stands in.
    fn close(&mut self, id: NodeId, span_end: usize, weight: u64) {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(id) {
            node.end = end;
            node.weight = weight;
            node.span.end = span_end.max(node.span.start);
        }
        self.last_end = self.last_end.max(span_end);
        if let Some(parent) = self.stack.last_mut() {
            parent.children.push(id);
        }
    }

    fn pop(&mut self, span: Span) {
        let Some(frame) = self.stack.pop() else { return };
        let last = frame.children.last().and_then(|&id| self.nodes.get(id)).map(|node| node.span.end);
        // A block collection ends, for the parser, where the next token starts: take its last child.
        let end = if span.is_empty() { last.unwrap_or(span.end) } else { span.end };
        let weight = frame.children.iter().filter_map(|&id| self.nodes.get(id));
        let weight = weight.fold(1, |sum: u64, node| sum.saturating_add(node.weight));
        if frame.is_mapping {
            let pairs = pairs(&frame.children);
            self.find_duplicates(&pairs);
            self.fill(frame.id, Content::Mapping(pairs));
        } else {
            self.fill(frame.id, Content::Sequence(frame.children));
        }
        self.close(frame.id, end, weight);
    }

    fn fill(&mut self, id: NodeId, content: Content) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.content = content;
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Problem> {
        let name = span.slice(self.text).trim_start_matches('*').to_owned();
        let target = self.anchors.get(&anchor).copied();
        let weight = target.and_then(|id| self.nodes.get(id)).map_or(0, |node| node.weight);
        let (Some(target), 1..) = (target, weight) else {
            return Err(self.problem(format!("anchor `&{name}` contains itself"), span));
        };
        self.aliased = self.aliased.saturating_add(weight);
        if self.aliased > MAX_ALIASED || weight > MAX_ALIASED {
            let message = format!("aliases expand this document by more than {MAX_ALIASED} nodes");
            return Err(self.problem(message, span));
        }
        let id = self.open(Content::Alias(target), span, 0);
        self.close(id, span.end, weight);
        Ok(())
    }

    fn find_duplicates(&mut self, pairs: &[(NodeId, NodeId)]) {
        let mut seen: HashMap<&str, (NodeId, NodeId)> = HashMap::with_capacity(pairs.len());
        let mut found = Vec::new();
        for &(key, value) in pairs {
            let Some(text) = self.key_text(key) else { continue };
            if let Some(earlier) = seen.insert(text, (key, value)).filter(|_| text != "<<") {
                found.push((text.to_owned(), earlier, (key, value)));
            }
        }
        for (key, earlier, later) in found {
            let entries = [self.entry_location(earlier), self.entry_location(later)];
            let first = self.location(earlier.0);
            let at = self.location(later.0);
            self.duplicates.push(Problem { kind: ProblemKind::DuplicateKey { key, first, entries }, at });
        }
    }

    fn key_text(&self, id: NodeId) -> Option<&str> {
        let node = self.nodes.get(id)?;
        match &node.content {
            Content::Scalar { text: Some(text), .. } => Some(text),
            Content::Scalar { text: None, .. } => Some(node.span.slice(self.text)),
            &Content::Alias(target) => self.key_text(target),
            _ => None,
        }
    }

    fn location(&self, id: NodeId) -> Location {
        let span = self.nodes.get(id).map_or(Span::new(0, 0), |node| node.span);
        Location { file: self.file, span }
    }

    fn entry_location(&self, (key, value): (NodeId, NodeId)) -> Location {
        let span = self.location(key).span.to(self.location(value).span);
        Location { file: self.file, span }
    }

    fn finish(&mut self) -> Option<Document> {
        let nodes = std::mem::take(&mut self.nodes);
        self.anchors.clear();
        self.aliased = 0;
        let document = Document { file: self.file, text: Arc::clone(self.text), nodes };
        (!document.nodes.is_empty()).then_some(document)
    }

    /// The innermost open `[` or `{`, if that is what the parser is in.
    pub fn open_bracket(&self) -> Option<Span> {
        let node = self.nodes.get(self.stack.last()?.id)?;
        (!node.span.is_empty()).then_some(node.span)
    }

    pub fn problem(&self, message: impl Into<String>, span: Span) -> Problem {
        let at = Location { file: self.file, span };
        Problem { kind: ProblemKind::Syntax(message.into()), at }
    }
}

fn pairs(children: &[NodeId]) -> Vec<(NodeId, NodeId)> {
    let pair = |two: &[NodeId]| match *two {
        [key, value] => Some((key, value)),
        _ => None,
    };
    children.chunks_exact(2).filter_map(pair).collect()
}

/// Start of a block scalar's header (`|-`, `>`) on the last line that isn't blank before its content.
fn block_header(text: &str, from: usize, content: usize) -> Option<usize> {
    let before = text.get(from..content)?.trim_end();
    let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let header = before.get(line..)?;
    let fits = |rest: &str| {
        let rest = rest.trim_start_matches(|c: char| c == '-' || c == '+' || c.is_ascii_digit());
        let comment = rest.trim_start();
        comment.is_empty() || (comment.starts_with('#') && rest.starts_with([' ', '\t']))
    };
    let at = header.match_indices(['|', '>']).find(|(at, _)| header.get(at + 1..).is_some_and(fits))?.0;
    Some(from + line + at)
}
