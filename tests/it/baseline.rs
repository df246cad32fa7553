//! `--write-baseline` and `--baseline`: what is known stays quiet, wherever its lines go.

use std::fs;
use std::path::Path;

use crate::support;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: load, namespace: scalyr}
spec:
  containers:
    - name: first
      image: flog:1
      resources: {limits: {memory: 1Zi}}
    - name: second
      image: flog:1
      resources: {limits: {memory: 2Zi}}
";
const WRITTEN: &str = "\
# Findings that `lt-lint --baseline` keeps quiet about, made by `lt-lint --write-baseline`.
version: 1
findings:
- rule: invalid-quantity
  object:
    kind: Pod
    namespace: scalyr
    name: load
  field: spec.containers[first].resources.limits.memory
  count: 1
- rule: invalid-quantity
  object:
    kind: Pod
    namespace: scalyr
    name: load
  field: spec.containers[second].resources.limits.memory
  count: 1
";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Exit code, standard output and standard error.
fn run_in(folder: &Path, format: &str, args: &[&str]) -> (i32, String, String) {
    support::run(folder, &[&["--format", format], args].concat())
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_in(folder, "concise", args)
}

fn quiet() -> (i32, String, String) {
    (0, String::new(), String::new())
}

#[test]
fn what_is_written_down_is_not_told_again() {
    let folder = folder(&[("pod.yaml", POD)]);
    let folder = folder.path();
    assert_eq!(run(folder, &[]).0, 1);
    let written = run(folder, &["--write-baseline", "known.yaml"]);
    assert_eq!(written, (0, "2 known findings in known.yaml\n".to_owned(), String::new()));
    assert_eq!(fs::read_to_string(folder.join("known.yaml")).unwrap(), WRITTEN);
    assert_eq!(run(folder, &["--baseline", "known.yaml"]), quiet());
    let (code, out, _) = run_in(folder, "human", &["--baseline", "known.yaml", "pod.yaml"]);
    let summary = "no problems in 1 file (1 object), 2 in the baseline\n";
    assert!(code == 0 && out.ends_with(summary), "{out}");
}

#[test]
fn a_block_that_moves_stays_known() {
    let folder = folder(&[("pod.yaml", POD), ("known.yaml", WRITTEN)]);
    let (head, containers) = POD.split_at(POD.find("    - name: first").unwrap());
    let (first, second) = containers.split_at(containers.find("    - name: second").unwrap());
    let moved = format!("# a comment\n\n{head}{second}\n{first}");
    fs::write(folder.path().join("pod.yaml"), &moved).unwrap();
    assert_eq!(run(folder.path(), &["--baseline", "known.yaml"]), quiet());
    fs::rename(folder.path().join("pod.yaml"), folder.path().join("other.yaml")).unwrap();
    assert_eq!(run(folder.path(), &["--baseline", "known.yaml", "."]), quiet());
}

#[test]
fn what_is_new_is_told() {
    let folder = folder(&[("pod.yaml", POD), ("known.yaml", WRITTEN)]);
    for (from, to, place) in [
        (
            "image: flog:1\n      resources: {limits: {memory: 2Zi}}",
            "image: flog:1\n      resources: {requests: {cpu: x}}",
            "11:35",
        ),
        ("name: second", "name: third", "11:37"),
        ("name: load", "name: new", "8:37"),
    ] {
        fs::write(folder.path().join("pod.yaml"), POD.replace(from, to)).unwrap();
        let (code, out, _) = run(folder.path(), &["--baseline", "known.yaml", "pod.yaml"]);
        assert_eq!(code, 1, "{to}");
        assert!(
            out.starts_with(&format!("pod.yaml:{place}: error[invalid-quantity]")),
            "{to}: {out}"
        );
    }
}

#[test]
fn more_of_the_same_is_new() {
    let twice = format!("{POD}---\n{POD}");
    let folder = folder(&[("pod.yaml", &twice), ("known.yaml", WRITTEN)]);
    let (code, out, _) = run(folder.path(), &["--baseline", "known.yaml", "pod.yaml"]);
    let quantities: Vec<&str> =
        out.lines().filter(|line| line.contains("invalid-quantity")).collect();
    let places: Vec<&str> =
        quantities.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!((code, places), (1, vec!["pod.yaml:20:37", "pod.yaml:23:37"]));
}

#[test]
fn what_is_gone_is_reported_and_dropped_when_written_anew() {
    let folder = folder(&[("pod.yaml", &POD.replace("1Zi", "1Gi")), ("known.yaml", WRITTEN)]);
    let (code, out, err) = run(folder.path(), &["--baseline", "known.yaml", "pod.yaml"]);
    assert_eq!((code, out.as_str()), (0, ""));
    let wanted = "lt-lint: known.yaml: 1 known finding is no longer there: invalid-quantity in Pod scalyr/load at \
                  spec.containers[first].resources.limits.memory; rewrite the baseline with --write-baseline\n";
    assert_eq!(err, wanted);
    let written = run(folder.path(), &["--write-baseline", "known.yaml", "pod.yaml"]);
    assert_eq!(written.1, "1 known finding in known.yaml\n");
    assert_eq!(run(folder.path(), &["--baseline", "known.yaml", "pod.yaml"]), quiet());
}

#[test]
fn what_was_not_looked_at_is_neither_stale_nor_lost() {
    let other = POD.replace("name: load", "name: other");
    let folder = folder(&[("a.yaml", POD), ("b.yaml", &other)]);
    let folder = folder.path();
    assert_eq!(
        run(folder, &["--write-baseline", "known.yaml"]).1,
        "4 known findings in known.yaml\n"
    );
    let whole = fs::read_to_string(folder.join("known.yaml")).unwrap();
    assert_eq!(run(folder, &["--baseline", "known.yaml", "a.yaml"]), quiet());
    assert_eq!(
        run(folder, &["--write-baseline", "known.yaml", "a.yaml"]).1,
        "4 known findings in known.yaml\n"
    );
    assert_eq!(fs::read_to_string(folder.join("known.yaml")).unwrap(), whole);
}

#[test]
fn what_is_in_no_object_is_known_by_its_file() {
    let folder = folder(&[("a.yaml", "kind: [\n")]);
    run(folder.path(), &["--write-baseline", "known.txt"]);
    let text = fs::read_to_string(folder.path().join("known.txt")).unwrap();
    assert!(text.contains("- rule: yaml-syntax\n  file: a.yaml\n  count: 1\n"), "{text}");
    assert_eq!(run(folder.path(), &["--baseline", "known.txt"]), quiet());
}

#[test]
fn names_that_look_like_something_else_are_known_again() {
    for name in
        ["yes: #.yaml", "[a].yaml", "1.yaml", "~é \\ \".yaml", "- &a *b.yaml", "tab\there.yaml"]
    {
        let folder = folder(&[(name, "kind: [\n")]);
        assert_eq!(run(folder.path(), &["--write-baseline", "known.txt"]).0, 0, "{name}");
        assert_eq!(run(folder.path(), &["--baseline", "known.txt"]), quiet(), "{name}");
    }
    let folder = folder(&[]);
    run(folder.path(), &["--write-baseline", "known.txt", "--allow-empty"]);
    let text = fs::read_to_string(folder.path().join("known.txt")).unwrap();
    assert!(text.ends_with("\nversion: 1\nfindings: []\n"), "{text}");
}

#[test]
fn a_file_that_is_no_baseline_is_refused_and_kept() {
    for (text, reason) in [
        ("a: 1\n", "known.yaml:1:1: unknown field `a`, expected `version` or `findings`"),
        (
            "version: 2\nfindings: []\n",
            "known.yaml:1:10: version 2 of baselines isn't known; this one reads 1",
        ),
        (
            "hello\n",
            "known.yaml:1:1: expected a baseline, a mapping with `version` and `findings`; found \"hello\"",
        ),
        (
            "version: 1\nfindings: [hello]\n",
            "known.yaml:2:12: findings[0]: expected a mapping with `rule` and `count`; found \"hello\"",
        ),
        (
            "version: 1\nfindings: [{rule: x, count: 1}]\n",
            "known.yaml:2:12: an entry of `x` needs either `object` or `file`",
        ),
    ] {
        let folder = folder(&[("pod.yaml", POD), ("known.yaml", text)]);
        for flag in ["--baseline", "--write-baseline"] {
            let (code, out, err) = run(folder.path(), &[flag, "known.yaml", "pod.yaml"]);
            assert_eq!((code, out.as_str()), (2, ""), "{text}");
            assert!(err.starts_with(&format!("lt-lint: {reason}")), "{err}");
            assert_eq!(fs::read_to_string(folder.path().join("known.yaml")).unwrap(), text);
        }
    }
    let folder = folder(&[("pod.yaml", POD)]);
    assert_eq!(run(folder.path(), &["--baseline", "known.yaml"]).0, 2);
}

#[test]
fn nothing_is_written_when_some_of_the_input_is_missing() {
    let folder = folder(&[("pod.yaml", POD), ("known.yaml", WRITTEN)]);
    let (code, out, _) =
        run(folder.path(), &["--write-baseline", "known.yaml", "gone.yaml", "pod.yaml"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(fs::read_to_string(folder.path().join("known.yaml")).unwrap(), WRITTEN);
}

#[test]
fn reports_tell_what_is_known_and_what_is_stale() {
    let folder = folder(&[("pod.yaml", &POD.replace("1Zi", "1Gi")), ("known.yaml", WRITTEN)]);
    let args = ["--baseline", "known.yaml", "pod.yaml"];
    let read = |format| -> serde_json::Value {
        serde_json::from_str(&run_in(folder.path(), format, &args).1).unwrap()
    };
    let report = read("json");
    assert_eq!(report["suppressed"][0]["by"], "baseline");
    assert_eq!(report["stale"][0]["field"], "spec.containers[first].resources.limits.memory");
    assert_eq!(
        (&report["summary"]["known"], &report["summary"]["suppressed"]),
        (&1.into(), &0.into())
    );
    // GitHub makes alerts of what is suppressed, so that it is there on request only.
    let log = read("sarif");
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 0);
    let args = ["--show-suppressed", "--baseline", "known.yaml", "pod.yaml"];
    let log: serde_json::Value =
        serde_json::from_str(&run_in(folder.path(), "sarif", &args).1).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["suppressions"][0]["kind"], "external");
}
