//! What is printed: formats, colours, quiet, help.

use std::process::Stdio;

use super::{CLEAN, FAULTY, Folder, SIDECAR, TEMPLATE};

const ESCAPE: char = '\u{1b}';

#[test]
fn concise_lines_have_one_shape() {
    let text = SIDECAR
        .replace("150Mi", "150M")
        .replace("readOnly: true", "readOnly: false")
        .replace(":2.1.1", ":2.0.1");
    let folder = Folder::new(&[("a b/é.yaml", &text), ("broken.yaml", "a: [\n")]);
    let ran = folder.concise(&["."]);
    assert!(ran.out.lines().count() >= 5, "{}", ran.out);
    for line in ran.out.lines() {
        let (place, rest) = line.split_once(": ").unwrap();
        let mut parts = place.rsplitn(3, ':');
        let numbers: Vec<usize> =
            parts.by_ref().take(2).map(|part| part.parse().unwrap()).collect();
        assert!(numbers.iter().all(|number| *number > 0), "{line}");
        assert!(["a b/é.yaml", "broken.yaml"].contains(&parts.next().unwrap()), "{line}");
        let (severity, rest) = rest.split_once('[').unwrap();
        assert!(["error", "warning"].contains(&severity), "{line}");
        let (rule, message) = rest.split_once("] ").unwrap();
        assert!(rule.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{line}");
        assert!(!message.is_empty() && message == message.trim(), "{line}");
    }
}

#[test]
fn human_shows_the_source_what_why_and_help() {
    let ran = Folder::new(&[("a.yaml", FAULTY)]).run(&["a.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    for part in [
        "error[invalid-quantity]",
        "a.yaml:10:27",
        "limits: {memory: 1Zi}",
        "error[invalid-quantity]: `1Zi` isn't a valid quantity",
        "   why: ",
        "  help: ",
        "not a valid quantity",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(ran.out.ends_with("\n\n1 error in 1 file (1 object)\n"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 100), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line == line.trim_end()), "{:?}", ran.out);
}

#[test]
fn the_summary_counts_by_severity() {
    let text = SIDECAR.replace("memory: 80Mi", "memory: 60Mi").replace(":2.1.1", ":2.0.57");
    let folder = Folder::new(&[
        ("a.yaml", &text),
        ("b.yaml", FAULTY),
        ("t.yaml", TEMPLATE),
        ("v.yaml", "a: 1\n"),
    ]);
    let last = "2 errors, 1 warning in 2 files (2 objects), 1 template skipped, 1 file without Kubernetes objects skipped";
    let ran = folder.run(&["."]);
    assert_eq!(ran.out.lines().last(), Some(last), "{}", ran.out);
}

#[test]
fn quiet_says_nothing_when_there_is_nothing_to_say() {
    let folder = Folder::new(&[("clean.yaml", CLEAN), ("faulty.yaml", FAULTY)]);
    for flag in ["--quiet", "-q"] {
        let ran = folder.run(&[flag, "clean.yaml"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
        let ran = folder.run(&[flag, "faulty.yaml"]);
        assert!(ran.code == 1 && ran.out.contains("1 error"), "{}", ran.out);
    }
}

#[test]
fn colours_as_asked() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    for (env, args, colored) in [
        (&[][..], &[][..], false),
        (&[], &["--color", "auto"], false),
        (&[], &["--color", "always"], true),
        (&[], &["--color", "never"], false),
        (&[("NO_COLOR", "1")], &["--color", "always"], true),
        (&[("CLICOLOR_FORCE", "1")], &[], true),
        (&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false),
        (&[("NO_COLOR", "1")], &[], false),
        (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], &[], false),
        (&[("TERM", "xterm-256color")], &[], false),
    ] {
        let ran = folder.run_with(env, &[args, &["a.yaml"]].concat());
        assert_eq!(ran.code, 1);
        assert_eq!(ran.out.contains(ESCAPE), colored, "{env:?} {args:?}: {:?}", ran.out);
        assert!(!ran.err.contains(ESCAPE), "{:?}", ran.err);
    }
    let ran = folder.concise(&["--color", "always", "a.yaml"]);
    assert!(!ran.out.contains(ESCAPE), "{:?}", ran.out);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let folder =
        Folder::new(&[("a.yaml", &format!("{FAULTY}---\n{SIDECAR}").replace("150Mi", "150M"))]);
    let colored = folder.run(&["--color", "always"]).out;
    let mut plain = String::new();
    let mut parts = colored.split(ESCAPE);
    plain.push_str(parts.next().unwrap());
    for part in parts {
        plain.push_str(part.split_once('m').unwrap().1);
    }
    assert_eq!(plain, folder.run(&["--color", "never"]).out);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let text = SIDECAR
        .replace("150Mi", "150M")
        .replace("readOnly: true", "readOnly: false")
        .replace("name: SCALYR_", "name: SCLYR_");
    let names = ["a.yaml", "b.yaml", "c/d.yaml", "e.yml"];
    let folder = Folder::new(&names.map(|name| (name, text.as_str())));
    for format in ["human", "concise"] {
        let args = ["--format", format, "."];
        let first = folder.run(&args);
        assert_eq!(first.code, 1);
        for _ in 0..5 {
            assert_eq!(folder.run(&args).out, first.out);
        }
    }
}

#[test]
fn version_and_help() {
    let folder = Folder::new(&[]);
    let version = format!("lt-lint {}\n", env!("CARGO_PKG_VERSION"));
    let ran = folder.run(&["-V"]);
    assert_eq!((ran.code, &ran.out), (0, &version));
    let facts = std::fs::read_to_string("facts/agent/images.yaml").unwrap();
    let facts: serde_yaml::Value = serde_yaml::from_str(&facts).unwrap();
    let newest = facts["releases"].as_sequence().unwrap().last().unwrap().as_str().unwrap();
    let long = format!("{version}newest agent release that it knows: {newest}\n");
    for args in [&["--version"][..], &["--version", "k8s"]] {
        let ran = folder.run(args);
        assert_eq!((ran.code, &ran.out), (0, &long));
    }
    for flag in ["--help", "-h"] {
        let ran = folder.run(&[flag]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        for word in [
            "Usage: lt-lint",
            "[PATH]...",
            "--format",
            "--error-on",
            "--quiet",
            "--nodes",
            "Exit codes: 0",
            "explain",
        ] {
            assert!(ran.out.contains(word), "{flag} {word}: {}", ran.out);
        }
        assert!(!ran.out.contains(ESCAPE));
    }
    assert_eq!(folder.run(&["explain", "--help"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_closed_standard_output_is_no_panic() {
    let many: String = std::iter::repeat_n(format!("{FAULTY}---\n"), 300).collect();
    let folder = Folder::new(&[("a.yaml", &many)]);
    for args in [&["a.yaml"][..], &["--format", "concise", "a.yaml"], &["rules"], &["--help"]] {
        let mut child = folder
            .command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{args:?}: {} {err}",
            output.status
        );
        assert_eq!(err, "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_2() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = folder.command(&["a.yaml"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.starts_with("lt-lint: standard output: "), "{err}");
}

#[test]
fn a_report_to_a_dash_goes_to_standard_output_in_place_of_the_format() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    let ran = folder.run(&["--output", "concise=-", "--output", "markdown=b.md", "a.yaml"]);
    assert_eq!((ran.code, ran.out), (1, format!("a.yaml{}", super::FAULT)));
    assert!(folder.0.path().join("b.md").exists() && !folder.0.path().join("-").exists());
}

#[test]
fn a_report_is_never_written_over_what_is_linted() {
    let folder = Folder::new(&[("in.yaml", FAULTY), ("k8s/a.yaml", FAULTY)]);
    for args in [
        &["--output", "json=in.yaml", "in.yaml"][..],
        &["--output", "json=./k8s/../in.yaml", "in.yaml"],
        &["--output", "sarif=k8s/a.yaml", "k8s"],
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains("this is one of the files to lint"), "{}", ran.err);
    }
    for name in ["in.yaml", "k8s/a.yaml"] {
        assert_eq!(std::fs::read_to_string(folder.path().join(name)).unwrap(), FAULTY);
    }
}

#[test]
fn two_reports_for_one_file_are_refused_whatever_its_names() {
    let folder = Folder::new(&[("a.yaml", FAULTY), ("b/x", "")]);
    for other in ["x", "./x", "b/../x"] {
        let ran =
            folder.run(&["--output", "json=x", "--output", &format!("sarif={other}"), "a.yaml"]);
        assert_eq!(ran.code, 2, "{other}");
        assert!(ran.err.contains("--output names this file twice"), "{}", ran.err);
    }
    let ran = folder.run(&["--output", "json=x", "--output", "sarif=b/x", "a.yaml"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
}
