//! `server`: whatever an editor sends, the server stays, answers each request once, and ends when it is told to.

use std::collections::BTreeMap;
use std::env;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lt_lint::server::{Start, serve};
use serde_json::Value;

/// Empty folder in which the editor works.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = env::temp_dir().join(format!("lt-lint-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{error}"));
    std::fs::canonicalize(&folder).unwrap_or_else(|error| panic!("{error}"))
});

/// Holds a conversation, each line of which is a message, with a server in this process.
pub fn server(input: &[u8]) {
    let Some((messages, framed)) = framed(input, &FOLDER) else { return };
    let before = env::current_dir();
    let mut output = Vec::new();
    serve(Start { no_config: true, ..Start::default() }, Cursor::new(framed), &mut output);
    if let Ok(before) = before {
        let _ = env::set_current_dir(before);
    }
    assert_answered(&messages, &output);
}

/// The messages that are meant, and as they are sent; `None` without any. All files are in one folder.
pub fn framed(input: &[u8], folder: &Path) -> Option<(Vec<Value>, Vec<u8>)> {
    let mut messages = Vec::new();
    let mut sent = Vec::new();
    for line in input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let body = match serde_json::from_slice::<Value>(line) {
            Ok(mut message) => {
                keep_inside(&mut message, folder);
                let body = message.to_string().into_bytes();
                messages.push(message);
                body
            }
            // What isn't JSON is sent as it is, and ends the conversation.
            Err(_) => line.to_vec(),
        };
        sent.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
        sent.extend(body);
    }
    (!messages.is_empty()).then_some((messages, sent))
}

/// Moves all paths and addresses below a folder: the server reads whatever it is told to.
fn keep_inside(value: &mut Value, folder: &Path) {
    match value {
        Value::String(text) if text.starts_with("file:") || text.starts_with('/') => {
            let name = text.rsplit('/').next().unwrap_or_default().replace(['%', '\\'], "");
            let name = name.trim_start_matches("file:").trim_matches('.');
            let scheme = if text.starts_with('/') { "" } else { "file://" };
            *text = format!("{scheme}{}/{name}", folder.display());
        }
        Value::Array(items) => items.iter_mut().for_each(|item| keep_inside(item, folder)),
        Value::Object(fields) => fields.values_mut().for_each(|it| keep_inside(it, folder)),
        _ => {}
    }
}

/// Fails where a request has more than one answer, or what came isn't a message.
pub fn assert_answered(messages: &[Value], output: &[u8]) {
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    let mut rest = output;
    while !rest.is_empty() {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let at = rest.windows(4).position(|window| window == b"\r\n\r\n");
        let (head, body) = rest.split_at(at.unwrap_or_else(|| panic!("{}", text(rest))) + 4);
        let length = text(head).trim().trim_start_matches("Content-Length: ").parse().unwrap_or(0);
        let (body, next) = body.split_at(length);
        let message: Value =
            serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {}", text(body)));
        if message.get("method").is_none() {
            *answers.entry(message.get("id").unwrap_or(&Value::Null).to_string()).or_default() += 1;
        }
        rest = next;
    }
    for (id, count) in answers {
        let asked = messages
            .iter()
            .filter(|message| message.get("id").unwrap_or(&Value::Null).to_string() == id);
        assert!(count <= asked.count(), "{count} answers to {id}: {messages:#?}");
    }
}
