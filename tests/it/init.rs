//! `lt-lint init`: what it writes lints clean, whatever it is told; it asks on a terminal only.

use std::fs;
use std::path::Path;

use crate::support::run;

const FILES: [&str; 3] = ["configmap.yaml", "scalyr-service-account.yaml", "scalyr-sidecar.yaml"];

/// Makes a load test in `x` and lints it.
fn init(folder: &Path, args: &[&str]) {
    let (code, _, err) = run(folder, &[&["init", "x"], args].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    let (code, out, err) = run(folder, &["--pedantic", "--ignore", "known-defects", "x"]);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "no problems in 3 files (5 objects)\n", ""),
        "{args:?}"
    );
}

pub(crate) fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join("x").join(file)).unwrap()
}

/// Lines of the second text that the first one doesn't have.
fn new_lines<'t>(before: &str, after: &'t str) -> Vec<&'t str> {
    after.lines().filter(|line| before.lines().all(|known| known != *line)).collect()
}

#[test]
fn told_all_that_the_templates_say_it_writes_them_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), &["--nodes", "200"]);
    for file in FILES {
        assert_eq!(
            read(folder.path(), file),
            fs::read_to_string(Path::new("k8s").join(file)).unwrap()
        );
    }
}

#[test]
fn every_answer_stands_in_its_place_and_comments_survive() {
    let folder = tempfile::tempdir().unwrap();
    let args = "--name soak --image registry.example.com/acme/log_gen:1.2 --arg=--rate --arg 5 --parser access \
                --cluster east-1 --server https://eu.example.com --target 1GB/s --rate 4MB/s --nodes 100 \
                --agent-version 2.2.22";
    init(folder.path(), &args.split_whitespace().collect::<Vec<_>>());
    let template = |file| fs::read_to_string(Path::new("k8s").join(file)).unwrap();
    let config_map = read(folder.path(), "configmap.yaml");
    let wanted =
        ["  SCALYR_K8S_CLUSTER_NAME: \"east-1\"", "  SCALYR_SERVER: \"https://eu.example.com\""];
    assert_eq!(new_lines(&template("configmap.yaml"), &config_map), wanted);
    let sidecar = read(folder.path(), "scalyr-sidecar.yaml");
    let wanted = [
        "# 250 pods at 4 MB/s make 1 GB/s. The secret scalyr-api-key isn't in these files; create it yourself.",
        "  name: soak",
        "    lt-lint/rate: 4MB/s",
        "    lt-lint/nodes: \"100\"",
        "    lt-lint/target: 1GB/s",
        "  replicas: 250",
        "      app: soak",
        "        app: soak",
        "        log.config.scalyr.com/attributes.parser: \"access\"",
        "        - name: log-gen",
        "          image: registry.example.com/acme/log_gen:1.2",
        "          args: [--rate, \"5\"]",
        "          image: scalyr/scalyr-k8s-agent:2.2.22",
        "              app: soak",
    ];
    assert_eq!(new_lines(&template("scalyr-sidecar.yaml"), &sidecar), wanted);
    assert_eq!(sidecar.lines().count(), template("scalyr-sidecar.yaml").lines().count());
}

#[test]
fn whatever_it_is_told_the_result_lints_clean() {
    let containerd =
        "--nodes 200 --duration 90m --node-cpu 16 --node-memory 64Gi --runtime containerd";
    let containerd: Vec<&str> = containerd.split(' ').collect();
    let sizes: [&[&str]; 7] = [
        &containerd,
        &[],
        &["--nodes", "4"],
        &["--rate", "6MB/s", "--nodes", "300"],
        &["--rate", "1.5MB/s", "--target", "10GB/s"],
        &["--rate", "512KiB/s", "--target", "20MB/s", "--nodes", "7"],
        &["--target", "1MB/s", "--nodes", "1000"],
    ];
    let names: [&[&str]; 5] = [
        &[],
        &["--name", "yes", "--cluster", "#1: 'a' \"b\"", "--parser", "x: &y"],
        &["--name", "1e3", "--image", "scalyr-agent"],
        &[
            "--image",
            "example.com:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "--arg=-x",
            "--arg",
            "{{y}}",
            "--arg",
            "a, b",
        ],
        &["--name", &"n".repeat(63), "--cluster", "élan", "--agent-version", "2.1.29-alpine"],
    ];
    for (size, name) in sizes.iter().flat_map(|size| names.iter().map(move |name| (size, name))) {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path(), &[*size, *name].concat());
    }
}

#[test]
fn the_replicas_reach_the_target_and_give_each_node_two() {
    for (args, replicas) in [
        (&["--target", "2GB/s", "--rate", "5MB/s"][..], 400),
        (&["--target", "2GB/s", "--rate", "5.5MB/s"], 364),
        (&["--target", "2GB/s", "--rate", "5MB/s", "--nodes", "300"], 600),
        (&["--target", "1MB/s", "--rate", "5MB/s"], 1),
    ] {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path(), args);
        let sidecar = read(folder.path(), "scalyr-sidecar.yaml");
        assert!(sidecar.contains(&format!("\n  replicas: {replicas}\n")), "{args:?}: {sidecar}");
    }
}

#[test]
fn flog_is_told_the_rate() {
    for (rate, argument) in
        [("5MB/s", "5"), ("1.5MB/s", "1.5"), ("5MiB/s", "5.24288"), ("700kB/s", "0.7")]
    {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path(), &["--rate", rate]);
        let line =
            format!("\n          args: [--loop, --format, apache_combined, -m, \"{argument}\"]\n");
        assert!(read(folder.path(), "scalyr-sidecar.yaml").contains(&line), "{rate}");
    }
}

#[test]
fn nothing_is_overwritten_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("x")).unwrap();
    fs::write(folder.join("x/scalyr-sidecar.yaml"), "mine\n").unwrap();
    fs::write(folder.join(".lt-lint.yaml"), "# mine\n").unwrap();
    let (code, out, err) = run(folder, &["init", "x"]);
    assert_eq!((code, out.as_str()), (2, ""));
    let wanted = "lt-lint: x/scalyr-sidecar.yaml: already exists, so nothing was written; use --force to overwrite it, or another folder\n";
    assert_eq!(err, wanted);
    assert_eq!(fs::read_dir(folder.join("x")).unwrap().count(), 1);
    assert_eq!(read(folder, "scalyr-sidecar.yaml"), "mine\n");
    init(folder, &["--force"]);
    assert_eq!(fs::read_to_string(folder.join(".lt-lint.yaml")).unwrap(), "# mine\n");
}

#[test]
fn what_would_not_lint_clean_is_refused() {
    for (args, reason) in [
        (
            ["--rate", "7MB/s"],
            "rate-above-cap: this wouldn't lint clean, so nothing was written: each pod writes 7 MB/s",
        ),
        (
            ["--agent-version", "2.0.57"],
            "stale-image: this wouldn't lint clean, so nothing was written: agent 2.0.57",
        ),
        (["--agent-version", "latest"], "floating-image: "),
        (
            ["--name", "Load"],
            "error: invalid value 'Load' for '--name <NAME>': `Load` isn't a valid name: up to 63 lower-case",
        ),
        (
            ["--server", "app.scalyr.com"],
            "error: invalid value 'app.scalyr.com' for '--server <SERVER>': `app.scalyr.com` isn't",
        ),
        (["--parser", ""], "error: invalid value '' for '--parser <PARSER>': it must not be empty"),
        (["--cluster", "a\u{1b}b"], "error: "),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (code, out, err) = run(folder.path(), &["init", "x", args[0], args[1]]);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.trim_start_matches("lt-lint: ").starts_with(reason), "{args:?}: {err}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{args:?}");
    }
}

#[test]
fn the_next_commands_name_the_files_in_their_order_and_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let (_, out, _) = run(folder.path(), &["init", "my test"]);
    let (written, next) = out.split_once("\n\n").unwrap();
    assert_eq!(written.lines().last(), Some("wrote .lt-lint.yaml"));
    assert_eq!(run(folder.path(), &["--config", ".lt-lint.yaml", "my test"]).0, 0);
    let wanted = "\
400 pods at 5 MB/s make 2 GB/s. Next, with the API key in the variable SCALYR_API_KEY:

  lt-lint 'my test'
  kubectl create namespace scalyr
  printf %s \"$SCALYR_API_KEY\" | kubectl create secret generic scalyr-api-key --namespace scalyr \
  --from-file=scalyr-api-key=/dev/stdin
  kubectl create -f 'my test/scalyr-service-account.yaml'
  kubectl create -f 'my test/configmap.yaml'
  kubectl create -f 'my test/scalyr-sidecar.yaml'
";
    assert_eq!(next, wanted);
}

/// Message between the files that it wrote and the commands to run next.
fn said(args: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(folder.path(), &[&["init", "x"], args].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    let (_, said) = out.split_once("\n\n").unwrap();
    said.split_once("Next, with the API key").unwrap().0.trim().to_owned()
}

#[test]
fn what_nobody_can_tell_is_said_and_not_blessed() {
    let unknown = "400 pods at 5 MB/s would make 2 GB/s.\n\nNote: it isn't known whether `log-gen` writes \
                   5 MB/s: the image is unknown, and the container has no command. Measure it in one pod, \
                   or describe the generator under `generators` in .lt-lint.yaml.";
    let loops = "400 pods at 5 MB/s would make 2 GB/s.\n\nNote: it isn't known whether `docker-log-gen` \
                 writes 5 MB/s: it writes as fast as it can. Measure it in one pod, or describe the generator under \
                 `generators` in .lt-lint.yaml.";
    for (args, wanted) in [
        (&["--image", "example.com/acme/log_gen:1.2"][..], unknown),
        (&["--image", "bryanlatten/docker-log-gen:1.0", "--arg=-r", "--arg", "0.5"], loops),
        (&["--nodes", "200"], "400 pods at 5 MB/s make 2 GB/s on 200 nodes."),
        (&["--duration", "2h30m"], "400 pods at 5 MB/s make 2 GB/s, 18 TB in 2h30m."),
        (&["--rate", "3MB/s", "--target", "8MB/s"], "3 pods at 3 MB/s make 9 MB/s."),
        (
            &["--target", "1MB/s"],
            "1 pod at 5 MB/s makes 5 MB/s.\n\nNote: 1 pod at 5 MB/s makes 5 MB/s, above the target of 1 MB/s; with \
             --rate 1MB/s it would be met.",
        ),
        (
            &["--nodes", "300"],
            "600 pods at 5 MB/s make 3 GB/s on 300 nodes.\n\nNote: 600 pods at 5 MB/s make 3 GB/s, above the target \
             of 2 GB/s, since each of 300 nodes gets 2 pods; with --rate 3.334MB/s it would be met.",
        ),
    ] {
        assert_eq!(said(args), wanted, "{args:?}");
    }
}

#[test]
fn what_cannot_work_is_refused() {
    for (args, reason) in [
        (
            &["--target", "10TB/s"][..],
            "--target: 10 TB/s at 5 MB/s needs 2000000 pods, but a Kubernetes cluster supports",
        ),
        (
            &["--nodes", "5001"],
            "--nodes: 5001 nodes are more than the 5000 that Kubernetes supports",
        ),
        (&["--nodes", "200", "--node-cpu", "2"], "too-many-per-node: this wouldn't lint clean"),
        (&["--nodes", "3"], "too-many-per-node: this wouldn't lint clean"),
        (
            &["--runtime", "containerd", "--agent-version", "2.1.14"],
            "wrong-runtime: this wouldn't lint clean",
        ),
        (
            &["--image", "ghcr.io/datadog/lading:0.20.0"],
            "generator-silent: this wouldn't lint clean",
        ),
        (&["--image", "mingrammer/flog:0.4.3"], "generator-ends-early: this wouldn't lint clean"),
        (
            &["--image", "mingrammer/flog:0.4.3", "--arg=-l"],
            "rate-above-cap: this wouldn't lint clean",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (code, out, err) = run(folder.path(), &[&["init", "x"], args].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.trim_start_matches("lt-lint: ").starts_with(reason), "{args:?}: {err}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{args:?}");
    }
}

#[test]
fn nodes_and_time_stand_in_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let args = "--nodes 200 --duration 150m --node-cpu 15890m --node-memory 64Gi --node-pods 250 --runtime containerd";
    let args: Vec<&str> = args.split_whitespace().collect();
    init(folder.path(), &args);
    let settings = fs::read_to_string(folder.path().join(".lt-lint.yaml")).unwrap();
    let wanted = "load:\n  duration: 2h30m\n  node-cpu: 15890m\n  node-memory: 64Gi\n  node-pods: 250\n  \
                  runtime: containerd\nrules: {}\n";
    assert!(settings.ends_with(wanted), "{settings}");
    let sidecar = read(folder.path(), "scalyr-sidecar.yaml");
    assert!(
        !sidecar.contains("docker") && sidecar.contains("scalyr/scalyr-k8s-agent:2.1.15\n"),
        "{sidecar}"
    );
    assert!(
        sidecar.contains("path: /var/log/pods")
            && sidecar.contains("- name: checkpoints\n          emptyDir")
    );
    let again = ["--force", "--duration", "3h", "--runtime", "containerd"];
    let (_, out, _) = run(folder.path(), &[&["init", "x"][..], &again].concat());
    assert!(out.contains(".lt-lint.yaml is unchanged; add to it: load: {duration: 3h}\n"), "{out}");
}

#[test]
fn the_projects_own_settings_count() {
    let with = |settings: &str, args: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".lt-lint.yaml"), settings).unwrap();
        let outcome = run(folder.path(), &[&["init", "a/x"], args].concat());
        (folder, outcome)
    };
    let (folder, (code, out, _)) = with("load: {runtime: containerd, duration: 1h}\n", &[]);
    assert_eq!(code, 0);
    assert!(
        out.contains("\nkept .lt-lint.yaml\n\n400 pods at 5 MB/s make 2 GB/s, 7.2 TB in 1h."),
        "{out}"
    );
    assert_eq!(run(folder.path(), &["a/x"]).0, 0);
    let (folder, (code, _, err)) = with("load: {node-cpu: 1}\n", &[]);
    assert_eq!(code, 2);
    assert!(err.contains("a pod requests 300m + 1 = 1.3 CPU, but a node has 1. Request"), "{err}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let own = "generators:\n  - id: own\n    images: [example.com/own]\n    any-arguments: true\n    cases: [{rate: 5000000}]\n";
    let (_, (_, out, _)) = with(own, &["--image", "example.com/own:1"]);
    assert!(out.contains("\n400 pods at 5 MB/s make 2 GB/s. Next"), "{out}");
    let (_, (code, _, err)) = with("load: {runtime: cri}\n", &[]);
    assert_eq!(
        (code, err.as_str()),
        (2, "lt-lint: .lt-lint.yaml:1:17: unknown runtime `cri`; use docker or containerd\n")
    );
}
