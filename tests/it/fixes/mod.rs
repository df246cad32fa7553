//! Fixes: what they mend, what they leave alone, and what they never do.

mod every_rule;
mod files;
mod guard;
mod indentation;
mod moved;
mod rule_files;
mod texts;

use lt_lint::fix::Applicability;
use lt_lint::fixer::{Fixed, best, fix};
use lt_lint::{Options, Report, RuleSet, Session, SourceFile};

/// A session with all rules, advice too.
fn session() -> Session {
    let options = Options { pedantic: true, ..Options::default() };
    Session::new(RuleSet::builtin().unwrap(), options).unwrap()
}

fn lint(session: &Session, text: &str) -> Report {
    session.lint(vec![SourceFile::new("case.yaml", text.as_bytes().to_vec(), true)])
}

/// Applies everything that is at least so sure.
fn fixed(session: &Session, report: Report, least: Applicability) -> Fixed {
    fix(session, report, &|finding| best(finding, least))
}

/// The text of one file with everything mended that is at least so sure.
fn mended(text: &str, least: Applicability) -> String {
    let session = session();
    let done = fixed(&session, lint(&session, text), least);
    let undone: Vec<String> =
        done.undone.iter().map(|one| format!("{}: {}", one.finding.rule, one.reason)).collect();
    assert!(undone.is_empty(), "{undone:#?}");
    done.report.sources.first().unwrap().text.to_string()
}
