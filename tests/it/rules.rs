//! Every rule against its fixture, by the code of `lt-lint test`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use lt_lint::fixture::{Fixture, Gap, Lack, TestPlan, run};
use lt_lint::output::test::human;
use lt_lint::own_rules::fixture_files;
use lt_lint::rule::{Rule, RuleSet, docs};
use lt_lint::source::SourceFile;
use lt_lint::{Limits, Options, lint};

use crate::support::assert_filled_in;

/// The fixtures in a folder.
pub(crate) fn fixtures_in(folder: &str, rules: &RuleSet) -> Vec<Fixture> {
    let files = fixture_files(Path::new(folder)).unwrap();
    let read = |(path, text): &(String, String)| Fixture::read(path, text, rules);
    files.iter().map(|file| read(file).unwrap_or_else(|error| panic!("{error}"))).collect()
}

#[test]
fn every_rule_fires_exactly_where_its_fixture_says_and_every_case_of_its_check_is_met() {
    let rules = RuleSet::builtin().unwrap();
    let fixtures = fixtures_in("fixtures", &rules);
    let required = rules.iter().map(|rule| rule.id().to_owned()).collect();
    let plan = TestPlan { required, all_cases: true };
    let report = run(&rules, &Options::default(), &fixtures, &plan).unwrap();
    assert_eq!(report.failed(), 0, "\n{}", human(&report));
    // A document of more than 32 MiB is in no fixture; a test of hostile text makes one.
    let is_large = |gap: &Gap| gap.rule == "yaml-syntax" && gap.lack == Lack::Case("large");
    assert!(report.gaps.iter().all(is_large), "\n{}", human(&report));
    assert_eq!(report.fixtures.len(), rules.len());
    assert!(report.cases() >= 2 * rules.len(), "{}", human(&report));
}

#[test]
fn every_rule_is_valid() {
    let mut rules = RuleSet::builtin().unwrap();
    assert!(rules.iter().map(Rule::id).is_sorted());
    for rule in rules.iter() {
        let path = format!("rules/{}.yaml", rule.id());
        assert!(Path::new(&path).exists(), "{path} has another id");
        if let Err(error) = Rule::compile(rule.file(), &Arc::new(Limits::default())) {
            panic!("{path}: {error:?}");
        }
    }
    rules.extend(Vec::new()).unwrap();
}

#[test]
fn every_fixture_belongs_to_a_rule() {
    let rules = RuleSet::builtin().unwrap();
    let read = fixtures_in("fixtures", &rules);
    for entry in fs::read_dir("fixtures").unwrap() {
        let path = entry.unwrap().path();
        let is_read = read.iter().any(|fixture| Path::new(&fixture.path) == path);
        assert!(path.is_dir() || is_read, "{} has no rule", path.display());
    }
}

#[test]
fn every_variable_of_a_text_is_filled_in() {
    let rules = RuleSet::builtin().unwrap();
    for fixture in fixtures_in("fixtures", &rules) {
        for case in &fixture.cases {
            let source = SourceFile::new("case.yaml", case.manifest.clone().into_bytes(), true);
            let options = Options { pedantic: true, ..Options::default() };
            assert_filled_in(&lint(vec![source], &rules, &options).unwrap());
        }
    }
}

#[test]
fn a_page_has_no_variables_and_a_rule_its_subject() {
    let rules = RuleSet::builtin().unwrap();
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    for rule in rules.iter() {
        let page = docs::page(rule, None);
        let names = page.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        let left: Vec<&str> = names.map(|(name, _)| name).filter(|name| is_name(name)).collect();
        // In a message that quotes a value such as `{}`, nothing is between the braces.
        assert!(left.iter().all(|name| name.is_empty()), "{}: {left:?}", rule.id());
    }
    for id in ["agent-in-init-container", "agent-probe", "broken-annotation", "unread-config-map"] {
        assert_eq!(docs::subject(rules.get(id).unwrap()), "The agent", "{id}");
    }
}

#[test]
fn a_suggestion_that_a_label_has_is_in_the_advice_too() {
    let rules = RuleSet::builtin().unwrap();
    let (options, mut seen) = (Options { pedantic: true, ..Options::default() }, 0);
    for fixture in fixtures_in("fixtures", &rules) {
        for case in &fixture.cases {
            let source = SourceFile::new("case.yaml", case.manifest.clone().into_bytes(), true);
            for finding in lint(vec![source], &rules, &options).unwrap().findings {
                let told = format!("{} {}", finding.message, finding.help);
                let labels = finding.labels().map(|label| label.text.as_str());
                for meant in labels.filter_map(|text| text.split_once("did you mean ")) {
                    let meant = meant.1.trim_end_matches('?').trim_matches('`');
                    assert!(told.contains(meant), "{}: {meant}: {told}", finding.rule);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
