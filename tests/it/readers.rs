//! One reader for each fact: booleans, whole numbers, log settings. Each is asked by way of the rules that use it,
//! and no second reader may be written beside it.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

use std::fs;
use std::path::Path;

use crate::support::rules_beside_the_release;
use lt_lint::source::SourceFile;
use lt_lint::{Options, Report, lint};

/// The shipped templates, with changes in them.
fn templates(changes: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let files = [
        ("configmap.yaml", include_str!("../../k8s/configmap.yaml")),
        ("account.yaml", include_str!("../../k8s/scalyr-service-account.yaml")),
        ("sidecar.yaml", include_str!("../../k8s/scalyr-sidecar.yaml")),
    ];
    for (old, _) in changes {
        assert_eq!(
            files.iter().map(|(_, text)| text.matches(old).count()).sum::<usize>(),
            1,
            "{old}"
        );
    }
    let changed = |text: &str| {
        changes.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
    };
    files.map(|(name, text)| (name, changed(text))).to_vec()
}

fn report(files: Vec<(&'static str, String)>) -> Report {
    let sources =
        files.into_iter().map(|(name, text)| SourceFile::new(name, text.into_bytes(), true));
    let options = Options { pedantic: true, ..Options::default() };
    lint(sources.collect(), &rules_beside_the_release(), &options).unwrap()
}

/// Every finding as its rule and the text that is marked.
fn outcome(report: &Report) -> Vec<String> {
    let told = report.findings.iter().map(|finding| {
        let source = &report.sources[finding.primary.at.file.0];
        let at = finding.primary.at.span;
        format!("{} {}", finding.rule, at.slice(&source.text))
    });
    told.collect()
}

fn found(changes: &[(&str, &str)]) -> Vec<String> {
    outcome(&report(templates(changes)))
}

/// What is found in a text of its own, by rule and marked text.
fn found_in(text: &str) -> Vec<String> {
    outcome(&report(vec![("a.yaml", text.to_owned())]))
}

const ENV: &str = "          env:\n";

#[test]
fn a_boolean_in_any_spelling_is_one() {
    let variable = |optional: &str| {
        let env = format!(
            "{ENV}            - name: X\n              valueFrom: {{configMapKeyRef: {{name: scalyr-config, key: \
             NOT_THERE{optional}}}}}\n"
        );
        found(&[(ENV, &env)])
    };
    for yes in ["true", "yes", "on", "y", "True", "TRUE", "On", "!!bool yes"] {
        assert_eq!(variable(&format!(", optional: {yes}")), [""; 0], "{yes}");
    }
    for no in [
        "",
        ", optional: false",
        ", optional: off",
        ", optional: n",
        ", optional: No",
        ", optional: ~",
    ] {
        assert_eq!(variable(no), ["dangling-reference NOT_THERE"], "{no}");
    }
    // Text is no boolean, and that is what is said of it.
    assert_eq!(
        variable(", optional: \"true\""),
        ["dangling-reference NOT_THERE", "wrong-type \"true\""]
    );
}

#[test]
fn booleans_of_mounts_pods_and_jobs_are_read_alike() {
    let read_only = "mountPath: /var/log/pods\n              readOnly: true\n";
    for (spelling, expected) in [("yes", 0), ("on", 0), ("no", 1), ("off", 1)] {
        let found = found(&[(read_only, &read_only.replace("true", spelling))]);
        assert_eq!(found.len(), expected, "{spelling}: {found:?}");
    }
    let pod = |network: &str| {
        let port = |name: &str| {
            format!("{{name: {name}, image: a, ports: [{{containerPort: 80, hostPort: 80}}]}}")
        };
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: b}}\nspec:\n  hostNetwork: {network}\n  \
             containers: [{}, {{name: b, image: a, ports: [{{containerPort: 80, protocol: TCP}}]}}]\n",
            port("a")
        );
        found_in(&text).iter().filter(|one| one.starts_with("host-port-clash")).count()
    };
    assert_eq!(["true", "yes", "on", "y", "no", "off", "false"].map(pod), [1, 1, 1, 1, 0, 0, 0]);
    let job = |manual: &str| {
        let text = format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: a, namespace: b}}\nspec:\n  manualSelector: \
             {manual}\n  selector: {{matchLabels: {{app: a}}}}\n  template:\n    metadata: {{labels: {{app: b}}}}\n    \
             spec: {{restartPolicy: Never, containers: [{{name: a, image: a}}]}}\n"
        );
        found_in(&text)
    };
    for yes in ["true", "yes", "on"] {
        assert_eq!(job(yes), ["selector-mismatch a"], "{yes}");
    }
    for no in ["false", "no", "off"] {
        assert_eq!(job(no), ["conflicting-fields selector"], "{no}");
    }
}

#[test]
fn a_whole_number_in_any_spelling_is_one() {
    let plain = found(&[
        ("replicas: 400", "replicas: 200"),
        ("lt-lint/target: 2GB/s", "lt-lint/target: 1GB/s"),
    ]);
    assert_eq!(plain, ["too-few-generators 200"]);
    for spelling in ["2e2", "200.0", "2E2", "2.0e+2", "0xC8", "0b11001000", "2_00", "!!int 200"] {
        let replicas = format!("replicas: {spelling}");
        let found = found(&[
            ("replicas: 400", &replicas),
            ("lt-lint/target: 2GB/s", "lt-lint/target: 1GB/s"),
        ]);
        let place = spelling.trim_start_matches("!!int ");
        assert!(found.contains(&format!("too-few-generators {place}")), "{spelling}: {found:?}");
    }
    for spelling in ["2e-1", "1.5", "\"2e2\""] {
        let found = found(&[("replicas: 400", &format!("replicas: {spelling}"))]);
        assert_eq!(found, [format!("wrong-type {spelling}")], "{spelling}");
    }
}

const JOB: &str = "apiVersion: batch/v1
kind: Job
metadata:
  name: a
  namespace: b
  annotations: {lt-lint/duration: 2h, lt-lint/rate: 1MB/s}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: load, image: mingrammer/flog, args: [-l]}
";

#[test]
fn deadlines_are_whole_numbers() {
    for (spelling, early) in [
        ("600", true),
        ("6e2", true),
        ("600.0", true),
        ("0x258", true),
        ("7200", false),
        ("7.2e3", false),
        ("1e5", false),
    ] {
        let of_job = JOB.replace(
            "  template:\n",
            &format!("  activeDeadlineSeconds: {spelling}\n  template:\n"),
        );
        let of_pod = JOB.replace(
            "      restart",
            &format!("      activeDeadlineSeconds: {spelling}\n      restart"),
        );
        for text in [of_job, of_pod] {
            let found = found_in(&text);
            let expected = format!("generator-ends-early {spelling}");
            assert_eq!(found.contains(&expected), early, "{spelling}: {found:?}");
        }
    }
}

#[test]
fn rounds_of_a_job_are_counted_from_whole_numbers() {
    let job = |completions: &str, parallelism: &str| {
        let text = JOB.replace("mingrammer/flog, args: [-l]", "registry.k8s.io/e2e-test-images/agnhost:2.40, args: [logs-generator, -t, \"60000\", -d, 1h]").replace(
            "  template:\n",
            &format!("  completions: {completions}\n  parallelism: {parallelism}\n  template:\n"),
        );
        found_in(&text).iter().any(|one| one.starts_with("generator-ends-early"))
    };
    // Each pod lasts an hour of the two that the test takes.
    assert!(job("1", "1"));
    assert!(!job("20", "10"));
    assert!(!job("2e1", "10"));
    assert!(!job("20", "1e1"));
    assert!(job("1e1", "10"));
    assert!(job("10", "1.0e1"));
}

#[test]
fn replicas_of_every_kind_are_whole_numbers() {
    let pods = |kind: &str, api: &str, field: &str| {
        let selector = if kind == "Job" {
            ""
        } else {
            "  selector: {matchLabels: {app: a}}\n  serviceName: a\n"
        };
        let selector = if kind == "StatefulSet" {
            selector.to_owned()
        } else {
            selector.replace("  serviceName: a\n", "")
        };
        let policy = if kind == "Job" { "restartPolicy: Never, " } else { "" };
        let text = format!(
            "apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a, namespace: b, annotations: {{lt-lint/nodes: \
             \"200\", lt-lint/rate: 1MB/s}}}}\nspec:\n  {field}\n{selector}  template:\n    metadata: {{labels: {{app: \
             a}}}}\n    spec: {{{policy}containers: [{{name: load, image: mingrammer/flog, args: [-l]}}, {{name: \
             scalyr-agent, image: 'scalyr/scalyr-k8s-agent:2.1.1'}}]}}\n"
        );
        found_in(&text)
            .into_iter()
            .filter(|one| one.starts_with("too-few-generators"))
            .collect::<Vec<_>>()
    };
    for (kind, api, field) in [
        ("Deployment", "apps/v1", "replicas"),
        ("ReplicaSet", "apps/v1", "replicas"),
        ("StatefulSet", "apps/v1", "replicas"),
        ("Job", "batch/v1", "parallelism"),
    ] {
        for (spelling, few) in
            [("2e2", true), ("200", true), ("1e1", true), ("4e2", false), ("400.0", false)]
        {
            let found = pods(kind, api, &format!("{field}: {spelling}"));
            assert_eq!(!found.is_empty(), few, "{kind} {spelling}: {found:?}");
        }
    }
}

#[test]
fn bounds_of_an_autoscaler_are_compared_as_numbers() {
    let scaled = |least: &str, most: &str| {
        let scaler = format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: a, namespace: \
             scalyr}}\nspec:\n  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: load-test}}\n  \
             minReplicas: {least}\n  maxReplicas: {most}\n"
        );
        let mut files = templates(&[]);
        files.push(("scaler.yaml", scaler));
        outcome(&report(files)).len()
    };
    for (least, most) in [("400", "400"), ("4e2", "400"), ("400", "400.0"), ("0x190", "4e2")] {
        assert_eq!(scaled(least, most), 0, "{least} to {most}");
    }
    for (least, most) in [("1", "400"), ("1e1", "400"), ("400", "4e3")] {
        assert_eq!(scaled(least, most), 1, "{least} to {most}");
    }
    // The structure is judged by the same reader.
    assert!(scaled("4e2", "3e2") >= 1);
}

/// Whether the log of the generator counts as collected: then it is above the cap.
fn is_collected(annotations: &str) -> bool {
    let parser = "        log.config.scalyr.com/attributes.parser: \"loadTestParser\"\n";
    let all = format!("{parser}{annotations}");
    let found = found(&[
        (parser, &all),
        ("-m, \"5\"", "-m, \"9\""),
        ("    lt-lint/rate: 5MB/s\n", ""),
        ("    lt-lint/target: 2GB/s\n", ""),
    ]);
    found.iter().any(|one| one.starts_with("rate-above-cap"))
}

#[test]
fn exclusion_of_logs_is_read_as_the_agent_reads_it() {
    let pod =
        |value: &str| is_collected(&format!("        log.config.scalyr.com/exclude: {value}\n"));
    for no in ["\"False\"", "\"false\"", "\"FALSE\"", "f", "\"\"", "\"fAlSe\""] {
        assert!(pod(no), "{no}");
    }
    for yes in ["\"true\"", "\"True\"", "\"no\"", "\"0\"", "\"F\"", "x"] {
        assert!(!pod(yes), "{yes}");
    }
}

#[test]
fn inclusion_beats_exclusion_and_the_container_beats_the_pod() {
    let line =
        |key: &str, value: &str| format!("        log.config.scalyr.com/{key}: \"{value}\"\n");
    for (lines, collected) in [
        (vec![("exclude", "true"), ("flog.include", "true")], true),
        (vec![("exclude", "true"), ("flog.exclude", "false")], true),
        (vec![("exclude", "true"), ("include", "true")], true),
        (vec![("flog.exclude", "true"), ("flog.include", "true")], true),
        (vec![("flog.exclude", "true"), ("include", "true")], false),
        (vec![("include", "false")], false),
        (vec![("flog.include", "f")], false),
        (vec![("flog.include", "")], false),
        (vec![("exclude", "true"), ("other.include", "true")], false),
        (vec![("other.exclude", "true")], true),
    ] {
        let text: String = lines.iter().map(|(key, value)| line(key, value)).collect();
        assert_eq!(is_collected(&text), collected, "{lines:?}");
    }
}

/// Every source file with its path, what tests it has in it cut off.
fn source_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
                files.push((path.to_string_lossy().replace('\\', "/"), code));
            }
        }
    }
    files.sort();
    files
}

/// Lines outside of the files that may have it in which one of the patterns stands.
fn second_readers(allowed: &[&str], patterns: &[&str]) -> Vec<String> {
    let files = source_files();
    for name in allowed {
        assert!(files.iter().any(|(path, _)| path.contains(name)), "there is no {name}");
    }
    let others = files.iter().filter(|(path, _)| !allowed.iter().any(|name| path.contains(name)));
    let lines = others.flat_map(|(path, text)| text.lines().map(move |line| (path, line.trim())));
    let hits = lines
        .filter(|(_, line)| !line.starts_with("//") && patterns.iter().any(|it| line.contains(it)));
    hits.map(|(path, line)| format!("{path}: {line}")).collect()
}

#[test]
fn nothing_else_reads_booleans_and_whole_numbers() {
    let booleans =
        ["Some(\"true\")", "Some(\"false\")", "== \"true\"", "== \"false\"", "Scalar::Bool"];
    assert_eq!(second_readers(&["src/yaml/", "schema/definition.rs"], &booleans), [""; 0]);
    let numbers = ["Scalar::Integer"];
    assert_eq!(second_readers(&["src/yaml/", "schema/definition.rs"], &numbers), [""; 0]);
    // The pattern is found where it stands.
    assert!(!second_readers(&[], &["Scalar::Bool("]).is_empty());
}
