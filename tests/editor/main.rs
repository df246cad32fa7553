//! The language server as an editor meets it: the real binary, over its pipes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that fails may panic"
)]
#![allow(clippy::needless_pass_by_value, reason = "what is sent is made where it is sent")]

mod action;
mod client;
mod completion;
mod definition;
mod finding;
mod hover;
mod latency;
mod lifecycle;
mod odd;
mod position;
mod settings;

use client::{Client, Project};
use serde_json::{Value, json};

/// The shipped manifests.
const CONFIG_MAP: &str = "k8s/configmap.yaml";
const ACCOUNT: &str = "k8s/scalyr-service-account.yaml";
const SIDECAR: &str = "k8s/scalyr-sidecar.yaml";

/// The position of a text in another, so many characters in.
fn position(text: &str, needle: &str, within: usize) -> Value {
    let at = text.find(needle).unwrap_or_else(|| panic!("no {needle:?}")) + within;
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}

/// The text of a range of lines that have no characters of several units.
fn slice<'t>(text: &'t str, range: &Value) -> &'t str {
    let offset = |at: &Value| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(at["character"].as_u64().unwrap()).unwrap()
    };
    &text[offset(&range["start"])..offset(&range["end"])]
}

/// The rules of the findings that a notification has.
fn rules(params: &Value) -> Vec<String> {
    let all = params["diagnostics"].as_array().unwrap().iter();
    all.map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What an editor says that can do all that the server knows of.
fn able() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true },
            "completion": { "completionItem": { "snippetSupport": true } },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true, "snippetEditSupport": true } },
    })
}

/// A project with the shipped manifests, and an editor in it.
fn in_templates() -> (Project, Client) {
    let project = Project::with_templates();
    let client = Client::start(&project, able());
    (project, client)
}
