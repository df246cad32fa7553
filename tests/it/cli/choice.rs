//! `--select`, `--ignore`, `--error-on info`, and what is said of words that are neither path nor command.

use super::{CLEAN, FAULTY, Folder, SIDECAR};

fn rules(folder: &Folder, args: &[&str]) -> Vec<String> {
    let ran = folder.concise(args);
    let name = |line: &str| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned());
    ran.out.lines().filter_map(name).collect()
}

#[test]
fn rules_are_chosen_for_one_run() {
    let text = SIDECAR.replace("150Mi", "100Mi").replace("readOnly: true", "readOnly: false");
    let folder = Folder::new(&[("a.yaml", &text)]);
    let all = rules(&folder, &["."]);
    assert!(all.contains(&"low-memory-limit".to_owned()) && all.len() > 1, "{all:?}");
    assert_eq!(rules(&folder, &["--select", "low-memory-limit", "."]), ["low-memory-limit"]);
    let others = rules(&folder, &["--ignore", "low-memory-limit,stale-image", "."]);
    assert!(!others.is_empty() && !others.contains(&"low-memory-limit".to_owned()), "{others:?}");
}

#[test]
fn a_choice_without_a_rule_is_refused() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    let none = ["--select", "low-memory-limit", "--ignore", "low-memory-limit", "."];
    let reason =
        "lt-lint: --select: all of these rules are ignored, too, so nothing would be checked\n";
    let ran = folder.run(&none);
    assert_eq!((ran.code, ran.err.as_str()), (2, reason));
    for (flag, rules) in [("--select", ""), ("--ignore", "low-memory-limit,")] {
        let ran = folder.run(&[flag, rules, "."]);
        let reason = format!("lt-lint: {flag}: the name of a rule is missing\n");
        assert_eq!((ran.code, ran.err), (2, reason));
    }
}

#[test]
fn advice_of_a_selected_rule_is_shown() {
    let folder = Folder::new(&[("a.yaml", SIDECAR)]);
    assert!(rules(&folder, &["."]).is_empty());
    assert_eq!(rules(&folder, &["--select", "known-defects", "."]), ["known-defects"]);
    assert_eq!(folder.run(&["--select", "known-defects", "."]).code, 0);
}

#[test]
fn a_selected_rule_is_asked_though_the_settings_turn_it_off() {
    let text = SIDECAR.replace("150Mi", "100Mi");
    let folder =
        Folder::new(&[("a.yaml", &text), (".lt-lint.yaml", "rules: {low-memory-limit: off}\n")]);
    assert!(rules(&folder, &["."]).is_empty());
    assert_eq!(rules(&folder, &["--select", "low-memory-limit", "."]), ["low-memory-limit"]);
}

#[test]
fn unknown_rules_are_refused() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    for flag in ["--select", "--ignore"] {
        let ran = folder.run(&[flag, "low-memory-limt", "."]);
        assert_eq!(ran.code, 2);
        let wanted = format!(
            "lt-lint: {flag}: there is no rule `low-memory-limt`; did you mean `low-memory-limit`?"
        );
        assert!(ran.err.starts_with(&wanted), "{}", ran.err);
    }
    let ran = folder.run(&["--select", "low-memory-limit", "--write-baseline", "b.yaml", "."]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn a_word_that_is_no_path_gets_a_guess() {
    let folder = Folder::new(&[("k8s/a.yaml", FAULTY), ("k8s/sidecar.yaml", CLEAN)]);
    for (path, guess) in [
        ("plna", "did you mean the command `plan`?"),
        ("lint", "paths are given directly, as in `lt-lint k8s/`"),
        ("scan", "paths are given directly, as in `lt-lint k8s/`"),
        ("chek", "paths are given directly, as in `lt-lint k8s/`"),
        ("fix", "that is a flag: `lt-lint --fix k8s/`"),
        ("version", "that is a flag: `lt-lint --version`"),
        ("k8", "did you mean `k8s`?"),
        ("k8s/sidecr.yaml", "did you mean `k8s/sidecar.yaml`?"),
        ("k8s/*.yml", "globs aren't expanded here: name the folder or the files"),
    ] {
        let ran = folder.run(&[path]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(guess), "{path}: {}", ran.err);
    }
    let ran = folder.run(&["config", "k8"]);
    let reason = "lt-lint: k8: no such file or folder; did you mean `k8s`?\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, reason));
    let ran = folder.run(&["entirely-else"]);
    assert_eq!(ran.err, "lt-lint: entirely-else: no such file or folder\n");
}
