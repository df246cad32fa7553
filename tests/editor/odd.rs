//! Texts that no manifest looks like: the server answers, says nothing where it knows nothing, and stays.

use serde_json::{Value, json};

use super::client::Client;
use super::{SIDECAR, in_templates};

/// Requests about a position.
const ABOUT: [&str; 3] = ["hover", "completion", "definition"];

/// Positions in a text, so many at regular distances, in units of UTF-16.
fn positions(text: &str, count: usize) -> Vec<Value> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let step = (starts.len() / count).max(1);
    let position = |at: &usize| {
        let before = &text[..*at];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let character = before[start..].encode_utf16().count();
        json!({ "line": before.matches('\n').count(), "character": character })
    };
    starts.iter().step_by(step).map(position).collect()
}

/// The answers that say something, of all requests at each position and of the hints.
fn answers(client: &mut Client, name: &str, text: &str, count: usize) -> Vec<String> {
    let mut all = Vec::new();
    for at in positions(text, count) {
        for about in ABOUT {
            let answer = client.ask_at(&format!("textDocument/{about}"), name, &at);
            all.push((format!("{about} at {at}"), answer));
        }
    }
    let whole = json!({
        "start": { "line": 0, "character": 0 },
        "end": { "line": text.lines().count(), "character": 0 },
    });
    let uri = client.uri(name);
    let asked = json!({ "textDocument": { "uri": uri }, "range": whole });
    all.push(("hints".to_owned(), client.ask("textDocument/inlayHint", asked)));
    let is_said =
        |answer: &Value| !answer.is_null() && answer.as_array().is_none_or(|all| !all.is_empty());
    all.into_iter().filter(|(_, answer)| is_said(answer)).map(|(what, _)| what).collect()
}

#[test]
fn no_text_ends_the_server() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    let before = answers(&mut client, SIDECAR, &text, 40);
    assert!(before.len() > 10, "{before:?}");
    for odd in [
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        format!("\u{feff}{text}"),
        text.replace("flog", "fl🦀g"),
        text.replace(": ", ":\t"),
        text[..text.len() / 2].to_owned(),
        text.replace("\"200\"", "\"200"),
        text.replace("[--loop", "[[{--loop"),
        text.replacen('e', "\0", 3),
        String::new(),
        "---\n---\n...\n".to_owned(),
        format!("a: {}", "x".repeat(100_000)),
        "[".repeat(3000),
        "{a: ".repeat(3000),
        "- ".repeat(3000),
        format!("a: &a [*a]\n{text}"),
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"containers\": [{\"env\": [{\"na"
            .to_owned(),
        format!("---\n{text}").repeat(3),
    ] {
        client.change(SIDECAR, &odd);
        answers(&mut client, SIDECAR, &odd, 6);
    }
    client.change(SIDECAR, &text);
    assert_eq!(answers(&mut client, SIDECAR, &text, 40), before);
    client.ask("shutdown", Value::Null);
    client.tell("exit", Value::Null);
    let (status, said) = client.end();
    assert!(status.success(), "{said}");
}

#[test]
fn what_is_no_manifest_gets_no_answer() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    for (name, odd) in [
        ("chart/templates/a.yaml", text.replace("replicas: 400", "replicas: {{ .Values.replicas }}")),
        ("chart/templates/b.yaml", text.replace("  template:", "  {{- with .Values.x }}\n  template:")),
        ("compose.yaml", "services:\n  web:\n    image: scalyr/flog:v1\n    metadata:\n      annotations: {log.config.s\n".to_owned()),
        ("ci.yaml", "on: [push\njobs:\n  a:\n    env: {SCALYR_: x}\n    args: [--lo\n".to_owned()),
        ("data.yaml", "data:\n  SCALYR_: x\nmetadata:\n  annotations:\n    lt-lint/\n".to_owned()),
        ("values.yaml", "image: scalyr/scalyr-k8s-agent:2.1.1\nenv:\n- name: SCALYR_K8S_\nannotations: {log.config}\n".to_owned()),
        ("overlay/patch.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: load-test\nspec:\n  template:\n    spec:\n      containers:\n      - name: scalyr-agent\n        env:\n        - name: SCALYR_K8S_\n".to_owned()),
    ] {
        if name.starts_with("overlay") {
            project.write("overlay/kustomization.yaml", "resources: [../k8s]\npatches:\n- path: patch.yaml\n");
        }
        project.write(name, &odd);
        client.open(name, &odd);
        assert_eq!(answers(&mut client, name, &odd, 12), [""; 0], "{name}");
        client.close(name);
    }
}
