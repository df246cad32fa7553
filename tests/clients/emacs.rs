//! The language server in Emacs with Eglot, set up as docs/editors.md says.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{ROOT, Tools, finish, git, project, snippet, succeed, with_lt_lint};

/// Whether Emacs is here, with Eglot and a mode for YAML.
fn is_here() -> bool {
    let needed = "(progn (require 'eglot) (require 'yaml-mode))";
    let ran = Command::new("emacs").args(["--batch", "--eval", needed]).output();
    ran.is_ok_and(|output| output.status.success())
}

/// Runs a script in Emacs, in a folder and with a home of its own; gives back what it has seen.
fn run(folder: &Path, init: &str, script: &str) -> Value {
    let home = tempfile::tempdir().unwrap();
    let [file, seen] = ["init.el", "seen.json"].map(|name| home.path().join(name));
    fs::write(&file, init).unwrap();
    let mut command = Command::new("emacs");
    command.current_dir(folder).arg("--batch").arg("--load").arg(&file);
    command.arg("--load").arg(Path::new(ROOT).join("tests/clients").join(script));
    command.env("PATH", with_lt_lint()).env("HOME", home.path()).env("SEEN", &seen);
    let said = finish(&mut command).text;
    let seen = fs::read_to_string(&seen).unwrap_or_else(|error| panic!("{error}: {said}"));
    let seen: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(seen.get("problem"), None, "{seen:#}\n{said}");
    seen
}

#[test]
fn emacs_shows_what_is_found_and_known() {
    let name = "emacs_shows_what_is_found_and_known";
    let Some(_) = Tools::find(name) else { return };
    if !is_here() {
        // Around the test runner, which shows nothing of tests that pass.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED {name}: no Emacs with Eglot and yaml-mode, see .ci/emacs"
        );
        return;
    }
    let folder = project();
    succeed(&mut git(folder.path(), &["init", "-q"]));
    let seen = run(folder.path(), &snippet("elisp"), "emacs.el");
    assert_eq!(seen["found"], "M");
    assert_eq!(seen["line"], "memory: 150M");
    assert_eq!(seen["type"], "eglot-error");
    let hover = seen["hover"].as_str().unwrap();
    for part in ["low-memory-limit", "OOMKilled", "150,000,000 bytes"] {
        assert!(hover.contains(part), "{hover}");
    }
    assert_eq!(seen["actions"][0], "Fix: write `150Mi`");
    assert_eq!(seen["fixed"], "memory: 150Mi");
    assert_eq!(seen["completion"], json!(["scalyr-config"]));
    assert_eq!(seen["definition"], "  name: scalyr-config");
    assert_eq!(seen["ended"], "yes");
}
