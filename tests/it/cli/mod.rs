//! The real binary, in folders of its own and with an empty environment.

mod choice;
mod context;
mod discovery;
mod editors;
mod exits;
mod hook;
mod kustomize;
mod log_commands;
mod objects;
mod output;
mod own_rules;
mod plugin;
mod render;
mod rendered;
mod robust;
mod rule_files;
mod rules;
mod safety;
mod services;
mod settings;
mod shell;
mod test;
mod test_update;
mod triage;
mod unread;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A Kubernetes object that no rule has anything against.
const CLEAN: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: scalyr\n";
/// One error, on line 10, column 27.
const FAULTY: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: flog\n      \
                      image: x\n      resources:\n        limits: {memory: 1Zi}\n";
/// The concise line of [`FAULTY`], without its path.
const FAULT: &str = ":10:27: error[invalid-quantity] `1Zi` isn't a valid quantity: unknown unit\n";
/// The shipped workload.
const SIDECAR: &str = include_str!("../../../k8s/scalyr-sidecar.yaml");
/// What is said where nothing is a load test.
const NO_LOAD_TEST: &str = "not checked: rates and numbers of pods (no load test in the input)\n";
/// A Helm template.
const TEMPLATE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{ .Values.name }}\n";

/// A folder with files, removed when it goes out of scope.
struct Folder(TempDir);

/// What the process left.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lt-lint"));
        command.current_dir(self.path()).env_clear().args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        finish(self.command(args).stdin(Stdio::null()))
    }

    /// With variables of the environment.
    fn run_with(&self, env: &[(&str, &str)], args: &[&str]) -> Ran {
        finish(self.command(args).envs(env.iter().copied()).stdin(Stdio::null()))
    }

    /// The findings in concise format.
    fn concise(&self, args: &[&str]) -> Ran {
        self.run(&[&["--format", "concise"], args].concat())
    }

    fn pipe(&self, input: &[u8], args: &[&str]) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A process that reads nothing may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(input);
        ran(child.wait_with_output().unwrap())
    }
}

fn finish(command: &mut Command) -> Ran {
    ran(command.output().unwrap())
}

fn ran(output: std::process::Output) -> Ran {
    let code = output.status.code().unwrap_or_else(|| panic!("killed: {}", output.status));
    Ran {
        code,
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
