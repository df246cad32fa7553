//! Input that is large, endless, odd or hostile: a clear message, the right exit code, and nothing lost.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::interruptible;

use super::{CLEAN, FAULT, FAULTY, Folder};

#[test]
fn devices_and_streams_without_an_end_are_read_to_the_bound() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    let ran = folder.run(&["--format", "concise", "/dev/zero", "a.yaml"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("/dev/zero: larger than 128 MiB, the most that is read"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains(&format!("a.yaml{FAULT}")), "{}", ran.out);
}

#[test]
fn pipes_in_a_folder_are_left_alone_and_named_ones_are_read() {
    let folder = Folder::new(&[("k8s/a.yaml", CLEAN)]);
    let pipe = folder.path().join("k8s/pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let ran = folder.run(&["k8s"]);
    assert_eq!((ran.code, ran.out.contains("in 1 file")), (0, true), "{}", ran.out);
    let writer = std::thread::spawn(move || fs::write(pipe, FAULTY).unwrap());
    let ran = folder.run(&["--format", "concise", "k8s/pipe.yaml"]);
    writer.join().unwrap();
    assert!(ran.out.contains(&format!("k8s/pipe.yaml{FAULT}")), "{}", ran.out);
}

#[test]
fn links_in_circles_end_and_a_link_to_nothing_is_an_error() {
    let folder = Folder::new(&[("k8s/a.yaml", FAULTY)]);
    symlink(".", folder.path().join("k8s/again")).unwrap();
    symlink("one.yaml", folder.path().join("k8s/two.yaml")).unwrap();
    symlink("two.yaml", folder.path().join("k8s/one.yaml")).unwrap();
    symlink("gone.yaml", folder.path().join("k8s/link.yaml")).unwrap();
    symlink("gone", folder.path().join("k8s/notes.txt")).unwrap();
    let ran = folder.run(&["--format", "concise", "k8s"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.out.matches(FAULT).count(), 1, "{}", ran.out);
    assert!(ran.err.contains("k8s/link.yaml: no such file or folder"), "{}", ran.err);
    assert!(
        ran.err.contains("k8s/one.yaml: ") && ran.err.contains("k8s/two.yaml: "),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("notes.txt"), "{}", ran.err);
}

#[test]
fn names_of_files_are_shown_as_text_in_every_format() {
    let folder = Folder::new(&[]);
    let names: [&[u8]; 4] =
        [b"a\nb.yaml", b"\x1b[31mc.yaml", "\u{202e}d.yaml".as_bytes(), b"\xffe.yaml"];
    for name in names {
        fs::write(folder.path().join(OsStr::from_bytes(name)), FAULTY).unwrap();
    }
    for format in ["human", "concise", "json", "jsonl", "github", "markdown", "junit", "checkstyle"]
    {
        let ran = folder.run(&["--format", format, "."]);
        assert_eq!(ran.code, 1, "{format}: {}", ran.err);
        let out = ran.out;
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{format}: {out}");
        assert!(!out.contains("a\nb.yaml"), "{format}: {out}");
    }
}

#[test]
fn a_null_byte_and_a_lone_surrogate_have_their_place() {
    let mut null = FAULTY.as_bytes().to_vec();
    null.extend(b"---\nkind: a\x00b\n");
    let mut half = b"apiVersion: v1\nkind: Pod\nmetadata: {name: ".to_vec();
    half.extend(b"\xed\xa0\x80}\n");
    let folder = Folder::new(&[]);
    folder.write("null.yaml", &null);
    folder.write("half.yaml", &half);
    let ran = folder.run(&["--format", "concise", "."]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("half.yaml:3:18: error[yaml-syntax]"), "{}", ran.out);
    assert!(ran.out.contains("null.yaml:12:"), "{}", ran.out);
    // The document in front of it is judged.
    assert!(ran.out.contains(&format!("null.yaml{FAULT}")), "{}", ran.out);
}

#[test]
fn large_scalars_and_many_keys_give_little_output() {
    let scalar = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a: {}\n",
        "x".repeat(2 << 20)
    );
    let keys: String = (0..20_000).map(|at| format!("  k{at}: v\n")).collect();
    let keys = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: b}}\ndata:\n{keys}");
    let folder = Folder::new(&[("scalar.yaml", &scalar), ("keys.yaml", &keys)]);
    let ran = folder.run(&["."]);
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.err);
    assert!(ran.out.len() < 4_000, "{} bytes", ran.out.len());
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    for flag in ["--output=json=/dev/full", "--write-baseline=/dev/full"] {
        let ran = folder.run(&[flag, "a.yaml"]);
        assert_eq!(ran.code, 2, "{flag}: {}", ran.out);
        assert!(ran.err.contains("/dev/full:"), "{flag}: {}", ran.err);
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), FAULTY);
}

#[test]
fn a_folder_that_cannot_be_written_is_2_and_keeps_everything() {
    let folder = Folder::new(&[("a.yaml", FAULTY), ("file", "")]);
    let ran = folder.run(&["--output", "json=file/report.json", "a.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("file/report.json: can't be written"), "{}", ran.err);
}

#[test]
fn an_interrupted_run_leaves_no_part_of_a_report() {
    let folder = Folder::new(&[("report.json", "the old one")]);
    let pipe = folder.path().join("pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let command = folder.command(&["--output", "json=report.json", "pipe.yaml"]);
    let mut command = interruptible(&command);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let child_id = child.id().to_string();
    // Nobody writes to the pipe, so the run is still reading when the signal comes; a first one may come too early.
    let interrupt = || Command::new("kill").args(["-INT", &child_id]).status().unwrap();
    let ended = (0..200).find_map(|_| {
        assert!(interrupt().success());
        thread::sleep(Duration::from_millis(50));
        child.try_wait().unwrap()
    });
    assert!(!ended.expect("a run that Ctrl-C ends").success());
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["pipe.yaml", "report.json"]);
    assert_eq!(fs::read_to_string(folder.path().join("report.json")).unwrap(), "the old one");
}

#[test]
fn two_runs_never_lose_what_the_other_wrote_into_a_baseline() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    folder.run(&["--write-baseline=other.yaml", "a.yaml"]);
    let others = fs::read(folder.path().join("other.yaml")).unwrap();
    let pipe = folder.path().join("pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = folder.command(&["--write-baseline=known.yaml", "pipe.yaml"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    // Opened once the run reads, which is after it has looked for the baseline.
    let mut writer = fs::OpenOptions::new().write(true).open(pipe).unwrap();
    folder.write("known.yaml", &others);
    writer.write_all(FAULTY.as_bytes()).unwrap();
    drop(writer);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("known.yaml: another run has written it in the meantime"), "{err}");
    assert_eq!(fs::read(folder.path().join("known.yaml")).unwrap(), others);
}
