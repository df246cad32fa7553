//! What the editor says of itself when it starts the server, and what the server answers.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, InitializeResult, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::Value;
use std::path::PathBuf;

use super::action::FIX_ALL;
use super::position::Encoding;
use super::uri;

/// What is asked of the editor. Only this is read of its capabilities: what else they hold may be of any shape.
#[derive(Debug)]
pub(super) struct Client {
    /// What a column counts.
    pub encoding: Encoding,
    /// The process whose end is the server's too.
    pub process: Option<i32>,
    /// The folders that it works in.
    pub folders: Vec<PathBuf>,
    /// Whether it shows the places that belong to a finding.
    pub shows_related: bool,
    /// Whether edits can name the state of the text that they are for.
    pub versions_edits: bool,
    /// Whether an edit may hold places to type at.
    pub fills_in_edits: bool,
    /// Whether a completion may hold places to type at.
    pub fills_in_completions: bool,
    /// Whether it tells of files that have changed on the disk, where it is asked to.
    pub watches: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn new(params: &Value) -> Self {
        let is_set = |path: &str| {
            let value = params.pointer(&format!("/capabilities/{path}"));
            value.and_then(Value::as_bool).unwrap_or_default()
        };
        let process = params.get("processId").and_then(Value::as_i64);
        Self {
            encoding: encoding(params),
            process: process.and_then(|process| process.try_into().ok()),
            folders: folders(params),
            shows_related: is_set("textDocument/publishDiagnostics/relatedInformation"),
            versions_edits: is_set("workspace/workspaceEdit/documentChanges"),
            fills_in_edits: is_set("workspace/workspaceEdit/snippetEditSupport"),
            fills_in_completions: is_set("textDocument/completion/completionItem/snippetSupport"),
            watches: is_set("workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// The folders of the workspace, or the one root of an older editor.
fn folders(params: &Value) -> Vec<PathBuf> {
    let all = params.get("workspaceFolders").and_then(Value::as_array);
    let all: Vec<&Value> = all.into_iter().flatten().filter_map(|it| it.get("uri")).collect();
    let named = if all.is_empty() { params.get("rootUri").into_iter().collect() } else { all };
    named.into_iter().filter_map(|it| uri::path(it.as_str()?)).collect()
}

/// How the texts of files come.
fn sync() -> TextDocumentSyncOptions {
    TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(SaveOptions { include_text: Some(false) }.into()),
        ..TextDocumentSyncOptions::default()
    }
}

/// How the folders come.
fn workspace() -> WorkspaceOptions {
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(true.into()),
    };
    WorkspaceOptions { workspace_folders: Some(folders), ..WorkspaceOptions::default() }
}

/// What the server can do.
pub(super) fn answer(client: &Client) -> InitializeResult {
    let completion = CompletionOptions {
        trigger_characters: Some(["/", ".", "-", "_", " "].map(str::to_owned).to_vec()),
        ..CompletionOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QuickFix, FIX_ALL]),
        ..CodeActionOptions::default()
    };
    let capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(sync().into()),
        completion_provider: Some(completion),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        code_action_provider: Some(actions.into()),
        inlay_hint_provider: Some(true.into()),
        workspace: Some(workspace()),
        ..ServerCapabilities::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let server_info = Some(ServerInfo { name: "lt-lint".to_owned(), version });
    InitializeResult { capabilities, server_info }
}

/// UTF-8 where the client has it.
fn encoding(params: &Value) -> Encoding {
    let encodings = params.pointer("/capabilities/general/positionEncodings");
    let encodings = encodings.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_utf8 = encodings.iter().any(|it| it == "utf-8");
    if is_utf8 { Encoding::Utf8 } else { Encoding::Utf16 }
}
