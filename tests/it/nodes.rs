//! Workloads of several folders on the same nodes, and what each case of a rule about pods matters.

use std::fs;
use std::path::Path;

use crate::support::run;

/// A copy of the templates' workload with some texts replaced.
fn workload(swaps: &[(&str, &str)]) -> String {
    let mut text = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    for (old, new) in swaps {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    text
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The findings on files, one a line, without the summary.
fn findings(files: &[(&str, String)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    let (_, out, err) = run(folder.path(), &["--no-config", "--format", "concise", "."]);
    assert_eq!(err, "");
    out.lines().map(str::to_owned).collect()
}

fn of_rule(findings: &[String], rule: &str) -> Vec<String> {
    let named = format!("[{rule}]");
    findings.iter().filter(|line| line.contains(&named)).cloned().collect()
}

const NO_TARGET: (&str, &str) = ("    lt-lint/target: 2GB/s\n", "");

#[test]
fn workloads_of_several_folders_are_counted_together() {
    let part = |pods: &str, name: &str| {
        let replicas = format!("replicas: {pods}");
        workload(&[NO_TARGET, ("replicas: 400", &replicas), ("name: load-test", name)])
    };
    let enough =
        [("eu/load.yaml", part("150", "name: eu")), ("us/load.yaml", part("250", "name: us"))];
    assert_eq!(of_rule(&findings(&enough), "too-few-generators"), [""; 0]);
    let few =
        [("eu/load.yaml", part("150", "name: eu")), ("us/load.yaml", part("249", "name: us"))];
    let told = of_rule(&findings(&few), "too-few-generators");
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert!(only.contains("399 generator pods on 200 nodes: 1.99"), "{only}");
    // Where the nodes differ, nothing is shared.
    let other = part("250", "name: us").replace("nodes: \"200\"", "nodes: \"300\"");
    let apart = [("eu/load.yaml", part("150", "name: eu")), ("us/load.yaml", other)];
    assert_eq!(of_rule(&findings(&apart), "too-few-generators").len(), 2);
}

#[test]
fn a_job_makes_no_more_load_than_it_has_completions() {
    let job = |completions: &str| {
        let numbers = format!("parallelism: 400\n  completions: {completions}");
        workload(&[
            ("apiVersion: apps/v1\nkind: Deployment", "apiVersion: batch/v1\nkind: Job"),
            ("  revisionHistoryLimit: 10\n", ""),
            ("  selector:\n    matchLabels:\n      app: load-test\n", ""),
            ("restartPolicy: Always", "restartPolicy: Never"),
            ("    lt-lint/nodes: \"200\"\n", ""),
            ("replicas: 400", &numbers),
        ])
    };
    let missed =
        |completions: &str| of_rule(&findings(&[("load.yaml", job(completions))]), "target-missed");
    assert_eq!(missed("4000"), [""; 0]);
    assert_eq!(missed("400"), [""; 0]);
    let told = missed("120");
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert!(only.contains("from 120 pods at 5 MB/s"), "{only}");
}

#[test]
fn a_helper_without_a_parser_is_a_warning_and_an_account_out_of_sight_none() {
    let helper = "        - {name: exporter, image: \"prom/statsd-exporter:v0.27.1\"}\n";
    let agent = "        # The agent. Its name";
    let files = |parsers: &str, account: &str| {
        let with_helper = format!("{helper}{agent}");
        let parsers = format!("log.config.scalyr.com/{parsers}.attributes.parser");
        let text = workload(&[
            (agent, &with_helper),
            ("log.config.scalyr.com/attributes.parser", &parsers),
            ("serviceAccountName: scalyr-service-account", account),
        ]);
        findings(&[("load.yaml", text)])
    };
    let account = "serviceAccountName: platform-logs";
    let warned = files("flog", account);
    let [only] = warned.as_slice() else { panic!("{warned:?}") };
    assert!(only.contains("warning[missing-parser]") && only.contains("`exporter`"), "{only}");
    let wrong = files("exporter", "serviceAccountName: scalyr-service-acount");
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong.iter().all(|line| line.contains(": error[")), "{wrong:?}");
}

#[test]
fn a_limit_range_without_a_namespace_counts_for_the_folders_around_it_alone() {
    let limits = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: least}\nspec:\n  limits:\n    \
                  - {type: Pod, min: {cpu: \"2\"}}\n";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      \
               image: registry.example.com/web:1\n      resources: {requests: {cpu: \"1\"}}\n";
    let told = |range: &str, namespace: &str| {
        let placed = |text: &str| text.replace("}\nspec", &format!("{namespace}}}\nspec"));
        let files = [(range, placed(limits)), ("web/base/pod.yaml", placed(pod))];
        of_rule(&findings(&files), "outside-limit-range").len()
    };
    for near in
        ["web/base/limits.yaml", "web/limits.yaml", "limits.yaml", "web/base/all/limits.yaml"]
    {
        assert_eq!(told(near, ""), 1, "{near}");
    }
    for far in ["other/limits.yaml", "web/other/limits.yaml"] {
        assert_eq!(told(far, ""), 0, "{far}");
        // One namespace is one place, wherever the files are.
        assert_eq!(told(far, ", namespace: load"), 1, "{far}");
    }
}
