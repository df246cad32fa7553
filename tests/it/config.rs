//! `.lt-lint.yaml`: what it changes, and what is said of mistakes in it.

use std::fs;
use std::path::Path;

use lt_lint::config::{ConfigFile, Settings};
use lt_lint::rule::RuleSet;

use crate::support;

const AGENT: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: scalyr-agent
      image: scalyr/scalyr-k8s-agent:2.0.53
      resources: {limits: {memory: 200Mi}}
";

/// The folder of a project: a repository with the agent's manifest and a configuration.
fn project(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir_all(folder.path().join("k8s/old")).unwrap();
    fs::write(folder.path().join("k8s/agent.yaml"), AGENT).unwrap();
    fs::write(folder.path().join("k8s/old/agent.yaml"), AGENT).unwrap();
    fs::write(folder.path().join(".lt-lint.yaml"), config).unwrap();
    folder
}

/// Exit code, findings of three rules as lines, and standard error.
fn run(folder: &Path, args: &[&str]) -> (i32, Vec<String>, String) {
    let (code, out, err) = support::run(folder, &[&["--format", "concise"], args].concat());
    let about = |line: &&str| {
        line.contains("[stale-image]")
            || line.contains("[low-memory-limit]")
            || line.contains("[unknown-field]")
    };
    let place = |line: &str| line.split_once("] ").unwrap().0.to_owned() + "]";
    let lines = out.lines().filter(about).map(place).collect();
    (code, lines, err)
}

#[test]
fn severities_and_parameters_are_the_projects() {
    let config = "rules:\n  stale-image: warning\n  low-memory-limit: {severity: error, params: {min: 256Mi}}\n";
    let folder = project(config);
    let (code, lines, err) = run(folder.path(), &["k8s/agent.yaml"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(
        lines,
        [
            "k8s/agent.yaml:7:38: warning[stale-image]",
            "k8s/agent.yaml:8:36: error[low-memory-limit]"
        ]
    );
    let (_, lines, _) = run(folder.path(), &["--no-config", "k8s/agent.yaml"]);
    assert_eq!(lines, ["k8s/agent.yaml:7:38: error[stale-image]"]);
}

#[test]
fn a_rule_can_be_off_everywhere_or_for_some_files() {
    let folder = project("rules: {stale-image: off}\n");
    assert_eq!(run(folder.path(), &["k8s"]).1, [""; 0]);
    let folder = project("overrides:\n  - paths: [k8s/old/]\n    rules: {stale-image: off}\n");
    assert_eq!(run(folder.path(), &["k8s"]).1, ["k8s/agent.yaml:7:38: error[stale-image]"]);
    let folder = project("overrides:\n  - {paths: [k8s/old/], rules: {stale-image: info}}\n");
    assert_eq!(run(folder.path(), &["--pedantic", "."]).1.len(), 2);
    assert_eq!(run(folder.path(), &["."]).1.len(), 1);
}

#[test]
fn excluded_files_are_left_out_of_folders_and_read_when_named() {
    let folder = project("exclude: [old]\n");
    assert_eq!(run(folder.path(), &["k8s"]).1, ["k8s/agent.yaml:7:38: error[stale-image]"]);
    assert_eq!(run(folder.path(), &["."]).1, ["k8s/agent.yaml:7:38: error[stale-image]"]);
    assert_eq!(
        run(folder.path(), &["k8s/old/agent.yaml"]).1,
        ["k8s/old/agent.yaml:7:38: error[stale-image]"]
    );
    assert_eq!(run(&folder.path().join("k8s"), &["."]).1, ["agent.yaml:7:38: error[stale-image]"]);
}

#[test]
fn patterns_start_at_the_configuration_wherever_lt_lint_runs() {
    for config in
        ["exclude: [/k8s/old/]\n", "overrides: [{paths: [/k8s/old/], rules: {stale-image: off}}]\n"]
    {
        let folder = project(config);
        assert_eq!(
            run(folder.path(), &["."]).1,
            ["k8s/agent.yaml:7:38: error[stale-image]"],
            "{config}"
        );
        assert_eq!(
            run(&folder.path().join("k8s"), &["."]).1,
            ["agent.yaml:7:38: error[stale-image]"],
            "{config}"
        );
    }
}

#[test]
fn it_is_found_upward_to_the_root_of_the_repository() {
    let folder = project("rules: {stale-image: off}\n");
    assert_eq!(run(&folder.path().join("k8s/old"), &["agent.yaml"]).1, [""; 0]);
    fs::create_dir(folder.path().join("k8s/.git")).unwrap();
    assert_eq!(run(&folder.path().join("k8s/old"), &["agent.yaml"]).1.len(), 1);
    let config = folder.path().join(".lt-lint.yaml");
    let named = ["--config", config.to_str().unwrap(), "agent.yaml"];
    assert_eq!(run(&folder.path().join("k8s/old"), &named).1, [""; 0]);
}

#[test]
fn mistakes_have_a_place_a_reason_and_a_suggestion() {
    for (config, place, part) in [
        ("rule: {}\n", ":1:1", "did you mean `rules`?"),
        ("rules:\n  stale-imag: off\n", ":2:3", "did you mean `stale-image`?"),
        ("rules:\n  stale-image: of\n", ":2:16", "did you mean `off`?"),
        ("rules:\n  stale-image: {severty: off}\n", ":2:17", "did you mean `severity`?"),
        ("rules:\n  low-memory-limit: {params: {mn: 1Gi}}\n", ":2:31", "did you mean `min`?"),
        ("rules:\n  low-memory-limit: {params: {min: 1GB}}\n", ":2:36", "unknown unit"),
        ("load:\n  rate: fast\n", ":2:9: ", "isn't a rate"),
        (
            "load: {nodes: many}\n",
            ":1:15",
            "load.nodes: expected a whole number, 0 or more; found \"many\"",
        ),
        ("exclude: old/\n", ":1:10", "exclude: expected a list; found \"old/\""),
        ("hello\n", ":1:1", "expected a mapping of settings; found \"hello\""),
        ("kubernetes-version: 1.32\n", ":1:21", "there are 1.37, 1.36, 1.35, 1.34 and 1.33"),
        ("load:\n  nodes: 0\n", ":2:10: ", "at least one node"),
        ("load:\n  duration: 3d\n", ":2:13: ", "did you mean `72h`?"),
        ("load: {node-cpu: 16000}\n", ":1:18: ", "did you mean `16000m`?"),
        ("load: {node-memory: 64}\n", ":1:21: ", "did you mean `64Gi`?"),
        ("load: {node-memory: 64GB}\n", ":1:21: ", "did you mean `64Gi`?"),
        ("load:\n  node-pods: 0\n", ":2:14: ", "at least one pod"),
        (
            "load:\n  node-pods: many\n",
            ":2:14",
            "expected a whole number, 0 or more; found \"many\"",
        ),
        ("load:\n  runtime: dokcer\n", ":2:12: ", "did you mean `docker`?"),
        ("load:\n  node-cpus: 16\n", ":2:3", "did you mean `node-cpu`?"),
        ("overrides:\n  - {paths: [a], rules: {stale: off}}\n", ":2:26", "no rule `stale`"),
    ] {
        let (code, _, err) = run(project(config).path(), &["k8s"]);
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(&format!(".lt-lint.yaml{place}")), "{config}: {err}");
        assert!(err.contains(part), "{config}: {err}");
    }
}

/// Standard error for a configuration has to be one line: its place in the file and the reason.
fn assert_mistake(config: &str, wanted: &str) {
    let (code, _, err) = run(project(config).path(), &["k8s"]);
    assert_eq!((code, err), (2, format!("lt-lint: .lt-lint.yaml:{wanted}\n")), "{config}");
}

#[test]
fn each_place_is_that_of_the_wrong_key_or_value_itself() {
    for (config, wanted) in [
        (
            "load: {}\nexclud: []\n",
            "2:1: unknown field `exclud`, expected one of `rules`, `rules-folder`, `exclude`, `overrides`, `agent`, \
             `kubernetes-version`, `limits`, `load`, `generators` or `render`; did you mean `exclude`?",
        ),
        (
            "agent: {image: [a]}\n",
            "1:9: agent: unknown field `image`, expected `images`; did you mean `images`?",
        ),
        (
            "load:\n  rate: 5MB/s\n  nodse: 3\n",
            "3:3: load: unknown field `nodse`, expected one of `rate`, `nodes`, `target`, `duration`, `node-cpu`, \
             `node-memory`, `node-disk`, `node-pods` or `runtime`; did you mean `nodes`?",
        ),
        (
            "limits: {memory-limit: 200Mi, cpa: 1MB/s}\n",
            "1:31: limits: unknown field `cpa`, expected one of `cap`, `memory-limit`, `memory-request`, \
             `generators-per-node`, `pods-per-node`, `pods-per-cluster`, `nodes-per-cluster`, `oldest-release`, \
             `oldest-release-without-docker` or `rate-tolerance`; did you mean `cap`?",
        ),
        ("load: {}\nload: {}\n", "2:1: the key `load` appears twice"),
        (
            "rules: {stale-image: off, stale-image: info}\n",
            "1:27: the key `stale-image` appears twice",
        ),
        (
            "rules: {stale-image: [off]}\n",
            "1:22: rules.stale-image: expected a severity (error, warning, info, off) or a mapping with `severity` \
             and `params`; found a list",
        ),
        (
            "rules:\n  stale-image: {params: {min: 1.5}}\n",
            "2:31: rules.stale-image.params.min: expected a whole number, a string, or a list of strings; found 1.5",
        ),
        (
            "overrides:\n  - rules: {stale-image: of}\n    paths: [a]\n",
            "2:26: overrides[0].rules.stale-image: no such value `of`, expected one of `error`, `warning`, `info` or \
             `off`; did you mean `off`?",
        ),
        ("overrides:\n  - rules: {}\n", "2:5: overrides[0]: missing field `paths`"),
        ("exclude:\n  - a\n  -\n", "3:4: exclude[1]: expected text; found nothing"),
        ("load:\n\tnodes: 3\n", "2:1: a tab can't indent YAML; use spaces"),
        ("load: {}\n---\nrules: {}\n", "3:1: a second document; this file must be a single one"),
    ] {
        assert_mistake(config, wanted);
    }
}

#[test]
fn mistakes_in_generators_are_told_at_their_own_keys() {
    for (case, wanted) in [
        ("rate: lines * 2", "5:15: generator `a`: `lines * 2`: there is no `lines`"),
        ("rate: 2 *", "5:15: generators[0].cases[0].rate: `2 *`: a number or a name is missing"),
        ("{rate: 2, ends-after: x}", "5:31: generator `a`: `x`: there is no `x`"),
        ("{rate: 2, when: [x]}", "5:26: generator `a`: there is no parameter `x`"),
        ("{rate: 2, unit: MX}", "5:25: generator `a`: there is no unit `MX`"),
        (
            "{}",
            "5:9: generator `a`: a case has one of `rate`, `unlimited`, `silent`, `refused` and `unknown`",
        ),
        (
            "{rate: 2, margin: {below: 300}}",
            "5:35: generators[0].cases[0].margin.below: expected a whole number from 0 to 255; found 300",
        ),
        (
            "{rate: 2}\n    constants: {a: [\"1\", \"2\", \"3\"]}",
            "6:20: generators[0].constants.a: expected two numbers, the least and the most; found a list of 3",
        ),
    ] {
        let head = "generators:\n  - id: a\n    images: [a]\n    cases:\n      - ";
        assert_mistake(&format!("{head}{case}\n"), wanted);
    }
}

#[test]
fn a_configuration_that_is_no_text_is_refused_at_the_byte() {
    let folder = project("");
    fs::write(folder.path().join(".lt-lint.yaml"), b"exclude: [\xff]\n").unwrap();
    let (code, _, err) = run(folder.path(), &["k8s"]);
    let wanted = "lt-lint: .lt-lint.yaml:1:11: this byte isn't UTF-8; save the file as UTF-8\n";
    assert_eq!((code, err.as_str()), (2, wanted));
}

#[test]
fn the_plan_of_the_load_may_stand_there_and_flags_beat_it() {
    let folder = project("load: {rate: 7MB/s, nodes: 3, target: 2GB/s}\n");
    fs::copy("k8s/scalyr-sidecar.yaml", folder.path().join("k8s/sidecar.yaml")).unwrap();
    let rates = |args: &[&str]| support::run(folder.path(), args).1.contains("[rate-above-cap]");
    assert!(rates(&["k8s/sidecar.yaml"]));
    assert!(!rates(&["--rate", "5MB/s", "k8s/sidecar.yaml"]));
}

#[test]
fn generators_of_the_projects_own_have_rates() {
    let folder = project(
        "generators:\n  - id: ours\n    images: [registry.example.com/load/ours]\n    parameters:\n      - {name: \
         lines, flags: [--lines], type: integer, above-zero: true}\n    cases: [{rate: lines * 1000}]\n",
    );
    let found = |args: &str| {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: scalyr-agent}\n";
        let ours = format!(
            "    - {{name: load, image: \"registry.example.com/load/ours:1\", args: [{args}]}}\n"
        );
        fs::write(folder.path().join("k8s/agent.yaml"), format!("{pod}{ours}")).unwrap();
        let (_, out, _) = support::run(folder.path(), &["--format", "concise", "k8s/agent.yaml"]);
        let about = |line: &&str| {
            line.contains("[rate-above-cap]") || line.contains("[generator-argument]")
        };
        out.lines().filter(about).map(str::to_owned).collect::<Vec<_>>()
    };
    let above = "k8s/agent.yaml:7:78: error[rate-above-cap] each pod writes 7 MB/s, above the 6 MiB/s (6.29 MB/s) that one agent can upload";
    assert_eq!(found("--lines=7000"), [above]);
    assert_eq!(found("--lines=6000"), [""; 0]);
    let refused = "k8s/agent.yaml:7:78: error[generator-argument] `--lines` of `load` doesn't accept `0`: it must be \
                   above zero";
    assert_eq!(found("--lines=0"), [refused]);
}

#[test]
fn generators_of_the_projects_own_are_checked() {
    for (config, part) in [
        ("generators: [{id: a, images: [a]}]\n", "missing field `cases`"),
        ("generators: [{id: a, images: [a], cases: [{rate: lines * 2}]}]\n", "there is no `lines`"),
        (
            "generators: [{id: a, images: [a], cases: [{rate: 2 *}]}]\n",
            "a number or a name is missing",
        ),
        ("generators: [{id: a, images: [a], cases: [{}]}]\n", "a case has one of `rate`"),
        ("generators: [{id: a, cases: [{rate: 2}]}]\n", "neither `images` nor `programs`"),
        ("generators: [{id: a, images: [a], cases: [{when: [x], rate: 2}]}]\n", "no parameter `x`"),
    ] {
        let (code, _, err) = run(project(config).path(), &["k8s"]);
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(part), "{config}: {err}");
    }
}

#[test]
fn images_of_the_projects_own_are_the_agent() {
    let folder = project("agent: {images: [registry.example.com/logs/collector]}\n");
    let image = |image: &str| {
        let text = AGENT.replace("name: scalyr-agent", "name: collector");
        let text = text.replace("scalyr/scalyr-k8s-agent:2.0.53", image).replace("200Mi", "100Mi");
        fs::write(folder.path().join("k8s/agent.yaml"), text).unwrap();
        run(folder.path(), &["k8s/agent.yaml"]).1
    };
    let both =
        ["k8s/agent.yaml:7:50: error[stale-image]", "k8s/agent.yaml:8:36: error[low-memory-limit]"];
    assert_eq!(image("registry.example.com/logs/collector:2.0.53"), both);
    assert_eq!(image("registry.example.com/logs/collector:2.1.1"), [both[1]]);
    assert_eq!(image("registry.example.com/logs/other:2.0.53"), [""; 0]);
    assert_eq!(image("example.com/logs/collector:2.0.53"), [""; 0]);
}

#[test]
fn config_shows_each_value_with_its_origin() {
    let config = "rules:\n  stale-image: off\n  low-memory-limit:\n    params: {min: 256Mi}\nload: {nodes: 3}\n";
    let folder = project(config);
    let (_, out, _) = support::run(folder.path(), &["config", "--rate", "5MB/s"]);
    for line in [
        "rules.stale-image.severity: off  # .lt-lint.yaml:2",
        "rules.stale-image.params.min: 2.1.1  # default, the limit limits.oldest-release",
        "rules.low-memory-limit.severity: error  # default",
        "rules.low-memory-limit.params.min: 256Mi  # .lt-lint.yaml:4, the limit limits.memory-limit",
        "limits.memory-limit: 256Mi  # .lt-lint.yaml:4",
        "limits.cap: 6 MiB/s  # default",
        "load.rate: 5 MB/s  # flag --rate",
        "load.nodes: 3  # .lt-lint.yaml:5",
        "load.target: from annotations  # default",
        "kubernetes-version: 1.37  # default",
    ] {
        assert!(out.lines().any(|one| one == line), "{line}\n{out}");
    }
}

#[test]
fn the_version_of_kubernetes_may_stand_there_and_the_flag_beats_it() {
    // A field of Kubernetes 1.36.
    let manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a}]\n  \
                    schedulingGroup: {}\n";
    let folder = project("kubernetes-version: \"1.34\"\n");
    fs::write(folder.path().join("k8s/pod.yaml"), manifest).unwrap();
    let rules = |args: &[&str]| run(folder.path(), &[args, &["k8s/pod.yaml"]].concat()).1;
    assert_eq!(rules(&[]), ["k8s/pod.yaml:6:3: error[unknown-field]"]);
    assert_eq!(rules(&["--kubernetes-version", "1.37"]), [""; 0]);
    assert_eq!(rules(&["--no-config"]), [""; 0]);
    let (code, _, err) = run(folder.path(), &["--kubernetes-version", "1.20", "k8s/pod.yaml"]);
    assert_eq!(code, 2);
    assert!(err.contains("there are 1.37, 1.36, 1.35, 1.34 and 1.33"), "{err}");
}

#[test]
fn an_empty_file_changes_nothing() {
    let rules = RuleSet::builtin().unwrap();
    let settings = Settings::read(Path::new(".lt-lint.yaml"), "# nothing yet\n", &rules).unwrap();
    let ConfigFile {
        rules,
        exclude,
        overrides,
        agent,
        kubernetes_version,
        limits,
        load,
        generators,
        rules_folder,
        render,
    } = settings.file;
    assert!(
        kubernetes_version.is_none()
            && rules.is_empty()
            && rules_folder.paths.is_empty()
            && exclude.is_empty()
            && overrides.is_empty()
            && agent.images.is_empty()
            && limits.0.is_empty()
            && load.0.is_empty()
            && generators.is_empty()
            && render.values.is_empty()
            && render.overlays.is_empty()
    );
}
