//! pre-commit installs the hooks from this checkout and runs them when git commits.

use std::fs;
use std::path::Path;

use super::{LT_LINT, ROOT, Ran, Tools, build_quickly, edit, finish, git, project, succeed};

/// Speaks to an agent that isn't in its own pod.
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: flog\n  annotations:\n    \
                   log.config.scalyr.com/attributes.parser: json\nspec:\n  containers:\n    \
                   - {name: flog, image: \"flog:1\"}\n";
/// An agent on every node, without the folders that it needs.
const NODE_AGENT: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  \
                          selector: {matchLabels: {app: agent}}\n  template:\n    \
                          metadata: {labels: {app: agent}}\n    spec:\n      containers:\n        \
                          - {name: scalyr-agent, image: \"scalyr/scalyr-k8s-agent:2.1.1\"}\n";

/// A repository whose commits are checked by both hooks.
struct Scratch<'t> {
    tools: &'t Tools,
    project: tempfile::TempDir,
    home: tempfile::TempDir,
    hooks: tempfile::TempDir,
}

/// This checkout with its uncommitted changes as a repository of one commit, whose id comes with it.
fn snapshot() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let listed = succeed(&mut git(
        Path::new(ROOT),
        &["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    ));
    for name in listed.split('\0').filter(|name| Path::new(ROOT).join(name).is_file()) {
        let copy = folder.path().join(name);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(Path::new(ROOT).join(name), copy).unwrap();
    }
    succeed(&mut git(folder.path(), &["init", "--quiet"]));
    succeed(&mut git(folder.path(), &["add", "--all"]));
    succeed(&mut git(folder.path(), &["commit", "--quiet", "--message", "snapshot"]));
    let id = succeed(&mut git(folder.path(), &["rev-parse", "HEAD"]));
    (folder, id.trim().to_owned())
}

impl<'t> Scratch<'t> {
    fn new(tools: &'t Tools) -> Self {
        let (hooks, id) = snapshot();
        let scratch = Self { tools, project: project(), home: tempfile::tempdir().unwrap(), hooks };
        let repo = scratch.hooks.path().display();
        let config = format!(
            "repos:\n  - repo: {repo}\n    rev: {id}\n    hooks: [{{id: lt-lint}}, {{id: lt-lint-source}}, {{id: lt-lint-system}}, {{id: lt-lint-files}}]\n"
        );
        fs::write(scratch.path().join(".pre-commit-config.yaml"), config).unwrap();
        succeed(&mut git(scratch.path(), &["init", "--quiet"]));
        scratch.git(&["add", "--all"]);
        let mut install = scratch.tools.command("pre-commit", scratch.path());
        install.args(["install", "--install-hooks"]).env("PRE_COMMIT_HOME", scratch.home.path());
        build_quickly(&mut install);
        scratch
    }

    fn path(&self) -> &Path {
        self.project.path()
    }

    fn git(&self, args: &[&str]) {
        succeed(&mut git(self.path(), args));
    }

    /// Commits what has changed; the hooks have their say.
    fn commit(&self) -> Ran {
        self.git(&["add", "--all"]);
        let mut command = git(self.path(), &["commit", "--message", "change"]);
        let installed = Path::new(LT_LINT).parent().unwrap().display();
        let path = format!("{installed}:{}", std::env::var("PATH").unwrap());
        finish(command.env("PRE_COMMIT_HOME", self.home.path()).env("PATH", path))
    }
}

/// What pre-commit said of a hook.
fn said(ran: &Ran, hook: &str) -> String {
    let line = ran.text.lines().find(|line| line.starts_with(&format!("{hook}..")));
    let line = line.unwrap_or_else(|| panic!("no {hook} in {}", ran.text));
    line.trim_start_matches(hook).trim_start_matches('.').to_owned()
}

/// What the hooks of the whole folder are called, and the one of changed files.
const WHOLE: [&str; 3] = ["lt-lint", "lt-lint (built by cargo)", "lt-lint (installed)"];
const CHANGED: &str = "lt-lint (changed files)";

/// The hooks of the whole folder say one thing, and that of changed files another.
fn say(ran: &Ran, of_folder: &str, of_files: &str) {
    for hook in WHOLE {
        assert_eq!(said(ran, hook), of_folder, "{}", ran.text);
    }
    assert_eq!(said(ran, CHANGED), of_files, "{}", ran.text);
}

#[test]
fn a_commit_is_refused_for_what_is_wrong_and_passes_otherwise() {
    const NONE: &str = "(no files to check)Skipped";
    let Some(tools) = Tools::find("pre-commit") else { return };
    let scratch = Scratch::new(&tools);
    let first = scratch.commit();
    say(&first, "Passed", "Passed");
    assert_eq!(first.code, 0, "{}", first.text);

    // One file of a set, of which the others say what it needs.
    edit(scratch.path(), "k8s/scalyr-sidecar.yaml", "replicas: 400", "replicas: 500");
    let one = scratch.commit();
    say(&one, "Passed", "Passed");
    assert_eq!(one.code, 0, "{}", one.text);

    // It has settings for an agent that is in the other file; what is wrong there is no matter of this commit.
    fs::create_dir(scratch.path().join("nodes")).unwrap();
    fs::write(scratch.path().join("nodes/agent.yaml"), NODE_AGENT).unwrap();
    fs::write(scratch.path().join("nodes/pod.yaml"), POD).unwrap();
    scratch.git(&["add", "--all"]);
    scratch.git(&["commit", "--quiet", "--no-verify", "--message", "both"]);
    edit(scratch.path(), "nodes/pod.yaml", "flog:1", "flog:2");
    say(&scratch.commit(), NONE, "Passed");

    edit(scratch.path(), "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 150M");
    let bad = scratch.commit();
    assert_eq!(bad.code, 1, "{}", bad.text);
    say(&bad, "Failed", "Failed");
    assert!(bad.text.contains("error[low-memory-limit]"), "{}", bad.text);
    assert!(bad.text.contains("k8s/scalyr-sidecar.yaml:47:26"), "{}", bad.text);

    scratch.git(&["reset", "--quiet", "--hard"]);
    fs::write(scratch.path().join("notes.txt"), "nothing for lt-lint\n").unwrap();
    say(&scratch.commit(), NONE, NONE);
    fs::create_dir(scratch.path().join(".hidden")).unwrap();
    fs::write(scratch.path().join(".hidden/values.yaml"), "a: [\n").unwrap();
    say(&scratch.commit(), NONE, NONE);
    fs::write(scratch.path().join("values.yaml"), "replicas: 3\n").unwrap();
    say(&scratch.commit(), NONE, "Passed");

    // What refers to the map stands in another file, which doesn't change.
    edit(scratch.path(), "k8s/configmap.yaml", "name: scalyr-config", "name: scalyr-configs");
    let renamed = scratch.commit();
    say(&renamed, "Failed", "Failed");
    assert!(renamed.text.contains("error[dangling-reference]"), "{}", renamed.text);

    scratch.git(&["reset", "--quiet", "--hard"]);
    fs::write(scratch.path().join(".lt-lint.yaml"), "rules: {low-memory-limt: off}\n").unwrap();
    let configured = scratch.commit();
    say(&configured, "Failed", "Failed");
    assert!(configured.text.contains("did you mean `low-memory-limit`?"), "{}", configured.text);
    fs::write(scratch.path().join(".lt-lint.yaml"), "rules: {low-memory-limit: warning}\n")
        .unwrap();
    say(&scratch.commit(), "Passed", "Passed");

    let bad = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: {}}\n";
    fs::write(scratch.path().join("-a.yaml"), bad).unwrap();
    say(&scratch.commit(), NONE, "Failed");
}

#[test]
fn the_manifest_of_the_hooks_is_valid() {
    let Some(tools) = Tools::find("pre-commit validate-manifest") else { return };
    tools.succeed("pre-commit", Path::new(ROOT), &["validate-manifest", ".pre-commit-hooks.yaml"]);
}
