//! YAML that kubectl rejects, because it can't become the JSON that Kubernetes takes.

use crate::source::{Location, Span};

use super::entry::Entry;
use super::flow;
use super::node::{Kind, Node, Style};
use super::parse::{Problem, ProblemKind};
use super::scalar::Scalar;
use super::stray;
use super::tree::Document;

impl Problem {
    /// What kubectl rejects about a node.
    pub(super) fn refused(message: impl Into<String>, node: Node<'_>) -> Self {
        Self::refused_at(message, node.location())
    }

    /// What kubectl rejects at a place.
    pub(super) fn refused_at(message: impl Into<String>, at: Location) -> Self {
        Self { kind: ProblemKind::Refused(message.into()), at, related: Vec::new() }
    }
}

impl Node<'_> {
    /// Whether it is a mapping with a key, as written, that can't be one of JSON.
    #[must_use]
    pub fn has_refused_key(self) -> bool {
        self.kind() == Kind::Mapping
            && self.written_entries().any(|(nodes, entry)| of_entry(nodes, &entry).is_some())
    }
}

/// Everything in a document that kubectl rejects, in order of the nodes.
pub(super) fn refusals(document: &Document) -> Vec<Problem> {
    let mut found = Vec::new();
    let Some(root) = document.root() else {
        return found;
    };
    for node in root.tree() {
        for (nodes @ [_, value], entry) in node.written_entries() {
            found.extend(of_entry(nodes, &entry));
            found.extend(of_written(value));
        }
        for (item, _) in node.written_items() {
            found.extend(of_written(item));
        }
    }
    found.extend(of_value(root));
    found.extend(one_text(root));
    found.extend(flow::refusals(root));
    found
}

/// An object that is only a text, for a sign before it: that of another language's comments, or of quoted mail.
fn one_text(root: Node<'_>) -> Option<Problem> {
    let style = root.style().filter(|style| *style != Style::Quoted)?;
    let text = root.text()?;
    let is_object = ["apiVersion", "kind"].iter().all(|key| text.contains(key));
    let signs: &[&str] = if style == Style::Block { &["> ", "| "] } else { &["//", "/*"] };
    let open = signs.iter().find(|open| is_object && root.raw().starts_with(**open))?.trim_end();
    let message = match style {
        Style::Block => {
            format!("this `{open}` makes one text of all that follows; remove it from each line")
        }
        _ => stray::no_comment(open),
    };
    let start = root.span().start;
    let at = Location::new(root.location().file, Span::new(start, start + open.len()));
    Some(Problem { kind: ProblemKind::Syntax(message), at, related: Vec::new() })
}

/// What an alias means is looked at where it is written: once, however often it is repeated.
fn of_written(node: Node<'_>) -> Option<Problem> {
    if node.is_alias() { None } else { of_value(node) }
}

fn of_written_key(written: Node<'_>, entry: &Entry<'_>) -> Option<Problem> {
    if written.is_alias() && entry.key.kind() == Kind::Scalar { None } else { of_key(entry.key) }
}

/// What kubectl rejects about a key, or about what is merged.
fn of_entry([key, value]: [Node<'_>; 2], entry: &Entry<'_>) -> Option<Problem> {
    if entry.is_merge() { of_merge(entry, value.is_alias()) } else { of_written_key(key, entry) }
}

/// A list of sources must be written here, kubectl takes no alias of one.
fn of_merge(entry: &Entry<'_>, is_alias: bool) -> Option<Problem> {
    let is_mapping = |node: Node<'_>| node.kind() == Kind::Mapping;
    let is_list = entry.value.kind() == Kind::Sequence && !is_alias;
    let fits = is_mapping(entry.value) || (is_list && entry.value.items().all(is_mapping));
    (!fits).then(|| {
        Problem::refused(
            "`<<` merges a mapping or a list of mappings, but this is neither",
            entry.key,
        )
    })
}

/// What kubectl rejects about a single value.
pub(super) fn of_value(node: Node<'_>) -> Option<Problem> {
    if node.is_mistagged() {
        return Some(Problem::refused("this value doesn't match its tag", node));
    }
    let text = node.text()?;
    match node.style()? {
        Style::Plain => {
            let is_special =
                text.starts_with(['.', '+', '-']) && text.ends_with(['f', 'F', 'n', 'N']);
            let infinite = is_special && matches!(node.scalar(), Some(Scalar::Float(_)));
            let message = || {
                format!("`{text}` isn't a number to Kubernetes; quote it if it is meant as text")
            };
            infinite.then(|| Problem::refused(message(), node))
        }
        Style::Quoted => json_escape(node),
        Style::Block => tab_at_start(node),
    }
}

/// An escape of JSON that YAML 1.1 doesn't know. In a file that is JSON, kubectl reads it.
fn json_escape(node: Node<'_>) -> Option<Problem> {
    let raw = node.raw();
    if !raw.starts_with('"') || !raw.contains('\\') || node.document().is_json {
        return None;
    }
    let found = escapes(raw).find(|escape| escape.starts_with('/') || is_surrogate(escape))?;
    let found: String = found.chars().take(if found.starts_with('u') { 5 } else { 1 }).collect();
    let message =
        format!("kubectl doesn't know the escape `\\{found}` in YAML; write the character itself");
    Some(Problem::refused(message, node))
}

/// What is after each backslash.
fn escapes(raw: &str) -> impl Iterator<Item = &str> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        let (_, escape) = rest.split_once('\\')?;
        rest = escape
            .chars()
            .next()
            .and_then(|first| escape.get(first.len_utf8()..))
            .unwrap_or_default();
        Some(escape)
    })
}

/// Half of a character beyond 16 bits: `uD83D`.
fn is_surrogate(escape: &str) -> bool {
    let mut chars = escape.chars();
    chars.next() == Some('u')
        && matches!(chars.next(), Some('d' | 'D'))
        && matches!(chars.next(), Some('8' | '9' | 'a'..='f' | 'A'..='F'))
}

/// A tab where the first line of a block is to show how far the block is indented.
fn tab_at_start(node: Node<'_>) -> Option<Problem> {
    let (header, content) = node.raw().split_once('\n')?;
    let says_indent = header
        .split(['#', ' '])
        .next()
        .is_some_and(|head| head.contains(|c: char| c.is_ascii_digit()));
    let mut lines = content.lines().map(|line| line.trim_start_matches(' '));
    let first = lines.find(|line| !line.is_empty()).filter(|_| !says_indent)?;
    let message =
        "this block begins with a tab, which kubectl rejects; state its indentation, such as `|2`";
    first.starts_with('\t').then(|| Problem::refused(message, node))
}

fn is_overlong(key: Node<'_>) -> bool {
    let raw = key.raw();
    raw.len() > 1024 && raw.chars().count() > 1024 && !is_free(key)
}

/// Whether a key and its `:` aren't in one line.
fn is_split(key: Node<'_>) -> bool {
    let rest = key.document().text().get(key.span().end..).unwrap_or_default();
    let before = rest.trim_start().strip_prefix(':').map_or(0, |after| rest.len() - after.len());
    let is_long = |text: &str| text.contains('\n');
    let is_split = is_long(key.raw()) || rest.get(..before).is_some_and(is_long);
    before > 0 && is_split && !is_free(key)
}

/// Whether a key may be written in any way: with `?` in front, or in JSON.
fn is_free(key: Node<'_>) -> bool {
    let before = key.document().text().get(..key.span().start).unwrap_or_default();
    let mut words = before.split_ascii_whitespace().rev();
    let first = words.find(|word| !word.starts_with(['!', '&']));
    key.document().is_json || first.is_some_and(|word| word.ends_with('?'))
}

/// What kubectl rejects about a key.
fn of_key(key: Node<'_>) -> Option<Problem> {
    let refused = |message: &str| Some(Problem::refused(message, key));
    if key.is_mistagged() {
        return refused("this key doesn't match its tag");
    }
    if is_overlong(key) {
        return refused(
            "kubectl rejects a key of more than 1024 characters, unless `? ` precedes it",
        );
    }
    if is_split(key) {
        return refused(
            "kubectl rejects a key that isn't in one line with its `:`, unless `? ` precedes it",
        );
    }
    match key.scalar() {
        None => refused("a list or a mapping can't be a key in Kubernetes"),
        Some(Scalar::Null) => refused("null can't be a key; quote it if it is meant as text"),
        Some(Scalar::Integer(value)) if i64::try_from(value).is_err() => {
            refused("this number is too big for a key; quote it if it is meant as text")
        }
        _ => json_escape(key),
    }
}

/// The name that a key has in JSON.
///
/// # Errors
/// For keys that have none.
pub(super) fn key(key: Node<'_>) -> Result<String, Problem> {
    if let Some(problem) = of_key(key) {
        return Err(problem);
    }
    Ok(match key.scalar() {
        None | Some(Scalar::Null) => String::new(),
        Some(Scalar::Bool(value)) => value.to_string(),
        Some(Scalar::Integer(value)) => value.to_string(),
        Some(Scalar::Float(text)) => super::number::key(&text),
        Some(Scalar::String(text)) => text.to_owned(),
    })
}
