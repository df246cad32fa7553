//! Findings: in which files, and when they go.

use std::fmt::Write;

use serde_json::{Value, json};

use super::client::{Client, Project};
use super::{CONFIG_MAP, SIDECAR, able, in_templates, rules, slice};

#[test]
fn a_finding_says_where_what_and_why() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR).replace("memory: 150Mi", "memory: 150M");
    client.open(SIDECAR, &text);
    let params = client.findings(SIDECAR);
    assert_eq!(params["version"], 1);
    assert_eq!(rules(&params), ["low-memory-limit"]);
    let finding = &params["diagnostics"][0];
    assert_eq!(slice(&text, &finding["range"]), "150M");
    assert_eq!((&finding["severity"], &finding["source"]), (&json!(1), &json!("lt-lint")));
    assert!(finding["message"].as_str().unwrap().contains("150M"));
    for part in ["why", "help"] {
        assert!(!finding["data"][part].as_str().unwrap().is_empty(), "{part}");
    }
}

#[test]
fn a_change_of_one_file_moves_the_findings_of_another() {
    let (project, mut client) = in_templates();
    let map = project.read(CONFIG_MAP);
    client.open(CONFIG_MAP, &map);
    assert_eq!(rules(&client.findings(CONFIG_MAP)), [""; 0]);
    client.change(CONFIG_MAP, &map.replace("name: scalyr-config", "name: scalyr-settings"));
    // The pod, which isn't open, names a ConfigMap that is no longer there.
    let params = client.findings(SIDECAR);
    assert_eq!(params.get("version"), None);
    assert_eq!(rules(&params), ["dangling-reference"]);
    client.change(CONFIG_MAP, &map);
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
}

#[test]
fn other_places_of_a_finding_are_shown_in_their_own_files() {
    let (project, mut client) = in_templates();
    let map = project.read(CONFIG_MAP);
    client.open(
        CONFIG_MAP,
        &map.replace("SCALYR_K8S_SIDECAR_MODE: \"true\"", "SCALYR_K8S_SIDECAR_MODE: \"false\""),
    );
    let params = client.findings(CONFIG_MAP);
    assert_eq!(rules(&params), ["sidecar-mode-off"]);
    let related = params["diagnostics"][0]["relatedInformation"].as_array().unwrap();
    assert!(!related.is_empty());
    assert!(related.iter().all(|one| !one["message"].as_str().unwrap().is_empty()));
    // An editor that doesn't show them isn't bothered.
    let mut plain = Client::start(&project, json!({}));
    plain.open(CONFIG_MAP, &map.replace("SIDECAR_MODE: \"true\"", "SIDECAR_MODE: \"false\""));
    let params = plain.findings(CONFIG_MAP);
    assert_eq!(params["diagnostics"][0].get("relatedInformation"), None);
}

#[test]
fn a_closed_file_has_the_findings_of_the_disk() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text.replace("replicas: 400", "replicas: 100"));
    assert!(!rules(&client.findings(SIDECAR)).is_empty());
    client.close(SIDECAR);
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
    project.write(SIDECAR, text.replace("memory: 150Mi", "memory: 15Mi"));
    client.changed_on_disk(SIDECAR);
    assert_eq!(rules(&client.findings(SIDECAR)), ["low-memory-limit"]);
    std::fs::remove_file(project.path(SIDECAR)).unwrap();
    client.changed_on_disk(SIDECAR);
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
    // What is clean and closed isn't spoken of again.
    client.changed_on_disk(CONFIG_MAP);
    let said = client.said();
    let told = said.iter().filter(|one| one["params"]["uri"] == client.uri(SIDECAR));
    assert_eq!(told.count(), 0);
}

#[test]
fn changes_that_wait_are_judged_once() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    client.findings(SIDECAR);
    // In one write, so that all of them are there when the first is taken.
    let mut burst = String::new();
    for version in 2..60 {
        let text = text.replace("memory: 150Mi", &format!("memory: {version}Mi"));
        let message = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": client.uri(SIDECAR), "version": version },
            "contentChanges": [{ "text": text }] } })
        .to_string();
        write!(burst, "Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
    }
    client.send_raw(burst.as_bytes());
    let mut told = 0;
    loop {
        let params = client.findings(SIDECAR);
        told += 1;
        if params["version"] == 59 {
            assert!(params["diagnostics"][0]["message"].as_str().unwrap().contains("59Mi"));
            break;
        }
    }
    assert!(told < 30, "{told} of 58 changes were judged");
}

#[test]
fn a_file_that_was_never_saved_counts() {
    let (project, mut client) = in_templates();
    let sidecar = project.read(SIDECAR).replace("name: scalyr-config", "name: new-config");
    client.open(SIDECAR, &sidecar);
    assert_eq!(rules(&client.findings(SIDECAR)), ["dangling-reference"]);
    let map = project.read(CONFIG_MAP).replace("name: scalyr-config", "name: new-config");
    client.open("k8s/new.yaml", &map);
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
    client.close("k8s/new.yaml");
    assert_eq!(rules(&client.findings(SIDECAR)), ["dangling-reference"]);
}

#[test]
fn templates_patches_and_other_yaml_are_left_alone() {
    let (project, mut client) = in_templates();
    let template = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\nspec: {}\n";
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: load-test\nspec:\n  template:\n    spec:\n      containers:\n      - name: flog\n        image: {}\n";
    for (name, text) in [
        ("chart/templates/pod.yaml", template),
        ("compose.yaml", "services:\n  a: {image: b, memory: 1}\n"),
        ("notes.yaml", "a: [1, 2\n"),
    ] {
        client.open(name, text);
        assert_eq!(rules(&client.findings(name)), [""; 0], "{name}");
        let answer =
            client.ask_at("textDocument/hover", name, &json!({ "line": 0, "character": 2 }));
        assert_eq!(answer, Value::Null, "{name}");
    }
    let start = json!({ "line": 3, "character": 10 });
    assert_eq!(
        client.ask_at("textDocument/completion", "chart/templates/pod.yaml", &start),
        Value::Null
    );
    project.write(
        "kustomization.yaml",
        "resources: [k8s/scalyr-sidecar.yaml]\npatches:\n- path: patch.yaml\n",
    );
    client.open("patch.yaml", patch);
    assert_eq!(rules(&client.findings("patch.yaml")), [""; 0]);
}

#[test]
fn a_file_outside_of_all_folders_is_judged_beside_its_neighbours() {
    let project = Project::with_templates();
    let outside = Project::with_templates();
    let mut client = Client::start(&project, able());
    let uri = outside.uri(SIDECAR);
    let text = outside.read(SIDECAR).replace("memory: 150Mi", "memory: 15Mi");
    let document = json!({ "uri": uri, "languageId": "yaml", "version": 4, "text": text });
    client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let found = |client: &mut Client| {
        let said = client.said();
        let of_uri = said.iter().rfind(|one| one["params"]["uri"] == json!(uri));
        of_uri.map(|one| rules(&one["params"]))
    };
    // Its ConfigMap and its account are found beside it.
    assert_eq!(found(&mut client).unwrap(), ["low-memory-limit"]);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(found(&mut client).unwrap(), [""; 0]);
}

#[test]
fn folders_come_and_go() {
    let (project, mut client) = in_templates();
    let other = Project::new(&[(
        "a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: {}}\n",
    )]);
    let folders = |added: &[&Project], removed: &[&Project]| {
        let list = |all: &[&Project]| -> Vec<Value> {
            all.iter()
                .map(|it| json!({ "uri": format!("file://{}", it.root().display()), "name": "x" }))
                .collect()
        };
        json!({ "event": { "added": list(added), "removed": list(removed) } })
    };
    client.tell("workspace/didChangeWorkspaceFolders", folders(&[&other], &[]));
    let uri = other.uri("a.yaml");
    let of_uri = |said: Vec<Value>| {
        let found = said.iter().rfind(|one| one["params"]["uri"] == json!(uri));
        found.map(|one| rules(&one["params"]))
    };
    assert_eq!(of_uri(client.said()).unwrap(), ["wrong-type"]);
    client.tell("workspace/didChangeWorkspaceFolders", folders(&[], &[&other]));
    assert_eq!(of_uri(client.said()).unwrap(), [""; 0]);
    client.open(SIDECAR, &project.read(SIDECAR));
    assert_eq!(rules(&client.findings(SIDECAR)), [""; 0]);
}
