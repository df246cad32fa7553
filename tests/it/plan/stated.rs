//! Nodes of a stated size, tests of a stated time, and a stated runtime.

use lt_lint::load::{Flags, parse_cpu, parse_memory};
use lt_lint::output::plan::{PlanLook, human};
use lt_lint::rule::RuleSet;

use crate::support::rules_beside_the_release;
use lt_lint::source::SourceFile;
use lt_lint::{Options, lint};

use super::properties::chosen;
use super::{choices, planned, templates};

#[test]
fn what_is_stated_of_nodes_and_time_is_in_the_plan() {
    let facts = "lt-lint/target: 2GB/s\n    lt-lint/duration: 2h30m\n    lt-lint/node-cpu: \"16\"\n    \
                 lt-lint/node-memory: 64Gi\n    lt-lint/node-pods: \"250\"\n";
    let with = |more: &[(&str, &str)]| {
        planned(
            &templates(&[&[("lt-lint/target: 2GB/s\n", facts)], more].concat()),
            &Options::default(),
        )
    };
    let plan = with(&[]);
    let test = plan.workloads[0].test.as_ref().unwrap();
    assert_eq!(test.volume.as_deref(), Some("2 GB/s × 2h30m = 18 TB"));
    assert_eq!((test.seconds, test.bytes), (9000, Some(18_000_000_000_000)));
    let shown = human(&plan, &PlanLook { width: 100, ascii: false, color: false });
    for line in [
        "  whole test: 2 GB/s × 2h30m = 18 TB\n",
        "  of a node: 2.6 of 16 CPU (16%), 160Mi of 64Gi memory (0%) and 2 of 250 pods (0%)\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    let ascii = human(&plan, &PlanLook { width: 100, ascii: true, color: false });
    assert!(
        ascii.is_ascii() && ascii.contains("  whole test: 2 GB/s x 2h30m = 18 TB\n"),
        "{ascii}"
    );
    // Two choices that fit, and those that don't aren't there.
    let plan =
        with(&[("nodes: \"200\"", "nodes: \"34\""), ("node-cpu: \"16\"", "node-cpu: \"15\"")]);
    let shown = human(&plan, &PlanLook { width: 100, ascii: false, color: false });
    assert!(
        shown.contains("of a node: 15.6 of 15 CPU (104%, too much), 960Mi of 64Gi memory (1%)"),
        "{shown}"
    );
    assert!(
        shown.contains("12 pods on the fullest of 34 nodes, 11 on the emptiest, too many\n"),
        "{shown}"
    );
    assert!(
        plan.goals[0].choices.iter().all(|choice| choice.per_node <= 11),
        "{:?}",
        choices(&plan)
    );
}

#[test]
fn the_disk_of_a_node_is_in_the_plan_and_bounds_it() {
    let plan = |disk: &str| {
        let facts = format!("lt-lint/target: 2GB/s\n    lt-lint/node-disk: {disk}\n");
        let requests = "            requests:\n              cpu: 300m\n";
        let with_disk = format!("{requests}              ephemeral-storage: 20Gi\n");
        let swaps = [("lt-lint/target: 2GB/s\n", facts.as_str()), (requests, with_disk.as_str())];
        planned(&templates(&swaps), &Options::default())
    };
    let roomy = plan("100Gi");
    let shown = human(&roomy, &PlanLook { width: 100, ascii: false, color: false });
    assert!(shown.contains("  of a node: 40Gi of 100Gi disk (40%)\n"), "{shown}");
    assert!(choices(&roomy).len() > choices(&plan("50Gi")).len());
    assert!(plan("50Gi").goals[0].choices.iter().all(|choice| choice.per_node <= 2));
    let full = plan("30Gi");
    let shown = human(&full, &PlanLook { width: 100, ascii: false, color: false });
    assert!(shown.contains("40Gi of 30Gi disk (133%, too much)"), "{shown}");
    assert_eq!(full.workloads[0].nodes.as_ref().unwrap().too_many, Some(true));
}

#[test]
fn a_generator_that_outlasts_the_test_makes_a_steady_load() {
    let sources = templates(&[
        ("scalyr/flog:v1", "registry.k8s.io/e2e-test-images/agnhost:2.40"),
        (
            "[--loop, --format, apache_combined, -m, \"5\"]",
            "[logs-generator, -t, \"100000000\", -d, 3h]",
        ),
        ("    lt-lint/rate: 5MB/s\n", ""),
    ]);
    for (duration, known) in
        [(None, false), (Some("2h59m"), true), (Some("3h"), true), (Some("3h1m"), false)]
    {
        let duration = duration.map(|text| text.parse().unwrap());
        let load = Flags { duration, ..Flags::default() };
        let plan = planned(&sources, &Options { load, ..Options::default() });
        assert_eq!(plan.workloads[0].total.is_some(), known, "{duration:?}");
    }
}

#[test]
fn how_often_agents_ask_is_told_of_nodes_with_docker() {
    let asked = |runtime: Option<&str>| {
        let load = Flags { runtime: runtime.map(|name| name.parse().unwrap()), ..Flags::default() };
        let plan = planned(&templates(&[]), &Options { load, ..Options::default() });
        plan.workloads[0].price.api_requests_per_minute
    };
    assert_eq!(
        [asked(None), asked(Some("docker")), asked(Some("containerd"))],
        [Some(800), Some(800), None]
    );
}

#[test]
fn plan_and_lint_agree_on_nodes_of_any_size() {
    let rules = rules_beside_the_release();
    let (mut full, mut fitting, mut clean) = (0, 0, 0);
    for (cpu, memory) in
        [("1300m", "1Gi"), ("2600m", "64Gi"), ("4", "200Mi"), ("8", "1Gi"), ("16", "64Gi")]
    {
        for nodes in [20, 40, 100, 200, 400] {
            let sizes = Flags {
                node_cpu: Some(parse_cpu(cpu).unwrap()),
                node_memory: Some(parse_memory(memory).unwrap()),
                ..Flags::default()
            };
            let load = Flags { nodes: Some(nodes), ..sizes };
            let plan = planned(&templates(&[]), &Options { load, ..Options::default() });
            let too_many = plan.workloads[0].nodes.as_ref().unwrap().too_many.unwrap();
            let report =
                lint(templates(&[]), &rules, &Options { load, ..Options::default() }).unwrap();
            let found = report.findings.iter().any(|finding| finding.rule == "too-many-per-node");
            assert_eq!(too_many, found, "{cpu}, {memory}, {nodes} nodes: {:?}", report.findings);
            full += usize::from(found);
            fitting += usize::from(!found);
            for choice in &plan.goals[0].choices {
                let options = Options { load: sizes, pedantic: true, ..Options::default() };
                let found = lint(chosen(choice, "2GB/s"), &rules, &options).unwrap().findings;
                assert!(found.is_empty(), "{cpu}, {memory}: {choice:?}: {found:?}");
                clean += 1;
            }
        }
    }
    assert!(full > 5 && fitting > 5 && clean > 10, "{full}, {fitting}, {clean}");
}

#[test]
fn workloads_that_share_their_nodes_are_enough_together() {
    let mut sources = templates(&[("replicas: 400", "replicas: 250")]);
    let more = templates(&[("replicas: 400", "replicas: 150"), ("load-test", "other-test")]);
    sources.extend(
        more.into_iter()
            .filter(|source| source.text.contains("kind: Deployment"))
            .map(|source| SourceFile::new("k8s/other.yaml", source.text.as_bytes().to_vec(), true)),
    );
    let too_few = |sources: &[SourceFile]| -> Vec<Option<bool>> {
        let plan = planned(sources, &Options::default());
        plan.workloads.iter().map(|one| one.nodes.as_ref().unwrap().too_few).collect()
    };
    assert_eq!(too_few(&sources), [Some(false), Some(false)]);
    let rules = RuleSet::builtin().unwrap();
    let found = lint(sources.clone(), &rules, &Options::default()).unwrap().findings;
    assert!(found.iter().all(|finding| finding.rule != "too-few-generators"), "{found:?}");
    sources.pop();
    assert_eq!(too_few(&sources), [Some(true)]);
}

/// An agent of each node and a generator without one of its own.
const ON_NODES: &str = r#"apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: load}
spec:
  template:
    spec:
      containers:
        - name: scalyr-agent
          image: scalyr/scalyr-k8s-agent:2.2.18
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: load
  namespace: load
  annotations: {lt-lint/nodes: "200", lt-lint/target: 2GB/s}
spec:
  replicas: 400
  template:
    metadata:
      annotations: {log.config.scalyr.com/attributes.parser: load}
    spec:
      containers:
        - {name: flog, image: "scalyr/flog:v1", args: [--loop, --format, apache_combined, -m, "5"]}
"#;

#[test]
fn pods_that_share_the_agent_of_their_node_share_the_cap() {
    let plan = |changes: &[(&str, &str)]| {
        let changed = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
        let text = changes.iter().fold(ON_NODES.to_owned(), changed);
        planned(&[SourceFile::new("a.yaml", text.into_bytes(), true)], &Options::default())
    };
    let much = plan(&[]);
    let pod = much.workloads[0].pod.as_ref().unwrap();
    assert_eq!((pod.shares_agent, pod.cap.percent, pod.cap.holds), (true, 159, false));
    assert_eq!((much.goals[0].needed, choices(&much)), (None, Vec::new()));
    let shown = human(&much, &PlanLook { width: 100, ascii: true, color: false });
    for part in [
        "  node vs. cap  ",
        "159% of 6 MiB/s (6.29 MB/s), above the cap",
        "Target 2 GB/s on 200 nodes: 2",
    ] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    assert!(!shown.contains("is above the cap of"), "{shown}");
    // On more nodes there are ways, each below the cap on a node.
    let more = plan(&[("\"200\"", "\"400\"")]);
    assert_eq!(more.goals[0].needed, Some(399));
    assert!(!choices(&more).is_empty());
    let on_node = |one: &lt_lint::plan::ChoiceRecord| one.node_rate.bytes_per_second <= 6_291_456;
    assert!(more.goals[0].choices.iter().all(on_node), "{:?}", choices(&more));
    let free = plan(&[("lt-lint/nodes: \"200\", ", "")]);
    assert!(
        !free.goals[0].choices.is_empty() && !free.workloads[0].pod.as_ref().unwrap().shares_agent
    );
    assert!(free.goals[0].choices.iter().all(on_node), "{:?}", choices(&free));
    // A pod with an agent of its own has the cap for itself.
    let own = planned(&templates(&[]), &Options::default());
    assert!(!own.workloads[0].pod.as_ref().unwrap().shares_agent);
}
