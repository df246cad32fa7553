//! Which files are read.

use super::{CLEAN, FAULT, FAULTY, Folder, NO_LOAD_TEST, TEMPLATE};

/// The files with a finding.
fn named(out: &str) -> Vec<&str> {
    out.lines().map(|line| line.split(':').next().unwrap()).collect()
}

#[test]
fn the_current_folder_is_the_default() {
    let folder = Folder::new(&[("a.yaml", FAULTY), ("sub/b.yaml", FAULTY)]);
    let ran = folder.concise(&[]);
    assert_eq!(ran.out, format!("a.yaml{FAULT}sub/b.yaml{FAULT}"));
    assert_eq!(ran.out, folder.concise(&["."]).out);
    assert_eq!(ran.out, folder.concise(&["./"]).out);
}

#[test]
fn folders_are_searched_for_manifests_by_their_endings() {
    let names = [
        "a.yaml",
        "b.yml",
        "c.YAML",
        "deep/er/d.yaml",
        "e.txt",
        "f.yaml.bak",
        "yaml",
        "g.md",
        "h.yaml.tpl",
    ];
    let folder = Folder::new(&names.map(|name| (name, FAULTY)));
    folder.write(
        "i.json",
        br#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": 1, "name": 2}, "spec": {"containers": [{"name": "a", "image": "a:1"}]}}"#,
    );
    assert_eq!(
        named(&folder.concise(&["."]).out),
        ["a.yaml", "b.yml", "c.YAML", "deep/er/d.yaml", "i.json"]
    );
}

#[test]
fn hidden_and_ignored_files_are_skipped_unless_named() {
    let folder = Folder::new(&[
        ("a.yaml", FAULTY),
        (".hidden.yaml", FAULTY),
        (".hidden/b.yaml", FAULTY),
        ("ignored.yaml", FAULTY),
        ("build/c.yaml", FAULTY),
        (".gitignore", "ignored.yaml\nbuild/\n"),
        (".git/HEAD", ""),
    ]);
    assert_eq!(named(&folder.concise(&["."]).out), ["a.yaml"]);
    let ran = folder.concise(&[".hidden.yaml", ".hidden/b.yaml", "ignored.yaml", "build/c.yaml"]);
    assert_eq!(named(&ran.out), [".hidden.yaml", ".hidden/b.yaml", "build/c.yaml", "ignored.yaml"]);
    assert_eq!(
        named(&folder.concise(&["build", ".hidden"]).out),
        [".hidden/b.yaml", "build/c.yaml"]
    );
}

#[test]
fn a_named_file_is_read_whatever_its_ending() {
    let folder = Folder::new(&[("manifest", FAULTY), ("x.txt", FAULTY)]);
    assert_eq!(folder.concise(&["manifest", "x.txt"]).out, format!("manifest{FAULT}x.txt{FAULT}"));
}

#[test]
fn each_file_is_read_once() {
    let folder = Folder::new(&[("k/a.yaml", FAULTY)]);
    for args in [
        &["k/a.yaml", "k/a.yaml"][..],
        &["k", "k/a.yaml"],
        &["k/a.yaml", "k"],
        &["k", "./k/", "."],
        &["k/../k/a.yaml", "k/a.yaml"],
    ] {
        let ran = folder.concise(args);
        assert_eq!(ran.out.lines().count(), 1, "{args:?}: {}", ran.out);
    }
    assert_eq!(folder.concise(&["./k/a.yaml"]).out, format!("k/a.yaml{FAULT}"));
}

#[test]
fn files_come_in_the_order_of_their_names_however_they_are_named() {
    let folder = Folder::new(&[("b.yaml", FAULTY), ("a.yaml", FAULTY), ("c.yaml", FAULTY)]);
    let sorted = folder.concise(&["."]).out;
    assert_eq!(named(&sorted), ["a.yaml", "b.yaml", "c.yaml"]);
    assert_eq!(folder.concise(&["c.yaml", "a.yaml", "b.yaml"]).out, sorted);
}

#[test]
fn standard_input_is_read_for_a_dash() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    let ran = folder.pipe(FAULTY.as_bytes(), &["--format", "concise", "-"]);
    assert_eq!((ran.code, ran.out), (1, format!("<stdin>{FAULT}")));
    let ran = folder.pipe(FAULTY.as_bytes(), &["--format", "concise", "a.yaml", "-", "-"]);
    assert_eq!(ran.out, format!("<stdin>{FAULT}a.yaml{FAULT}"));
    let ran = folder.pipe(CLEAN.as_bytes(), &["-"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.out, format!("{NO_LOAD_TEST}no problems in 1 file (1 object)\n"));
}

#[test]
fn standard_input_is_left_alone_without_a_dash() {
    let ran = Folder::new(&[("a.yaml", CLEAN)]).pipe(FAULTY.as_bytes(), &["a.yaml"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn yaml_without_objects_is_passed_over_and_counted() {
    let values = "replicas: {a: 1, a: 2}\nparser: XXX\n";
    let folder = Folder::new(&[
        ("a.yaml", CLEAN),
        ("values.yaml", values),
        ("list.yaml", "- 1\n"),
        ("e.yaml", ""),
    ]);
    let ran = folder.run(&["."]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let summary = "no problems in 1 file (1 object), 3 files without Kubernetes objects skipped\n";
    assert_eq!(ran.out, format!("{NO_LOAD_TEST}{summary}"));
}

#[test]
fn templates_are_reported_as_skipped_with_advice() {
    let line = "it is a template: render it first and pipe the result to `lt-lint -`";
    for (text, place) in [
        (TEMPLATE, "4:9"),
        ("{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n", "1:1"),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"{{ .Release.Name }}-a\"\n", "4:9"),
        ("apiVersion: v1\nkind: Pod\n{% if x %}\nspec: {}\n{% endif %}\n", "3:1"),
    ] {
        let folder = Folder::new(&[("a.yaml", CLEAN), ("t.yaml", text)]);
        let ran = folder.run(&["."]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{text}: {}", ran.out);
        let wanted = format!(
            "skipped t.yaml:{place}: {line}\n{NO_LOAD_TEST}no problems in 1 file (1 object), 1 template skipped\n"
        );
        assert_eq!(ran.out, wanted, "{text}");
        let ran = folder.concise(&["."]);
        assert_eq!(ran.out, format!("t.yaml:{place}: skipped, {line}\n"), "{text}");
    }
}

#[test]
fn braces_in_texts_are_no_template() {
    let alerts = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: alerts\ndata:\n  rules.yaml: |\n    groups:\n    \
                  - name: a\n      rules:\n      - alert: Down\n        annotations:\n          \
                  summary: \"{{ $labels.x }} is down\"\n          more: {{ $value }}\n  short: \"{{ $labels.y }}\"\n";
    let folder = Folder::new(&[("a.yaml", alerts)]);
    let ran = folder.run(&["a.yaml"]);
    let wanted = format!("{NO_LOAD_TEST}no problems in 1 file (1 object)\n");
    assert_eq!((ran.code, ran.out), (0, wanted), "{}", ran.err);
}

#[test]
fn a_list_is_its_objects() {
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Namespace, metadata: {{name: a}}}}\n---\n{CLEAN}"
    );
    let ran = Folder::new(&[("a.yaml", &list)]).run(&[]);
    assert_eq!(ran.out, format!("{NO_LOAD_TEST}no problems in 1 file (2 objects)\n"));
}
