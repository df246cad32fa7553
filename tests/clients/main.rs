//! What people run lt-lint with, each the real program: pre-commit, check-jsonschema, Helm, kubectl, zizmor,
//! actionlint, pip, git, editors, readers of reports. `.ci/tools` installs them; `LT_LINT_TOOLS=target/tools/venv/bin cargo test --test clients` runs them.
//! Without that variable these tests say that they were skipped.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that fails may panic"
)]

mod action;
mod emacs;
mod facts;
mod neovim;
mod pre_commit;
mod recipes;
mod render;
mod reports;
mod settings;
mod vscode;
mod wheel;
mod workflows;

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// The binary under test.
const LT_LINT: &str = env!("CARGO_BIN_EXE_lt-lint");
/// This checkout.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The folder of the clients' programs.
struct Tools(PathBuf);

/// What a program left.
struct Ran {
    code: i32,
    /// Standard output, then standard error.
    text: String,
}

impl Tools {
    /// None, with a loud word about it, where they aren't installed and needn't be.
    fn find(test: &str) -> Option<Self> {
        if let Some(folder) = std::env::var_os("LT_LINT_TOOLS") {
            let folder = Path::new(ROOT).join(folder);
            assert!(folder.is_dir(), "LT_LINT_TOOLS is no folder: {}", folder.display());
            return Some(Self(folder));
        }
        assert!(std::env::var_os("LT_LINT_REQUIRE_TOOLS").is_none(), "{test} needs LT_LINT_TOOLS");
        // Around the test runner, which shows nothing of tests that pass.
        let _ =
            writeln!(std::io::stderr(), "SKIPPED {test}: LT_LINT_TOOLS isn't set, see .ci/tools");
        None
    }

    /// One of the programs, to be run in `folder`.
    fn command(&self, name: &str, folder: &Path) -> Command {
        let mut command = Command::new(self.0.join(name));
        command.current_dir(folder);
        command
    }

    /// Runs one of the programs in `folder`.
    fn run(&self, name: &str, folder: &Path, args: &[&str]) -> Ran {
        finish(self.command(name, folder).args(args))
    }

    /// The same; it has to succeed.
    fn succeed(&self, name: &str, folder: &Path, args: &[&str]) -> String {
        succeed(self.command(name, folder).args(args))
    }
}

fn finish(command: &mut Command) -> Ran {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().unwrap_or_else(|| panic!("{command:?} was killed: {text}"));
    Ran { code, text: text.into_owned() }
}

fn succeed(command: &mut Command) -> String {
    let ran = finish(command);
    assert_eq!(ran.code, 0, "{command:?}: {}", ran.text);
    ran.text
}

/// The folders of programs, lt-lint's first.
fn with_lt_lint() -> OsString {
    let own = [Path::new(LT_LINT).parent().unwrap().to_owned()];
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path))).unwrap()
}

/// The text of the first block of a language in docs/editors.md.
fn snippet(language: &str) -> String {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/editors.md")).unwrap();
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// Builds in one folder take turns: maturin moves the binary that cargo has built there.
static BUILDING: Mutex<()> = Mutex::new(());

/// Runs a command whose builds of a release aren't optimised, in a folder of this checkout: what is tried is that they
/// work.
fn build_quickly(command: &mut Command) {
    let _turn = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    command.env("CARGO_TARGET_DIR", Path::new(ROOT).join("target/tools/cargo"));
    for (key, value) in
        [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "0"), ("STRIP", "none")]
    {
        command.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    succeed(command);
}

/// Git without the settings of whoever runs the tests.
fn git(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    let name = [
        "-c",
        "user.name=test",
        "-c",
        "user.email=test@example.invalid",
        "-c",
        "commit.gpgsign=false",
    ];
    command.current_dir(folder).args(name).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for inherited in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(inherited);
    }
    command
}

/// The shipped templates, as `k8s/` of a folder of its own.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let k8s = folder.path().join("k8s");
    fs::create_dir(&k8s).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join("k8s")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, k8s.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

/// Replaces a text in a file of a project.
fn edit(folder: &Path, name: &str, old: &str, new: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{old} in {name}");
    fs::write(path, text.replace(old, new)).unwrap();
}
