//! Facts of the load in flags: they beat the annotations.

use crate::support::rules_beside_the_release;
use lt_lint::load::{Flags, parse_cpu};

use super::harness::{Mutant, Templates, Texts, mutant, outcome, report_with};

/// The findings of the edited templates under these flags, in words.
fn found(edit: Option<&Mutant>, load: Flags) -> Vec<String> {
    let templates = Templates::read();
    let texts = match edit {
        Some(edit) => edit.apply(&templates).unwrap(),
        None => templates.0,
    };
    outcome(&report_with(texts, &rules_beside_the_release(), load))
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
        ("rate: 5MB/s", "rate: 4MB/s", rate("5MB/s")),
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
fn a_flag_alone_is_judged_at_what_it_is_held_against() {
    let cases = [
        (rate("7MB/s"), "rate-above-cap", "«400»"),
        (rate("4MB/s"), "rate-mismatch", "«\"5\"»"),
        (nodes(201), "too-few-generators", "«400»"),
        (target("3GB/s"), "target-missed", "«400»"),
    ];
    for (flags, rule, place) in cases {
        let found = found(None, flags);
        let [only] = found.as_slice() else { panic!("{flags:?}: {found:?}") };
        assert!(only.starts_with(rule) && only.contains(place), "{flags:?}: {only}");
    }
}

/// The templates with a second workload, which is smaller than the first.
fn two_workloads() -> Texts {
    let [config, account, sidecar] = Templates::read().0;
    let other = sidecar.replace("load-test", "other").replace("replicas: 400", "replicas: 200");
    [config, account, format!("{sidecar}---\n{other}")]
}

#[test]
fn workloads_on_the_same_nodes_have_to_fit_together() {
    let rules = rules_beside_the_release();
    let load = |cpu: &str| Flags {
        nodes: Some(200),
        target: Some("1GB/s".parse().unwrap()),
        node_cpu: Some(parse_cpu(cpu).unwrap()),
        ..Flags::default()
    };
    let found = |cpu: &str| outcome(&report_with(two_workloads(), &rules, load(cpu)));
    assert_eq!(found("3900m"), Vec::<String>::new());
    let found = found("3899m");
    let [only] = found.as_slice() else { panic!("{found:?}") };
    let sum =
        "400 pods × (300m + 1) + 200 pods × (300m + 1) = 780 CPU, but 200 nodes × 3899m are 779.8";
    assert!(only.starts_with("too-many-per-node") && only.contains(sum), "{only}");
}

#[test]
fn more_nodes_are_no_help_where_each_would_get_one_pod() {
    let rules = rules_beside_the_release();
    for (nodes, cpu, help) in [
        (
            100,
            "4",
            "Run on 134 nodes or more, let a pod request at most 1 CPU, or use nodes with more of it.",
        ),
        (200, "2", "Let a pod request at most 1 CPU, or use nodes with more of it."),
    ] {
        let load = Flags {
            nodes: Some(nodes),
            node_cpu: Some(parse_cpu(cpu).unwrap()),
            ..Flags::default()
        };
        let report = report_with(Templates::read().0, &rules, load);
        let helps: Vec<&str> =
            report.findings.iter().map(|finding| finding.help.as_str()).collect();
        assert_eq!(helps, [help]);
    }
}

#[test]
fn a_flag_does_not_excuse_a_bad_annotation() {
    let edit = mutant("none").swap("rate: 5MB/s", "rate: fast");
    let found = found(Some(&edit), rate("5MB/s"));
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert!(only.starts_with("invalid-load-annotation") && only.contains("«fast»"), "{only}");
}
