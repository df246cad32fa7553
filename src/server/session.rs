//! The conversation with the editor: from its first word to its last.

use std::io::Write;
use std::path::PathBuf;

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    WorkspaceFolder,
};
use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::{self, Client};
use super::diagnostic::Told;
use super::transport::{Outgoing, log};
use super::workspace::Workspace;
use super::{End, Start, request, uri};

/// How far the conversation is.
#[derive(Debug)]
enum Stage {
    /// The editor hasn't said who it is.
    Waiting,
    /// It asks and tells.
    Open(Box<Client>),
    /// It wants to end.
    Closing,
}

/// The server.
#[derive(Debug)]
pub(super) struct Server<'o> {
    stage: Stage,
    workspace: Workspace,
    outgoing: Outgoing<'o>,
    told: Told,
}

impl<'o> Server<'o> {
    /// A server that nobody has spoken to.
    pub(super) fn new(start: Start, output: &'o mut dyn Write) -> Self {
        Self {
            stage: Stage::Waiting,
            workspace: Workspace::new(start),
            outgoing: Outgoing::new(output),
            told: Told::default(),
        }
    }

    /// Whether something has changed that the editor doesn't know the findings of.
    pub(super) fn is_behind(&self) -> bool {
        matches!(self.stage, Stage::Open(_)) && self.workspace.is_behind()
    }

    /// Judges what has changed, and tells.
    pub(super) fn catch_up(&mut self) {
        if let Stage::Open(client) = &self.stage
            && self.workspace.is_behind()
        {
            self.workspace.catch_up();
            self.told.tell(&self.workspace, client, &mut self.outgoing);
        }
    }

    /// The process of the editor, where it has told.
    pub(super) fn process(&self) -> Option<i32> {
        match &self.stage {
            Stage::Open(client) => client.process,
            _ => None,
        }
    }

    /// How it ends when the editor leaves.
    pub(super) fn left(&self) -> End {
        if matches!(self.stage, Stage::Closing) { End::Wished } else { End::Left }
    }

    /// How it ends once nothing can be sent any more.
    pub(super) fn cut_off(&self) -> Option<End> {
        let reason = self.outgoing.broken()?;
        log(&format!("nothing can be sent to the editor: {reason}"));
        Some(self.left())
    }

    /// Takes a message; it may be the last.
    pub(super) fn take(&mut self, message: Message) -> Option<End> {
        match message {
            Message::Request(request) => self.asked(request),
            Message::Notification(notification) if notification.method == "exit" => {
                return Some(self.left());
            }
            Message::Notification(notification) => self.told(notification),
            // Nothing that it asked for needs its answer.
            Message::Response(_) => {}
        }
        None
    }

    fn saved(&mut self, params: &DidSaveTextDocumentParams) {
        let path = self.workspace.documents.path(&params.text_document.uri);
        self.touched(path);
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        if let Some(path) = self.workspace.documents.close(&params.text_document.uri) {
            self.workspace.closed(&path);
        }
    }

    fn watched(&mut self, params: &DidChangeWatchedFilesParams) {
        for change in &params.changes {
            self.touched(uri::path(&change.uri.0));
        }
    }

    /// Gets to know the client, and says what the server can do.
    fn initialize(&mut self, params: &Value) -> Value {
        let client = Client::new(params);
        self.workspace.add(client.folders.clone());
        let answer = serde_json::to_value(client::answer(&client)).unwrap_or_default();
        self.stage = Stage::Open(Box::new(client));
        answer
    }

    fn asked(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let refused = |code: ErrorCode, reason: &str| {
            Response::new_err(id.clone(), code as i32, reason.to_owned())
        };
        let response = match (&self.stage, method.as_str()) {
            (Stage::Waiting, "initialize") => Response::new_ok(id, self.initialize(&params)),
            (Stage::Waiting, _) => {
                refused(ErrorCode::ServerNotInitialized, "`initialize` comes first")
            }
            (Stage::Open(_), "initialize") => {
                refused(ErrorCode::InvalidRequest, "`initialize` comes once")
            }
            (Stage::Open(_), "shutdown") => {
                self.stage = Stage::Closing;
                Response::new_ok(id, Value::Null)
            }
            (Stage::Open(_), _) => {
                // The answer is about the texts as they are now, and so are the findings that the editor knows.
                self.catch_up();
                let Stage::Open(client) = &self.stage else { return };
                request::answer(id, &method, params, &self.workspace, client)
            }
            (Stage::Closing, _) => {
                refused(ErrorCode::InvalidRequest, "nothing comes after `shutdown`")
            }
        };
        self.outgoing.answer(response);
    }

    fn told(&mut self, notification: Notification) {
        let Stage::Open(client) = &self.stage else {
            return;
        };
        let Notification { method, params } = notification;
        let done = match method.as_str() {
            "initialized" if client.watches => {
                self.outgoing.request("client/registerCapability", watching());
                Ok(())
            }
            "textDocument/didOpen" => read(params).map(|it| self.opened(it)),
            "textDocument/didChange" => read(params).map(|it| self.changed(it)),
            "textDocument/didSave" => read(params).map(|it| self.saved(&it)),
            "textDocument/didClose" => read(params).map(|it| self.closed(&it)),
            "workspace/didChangeWatchedFiles" => read(params).map(|it| self.watched(&it)),
            "workspace/didChangeWorkspaceFolders" => read(params).map(|it| self.moved(it)),
            "workspace/didChangeConfiguration" => {
                self.workspace.touch_all();
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = done {
            log(&format!("{method}: {error}"));
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let documents = &mut self.workspace.documents;
        if let Some(path) = documents.open(document.uri, document.version, document.text) {
            self.workspace.opened(&path);
        }
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let Stage::Open(client) = &self.stage else {
            return;
        };
        let document = params.text_document;
        let uri = document.text_document_identifier.uri;
        let changes = params.content_changes;
        let encoding = client.encoding;
        let path = self.workspace.documents.change(&uri, document.version, changes, encoding);
        match path {
            Some(path) => self.workspace.touch(&path, false),
            None => log(&format!("textDocument/didChange: {} isn't open", uri.0)),
        }
    }

    fn touched(&mut self, path: Option<PathBuf>) {
        if let Some(path) = path {
            self.workspace.touch(&uri::true_path(&path), true);
        }
    }

    fn moved(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| -> Vec<PathBuf> {
            folders.iter().filter_map(|folder| uri::path(&folder.uri.0)).collect()
        };
        let event = params.event;
        self.workspace.add(paths(event.added));
        self.workspace.remove(&paths(event.removed));
        self.workspace.touch_all();
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

/// The files of whose changes the editor is asked to tell.
fn watching() -> Value {
    let globs = ["**/*.{yaml,yml,json}", "**/.lt-lint.yaml", "**/.gitignore"];
    let watchers = globs.map(|glob| json!({ "globPattern": glob }));
    json!({ "registrations": [{
        "id": "files",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": { "watchers": watchers },
    }] })
}
