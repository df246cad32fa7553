//! Says in the last lines of `cargo test` what the other tests have skipped, and how to run it.
#![allow(clippy::print_stdout, reason = "printing is all that it does")]

use std::env;
use std::path::Path;
use std::process::Command;

/// What is skipped, whether it was, and the command that runs it.
fn parts() -> [(&'static str, bool, &'static str); 5] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let has_kubectl =
        env::var_os("LT_LINT_KUBECTL").is_some() || root.join("target/tools/kubectl").exists();
    let has_shells = ["zsh", "fish"].iter().all(|shell| is_on_path(shell));
    [
        (
            "the clients: pre-commit, pip, readers of reports, linters of workflows",
            env::var_os("LT_LINT_TOOLS").is_none(),
            "bash .ci/tools && LT_LINT_TOOLS=target/tools/venv/bin cargo test --test clients",
        ),
        (
            "the language server in Emacs",
            env::var_os("LT_LINT_TOOLS").is_none() || !is_on_path("emacs"),
            "bash .ci/emacs, then the tests of the clients",
        ),
        (
            "kubectl itself, where its answers aren't recorded",
            !has_kubectl,
            "bash .ci/kubectl && cargo test --test kubectl",
        ),
        (
            "completions in zsh and fish",
            !has_shells,
            "install both, then cargo test --test it shell",
        ),
        (
            "a run without any network",
            !may_leave_the_network(),
            "allow unprivileged user namespaces, then cargo test --test it supply",
        ),
    ]
}

/// Whether a program can be run in a network namespace of its own, which has no network.
fn may_leave_the_network() -> bool {
    let mut unshare = Command::new("unshare");
    let run = unshare.args(["--user", "--map-root-user", "--net", "true"]).output();
    run.is_ok_and(|output| output.status.success())
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn main() {
    // What asks for a list of the tests gets an empty one.
    if env::args().any(|arg| arg == "--list") {
        return;
    }
    let skipped: Vec<_> = parts().into_iter().filter(|(_, is_skipped, _)| *is_skipped).collect();
    if skipped.is_empty() {
        println!("\nNo test was skipped.");
        return;
    }
    println!("\nSkipped by these tests, and how to run it:");
    for (what, _, how) in skipped {
        println!("  {what}\n    {how}");
    }
}
