//! The buffers that are open in the editor: their texts count before those of the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::{Encoding, Lines};
use super::uri;

/// An open buffer.
#[derive(Debug)]
pub(super) struct Document {
    /// Its address as the editor writes it.
    pub uri: Uri,
    /// The number of its state.
    pub version: i32,
    /// Its text.
    pub text: Arc<str>,
}

/// All open buffers, by the one true path of their file.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

impl Documents {
    /// Opens a buffer; `None` for what isn't a file.
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) -> Option<PathBuf> {
        let path = uri::true_path(&uri::path(&uri.0)?);
        self.open.insert(path.clone(), Document { uri, version, text: text.into() });
        Some(path)
    }

    /// Changes a buffer; `None` for one that isn't open.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<PathBuf> {
        let path = self.path(uri)?;
        let document = self.open.get_mut(&path)?;
        document.version = version;
        for change in changes {
            document.text = changed(&document.text, change, encoding).into();
        }
        Some(path)
    }

    /// Closes a buffer.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = self.path(uri)?;
        self.open.remove(&path)?;
        Some(path)
    }

    /// The path of a buffer that is open.
    pub(super) fn path(&self, uri: &Uri) -> Option<PathBuf> {
        let known = self.open.iter().find(|(_, document)| document.uri == *uri);
        let known = known.map(|(path, _)| path.clone());
        known.or_else(|| Some(uri::true_path(&uri::path(&uri.0)?)))
    }

    /// The buffer of a file.
    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// All buffers with the paths of their files.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.open.iter()
    }
}

/// A text after a change.
fn changed(text: &str, change: TextDocumentContentChangeEvent, encoding: Encoding) -> String {
    match change {
        TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => whole.text,
        TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
            let span = Lines::new(text, encoding, true).span(part.range);
            let before = text.get(..span.start).unwrap_or_default();
            let after = text.get(span.end..).unwrap_or_default();
            [before, &part.text, after].concat()
        }
    }
}
