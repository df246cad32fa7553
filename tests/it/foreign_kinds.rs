//! Workloads of other programs: judged where they have the pod template of Kubernetes, else reported as not checked.

use std::fs;
use std::path::Path;

use crate::support::run;

const TEMPLATE: &str = "k8s/scalyr-sidecar.yaml";

/// The templates' workload as one of another kind.
fn workload(api_version: &str, kind: &str, swaps: &[(&str, &str)]) -> String {
    let mut text = fs::read_to_string(TEMPLATE).unwrap();
    let kind = format!("kind: {kind}\n");
    for (old, new) in [("apps/v1", api_version), ("kind: Deployment\n", &kind)].iter().chain(swaps)
    {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    text
}

/// What is printed of the templates with these files in place of the workload, without the summary of human output.
fn printed(files: &[(&str, &str)], format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    for name in ["configmap.yaml", "scalyr-service-account.yaml"] {
        fs::copy(Path::new("k8s").join(name), folder.path().join(name)).unwrap();
    }
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (_, out, err) = run(folder.path(), &["--no-config", "--format", format, "."]);
    assert_eq!(err, "");
    out
}

fn findings(files: &[(&str, &str)]) -> Vec<String> {
    printed(files, "concise").lines().map(str::to_owned).collect()
}

const KINDS: [(&str, &str); 4] = [
    ("argoproj.io/v1alpha1", "Rollout"),
    ("apps.kruise.io/v1alpha1", "CloneSet"),
    ("apps.kruise.io/v1beta1", "StatefulSet"),
    ("apps.openshift.io/v1", "DeploymentConfig"),
];
const MAP: (&str, &str) = ("    matchLabels:\n      app: load-test", "    app: load-test");

#[test]
fn a_pod_template_is_judged_as_that_of_a_deployment() {
    let wrong = [
        (
            "limits:\n              memory: 150Mi",
            "limits:\n              memory: 15Mi",
            47,
            "low-memory-limit",
        ),
        ("volumeMounts:", "volumeMount:", 77, "unknown-field"),
        ("replicas: 400", "replicas: 40", 16, "too-few-generators"),
        ("path: /var/log/pods", "path: /var/log/pod", 115, "missing-host-path"),
        ("-m, \"5\"", "-m, \"50\"", 33, "rate-above-cap"),
        ("labels:\n        app: load-test", "labels:\n        app: load", 19, "selector-mismatch"),
    ];
    for (api_version, kind) in KINDS {
        let is_map = kind == "DeploymentConfig";
        let own: &[(&str, &str)] = if is_map { &[MAP] } else { &[] };
        let right = workload(api_version, kind, own);
        assert_eq!(findings(&[("load.yaml", &right)]), [""; 0], "{kind}");
        for (old, new, line, rule) in wrong {
            let text = workload(api_version, kind, &[own, &[(old, new)]].concat());
            let line = if is_map && line > 17 { line - 1 } else { line };
            let found = findings(&[("load.yaml", &text)]);
            let [only] = found.as_slice() else { panic!("{kind}, {new}: {found:?}") };
            let is_it = only.starts_with(&format!("load.yaml:{line}:")) && only.contains(rule);
            assert!(is_it, "{kind}, {new}: {only}");
        }
    }
}

#[test]
fn the_pods_of_a_rollout_that_refers_to_a_deployment_are_counted_there() {
    let deployment = workload("apps/v1", "Deployment", &[("replicas: 400", "replicas: 0")]);
    let rollout = |pods: u64| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {{name: load-test, namespace: scalyr}}\nspec:\n  \
             replicas: {pods}\n  workloadRef: {{apiVersion: apps/v1, kind: Deployment, name: load-test}}\n"
        )
    };
    let found = |pods| findings(&[("load.yaml", &deployment), ("rollout.yaml", &rollout(pods))]);
    assert_eq!(found(400), [""; 0]);
    let few = found(300);
    let [only] = few.as_slice() else { panic!("{few:?}") };
    assert!(only.starts_with("rollout.yaml:5:13: error[too-few-generators] 300 "), "{only}");
}

#[test]
fn pods_that_are_elsewhere_are_reported_as_not_checked() {
    let trigger = (
        "  replicas: 400",
        "  triggers: [{type: ImageChange, imageChangeParams: {containerNames: [flog]}}]\n  replicas: 400",
    );
    for (text, why) in [
        (
            workload("serving.knative.dev/v1", "Service", &[]),
            "Service scalyr/load-test (Service in serving.knative.dev/v1 isn't a kind of Kubernetes",
        ),
        (
            workload("batch.volcano.sh/v1alpha1", "Job", &[("  template:", "  tasks:\n  - template:")]),
            "Job scalyr/load-test (Job in batch.volcano.sh/v1alpha1 isn't a kind of Kubernetes",
        ),
        (
            workload("apps.openshift.io/v1", "DeploymentConfig", &[MAP, trigger]),
            "DeploymentConfig scalyr/load-test (triggers fill in their images",
        ),
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: x, namespace: scalyr}\nspec:\n  workloadRef: \
             {kind: Deployment, name: load}\n"
                .to_owned(),
            "Rollout scalyr/x (they are those of Deployment load, which isn't in the input; add its file)",
        ),
    ] {
        let text = printed(&[("load.yaml", &text)], "human");
        assert!(text.contains(&format!("not checked: the pods of {why}")), "{text}");
        assert!(text.contains("not all of the load test was checked; no problems in 3 files"), "{text}");
    }
}

#[test]
fn objects_without_pods_of_the_load_test_are_not_mentioned() {
    for text in [
        "apiVersion: k6.io/v1alpha1\nkind: TestRun\nmetadata: {name: x, namespace: scalyr}\nspec: {runner: {image: k6}}\n",
        "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: x}\nspec:\n  containers: [{name: a, \
         image: b}]\n",
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: scalyr-api-key, namespace: scalyr}\n",
    ] {
        let text = printed(&[("other.yaml", text)], "human");
        assert!(!text.contains("the pods of"), "{text}");
        assert!(text.contains("no problems in 3 files"), "{text}");
    }
}
