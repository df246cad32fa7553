//! What may be written at a place.

use serde_json::Value;

use super::client::{Client, Project};
use super::{CONFIG_MAP, SIDECAR, able, in_templates, position};

/// What is offered where `typed` has taken the place of `old`, at the bar in it: labels with what is written.
fn offers(
    client: &mut Client,
    name: &str,
    text: &str,
    old: &str,
    typed: &str,
) -> Vec<(String, String)> {
    assert!(text.contains(old), "no {old:?}");
    let marked = text.replacen(old, typed, 1);
    let at = position(&marked, typed, typed.find('¦').unwrap());
    client.change(name, &marked.replacen('¦', "", 1));
    let answer = client.ask_at("textDocument/completion", name, &at);
    client.change(name, text);
    let items = answer.as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|item| (word(&item["label"]), word(&item["textEdit"]["newText"]))).collect()
}

fn labels(offers: &[(String, String)]) -> Vec<&str> {
    offers.iter().map(|(label, _)| label.as_str()).collect()
}

#[test]
fn names_that_the_files_declare_are_offered() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    for (old, typed, expected) in [
        ("name: scalyr-config", "name: ¦", &["scalyr-config"][..]),
        (
            "serviceAccountName: scalyr-service-account",
            "serviceAccountName: sca¦",
            &["scalyr-service-account"],
        ),
        (
            "- name: varlogpods",
            "- name: va¦",
            &[
                "varlogpods",
                "varlibdockercontainers",
                "varlogcontainers",
                "dockersock",
                "checkpoints",
            ],
        ),
        // The secret isn't in the files, and nobody else names it here.
        ("name: scalyr-api-key", "name: ¦", &[]),
    ] {
        let found = offers(&mut client, SIDECAR, &text, old, typed);
        assert_eq!(labels(&found), expected, "{typed}");
    }
}

#[test]
fn settings_are_offered_where_the_agent_reads_them() {
    let (project, mut client) = in_templates();
    let map = project.read(CONFIG_MAP);
    client.open(CONFIG_MAP, &map);
    let found = offers(
        &mut client,
        CONFIG_MAP,
        &map,
        "  SCALYR_COMPRESSION_TYPE: \"deflate\"\n",
        "  SCALYR_¦\n",
    );
    let labels_of = labels(&found);
    assert!(labels_of.contains(&"SCALYR_COMPRESSION_TYPE"));
    // What is there, secret, different for each pod, newer than the agent, or an old name.
    for name in [
        "SCALYR_COMPRESSION_LEVEL",
        "SCALYR_API_KEY",
        "SCALYR_K8S_POD_NAME",
        "SCALYR_DEFAULT_SESSIONS_PER_WORKER",
        "K8S_EVENTS_DISABLE",
    ] {
        assert!(!labels_of.contains(&name), "{name}");
    }
    let (_, written) = found.iter().find(|(label, _)| label == "SCALYR_COMPRESSION_TYPE").unwrap();
    assert_eq!(written, "SCALYR_COMPRESSION_TYPE: \"${1:deflate}\"");
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    let found = offers(&mut client, SIDECAR, &text, "- name: SCALYR_K8S_POD_UID", "- name: S¦");
    assert_eq!(found[0], ("SCALYR_K8S_POD_UID".to_owned(), "SCALYR_K8S_POD_UID".to_owned()));
    let found = offers(&mut client, SIDECAR, &text, "fieldPath: metadata.uid", "fieldPath: ¦");
    assert_eq!(
        labels(&found),
        ["metadata.uid", "spec.nodeName", "metadata.name", "metadata.namespace", "status.hostIP"]
    );
}

#[test]
fn annotations_flags_and_rules_are_offered() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    let parser = "log.config.scalyr.com/attributes.parser: \"loadTestParser\"";
    let found = offers(&mut client, SIDECAR, &text, parser, "log.¦");
    assert_eq!(found[0].0, "log.config.scalyr.com/attributes.parser");
    assert_eq!(found[0].1, "log.config.scalyr.com/attributes.parser: \"${1:}\"");
    assert!(labels(&found).contains(&"log.config.scalyr.com/flog.exclude"));
    // The workload's own annotations don't reach the agent.
    let found = offers(&mut client, SIDECAR, &text, "lt-lint/rate: 5MB/s", "lt¦");
    assert_eq!(found[0].0, "lt-lint/rate");
    assert!(labels(&found).contains(&"lt-lint/ignore.low-memory-limit"));
    assert!(!labels(&found).iter().any(|label| label.starts_with("log.config")));
    // A key that has its colon keeps its value.
    let found = offers(&mut client, SIDECAR, &text, "lt-lint/rate: 5MB/s", "lt-lint/ra¦: 5MB/s");
    assert_eq!(found[0].1, "lt-lint/rate");
    for typed in [
        "args: [--loop, --fo¦, apache_combined]",
        "args:\n            - --loop\n            - --fo¦",
    ] {
        let found = offers(
            &mut client,
            SIDECAR,
            &text,
            "args: [--loop, --format, apache_combined, -m, \"5\"]",
            typed,
        );
        assert!(labels(&found).contains(&"--format"), "{typed}");
        assert!(labels(&found).contains(&"-m"), "{typed}");
    }
    let found = offers(
        &mut client,
        SIDECAR,
        &text.replace("150Mi", "15Mi"),
        "      dnsPolicy",
        "      # lt-lint-ignore ¦\n      dnsPolicy",
    );
    assert_eq!(found[0].0, "low-memory-limit");
    assert!(found.len() > 50);
}

#[test]
fn fields_of_kubernetes_are_left_to_others() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    for (old, typed) in [
        ("schedulerName: default", "sched¦"),
        ("restartPolicy: Always", "restartPolicy: A¦"),
        ("kind: Deployment", "kind: De¦"),
        ("  labels:\n        app", "  labels:\n        a¦"),
        ("# 400 pods at", "# lt-lint ¦"),
        ("- name: flog\n          image", "- name: f¦\n          image"),
    ] {
        let found = offers(&mut client, SIDECAR, &text, old, typed);
        assert_eq!(labels(&found), [""; 0], "{typed}");
    }
}

/// A workload between brackets, with places to type at.
const FLOW: &str = "apiVersion: v1
kind: Pod
metadata: {name: load, annotations: {lt-lint/rate: 5MB/s}}
spec: {serviceAccountName: one, containers: [
  {name: flog, image: scalyr/flog:v1, args: [--loop, \"-m\", \"5\"]},
  {name: scalyr-agent, image: scalyr/scalyr-k8s-agent:2.1.1,
   env: [{name: SCALYR_K8S_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}],
   envFrom: [{configMapRef: {name: config}}], volumeMounts: [{name: logs, mountPath: /a}]}],
  volumes: [{name: logs, hostPath: {path: /var/log/pods}}, {name: rest, emptyDir: {}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config}
data: {SCALYR_SERVER: x}
";

/// What is typed instead of a part of [`FLOW`], and an offer that is among those for it.
const TYPED: &[(&str, &str, &str)] = &[
    ("lt-lint/rate: 5MB/s", "lt-lint/rate: 5MB/s, lt-lint/no¦", "lt-lint/nodes"),
    ("lt-lint/rate: 5MB/s}", "log.conf¦", "log.config.scalyr.com/attributes.parser"),
    ("SCALYR_K8S_POD_NAME,", "SCALYR_¦,", "SCALYR_K8S_POD_UID"),
    (
        "{name: SCALYR_K8S_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
        "{name: S¦",
        "SCALYR_API_KEY",
    ),
    ("fieldPath: metadata.name}}}", "fieldPath: ¦}}}", "metadata.name"),
    ("fieldPath: metadata.name}}}]", "fieldPath: meta¦", "metadata.name"),
    ("configMapRef: {name: config}", "configMapRef: {name: ¦}", "config"),
    ("{configMapRef: {name: config}}]", "{configMapRef: {name: co¦", "config"),
    ("serviceAccountName: one", "serviceAccountName: ¦", ""),
    ("{name: logs, mountPath: /a}", "{name: logs, mountPath: /a}, {name: ¦", "rest"),
    ("{name: logs, mountPath: /a}", "{name: '¦', mountPath: /a}", "rest"),
    ("\"5\"]", "\"5\", --fo¦]", "--format"),
    ("\"5\"]", "\"5\", \"--fo¦", "--format"),
    ("--loop, ", "--lo¦", "--loop"),
    ("SCALYR_SERVER: x", "SCALYR_K8S_SI¦", "SCALYR_K8S_SIDECAR_MODE"),
    ("SCALYR_SERVER: x}", "SCALYR_SERVER: x, ¦", "SCALYR_K8S_SIDECAR_MODE"),
    ("SCALYR_SERVER: x", "\"SCALYR_¦\": x", "SCALYR_K8S_SIDECAR_MODE"),
];

#[test]
fn what_is_between_brackets_is_known_while_it_is_typed() {
    let project = Project::new(&[("load.yaml", FLOW)]);
    let mut client = Client::start(&project, able());
    client.open("load.yaml", FLOW);
    for (old, typed, expected) in TYPED {
        let found = offers(&mut client, "load.yaml", FLOW, old, typed);
        let is_there =
            labels(&found).contains(expected) || (expected.is_empty() && found.is_empty());
        assert!(is_there, "{typed}: {:?}", labels(&found));
    }
    let found = offers(&mut client, "load.yaml", FLOW, "SCALYR_SERVER: x", "\"SCALYR_¦\": x");
    assert!(found.iter().all(|(label, written)| label == written), "{found:?}");
}

#[test]
fn other_lines_that_are_half_typed_are_in_nobodys_way() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    for (old, half) in [
        ("  replicas: 400", "  replicas 400"),
        ("          imagePullPolicy: IfNotPresent", "          imagePullPol"),
        ("\"loadTestParser\"", "\"loadTestParser"),
        ("args: [--loop, --format,", "args: [--loop, --format,\n           {a"),
        ("apache_combined, -m, \"5\"]", "apache_combined, -m, \"5"),
        ("      dnsPolicy: ClusterFirst", "     dnsPolicy: ClusterFirst"),
        ("            - name: varlogpods", "            - name: varlogpods\n\t"),
        ("          emptyDir: {}", "          emptyDir: {"),
        ("  replicas: 400", "  replicas 400\n  foo: \"bar\n  ["),
        ("kind: Deployment", "kind: Deployment\nkind2 x\n: :"),
    ] {
        let broken = text.replacen(old, half, 1);
        assert_ne!(broken, text, "{old}");
        for (old, typed, expected) in [
            ("name: scalyr-config", "name: ¦", "scalyr-config"),
            ("- name: SCALYR_K8S_POD_UID", "- name: S¦", "SCALYR_K8S_POD_UID"),
            ("fieldPath: metadata.uid", "fieldPath: ¦", "metadata.uid"),
            (
                "serviceAccountName: scalyr-service-account",
                "serviceAccountName: ¦",
                "scalyr-service-account",
            ),
            ("lt-lint/nodes: \"200\"", "lt-lint/no¦", "lt-lint/nodes"),
        ] {
            let found = offers(&mut client, SIDECAR, &broken, old, typed);
            assert!(labels(&found).contains(&expected), "{half} {typed}: {:?}", labels(&found));
        }
    }
}

#[test]
fn json_is_typed_like_anything_between_brackets() {
    let text = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "load"}, "spec": {
  "containers": [{"name": "scalyr-agent", "image": "scalyr/scalyr-k8s-agent:2.1.1",
    "env": [{"name": "A", "value": "b"}],
    "envFrom": [{"configMapRef": {"name": "config"}}]}]}}
"#;
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\n";
    let project = Project::new(&[("load.json", text), ("map.yaml", map)]);
    let mut client = Client::start(&project, able());
    client.open("load.json", text);
    for (old, typed, expected) in [
        ("\"name\": \"A\"", "\"name\": \"SC¦\"", "SCALYR_API_KEY"),
        ("\"name\": \"A\", \"value\": \"b\"}]", "\"name\": \"SC¦", "SCALYR_API_KEY"),
        ("\"name\": \"config\"", "\"name\": \"¦\"", "config"),
        ("\"name\": \"config\"}}]}]}}", "\"name\": \"¦", "config"),
        (
            "{\"name\": \"load\"}",
            "{\"name\": \"load\", \"annotations\": {\"lt¦\"}}",
            "lt-lint/rate",
        ),
    ] {
        let found = offers(&mut client, "load.json", text, old, typed);
        assert!(labels(&found).contains(&expected), "{typed}: {:?}", labels(&found));
        assert!(found.iter().all(|(label, written)| label == written), "{found:?}");
    }
}

#[test]
fn what_surrounds_the_place_decides() {
    let (project, mut client) = in_templates();
    let text = project.read(SIDECAR);
    client.open(SIDECAR, &text);
    let env = "            - name: SCALYR_API_KEY\n";
    for (old, typed, expected) in [
        (env, &format!("            -\n              name: S¦\n{env}")[..], "SCALYR_SERVER"),
        (env, &format!("            - &a\n              name: S¦\n{env}"), "SCALYR_SERVER"),
        (env, &format!("            - name: \"S¦\n{env}"), "SCALYR_SERVER"),
        (env, &format!("            - {{name: S¦\n{env}"), "SCALYR_SERVER"),
        ("args: [--loop,", "args: [--loop, # lt-lint-ignore ¦\n            ", "low-memory-limit"),
        (
            "securityContext: {}",
            "x: >-\n\n        a\n\n      serviceAccount: ¦",
            "scalyr-service-account",
        ),
        (
            "          emptyDir: {}\n",
            "          emptyDir: {}\n---\napiVersion: v1\nkind: Pod\nspec:\n  serviceAccountName: ¦",
            "scalyr-service-account",
        ),
        ("securityContext: {}", "x: |\n        serviceAccountName: ¦", ""),
        ("securityContext: {}", "securityContext: {run¦}", ""),
    ] {
        let found = offers(&mut client, SIDECAR, &text, old, typed);
        let is_right =
            labels(&found).contains(&expected) || (expected.is_empty() && found.is_empty());
        assert!(is_right, "{typed}: {:?}", labels(&found));
    }
    let typed = text.replace(": ", ":\t").replace('\n', "\r\n");
    let found = offers(&mut client, SIDECAR, &typed, "name:\tscalyr-config", "name:\t¦");
    assert_eq!(labels(&found), ["scalyr-config"]);
}
