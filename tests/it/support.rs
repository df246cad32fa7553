//! What several modules need.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use lt_lint::finding::Level;
use lt_lint::{Report, RuleSet, published};

/// The JSON Schema of a format.
pub(crate) fn schema(format: &str) -> serde_json::Value {
    published::schema(format, &RuleSet::builtin().unwrap()).unwrap()
}

/// Runs lt-lint in a folder, with an empty environment: exit code, standard output and standard error.
pub(crate) fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-lint"));
    let output =
        command.env_clear().current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The same command where Ctrl-C is obeyed: what a shell starts in the background ignores it, and so do the tests there.
pub(crate) fn interruptible(command: &Command) -> Command {
    let mut wrapped = Command::new("env");
    wrapped.arg("--default-signal=INT").arg(command.get_program()).args(command.get_args());
    command.get_current_dir().into_iter().for_each(|folder| {
        wrapped.current_dir(folder);
    });
    wrapped
}

/// Fails where a text of a finding has a variable that nothing filled in, unless the input says the same.
pub(crate) fn assert_filled_in(report: &Report) {
    let is_name = |name: &str| {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        !name.is_empty() && name.chars().all(is_part)
    };
    for finding in &report.findings {
        let texts = [&finding.message, &finding.why, &finding.help, &finding.primary.text];
        for text in texts {
            let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            for (name, _) in names.filter(|(name, _)| is_name(name)) {
                let variable = format!("{{{name}}}");
                let is_said = report.sources.iter().any(|source| source.text.contains(&variable));
                assert!(is_said, "{}: nothing fills in {variable}: {text}", finding.rule);
            }
        }
    }
}

/// All rules but `known-defects`, which has advice about the very release that the templates name: `gallery` has what it
/// says of them.
pub(crate) fn rules_beside_the_release() -> RuleSet {
    let mut rules = RuleSet::builtin().unwrap();
    rules.configure("known-defects", Some(Level::Off), &BTreeMap::new()).unwrap();
    rules
}
