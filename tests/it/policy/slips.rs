//! Policies beside the rules that they are made of, on slips in the shipped workload and in workloads of other kinds.

use std::collections::BTreeSet;
use std::fs;

use lt_lint::policy::exportable;
use lt_lint::{Options, Session, SourceFile};
use serde_json::{Value, json};

use super::{documents, made, plural};

/// Slips in the shipped workload about which a policy may say something: what is replaced by what.
const SLIPS: &[(&str, &str)] = &[
    ("memory: 150Mi", "memory: 150M"),
    ("memory: 150Mi", "memory: 0.14Gi"),
    ("memory: 150Mi", "memory: 157286400"),
    ("memory: 150Mi", "memory: 157286399"),
    ("memory: 150Mi", "memory: 1.5e8"),
    ("memory: 150Mi", "memory: 160e6"),
    ("memory: 150Mi", "memory: 0"),
    ("memory: 150Mi", "cpu: 2"),
    ("            limits:\n              memory: 150Mi\n", ""),
    ("memory: 80Mi", "memory: 83886079"),
    ("memory: 80Mi", "memory: 80M"),
    ("              memory: 80Mi\n", ""),
    ("agent:2.1.1", "agent"),
    ("agent:2.1.1", "agent:latest"),
    ("agent:2.1.1", "agent:2.1.0"),
    ("agent:2.1.1", "agent:2.0.59"),
    ("agent:2.1.1", "agent:2.1.10"),
    ("agent:2.1.1", "agent:1.9"),
    (
        "agent:2.1.1",
        "agent:2.1.1@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    ),
    ("scalyr/scalyr-k8s-agent:2.1.1", "registry.example.com:5000/scalyr/scalyr-k8s-agent:2.0.1"),
    ("- name: scalyr-agent", "- name: agent"),
    ("- name: SCALYR_K8S_POD_UID", "- name: SCALYR_K8S_POD_ID"),
    ("fieldPath: metadata.uid", "fieldPath: metadata.name"),
    ("fieldPath: status.hostIP", "fieldPath: status.podIP"),
    (
        "                  fieldPath: metadata.namespace\n",
        "                  fieldPath: metadata.namespace\n                  apiVersion: v1\n",
    ),
    (
        "              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.uid\n",
        "              value: \"1\"\n",
    ),
    (
        "              valueFrom:\n                secretKeyRef:\n                  name: scalyr-api-key\n                  key: scalyr-api-key\n",
        "              value: 0123456789abcdefghijklmnopqrstuvwxyz0123456789-\n",
    ),
    ("            path: /var/log/pods\n", "            path: /var/log/pods/\n"),
    ("            path: /var/log/pods\n", "            path: /var/log/pod\n"),
    ("            path: /var/log/containers\n", "            path: /var/log\n"),
    (
        "              mountPath: /var/log/pods\n              readOnly: true\n",
        "              mountPath: /var/log/pods\n",
    ),
    (
        "              mountPath: /var/log/pods\n              readOnly: true\n",
        "              mountPath: /var/log/pods\n              readOnly: false\n",
    ),
    ("      serviceAccountName: scalyr-service-account\n", ""),
    ("serviceAccountName: scalyr-service-account", "serviceAccountName: default"),
    ("serviceAccountName: scalyr-service-account", "serviceAccount: default"),
    ("      securityContext: {}\n", "      securityContext: {runAsUser: 1000}\n"),
    ("      securityContext: {}\n", "      securityContext: {runAsNonRoot: true}\n"),
    ("      securityContext: {}\n", "      automountServiceAccountToken: false\n"),
    ("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 0"),
    ("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 1"),
    ("emptyDir: {}", "emptyDir: {sizeLimit: 100m}"),
    ("emptyDir: {}", "emptyDir: {sizeLimit: 100}"),
    ("emptyDir: {}", "emptyDir: {sizeLimit: 100Mi}"),
    ("attributes.parser: \"loadTestParser\"", "attributes.parser: \"\""),
    ("attributes.parser:", "attributes.parsr:"),
    ("attributes.parser:", "flog.attributes.parser:"),
    ("attributes.parser:", "other.attributes.parser:"),
    ("  replicas: 400\n", "  replicas: 400\n  paused: true\n"),
    ("  replicas: 400\n", "  replicas: 400\n  paused: false\n"),
];

/// The part of an object at a pointer.
fn part(object: &Value, pointer: &str) -> Value {
    object.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).clone()
}

/// The shipped workload, with the pods of its template in a workload of another kind.
fn as_kind(text: &str, kind: &str) -> Value {
    let object = documents(text).remove(0);
    let (template, mut metadata) = (part(&object, "/spec/template"), part(&object, "/metadata"));
    if kind == "Pod" {
        let own = part(&template, "/metadata/annotations");
        let own = own.as_object().unwrap().clone();
        metadata.get_mut("annotations").and_then(Value::as_object_mut).unwrap().extend(own);
    }
    let job = json!({"template": template});
    let (version, spec) = match kind {
        "Deployment" => return object,
        "Pod" => ("v1", part(&template, "/spec")),
        "Job" => ("batch/v1", job),
        "CronJob" => ("batch/v1", json!({"schedule": "0 3 * * *", "jobTemplate": {"spec": job}})),
        _ => {
            let selector = part(&object, "/spec/selector");
            ("apps/v1", json!({"selector": selector, "template": template}))
        }
    };
    json!({"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec})
}

#[test]
fn policies_and_rules_agree_on_slips_in_workloads_of_all_kinds() {
    let (rules, policies, _) = made();
    let exported: Vec<String> = exportable(&rules).map(|rule| rule.id().to_owned()).collect();
    let session = Session::new(rules, Options::default()).unwrap();
    let sidecar = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    let (mut asked, mut differing) = (0, Vec::new());
    for (old, new) in SLIPS {
        assert!(sidecar.contains(old), "{old}");
        let text = sidecar.replacen(old, new, 1);
        for kind in ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"] {
            let object = as_kind(&text, kind);
            let file = SourceFile::new("a.json", object.to_string().into_bytes(), true);
            let report = session.lint(vec![file]);
            let told: BTreeSet<String> = report
                .findings
                .iter()
                .map(|it| it.rule.to_string())
                .filter(|id| exported.contains(id))
                .collect();
            let plural = plural(&object);
            let looking = policies.iter().filter(|policy| policy.kinds.contains(&plural));
            let broken: BTreeSet<String> =
                looking.flat_map(|policy| policy.broken(&object)).collect();
            asked += 1;
            // A policy doesn't compare where a folder is mounted, and this evaluator makes no text of a boolean.
            let is_known = new.ends_with("path: /var/log\n") || new.contains("paused: true");
            if told != broken && !is_known {
                differing.push(format!("{kind} {new:?}: rules {told:?}, policies {broken:?}"));
            }
        }
    }
    assert!(differing.is_empty() && asked > 290, "{}", differing.join("\n"));
}
