//! From a name to what declares it, and what is shown beside values.

use serde_json::{Value, json};

use super::client::{Client, Project};
use super::{ACCOUNT, CONFIG_MAP, SIDECAR, able, in_templates, position, slice};

#[test]
fn a_reference_leads_to_its_declaration() {
    let (project, mut client) = in_templates();
    for (name, needle, within, target, expected) in [
        (SIDECAR, "name: scalyr-config", 8, CONFIG_MAP, "scalyr-config"),
        (SIDECAR, "serviceAccountName: scalyr", 22, ACCOUNT, "scalyr-service-account"),
        (SIDECAR, "- name: varlogpods", 9, SIDECAR, "varlogpods"),
        (ACCOUNT, "  name: scalyr-clusterrole\nsubjects", 9, ACCOUNT, "scalyr-clusterrole"),
        (ACCOUNT, "    name: scalyr-service-account", 11, ACCOUNT, "scalyr-service-account"),
    ] {
        let at = position(&project.read(name), needle, within);
        let answer = client.ask_at("textDocument/definition", name, &at);
        assert_eq!(answer["uri"], json!(project.uri(target)), "{needle}");
        assert_eq!(slice(&project.read(target), &answer["range"]), expected, "{needle}");
    }
    // The volume is declared further down than it is mounted.
    let text = project.read(SIDECAR);
    let answer = client.ask_at(
        "textDocument/definition",
        SIDECAR,
        &position(&text, "- name: varlogpods", 9),
    );
    assert!(
        answer["range"]["start"]["line"].as_u64() > position(&text, "volumes:", 0)["line"].as_u64()
    );
    for (needle, within) in [("name: scalyr-api-key", 8), ("dnsPolicy", 3), ("- name: flog", 9)] {
        let at = position(&text, needle, within);
        assert_eq!(client.ask_at("textDocument/definition", SIDECAR, &at), Value::Null, "{needle}");
    }
}

#[test]
fn an_alias_a_variable_and_a_key_lead_to_theirs() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: &it busybox:1\n    env:\n    - {name: RATE, value: \"5\"}\n    - {name: KEY, valueFrom: {configMapKeyRef: {name: map, key: some}}}\n    args: [-r, $(RATE)]\n  - name: b\n    image: *it\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {some: x}\n";
    let project = Project::new(&[("pod.yaml", text)]);
    let mut client = Client::start(&project, able());
    for (needle, within, expected, line) in [
        ("image: *it", 8, "busybox:1", 6),
        ("$(RATE)", 3, "RATE", 8),
        ("key: some", 6, "some", 17),
        ("name: map, key", 7, "map", 16),
    ] {
        let answer =
            client.ask_at("textDocument/definition", "pod.yaml", &position(text, needle, within));
        assert!(slice(text, &answer["range"]).contains(expected), "{needle}: {answer}");
        assert_eq!(answer["range"]["start"]["line"], line, "{needle}");
    }
}

#[test]
fn rates_stand_beside_what_makes_them() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    let ask = |client: &mut Client, from: u64, to: u64| {
        let range = json!({ "start": { "line": from, "character": 0 }, "end": { "line": to, "character": 0 } });
        let document = json!({ "uri": client.uri(SIDECAR) });
        let answer = client
            .ask("textDocument/inlayHint", json!({ "textDocument": document, "range": range }));
        let hints = answer.as_array().unwrap().iter();
        let hints = hints
            .map(|hint| (hint["label"].as_str().unwrap().to_owned(), hint["position"].clone()));
        hints.collect::<Vec<_>>()
    };
    let all = ask(&mut client, 0, 1000);
    assert_eq!(all[0], ("400 × 5 MB/s = 2 GB/s".to_owned(), position(&text, "replicas: 400", 13)));
    assert_eq!(all[1].0, "= 5.01 MB/s");
    assert_eq!(all[1].1["line"], position(&text, "args: [", 0)["line"]);
    assert_eq!(all.len(), 2);
    assert_eq!(ask(&mut client, 0, 3), []);
    // What isn't known isn't shown.
    client.open(SIDECAR, &text.replace("lt-lint/rate: 5MB/s", "").replace(", -m, \"5\"", ""));
    assert_eq!(ask(&mut client, 0, 1000), []);
}
