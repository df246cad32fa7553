//! The templates of `k8s/` with one mistake each. Linting the three files together has to give exactly one
//! finding, of the right rule, on the right bytes. And harmless edits, which have to give none.
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a test that fails may panic")]

mod agent;
mod annotations;
mod apis;
mod arguments;
mod cluster;
mod filled_in;
mod flags;
mod forgiven;
mod from_fixtures;
mod generator;
mod harmless;
mod harness;
mod mounts;
mod objects;
mod permissions;
mod pods;
mod relations;
mod rewrite;
mod scalars;
mod spread;
mod start;
mod structure;
mod structure_generated;
mod text;
mod upload;

use std::collections::BTreeSet;

use lt_lint::rule::{Rule, RuleSet};

use crate::support::rules_beside_the_release;
use harness::{Mutant, Templates};

fn all() -> Vec<Mutant> {
    let tables =
        [agent::environment, agent::resources, agent::images, agent::account, permissions::mutants];
    let tables = tables.into_iter().chain([generator::parser, generator::company, generator::load]);
    let tables =
        tables.chain([generator::load_annotations, filled_in::placeholders, filled_in::keys]);
    let tables = tables.chain([apis::removed, apis::deprecated, pods::selectors]);
    let tables = tables.chain([
        pods::twice,
        pods::ports,
        pods::volumes,
        objects::duplicates,
        objects::named,
    ]);
    let tables = tables.chain([
        scalars::keys,
        scalars::numbers,
        structure::mutants,
        relations::mutants,
        relations::images,
        relations::custom,
    ]);
    let tables = tables.chain([
        arguments::rates,
        arguments::stated_rates,
        arguments::mistakes,
        arguments::ends,
        arguments::throttled,
    ]);
    let tables = tables.chain([mounts::mutants, spread::nodes, spread::replicas]);
    let tables =
        tables.chain([cluster::sizes, cluster::durations, cluster::runtimes, start::mutants]);
    let tables = tables.chain([annotations::mutants, upload::mutants]);
    tables
        .chain([text::syntax, text::duplicates, forgiven::mutants])
        .flat_map(|table| table())
        .collect()
}

/// The three files with each mistake, named by it.
pub(crate) fn sets() -> Vec<(String, [String; 3])> {
    let templates = Templates::read();
    let named = |mutant: Mutant| Some((mutant.to_string(), mutant.apply(&templates).ok()?));
    all().into_iter().filter_map(named).collect()
}

#[test]
fn each_mistake_gives_exactly_its_finding() {
    let (rules, templates) = (rules_beside_the_release(), Templates::read());
    let complaints: Vec<String> =
        all().iter().filter_map(|mutant| mutant.complaint(&rules, &templates)).collect();
    assert!(complaints.is_empty(), "{} mutants:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn no_two_mutants_are_the_same() {
    let templates = Templates::read();
    let mut seen = BTreeSet::new();
    for mutant in all() {
        let texts = mutant.apply(&templates).unwrap_or_else(|reason| panic!("{mutant}: {reason}"));
        assert!(seen.insert(texts), "{mutant} is there twice");
    }
    assert!(seen.len() >= 60, "only {} mutants", seen.len());
}

#[test]
fn every_rule_and_each_of_its_cases_has_a_mutant() {
    let (rules, templates) = (RuleSet::builtin().unwrap(), Templates::read());
    let unmet = |met: &BTreeSet<(String, &str)>| -> BTreeSet<(String, &str)> {
        let cases = |rule: &Rule| if rule.cases().is_empty() { &[""] } else { rule.cases() };
        let each = rules.iter().flat_map(|rule| {
            cases(rule).iter().map(|case| (rule.id().to_owned(), *case)).collect::<Vec<_>>()
        });
        // A document of more than 32 MiB is no mutant; a test of hostile text makes one.
        let each = each.filter(|(rule, case)| (rule.as_str(), *case) != ("yaml-syntax", "large"));
        each.filter(|one| !met.contains(one)).collect()
    };
    let mut met = from_fixtures::MET.clone();
    let by_hand: BTreeSet<String> = unmet(&met).into_iter().map(|(rule, _)| rule).collect();
    for mutant in all().iter().filter(|mutant| by_hand.contains(mutant.found_by())) {
        let texts = mutant.apply(&templates).unwrap_or_else(|reason| panic!("{mutant}: {reason}"));
        let found = harness::report(texts, &rules).findings;
        met.extend(found.into_iter().map(|one| (one.rule, one.case)));
    }
    assert_eq!(unmet(&met), BTreeSet::new(), "no mutant has them");
}

#[test]
fn two_mistakes_are_two_findings() {
    let (rules, templates) = (rules_beside_the_release(), Templates::read());
    for (one, other) in mounts::independent() {
        let both = one
            .clone()
            .and_also(&other)
            .apply(&templates)
            .unwrap_or_else(|reason| panic!("{reason}"));
        let report = harness::report(both, &rules);
        assert_eq!(
            report.findings.len(),
            2,
            "{one} with {other}: {:#?}",
            harness::outcome(&report)
        );
    }
}
