//! Edits of texts as the editor takes them.

use std::collections::{BTreeMap, HashMap};

use gen_lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, SnippetTextEdit, StringValue,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};

use crate::fix;
use crate::source::FileId;

use super::scene::Scene;

/// An edit of a text.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The edit.
    pub edit: fix::Edit,
    /// Whether its text has places to type at, as a snippet.
    pub is_snippet: bool,
}

impl From<&fix::Edit> for Change {
    fn from(edit: &fix::Edit) -> Self {
        Self { edit: edit.clone(), is_snippet: false }
    }
}

/// Changes as one edit, in the form that the editor takes; `None` where one of them is in no file of the unit.
pub(super) fn workspace_edit(scene: &Scene<'_>, changes: &[Change]) -> Option<WorkspaceEdit> {
    let mut files: BTreeMap<FileId, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        files.entry(change.edit.file).or_default().push(change);
    }
    if scene.client.versions_edits {
        let of_file = |(file, changes): (FileId, Vec<&Change>)| versioned(scene, file, &changes);
        let all: Option<Vec<DocumentChange>> = files.into_iter().map(of_file).collect();
        return Some(WorkspaceEdit { document_changes: Some(all?), ..WorkspaceEdit::default() });
    }
    let mut all: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (file, changes) in files {
        let edits = changes.into_iter().map(|change| plain(scene, change));
        all.insert(scene.address(file)?, edits.collect::<Option<_>>()?);
    }
    Some(WorkspaceEdit { changes: Some(all), ..WorkspaceEdit::default() })
}

/// The changes of a file, which hold for the state of its text that the editor has now.
fn versioned(scene: &Scene<'_>, file: FileId, changes: &[&Change]) -> Option<DocumentChange> {
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: scene.version(file),
        text_document_identifier: TextDocumentIdentifier { uri: scene.address(file)? },
    };
    let edit = |change: &&Change| -> Option<Edit> {
        let plain = plain(scene, change)?;
        Some(if change.is_snippet {
            let snippet = StringValue { value: plain.new_text };
            SnippetTextEdit::new(plain.range, snippet, None).into()
        } else {
            plain.into()
        })
    };
    let edits = changes.iter().map(edit).collect::<Option<_>>()?;
    Some(TextDocumentEdit { text_document, edits }.into())
}

fn plain(scene: &Scene<'_>, change: &Change) -> Option<TextEdit> {
    let edit = &change.edit;
    let range = scene.range(edit.file, edit.span)?;
    Some(TextEdit { range, new_text: edit.text.clone() })
}

/// A text with nothing in it that a snippet would take for a place to type at.
pub(super) fn in_snippet(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
