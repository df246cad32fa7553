//! Commands in the documentation do what the page says.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The pages that are read from top to bottom, each in a folder of its own with `k8s/`.
const PAGES: [&str; 7] = [
    "README.md",
    "docs/usage.md",
    "docs/ci.md",
    "docs/config.md",
    "docs/own-rules.md",
    "docs/plan.md",
    "docs/settings.md",
];

/// The fenced blocks of a page: language and text.
pub(crate) fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((language.to_owned(), text.join("\n") + "\n"));
        }
    }
    blocks
}

/// The file that a block shows, if its first line names one.
fn shown_file(text: &str) -> Option<&str> {
    let name = text.lines().next()?.strip_prefix("# ")?;
    (name.ends_with(".yaml") && !name.contains(' ')).then_some(name)
}

/// Standard output and standard error of a command line, in bash, with lt-lint on the PATH.
fn run(folder: &Path, line: &str) -> String {
    let built = Path::new(env!("CARGO_BIN_EXE_lt-lint")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", built.display());
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-c"]).arg(format!("exec 2>&1; {line}"));
    bash.current_dir(folder).env_clear().env("PATH", path).env("LC_ALL", "C.UTF-8");
    String::from_utf8(bash.stdin(Stdio::null()).output().unwrap().stdout).unwrap()
}

/// A block as it would look if its commands were run now.
fn played(folder: &Path, block: &str) -> String {
    let commands = block.lines().filter_map(|line| line.strip_prefix("$ "));
    commands.map(|command| format!("$ {command}\n{}", run(folder, command))).collect()
}

fn scratch() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("k8s")).unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for entry in fs::read_dir("k8s").unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(&path)).unwrap();
    }
    folder
}

#[test]
fn every_command_prints_what_the_page_shows() {
    for page in PAGES {
        let folder = scratch();
        for (language, text) in blocks(&fs::read_to_string(page).unwrap()) {
            match (language.as_str(), shown_file(&text)) {
                ("console", _) => {
                    assert!(text.starts_with("$ "), "{page}: {text}");
                    assert_eq!(played(folder.path(), &text), text, "{page}");
                }
                ("yaml", Some(name)) => {
                    let path = folder.path().join(name);
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, &text).unwrap();
                }
                _ => {}
            }
        }
    }
}

/// Commands that need a cluster, a repository or much time aren't run here; there are no others.
#[test]
fn commands_that_are_not_run_here_are_run_by_ci_or_are_known() {
    let ci = fs::read_to_string(".ci/run").unwrap();
    for page in PAGES {
        for (_, text) in
            blocks(&fs::read_to_string(page).unwrap()).iter().filter(|(it, _)| it == "sh")
        {
            for line in text.lines() {
                let known = [
                    "lt-lint k8s/ && kubectl apply -f k8s/",
                    "lt-lint plan --format svg k8s/ > plan.svg",
                ];
                let known = known.contains(&line);
                assert!(known || ci.lines().any(|it| it == line), "{page}: nothing runs `{line}`");
            }
        }
    }
}
