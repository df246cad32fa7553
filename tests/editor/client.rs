//! An editor as the server sees it.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder that is edited.
pub(super) struct Project {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Project {
    /// A folder with these files.
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let project = Self { folder, root };
        files.iter().for_each(|(name, text)| project.write(name, text));
        project
    }

    /// A folder with the shipped manifests.
    pub(super) fn with_templates() -> Self {
        let files = [super::CONFIG_MAP, super::ACCOUNT, super::SIDECAR];
        let files = files.map(|name| (name, fs::read_to_string(name).unwrap()));
        Self::new(&files.each_ref().map(|(name, text)| (*name, text.as_str())))
    }

    /// Writes a file.
    pub(super) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The path of a file.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The address of a file.
    pub(super) fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        let _ = &self.folder;
        &self.root
    }
}

/// A server with its pipes.
pub(super) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    /// What came while something else was waited for.
    waiting: VecDeque<Value>,
    requests: i64,
    versions: i64,
    root: PathBuf,
    /// What the server answered to the first request.
    pub(super) about: Value,
}

impl Client {
    /// Starts a server that nobody has spoken to.
    pub(super) fn silent(project: &Project, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lt-lint"))
            .arg("server")
            .args(args)
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, incoming) = channel();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            incoming,
            waiting: VecDeque::new(),
            requests: 0,
            versions: 1,
            root: project.root().to_owned(),
            about: Value::Null,
        }
    }

    /// Starts a server in a folder.
    pub(super) fn start(project: &Project, capabilities: Value) -> Self {
        Self::start_with(project, capabilities, &[])
    }

    /// The same with arguments.
    pub(super) fn start_with(project: &Project, capabilities: Value, args: &[&str]) -> Self {
        let mut client = Self::silent(project, args);
        let folder = json!({ "uri": client.uri(""), "name": "test" });
        let params = json!({
            "processId": std::process::id(),
            "rootUri": null,
            "workspaceFolders": [folder],
            "capabilities": capabilities,
        });
        client.about = client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client
    }

    /// The address of a file of the folder.
    pub(super) fn uri(&self, name: &str) -> String {
        let path = if name.is_empty() { self.root.clone() } else { self.root.join(name) };
        format!("file://{}", path.display())
    }

    /// Sends bytes as they are.
    pub(super) fn send_raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).unwrap();
        stdin.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends a notification.
    pub(super) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and waits for what comes of it.
    pub(super) fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let answer = self.wait(&format!("the answer to {method}"), |message| {
            message["id"] == json!(id) && message.get("method").is_none()
        });
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Sends a request, which has to succeed.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Asks about a place of a file.
    pub(super) fn ask_at(&mut self, method: &str, name: &str, position: &Value) -> Value {
        let document = json!({ "uri": self.uri(name) });
        self.ask(method, json!({ "textDocument": document, "position": position }))
    }

    /// Opens a file with a text.
    pub(super) fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Puts another text in the place of that of an open file; its version.
    pub(super) fn change(&mut self, name: &str, text: &str) -> i64 {
        self.change_by(name, json!([{ "text": text }]))
    }

    /// Changes parts of an open file; its version.
    pub(super) fn change_by(&mut self, name: &str, changes: Value) -> i64 {
        self.versions += 1;
        let document = json!({ "uri": self.uri(name), "version": self.versions });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.tell("textDocument/didChange", params);
        self.versions
    }

    /// Closes a file.
    pub(super) fn close(&mut self, name: &str) {
        let document = json!({ "uri": self.uri(name) });
        self.tell("textDocument/didClose", json!({ "textDocument": document }));
    }

    /// Tells that a file has changed on the disk.
    pub(super) fn changed_on_disk(&mut self, name: &str) {
        let change = json!({ "uri": self.uri(name), "type": 2 });
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    }

    /// Waits for the findings of a file.
    pub(super) fn findings(&mut self, name: &str) -> Value {
        let uri = self.uri(name);
        let message = self.wait(&format!("the findings of {name}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == json!(uri)
        });
        message["params"].clone()
    }

    /// All that the server has said so far and nobody has waited for. The answer to a request comes behind everything
    /// that came of what was said before.
    pub(super) fn said(&mut self) -> Vec<Value> {
        let _ = self.try_ask("test/nothing", Value::Null);
        self.waiting.drain(..).collect()
    }

    fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&is_it) {
            return self.waiting.remove(at).unwrap();
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let message = self.incoming.recv_timeout(left);
            let message = message.unwrap_or_else(|error| panic!("no {what}: {error}"));
            if is_it(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    /// Closes the pipe to the server.
    pub(super) fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Waits for the end of the server: how it ended, and what it logged.
    pub(super) fn end(mut self) -> (ExitStatus, String) {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "the server doesn't end");
            thread::sleep(Duration::from_millis(5));
        };
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (status, log)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next message; none at the end. What is no message on standard output fails the test.
fn read(stdout: &mut impl BufRead) -> Option<Value> {
    let mut size = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        let (name, value) = line.trim_end().split_once(": ").unwrap_or_else(|| panic!("{line:?}"));
        assert_eq!(name, "Content-Length");
        size = value.parse().ok();
    }
    let mut bytes = vec![0; size?];
    stdout.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).unwrap())
}
