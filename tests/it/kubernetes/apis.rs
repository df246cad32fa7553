//! APIs that came and went between the versions: what is said of one object in each, one finding at most.

use std::fmt::Write as _;
use std::io::Write;
use std::process::{Command, Stdio};

/// The lines of what is found in an object under a version.
fn findings(version: &str, object: &str) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lt-lint"))
        .env_clear()
        .args(["--no-config", "--format", "concise", "--kubernetes-version", version, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(object.as_bytes()).unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    out.lines().filter(|line| line.contains('[')).map(str::to_owned).collect()
}

/// The rule of each version from 1.33 to 1.37, `-` where nothing is found.
fn rules(api: &str, kind: &str, spec: &str) -> String {
    let object = format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n{spec}");
    let mut all = String::new();
    for version in ["1.33", "1.34", "1.35", "1.36", "1.37"] {
        let found = findings(version, &object);
        assert!(found.len() < 2, "{version} {found:?}");
        let rule = found.first().and_then(|line| line.split(['[', ']']).nth(1)).unwrap_or("-");
        write!(all, "{rule} ").unwrap();
    }
    all.trim_end().to_owned()
}

const CLASS: &str = "driverName: a.example.com\nparameters: {a: b}\n";
const BUNDLE: &str = "spec: {trustBundle: a}\n";
const CIDR: &str = "spec: {cidrs: [10.0.0.0/24]}\n";

/// An apiVersion, a kind, what its object has besides its name, and the rule of each version.
const CASES: [[&str; 4]; 13] = [
    [
        "extensions/v1beta1",
        "Ingress",
        "",
        "removed-api removed-api removed-api removed-api removed-api",
    ],
    [
        "storage.k8s.io/v1beta1",
        "VolumeAttributesClass",
        CLASS,
        "- deprecated-api deprecated-api deprecated-api removed-api",
    ],
    [
        "storage.k8s.io/v1alpha1",
        "VolumeAttributesClass",
        CLASS,
        "- - removed-api removed-api removed-api",
    ],
    [
        "scheduling.k8s.io/v1alpha1",
        "Workload",
        "",
        "misspelt-kind misspelt-kind missing-field removed-api removed-api",
    ],
    ["storage.k8s.io/v1", "VolumeAttributesClass", CLASS, "misspelt-kind - - - -"],
    [
        "networking.k8s.io/v1beta1",
        "ServiceCIDR",
        CIDR,
        "- deprecated-api deprecated-api deprecated-api removed-api",
    ],
    [
        "certificates.k8s.io/v1alpha1",
        "ClusterTrustBundle",
        BUNDLE,
        "- deprecated-api deprecated-api deprecated-api removed-api",
    ],
    [
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingAdmissionPolicy",
        "spec: {}\n",
        "- removed-api removed-api removed-api removed-api",
    ],
    [
        "admissionregistration.k8s.io/v1beta1",
        "MutatingAdmissionPolicy",
        "spec: {}\n",
        "misspelt-kind - - - -",
    ],
    [
        "resource.k8s.io/v1alpha3",
        "DeviceClass",
        "spec: {}\n",
        "- removed-api removed-api removed-api removed-api",
    ],
    [
        "resource.k8s.io/v1beta1",
        "DeviceClass",
        "spec: {}\n",
        "- - deprecated-api deprecated-api deprecated-api",
    ],
    ["resource.k8s.io/v1beta2", "DeviceClass", "spec: {}\n", "- - - deprecated-api deprecated-api"],
    [
        "storagemigration.k8s.io/v1alpha1",
        "StorageVersionMigration",
        "spec: {resource: {group: apps, version: v1, resource: deployments}}\n",
        "- - removed-api removed-api removed-api",
    ],
];

#[test]
fn each_version_says_of_an_api_one_thing() {
    for [api, kind, spec, expected] in CASES {
        assert_eq!(rules(api, kind, spec), expected, "{api} {kind}");
    }
}

#[test]
fn messages_name_the_release_and_the_version_in_use() {
    let object = "apiVersion: storage.k8s.io/v1alpha1\nkind: VolumeAttributesClass\n";
    let removed = findings("1.36", object);
    assert_eq!(
        removed,
        [
            "<stdin>:1:13: error[removed-api] `storage.k8s.io/v1alpha1` VolumeAttributesClass was removed in \
          Kubernetes 1.35 (checked for 1.36)"
        ]
    );
    let later = findings("1.33", &object.replace("v1alpha1", "v1"));
    assert_eq!(
        later,
        ["<stdin>:1:13: error[misspelt-kind] Kubernetes 1.33 has no VolumeAttributesClass in \
          `storage.k8s.io/v1` (it came with 1.34); did you mean `storage.k8s.io/v1beta1`?"]
    );
}
