//! Exit codes, and the flags that decide about them.

use super::{CLEAN, FAULT, FAULTY, Folder, NO_LOAD_TEST, SIDECAR, TEMPLATE};

/// One warning and nothing else: the agent's memory request is low.
fn with_a_warning() -> String {
    let text = SIDECAR.replace("memory: 80Mi", "memory: 60Mi");
    assert_ne!(text, SIDECAR);
    text
}

#[test]
fn clean_is_0_and_says_what_was_checked() {
    let folder = Folder::new(&[("a.yaml", CLEAN), ("b.yaml", SIDECAR)]);
    let ran = folder.run(&["."]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(ran.out, "no problems in 2 files (2 objects)\n");
    let ran = folder.concise(&["."]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn findings_are_1() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    let ran = folder.concise(&["a.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert_eq!(ran.out, format!("a.yaml{FAULT}"));
}

#[test]
fn the_threshold_decides_between_0_and_1() {
    let folder = Folder::new(&[("warning.yaml", &with_a_warning()), ("error.yaml", FAULTY)]);
    for (file, threshold, code) in [
        ("warning.yaml", "error", 0),
        ("warning.yaml", "warning", 1),
        ("warning.yaml", "never", 0),
        ("error.yaml", "error", 1),
        ("error.yaml", "warning", 1),
        ("error.yaml", "never", 0),
    ] {
        let ran = folder.concise(&["--error-on", threshold, file]);
        assert_eq!(ran.code, code, "{file} {threshold}: {}{}", ran.out, ran.err);
        assert_eq!(ran.out.lines().count(), 1, "{file} {threshold}: {}", ran.out);
    }
    assert_eq!(folder.run(&["warning.yaml"]).code, 1);
}

#[test]
fn nothing_to_lint_is_3_and_says_where() {
    let folder = Folder::new(&[
        ("empty/notes.txt", CLEAN),
        ("values.yaml", "replicas: 3\n"),
        ("void.yaml", ""),
    ]);
    for (args, place) in [
        (vec!["empty"], "empty"),
        (vec!["values.yaml"], "values.yaml"),
        (vec!["void.yaml"], "void.yaml"),
        (vec!["empty", "values.yaml"], "empty, values.yaml"),
        (vec![], "."),
        (vec!["--error-on", "never", "values.yaml"], "values.yaml"),
    ] {
        let ran = folder.run(&args);
        assert_eq!(ran.code, 3, "{args:?}: {}", ran.err);
        let wanted =
            format!("lt-lint: {place}: no Kubernetes manifests here, so nothing was checked\n");
        assert_eq!(ran.err, wanted);
    }
    assert_eq!(folder.pipe(b"", &["-"]).code, 3);
}

#[test]
fn nothing_to_lint_may_be_allowed_and_nothing_else_is() {
    let folder =
        Folder::new(&[("values.yaml", "replicas: 3\n"), ("a.yaml", FAULTY), ("t.yaml", TEMPLATE)]);
    for (path, code) in [("values.yaml", 0), ("t.yaml", 0), ("a.yaml", 1), ("gone.yaml", 2)] {
        assert_eq!(folder.run(&["--allow-empty", path]).code, code, "{path}");
    }
    assert_eq!(folder.run(&["--allow-empty", "--quiet", "values.yaml"]).out, "");
}

#[test]
fn only_templates_is_3() {
    let folder = Folder::new(&[("t.yaml", TEMPLATE)]);
    let ran = folder.run(&["t.yaml"]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(
        ran.out.contains("skipped t.yaml:4:9: it is a template: render it first"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("nothing was checked"), "{}", ran.err);
}

#[test]
fn a_missing_path_is_2_and_the_others_are_still_linted() {
    let folder = Folder::new(&[("a.yaml", FAULTY), ("b.yaml", CLEAN)]);
    let ran = folder.concise(&["gone.yaml", "a.yaml", "b.yaml"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err, "lt-lint: gone.yaml: no such file or folder\n");
    assert_eq!(ran.out, format!("a.yaml{FAULT}"));
    let ran = folder.run(&["gone/", "--no-context", "b.yaml"]);
    let wanted = format!("{NO_LOAD_TEST}no problems in 1 file (1 object)\n");
    assert_eq!((ran.code, ran.out), (2, wanted));
    assert!(ran.err.contains("gone"), "{}", ran.err);
    let ran = folder.run(&["gone.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("gone.yaml: no such file"), "{}", ran.err);
}

#[test]
fn whatever_is_missing_is_said_in_the_same_words() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    for flag in ["--config", "--baseline", "--rules"] {
        let ran = folder.run(&[flag, "nope", "."]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{flag}");
        assert_eq!(ran.err, "lt-lint: nope: no such file or folder\n", "{flag}");
    }
}

#[test]
fn only_a_missing_path_is_complained_about_once() {
    let ran = Folder::new(&[]).run(&["gone.yaml"]);
    assert_eq!(ran.err, "lt-lint: gone.yaml: no such file or folder\n");
    assert_eq!(ran.out, "");
}

#[test]
fn bad_flags_are_2_and_named() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    for (args, words) in [
        (["--rate", "5"], ["--rate", "`5` isn't a rate"]),
        (
            ["--rate", "5Mb/s"],
            ["--rate", "it is in bits, and a rate is in bytes: write `0.625MB/s`"],
        ),
        (["--rate", "5 mb"], ["--rate", "did you mean `5MB/s`?"]),
        (["--rate", "5XB/s"], ["--rate", "no known unit"]),
        (["--rate", "0MB/s"], ["--rate", "above zero"]),
        (["--nodes", "0"], ["--nodes", "at least one node"]),
        (["--nodes", "many"], ["--nodes", "`many` isn't a number of nodes"]),
        (["--nodes", "-1"], ["--nodes", "-1"]),
        (["--target", "fast"], ["--target", "`fast` isn't a rate"]),
        (["--format", "xml"], ["--format", "concise"]),
        (["--error-on", "inf"], ["--error-on", "warning"]),
        (["--color", "blue"], ["--color", "always"]),
        (["--nodez", "5"], ["--nodez", "--nodes"]),
    ] {
        let ran = folder.run(&[&args[..], &["a.yaml"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{args:?} {word}: {}", ran.err);
        }
    }
}

#[test]
fn good_load_flags_are_taken() {
    let folder = Folder::new(&[("a.yaml", SIDECAR)]);
    let args = ["--nodes", "200", "--rate", "5MB/s", "--target", "2GB/s", "a.yaml"];
    assert_eq!(folder.concise(&args).code, 0);
    let ran = folder.concise(&["--rate", "6.3 MB/s", "a.yaml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("error[rate-above-cap] each pod writes 6.3 MB/s"), "{}", ran.out);
    assert!(folder.concise(&["--nodes", "201", "a.yaml"]).out.contains("[too-few-generators]"));
    assert!(folder.concise(&["--target", "2.1GB/s", "a.yaml"]).out.contains("[target-missed]"));
}

#[test]
fn unreadable_is_2() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.yaml")).unwrap();
    let ran = folder.run(&["a.yaml", "dangling.yaml"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("dangling.yaml"), "{}", ran.err);
}

#[test]
fn what_is_said_of_the_arguments_hides_their_secrets() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    for args in [
        &["--config", "token=hunter2planted"] as &[&str],
        &["--config=https://user:hunter2planted@host/x"],
        &["--rate", "password=hunter2planted", "."],
        &["--ignore", "api_key=hunter2planted", "."],
        &["--output", "json=/nope/token=hunter2planted/x", "."],
        &["explain", "token=hunter2planted"],
        &["https://user:hunter2planted@host/a.yaml"],
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains("********"), "{args:?}: {}", ran.err);
        assert!(!format!("{}{}", ran.out, ran.err).contains("hunter2"), "{args:?}: {}", ran.err);
    }
    let ran = folder.run(&["--config", "secrets/token.yaml"]);
    assert!(ran.err.contains("secrets/token.yaml"), "{}", ran.err);
}

#[test]
fn an_argument_that_nothing_would_read_is_2() {
    let folder = Folder::new(&[("k8s/a.yaml", CLEAN)]);
    for (args, reason) in [
        (
            ["--stdin-filename", "k8s/a.yaml", "k8s"],
            "--stdin-filename: standard input isn't among the paths; give - as the path, or none",
        ),
        (
            ["--write-baseline", "-", "k8s"],
            "--write-baseline: a baseline is a file, not standard output; name the file",
        ),
    ] {
        let ran = folder.run(&args);
        assert_eq!((ran.code, ran.err), (2, format!("lt-lint: {reason}\n")));
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_named_as_one() {
    let folder = Folder::new(&[("k8s/a.yaml", CLEAN)]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("k8s/b.yaml")).unwrap();
    let ran = folder.run(&["k8s"]);
    let reason = "lt-lint: k8s/b.yaml: no such file or folder; it is a link to something that doesn't exist\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, reason));
}
