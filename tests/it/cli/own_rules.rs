//! Rules of a project's own in the folders that its `.lt-lint.yaml` names: every command knows them.

use super::{CLEAN, FAULT, FAULTY, Folder};

/// A rule that fires on each generator without a CPU request.
pub(super) const RULE: &str = "\
id: greedy-generator
since: 0.1.0
summary: a generator without a CPU request
severity: warning
message: \"`{container}` has no cpu request; {params.advice}\"
why: Pods are spread unevenly.
help: Set one.
where: {containers: generators}
check: {exists: {path: resources.requests.cpu}}
params: {advice: ask for 300m}
";
const FOUND: &str =
    "k8s/a.yaml:9:7: warning[greedy-generator] `flog` has no cpu request; ask for 300m\n";

/// A project with a manifest, a rule in `lint/rules` and a configuration.
fn project(config: &str) -> Folder {
    Folder::new(&[
        (".git/HEAD", ""),
        (".lt-lint.yaml", config),
        ("k8s/a.yaml", FAULTY),
        ("lint/rules/greedy-generator.yaml", RULE),
    ])
}

/// The complaint about a configuration, without the name of the program and the file.
fn complaint(folder: &Folder, args: &[&str]) -> String {
    let ran = folder.run(args);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    ran.err.trim_end().strip_prefix("lt-lint: ").unwrap().to_owned()
}

#[test]
fn lint_runs_the_rules_of_the_folder_and_the_settings_speak_of_them() {
    for config in ["rules-folder: lint/rules\n", "rules-folder: [lint/rules]\n"] {
        let ran = project(config).concise(&["k8s"]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{config}");
        assert_eq!(ran.out, format!("{FOUND}k8s/a.yaml{FAULT}"), "{config}");
    }
    let folder = project("rules-folder: lint/rules\nrules: {greedy-generator: off}\n");
    assert_eq!(folder.concise(&["k8s"]).out, format!("k8s/a.yaml{FAULT}"));
    let folder = project(
        "rules: {greedy-generator: {severity: error, params: {advice: ask}}}\nrules-folder: lint/rules\n",
    );
    let changed = FOUND.replace("warning", "error").replace("ask for 300m", "ask");
    assert_eq!(folder.concise(&["k8s"]).out, format!("{changed}k8s/a.yaml{FAULT}"));
    let folder = project(
        "rules-folder: lint/rules\noverrides: [{paths: [k8s], rules: {greedy-generator: error}}]\n",
    );
    let changed = FOUND.replace("warning", "error");
    assert_eq!(folder.concise(&["k8s"]).out, format!("{changed}k8s/a.yaml{FAULT}"));
    assert_eq!(folder.concise(&["--no-config", "k8s"]).out, format!("k8s/a.yaml{FAULT}"));
}

#[test]
fn the_folder_is_relative_to_the_settings() {
    let folder = project("rules-folder: lint/rules\n");
    let mut command = folder.command(&["--format", "concise", "a.yaml"]);
    command.current_dir(folder.path().join("k8s"));
    let ran = super::finish(&mut command);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(ran.out.contains("[greedy-generator]"), "{}", ran.out);
}

#[test]
fn flags_add_folders_and_may_be_repeated() {
    let folder = project("rules-folder: lint/rules\n");
    for (folder_name, id) in [("more", "second-rule"), ("other", "third-rule")] {
        let text = RULE.replace("greedy-generator", id);
        folder.write(&format!("{folder_name}/{id}.yaml"), text.as_bytes());
    }
    let out = folder
        .concise(&["--rules", "more", "--rules", "other", "--rules", "./lint/rules", "k8s"])
        .out;
    for id in ["greedy-generator", "second-rule", "third-rule"] {
        assert_eq!(out.matches(&format!("[{id}]")).count(), 1, "{id}: {out}");
    }
}

#[test]
fn comments_annotations_and_baselines_know_own_rules() {
    let folder = project("rules-folder: lint/rules\n");
    let forgiven = FAULTY.replace(
        "      resources:",
        "      # lt-lint-ignore greedy-generator: a short test\n      resources:",
    );
    folder.write("k8s/a.yaml", forgiven.as_bytes());
    let ran = folder.concise(&["k8s"]);
    assert!(ran.out.ends_with("[invalid-quantity] `1Zi` isn't a valid quantity: unknown unit\n"));
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    let strange = folder.concise(&["--no-config", "k8s"]).out;
    assert!(strange.contains("[unknown-suppression]"), "{strange}");
    let misspelt = forgiven.replace("greedy-generator", "gredy-generator");
    folder.write("k8s/a.yaml", misspelt.as_bytes());
    let out = folder.concise(&["k8s"]).out;
    assert!(out.contains("did you mean `greedy-generator`?"), "{out}");

    let annotated = FAULTY.replace(
        "  name: a\n",
        "  name: a\n  annotations: {lt-lint/ignore.greedy-generator: a short test}\n",
    );
    folder.write("k8s/a.yaml", annotated.as_bytes());
    let out = folder.concise(&["k8s"]).out;
    assert!(!out.contains("greedy-generator") && out.lines().count() == 1, "{out}");

    folder.write("k8s/a.yaml", FAULTY.as_bytes());
    assert_eq!(folder.run(&["--write-baseline", "known.yaml", "k8s"]).code, 0);
    let ran = folder.concise(&["--baseline", "known.yaml", "k8s"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn rules_explain_and_config_know_own_rules() {
    let folder = project("rules-folder: lint/rules\n");
    let ran = folder.run(&["rules"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let line = ran.out.lines().find(|line| line.starts_with("greedy-generator ")).unwrap();
    assert!(
        line.ends_with(
            "warning  a generator without a CPU request  (lint/rules/greedy-generator.yaml)"
        ),
        "{line}"
    );
    let ours = ran.out.lines().filter(|line| line.ends_with(')') && line.contains("(lint/"));
    assert_eq!(ours.count(), 1, "{}", ran.out);
    let ran = folder.run(&["explain", "greedy-generator"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.starts_with("# greedy-generator\n") && ran.out.contains("Set one."),
        "{}",
        ran.out
    );
    assert!(folder.run(&["explain", "greedy"]).err.contains("did you mean `greedy-generator`?"));
    let out = folder.run(&["config", "k8s"]).out;
    for line in [
        "rules.greedy-generator.severity: warning  # default",
        "rules.greedy-generator.params.advice: ask for 300m  # default",
        "rules-folder[0]: lint/rules  # .lt-lint.yaml:1",
    ] {
        assert!(out.lines().any(|one| one == line), "{line}\n{out}");
    }
}

#[test]
fn the_flags_of_settings_hold_for_rules_and_explain() {
    let folder = project("rules-folder: lint/rules\n");
    folder.write("other.yaml", b"rules: {stale-image: off}\n");
    assert_eq!(folder.run(&["explain", "--no-config", "greedy-generator"]).code, 2);
    assert_eq!(folder.run(&["explain", "--config", "other.yaml", "greedy-generator"]).code, 2);
    let args = ["explain", "--no-config", "--rules", "lint/rules", "greedy-generator"];
    assert_eq!(folder.run(&args).code, 0);
    assert!(!folder.run(&["rules", "--no-config"]).out.contains("greedy-generator"));
    let out = folder.run(&["rules", "--config", "other.yaml"]).out;
    let line = out.lines().find(|line| line.starts_with("stale-image ")).unwrap();
    assert_eq!(line.split_whitespace().nth(1), Some("off"), "{line}");
}

#[test]
fn plan_and_init_take_settings_that_speak_of_own_rules() {
    let folder = project("rules-folder: lint/rules\nrules: {greedy-generator: error}\n");
    let ran = folder.run(&["plan", "--target", "1GB/s", "--nodes", "100"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let ran = folder.run(&["init", "new"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    // The templates ask for no label: a rule that wants what they don't have keeps init from writing them.
    let text = RULE.replace("resources.requests.cpu", "resources.requests.ephemeral-storage");
    folder.write("lint/rules/greedy-generator.yaml", text.as_bytes());
    let error = complaint(&folder, &["init", "newer"]);
    assert!(error.starts_with("greedy-generator: this wouldn't lint clean"), "{error}");
}

#[test]
fn an_id_that_no_folder_explains_is_a_mistake() {
    let folder = project("rules: {greedy-generator: off}\n");
    assert_eq!(
        complaint(&folder, &["k8s"]),
        ".lt-lint.yaml:1:9: there is no rule `greedy-generator`; name the folder of your custom rules in `rules-folder`"
    );
    let folder = project("rules: {gredy-generator: off}\nrules-folder: lint/rules\n");
    assert_eq!(
        complaint(&folder, &["k8s"]),
        ".lt-lint.yaml:1:9: there is no rule `gredy-generator`; did you mean `greedy-generator`?"
    );
    let folder = project("rules: {xyz: off}\nrules-folder: lint/rules\n");
    assert_eq!(complaint(&folder, &["rules"]), ".lt-lint.yaml:1:9: there is no rule `xyz`");
}

#[test]
fn a_folder_without_rules_is_a_mistake_at_its_name() {
    for (config, place, reason) in [
        ("rules-folder: gone\n", ":1:15: gone", "no such file or folder"),
        ("rules-folder:\n  - lint/rules\n  - gone\n", ":3:5: gone", "no such file or folder"),
        ("rules-folder: k8s/a.yaml\n", ":1:15: k8s/a.yaml", "this isn't a folder"),
        ("rules-folder: .git\n", ":1:15: .git", "there is no rule file (.yaml) in this folder"),
        ("rules-folder: ''\n", ":1:15", "expected the name of a folder here"),
    ] {
        let folder = project(config);
        let wanted = format!(".lt-lint.yaml{place}: {reason}");
        for command in [&["k8s"][..], &["rules"], &["explain", "stale-image"], &["test"]] {
            assert_eq!(complaint(&folder, command), wanted, "{config} {command:?}");
        }
    }
    for (config, reason) in [
        ("rules-folder: {a: b}\n", "expected the path of a folder, or a list of paths; found"),
        ("rules-folder: 5\n", "expected the path of a folder, or a list of paths; found"),
        ("rules-folder: [[a]]\n", "expected text; found a list"),
    ] {
        let error = complaint(&project(config), &["k8s"]);
        assert!(
            error.starts_with(".lt-lint.yaml:1:") && error.contains(reason),
            "{config} {error}"
        );
    }
    let folder = project("");
    folder.write("empty/note.txt", b"");
    for (name, reason) in [
        ("gone", "no such file or folder"),
        ("k8s/a.yaml", "this isn't a folder"),
        ("empty", "there is no rule file (.yaml) in this folder"),
    ] {
        assert_eq!(complaint(&folder, &["--rules", name, "k8s"]), format!("{name}: {reason}"));
    }
}

#[test]
fn a_bad_rule_file_is_a_mistake_at_its_place() {
    let folder = project("rules-folder: lint/rules\n");
    let text = RULE.replace("severity: warning", "severty: warning");
    folder.write("lint/rules/greedy-generator.yaml", text.as_bytes());
    let error = complaint(&folder, &["k8s"]);
    assert!(
        error.starts_with("lint/rules/greedy-generator.yaml:4:1: unknown field `severty`"),
        "{error}"
    );
}

#[test]
fn two_files_with_one_id_are_a_mistake() {
    let folder = project("rules-folder: [lint/rules, more]\n");
    folder.write("more/greedy-generator.yaml", RULE.as_bytes());
    assert_eq!(
        complaint(&folder, &["k8s"]),
        "more/greedy-generator.yaml: the rule `greedy-generator` is in lint/rules/greedy-generator.yaml too"
    );
}

#[test]
fn rule_files_and_fixtures_are_no_manifests() {
    let folder = project("rules-folder: lint/rules\n");
    folder.write("k8s/a.yaml", CLEAN.as_bytes());
    let fixture = format!("--- # good: none\n{CLEAN}--- # bad: none\n{FAULTY}");
    folder.write("lint/fixtures/greedy-generator.yaml", fixture.as_bytes());
    let ran = folder.run(&["."]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("1 file (1 object)"), "{}", ran.out);
    // What isn't a fixture is judged there too, and so is what is named.
    folder.write("lint/fixtures/load.yaml", FAULTY.as_bytes());
    let found = |args: &[&str]| {
        let out = folder.concise(args).out;
        let files = out.lines().map(|line| line.split(':').next().unwrap().to_owned());
        let mut files: Vec<String> = files.collect();
        files.dedup();
        files
    };
    assert_eq!(found(&["."]), ["lint/fixtures/load.yaml"]);
    let (fixture, load) = ("lint/fixtures/greedy-generator.yaml", "lint/fixtures/load.yaml");
    assert_eq!(found(&["lint/fixtures"]), [fixture, load]);
    assert_eq!(found(&["--no-context", fixture]), [fixture]);
    assert_eq!(found(&["--no-context", "--force-exclude", fixture]), [""; 0]);
    // Fixtures inside of the folder of the rules aren't taken for rules.
    folder.write("lint/rules/fixtures/greedy-generator.yaml", FAULTY.as_bytes());
    let inside = "lint/rules/fixtures/greedy-generator.yaml";
    assert_eq!(found(&["."]), [fixture, load], "those beside it are fixtures no longer");
    assert_eq!(found(&["--no-context", inside]), [inside]);
}
