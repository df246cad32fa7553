//! What the services around a repository see: paths from its root, and the summary of a step.

use std::fs;

use super::{FAULTY, Folder, SIDECAR, finish};

fn repository() -> Folder {
    Folder::new(&[(".git/HEAD", "ref: refs/heads/main\n"), ("deploy/k8s/a.yaml", FAULTY)])
}

fn run_in(folder: &Folder, below: &str, args: &[&str]) -> String {
    finish(folder.command(args).current_dir(folder.path().join(below))).out
}

#[test]
fn paths_start_at_the_root_of_the_repository() {
    let folder = repository();
    let whole = folder.path().join("deploy/k8s/a.yaml");
    for (below, path) in [
        ("", "deploy"),
        ("deploy", "k8s"),
        ("deploy/k8s", "a.yaml"),
        ("deploy/k8s", "../k8s/a.yaml"),
        ("deploy", whole.to_str().unwrap()),
    ] {
        let github = run_in(&folder, below, &["--format", "github", path]);
        assert!(
            github.starts_with("::error file=deploy/k8s/a.yaml,line=10,col=27,"),
            "{below}: {github}"
        );
        let gitlab = run_in(&folder, below, &["--format", "gitlab", path]);
        assert!(gitlab.contains("\"path\": \"deploy/k8s/a.yaml\""), "{below}: {gitlab}");
        let sarif = run_in(&folder, below, &["--format", "sarif", path]);
        assert!(sarif.contains("\"uri\": \"deploy/k8s/a.yaml\""), "{below}: {sarif}");
    }
}

#[test]
fn people_see_the_paths_that_they_wrote() {
    assert!(
        run_in(&repository(), "deploy", &["--format", "concise", "k8s"])
            .starts_with("k8s/a.yaml:10:27:")
    );
}

#[test]
fn outside_of_a_repository_paths_stay_as_they_are() {
    let folder = Folder::new(&[("k8s/a.yaml", FAULTY)]);
    assert!(
        run_in(&folder, "k8s", &["--format", "github", "a.yaml"])
            .starts_with("::error file=a.yaml,")
    );
}

#[test]
fn the_summary_of_the_step_gets_the_table() {
    let folder = repository();
    folder.write("summary.md", b"before\n");
    let env = [("GITHUB_STEP_SUMMARY", "summary.md")];
    let ran = folder.run_with(&env, &["--format", "github", "deploy"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    let wanted = "before\n## lt-lint\n\n1 error in 1 file (1 object)\n\n| severity |";
    assert!(summary.starts_with(wanted), "{summary}");
    assert!(
        summary.contains("| error | invalid-quantity | deploy/k8s/a.yaml:10:27 |"),
        "{summary}"
    );
    folder.run_with(&env, &["--format", "concise", "deploy"]);
    assert_eq!(fs::read_to_string(folder.path().join("summary.md")).unwrap(), summary);
}

#[test]
fn a_summary_that_cannot_be_written_is_2() {
    let folder = Folder::new(&[("a.yaml", SIDECAR)]);
    let ran = folder
        .run_with(&[("GITHUB_STEP_SUMMARY", "gone/summary.md")], &["--format", "github", "a.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("lt-lint: gone/summary.md: can't be written: "), "{}", ran.err);
}
