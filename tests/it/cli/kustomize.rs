//! Kustomize trees: what a kustomization changes is skipped with a word, what it lists is judged.

use super::{CLEAN, FAULT, FAULTY, Folder, NO_LOAD_TEST};

/// A strategic-merge patch: it has a container without an image and a wrong limit.
const PATCH: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: flog\n      \
                     resources: {limits: {memory: 1Zi}}\n";

/// The command that renders a folder.
fn check(folder: &str) -> String {
    format!("renders to with `kubectl kustomize {folder} | lt-lint -`\n")
}

fn kustomization(place: &str, folder: &str) -> String {
    format!("{place}: skipped, it is a kustomization: check what it {}", check(folder))
}

fn changed(file: &str, folder: &str) -> String {
    format!("{file}:1:1: skipped, a kustomization changes it: check what that {}", check(folder))
}

fn part(file: &str, folder: &str) -> String {
    format!("{file}:1:1: skipped, it is part of a kustomization: check what that {}", check(folder))
}

#[test]
fn patches_and_what_they_change_are_skipped() {
    let overlay = "resources: [../../base]\npatches:\n  - path: patch.yaml\n    target: {kind: Pod}\n  \
                   - patch: |-\n      - {op: remove, path: /x}\n";
    let folder = Folder::new(&[
        ("base/kustomization.yaml", "resources: [pod.yaml, ../common]\n"),
        ("base/pod.yaml", FAULTY),
        ("common/kustomization.yml", "resources:\n  - pod.yaml\n"),
        ("common/pod.yaml", FAULTY),
        ("other/pod.yaml", FAULTY),
        ("overlays/prod/kustomization.yaml", overlay),
        ("overlays/prod/patch.yaml", PATCH),
    ]);
    let ran = folder.concise(&["."]);
    let wanted = [
        format!("other/pod.yaml{FAULT}"),
        changed("base/pod.yaml", "overlays/prod"),
        changed("common/pod.yaml", "overlays/prod"),
        kustomization("overlays/prod/kustomization.yaml:2:1", "overlays/prod"),
        part("overlays/prod/patch.yaml", "overlays/prod"),
    ];
    assert_eq!((ran.code, ran.out), (1, wanted.concat()));
    let ran = folder.run(&["."]);
    let last = "1 error in 1 file (1 object), 4 kustomize files skipped, 2 files without Kubernetes objects skipped";
    assert_eq!(ran.out.lines().last(), Some(last), "{}", ran.out);
    // From within, by paths that lead upward.
    let ran = folder.concise(&["overlays/prod/../../base", "overlays/prod"]);
    assert_eq!((ran.code, ran.out.lines().count()), (3, 3), "{}", ran.out);
}

#[test]
fn every_way_of_changing_files_counts() {
    for field in [
        "images: [{name: a, newTag: b}]",
        "replicas: [{name: a, count: 3}]",
        "commonAnnotations: {a: b}",
        "components: [../c]",
        "patchesStrategicMerge: [\"$patch: delete\\n\"]",
        "somethingNew: true",
    ] {
        let text = format!("kind: Kustomization\nresources: [pod.yaml]\n{field}\n");
        let folder = Folder::new(&[("kustomization.yaml", &text), ("pod.yaml", FAULTY)]);
        let ran = folder.concise(&["."]);
        let wanted = [kustomization("kustomization.yaml:3:1", "."), changed("pod.yaml", ".")];
        assert_eq!((ran.code, ran.out), (3, wanted.concat()), "{field}");
    }
}

#[test]
fn every_kind_of_part_is_skipped() {
    for field in [
        "patches: [{path: part.yaml}]",
        "patchesStrategicMerge: [./part.yaml]",
        "patchesJson6902: [{target: {kind: Pod, name: a}, path: part.yaml}]",
        "replacements: [{path: part.yaml}]",
        "transformers: [part.yaml]",
        "generators: [part.yaml]",
    ] {
        let folder = Folder::new(&[("a/kustomization.yaml", field), ("a/part.yaml", PATCH)]);
        let ran = folder.concise(&["."]);
        let wanted = [kustomization("a/kustomization.yaml:1:1", "a"), part("a/part.yaml", "a")];
        assert_eq!((ran.code, ran.out), (3, wanted.concat()), "{field}");
    }
}

#[test]
fn what_is_merely_listed_is_judged() {
    let folder = Folder::new(&[
        (
            "kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n",
        ),
        ("pod.yaml", FAULTY),
    ]);
    let ran = folder.run(&["."]);
    let last = "1 error in 1 file (1 object), 1 file without Kubernetes objects skipped";
    assert_eq!((ran.code, ran.out.lines().last()), (1, Some(last)), "{}", ran.out);
}

#[test]
fn names_and_namespaces_leave_the_files_to_be_judged() {
    let text = "resources: [pod.yaml]\nnamespace: load\nnamePrefix: a-\npatches:\n";
    let folder = Folder::new(&[("Kustomization", text), ("pod.yaml", FAULTY)]);
    let ran = folder.concise(&["."]);
    let wanted = format!("pod.yaml{FAULT}{}", kustomization("Kustomization:2:1", "."));
    assert_eq!((ran.code, ran.out), (1, wanted));
}

#[test]
fn a_kustomization_writes_the_namespace_of_the_accounts_that_it_renders() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: agent}\n";
    let head = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: agent}\n";
    let role = "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n";
    for (name, namespace, is_missing) in [
        ("agent", "namespace: load\n", false),
        ("default", "namespace: load\n", false),
        ("another", "namespace: load\n", true),
        ("agent", "", true),
    ] {
        let binding = format!("{head}{role}subjects: [{{kind: ServiceAccount, name: {name}}}]\n");
        let folder = Folder::new(&[
            ("kustomization.yaml", &format!("{namespace}resources: [a.yaml, b.yaml]\n")),
            ("a.yaml", account),
            ("b.yaml", &binding),
        ]);
        let ran = folder.concise(&["."]);
        assert_eq!(ran.out.contains("[missing-field]"), is_missing, "{name}: {}", ran.out);
    }
}

#[test]
fn objects_of_flux_are_objects() {
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {path: ./b}\n";
    let folder = Folder::new(&[("kustomization.yaml", flux), ("a.yaml", CLEAN)]);
    let ran = folder.run(&["."]);
    let wanted = format!("{NO_LOAD_TEST}no problems in 2 files (2 objects)\n");
    assert_eq!((ran.code, ran.out), (0, wanted));
}
