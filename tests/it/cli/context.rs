//! Files beside a named one: read for what it refers to, never judged.

use super::{CLEAN, FAULT, FAULTY, Folder, NO_LOAD_TEST, SIDECAR};

const ACCOUNT: &str = include_str!("../../../k8s/scalyr-service-account.yaml");
const CONFIG: &str = include_str!("../../../k8s/configmap.yaml");

fn templates() -> Folder {
    Folder::new(&[
        ("k8s/configmap.yaml", CONFIG),
        ("k8s/scalyr-service-account.yaml", ACCOUNT),
        ("k8s/scalyr-sidecar.yaml", SIDECAR),
    ])
}

#[test]
fn one_file_of_a_set_gives_no_false_alarm() {
    let folder = templates();
    let ran = folder.run(&["k8s/scalyr-sidecar.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(ran.out, "no problems in 1 file (1 object), 2 files read as context\n");
    for file in ["k8s/configmap.yaml", "k8s/scalyr-service-account.yaml"] {
        assert_eq!(folder.run(&[file]).code, 0, "{file}");
    }
}

/// Speaks to an agent that was to run in its own pod.
const ANNOTATED: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: flog\n  annotations:\n    \
                         log.config.scalyr.com/attributes.parser: json\nspec:\n  serviceAccountName: scalyr-service-account\n  containers:\n    \
                         - {name: flog, image: flog:1}\n";
/// An agent on every node, which reads the annotations of all pods.
const NODE_AGENT: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  \
                          selector: {matchLabels: {app: agent}}\n  template:\n    \
                          metadata: {labels: {app: agent}}\n    spec:\n      containers:\n        \
                          - {name: scalyr-agent, image: \"scalyr/scalyr-k8s-agent:2.1.1\"}\n";
const NO_AGENT: &str = "pod.yaml:6:5: error[no-agent]";

#[test]
fn what_the_files_beside_say_counts() {
    let folder = Folder::new(&[("pod.yaml", ANNOTATED), ("agent.yaml", NODE_AGENT)]);
    let ran = folder.concise(&["pod.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    let alone = folder.concise(&["--no-context", "pod.yaml"]);
    assert!(alone.out.starts_with(NO_AGENT), "{}", alone.out);
}

#[test]
fn findings_in_the_files_beside_are_not_told() {
    let folder = Folder::new(&[
        ("a.yaml", CLEAN),
        ("b.yaml", FAULTY),
        ("c.yaml", "kind: [\n"),
        ("d.yaml", "# lt-lint-ignore no-agent: unused\napiVersion: v1\nkind: Pod\n"),
        ("t.yaml", super::TEMPLATE),
    ]);
    let ran = folder.run(&["a.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let summary = "no problems in 1 file (1 object), 3 files read as context\n";
    assert_eq!(ran.out, format!("{NO_LOAD_TEST}{summary}"));
    assert_eq!(folder.concise(&["b.yaml", "a.yaml"]).out, format!("b.yaml{FAULT}"));
    assert_eq!(folder.concise(&["./b.yaml"]).out, format!("b.yaml{FAULT}"));
}

#[test]
fn only_the_folder_itself_is_context_and_by_the_same_walk() {
    let folder = Folder::new(&[
        (".git/HEAD", ""),
        (".gitignore", "ignored.yaml\n"),
        ("a.yaml", CLEAN),
        ("below/b.yaml", CLEAN),
        (".hidden.yaml", CLEAN),
        ("ignored.yaml", CLEAN),
        ("excluded.yaml", CLEAN),
        (".lt-lint.yaml", "exclude: [excluded.yaml]\n"),
    ]);
    let wanted = format!("{NO_LOAD_TEST}no problems in 1 file (1 object)\n");
    assert_eq!(folder.run(&["a.yaml"]).out, wanted);
}

#[test]
fn without_a_named_file_there_is_no_context() {
    let folder = Folder::new(&[("a/a.yaml", CLEAN), ("b.yaml", CLEAN)]);
    let wanted = format!("{NO_LOAD_TEST}no problems in 1 file (1 object)\n");
    assert_eq!(folder.run(&["a"]).out, wanted);
    assert_eq!(folder.pipe(CLEAN.as_bytes(), &["-"]).out, wanted);
    let both = folder.run(&["a", "b.yaml"]);
    assert_eq!(both.out, format!("{NO_LOAD_TEST}no problems in 2 files (2 objects)\n"));
}

#[test]
fn a_named_file_obeys_the_excludes_when_asked_to() {
    let folder = Folder::new(&[
        ("a.yaml", FAULTY),
        ("b.yaml", FAULTY),
        (".lt-lint.yaml", "exclude: [a.yaml]\n"),
    ]);
    assert_eq!(folder.concise(&["a.yaml"]).out, format!("a.yaml{FAULT}"));
    assert_eq!(
        folder.concise(&["--force-exclude", "a.yaml", "b.yaml"]).out,
        format!("b.yaml{FAULT}")
    );
    assert_eq!(folder.run(&["--force-exclude", "a.yaml"]).code, 3);
    let ran = folder.run(&["--force-exclude", "--allow-empty", "a.yaml"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn what_cannot_be_read_makes_the_rules_careful() {
    let folder = Folder::new(&[("pod.yaml", ANNOTATED)]);
    assert!(folder.concise(&["pod.yaml"]).out.starts_with(NO_AGENT));
    let ran = folder.concise(&["pod.yaml", "missing.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    folder.write("broken.yaml", b"kind: [\n");
    let ran = folder.concise(&["pod.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}
