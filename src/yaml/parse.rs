//! From text to tree. The only module that knows the parser crate.
//!
//! The tree is built with an explicit stack: depth, alias expansion and size are bounded, and what
//! breaks a bound or the grammar becomes a [`Problem`] with a place; later documents are still read.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, Tag};

use crate::source::{FileId, Location, SourceFile, Span};

use super::Document;
use super::node::{Content, NodeData, NodeId, Style};

/// Deepest nesting that is read. Real manifests stay below 30 levels.
const MAX_DEPTH: usize = 200;
/// Most nodes that aliases may add to a document. Guards against expansion bombs.
const MAX_ALIASED: u64 = 100_000;
/// Largest file that is read, in bytes; the API server refuses objects above 1.5 MiB anyway.
const MAX_BYTES: usize = 32 << 20;

/// What a file holds.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The documents that could be read, in order.
    pub documents: Vec<Document>,
    /// Every comment of the file that stands in a readable document, in order.
    pub comments: Vec<Comment>,
    /// What is wrong with the text as YAML.
    pub problems: Vec<Problem>,
}

/// A comment.
#[derive(Debug, Clone)]
pub struct Comment {
    /// Its place, `#` included.
    pub location: Location,
    /// The text behind the `#`.
    pub text: String,
}

/// A fault of the text as YAML.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// Where: the offending token.
    pub at: Location,
}

/// Kinds of [`Problem`].
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// The text isn't YAML, or breaks a bound; the document is lost.
    Syntax(String),
    /// A key stands twice in one mapping; kubectl keeps the last one.
    DuplicateKey {
        /// The key.
        key: String,
        /// Place of the earlier key.
        first: Location,
        /// Both entries, key and value, in full.
        entries: [Location; 2],
    },
}

/// Reads a file. Never fails: what can't be read is among the problems.
#[must_use]
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    let mut parsed = Parsed::default();
    let problem = |message: &str, start: usize, end: usize| Problem {
        kind: ProblemKind::Syntax(message.to_owned()),
        at: Location { file, span: Span::new(start, end) },
    };
    if let Some(at) = source.invalid_at {
        let next = source.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        parsed.problems.push(problem("this byte isn't UTF-8; save the file as UTF-8", at, at + next));
    } else if source.text.len() > MAX_BYTES {
        parsed.problems.push(problem("the file is larger than 32 MiB and isn't read", 0, 0));
    } else {
        read(file, &source.text, &mut parsed);
    }
    parsed
}

fn read(file: FileId, text: &Arc<str>, parsed: &mut Parsed) {
    let options = granit_parser::options! {
        max_buffered_comment_events: usize::MAX,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        simple_key_max_lookahead: 1 << 20,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder::new(file, text);
    while let Some(event) = parser.next_event() {
        let outcome = match event {
            Ok((Event::Comment(comment, _), span)) => {
                let location = Location { file, span: bytes(&span) };
                parsed.comments.push(Comment { location, text: comment.into_owned() });
                Ok(None)
            }
            Ok((event, span)) => builder.take(event, bytes(&span)),
            Err(error) => Err(builder.explain(&error)),
        };
        match outcome {
            Ok(None) => {}
            Ok(Some(document)) => {
                parsed.problems.append(&mut builder.duplicates);
                parsed.documents.push(document);
            }
            Err(problem) => {
                parsed.problems.push(problem);
                builder = Builder::new(file, text);
                if !skip_document(&mut parser) {
                    break;
                }
            }
        }
    }
}

/// Goes on behind the next document marker; false at the end of the text.
fn skip_document<'t>(parser: &mut Parser<'t, StrInput<'t>>) -> bool {
    parser.proceed_next_document().unwrap_or(false)
}

fn bytes(span: &granit_parser::Span) -> Span {
    span.byte_range().map_or(Span::new(0, 0), Span::from)
}

/// A collection that is still open.
struct Frame {
    id: NodeId,
    children: Vec<NodeId>,
    is_mapping: bool,
}

struct Builder<'t> {
    file: FileId,
    text: &'t Arc<str>,
    nodes: Vec<NodeData>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, NodeId>,
    aliased: u64,
    duplicates: Vec<Problem>,
    /// End of the last token, to look for what stands between it and the next.
    last_end: usize,
}

type Step = Result<Option<Document>, Problem>;

impl<'t> Builder<'t> {
    fn new(file: FileId, text: &'t Arc<str>) -> Self {
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

    fn take(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let content = self.scalar(&value, style, tag.as_deref(), &span);
                let span = self.scalar_span(style, span);
                let id = self.open(content, span, anchor);
                self.close(id, span.end, 1);
            }
            Event::SequenceStart(_, anchor, _) => self.push(Content::Sequence(Vec::new()), span, anchor)?,
            Event::MappingStart(_, anchor, _) => self.push(Content::Mapping(Vec::new()), span, anchor)?,
            Event::SequenceEnd | Event::MappingEnd => self.pop(span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::UnresolvedAlias(name) => {
                return Err(self.problem(format!("no anchor `&{name}` stands before this alias"), span));
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

    fn scalar(&self, value: &str, style: ScalarStyle, tag: Option<&Tag>, span: &Span) -> Content {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            _ => Style::Block,
        };
        // A value that isn't written arrives as `~`; its bytes, none, say the same.
        let written = span.slice(self.text);
        let same = written == value || (style == Style::Plain && written.is_empty());
        let tag = tag.and_then(Tag::core_suffix).map(Box::from);
        Content::Scalar { text: (!same).then(|| value.into()), style, tag }
    }

    /// The span as people see the value: a block scalar with its header and without blank lines below.
    fn scalar_span(&mut self, style: ScalarStyle, span: Span) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let end = span.start + span.slice(self.text).trim_end().len();
        let start = block_header(self.text, self.last_end, span.start).unwrap_or(span.start);
        Span::new(start, end.max(start + 1).min(span.end.max(start + 1)))
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

    fn too_deep(&self, span: Span) -> Problem {
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
            let Some(text) = self.nodes.get(key).and_then(|node| self.key_text(node)) else { continue };
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

    fn key_text<'n>(&'n self, node: &'n NodeData) -> Option<&'n str> {
        match &node.content {
            Content::Scalar { text: Some(text), .. } => Some(text),
            Content::Scalar { text: None, .. } => Some(node.span.slice(self.text)),
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

    fn problem(&self, message: impl Into<String>, span: Span) -> Problem {
        let at = Location { file: self.file, span };
        Problem { kind: ProblemKind::Syntax(message.into()), at }
    }

    fn explain(&self, error: &ScanError) -> Problem {
        let start = error.marker().byte_offset().unwrap_or(self.last_end).min(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let token = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
        let span = Span::new(start, start + token);
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => {
                let first = rest.chars().next().map_or(0, char::len_utf8);
                self.too_deep(Span::new(start, start + first))
            }
            kind => self.problem(super::reason::describe(kind, rest), span),
        }
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
