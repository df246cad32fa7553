//! `config`, `baseline`, `rule_file`: the files of a project, which are read into types.

use std::path::Path;
use std::sync::LazyLock;

use lt_lint::baseline::Baseline;
use lt_lint::config::{Settings, effective};
use lt_lint::load::Flags;
use lt_lint::policy::{Action, policies};
use lt_lint::rule::docs;
use lt_lint::{Error, Options, Session, SourceFile, rule};

use super::cut::files;
use super::linting::{assert_printable, builtin, check_report, reread};

const MANIFEST: &str = include_str!("../../k8s/scalyr-sidecar.yaml");

/// Shipped workload with a mistake.
static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let text = MANIFEST.replace("150Mi", "150M");
    vec![SourceFile::new("k8s/scalyr-sidecar.yaml", text.into_bytes(), true)]
});

/// Reads bytes as a configuration, shows what is in force, and lints under it.
pub fn config(input: &[u8]) {
    let rules = builtin();
    let read = Settings::read(Path::new("project/.lt-lint.yaml"), input, &rules);
    let Some(settings) = told(read) else { return };
    let _ = effective(&settings, &rules, &Flags::default(), None);
    let Some(rules) = told(settings.configure(rules)) else { return };
    if let Some(session) = told(Session::new(rules, settings.options(Flags::default()))) {
        check_report(&session.lint(FILES.clone()), &session.rules);
    }
}

/// Reads bytes as a baseline, writes it, and lints with it.
pub fn baseline(input: &[u8]) {
    let Some(known) = told(Baseline::read(Path::new("baseline.yaml"), input)) else { return };
    assert_eq!(known, reread(&known));
    let options = Options { baseline: Some(known), pedantic: true, ..Options::default() };
    if let Some(session) = told(Session::new(builtin(), options)) {
        check_report(&session.lint(FILES.clone()), &session.rules);
    }
}

/// Reads bytes as files of rules, writes all that is made of them, and lints with them.
pub fn rule_file(input: &[u8]) {
    let mut rules = builtin();
    let mut own = files(input);
    if let Some(first) = own.first_mut() {
        first.name = "rules/own.yaml".into();
    }
    let Some(()) = told(rules.extend(own)) else { return };
    let own: Vec<&rule::Rule> = rules.iter().filter(|rule| rule.own_file().is_some()).collect();
    for rule in &own {
        let _ = docs::page(rule, None);
    }
    let _ = policies(own, &Options::default().agent_images, Action::Warn);
    let options = Options { pedantic: true, ..Options::default() };
    if let Some(session) = told(Session::new(rules, options)) {
        check_report(&session.lint(FILES.clone()), &session.rules);
    }
}

/// What came of it; an error can be printed.
fn told<T>(read: Result<T, Error>) -> Option<T> {
    read.inspect_err(|error| assert_printable(&error.to_string())).ok()
}
