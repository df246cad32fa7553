//! `--fix` and `--diff` on files: what is written, printed and left alone.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::run;

const BAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata:\n  a: \"1\"\n  on: \"2\" # why\n";

fn good() -> String {
    BAD.replace("  on:", "  \"on\":")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn what_is_mended_is_written_and_counted() {
    let folder = folder(&[("a.yaml", BAD)]);
    let (code, out, err) = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, "1 fixed, 0 left\n"), "{out}");
    assert_eq!(text(folder.path(), "a.yaml"), good());
    let (code, _, err) = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, "0 fixed, 0 left\n"));
}

#[test]
fn the_exit_code_is_that_of_what_is_left() {
    let bad = format!("{BAD}unknown: 1\n");
    let folder = folder(&[("a.yaml", &bad)]);
    let (code, out, err) = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!((code, err.as_str()), (1, "1 fixed, 1 left\n"), "{out}");
    assert!(out.contains("unknown-field") && !out.contains("misread-scalar"), "{out}");
}

#[test]
fn what_is_only_likely_is_mended_where_it_is_asked_for() {
    let cron = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A_b, namespace: b}\n";
    let folder = folder(&[("a.yaml", cron)]);
    let (code, _, err) = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!((code, err.as_str()), (1, "0 fixed, 1 left (1 more with --unsafe)\n"));
    assert_eq!(text(folder.path(), "a.yaml"), cron);
    let (code, out, err) = run(folder.path(), &["--fix", "--unsafe", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, "1 fixed, 0 left\n"), "{out}");
    assert!(text(folder.path(), "a.yaml").contains("name: a-b,"));
    let (code, _, err) = run(folder.path(), &["--unsafe", "a.yaml"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn a_diff_applies_with_git_and_with_patch_and_changes_nothing_itself() {
    let crlf = BAD.replace('\n', "\r\n").replace("name: a", "name: c");
    let no_end = BAD.replace("name: a", "name: d").replace("  on: \"2\" # why\n", "  on: \"2\"");
    let files =
        [("a.yaml", BAD), ("sub/my file.yaml", &crlf), ("sub/é\".yaml", &no_end), ("u.txt", "x")];
    for tool in [&["git", "apply"][..], &["patch", "-p1", "-s"]] {
        let folder = folder(&files);
        let (code, diff, err) = run(folder.path(), &["--diff", "."]);
        assert_eq!((code, err.as_str()), (1, "3 would be fixed, 0 left\n"), "{diff}");
        assert_eq!(text(folder.path(), "a.yaml"), BAD);
        let mut command = Command::new(tool[0]);
        command.args(&tool[1..]).current_dir(folder.path()).stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(diff.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "{tool:?}\n{diff}");
        assert_eq!(text(folder.path(), "a.yaml"), good());
        assert_eq!(text(folder.path(), "sub/my file.yaml"), crlf.replace("  on:", "  \"on\":"));
        assert_eq!(text(folder.path(), "sub/é\".yaml"), no_end.replace("  on:", "  \"on\":"));
        let (code, diff, _) = run(folder.path(), &["--diff", "."]);
        assert_eq!((code, diff.as_str()), (0, ""));
    }
}

#[test]
fn a_diff_names_files_from_the_current_folder() {
    let folder = folder(&[("sub/a.yaml", BAD)]);
    let whole = folder.path().canonicalize().unwrap().join("sub/a.yaml");
    for name in [whole.to_str().unwrap(), "./sub/a.yaml", "sub/../sub/a.yaml"] {
        let (_, diff, _) = run(folder.path(), &["--diff", name]);
        assert!(diff.starts_with("--- a/sub/a.yaml\n+++ b/sub/a.yaml\n"), "{name}: {diff}");
    }
}

#[test]
fn each_part_of_a_diff_counts_its_lines() {
    // The line that goes is like the one after it, and lines come right behind them.
    let bad = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: scalyr-agent\n      image: scalyr/scalyr-k8s-agent:2.1.1\n      resources:\n        requests:\n          cpu: \"1\"\n          memory: 80Mi\n          memory: 150Mi\n";
    let folder = folder(&[("a.yaml", bad)]);
    let (_, diff, _) = run(folder.path(), &["--diff", "--unsafe", "a.yaml"]);
    let mut command = Command::new("git");
    command.args(["apply", "-"]).current_dir(folder.path()).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(diff.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{diff}");
    let patched = text(folder.path(), "a.yaml");
    std::fs::write(folder.path().join("a.yaml"), bad).unwrap();
    run(folder.path(), &["--fix", "--unsafe", "a.yaml"]);
    assert_eq!(patched, text(folder.path(), "a.yaml"));
}

#[test]
fn standard_input_is_mended_onto_standard_output() {
    let folder = folder(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-lint"));
    command.env_clear().current_dir(folder.path()).args(["--fix", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(BAD.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), good());
    assert!(String::from_utf8(output.stderr).unwrap().ends_with("1 fixed, 0 left\n"));
}

#[cfg(unix)]
#[test]
fn the_mode_and_links_within_the_folder_stay_and_links_out_of_it_are_left_alone() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let other = folder(&[("b.yaml", &BAD.replace("name: a", "name: b"))]);
    let folder = folder(&[("a.yaml", BAD), ("in/c.txt", &BAD.replace("name: a", "name: c"))]);
    fs::set_permissions(folder.path().join("a.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink(other.path().join("b.yaml"), folder.path().join("out.yaml")).unwrap();
    symlink("in/c.txt", folder.path().join("c.yaml")).unwrap();
    let (code, out, err) = run(folder.path(), &["--fix", "."]);
    assert!(
        code == 1 && err.contains("out.yaml: nothing is fixed here: it is a link"),
        "{out}{err}"
    );
    assert!(err.ends_with("2 fixed, 1 left\n"), "{err}");
    let mode = fs::metadata(folder.path().join("a.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(text(folder.path(), "in/c.txt").contains("\"on\""));
    assert!(folder.path().join("c.yaml").is_symlink());
    assert!(!text(other.path(), "b.yaml").contains("\"on\""));
}

#[test]
fn what_is_context_utf16_or_forgiven_is_left_alone() {
    let forgiven = BAD.replace("# why", "# lt-lint-ignore misread-scalar: on purpose");
    let folder = folder(&[("a.yaml", &forgiven), ("b.yaml", BAD)]);
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(BAD.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    fs::write(folder.path().join("c.yaml"), &wide).unwrap();
    let (code, out, err) = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, "0 fixed, 0 left\n"), "{out}");
    assert_eq!(text(folder.path(), "a.yaml"), forgiven);
    assert_eq!(text(folder.path(), "b.yaml"), BAD);
    let (code, _, err) = run(folder.path(), &["--fix", "c.yaml"]);
    assert!(code == 1 && err.contains("c.yaml: nothing is fixed here: it isn't in UTF-8"), "{err}");
    assert_eq!(fs::read(folder.path().join("c.yaml")).unwrap(), wide);
}

#[test]
fn a_baseline_keeps_what_it_knows() {
    let folder = folder(&[("a.yaml", BAD)]);
    run(folder.path(), &["--write-baseline", "known.json", "a.yaml"]);
    let (code, _, err) = run(folder.path(), &["--baseline", "known.json", "--fix", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, "0 fixed, 0 left\n"));
    assert_eq!(text(folder.path(), "a.yaml"), BAD);
}

#[test]
fn no_secret_leaves_with_a_fix() {
    let secret = "hunter2-Zz9Planted-Key4711x";
    let pod = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, namespace: b}}\ndata:\n  SCALYR_API_KEY: {secret}\n  on: \"2\"\n  b: c\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: b}}\nstringData: {{scalyr-api-key: \" {secret}\u{200b}\"}}\n"
    );
    let folder = folder(&[("a.yaml", &pod)]);
    for args in [
        &["--diff", "a.yaml"][..],
        &["--format", "json", "a.yaml"],
        &["--format", "sarif", "a.yaml"],
        &["a.yaml"],
    ] {
        let (_, out, err) = run(folder.path(), args);
        assert!(!out.contains(secret) && !err.contains(secret), "{args:?}\n{out}{err}");
    }
    let (code, diff, _) = run(folder.path(), &["--diff", "a.yaml"]);
    assert!(code == 1 && diff.contains("+  \"on\""), "{diff}");
}

#[test]
fn a_fix_that_would_bring_another_mistake_is_undone_and_told() {
    let bad = "apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: a, namespace: b}\n";
    let folder = folder(&[("a.yaml", bad)]);
    let (code, out, err) = run(folder.path(), &["--fix", "a.yaml"]);
    assert_eq!(code, 1, "{out}");
    let told = "lt-lint: a.yaml: `misspelt-kind` isn't fixed (write `Deployment`): `missing-field` would be found then";
    assert!(err.starts_with(told) && err.ends_with("0 fixed, 1 left\n"), "{err}");
    assert_eq!(text(folder.path(), "a.yaml"), bad);
}
