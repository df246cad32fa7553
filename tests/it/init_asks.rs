//! `lt-lint init` on a terminal: it asks for what isn't given, and tries each answer at its question.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::init::read;
use crate::support::interruptible;

/// A command with a terminal. `script`, which gives it one, is part of every Debian.
fn script(folder: &Path, args: &str) -> Command {
    let command = format!("{} init x {args}", env!("CARGO_BIN_EXE_lt-lint"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(folder);
    let mut script = interruptible(&script);
    script.stdin(Stdio::piped()).stdout(Stdio::piped());
    script
}

/// What is shown on a terminal where these keys are typed, and whether it succeeds.
fn typed(folder: &Path, args: &str, keys: &str) -> (bool, String) {
    let mut child = script(folder, args).spawn().unwrap();
    child.stdin.take().unwrap().write_all(keys.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn each_answer_is_tried_at_its_question() {
    let folder = tempfile::tempdir().unwrap();
    // Name, image (refused before its arguments are asked for, then given), arguments (refused, then given), parser,
    // cluster, server, rate (refused, then given), target, nodes (refused, then given), release (refused, then given).
    let keys = "\rAcme/gen:1\racme/gen:1\r--rate 5 'a b\r--rate 5 'a b'\r\r\r\r7MB/s\r4MB/s\r\r3\r100\r2.0.57\r\r";
    let (done, shown) = typed(folder.path(), "", keys);
    assert!(done, "{shown}");
    for part in [
        "Enter accepts the answer in brackets",
        "! image `Acme/gen:1` has capital letters in `Acme`",
        "! a quote isn't closed",
        "! each pod writes 7 MB/s",
        "! agent 2.0.57",
        "Its arguments, as in a shell",
    ] {
        assert!(shown.replace("\r\n", " ").contains(part), "no {part} in {shown}");
    }
    assert!(!shown.contains("?;"), "{shown}");
    let sidecar = read(folder.path(), "scalyr-sidecar.yaml");
    for line in [
        "          args: [--rate, \"5\", a b]",
        "    lt-lint/rate: 4MB/s",
        "    lt-lint/nodes: \"100\"",
    ] {
        assert!(sidecar.lines().any(|one| one == line), "no {line} in {sidecar}");
    }
    // Before anything is asked: what is there stays.
    let (done, shown) = typed(folder.path(), "", "");
    assert!(!done && shown.contains("already exists"), "{shown}");
    assert!(!shown.contains("Name of the workload"), "{shown}");
}

#[test]
fn on_a_terminal_it_asks_for_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    // Name (refused, then given), image, parser, server, target, nodes, release.
    let answers = "Bad Name\rsoak\r\rlines\r\r400MB/s\r10\r\r";
    let (done, shown) = typed(folder.path(), "--rate 4MB/s --cluster east", answers);
    assert!(done, "{shown}");
    assert!(shown.contains("`Bad Name` isn't a valid name"), "{shown}");
    assert!(!shown.contains("Cluster under which"), "{shown}");
    let sidecar = read(folder.path(), "scalyr-sidecar.yaml");
    assert!(
        sidecar.starts_with("# The load test:")
            && sidecar.contains("\n# 100 pods at 4 MB/s make 400 MB/s.")
    );
    for line in [
        "  name: soak",
        "    lt-lint/nodes: \"10\"",
        "        log.config.scalyr.com/attributes.parser: \"lines\"",
    ] {
        assert!(sidecar.lines().any(|one| one == line), "{line}");
    }
    assert!(read(folder.path(), "configmap.yaml").contains("SCALYR_K8S_CLUSTER_NAME: \"east\""));
}

#[test]
fn ctrl_c_at_a_question_leaves_nothing() {
    for before in ["", "soak\r", "soak\racme/gen:1\r--rate 5\rlines\r"] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = script(folder.path(), "").spawn().unwrap();
        let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        // Keys that come before the first question would be lost.
        let (mut shown, mut part) = (String::new(), [0; 1024]);
        while !shown.contains("Name of the workload") {
            let length = screen.read(&mut part).unwrap();
            assert_ne!(length, 0, "{shown}");
            shown.push_str(&String::from_utf8_lossy(&part[..length]));
        }
        keys.write_all(format!("{before}\u{3}").as_bytes()).unwrap();
        screen.read_to_string(&mut shown).unwrap();
        assert!(!child.wait().unwrap().success(), "{shown}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{shown}");
    }
}
