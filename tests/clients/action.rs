//! The steps of `action.yml`, run as a GitHub runner would: with their own shell, in a checkout, with GitHub's files.

mod attested;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;

use super::{LT_LINT, ROOT, Ran, edit, finish, project, succeed};

/// A runner's folders, of which the workspace is the checkout of a project.
struct Runner {
    workspace: tempfile::TempDir,
    temp: tempfile::TempDir,
    server: tempfile::TempDir,
    inputs: BTreeMap<String, String>,
    /// The repository that the action comes from; empty for one of the checkout itself.
    repository: &'static str,
    /// Programs that aren't there.
    without: &'static [&'static str],
}

/// What the action left.
struct Done {
    code: i32,
    text: String,
    outputs: BTreeMap<String, String>,
}

fn action() -> Value {
    serde_yaml::from_str(&fs::read_to_string(Path::new(ROOT).join("action.yml")).unwrap()).unwrap()
}

/// The steps that are scripts.
fn scripts() -> Vec<Value> {
    let steps = action()["runs"]["steps"].as_sequence().unwrap().clone();
    steps.into_iter().filter(|step| step.get("run").is_some()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value:?} isn't a text")).to_owned()
}

fn strings(mapping: &Value) -> BTreeMap<String, String> {
    mapping.as_mapping().unwrap().iter().map(|(key, value)| (text(key), text(value))).collect()
}

/// `key=value` lines, as the runner reads them.
fn outputs(path: &Path) -> BTreeMap<String, String> {
    let lines = fs::read_to_string(path).unwrap_or_default();
    lines
        .lines()
        .map(|line| line.split_once('=').unwrap())
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

impl Runner {
    /// With the inputs' defaults, but for the version: the binary under test is on the PATH.
    fn new() -> Self {
        let declared = action()["inputs"].clone();
        let inputs = declared.as_mapping().unwrap().iter();
        let mut inputs: BTreeMap<String, String> =
            inputs.map(|(name, input)| (text(name), text(&input["default"]))).collect();
        inputs.insert("version".into(), "path".into());
        inputs.insert("token".into(), String::new());
        let [temp, server] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let (repository, without) = ("owner/lt-lint", &[][..]);
        Self { workspace: project(), temp, server, inputs, repository, without }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        assert!(self.inputs.insert(name.into(), value.into()).is_some(), "no input {name}");
        self
    }

    /// Runs the steps up to the first one that fails.
    fn run(&self) -> Done {
        let mut contexts: BTreeMap<String, String> = self
            .inputs
            .iter()
            .map(|(name, value)| (format!("inputs.{name}"), value.clone()))
            .collect();
        contexts.insert("github.action_path".into(), ROOT.into());
        contexts.insert("github.action_repository".into(), self.repository.into());
        let (mut code, mut printed) = (0, String::new());
        // The cache of earlier runs is the runner's own.
        for step in scripts() {
            let ran = self.step(&step, &contexts);
            for (name, value) in outputs(&self.file("output")) {
                contexts.insert(format!("steps.{}.outputs.{name}", text(&step["id"])), value);
            }
            fs::remove_file(self.file("output")).unwrap();
            printed += &ran.text;
            code = ran.code;
            if code != 0 {
                break;
            }
        }
        let declared = action()["outputs"].clone();
        let declared = declared.as_mapping().unwrap().iter();
        let outputs =
            declared.map(|(name, output)| (text(name), expand(&text(&output["value"]), &contexts)));
        Done { code, text: printed, outputs: outputs.collect() }
    }

    /// The PATH of the runner: where programs are missing, a folder of links to all others.
    fn programs(&self) -> String {
        let path = std::env::var("PATH").unwrap();
        if self.without.is_empty() {
            return path;
        }
        let folder = self.file("programs");
        fs::create_dir_all(&folder).unwrap();
        for entry in std::env::split_paths(&path).filter_map(|it| fs::read_dir(it).ok()).flatten() {
            let entry = entry.unwrap();
            let link = folder.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            if !self.without.contains(&name.as_str()) && !link.exists() {
                let _ = std::os::unix::fs::symlink(entry.path(), link);
            }
        }
        folder.display().to_string()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// `shell: bash` as the runner starts it, with nothing in the environment but what it sets.
    fn step(&self, step: &Value, contexts: &BTreeMap<String, String>) -> Ran {
        assert_eq!(text(&step["shell"]), "bash");
        let script = self.file("script.sh");
        fs::write(&script, text(&step["run"])).unwrap();
        fs::write(self.file("output"), "").unwrap();
        let path =
            format!("{}:{}", Path::new(LT_LINT).parent().unwrap().display(), self.programs());
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(script);
        bash.current_dir(self.workspace.path()).env_clear().env("PATH", path).env("CI", "true");
        bash.env("GITHUB_WORKSPACE", self.workspace.path()).env("RUNNER_TEMP", self.temp.path());
        bash.env("GITHUB_OUTPUT", self.file("output"))
            .env("GITHUB_STEP_SUMMARY", self.file("summary"));
        bash.env("GITHUB_ACTIONS", "true").env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64");
        bash.env("GITHUB_REPOSITORY", "owner/lt-lint");
        bash.env("GITHUB_SERVER_URL", format!("file://{}", self.server.path().display()));
        bash.envs(
            strings(&step["env"]).into_iter().map(|(name, value)| (name, expand(&value, contexts))),
        );
        finish(&mut bash)
    }

    /// A release on the server, as `.ci/archive` packs it.
    fn release(&self, tag: &str) -> PathBuf {
        let folder = self.server.path().join("owner/lt-lint/releases/download").join(tag);
        fs::create_dir_all(&folder).unwrap();
        let built = Path::new(LT_LINT).parent().unwrap();
        let mut archive = Command::new("bash");
        archive
            .arg(Path::new(ROOT).join(".ci/archive"))
            .arg("x86_64-unknown-linux-musl")
            .arg(built)
            .arg(&folder);
        succeed(&mut archive);
        folder
    }
}

/// A value with its one expression replaced; a context that isn't set is empty.
fn expand(value: &str, contexts: &BTreeMap<String, String>) -> String {
    let Some(name) = value.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")) else {
        return value.to_owned();
    };
    let known = name.starts_with("steps.") || contexts.contains_key(name);
    assert!(known, "no context {name}");
    contexts.get(name).cloned().unwrap_or_default()
}

#[test]
fn nothing_is_interpolated_into_the_shell() {
    for step in scripts() {
        assert!(!text(&step["run"]).contains("${{"), "{step:?}");
    }
    let steps = action()["runs"]["steps"].clone();
    let mut used = steps.as_sequence().unwrap().iter().filter_map(|step| step.get("uses"));
    // By its commit: a tag may move.
    let pin = text(used.next().unwrap());
    let (name, commit) = pin.split_once('@').unwrap();
    assert_eq!((name, commit.len(), used.next()), ("actions/cache", 40, None));
}

#[test]
fn a_good_folder_passes() {
    let done = Runner::new().with("path", "k8s/").run();
    assert_eq!((done.code, done.text.as_str()), (0, ""));
    assert_eq!(done.outputs["findings"], "0");
    assert_eq!(done.outputs["exit-code"], "0");
    assert_eq!(done.outputs["sarif"], "");
}

#[test]
fn a_bad_folder_fails_with_annotations_and_a_sarif_file() {
    let runner = Runner::new().with("path", "k8s/").with("sarif", "out.sarif");
    edit(runner.workspace.path(), "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 150M");
    let done = runner.run();
    assert_eq!(done.code, 1, "{}", done.text);
    let annotation = "::error file=k8s/scalyr-sidecar.yaml,line=47,col=26,endLine=47,endColumn=27,title=low-memory-limit::";
    assert!(done.text.contains(annotation), "{}", done.text);
    assert_eq!(done.outputs["findings"], "1");
    assert_eq!(done.outputs["exit-code"], "1");
    assert_eq!(done.outputs["sarif"], "out.sarif");
    let sarif = fs::read_to_string(runner.workspace.path().join("out.sarif")).unwrap();
    assert!(sarif.contains("\"ruleId\": \"low-memory-limit\""), "{sarif}");
}

#[test]
fn format_and_threshold_are_passed_on_and_paths_may_be_several() {
    let runner = Runner::new()
        .with("path", "k8s\n\nmore files\n")
        .with("format", "concise")
        .with("error-on", "never");
    edit(runner.workspace.path(), "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 150M");
    fs::rename(
        runner.workspace.path().join("k8s/configmap.yaml"),
        runner.workspace.path().join("c.yaml"),
    )
    .unwrap();
    fs::create_dir(runner.workspace.path().join("more files")).unwrap();
    fs::rename(
        runner.workspace.path().join("c.yaml"),
        runner.workspace.path().join("more files/c.yaml"),
    )
    .unwrap();
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (0, "1"), "{}", done.text);
    assert!(
        done.text.starts_with("k8s/scalyr-sidecar.yaml:47:26: error[low-memory-limit] "),
        "{}",
        done.text
    );
}

#[test]
fn known_findings_of_a_baseline_do_not_fail_it() {
    let runner = Runner::new().with("path", "k8s/").with("baseline", "known.json");
    edit(runner.workspace.path(), "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 150M");
    let mut write = Command::new(LT_LINT);
    write.current_dir(runner.workspace.path()).args(["--write-baseline", "known.json", "k8s/"]);
    finish(&mut write);
    assert!(runner.workspace.path().join("known.json").is_file());
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (0, "0"), "{}", done.text);
    edit(
        runner.workspace.path(),
        "k8s/scalyr-sidecar.yaml",
        "scalyr-k8s-agent:2.1.1",
        "scalyr-k8s-agent:2.0.0",
    );
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (1, "1"), "{}", done.text);
    assert!(done.text.contains("title=stale-image::"), "{}", done.text);
}

#[test]
fn inputs_are_never_code_nor_flags() {
    let runner = Runner::new().with("path", "$(touch pwned)\n`touch pwned`\n; touch pwned\n--help");
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (2, "0"), "{}", done.text);
    assert!(done.text.contains("--help: no such file"), "{}", done.text);
    assert!(!runner.workspace.path().join("pwned").exists());
    let done = Runner::new().with("path", "none").run();
    assert_eq!((done.code, done.outputs["exit-code"].as_str()), (2, "2"));
}

#[test]
fn a_release_is_downloaded_and_its_checksum_compared() {
    let runner = Runner::new().with("version", "v9.9.9").with("path", "k8s/");
    let folder = runner.release("v9.9.9");
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (0, "0"), "{}", done.text);
    assert!(runner.temp.path().join("lt-lint/lt-lint.1").is_file());

    let archive = folder.join("lt-lint-x86_64-unknown-linux-musl.tar.gz");
    fs::write(&archive, [fs::read(&archive).unwrap(), b"more".to_vec()].concat()).unwrap();
    fs::remove_dir_all(runner.temp.path().join("lt-lint")).unwrap();
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (2, ""), "{}", done.text);
    assert!(
        done.text.contains("::error title=lt-lint::the checksum of lt-lint-x86_64"),
        "{}",
        done.text
    );
    assert!(!runner.temp.path().join("lt-lint/lt-lint").exists());
}

#[test]
fn without_a_version_it_is_the_release_of_the_actions_own_commit() {
    let runner = Runner::new().with("version", "").with("path", "k8s/");
    runner.release(concat!("v", env!("CARGO_PKG_VERSION")));
    let done = runner.run();
    assert_eq!((done.code, done.outputs["exit-code"].as_str()), (0, "0"), "{}", done.text);
}

#[test]
fn a_version_that_cannot_be_is_refused() {
    let missing = "::error title=lt-lint::there is no release v0.0.0 with lt-lint-x86_64-unknown-linux-musl.tar.gz; \
                   use version: source";
    for (version, part) in [("latest", "neither a release"), ("v0.0.0", missing)] {
        let done = Runner::new().with("version", version).run();
        assert_ne!(done.code, 0, "{}", done.text);
        assert!(done.text.contains(part), "{}", done.text);
    }
}

#[test]
fn what_could_not_be_done_is_an_annotation() {
    let runner = Runner::new().with("path", "none");
    let done = runner.run();
    assert_eq!(done.code, 2, "{}", done.text);
    assert!(done.text.contains("::error title=lt-lint::none: no such file"), "{}", done.text);
    let runner = Runner::new().with("path", "k8s");
    fs::write(runner.workspace.path().join(".lt-lint.yaml"), "rule: {}\n").unwrap();
    let done = runner.run();
    let said = "::error title=lt-lint::lt-lint: .lt-lint.yaml:1:1: unknown field `rule`";
    assert!(done.code == 2 && done.text.contains(said), "{}", done.text);
    let runner = Runner::new().with("path", "empty");
    fs::create_dir(runner.workspace.path().join("empty")).unwrap();
    let done = runner.run();
    assert_eq!((done.code, done.outputs["exit-code"].as_str()), (3, "3"), "{}", done.text);
    assert!(done.text.contains("::error title=lt-lint::empty: no Kubernetes"), "{}", done.text);
    assert_eq!(done.text.matches("no Kubernetes").count(), 1, "{}", done.text);
}

#[test]
fn folder_configuration_and_arguments_are_inputs() {
    let runner = Runner::new()
        .with("path", "k8s/")
        .with("working-directory", "below")
        .with("config", "other.yaml")
        .with("args", "--kubernetes-version=1.33\n\n--pedantic\n")
        .with("sarif", "out.sarif");
    let below = runner.workspace.path().join("below");
    fs::create_dir(&below).unwrap();
    fs::rename(runner.workspace.path().join("k8s"), below.join("k8s")).unwrap();
    fs::write(below.join("other.yaml"), "rules: {low-memory-limit: off, known-defects: off}\n")
        .unwrap();
    edit(&below, "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 149Mi");
    let done = runner.run();
    assert_eq!((done.code, done.outputs["findings"].as_str()), (0, "0"), "{}", done.text);
    assert_eq!(done.outputs["sarif"], "below/out.sarif");
    assert!(below.join("out.sarif").is_file());
    let done = Runner::new().with("working-directory", "gone").run();
    assert!(done.code == 2 && done.text.contains("there is no folder gone"), "{}", done.text);
}

#[test]
fn sums_are_compared_with_what_a_slim_container_has() {
    for without in [&["sha256sum"][..], &["shasum"]] {
        let runner = Runner::new().with("version", "v9.9.9").with("path", "k8s/");
        let runner = Runner { without, ..runner };
        runner.release("v9.9.9");
        let done = runner.run();
        assert_eq!(done.code, 0, "{without:?}: {}", done.text);
    }
    let runner = Runner::new().with("version", "v9.9.9");
    let runner = Runner { without: &["curl", "wget"], ..runner };
    let done = runner.run();
    assert!(done.code == 2 && done.text.contains("neither curl nor wget"), "{}", done.text);
}

#[test]
fn an_action_of_the_checkout_itself_is_built_from_its_source() {
    let runner =
        Runner { repository: "", ..Runner::new().with("version", "").with("path", "k8s/") };
    let runner = Runner { without: &["cargo"], ..runner };
    let done = runner.run();
    let said = "::error title=lt-lint::version: source needs cargo";
    assert!(done.code == 2 && done.text.contains(said), "{}", done.text);
}
