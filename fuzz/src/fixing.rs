//! `fix`: what is fixed is YAML as it was before, nothing but the edits changes, and fixing it again does nothing.

use lt_lint::finding::Finding;
use lt_lint::fix::{Applicability, Edit};
use lt_lint::fixer::{Fixed, best};
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{ProblemKind, parse};
use lt_lint::{Report, fixer};

use super::cut::files;
use super::linting::SESSION;

/// Most fixes of a report that are looked at alone.
const ALONE: usize = 4;

/// Fixes a set of files: each finding alone, what is safe, and all.
pub fn fix(input: &[u8]) {
    let report = SESSION.lint(files(input));
    let applicable: Vec<&Finding> =
        report.findings.iter().filter(|it| best(it, Applicability::Unsafe).is_some()).collect();
    applicable.iter().take(ALONE).for_each(|finding| alone(&report, finding));
    for least in [Applicability::Safe, Applicability::Unsafe] {
        if applicable.iter().any(|finding| best(finding, least).is_some()) {
            together(&report, least);
        }
    }
}

/// Fixes one finding: only the bytes of its edits change, and it is gone.
fn alone(report: &Report, finding: &Finding) {
    let done = fixer::fix(&SESSION, report.clone(), &|one| {
        best(one, Applicability::Unsafe).filter(|_| one == finding)
    });
    if done.count == 0 {
        assert_eq!(texts(&done.report.sources), texts(&report.sources));
        return;
    }
    let fix = best(finding, Applicability::Unsafe).map(|fix| &fix.edits);
    let edited = edited(&report.sources, fix.map(Vec::as_slice).unwrap_or_default());
    assert!(done.count > 1 || edited == texts(&done.report.sources), "{finding:#?}");
    assert!(!done.report.findings.contains(finding), "not gone: {finding:#?}");
    assert_still_yaml(&report.sources, &done.report.sources);
}

/// Fixes all that is at least so sure, and then does it again.
fn together(report: &Report, least: Applicability) {
    let again = |report: Report| fixer::fix(&SESSION, report, &|finding| best(finding, least));
    let Fixed { report: fixed, undone, .. } = again(report.clone());
    assert_still_yaml(&report.sources, &fixed.sources);
    let is_cut_short = undone.iter().any(|one| one.reason.contains("run it again"));
    let before = texts(&fixed.sources);
    let after = texts(&again(fixed).report.sources);
    assert!(is_cut_short || before == after, "more is fixed:\n{before:#?}\n{after:#?}");
}

fn texts(sources: &[SourceFile]) -> Vec<String> {
    sources.iter().map(|source| source.text.to_string()).collect()
}

/// The texts with some edits, the last of a file first.
fn edited(sources: &[SourceFile], edits: &[Edit]) -> Vec<String> {
    let mut texts = texts(sources);
    for edit in edits.iter().rev() {
        if let Some(text) = texts.get_mut(edit.file.0) {
            text.replace_range(std::ops::Range::from(edit.span), &edit.text);
        }
    }
    texts
}

fn assert_still_yaml(before: &[SourceFile], after: &[SourceFile]) {
    let [was, is] = [before, after].map(|sources| {
        let problems = sources.iter().enumerate().map(|(at, source)| {
            let problems = parse(FileId(at), source).problems;
            problems
                .iter()
                .filter(|it| !matches!(it.kind, ProblemKind::DuplicateKey { .. }))
                .count()
        });
        problems.collect::<Vec<_>>()
    });
    assert!(was.iter().zip(&is).all(|(was, is)| is <= was), "broken: {:#?}", texts(after));
}
