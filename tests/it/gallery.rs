//! The human output for realistic folders in `fixtures/sets/`, as snapshots: read them when they
//! change, as a user would. `INSTA_UPDATE=always cargo test --test it gallery` takes them anew.

use std::fs;

use lt_lint::discover::{Search, discover};
use lt_lint::output::{RenderOptions, human};
use lt_lint::rule::RuleSet;
use lt_lint::{Options, lint};

#[test]
fn realistic_folders_read_well() {
    let rules = RuleSet::builtin().unwrap();
    let mut folders: Vec<_> =
        fs::read_dir("fixtures/sets").unwrap().map(|it| it.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 12);
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let report = lint(
            discover(&[folder], &Search::default(), &mut std::io::empty()).files,
            &rules,
            &Options::default(),
        )
        .unwrap();
        let look = RenderOptions { color: false, width: 100, ..RenderOptions::default() };
        insta::assert_snapshot!(name, human(&report, &look));
    }
}

#[test]
fn the_templates_are_clean_with_every_rule_on() {
    let rules = RuleSet::builtin().unwrap();
    let sources = discover(&["k8s".into()], &Search::default(), &mut std::io::empty()).files;
    assert_eq!(sources.len(), 3);
    let report = lint(sources, &rules, &Options { pedantic: true, ..Options::default() }).unwrap();
    // All that is left is advice about the release, the oldest that will do.
    let told: Vec<(&str, &str)> =
        report.findings.iter().map(|one| (one.rule.as_str(), one.message.as_str())).collect();
    let message = "agent 2.1.1 has 16 known defects that newer releases have fixed";
    assert_eq!(told, [("known-defects", message)], "{:?}", report.findings);
    assert_eq!(report.summary.objects, 5);
}

#[test]
fn rule_ids_are_links_where_they_are_wanted() {
    let rules = RuleSet::builtin().unwrap();
    let sources =
        discover(&["fixtures/sets/units".into()], &Search::default(), &mut std::io::empty()).files;
    let report = lint(sources, &rules, &Options::default()).unwrap();
    let shown =
        |links| human(&report, &RenderOptions { width: 100, links, ..RenderOptions::default() });
    let address = rules.get("invalid-quantity").and_then(|rule| rule.web_reference()).unwrap();
    let link = format!("\u{1b}]8;;{address}\u{1b}\\error[invalid-quantity]\u{1b}]8;;\u{1b}\\");
    let linked = shown(Some(&rules));
    assert!(linked.contains(&link), "{linked:?}");
    assert_eq!(linked.replace(&link, "error[invalid-quantity]"), shown(None));
}
