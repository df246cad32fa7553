//! Mutants out of fixtures: each bad case beside the templates. What the rule finds in it is the same as alone, and
//! the templates stay clean.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use lt_lint::Report;
use lt_lint::fixture::Case;
use lt_lint::load::Flags;
use lt_lint::rule::{Rule, RuleSet};

use super::harness::{Templates, lint_files};
use crate::rules::fixtures_in;

/// A folder of its own: another test, applied apart.
const FILE: &str = "other/case.yaml";

/// The findings of a rule in the case: case of the check, and place.
fn found(report: &Report, rule: &str) -> BTreeSet<(&'static str, usize)> {
    let mine = report.findings.iter().filter(|one| one.rule == rule);
    let in_case = mine
        .filter(|one| report.source(one.primary.at.file).is_some_and(|source| source.name == FILE));
    in_case.map(|one| (one.case, one.primary.at.span.start)).collect()
}

/// The findings of a rule in one of its bad cases, where they are the same beside the templates.
fn mutant(case: &Case, rule: &str, rules: &RuleSet, templates: &Templates) -> Option<Report> {
    let file = || (FILE.to_owned(), case.manifest.clone().into_bytes());
    let alone = found(&lint_files([file()], rules, Flags::default()), rule);
    let beside = templates.files().into_iter().chain([file()]);
    let report = lint_files(beside, rules, Flags::default());
    (!alone.is_empty() && found(&report, rule) == alone).then_some(report)
}

/// What no mutant by hand has to show: rule and case of its check.
pub(super) static MET: LazyLock<BTreeSet<(String, &'static str)>> = LazyLock::new(|| {
    let (rules, templates) = (RuleSet::builtin().unwrap(), Templates::read());
    let mut met = BTreeSet::new();
    for fixture in fixtures_in("fixtures", &rules) {
        for case in fixture.cases.iter().filter(|case| !case.good) {
            let Some(report) = mutant(case, &fixture.rule, &rules, &templates) else { continue };
            let found = found(&report, &fixture.rule);
            met.extend(found.into_iter().map(|(case, _)| (fixture.rule.clone(), case)));
        }
    }
    met
});

#[test]
fn every_rule_finds_the_same_beside_the_templates() {
    let rules = RuleSet::builtin().unwrap();
    let met: BTreeSet<&str> = MET.iter().map(|(rule, _)| rule.as_str()).collect();
    let missing: Vec<&str> = rules.iter().map(Rule::id).filter(|id| !met.contains(id)).collect();
    assert_eq!(missing, [""; 0]);
}
