//! Facts of the load in flags: they beat the annotations.

use lt_lint::load::Flags;
use lt_lint::rule::RuleSet;

use super::harness::{Mutant, Templates, mutant, outcome, report_with};

/// The findings of the edited templates under these flags, in words.
fn found(edit: Option<&Mutant>, load: Flags) -> Vec<String> {
    let templates = Templates::read();
    let texts = match edit {
        Some(edit) => edit.apply(&templates).unwrap(),
        None => templates.0,
    };
    outcome(&report_with(texts, &RuleSet::builtin().unwrap(), load))
}

fn rate(text: &str) -> Flags {
    Flags { rate: Some(text.parse().unwrap()), ..Flags::default() }
}

fn target(text: &str) -> Flags {
    Flags { target: Some(text.parse().unwrap()), ..Flags::default() }
}

fn nodes(number: u64) -> Flags {
    Flags { nodes: Some(number), ..Flags::default() }
}

#[test]
fn a_flag_repairs_an_annotation() {
    let edits = [
        ("rate: 5MB/s", "rate: 7MB/s", rate("5MB/s")),
        ("rate: 5MB/s", "rate: 4MB/s", rate("6MB/s")),
        ("nodes: \"200\"", "nodes: \"201\"", nodes(200)),
        ("target: 2GB/s", "target: 3GB/s", target("1GB/s")),
    ];
    for (find, put, flags) in edits {
        let edit = mutant("none").swap(find, put);
        assert_eq!(found(Some(&edit), Flags::default()).len(), 1, "{put}");
        assert_eq!(found(Some(&edit), flags), Vec::<String>::new(), "{put}");
    }
}

#[test]
fn a_flag_alone_is_judged_at_the_replicas() {
    let cases = [
        (rate("7MB/s"), "rate-above-cap"),
        (rate("4MB/s"), "target-missed"),
        (nodes(201), "too-few-generators"),
        (target("3GB/s"), "target-missed"),
    ];
    for (flags, rule) in cases {
        let found = found(None, flags);
        let [only] = found.as_slice() else { panic!("{flags:?}: {found:?}") };
        assert!(only.starts_with(rule) && only.contains("«400»"), "{flags:?}: {only}");
    }
}

#[test]
fn a_flag_does_not_excuse_a_bad_annotation() {
    let edit = mutant("none").swap("rate: 5MB/s", "rate: fast");
    let found = found(Some(&edit), rate("5MB/s"));
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert!(only.starts_with("invalid-load-annotation") && only.contains("«fast»"), "{only}");
}
