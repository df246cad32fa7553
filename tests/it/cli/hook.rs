//! What hooks and people at a terminal see: named files whose change breaks others, a named configuration, text on
//! standard input under a name, and what is printed where.

use std::process::{Command, Stdio};

use super::{CLEAN, FAULTY, Folder, SIDECAR, TEMPLATE, finish};

const ACCOUNT: &str = include_str!("../../../k8s/scalyr-service-account.yaml");
const CONFIG: &str = include_str!("../../../k8s/configmap.yaml");

fn with_config_map(text: &str) -> Folder {
    Folder::new(&[
        ("k8s/configmap.yaml", text),
        ("k8s/scalyr-service-account.yaml", ACCOUNT),
        ("k8s/scalyr-sidecar.yaml", SIDECAR),
    ])
}

#[test]
fn what_a_named_file_breaks_elsewhere_is_told() {
    let folder = with_config_map(&CONFIG.replace("name: scalyr-config", "name: scalyr-configs"));
    let ran = folder.concise(&["k8s/configmap.yaml"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.starts_with("k8s/scalyr-sidecar.yaml:76:23: error[dangling-reference] "),
        "{}",
        ran.out
    );
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    // The account has no part in it.
    assert_eq!(folder.concise(&["k8s/scalyr-service-account.yaml"]).out, "");
    let known = folder.run(&["--write-baseline", "known.yaml", "k8s/configmap.yaml"]);
    assert_eq!(known.out, "1 known finding in known.yaml\n");
    let ran = folder.concise(&["--baseline", "known.yaml", "k8s/configmap.yaml"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn a_named_configuration_is_checked_as_one() {
    let folder = Folder::new(&[("a.yaml", CLEAN), ("below/.lt-lint.yaml", "rules: {nope: off}\n")]);
    let ran = folder.run(&["--quiet", "--allow-empty", "--", "below/.lt-lint.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.starts_with("lt-lint: below/.lt-lint.yaml:1:9: there is no rule `nope`"),
        "{}",
        ran.err
    );
    assert_eq!(folder.run(&["a.yaml", "below/.lt-lint.yaml"]).code, 2);
    folder.write("below/.lt-lint.yaml", b"rules: {stale-image: off}\n");
    let ran = folder.run(&["below/.lt-lint.yaml"]);
    let wanted = (0, "no problems in below/.lt-lint.yaml\n", "");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), wanted);
    let ran = folder.run(&["--quiet", "below/.lt-lint.yaml"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn a_file_may_be_called_like_an_option() {
    let folder = Folder::new(&[("-a.yaml", FAULTY)]);
    let ran = folder.concise(&["--", "-a.yaml"]);
    assert_eq!((ran.code, ran.out), (1, format!("-a.yaml{}", super::FAULT)));
}

#[test]
fn standard_input_stands_for_the_file_that_it_is_named_after() {
    let folder = with_config_map(CONFIG);
    let broken = SIDECAR.replace("name: scalyr-config\n", "name: scalyr-confi\n");
    let args = ["--format", "concise", "--stdin-filename", "k8s/scalyr-sidecar.yaml"];
    let ran = folder.pipe(broken.as_bytes(), &args);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.starts_with("k8s/scalyr-sidecar.yaml:76:23: error[dangling-reference] "),
        "{}",
        ran.out
    );
    // The file itself isn't read beside it, though its folder is.
    let both = folder.pipe(broken.as_bytes(), &[&args[..], &["-", "k8s"]].concat());
    assert_eq!(both.out, ran.out);
    folder.write(".lt-lint.yaml", b"exclude: [k8s/]\n");
    let ran = folder
        .pipe(broken.as_bytes(), &[&args[..], &["--force-exclude", "--allow-empty"]].concat());
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn quiet_prints_nothing_without_findings() {
    let folder = Folder::new(&[("a.yaml", CLEAN), ("t.yaml", TEMPLATE)]);
    for format in ["human", "concise"] {
        let ran = folder.run(&["--quiet", "--format", format, "."]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{format}");
    }
}

#[test]
fn what_could_not_be_judged_is_said() {
    let unknown = SIDECAR
        .lines()
        .filter(|line| !line.contains("lt-lint/rate"))
        .map(|line| match line.split_once("image: ") {
            Some((before, image)) if image.contains("flog") => {
                format!("{before}image: acme/gen:1\n")
            }
            _ => format!("{line}\n"),
        })
        .collect::<String>();
    let folder = with_config_map(CONFIG);
    folder.write("k8s/scalyr-sidecar.yaml", unknown.as_bytes());
    let said = "not checked: the rate of Deployment scalyr/load-test (unknown generator; state `lt-lint/rate`)\n";
    let ran = folder.run(&["k8s"]);
    assert!(ran.out.starts_with(said), "{}{}", ran.out, ran.err);
    assert_eq!(folder.run(&["--rate", "5MB/s", "k8s"]).out, "no problems in 3 files (5 objects)\n");
    let ran = Folder::new(&[("a.yaml", CLEAN)]).run(&["a.yaml"]);
    assert!(ran.out.contains("no load test in the input"), "{}", ran.out);
}

#[test]
fn frames_are_ascii_where_the_locale_is() {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    for locale in ["C", "POSIX", "en_US.ISO-8859-1"] {
        let ran = folder.run_with(&[("LC_ALL", locale)], &["a.yaml"]);
        assert!(
            ran.out.is_ascii() && ran.out.contains(",-[a.yaml:10:27]"),
            "{locale}: {}",
            ran.out
        );
    }
    let ran = folder.run_with(&[("LANG", "de_DE.UTF-8")], &["a.yaml"]);
    assert!(ran.out.contains("╭─[a.yaml:10:27]"), "{}", ran.out);
    // The signs of texts, too: those of `why` here, and of a page.
    let folder = with_config_map(&CONFIG.replace("SIDECAR_MODE: \"true\"", "SIDECAR_MODE: \"\""));
    for (args, said) in [
        (&["k8s"][..], "each log N - 1 times"),
        (&["explain", "sidecar-mode-off"], "- *value*: ... is empty"),
    ] {
        let ran = folder.run_with(&[("LC_ALL", "C")], args);
        let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(ran.out.is_ascii() && text.contains(said), "{}", ran.out);
    }
}

#[test]
fn colours_are_forced_and_tell_the_places_apart() {
    let folder = with_config_map(&CONFIG.replace("name: scalyr-config", "name: scalyr-configs"));
    for (env, colored) in [
        (&[("FORCE_COLOR", "1")][..], true),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("FORCE_COLOR", "0")], false),
        (&[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "1")], false),
        (&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false),
        (&[], false),
    ] {
        let out = folder.run_with(env, &["k8s"]).out;
        assert_eq!(out.contains('\u{1b}'), colored, "{env:?}: {out}");
    }
    let out = folder.run_with(&[("FORCE_COLOR", "1")], &["k8s"]).out;
    assert!(
        out.starts_with("\u{1b}[1;31merror[dangling-reference]\u{1b}[0m: \u{1b}[1mno ConfigMap"),
        "{out}"
    );
    let colors = |part: &str| {
        let line = out.lines().find(|line| line.contains(part)).unwrap();
        line.split("\u{1b}[").nth(1).unwrap().split('m').next().unwrap().to_owned()
    };
    assert_ne!(colors("no such ConfigMap"), colors("the existing one"), "{out}");
    assert!(!out.contains("Advice"), "{out}");
}

#[test]
fn the_same_words_are_said_once() {
    let two = FAULTY.replace("limits: {memory: 1Zi}", "limits: {memory: 1Zi, cpu: 1Zi}");
    let ran = Folder::new(&[("a.yaml", &two)]).run(&["a.yaml"]);
    assert_eq!(ran.out.matches("error[invalid-quantity]: ").count(), 2, "{}", ran.out);
    assert_eq!(ran.out.matches("   why: ").count(), 1, "{}", ran.out);
}

#[test]
fn config_has_its_own_options_only() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    assert_eq!(folder.run(&["config", "--format", "json"]).code, 2);
    assert_eq!(folder.run(&["config", "--nodes", "3", "."]).code, 0);
    let help = folder.run(&["-h"]).out;
    for group in ["\nInput:\n", "\nOutput:\n", "\nRules:\n", "\nBaseline:\n", "\nThe load test:\n"]
    {
        assert!(help.contains(group), "{group}: {help}");
    }
}

/// `script`, which gives a program a terminal, is part of every Debian.
fn on_a_terminal(folder: &Folder, command: &str) -> String {
    let command = command.replace("lt-lint", env!("CARGO_BIN_EXE_lt-lint"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
    finish(script.current_dir(folder.path()).stdin(Stdio::null())).out.replace('\r', "\n")
}

#[test]
fn rules_and_explain_are_set_for_a_terminal() {
    let folder = Folder::new(&[]);
    let rules = on_a_terminal(&folder, "stty cols 80; lt-lint rules --color always");
    assert!(rules.contains("\u{1b}[1mThe agent ("), "{rules}");
    assert!(rules.contains(" rules: "), "{rules}");
    let page =
        on_a_terminal(&folder, "stty cols 80; lt-lint explain low-memory-limit --color never");
    assert!(page.starts_with("low-memory-limit\n"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    for part in [
        "Examples\n",
        "Bad, too little:",
        "    apiVersion: v1",
        "memory limit 80Mi of `scalyr-agent`",
        "Good, ",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn what_takes_long_is_said_on_the_terminal_and_goes() {
    let folder = Folder::new(&[("a.yaml", CLEAN)]);
    let shown = on_a_terminal(&folder, "(sleep 1.6; cat a.yaml) | lt-lint -");
    assert!(shown.contains("\u{1b}[Klt-lint: reading files, 1 s"), "{shown:?}");
    let last = shown.rsplit("\u{1b}[K").next().unwrap();
    assert!(!last.contains("lt-lint:") && last.contains("no load test in the input"), "{shown:?}");
    let quick = on_a_terminal(&folder, "lt-lint a.yaml");
    assert!(!quick.contains("reading files"), "{quick:?}");
}
