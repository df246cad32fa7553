//! `lt-lint plan`: the figures that a person would draw on paper, and choices that lint clean.

mod picture;
mod properties;
mod stated;
mod terminal;

use std::fs;
use std::path::Path;

use lt_lint::Options;
use lt_lint::discover::{Search, discover};
use lt_lint::load::{Flags, parse_cpu};
use lt_lint::output::plan::{PlanLook, human, json, markdown, svg};
use lt_lint::plan::{ChoiceRecord, PlanRecord, plan};
use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::units::Rate;

use crate::support::{run, schema};

/// 20 TB a day, as a rate.
const TWENTY_TB_A_DAY: &str = "231.481482MB/s";
const FILES: [&str; 3] = ["configmap.yaml", "scalyr-service-account.yaml", "scalyr-sidecar.yaml"];

fn options(rate: Option<&str>, nodes: Option<u64>, target: Option<&str>) -> Options {
    let parsed = |text: Option<&str>| text.map(|text| text.parse::<Rate>().unwrap());
    Options {
        load: Flags { rate: parsed(rate), nodes, target: parsed(target), ..Flags::default() },
        ..Options::default()
    }
}

/// The templates with parts of the workload replaced.
fn templates(replaced: &[(&str, &str)]) -> Vec<SourceFile> {
    let read = |name: &&str| {
        let text = fs::read_to_string(Path::new("k8s").join(name)).unwrap();
        let replaced = replaced.iter().filter(|_| name.ends_with("sidecar.yaml"));
        let text = replaced.fold(text, |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        SourceFile::new(format!("k8s/{name}"), text.into_bytes(), true)
    };
    FILES.iter().map(read).collect()
}

fn planned(sources: &[SourceFile], options: &Options) -> PlanRecord {
    plan(&lt_lint::Session::new(RuleSet::builtin().unwrap(), options.clone()).unwrap(), sources)
}

/// The choices as `pods × rate on nodes`.
fn choices(plan: &PlanRecord) -> Vec<String> {
    let shown =
        |one: &ChoiceRecord| format!("{} × {} on {}", one.replicas, one.rate.text, one.nodes);
    plan.goals.iter().flat_map(|goal| &goal.choices).map(shown).collect()
}

#[test]
fn the_templates_make_2_gb_a_second() {
    let sources = discover(&["k8s".into()], &Search::default(), &mut std::io::empty()).files;
    let plan = planned(&sources, &Options::default());
    let wanted = "\
Deployment scalyr/load-test (k8s/scalyr-sidecar.yaml:3:1)

            MB/s    MiB/s  TB/day
  flog      5.01     4.78    0.43
    by its arguments, k8s/scalyr-sidecar.yaml:33:57
  per pod      5     4.76    0.43
    stated, k8s/scalyr-sidecar.yaml:10:19
  per node    10     9.53    0.86  2 pods on each of 200
                                   nodes
  total     2000  1907.34   172.8  400 pods

  pod vs. cap         #######...  79% of 6 MiB/s (6.29 MB/s)

  how the rate of flog is computed, in bytes per second:
    sample = floor(mbs-rate * 10000) = 50000 (mbs-rate = 5)
    pause = floor(10000000000 / (1000 * sample)) = 200
      (sample = 50000)
    rate = 1000000000 / pause * line / (line - 1) =
      5018853.695 (pause = 200, line = 266.2)

  requests: 80 MiB and 1.3 CPU per pod; 0.16 GiB and 2.6 CPU
    per node; 31.25 GiB and 520 CPU in total
  upload of an agent: about 8 MB/s by its CPU, 37.5 MB/s by
    its settings (min_request_spacing_interval), of lines of
    267 bytes, with answers after 50 ms; skips its logs
    after a lag of 39 seconds
  memory: not requested by flog
  images: up to 400 pulls (2 on each of 200 nodes)
  API server: at least 800 requests per minute from the
    agents, on nodes with Docker

Target 2 GB/s on 200 nodes: 2 GB/s planned, 400 pods at 5
  MB/s needed

  total vs. target    ######################  100% of 2 GB/s

  pods  rate/pod  on each  nodes  rate/node      total
  2000    1 MB/s       10    200    10 MB/s     2 GB/s
  1000    2 MB/s        5    200    10 MB/s     2 GB/s
   800  2.5 MB/s        4    200    10 MB/s     2 GB/s
   600  3.4 MB/s        3    200  10.2 MB/s  2.04 GB/s
   400    5 MB/s        2    200    10 MB/s     2 GB/s
";
    let look = PlanLook { width: 60, ascii: true, color: false };
    assert_eq!(human(&plan, &look), wanted);
    let unicode = human(&plan, &PlanLook { width: 100, ascii: false, color: false });
    let bar = format!(
        "  pod vs. cap         {}{}  79% of 6 MiB/s (6.29 MB/s)\n",
        "█".repeat(31),
        "░".repeat(9)
    );
    assert!(unicode.contains(&bar), "{unicode}");
}

#[test]
fn twenty_tb_a_day_at_5_mb_a_node_need_47_nodes_and_not_43() {
    let plan = planned(&[], &options(Some("5MB/s"), Some(43), Some(TWENTY_TB_A_DAY)));
    let goal = &plan.goals[0];
    assert_eq!((goal.needed, goal.target.terabytes_per_day.as_str()), (Some(47), "20"));
    let plan = planned(&[], &options(Some("2.5MB/s"), None, Some(TWENTY_TB_A_DAY)));
    let choice = plan.goals[0].choices.iter().find(|one| one.node_rate.text == "5 MB/s").unwrap();
    assert_eq!((choice.nodes, choice.per_node, choice.replicas), (47, 2, 94));
    assert!(choices(&plan).iter().all(|one| one != "86 × 2.5 MB/s on 43"));
    let one_a_node = templates(&[
        ("replicas: 400", "replicas: 43"),
        ("\"200\"", "\"43\""),
        ("2GB/s", TWENTY_TB_A_DAY),
    ]);
    let goal = &planned(&one_a_node, &Options::default()).goals[0];
    let reached = goal.reached.as_ref().unwrap();
    assert_eq!((reached.holds, reached.percent, goal.needed), (false, 92, Some(47)));
}

#[test]
fn a_target_alone_is_planned_without_a_file() {
    let plan = planned(&[], &options(None, Some(43), Some("10GB/s")));
    let wanted = [
        "3354 × 3 MB/s on 43",
        "2537 × 4 MB/s on 43",
        "2021 × 5 MB/s on 43",
        "1677 × 6 MB/s on 43",
    ];
    assert_eq!(choices(&plan), wanted);
    let plan = planned(&[], &options(None, None, Some("2GB/s")));
    assert!(choices(&plan).contains(&"400 × 5 MB/s on 200".to_owned()), "{:?}", choices(&plan));
    let plan = planned(&[], &options(Some("7MB/s"), None, Some("2GB/s")));
    let shown = human(&plan, &PlanLook { width: 100, ascii: false, color: false });
    assert!(
        shown.starts_with("Target 2 GB/s: 7 MB/s is above the cap of 6 MiB/s (6.29 MB/s)\n"),
        "{shown}"
    );
    // One cluster has at most 150000 pods on 5000 nodes.
    for target in ["99999999999PB/s", "1TB/s"] {
        let plan = planned(&[], &options(None, None, Some(target)));
        assert!(plan.goals[0].choices.is_empty(), "{target}: {:?}", choices(&plan));
    }
    let plan = planned(&[], &options(None, None, Some("50GB/s")));
    assert_eq!(choices(&plan), ["10000 × 5 MB/s on 5000", "8334 × 6 MB/s on 4167"]);
    let plan = planned(&[], &options(None, Some(2), Some("2GB/s")));
    assert!(plan.goals[0].choices.is_empty());
    let look = PlanLook { width: 100, ascii: false, color: false };
    let wanted = "Target 2 GB/s on 2 nodes\n\n  no number of pods reaches it within the limits: use more or larger nodes, or several clusters\n";
    assert_eq!(human(&plan, &look), wanted);
}

#[test]
fn too_few_and_too_many_pods_on_a_node_are_told() {
    for (nodes, wanted) in [
        (200, "2 pods on each of 200 nodes\n"),
        (201, "2 pods on the fullest of 201 nodes, 1 on the emptiest, too few\n"),
        (4, "100 pods on each of 4 nodes\n"),
        (3, "134 pods on the fullest of 3 nodes, 133 on the emptiest, too many\n"),
    ] {
        let plan = planned(&templates(&[]), &options(None, Some(nodes), None));
        let shown = human(&plan, &PlanLook { width: 100, ascii: false, color: false });
        assert!(shown.contains(wanted), "{shown}");
    }
}

#[test]
fn what_is_unknown_says_why_and_how_to_state_it() {
    let sources = templates(&[
        ("image: scalyr/flog:v1", "image: example.com/own:1"),
        ("    lt-lint/rate: 5MB/s\n", ""),
        ("    lt-lint/nodes: \"200\"\n", ""),
        ("    lt-lint/target: 2GB/s\n", ""),
    ]);
    let plan = planned(&sources, &Options::default());
    let workload = &plan.workloads[0];
    assert!(
        workload.pod.is_none()
            && workload.total.is_none()
            && workload.nodes.is_none()
            && plan.goals.is_empty()
    );
    assert!(plan.total.is_none() && plan.pods == Some(400));
    let what: Vec<&str> = workload.unknown.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(what, ["the rate of a pod", "the nodes", "the target"]);
    assert_eq!(workload.unknown[0].why, "`flog`: the image is unknown");
    let how = "state the rate of one pod: the annotation lt-lint/rate: 5MB/s, or --rate 5MB/s";
    assert_eq!(workload.unknown[0].how, how);
    let stated = planned(&sources, &options(Some("5MB/s"), Some(200), Some("2GB/s")));
    assert!(stated.workloads[0].unknown.is_empty(), "{:?}", stated.workloads[0].unknown);
}

#[test]
fn an_autoscaler_leaves_the_number_of_pods_unknown() {
    let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: scalyr}\n\
                  spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: load-test}\n  \
                  minReplicas: 100\n  maxReplicas: 400\n";
    let with = |text: &str| {
        let mut sources = templates(&[]);
        sources.push(SourceFile::new("k8s/z.yaml", text.as_bytes().to_vec(), true));
        planned(&sources, &Options::default())
    };
    let scaled = with(scaler);
    assert_eq!(scaled.workloads[0].unknown[0].what, "the number of pods");
    assert!(scaled.total.is_none() && scaled.pods.is_none());
    assert!(scaled.workloads[0].total.is_none() && scaled.goals[0].reached.is_none());
    let shown = svg(&scaled);
    assert!(shown.contains("\nnot known whether it reaches 2 GB/s\n"), "{shown}");
    assert!(shown.contains("\n5 MB/s per pod, pods not known\n"), "{shown}");
    let fixed = with(&scaler.replace("100", "400"));
    assert_eq!(fixed.workloads[0].total.as_ref().unwrap().text, "2 GB/s");
}

#[test]
fn json_keeps_its_schema_and_markdown_stays_text() {
    let schema = jsonschema::validator_for(&schema("plan")).unwrap();
    let sources =
        templates(&[("namespace: scalyr\n  annotations", "namespace: '<b>|`x`'\n  annotations")]);
    let load = Flags {
        duration: Some("2h30m".parse().unwrap()),
        node_cpu: Some(parse_cpu("16").unwrap()),
        ..Flags::default()
    };
    let stated = Options { load, ..Options::default() };
    let alone = planned(&[], &options(None, None, Some("2GB/s")));
    for plan in [planned(&sources, &Options::default()), planned(&sources, &stated), alone] {
        let value: serde_json::Value = serde_json::from_str(&json(&plan)).unwrap();
        assert!(schema.is_valid(&value), "{value}");
        assert_eq!(value["version"], 1);
    }
    assert!(!schema.is_valid(&serde_json::json!({ "version": 1 })));
    let text = markdown(&planned(&sources, &Options::default()));
    assert!(text.contains("\n### Deployment &#60;b&#62;\\|\\`x\\`/load-test ("), "{text}");
    assert!(text.contains("\n| total | 2000 | 1907.34 | 172.8 | 400 pods |\n"), "{text}");
    let stated = markdown(&planned(&sources, &stated));
    assert!(stated.contains("\n- whole test: 2 GB/s × 2h30m = 18 TB\n"), "{stated}");
    assert!(stated.contains("\n- of a node: 2.6 of 16 CPU (16%)\n"), "{stated}");
    assert!(text.contains("\n- per pod: 79% of 6 MiB/s (6.29 MB/s)\n"), "{text}");
    let steps = "\n- how the rate of flog is computed, in bytes per second:\n  - sample = floor(mbs-rate \\* 10000) \
                 = 50000 (mbs-rate = 5)\n";
    assert!(text.contains(steps), "{text}");
    assert!(text.contains("\nIn total: 100% of 2 GB/s.\n"), "{text}");
    assert!(text.contains("\n| 400 | 5 MB/s | 2 | 200 | 10 MB/s | 2 GB/s |\n"), "{text}");
}

#[test]
fn the_command_reads_paths_flags_and_settings_and_says_what_it_could_not() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(folder.path(), &["plan", "--target", "10GB/s", "--nodes", "43"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("Target 10 GB/s on 43 nodes\n"), "{out}");
    let (code, out, err) = run(folder.path(), &["plan"]);
    let nothing = "lt-lint: .: no workload generates load here, so there is nothing to plan; --target plans without one\n";
    assert_eq!((code, out.as_str(), err.as_str()), (3, "", nothing));
    let (code, _, err) = run(folder.path(), &["plan", "missing"]);
    assert_eq!((code, err.as_str()), (2, "lt-lint: missing: no such file or folder\n"));
    let (code, _, _) = run(folder.path(), &["plan", "--nodes", "0"]);
    assert_eq!(code, 2);
    let settings = "rules:\n  rate-above-cap: {params: {cap: 3MB/s}}\nload: {target: 1GB/s}\n";
    fs::write(folder.path().join(".lt-lint.yaml"), settings).unwrap();
    fs::copy("k8s/scalyr-sidecar.yaml", folder.path().join("a.yaml")).unwrap();
    let (code, out, err) = run(folder.path(), &["plan", "--ascii", "a.yaml"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let shown = ["####  166% of 3 MB/s, above the cap\n", "####  200% of 1 GB/s\n"];
    assert!(shown.iter().all(|text| out.contains(text)), "{out}");
}
