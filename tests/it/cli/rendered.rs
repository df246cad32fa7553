//! What was rendered by others says where it comes from, and what is left to render says how.

use serde_json::Value;

use super::{CLEAN, FAULTY, Folder, TEMPLATE};

const SOURCE: &str = "# Source: load-test/templates/sidecar.yaml\n";
const ORIGIN: &str = "load-test/templates/sidecar.yaml";

fn finding(folder: &Folder, input: &str) -> Value {
    let ran = folder.pipe(input.as_bytes(), &["--format", "json", "-"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    report.pointer("/findings/0").unwrap().clone()
}

#[test]
fn every_format_names_the_template() {
    let folder = Folder::new(&[]);
    let text = format!("---\n# Source: load-test/templates/a.yaml\n{CLEAN}---\n{SOURCE}{FAULTY}");
    for (format, part) in [
        ("human", "[<stdin>:18:27 (load-test/templates/sidecar.yaml)]"),
        ("concise", " (load-test/templates/sidecar.yaml)\n"),
        ("json", "\"origin\": \"load-test/templates/sidecar.yaml\""),
        ("jsonl", "\"origin\":\"load-test/templates/sidecar.yaml\""),
        ("sarif", "\"origin\": \"load-test/templates/sidecar.yaml\""),
        ("github", "%0Arendered from: load-test/templates/sidecar.yaml"),
        ("gitlab", "Rendered from load-test/templates/sidecar.yaml."),
        ("junit", "&lt;stdin&gt;:18:27 (load-test/templates/sidecar.yaml)"),
        ("checkstyle", "rendered from: load-test/templates/sidecar.yaml"),
        ("markdown", "18:27 (load-test/templates/sidecar.yaml)"),
    ] {
        let ran = folder.pipe(text.as_bytes(), &["--format", format, "-"]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{format}");
        assert!(ran.out.contains(part), "{format}: {}", ran.out);
    }
}

#[test]
fn fingerprints_go_by_the_template() {
    let folder = Folder::new(&[("out.yaml", &format!("---\n{SOURCE}{FAULTY}"))]);
    let one = finding(&folder, &format!("---\n{SOURCE}{FAULTY}"));
    let shifted = finding(
        &folder,
        &format!("---\n# Source: load-test/templates/b.yaml\n{CLEAN}---\n\n\n{SOURCE}{FAULTY}"),
    );
    assert_eq!(one["primary"]["origin"], ORIGIN);
    assert_ne!(one["primary"]["start"], shifted["primary"]["start"]);
    assert_eq!(one["fingerprint"], shifted["fingerprint"]);
    let stored: Value =
        serde_json::from_str(&folder.run(&["--format", "json", "out.yaml"]).out).unwrap();
    assert_eq!(stored["findings"][0]["fingerprint"], one["fingerprint"]);
    let other = finding(&folder, &format!("---\n# Source: load-test/templates/b.yaml\n{FAULTY}"));
    assert_ne!(other["fingerprint"], one["fingerprint"]);
}

#[test]
fn a_baseline_knows_broken_templates_by_their_origin() {
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: a\nspec: 1\n";
    let folder = Folder::new(&[]);
    let text = format!("---\n{SOURCE}{broken}");
    folder.pipe(text.as_bytes(), &["--write-baseline", "known.yaml", "-"]);
    let known = std::fs::read_to_string(folder.path().join("known.yaml")).unwrap();
    assert!(known.contains(&format!("file: {ORIGIN}\n")), "{known}");
    let shifted =
        format!("---\n# Source: load-test/templates/a.yaml\n{CLEAN}---\n{SOURCE}{broken}");
    let ran = folder.pipe(shifted.as_bytes(), &["--baseline", "known.yaml", "-"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn annotations_of_kustomize_name_the_file() {
    let folder = Folder::new(&[]);
    let with = |annotation: &str| {
        FAULTY.replace("  name: a\n", &format!("  name: a\n  annotations:\n{annotation}"))
    };
    for (annotation, origin) in [
        ("    config.kubernetes.io/origin: |\n      path: base/pod.yaml\n", "base/pod.yaml"),
        (
            "    config.kubernetes.io/origin: |\n      path: b/pod.yaml\n      repo: https://example.com/a\n      ref: v2\n",
            "https://example.com/a//b/pod.yaml?ref=v2",
        ),
        ("    internal.config.kubernetes.io/path: 'a/pod.yaml'\n", "a/pod.yaml"),
        ("    config.kubernetes.io/origin: \"path: \\\"a\\\\e[31m\\\"\"\n", "a\\u{1b}[31m"),
    ] {
        let found = finding(&folder, &with(annotation));
        assert_eq!(found["primary"]["origin"], origin, "{annotation}");
    }
    assert!(finding(&folder, FAULTY)["primary"].get("origin").is_none());
}

#[test]
fn what_is_skipped_says_the_exact_command() {
    let folder = Folder::new(&[
        ("my charts/one/Chart.yaml", "name: one\nversion: 1.0.0\n"),
        ("my charts/one/templates/sub/a.yaml", TEMPLATE),
        ("-d/Chart.yaml", "name: d\nversion: 1.0.0\n"),
        ("-d/templates/a.yaml", TEMPLATE),
        ("k/kustomization.yaml", "resources: [a.yaml]\nimages: [{name: a, newTag: b}]\n"),
        ("k/a.yaml", CLEAN),
    ]);
    let out = folder.concise(&["."]).out;
    for command in [
        "helm template 'my charts/one' | lt-lint -`",
        "helm template ./-d |",
        "kubectl kustomize k |",
    ] {
        assert!(out.contains(&format!("`{command}")), "{command}: {out}");
    }
    // Without the chart's own file, by the folder of templates.
    let out = folder.concise(&["my charts/one/templates"]).out;
    assert!(out.contains("`helm template 'my charts/one' | lt-lint -`"), "{out}");
}

#[test]
fn without_a_workload_a_run_is_no_clean_one() {
    let chart = [("a.yaml", CLEAN), ("templates/d.yaml", TEMPLATE)];
    let last =
        |folder: &Folder| folder.run(&["."]).out.lines().last().unwrap_or_default().to_owned();
    let text = last(&Folder::new(&chart));
    assert!(text.starts_with("no workload was checked; no problems in 1 file"), "{text}");
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: b, image: 'busybox:1.36'}]\n";
    let text = last(&Folder::new(&[chart[0], chart[1], ("pod.yaml", pod)]));
    assert!(text.starts_with("no problems in 2 files"), "{text}");
}
