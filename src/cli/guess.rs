//! What was likely meant by a path that doesn't exist: a command, or another path.

use std::path::Path;

use clap::CommandFactory;

use crate::error::Error;
use crate::text::did_you_mean;

/// Words that other linters take for this command.
const LINT: [&str; 9] =
    ["analyze", "audit", "check", "lint", "run", "scan", "validate", "verify", "vet"];
/// Words that are commands of other linters, and flags here.
const FLAGS: [(&str, &str); 5] = [
    ("diff", "--diff k8s/"),
    ("fix", "--fix k8s/"),
    ("baseline", "--write-baseline FILE k8s/"),
    ("render", "--render k8s/"),
    ("version", "--version"),
];

/// The error with what was likely meant.
pub(super) fn with_guess(error: Error) -> Error {
    let path = Path::new(&error.place);
    if error.advice.is_some() || path.exists() {
        return error;
    }
    let is_word = error.place.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let word = Some(error.place.as_str()).filter(|_| is_word);
    if path.is_symlink() {
        return error.with_advice("it is a link to something that doesn't exist");
    }
    if error.place.contains(['*', '?']) {
        return error.with_advice("globs aren't expanded here: name the folder or the files");
    }
    let exact = word.and_then(flag).or_else(|| word.filter(|word| LINT.contains(word)).map(direct));
    let beside = || beside(path).map(|name| format!("did you mean `{name}`?"));
    let near = || word.filter(|word| did_you_mean(word, &LINT).is_some()).map(direct);
    let guess = exact.or_else(beside).or_else(|| word.and_then(command)).or_else(near);
    match guess {
        Some(guess) => error.with_advice(guess),
        None => error,
    }
}

fn direct(_: &str) -> String {
    "paths are given directly, as in `lt-lint k8s/`".to_owned()
}

fn flag(word: &str) -> Option<String> {
    let (_, flag) = FLAGS.iter().find(|(name, _)| *name == word)?;
    Some(format!("that is a flag: `lt-lint {flag}`"))
}

fn command(word: &str) -> Option<String> {
    let cli = super::Cli::command();
    let names: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    did_you_mean(word, &names).map(|name| format!("did you mean the command `{name}`?"))
}

/// A file or folder of nearly the same name in the same folder.
fn beside(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    let searched = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(searched).ok()?.filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let meant = did_you_mean(path.file_name()?.to_str()?, &names)?;
    Some(folder.join(meant).display().to_string())
}
