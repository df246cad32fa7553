//! What can be done about a finding by one key.

use serde_json::{Value, json};

use super::client::{Client, Project};
use super::{SIDECAR, able, in_templates, position, rules, slice};

fn actions(client: &mut Client, name: &str, at: &Value, only: Option<&str>) -> Vec<Value> {
    let mut context = json!({ "diagnostics": [] });
    if let Some(kind) = only {
        context["only"] = json!([kind]);
    }
    let params = json!({
        "textDocument": { "uri": client.uri(name) },
        "range": { "start": at, "end": at },
        "context": context,
    });
    client.ask("textDocument/codeAction", params).as_array().unwrap().clone()
}

/// A text after the edits of an action on it alone.
fn applied(text: &str, action: &Value) -> String {
    let edits = match action["edit"].get("documentChanges") {
        Some(changes) => changes[0]["edits"].as_array().unwrap().clone(),
        None => action["edit"]["changes"]
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_array()
            .unwrap()
            .clone(),
    };
    assert_eq!(edits.len(), 1);
    let new = edits[0].get("newText").or_else(|| edits[0]["snippet"].get("value")).unwrap();
    let new = new.as_str().unwrap().replace("${1:reason}", "because");
    let range = &edits[0]["range"];
    assert_eq!(slice(text, range), "");
    let line = usize::try_from(range["start"]["line"].as_u64().unwrap()).unwrap();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    lines.insert(line, new);
    lines.concat()
}

#[test]
fn a_finding_can_be_suppressed_with_a_reason_to_type() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR).replace("memory: 150Mi", "memory: 150M");
    client.open(SIDECAR, &text);
    client.findings(SIDECAR);
    // At the finding, and anywhere else on its line.
    for within in [11, 2] {
        let at = position(&text, "memory: 150M\n", within);
        let found = actions(&mut client, SIDECAR, &at, None);
        let action =
            found.iter().find(|it| it["title"] == "Suppress `low-memory-limit` here").unwrap();
        assert_eq!(action["kind"], "quickfix");
        assert_eq!(action["diagnostics"][0]["code"], "low-memory-limit");
        let document = &action["edit"]["documentChanges"][0]["textDocument"];
        assert_eq!(
            (&document["uri"], &document["version"]),
            (&json!(project.uri(SIDECAR)), &json!(1))
        );
        let after = applied(&text, action);
        assert!(after.contains("              # lt-lint-ignore low-memory-limit: because\n              memory: 150M\n"), "{after}");
        client.change(SIDECAR, &after);
        assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
        client.change(SIDECAR, &text);
        client.findings(SIDECAR);
    }
    let at = position(&text, "dnsPolicy", 2);
    assert_eq!(actions(&mut client, SIDECAR, &at, None), [Value::Null; 0]);
    let at = position(&text, "memory: 150M\n", 11);
    assert_eq!(actions(&mut client, SIDECAR, &at, Some("refactor")), [Value::Null; 0]);
    assert!(!actions(&mut client, SIDECAR, &at, Some("quickfix")).is_empty());
}

#[test]
fn a_safe_fix_comes_first_and_all_of_a_file_go_at_once() {
    let (project, mut client) = in_templates();
    let good = project.read(SIDECAR);
    let text = good.replace("memory: 150Mi", "memory: 150M").replacen(
        "readOnly: true",
        "readOnly: false",
        1,
    );
    client.open(SIDECAR, &text);
    assert_eq!(rules(&client.findings(SIDECAR)), ["low-memory-limit", "writable-host-path"]);
    let at = position(&text, "memory: 150M\n", 11);
    let found = actions(&mut client, SIDECAR, &at, None);
    assert_eq!(found.len(), 2, "{found:#?}");
    let fix = &found[0];
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert!(fix["title"].as_str().unwrap().starts_with("Fix: "), "{fix}");
    let edits = fix["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    let replaced = |text: &str, edit: &Value| {
        let old = slice(text, &edit["range"]);
        let start = old.as_ptr() as usize - text.as_ptr() as usize;
        [&text[..start], edit["newText"].as_str().unwrap(), &text[start + old.len()..]].concat()
    };
    assert_eq!(edits.len(), 1);
    assert!(replaced(&text, &edits[0]).contains("memory: 150Mi\n"));
    let found = actions(&mut client, SIDECAR, &at, Some("source.fixAll.lt-lint"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["kind"], "source.fixAll.lt-lint");
    let edits = found[0]["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    assert_eq!(replaced(&text, &edits[0]), good);
    // What isn't asked for isn't worked out, and a file that is clean needs nothing.
    client.change(SIDECAR, &good);
    assert_eq!(actions(&mut client, SIDECAR, &at, Some("source.fixAll")), [Value::Null; 0]);
}

#[test]
fn an_editor_that_knows_less_gets_plain_edits() {
    let (project, _) = in_templates();
    let text = project.read(SIDECAR).replace("memory: 150Mi", "memory: 15Mi").replace('\n', "\r\n");
    let mut client = Client::start(&project, json!({}));
    client.open(SIDECAR, &text);
    let at = position(&text, "memory: 15Mi", 9);
    let found = actions(&mut client, SIDECAR, &at, None);
    let action =
        found.iter().find(|it| it["title"].as_str().unwrap().starts_with("Suppress")).unwrap();
    let edits = &action["edit"]["changes"][project.uri(SIDECAR)];
    assert_eq!(edits[0]["newText"], "              # lt-lint-ignore low-memory-limit: \r\n");
    // It is forgiven, and asks for its reason.
    client.change(SIDECAR, &applied(&text, action));
    let found = loop {
        let found = client.findings(SIDECAR);
        if found["version"] != 1 {
            break found;
        }
    };
    assert_eq!(rules(&found), ["suppression-without-reason"]);
}

#[test]
fn where_no_comment_can_stand_the_file_is_suppressed_or_nothing_is_offered() {
    let script = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, annotations: {lt-lint/rate: 5MB/s}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers: {name: flog,\n       image: x}\n";
    let json_text = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"containers\": {}}}\n";
    let project = Project::new(&[("a.yaml", script), ("b.json", json_text)]);
    let mut client = Client::start(&project, able());
    let found = client.findings("b.json");
    assert_eq!(rules(&found), ["wrong-type"]);
    let at = found["diagnostics"][0]["range"]["start"].clone();
    assert_eq!(actions(&mut client, "b.json", &at, None), [Value::Null; 0]);
    let found = client.findings("a.yaml");
    let at = found["diagnostics"][0]["range"]["start"].clone();
    let found = actions(&mut client, "a.yaml", &at, None);
    assert!(!found.is_empty());
}
