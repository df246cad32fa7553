//! `--render` with programs that stand in for Helm and kubectl, printing what those were recorded to print.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{CLEAN, FAULTY, Folder, Ran};

/// A pod whose limit and image come from the values.
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  containers:\n    - name: \
                   flog\n      image: x\n      imagePullPolicy: Sometimes\n      resources:\n        limits:\n          \
                   memory: {{ .Values.memory }}\n";
const VALUES: &str = "# of the test\nmemory: 1Zi\n";
/// What `helm template charts/one` of Helm 3.17 prints for it.
const PRINTED: &str = "---\n# Source: one/templates/pod.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: \
                       release-name\nspec:\n  containers:\n    - name: flog\n      image: x\n      imagePullPolicy: \
                       Sometimes\n      resources:\n        limits:\n          memory: 1Zi\n";

/// A folder with a chart, and programs by their names.
fn chart(programs: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(&[
        ("charts/one/Chart.yaml", "apiVersion: v2\nname: one\nversion: 1.0.0\n"),
        ("charts/one/values.yaml", VALUES),
        ("charts/one/templates/pod.yaml", POD),
    ]);
    for (name, script) in programs {
        program(&folder, name, script);
    }
    folder
}

fn program(folder: &Folder, name: &str, script: &str) {
    let path = format!("bin/{name}");
    folder.write(&path, format!("#!/bin/sh\n{script}\n").as_bytes());
    let path = folder.path().join(path);
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn rendered(folder: &Folder, args: &[&str]) -> Ran {
    let path = format!("{}:/usr/bin:/bin", folder.path().join("bin").display());
    folder.run_with(&[("PATH", &path)], &[&["--render"], args].concat())
}

/// A program that prints a text and writes down how it was called.
fn prints(text: &str) -> String {
    format!("for arg in \"$@\"; do echo \"$arg\" >> called; done\ncat <<'END'\n{text}END")
}

#[test]
fn findings_lead_to_the_template_and_to_the_values() {
    let folder = chart(&[("helm", &prints(PRINTED))]);
    let ran = rendered(&folder, &["--format", "concise", "."]);
    let wanted = [
        "charts/one/templates/pod.yaml:9:24: error[invalid-value] ",
        "charts/one/templates/pod.yaml:12:19: error[invalid-quantity] ",
    ];
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!((ran.code, lines.len()), (1, 2), "{}{}", ran.out, ran.err);
    assert!(lines.iter().zip(wanted).all(|(line, start)| line.starts_with(start)), "{}", ran.out);
    let human = rendered(&folder, &["."]).out;
    assert!(human.contains("the value comes from here"), "{human}");
    assert!(human.contains("charts/one/values.yaml:2:9"), "{human}");
    assert!(!human.contains("skipped"), "{human}");
    let called = fs::read_to_string(folder.path().join("called")).unwrap();
    assert_eq!(called, "template\ncharts/one\n".repeat(2));
}

#[test]
fn what_is_not_certain_stays_in_the_rendered_text() {
    // The line could be either of two.
    let twice = POD
        .replace(
            "      image: x\n",
            "{{ if 1 }}\n      image: x\n{{ else }}\n      image: x\n{{ end }}\n",
        )
        .replace("Sometimes\n", "{{ .Values.policy }}\n")
        .replace(
            "      imagePull",
            "{{ if 0 }}\n      imagePullPolicy: Sometimes\n{{ end }}\n      imagePull",
        );
    let folder = chart(&[("helm", &prints(PRINTED))]);
    folder.write("charts/one/templates/pod.yaml", twice.as_bytes());
    let ran = rendered(&folder, &["--format", "concise", "."]);
    let line = ran.out.lines().find(|line| line.contains("Sometimes")).unwrap_or_default();
    assert!(
        line.starts_with("<helm template charts/one>:11:24: error[invalid-value]"),
        "{}",
        ran.out
    );
    assert!(line.ends_with(" (one/templates/pod.yaml)"), "{}", ran.out);
}

#[test]
fn a_missing_program_is_named_and_the_rest_is_checked() {
    let folder = chart(&[]);
    folder.write("pod.yaml", FAULTY.as_bytes());
    let ran = folder.run_with(&[("PATH", "/nowhere")], &["--render", "--format", "concise", "."]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("helm: there is no such program"), "{}", ran.err);
    assert!(ran.out.contains("pod.yaml:10:27: error[invalid-quantity]"), "{}", ran.out);
    assert!(ran.out.contains("charts/one/templates/pod.yaml:4:9: skipped"), "{}", ran.out);
}

#[test]
fn a_program_that_fails_is_heard_without_its_secrets() {
    let words =
        "echo 'Error: values don'\"'\"'t fit' >&2; echo 'password: hunter2secret99' >&2; exit 1";
    let folder = chart(&[("helm", words)]);
    folder.write("a.yaml", CLEAN.as_bytes());
    let ran = rendered(&folder, &["."]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    let wanted =
        "charts/one: `helm template` failed: Error: values don't fit; password: ********\n";
    assert!(ran.err.contains(wanted), "{}", ran.err);
    assert!(ran.out.contains("in 1 file"), "{}", ran.out);
}

#[test]
fn secrets_stay_hidden_in_values_and_templates() {
    let secret = "0v7dD0f6wzk3Jq9xYbTn5Lr2Hc8Ms1Pa4Gu";
    let values = format!("{VALUES}apiKey: {secret}\n");
    let printed =
        format!("{PRINTED}      env:\n        - name: SCALYR_API_KEY\n          value: {secret}\n");
    let folder = chart(&[("helm", &prints(&printed))]);
    folder.write("charts/one/values.yaml", values.as_bytes());
    for format in ["human", "json", "sarif", "markdown"] {
        let ran = rendered(&folder, &["--format", format, "--pedantic", "."]);
        assert!(ran.out.contains("memory"), "{format}: {}", ran.out);
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{format}: {}", ran.out);
    }
}

#[test]
fn settings_name_values_and_overlays() {
    let folder = chart(&[("helm", &prints(PRINTED)), ("kubectl", &prints(FAULTY))]);
    folder.write("prod.yaml", b"memory: 1Zi\n");
    folder.write("base/kustomization.yaml", b"resources: [pod.yaml]\nnamePrefix: p-\n");
    folder.write("base/pod.yaml", FAULTY.as_bytes());
    folder.write("one/kustomization.yaml", b"resources: [../base]\nnameSuffix: -one\n");
    folder.write("two/kustomization.yaml", b"resources: [../base]\nnameSuffix: -two\n");
    let settings = "render:\n  values: {charts/one: [prod.yaml]}\n  overlays: [two]\n";
    folder.write(".lt-lint.yaml", settings.as_bytes());
    let ran = rendered(&folder, &["--format", "concise", "."]);
    let called = fs::read_to_string(folder.path().join("called")).unwrap();
    assert_eq!(
        called, "template\ncharts/one\n--values\nprod.yaml\nkustomize\ntwo\n",
        "{}",
        ran.err
    );
    // The values that count first are those that were named last.
    let human = rendered(&folder, &["."]).out;
    assert!(human.contains("prod.yaml:1:9"), "{human}");
    // The base has the field of the rendered pod.
    assert!(ran.out.contains("base/pod.yaml:10:27: error[invalid-quantity]"), "{}", ran.out);
    // Bases are found on the disk where only the overlay is named.
    let ran = rendered(&folder, &["--format", "concise", "two"]);
    assert!(ran.out.contains("base/pod.yaml:10:27: error[invalid-quantity]"), "{}", ran.out);
    for (settings, wanted) in [
        ("render: {values: {charts/two: []}}", "1:19: there is no chart in `charts/two`"),
        ("render: {values: {charts/one: [x]}}", "1:32: there is no file `x`"),
        ("render: {overlays: [base, x]}", "1:27: there is no kustomization in `x`"),
    ] {
        folder.write(".lt-lint.yaml", settings.as_bytes());
        let ran = rendered(&folder, &["."]);
        assert_eq!(ran.code, 2, "{settings}: {}", ran.out);
        assert!(ran.err.contains(wanted), "{settings}: {}", ran.err);
    }
}

#[test]
fn nothing_is_fetched() {
    let folder = chart(&[("helm", &prints(PRINTED)), ("kubectl", "echo called > called; exit 1")]);
    for base in [
        "https://example.com/a",
        "github.com/a/b?ref=v1",
        "git@example.com:a/b",
        "example.com/a//b",
    ] {
        let text = format!("resources: ['{base}']\nnamePrefix: a-\n");
        folder.write("k/kustomization.yaml", text.as_bytes());
        let ran = rendered(&folder, &["k"]);
        assert_eq!(ran.code, 2, "{base}: {}", ran.out);
        assert!(
            ran.err.contains(&format!("k: it builds on `{base}`, and `--render` fetches nothing")),
            "{}",
            ran.err
        );
        assert!(!folder.path().join("called").exists(), "{base}");
    }
    // Not for a base that isn't named either.
    folder.write("o/kustomization.yaml", b"resources: [../k]\n");
    let ran = rendered(&folder, &["o"]);
    assert!(ran.err.contains("o: it builds on `example.com/a//b`"), "{}", ran.err);
    assert!(!folder.path().join("called").exists());
}

#[test]
fn mending_and_rendering_exclude_each_other() {
    let folder = chart(&[("helm", &prints(PRINTED))]);
    for flag in ["--fix", "--diff"] {
        assert_eq!(rendered(&folder, &[flag, "."]).code, 2, "{flag}");
    }
}
