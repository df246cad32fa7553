//! Limits are set once, and lint, plan and init say the same numbers.

use std::fs;

use lt_lint::{Limits, RuleSet};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::run;

/// The same limits, under their own names and under those that rules have for them.
const SETTINGS: [&str; 2] = [
    "limits: {generators-per-node: 4, cap: 12MB/s, memory-limit: 256Mi, oldest-release: 2.1.20}\n",
    "rules:\n  too-few-generators: {params: {per-node: 4}}\n  rate-above-cap: {params: {cap: 12MB/s}}\n  \
     low-memory-limit: {params: {min: 256Mi}}\n  stale-image: {params: {min: 2.1.20}}\n",
];

/// A project with the templates, of which some texts are replaced.
fn project(settings: &str, swaps: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::create_dir(folder.path().join("k8s")).unwrap();
    for entry in fs::read_dir("k8s").unwrap() {
        let path = entry.unwrap().path();
        let mut text = fs::read_to_string(&path).unwrap();
        if path.ends_with("scalyr-sidecar.yaml") {
            for (old, new) in swaps {
                assert!(text.contains(old), "{old}");
                text = text.replace(old, new);
            }
        }
        fs::write(folder.path().join(&path), text).unwrap();
    }
    fs::write(folder.path().join(".lt-lint.yaml"), settings).unwrap();
    folder
}

/// The finding of a rule: message, why and help.
fn told(folder: &TempDir, rule: &str) -> Option<String> {
    let (_, out, err) = run(folder.path(), &["--format", "json", "k8s"]);
    assert_eq!(err, "");
    let report: Value = serde_json::from_str(&out).unwrap();
    let findings = report.get("findings").and_then(Value::as_array).unwrap();
    let finding = findings.iter().find(|finding| finding["rule"] == rule)?;
    let text = |key: &str| finding[key].as_str().unwrap().to_owned();
    Some([text("message"), text("why"), text("help")].join("\n"))
}

fn plan(folder: &TempDir) -> Value {
    let (code, out, err) = run(folder.path(), &["plan", "--format", "json", "k8s"]);
    assert_eq!((code, err.as_str()), (0, ""));
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_missed_target_and_the_plan_name_the_same_nodes_and_cap() {
    let swaps = [("    lt-lint/nodes: \"200\"\n", ""), ("target: 2GB/s", "target: 4GB/s")];
    let default = project("", &swaps);
    let text = told(&default, "target-missed").unwrap();
    assert!(text.contains("at most 400 nodes with 2 on each"), "{text}");
    assert!(text.contains("as far as the cap of 6 MiB/s allows"), "{text}");
    for settings in SETTINGS {
        let folder = project(settings, &swaps);
        let text = told(&folder, "target-missed").unwrap();
        assert!(
            text.contains("Raise the replicas to 800 or more (at most 200 nodes with 4 on each)"),
            "{text}"
        );
        assert!(text.contains("as far as the cap of 12 MB/s allows"), "{text}");
        let plan = plan(&folder);
        assert_eq!(plan["limits"]["cap"]["text"], "12 MB/s");
        assert_eq!(plan["limits"]["fewest_per_node"], 4);
        let choices = plan["goals"][0]["choices"].as_array().unwrap();
        assert!(choices.iter().all(|choice| choice["per_node"].as_u64() >= Some(4)), "{choices:?}");
        let same =
            |choice: &&Value| choice["replicas"] == 800 && choice["rate"]["text"] == "5 MB/s";
        assert_eq!(choices.iter().find(same).map(|choice| &choice["nodes"]), Some(&200.into()));
        let (_, human, _) = run(folder.path(), &["plan", "k8s"]);
        assert!(human.contains("41% of 12 MB/s"), "{human}");
    }
}

#[test]
fn too_few_generators_are_too_few_in_lint_and_plan() {
    assert_eq!(told(&project("", &[]), "too-few-generators"), None);
    for settings in SETTINGS {
        let folder = project(settings, &[]);
        let text = told(&folder, "too-few-generators").unwrap();
        assert!(text.contains("2 per node, below the minimum of 4"), "{text}");
        assert!(text.contains("Raise the replicas to 800 or more"), "{text}");
        assert_eq!(plan(&folder)["workloads"][0]["nodes"]["too_few"], true);
    }
}

#[test]
fn a_rate_is_held_against_the_cap_in_lint_and_plan() {
    let swaps = [("rate: 5MB/s", "rate: 7MB/s"), ("-m, \"5\"", "-m, \"7\"")];
    assert!(told(&project("", &swaps), "rate-above-cap").unwrap().contains("above the 6 MiB/s"));
    for settings in SETTINGS {
        let folder = project(settings, &swaps);
        assert_eq!(told(&folder, "rate-above-cap"), None);
        assert_eq!(plan(&folder)["workloads"][0]["pod"]["cap"]["holds"], true);
        let swaps = [("rate: 5MB/s", "rate: 13MB/s"), ("-m, \"5\"", "-m, \"13\"")];
        let folder = project(settings, &swaps);
        let text = told(&folder, "rate-above-cap").unwrap();
        assert!(text.contains("13 MB/s, above the 12 MB/s that one agent can upload"), "{text}");
        assert!(text.contains("One agent uploads at most about 12 MB/s"), "{text}");
        assert_eq!(plan(&folder)["workloads"][0]["pod"]["cap"]["holds"], false);
    }
}

/// A spread that leaves nodes empty does so by the fewest generators that a node is to have.
#[test]
fn rules_of_the_layout_go_by_the_fewest_generators() {
    let spread = |skew: &str| {
        format!(
            "    spec:\n      topologySpreadConstraints:\n        - {{maxSkew: {skew}, topologyKey: \
             kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {{matchLabels: \
             {{app: load-test}}}}}}\n"
        )
    };
    let template = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    let start = template.find("      topologySpreadConstraints:").unwrap();
    let own = template.get(start..).unwrap();
    let end = own.lines().skip(1).position(|line| !line.starts_with("       ")).unwrap();
    let own: String = own.lines().take(end + 1).map(|line| format!("{line}\n")).collect();
    let nodes = ("    lt-lint/nodes: \"200\"\n", "");
    let wide = spread("3");
    let swaps = [nodes, (own.as_str(), ""), ("    spec:\n", wide.as_str())];
    assert!(told(&project("", &swaps), "uneven-spread").unwrap().contains("maxSkew 3"));
    let apart = "    spec:\n      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: \
                 [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: load-test}}}]}}\n";
    let apart = [("    spec:\n", apart)];
    let one = "limits: {generators-per-node: 1}\n";
    assert_eq!(told(&project(one, &apart), "one-per-node"), None);
    for settings in SETTINGS {
        assert_eq!(told(&project(settings, &swaps), "uneven-spread"), None);
        let text = told(&project(settings, &apart), "one-per-node").unwrap();
        assert!(text.contains("at least 4 generators per node"), "{text}");
    }
}

/// A way out that would leave too few generators on a node is none.
#[test]
fn nodes_that_are_too_small_go_by_the_fewest_generators() {
    let swaps = [
        ("lt-lint/nodes: \"200\"\n", "lt-lint/nodes: \"100\"\n    lt-lint/node-memory: 300Mi\n"),
        ("    lt-lint/target: 2GB/s\n", ""),
    ];
    let text = told(&project("", &swaps), "too-many-per-node").unwrap();
    assert!(text.contains("Run on 134 nodes or more, let a pod request at most 75Mi"), "{text}");
    for settings in SETTINGS {
        let text = told(&project(settings, &swaps), "too-many-per-node").unwrap();
        assert!(text.contains("Let a pod request at most 75Mi"), "{text}");
        assert!(!text.contains("Run on"), "{text}");
    }
}

#[test]
fn texts_of_rules_without_parameters_follow_too() {
    let limit = ("            limits:\n              memory: 150Mi\n", "");
    let floating = ("scalyr-k8s-agent:2.1.1", "scalyr-k8s-agent");
    for settings in SETTINGS {
        let folder = project(settings, &[limit, floating]);
        let text = told(&folder, "missing-memory-limit").unwrap();
        assert!(text.contains("limits.memory to 256Mi or more"), "{text}");
        let text = told(&folder, "floating-image").unwrap();
        assert!(text.contains("scalyr-k8s-agent:2.1.20 or newer"), "{text}");
        let text = told(&project(settings, &[]), "stale-image").unwrap();
        assert!(
            text.contains("agent 2.1.1 is older than 2.1.20\nReleases before 2.1.20"),
            "{text}"
        );
    }
    let folder = project(
        "limits: {oldest-release-without-docker: 2.1.18}\nload: {runtime: containerd}\n",
        &[("scalyr-k8s-agent:2.1.1", "scalyr-k8s-agent:2.1.17")],
    );
    let text = told(&folder, "wrong-runtime").unwrap();
    assert!(text.contains("an agent before 2.1.18 exits at startup"), "{text}");
}

#[test]
fn init_writes_what_keeps_the_limits() {
    let settings = "limits:\n  {generators-per-node: 4, cap: 4MB/s, memory-limit: 256Mi, memory-request: 100Mi, \
                    oldest-release: 2.1.20}\n";
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".lt-lint.yaml"), settings).unwrap();
    let (code, out, err) =
        run(folder.path(), &["init", "--nodes", "200", "--target", "1GB/s", "k8s"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("800 pods at 3.6 MB/s"), "{out}");
    assert!(out.contains("since each of 200 nodes gets 4 pods"), "{out}");
    let sidecar = fs::read_to_string(folder.path().join("k8s/scalyr-sidecar.yaml")).unwrap();
    for part in [
        "at least 4 per node",
        "# At least 256Mi,",
        "memory: 100Mi",
        "memory: 256Mi",
        "scalyr-k8s-agent:2.1.20",
    ] {
        assert!(sidecar.contains(part), "{part}\n{sidecar}");
    }
    assert_eq!(run(folder.path(), &["k8s"]).0, 0);
    let settings = settings.replace("cap: 4MB/s", "pods-per-cluster: 500");
    fs::write(folder.path().join(".lt-lint.yaml"), settings).unwrap();
    let (code, _, err) = run(folder.path(), &["init", "--nodes", "200", "more"]);
    assert_eq!(code, 2);
    assert!(err.contains("a Kubernetes cluster supports 500"), "{err}");
}

#[test]
fn mistakes_in_limits_are_told_at_their_place() {
    let cap = "rules:\n  rate-above-cap: {params: {cap: 9MB/s}}\n";
    for (settings, place, part) in [
        ("limits:\n  memory-limits: 1Gi\n".to_owned(), ":2:3", "did you mean `memory-limit`?"),
        ("limits: {cap: fast}\n".to_owned(), ":1:15: ", "isn't a rate"),
        ("limits: {memory-limit: 1GB}\n".to_owned(), ":1:24: ", "unknown unit"),
        ("limits: {pods-per-node: many}\n".to_owned(), ":1:25", "a whole number, 0 or more"),
        ("limits: {oldest-release: new}\n".to_owned(), ":1:26: ", "isn't a release number"),
        ("limits: [cap]\n".to_owned(), ":1:9: limits: ", "expected a mapping; found a list"),
        (
            format!("limits: {{cap: 12MB/s}}\n{cap}"),
            ":3:34: ",
            "`9MB/s` differs from .lt-lint.yaml:1, which sets the same limit, `limits.cap`",
        ),
        (
            format!("{cap}limits: {{cap: 12MB/s}}\n"),
            ":3:15: ",
            "`12MB/s` differs from .lt-lint.yaml:2, which sets the same limit, `limits.cap`",
        ),
    ] {
        let (code, out, err) = run(project(&settings, &[]).path(), &["k8s"]);
        assert_eq!((code, out.as_str()), (2, ""), "{settings}");
        assert!(err.starts_with(&format!("lt-lint: .lt-lint.yaml{place}")), "{settings}: {err}");
        assert!(err.contains(part), "{settings}: {err}");
    }
}

#[test]
fn a_limit_may_be_set_twice_to_the_same_value() {
    let settings = "limits: {cap: 12MB/s}\nrules: {rate-above-cap: {params: {cap: 12000 kB/s}}}\n";
    let folder = project(settings, &[]);
    let (code, out, _) = run(folder.path(), &["config"]);
    assert_eq!(code, 0);
    for line in [
        "limits.cap: 12 MB/s  # .lt-lint.yaml:1",
        "rules.rate-above-cap.params.cap: 12 MB/s  # .lt-lint.yaml:1, the limit limits.cap",
        "limits.pods-per-node: 110  # default",
        "rules.too-many-per-node.params.per-node: 110  # default, the limit limits.pods-per-node",
    ] {
        assert!(out.lines().any(|one| one == line), "{line}\n{out}");
    }
}

/// A rule of one's own may refer to limits in its options and its texts.
#[test]
fn rules_of_ones_own_go_by_the_limits() {
    let rule = "id: little-memory\nsince: 1.0.0\nsummary: a\nseverity: warning\nmessage: \"{actual} is below \
                {limits.memory-limit}\"\nwhy: a\nhelp: a\nwhere: {containers: agent}\ncheck: {quantity: {path: \
                resources.requests.memory, min: \"{limits.memory-limit}\"}}\n";
    let cases = ["below", "unit", "bytes"]
        .map(|case| format!("{case}: \"{{actual}} is below {{limits.memory-limit}}\""));
    let rule = rule.replace(
        "message: \"{actual} is below {limits.memory-limit}\"",
        &format!("message: {{{}}}", cases.join(", ")),
    );
    let folder = project(SETTINGS[0], &[]);
    fs::create_dir(folder.path().join("mine")).unwrap();
    let found = |rule: &str| {
        fs::write(folder.path().join("mine/little-memory.yaml"), rule).unwrap();
        run(folder.path(), &["--format", "concise", "--rules", "mine", "k8s"])
    };
    let (_, out, err) = found(&rule);
    assert!(out.contains("[little-memory] 80Mi is below 256Mi"), "{out}{err}");
    for (of, part) in [
        (
            "min: \"{limits.memory-limit}\"",
            "there is no limit `memory-limt`; did you mean `memory-limit`?",
        ),
        ("below {limits.memory-limit}", "message: there is no limit `memory-limt`"),
    ] {
        let (code, _, err) = found(&rule.replace(of, &of.replace("limit}", "limt}")));
        assert_eq!(code, 2);
        assert!(err.contains(part), "{err}");
    }
}

/// No text of a rule names the value of a limit itself.
#[test]
fn no_value_of_a_limit_is_written_in_a_rule() {
    let limits = Limits::default();
    let mut values: Vec<&str> = limits.iter().map(|(_, text)| text).collect();
    values.extend(["6MiB/s", "two on each", "two generators", "2 generators", "two a node"]);
    for entry in fs::read_dir("rules").unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let texts = text.lines().filter(|line| !line.starts_with("references:"));
        for line in texts {
            let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || c == ':').collect();
            for value in &values {
                let is_there = match value.parse::<u64>() {
                    // Small numbers are those of other things too.
                    Ok(number) => number > 100 && words.contains(value),
                    Err(_) => line.contains(value),
                };
                assert!(!is_there, "{}: {value}: {line}", path.display());
            }
        }
    }
}

/// Every built-in rule goes together with other values of every limit, and none keeps the default in its texts.
#[test]
fn every_builtin_rule_can_be_compiled_under_other_limits() {
    let mut limits = Limits::default();
    for (name, text) in [
        ("cap", "77MB/s"),
        ("memory-limit", "777Mi"),
        ("memory-request", "77Mi"),
        ("generators-per-node", "7"),
        ("pods-per-node", "777"),
        ("pods-per-cluster", "7777"),
        ("nodes-per-cluster", "777"),
        ("oldest-release", "7.7.7"),
        ("oldest-release-without-docker", "7.7.8"),
        ("rate-tolerance", "77"),
    ] {
        limits.set(name, text).unwrap();
    }
    assert_eq!(limits.iter().count(), Limits::NAMES.len());
    let rules = RuleSet::builtin().unwrap().with_limits(&limits).unwrap();
    let aliases = rules.iter().flat_map(|rule| {
        let of = |param: &String| rule.limit_of(param).map(str::to_owned);
        rule.params().iter().filter_map(move |(name, value)| Some((of(name)?, value.clone())))
    });
    let aliases: Vec<(String, String)> = aliases.collect();
    assert_eq!(aliases.len(), 7, "{aliases:?}");
    for (limit, value) in aliases {
        assert_eq!(limits.text(&limit), Ok(value.as_str()));
    }
}
