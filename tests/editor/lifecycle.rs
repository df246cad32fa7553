//! From the first word to the last, and what happens when somebody says a wrong one.

use std::process::Command;

use serde_json::{Value, json};

use super::client::{Client, Project};
use super::{CONFIG_MAP, in_templates};

fn nobody(args: &[&str]) -> (Project, Client) {
    let project = Project::new(&[]);
    let client = Client::silent(&project, args);
    (project, client)
}

#[test]
fn it_says_what_it_can_do_and_ends_as_it_is_asked_to() {
    let (_project, mut client) = in_templates();
    let can = &client.about["capabilities"];
    assert_eq!(client.about["serverInfo"]["name"], "lt-lint");
    for provider in ["hoverProvider", "definitionProvider", "inlayHintProvider"] {
        assert_eq!(can[provider], true, "{provider}");
    }
    assert_eq!(can["positionEncoding"], "utf-16");
    assert_eq!(
        can["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix", "source.fixAll.lt-lint"])
    );
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    let error = client.try_ask("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(error["code"], -32600);
    client.tell("exit", Value::Null);
    let (status, log) = client.end();
    assert_eq!((status.code(), log.as_str()), (Some(0), ""));
}

#[test]
fn an_editor_that_just_goes_is_no_success() {
    let (_project, mut client) = in_templates();
    client.tell("exit", Value::Null);
    assert_eq!(client.end().0.code(), Some(1));
    let (_project, mut client) = in_templates();
    client.hang_up();
    assert_eq!(client.end().0.code(), Some(1));
    let (_project, mut client) = nobody(&[]);
    client.hang_up();
    assert_eq!(client.end().0.code(), Some(1));
    let (_project, mut client) = in_templates();
    client.ask("shutdown", Value::Null);
    client.hang_up();
    assert_eq!(client.end().0.code(), Some(0));
}

#[test]
fn nothing_is_answered_before_the_first_word() {
    let (_project, mut client) = nobody(&["--stdio", "--clientProcessId=1"]);
    let error = client.try_ask("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(error["code"], -32002);
    client.tell("textDocument/didOpen", json!({ "nonsense": true }));
    client.ask("initialize", json!({ "processId": null, "capabilities": {} }));
    assert_eq!(client.try_ask("initialize", json!({})).unwrap_err()["code"], -32600);
}

#[test]
fn a_request_that_makes_no_sense_is_refused_and_the_next_one_answered() {
    let (_project, mut client) = in_templates();
    let code = |client: &mut Client, method: &str, params: Value| {
        client.try_ask(method, params).unwrap_err()["code"].clone()
    };
    assert_eq!(code(&mut client, "textDocument/rename", json!({})), -32601);
    assert_eq!(code(&mut client, "textDocument/hover", json!({ "position": "here" })), -32602);
    assert_eq!(code(&mut client, "textDocument/hover", Value::Null), -32602);
    client.tell("textDocument/didOpen", json!({ "textDocument": 7 }));
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": {
        "uri": client.uri("k8s/never-opened.yaml"), "version": 3 }, "contentChanges": [] }),
    );
    client.tell("$/setTrace", json!({ "value": "off" }));
    let strange = json!({ "textDocument": { "uri": "untitled:Untitled-1" },
        "position": { "line": 0, "character": 0 } });
    assert_eq!(client.ask("textDocument/hover", strange), Value::Null);
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    assert_eq!(client.ask_at("textDocument/hover", CONFIG_MAP, &far), Value::Null);
    client.ask("shutdown", Value::Null);
    client.tell("exit", Value::Null);
    let (status, log) = client.end();
    assert_eq!(status.code(), Some(0));
    assert!(log.contains("textDocument/didOpen: "), "{log}");
    assert!(log.contains("never-opened.yaml isn't open"), "{log}");
}

#[test]
fn what_is_no_message_ends_it_with_a_word_in_the_log() {
    let texts: [&[u8]; 4] = [
        b"Content-Length: 8\r\n\r\n{\"id\": 1",
        b"Content-Length: many\r\n\r\n{}",
        b"hello\r\n\r\n",
        b"Content-Length: 2\r\n\r\n{}",
    ];
    for text in texts {
        let (_project, mut client) = in_templates();
        client.send_raw(text);
        let (status, log) = client.end();
        assert_eq!(status.code(), Some(2), "{}", String::from_utf8_lossy(text));
        assert!(log.starts_with("lt-lint server: "), "{log}");
    }
}

#[test]
fn it_goes_when_the_editor_has_died() {
    let (project, mut client) = nobody(&[]);
    let mut editor = Command::new("sleep").arg("60").spawn().unwrap();
    let folder = json!({ "uri": project.uri("."), "name": "test" });
    client.ask(
        "initialize",
        json!({ "processId": editor.id(), "workspaceFolders": [folder], "capabilities": {} }),
    );
    editor.kill().unwrap();
    editor.wait().unwrap();
    // Its pipes are still open.
    assert_eq!(client.end().0.code(), Some(1));
}

#[test]
fn an_editor_that_tells_of_files_is_asked_to() {
    let project = Project::with_templates();
    let can = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::start(&project, can);
    let said = client.said();
    let asked = said.iter().find(|one| one["method"] == "client/registerCapability").unwrap();
    let first = &asked["params"]["registrations"][0];
    assert_eq!(first["method"], "workspace/didChangeWatchedFiles");
    assert!(first["registerOptions"]["watchers"].as_array().unwrap().len() > 1);
}
