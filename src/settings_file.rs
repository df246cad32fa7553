//! Files of lt-lint's own, rules, settings and baselines: their values, and where in them something is wrong.

use serde::de::DeserializeOwned;

use crate::error::{Error, KeyError, Part};
use crate::secret::Secrets;
use crate::source::{LineIndex, SourceFile, Span};
use crate::yaml::{Document, Mistake, Node, TypedFile};

/// Such a file with its tree, to find the places of what is wrong in it.
#[derive(Debug)]
pub(crate) struct SettingsFile {
    /// Its path, as errors name it.
    pub path: String,
    text: SourceFile,
    tree: TypedFile,
}

impl SettingsFile {
    /// Parses a file.
    pub(crate) fn new(path: &str, bytes: Vec<u8>) -> Self {
        Self::of(SourceFile::new(path, bytes, true))
    }

    /// Parses a file that has been read.
    pub(crate) fn of(text: SourceFile) -> Self {
        Self { path: text.name.clone(), tree: TypedFile::new(&text), text }
    }

    /// Reads the file into a type.
    ///
    /// # Errors
    /// For the first key or value that doesn't fit the type, at its place, and for a file that holds nothing.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let read = self.read_unless_empty()?;
        read.ok_or_else(|| self.error_at(Some(Span::new(0, 0)), "the file is empty"))
    }

    /// Reads the file into a type; `None` for one that holds nothing.
    ///
    /// # Errors
    /// For the first key or value that doesn't fit the type, at its place.
    pub(crate) fn read_unless_empty<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        self.tree
            .read()
            .map_err(|mistake: Mistake| self.error_at(Some(mistake.at), mistake.to_string()))
    }

    /// Line and column of the deepest key of a chain that is written.
    pub(crate) fn key(&self, keys: &[&str]) -> Option<(usize, usize)> {
        self.entry(keys).map(|(key, _)| self.position(key))
    }

    /// `path:line` of the deepest key of a chain that is written.
    pub(crate) fn place(&self, keys: &[&str]) -> String {
        self.key(keys)
            .map_or_else(|| self.path.clone(), |(line, _)| format!("{}:{line}", self.path))
    }

    /// An error at the value that a chain of keys, or of positions in a list, leads to.
    pub(crate) fn error(&self, keys: &[&str], reason: impl Into<String>) -> Error {
        self.error_at(self.entry(keys).map(|(key, value)| value.map_or(key, Node::span)), reason)
    }

    /// The same at the key.
    pub(crate) fn key_error(&self, keys: &[&str], reason: impl Into<String>) -> Error {
        self.error_at(self.entry(keys).map(|(key, _)| key), reason)
    }

    /// The error at the place that its keys lead to.
    pub(crate) fn locate(&self, error: KeyError) -> Error {
        let KeyError { keys, part, reason } = error;
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let at = self.entry(&keys).map(|(key, value)| match (part, value) {
            (Part::Key, _) | (_, None) => key,
            (Part::Value, Some(value)) => value.span(),
            (Part::Text(part), Some(value)) => value.fragment(part).span,
        });
        self.error_at(at, reason)
    }

    /// The last key of a chain and its value; the deepest key that is written where the chain goes on after it.
    fn entry(&self, keys: &[&str]) -> Option<(Span, Option<Node<'_>>)> {
        let mut node = self.tree.document().and_then(Document::root)?;
        let mut at = node.span();
        for key in keys {
            if let Some(entry) = node.entry(key) {
                (node, at) = (entry.value, entry.key.span());
            } else if let Some(item) = key.parse().ok().and_then(|index| node.items().nth(index)) {
                (node, at) = (item, item.span());
            } else {
                return Some((at, None));
            }
        }
        Some((at, Some(node)))
    }

    fn position(&self, at: Span) -> (usize, usize) {
        let position = LineIndex::new(&self.text.text).position(&self.text.text, at.start);
        (position.line, position.column)
    }

    /// An error at a place, without what is secret in the file.
    fn error_at(&self, at: Option<Span>, reason: impl Into<String>) -> Error {
        let place = at.map(|at| self.position(at));
        let place = place.map_or_else(
            || self.path.clone(),
            |(line, column)| format!("{}:{line}:{column}", self.path),
        );
        let mut reason = reason.into();
        Secrets::of_settings(&self.text.text).redactor().redact(&mut reason);
        Error::new(place, reason)
    }
}
