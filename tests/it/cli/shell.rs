//! Completion scripts and the manual page, in the programs that read them.

use std::process::{Command, Stdio};

use super::{CLEAN, Folder, Ran};

/// A folder with the script of a shell, a rule of its own, and a file.
fn scripted(shell: &str) -> Folder {
    let folder = Folder::new(&[
        ("k8s.yaml", CLEAN),
        (".lt-lint.yaml", "rules-folder: lint\n"),
        ("lint/own-rule.yaml", OWN),
    ]);
    let script = folder.run(&["completions", shell]);
    assert_eq!((script.code, script.err.as_str()), (0, ""));
    folder.write(&format!("lt-lint.{shell}"), script.out.as_bytes());
    folder
}

/// A rule of the project's own.
const OWN: &str = "id: own-rule\nsince: 0.1.0\nsummary: a rule of one's own\nseverity: warning\nmessage: m\n\
                   why: Because.\nhelp: Set one.\nwhere: {containers: generators}\n\
                   check: {exists: {path: resources.requests.cpu}}\n";

/// A shell with lt-lint on its PATH; none, with a word about it, where it isn't installed.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn shell(program: &str, folder: &Folder, args: &[&str]) -> Option<Ran> {
    let built = std::path::Path::new(env!("CARGO_BIN_EXE_lt-lint")).parent().unwrap();
    let path = format!("{}:{}", built.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.current_dir(folder.path()).env_clear().env("PATH", path).env("HOME", folder.path());
    match command.args(args).stdin(Stdio::null()).output() {
        Ok(output) => Some(super::ran(output)),
        Err(_) => {
            eprintln!("skipped: no {program} here");
            None
        }
    }
}

/// What bash offers after a line, of which the last word is being typed.
fn bash_offers(line: &str) -> Vec<String> {
    let folder = scripted("bash");
    let code = r#"
        source lt-lint.bash
        registered=$(complete -p lt-lint)
        function=${registered#* -F }; function=${function%% *}
        COMP_LINE=$1; COMP_POINT=${#COMP_LINE}
        read -r -a COMP_WORDS <<< "${COMP_LINE//=/ = }"
        if [[ $COMP_LINE == *' ' ]]; then COMP_WORDS+=(''); fi
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        "$function" lt-lint "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let ran = shell("bash", &folder, &["--norc", "--noprofile", "-c", code, "bash", line]).unwrap();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out.lines().map(str::to_owned).collect()
}

/// What each shell offers after a line.
const OFFERS: [(&str, &[&str]); 16] = [
    ("lt-lint expl", &["explain"]),
    ("lt-lint --err", &["--error-on"]),
    ("lt-lint --format j", &["json", "jsonl", "junit"]),
    ("lt-lint --error-on ", &["error", "warning", "info", "never"]),
    ("lt-lint explain low-memory-", &["low-memory-limit", "low-memory-request"]),
    ("lt-lint explain own", &["own-rule"]),
    ("lt-lint --select stale-i", &["stale-image"]),
    ("lt-lint --ignore stale-i", &["stale-image"]),
    ("lt-lint completions f", &["fish"]),
    ("lt-lint plan --format m", &["markdown"]),
    ("lt-lint schema b", &["baseline"]),
    ("lt-lint --runtime d", &["docker"]),
    ("lt-lint --kubernetes-version 1.36", &["1.36"]),
    (
        "lt-lint settings --diff 2.1.1",
        &[
            "2.1.19", "2.1.18", "2.1.17", "2.1.16", "2.1.15", "2.1.14", "2.1.13", "2.1.12",
            "2.1.11", "2.1.10", "2.1.1",
        ],
    ),
    ("lt-lint init --agent-version 2.2.22", &["2.2.22"]),
    ("lt-lint k8", &["k8s.yaml"]),
];

#[test]
fn bash_completes_commands_flags_values_and_rules() {
    for (line, wanted) in OFFERS {
        assert_eq!(bash_offers(line), wanted, "{line}");
    }
    assert_eq!(bash_offers("lt-lint --output sa"), ["sarif="]);
    // Bash itself keeps what stands before the sign.
    assert_eq!(bash_offers("lt-lint --output sarif=k8"), ["k8s.yaml"]);
}

#[test]
fn fish_completes_the_same() {
    let folder = scripted("fish");
    let offers = |line: &str| {
        let code = "source lt-lint.fish; complete --do-complete $argv[1]";
        let ran = shell("fish", &folder, &["--no-config", "--command", code, line])?;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        let word = |line: &str| line.split('\t').next().unwrap().to_owned();
        Some(ran.out.lines().map(word).collect::<Vec<_>>())
    };
    let Some(first) = offers("lt-lint --output sarif=k8") else { return };
    assert_eq!(first, ["sarif=k8s.yaml"]);
    for (line, wanted) in OFFERS {
        assert_eq!(offers(line).unwrap(), wanted, "{line}");
    }
}

#[test]
fn zsh_completes_the_same() {
    let folder = scripted("zsh");
    // What the completion system would show is printed instead.
    let code = r#"
        compdef() { }
        _describe() { shift 2; print -l -- "${(@P)1}" }
        source lt-lint.zsh
        words=("${(@s: :)1}"); CURRENT=$#words
        _lt_lint
    "#;
    let offers = |line: &str| {
        let ran = shell("zsh", &folder, &["-f", "-c", code, "zsh", line])?;
        assert_eq!(ran.err, "", "{line}");
        let word = |line: &str| line.split(':').next().unwrap().to_owned();
        Some(ran.out.lines().map(word).collect::<Vec<_>>())
    };
    let Some(first) = offers("lt-lint --output sarif=k8") else { return };
    assert_eq!(first, ["sarif=k8s.yaml"]);
    for (line, wanted) in OFFERS {
        assert_eq!(offers(line).unwrap(), wanted, "{line}");
    }
}

#[test]
fn every_shell_has_a_script() {
    for (shell, part) in [
        ("bash", "complete -o bashdefault -o default -F _lt_lint lt-lint\n"),
        ("zsh", "#compdef lt-lint\n"),
        ("fish", "complete --keep-order --exclusive --command lt-lint "),
        ("elvish", "set edit:completion:arg-completer[lt-lint] = "),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName lt-lint "),
    ] {
        let ran = Folder::new(&[]).run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        assert!(ran.out.contains(part), "{shell}: {}", ran.out);
    }
    assert_eq!(Folder::new(&[]).run(&["completions", "csh"]).code, 2);
}

#[test]
fn the_manual_page_is_set_without_a_warning() {
    let page = Folder::new(&[]).run(&["man"]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    assert!(page.out.contains(".TH lt-lint 1 "), "{}", page.out);
    let folder = Folder::new(&[("lt-lint.1", &page.out)]);
    let mut groff = Command::new("groff");
    groff.current_dir(folder.path()).args(["-ww", "-man", "-Tutf8", "-P-cbou", "lt-lint.1"]);
    let Ok(output) = groff.output() else { return eprintln!("skipped: no groff here") };
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let shown = String::from_utf8(output.stdout).unwrap();
    for part in [
        "NAME",
        "COMMANDS",
        "OPTIONS",
        "  explain\n",
        "--error-on",
        "EXTRA",
        "lt-lint explain missing-parser",
    ] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
}
