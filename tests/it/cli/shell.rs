//! Completion scripts and the manual page, in the programs that read them.

use std::process::{Command, Stdio};

use super::{Folder, finish};

/// What bash offers after `words`, of which the last one is being typed.
fn bash_offers(words: &[&str]) -> Vec<String> {
    let folder = Folder::new(&[]);
    let script = folder.run(&["completions", "bash"]);
    assert_eq!((script.code, script.err.as_str()), (0, ""));
    folder.write("lt-lint.bash", script.out.as_bytes());
    let code = r#"
        source lt-lint.bash
        registered=$(complete -p lt-lint)
        function=${registered#* -F }; function=${function%% *}
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut bash = Command::new("bash");
    bash.current_dir(folder.path()).args(["--norc", "--noprofile", "-c", code, "bash"]).args(words);
    let ran = finish(bash.stdin(Stdio::null()));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_flags_values_and_rules() {
    assert_eq!(bash_offers(&["lt-lint", "ex"]), ["explain"]);
    assert_eq!(bash_offers(&["lt-lint", "--err"]), ["--error-on"]);
    assert_eq!(bash_offers(&["lt-lint", "--format", "j"]), ["json", "jsonl", "junit"]);
    assert_eq!(bash_offers(&["lt-lint", "--error-on", ""]), ["error", "warning", "info", "never"]);
    assert_eq!(
        bash_offers(&["lt-lint", "explain", "low-memory-"]),
        ["low-memory-limit", "low-memory-request"]
    );
    assert_eq!(bash_offers(&["lt-lint", "completions", "f"]), ["fish"]);
    // Nothing of its own: bash goes on with the names of files.
    assert_eq!(bash_offers(&["lt-lint", "k8"]), [""]);
}

#[test]
fn every_shell_has_a_script() {
    for (shell, start) in [
        ("zsh", "#compdef lt-lint\n"),
        ("fish", "# Print an optspec for argparse"),
        ("elvish", "\nuse builtin;\n"),
        ("powershell", "\nusing namespace System.Management.Automation\n"),
    ] {
        let ran = Folder::new(&[]).run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        assert!(ran.out.starts_with(start), "{shell}: {}", ran.out);
        assert!(ran.out.contains("error-on") && ran.out.contains("explain"), "{shell}");
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
