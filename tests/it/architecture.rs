//! The direction of imports: data flows one way, so a module may only use those below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `src/`, the lowest first. Modules of one line don't know each other.
const LAYERS: &[&[&str]] = &[
    &["closest"],
    &["bounded", "by_shape", "embedded", "line", "log_commands", "parallel", "source", "text"],
    &["fix"],
    &["error", "finding", "paths"],
    &["units", "yaml"],
    &["secret"],
    &["kube", "limits", "settings_file"],
    &["agent", "load"],
    &["baseline"],
    &["options"],
    &["report"],
    &["model", "triage"],
    &["rule"],
    &["suppress"],
    &["session"],
    &["config", "discover", "effective", "fixer", "fixture", "plan"],
    &["examples", "init", "output", "own_rules", "policy", "render"],
    &["project", "published", "web"],
    &["server"],
    &["cli"],
    &["lib", "main"],
];

/// The folders of checks, by stage: what is told first may not know what is told later.
const STAGES: &[&[&str]] = &[&["text"], &["structure"], &["agent", "field", "load", "relation"]];

/// Every source file below a folder, with its path from there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code of a file: no comments, and no tests of its own.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow a prefix in code, those of `prefix{a, b::c}` as well.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = code.get(at + prefix.len()..).unwrap();
        let Some(group) = rest.strip_prefix('{') else {
            names.insert(word(rest));
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if start && !c.is_whitespace() => {
                    names.insert(word(group.get(at..).unwrap()));
                    start = false;
                }
                _ => {}
            }
        }
    }
    names
}

fn ranks(layers: &[&[&'static str]]) -> BTreeMap<&'static str, usize> {
    let ranked = layers.iter().enumerate();
    ranked.flat_map(|(rank, names)| names.iter().map(move |name| (*name, rank))).collect()
}

/// The imports below `folder` that don't lead downward, by the first part of the path of each file.
fn wrong_arrows(folder: &str, prefix: &str, layers: &[&[&'static str]]) -> Vec<String> {
    let folder = Path::new(folder);
    let ranks = ranks(layers);
    let mut wrong = Vec::new();
    for path in files(folder) {
        let below = path.strip_prefix(folder).unwrap();
        let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
        let module = first.strip_suffix(".rs").unwrap_or(first);
        let Some(rank) = ranks.get(module) else {
            wrong.push(format!("{} is in no layer", path.display()));
            continue;
        };
        for name in names_after(&code(&path), prefix).into_iter().filter(|name| name != module) {
            if ranks.get(name.as_str()).is_some_and(|other| other >= rank) {
                wrong.push(format!("{} imports {prefix}{name}", path.display()));
            }
        }
    }
    wrong
}

#[test]
fn modules_import_only_what_is_below_them() {
    let wrong = wrong_arrows("src", "crate::", LAYERS);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn checks_of_a_stage_import_no_later_one() {
    let layers: Vec<&[&str]> =
        STAGES.iter().copied().chain([&["hit", "kinds", "mod", "params"][..]]).collect();
    let wrong = wrong_arrows("src/rule/check", "crate::rule::check::", &layers);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_import_is_seen_in_each_of_its_forms() {
    let code = "use crate::a::B;\nuse crate::{c::{D, E}, f,\n g::H};\nlet x = crate::i::j();";
    let names: Vec<String> = names_after(code, "crate::").into_iter().collect();
    assert_eq!(names, ["a", "c", "f", "g", "i"]);
}

#[test]
fn every_module_of_the_library_has_a_layer() {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let modules = lib
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    let ranks = ranks(LAYERS);
    let missing: Vec<&str> = modules.filter(|module| !ranks.contains_key(module)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
