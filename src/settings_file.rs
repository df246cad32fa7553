//! Files of lt-lint's own, settings and baselines: where in them something is wrong, in words for people.

use crate::error::Error;
use crate::source::{FileId, LineIndex, Location, SourceFile};
use crate::yaml::{Document, parse};

/// The text of such a file, to find the places of what is wrong in it.
#[derive(Debug)]
pub(crate) struct SettingsFile {
    /// Its path, as errors name it.
    pub path: String,
    text: SourceFile,
    document: Option<Document>,
}

impl SettingsFile {
    /// Reads the text once more, for places.
    pub fn new(path: &str, text: &str) -> Self {
        let source = SourceFile::new(path, text.as_bytes().to_vec(), true);
        let document = parse(FileId(0), &source).documents.into_iter().next();
        Self { path: path.to_owned(), text: source, document }
    }

    /// Line and column of the deepest key of a chain that is written.
    pub fn key(&self, keys: &[&str]) -> Option<(usize, usize)> {
        self.places(keys).map(|(key, _)| self.position(key))
    }

    /// `path:line` of the deepest key of a chain that is written.
    pub fn place(&self, keys: &[&str]) -> String {
        self.key(keys)
            .map_or_else(|| self.path.clone(), |(line, _)| format!("{}:{line}", self.path))
    }

    /// An error at the value that a chain of keys, or of positions in a list, leads to.
    pub fn error(&self, keys: &[&str], reason: impl Into<String>) -> Error {
        self.error_at(self.places(keys).map(|(_, value)| value), reason)
    }

    /// The same at the key.
    pub fn key_error(&self, keys: &[&str], reason: impl Into<String>) -> Error {
        self.error_at(self.places(keys).map(|(key, _)| key), reason)
    }

    /// The last key and its value, as far as the chain is written.
    fn places(&self, keys: &[&str]) -> Option<(Location, Location)> {
        let mut node = self.document.as_ref().and_then(Document::root)?;
        let mut at = node.location();
        for key in keys {
            if let Some(entry) = node.entry(key) {
                (node, at) = (entry.value, entry.key.location());
            } else if let Some(item) = key.parse().ok().and_then(|index| node.items().nth(index)) {
                (node, at) = (item, item.location());
            } else {
                return Some((at, at));
            }
        }
        Some((at, node.location()))
    }

    fn position(&self, at: Location) -> (usize, usize) {
        let position = LineIndex::new(&self.text.text).position(&self.text.text, at.span.start);
        (position.line, position.column)
    }

    fn error_at(&self, at: Option<Location>, reason: impl Into<String>) -> Error {
        let place = at.map(|at| self.position(at));
        let place = place.map_or_else(
            || self.path.clone(),
            |(line, column)| format!("{}:{line}:{column}", self.path),
        );
        Error::new(place, reason)
    }
}

/// Rewords the reader's message: place first, no names of types, and the field that was likely meant.
pub(crate) fn explain_yaml(path: &str, error: &serde_yaml::Error) -> Error {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    let place = match error.location() {
        Some(at) => format!("{path}:{}:{}", at.line(), at.column()),
        None => path.to_owned(),
    };
    let quoted: Vec<&str> = reason.split('`').skip(1).step_by(2).collect();
    let meant = match quoted.split_first() {
        Some((word, expected)) if reason.contains("unknown") => {
            crate::text::did_you_mean(word, expected)
        }
        _ => None,
    };
    let error = Error::new(place, plain(reason));
    match meant {
        Some(meant) => error.with_advice(format!("did you mean `{meant}`?")),
        None => error,
    }
}

/// `invalid type: string "many", expected u64` as `"many" has to be a whole number`.
fn plain(reason: &str) -> String {
    let parts =
        ["invalid type: ", "invalid value: "].iter().find_map(|words| reason.split_once(words));
    let Some((field, (actual, expected))) =
        parts.and_then(|(field, rest)| Some((field, rest.split_once(", expected ")?)))
    else {
        return reason.replace("unknown variant", "no such value");
    };
    let actual = match actual {
        "sequence" => "a list",
        "map" => "a mapping",
        "unit value" => "nothing",
        _ => ["string ", "integer ", "floating point ", "boolean "]
            .iter()
            .find_map(|kind| actual.strip_prefix(kind))
            .unwrap_or(actual),
    };
    let expected = match expected {
        "a sequence" => "a list",
        "a map" => "a mapping",
        "a string" => "text",
        "a boolean" => "true or false",
        "u8" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        _ => expected,
    };
    format!("{field}{actual} stands where {expected} has to be")
}
