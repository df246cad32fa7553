//! `fix` in rule files: what it may say, and what it makes of a project's own rule.

use std::fs;

use tempfile::TempDir;

use crate::support::run;

const RULE: &str = "id: no-storage\nsince: 1.0.0\nsummary: no disk space\nseverity: warning\nmessage: \"`{container}` requests no disk\"\nwhy: It is evicted.\nhelp: Request some.\nwhere: {containers: any}\ncheck: {exists: {path: resources.requests.ephemeral-storage}}\nparams: {size: 2Gi}\n";

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec:\n  containers:\n    - name: a\n      image: busybox:1.36\n      resources:\n        requests:\n          cpu: 100m # a bit\n    - {name: b, image: busybox:1.36}\n";

/// A project with the rule and a line more in it.
fn project(line: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(".lt-lint.yaml", "rules-folder: lint\n");
    write("a.yaml", POD);
    fs::create_dir(folder.path().join("lint")).unwrap();
    write("lint/no-storage.yaml", &format!("{RULE}{line}\n"));
    folder
}

#[test]
fn a_field_that_is_missing_is_added_where_it_belongs() {
    let folder = project("fix: {safe: \"{params.size}\"}");
    let (code, out, err) = run(folder.path(), &["--fix", "--select", "no-storage", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, "2 fixed, 0 left\n"), "{out}");
    let wanted = POD
        .replace("a bit\n", "a bit\n          ephemeral-storage: 2Gi\n")
        .replace("1.36}", "1.36, resources: {requests: {ephemeral-storage: 2Gi}}}");
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), wanted);
}

#[test]
fn a_fix_is_checked_at_its_place() {
    for (line, place, reason) in [
        (
            "fix: {safe: \"{parms.size}\"}",
            "11:14",
            "fix: unknown variable `{parms.size}`; did you mean `params.size`?",
        ),
        ("fix: {saef: x}", "11:", "fix: unknown key `saef`; did you mean `safe`?"),
        ("fix: {safe: true}", "11:13", "fix: this check has no edits for this case"),
        ("fix: {safe: x, none: y}", "11:", "fix: exactly one of safe, unsafe, display and none"),
        ("fix: {none: true}", "11:", "fix: `none` needs a reason"),
        ("fix: {below: {safe: x}}", "11:7", "fix: there is no case `below`"),
        (
            "fix: {safe: [x]}",
            "11:",
            "expected a string, `true` for the edits of the check, or a mapping",
        ),
    ] {
        let (code, _, err) = run(project(line).path(), &["a.yaml"]);
        let place = format!("lint/no-storage.yaml:{place}");
        assert!(code == 2 && err.contains(&place) && err.contains(reason), "{line}\n{err}");
    }
}
