//! What is read, what is passed over, and how a run says so.

use std::fs;
use std::os::unix::fs::symlink;

use super::{CLEAN, FAULT, FAULTY, Folder, NO_LOAD_TEST, SIDECAR, TEMPLATE};

const CONFIG: &str = include_str!("../../../k8s/configmap.yaml");
const ACCOUNT: &str = include_str!("../../../k8s/scalyr-service-account.yaml");

fn templates(changes: &[(&str, &str, &str)]) -> Folder {
    let files = [("configmap.yaml", CONFIG), ("account.yaml", ACCOUNT), ("sidecar.yaml", SIDECAR)];
    let folder = Folder::new(&files);
    for (file, old, new) in changes {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{old}");
        fs::write(path, text.replace(old, new)).unwrap();
    }
    folder
}

#[test]
fn of_a_file_only_the_template_is_skipped() {
    let text = format!("{TEMPLATE}---\n{FAULTY}");
    let ran = Folder::new(&[("a.yaml", &text)]).concise(&["."]);
    assert!(ran.out.starts_with("a.yaml:15:27: error[invalid-quantity]"), "{}", ran.out);
    assert!(ran.out.contains("a.yaml:4:9: skipped, it is a template"), "{}", ran.out);
    assert_eq!(ran.code, 1);
}

#[test]
fn a_skipped_part_of_the_load_test_is_no_clean_run() {
    let folder =
        templates(&[("sidecar.yaml", "name: load-test\n", "name: load-{{ .Values.id }}\n")]);
    let ran = folder.run(&["."]);
    let last = ran.out.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("not all of the load test was checked; no problems in 2 files"),
        "{last}"
    );
    assert!(last.contains("1 template skipped"), "{last}");
}

#[test]
fn a_run_without_anything_to_judge_says_why() {
    let folder = Folder::new(&[("a.yaml", TEMPLATE)]);
    let ran = folder.run(&["."]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("all manifests here must be rendered first"), "{}", ran.err);
}

#[test]
fn a_patch_that_is_named_alone_is_seen_by_the_kustomization_above() {
    let patch = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: Unknown}\n";
    let folder = Folder::new(&[
        ("o/kustomization.yaml", "resources: [a.yaml]\npatches: [{path: parts/a.yaml}]\n"),
        ("o/parts/a.yaml", patch),
        ("p/kustomization.yaml", "resources: [a.yaml]\n"),
        ("p/svc_patch.yaml", patch),
        ("p/patches/b.yaml", patch),
    ]);
    for file in ["o/parts/a.yaml", "p/svc_patch.yaml", "p/patches/b.yaml", "o/parts", "p/patches"] {
        let ran = folder.concise(&[file]);
        assert_eq!(ran.code, 3, "{file}: {}", ran.out);
        assert!(ran.out.contains(": skipped, it is "), "{file}: {}", ran.out);
    }
    let alone = Folder::new(&[("parts/a.yaml", patch)]).concise(&["parts/a.yaml"]);
    assert_eq!(alone.code, 1, "{}", alone.out);
}

#[test]
fn a_rendered_namespace_counts() {
    let kustomization =
        "namespace: load\nresources: [configmap.yaml, account.yaml, sidecar.yaml]\n";
    for changes in [
        &[("sidecar.yaml", "  namespace: scalyr\n", "")][..],
        &[("configmap.yaml", "  namespace: scalyr\n", "  namespace: other\n")],
    ] {
        let folder = templates(changes);
        let without = folder.concise(&["."]);
        assert_eq!(without.code, 1, "{}", without.out);
        folder.write("kustomization.yaml", kustomization.as_bytes());
        let ran = folder.concise(&["."]);
        assert_eq!(ran.code, 0, "{}", ran.out);
    }
}

#[test]
fn files_that_are_no_yaml_and_no_manifests_are_passed_over() {
    let folder = Folder::new(&[
        ("a.yaml", CLEAN),
        ("b.yaml", "x: @foo\n"),
        ("c.yaml", "key: [unclosed\n"),
        ("d.json", "{\"a\": 1}\n{\"a\": 2}\n[3]\n"),
        ("e.yaml", "swagger: \"2.0\"\n\tinfo: {}\n"),
    ]);
    folder.write("f.json", b"\xff\x00\x01binary");
    let ran = folder.run(&["."]);
    let summary = "no problems in 1 file (1 object), 5 files without Kubernetes objects skipped\n";
    assert_eq!((ran.code, ran.out), (0, format!("{NO_LOAD_TEST}{summary}")));
    for broken in ["kind: [unclosed\n", "{\"kind\": \"Pod\",, }", "  apiVersion: v1\n x: [\n"] {
        let ran = Folder::new(&[("a.yaml", broken)]).concise(&["."]);
        assert!(ran.out.contains("error[yaml-syntax]"), "{broken}: {}", ran.out);
    }
}

#[test]
fn utf16_is_read_as_kubectl_reads_it() {
    let folder = Folder::new(&[]);
    let text = format!("\u{feff}{FAULTY}");
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    folder.write("a.yaml", &little);
    folder.write("b.yaml", &big);
    assert_eq!(folder.concise(&["."]).out, format!("a.yaml{FAULT}b.yaml{FAULT}"));
}

#[test]
fn manifests_behind_links_are_read() {
    let folder = Folder::new(&[("real/a.yaml", FAULTY), ("set/b.yaml", CLEAN)]);
    symlink("../real/a.yaml", folder.path().join("set/a.yaml")).unwrap();
    symlink("../real", folder.path().join("set/folder")).unwrap();
    symlink("nowhere.yaml", folder.path().join("set/c.yaml")).unwrap();
    assert_eq!(folder.concise(&["set"]).out, format!("set/a.yaml{FAULT}"));
    // What is read under its own name too is told once.
    assert_eq!(folder.concise(&["."]).out, format!("real/a.yaml{FAULT}"));
    assert_eq!(folder.concise(&["set", "real"]).out.lines().count(), 1);
    assert_eq!(folder.concise(&["set/b.yaml"]).code, 0);
}

#[test]
fn only_the_gitignore_of_a_repository_leaves_files_out() {
    let folder = Folder::new(&[
        (".gitignore", "a.yaml\nbuild/\n"),
        (".ignore", "b.yaml\n"),
        ("a.yaml", FAULTY),
        ("b.yaml", FAULTY),
        ("build/c.yaml", FAULTY),
        ("x/.gitignore", "*.json\n"),
        ("x/d.json", "{}"),
    ]);
    let ran = folder.concise(&["."]);
    assert_eq!(ran.out, format!("a.yaml{FAULT}b.yaml{FAULT}build/c.yaml{FAULT}"));
    fs::create_dir(folder.path().join(".git")).unwrap();
    assert_eq!(folder.concise(&["."]).out, format!("b.yaml{FAULT}"));
    let ran = folder.run(&["."]);
    let last = ran.out.lines().last().unwrap_or_default();
    assert_eq!(last, "1 error in 1 file (1 object), 3 files or folders ignored by .gitignore");
}

#[test]
fn many_skipped_files_of_a_folder_are_one_line() {
    let mut files: Vec<(String, &str)> = (0..5)
        .flat_map(|at| {
            [(format!("c/templates/{at}.yaml"), TEMPLATE), (format!("d/t{at}.yaml"), TEMPLATE)]
        })
        .collect();
    files.push(("c/Chart.yaml".to_owned(), "name: c\nversion: 1.0.0\n"));
    files.push(("c/values.yaml".to_owned(), "kind: {{ x }}\nname: {{ y }}\n"));
    files.push(("c/ci/a-values.yaml".to_owned(), "kind: {{ x }}\n"));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = Folder::new(&files);
    let ran = folder.run(&["."]);
    let wanted = [
        "skipped c: 5 templates; check them with `helm template c | lt-lint -`",
        "skipped d: 5 templates; check them with `helm template d | lt-lint -`",
        "nothing checked in 0 files (0 objects), 10 templates skipped, 3 files without Kubernetes objects skipped",
    ];
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), wanted, "{}", ran.out);
    assert_eq!(folder.run(&["--all", "."]).out.lines().count(), 11);
    assert_eq!(folder.concise(&["."]).out.lines().count(), 10);
}

#[test]
fn a_kustomize_tree_is_one_line_with_its_command() {
    let folder = Folder::new(&[
        (
            "o/kustomization.yaml",
            "resources: [a.yaml]\nimages: [{name: a, newTag: b}]\npatches: [{path: p/b.yaml}]\n",
        ),
        ("o/a.yaml", CLEAN),
        ("o/p/b.yaml", CLEAN),
    ]);
    let ran = folder.run(&["."]);
    let line = "skipped o: 3 kustomize files; check them with `kubectl kustomize o | lt-lint -`";
    assert_eq!(ran.out.lines().next(), Some(line), "{}", ran.out);
}

#[test]
fn many_findings_of_one_rule_in_a_file_are_folded_for_people_only() {
    let many = vec![FAULTY; 30].join("---\n").replace("name: a\n", "generateName: a\n");
    let folder = Folder::new(&[("a.yaml", &many), ("b.yaml", FAULTY)]);
    let ran = folder.run(&["."]);
    assert_eq!(ran.out.matches("error[invalid-quantity]").count(), 21, "{}", ran.out);
    assert!(ran.out.contains("… and 10 more of invalid-quantity in a.yaml; `--all` shows them"));
    assert!(ran.out.contains("31 errors in 2 files"), "{}", ran.out);
    assert_eq!(folder.run(&["--all", "."]).out.matches("error[invalid-quantity]").count(), 31);
    assert_eq!(folder.concise(&["."]).out.lines().count(), 31);
}

#[test]
fn the_files_beside_cause_no_finding() {
    let folder = templates(&[]);
    let small = SIDECAR.replace("replicas: 400", "replicas: 10");
    folder.write("a-small.yaml", small.as_bytes());
    let ran = folder.concise(&["--pedantic", "--ignore", "known-defects", "sidecar.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn two_files_of_alternatives_are_told_once_and_as_advice() {
    let folder = templates(&[]);
    let all = [CONFIG, ACCOUNT].join("---\n").replace("scalyr.com\"", "example.com\"");
    folder.write("other.yaml", all.replace("verbs: [get, list]", "verbs: [get]").as_bytes());
    let ran = folder.concise(&["."]);
    assert!(!ran.out.contains("duplicate-object"), "{}", ran.out);
    let ran = folder.concise(&["--pedantic", "."]);
    let told: Vec<_> = ran.out.lines().filter(|line| line.contains("duplicate-object")).collect();
    assert_eq!(told.len(), 2, "{}", ran.out);
    assert!(
        told.iter().all(|line| line.contains("info[duplicate-object] 1 object of ")),
        "{told:?}"
    );
    // A kustomization that lists both applies both.
    folder.write(
        "kustomization.yaml",
        b"resources: [configmap.yaml, account.yaml, sidecar.yaml, other.yaml]\n",
    );
    let ran = folder.concise(&["."]);
    assert_eq!(ran.out.matches("warning[duplicate-object]").count(), 2, "{}", ran.out);
}

#[test]
fn folders_side_by_side_refer_to_their_own_objects() {
    let map = |data: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: app-config}}\ndata: {data}\n")
    };
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n      \
               image: busybox:1.36\n      env:\n        - name: B\n          \
               valueFrom: {configMapKeyRef: {name: app-config, key: B}}\n";
    let folder = Folder::new(&[("a/cm.yaml", &map("{A: x}")), ("b/pod.yaml", pod)]);
    assert_eq!(folder.concise(&["."]).out, "");
    folder.write("b/cm.yaml", map("{B: x}").as_bytes());
    assert_eq!(folder.concise(&["."]).out, "");
    folder.write("b/cm.yaml", map("{C: x}").as_bytes());
    assert!(folder.concise(&["."]).out.contains("error[dangling-reference]"));
    // A folder and the one above it are one test.
    let folder = Folder::new(&[("cm.yaml", &map("{A: x}")), ("b/pod.yaml", pod)]);
    assert!(folder.concise(&["."]).out.contains("has no key `B`"));
}
