//! What is linked into the binary: only licences that `deny.toml` allows, nothing that it bans, nothing twice unnoticed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// The crates that the binary is linked with, each with its version and its licence.
fn linked() -> Vec<(String, String, String)> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none"]);
    let output = command.args(["--format", "{p}|{l}"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: BTreeSet<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect();
    let parts = lines.iter().map(|line| {
        let (package, licence) = line.split_once('|').unwrap();
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        (name.to_owned(), version.to_owned(), licence.to_owned())
    });
    parts.filter(|(name, ..)| name != "lt-lint").collect()
}

/// The quoted words between two texts of `deny.toml`.
fn quoted(start: &str, end: &str) -> Vec<String> {
    let text = fs::read_to_string("deny.toml").unwrap();
    let (_, rest) = text.split_once(start).unwrap();
    let (list, _) = rest.split_once(end).unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether an expression of licences can be met with those that are allowed.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace(['(', ')'], "").replace('/', " OR ");
    let met =
        |either: &str| either.split(" OR ").any(|one| allowed.iter().any(|it| it == one.trim()));
    expression.split(" AND ").all(met)
}

#[test]
fn licences_are_those_that_are_allowed() {
    let allowed = quoted("allow = [", "]");
    let crates = linked();
    assert!(crates.len() > 50, "{crates:?}");
    let others: Vec<_> =
        crates.iter().filter(|(.., licence)| !is_allowed(licence, &allowed)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(!is_allowed("GPL-3.0-only", &allowed) && !is_allowed("MIT AND GPL-3.0-only", &allowed));
}

#[test]
fn nothing_that_talks_to_a_network_is_linked() {
    let banned = quoted("deny = [", "]\n\n");
    assert!(banned.contains(&"tokio".to_owned()), "{banned:?}");
    let found: Vec<_> = linked().into_iter().filter(|(name, ..)| banned.contains(name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn crates_are_linked_in_one_version() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, version, _) in linked() {
        versions.entry(name).or_default().insert(version);
    }
    let twice: Vec<&String> =
        versions.iter().filter(|(_, it)| it.len() > 1).map(|(name, _)| name).collect();
    // miette asks for an older release than textwrap does.
    assert_eq!(twice, ["unicode-width"]);
}

#[test]
fn without_any_network_nothing_differs() {
    let unshared = |program: &str, arguments: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--net", program]).args(arguments).output()
    };
    // Where no namespace may be made, `tests/skipped` says so.
    if !unshared("true", &[]).is_ok_and(|output| output.status.success()) {
        return;
    }
    let program = env!("CARGO_BIN_EXE_lt-lint");
    for arguments in [
        ["--format=json", "examples"],
        ["--format=human", "k8s"],
        ["plan", "k8s"],
        ["settings", "k8s"],
    ] {
        let usual = Command::new(program).args(arguments).output().unwrap();
        let alone = unshared(program, &arguments).unwrap();
        assert_eq!(alone, usual, "{arguments:?}");
        assert!(!usual.stdout.is_empty(), "{arguments:?}");
    }
}
