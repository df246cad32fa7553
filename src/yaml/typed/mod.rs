//! Reads lt-lint's own files, rules and settings and the like, from the tree into types. The types
//! derive serde's `Deserialize`; every mistake comes with the place of the key or value that is wrong.
//!
//! Scalars are those that every YAML reader agrees on: only `true` and `false` are booleans, so that
//! `off` and `yes` stay words, and a number with a leading zero is text. Where a type asks for text, a
//! number is taken as it is written.

mod access;
mod fault;
mod reader;
mod value;

use serde::de::DeserializeOwned;

use crate::source::{SourceFile, Span};

use super::parse::{Parsed, parse_stream};
use super::tree::Document;

use reader::Reader;

/// Why a file doesn't fit its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of the file that are wrong: a key that isn't known, a value that doesn't fit, or for
    /// a missing key the key of the mapping that lacks it.
    pub at: Span,
    /// The keys, and positions in lists, that lead to the wrong value or to the mapping of the wrong key.
    pub keys: Vec<String>,
    /// What is wrong and what was expected.
    pub reason: String,
}

impl std::fmt::Display for Mistake {
    /// Formats the keys in front of the reason: `check.exists.path: expected text; found a list`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, key) in self.keys.iter().enumerate() {
            match key.parse::<usize>() {
                Ok(index) => write!(f, "[{index}]")?,
                Err(_) if at == 0 => f.write_str(key)?,
                Err(_) => write!(f, ".{key}")?,
            }
        }
        let separator = if self.keys.is_empty() { "" } else { ": " };
        write!(f, "{separator}{}", self.reason)
    }
}

/// A file of one document, parsed.
#[derive(Debug)]
pub struct TypedFile {
    parsed: Parsed,
}

impl TypedFile {
    /// Parses a file as one stream of YAML; [`TypedFile::read`] reports what is wrong with it.
    #[must_use]
    pub fn new(source: &SourceFile) -> Self {
        Self { parsed: parse_stream(source) }
    }

    /// The document, unless it is empty; the first of several.
    #[must_use]
    pub fn document(&self) -> Option<&Document> {
        self.documents().next()
    }

    fn documents(&self) -> impl Iterator<Item = &Document> {
        let holds_value =
            |document: &&Document| document.root().is_some_and(|root| !root.is_null());
        self.parsed.documents.iter().filter(holds_value)
    }

    /// Reads the document into a type; `None` for a file that holds no value.
    ///
    /// # Errors
    /// For text that isn't YAML, a key that appears twice, a second document, and what doesn't fit the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, Mistake> {
        let mistake = |at: Span, reason: String| Mistake { at, keys: Vec::new(), reason };
        if let Some(first) = self.parsed.problems.iter().min_by_key(|problem| problem.at.span) {
            return Err(mistake(first.at.span, first.reason()));
        }
        if let Some(root) = self.documents().nth(1).and_then(Document::root) {
            return Err(mistake(
                root.span(),
                "a second document; this file must be a single one".to_owned(),
            ));
        }
        self.document().map(from_document).transpose()
    }
}

/// Reads a document into a type.
///
/// # Errors
/// For the first value or key that doesn't fit the type.
pub fn from_document<T: DeserializeOwned>(document: &Document) -> Result<T, Mistake> {
    let Some(root) = document.root() else {
        return Err(Mistake {
            at: Span::new(0, 0),
            keys: Vec::new(),
            reason: "the file is empty (null)".into(),
        });
    };
    T::deserialize(Reader::new(root)).map_err(|fault| fault.at_root(root))
}

#[cfg(test)]
mod tests;
