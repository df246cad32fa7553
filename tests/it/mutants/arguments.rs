//! Mistakes with what the generator's own arguments make.

use super::harness::{Mutant, mutant};

const ARGS: &str = "args: [--loop, --format, apache_combined, -m, \"5\"]";
const STATED: &str = "    lt-lint/rate: 5MB/s\n";
const IMAGE: &str = "image: scalyr/flog:v1";
/// A second generator like the first.
const SECOND: &str = "        - name: second
          image: scalyr/flog:v1
          args: [--loop, --mbs-rate=5]
        # The agent. Its";

/// Other arguments, with nothing stated of the rate.
fn args(rule: &'static str, put: &str) -> Mutant {
    mutant(rule).cut(STATED).swap(ARGS, format!("args: {put}"))
}

/// A script instead.
fn script(rule: &'static str, put: &str) -> Mutant {
    let command = format!("image: busybox:1.36\n          command: [sh, -c, {put}]");
    mutant(rule).cut(STATED).swap(IMAGE, command).cut(&format!("          {ARGS}\n"))
}

pub(super) fn rates() -> Vec<Mutant> {
    let above = "rate-above-cap";
    vec![
        args(above, "[-l, -f, apache_combined, -m, '6.3']")
            .at("-m, «'6.3'»")
            .and("replicas: «400»"),
        args(above, "[-l, -m7]").at("-m«7»").and("replicas: «400»"),
        args(above, "[--loop, --mbs-rate=70]").at("--mbs-rate=«70»").and("replicas: «400»"),
        args(above, "[-l, -m, \"$(MBS)\"]")
            .swap(
                "          resources:\n            requests:\n              cpu: 300m",
                "          env: [{name: MBS, value: \"9\"}]",
            )
            .at("-m, «\"$(MBS)\"»")
            .and("value: «\"9\"»")
            .and("replicas: «400»"),
        mutant(above)
            .cut(STATED)
            .swap("        # The agent. Its", SECOND)
            .at("-m, «\"5\"»")
            .and("--mbs-rate=«5»")
            .and("replicas: «400»"),
        script(above, "\"exec flog -l -m 8 2>&1\"").at("-m «8» 2").and("replicas: «400»"),
        script(above, "'yes \"0123456789\" | pv -q -L 7m'").at("-L «7m»").and("replicas: «400»"),
        args(above, "[-f, json, -l]").at("json, «-l»"),
        args("target-missed", "[-l, -m, \"4\"]")
            .at("replicas: «400»")
            .and("target: «2GB/s»")
            .and("-m, «\"4\"»"),
        script("target-missed", "while true; do echo 0123456789; sleep 1; done")
            .at("replicas: «400»")
            .and("target: «2GB/s»")
            .and("sleep «1»;"),
    ]
}

pub(super) fn stated_rates() -> Vec<Mutant> {
    vec![
        mutant("rate-mismatch")
            .swap("rate: 5MB/s", "rate: 6MB/s")
            .at("rate: «6MB/s»")
            .and("-m, «\"5\"»"),
        mutant("rate-mismatch")
            .swap("rate: 5MB/s", "rate: 5kB/s")
            .at("rate: «5kB/s»")
            .and("-m, «\"5\"»"),
        mutant("rate-mismatch")
            .swap("-m, \"5\"]", "-m, \"0.5\"]")
            .at("rate: «5MB/s»")
            .and("-m, «\"0.5\"»"),
        mutant("rate-above-cap")
            .swap("        # The agent. Its", SECOND)
            .at("-m, «\"5\"»")
            .and("--mbs-rate=«5»")
            .and("replicas: «400»"),
        mutant("rate-above-cap").swap(ARGS, "args: [--loop]").at("[«--loop»]"),
        mutant("generator-argument").swap(ARGS, "args: [--loop, -s, \"1\"]").at("«-s», \"1\""),
        mutant("too-many-per-node")
            .swap("nodes: \"200\"", "nodes: \"3\"")
            .at("replicas: «400»")
            .and("nodes: «\"3\"»"),
        mutant("too-many-per-node")
            .swap("replicas: 400", "replicas: 22001")
            .swap("rate: 5MB/s", "rate: 5MB/s # all")
            .at("replicas: «22001»")
            .and("nodes: «\"200\"»"),
        mutant("rate-above-cap")
            .swap("lt-lint/target: 2GB/s\n", "lt-lint/target: 1GB/s\n")
            .swap("-m, \"5\"]", "-m9]")
            .at("-m«9»]"),
    ]
}

pub(super) fn mistakes() -> Vec<Mutant> {
    let rule = "generator-argument";
    let other = |put: &str| args(rule, put).swap(IMAGE, "image: mingrammer/flog:0.4.2");
    vec![
        args(rule, "[--loop, -m 5]").at("«-m 5»]"),
        args(rule, "[--loop, \"--mbs-rate 5\"]").at("«\"--mbs-rate 5\"»"),
        args(rule, "[\"-l -m 5\"]").at("«\"-l -m 5\"»"),
        args(rule, "[--loop --mbs-rate 5]").at("«--loop --mbs-rate 5»"),
        args(rule, "[-m 5 -l]").at("«-m 5 -l»"),
        args(rule, "[-l, --mbs_rate, \"5\"]").at("«--mbs_rate»"),
        args(rule, "[-l, --mbsrate=5]").at("«--mbsrate»=5"),
        args(rule, "[-lM5]").at("-l«M»5"),
        args(rule, "[-l, -m, \"5\", -format, json]").at("«-format»"),
        args(rule, "[-l, -m, \"5\", --seed=7]").at("«--seed»=7"),
        args(rule, "[-l, -m, \"5\", json]").at("«json»]"),
        args(rule, "[-l, -m, \"5\", -w, \"false\"]").at("«\"false\"»]"),
        args(rule, "[-l, -m, \"5\", --overwrite=no]").at("--overwrite=«no»"),
        args(rule, "[-l, -m, -f, json]").at("«-m», -f"),
        args(rule, "[–loop, -m, \"5\"]").at("«–loop»"),
        args(rule, "[-l, -m, \"5\", ' -f json']").at("«' -f json'»"),
        args(rule, "[-l, --, -m, \"5\"]").at("«--», -m"),
        args(rule, "[-l, \"5\"]").at("-l, «\"5\"»"),
        args(rule, "[logs-generator, -t9, -d1m, now]")
            .swap(IMAGE, "image: registry.k8s.io/e2e-test-images/agnhost:2.40")
            .swap("apiVersion: apps/v1\nkind: Deployment", "apiVersion: batch/v1\nkind: Job")
            .cut("  revisionHistoryLimit: 10\n")
            .swap(
                "  replicas: 400\n  selector:\n    matchLabels:\n      app: load-test\n",
                "  parallelism: 400\n",
            )
            .swap("restartPolicy: Always", "restartPolicy: Never")
            .at("«now»]"),
        args(rule, "[-addr=loki, -tls, \"false\", -size=50]")
            .swap(IMAGE, "image: grafana/loki-canary:2.9.0")
            .at("«\"false\"»"),
        args(rule, "[--loop, -m, \"\"]").at("-m, «\"\"»"),
        args(rule, "[--loop, -m]").at("«-m»]"),
        args(rule, "[--loop, --mbs-rate=0]").at("--mbs-rate=«0»"),
        args(rule, "[--loop, -m, 5MB]").at("«5MB»"),
        args(rule, "[--loop, -m, \"5\", -d, 500ms]").at("«500ms»"),
        args(rule, "[--loop, -m, \"5\", -f, apache]").at("«apache»]"),
        args(rule, "[--loop, -m, \"5\", -n, \"1000\"]").at("«-n», \"1000\"").and("[«--loop», -m"),
        args(rule, "[--loop, -m, \"5\", -d, \"1\"]").at("«-d», \"1\"").and("«-m», \"5\""),
        args(rule, "[-m, \"5\"]").at("[«-m», \"5\"]"),
        args(rule, "[--loop, -s, 1ms]").at("«-s», 1ms"),
        other("[-l, -s1ms]").at("«-s»1ms"),
        other("[--loop, -d, 500ms]").at("«500ms»"),
        script(rule, "\"flog -l -m ''\"")
            .swap("busybox:1.36", "scalyr/flog:v1")
            .at("«\"flog -l -m ''\"»"),
    ]
}

pub(super) fn throttled() -> Vec<Mutant> {
    let limit = |put: &str| {
        let resources = format!(
            "            requests:\n              cpu: {put}\n            limits:\n              cpu: {put}"
        );
        mutant("generator-throttled")
            .swap("            requests:\n              cpu: 300m", resources)
    };
    vec![
        limit("50m").at("limits:\n              cpu: «50m»").and("-m, «\"5\"»"),
        limit("0.1").at("limits:\n              cpu: «0.1»").and("-m, «\"5\"»"),
        limit("199m").at("limits:\n              cpu: «199m»").and("-m, «\"5\"»"),
    ]
}

pub(super) fn ends() -> Vec<Mutant> {
    let (ends, silent) = ("generator-ends-early", "generator-silent");
    vec![
        args(ends, "[-n, \"1000000\"]").at("«\"1000000\"»"),
        args(ends, "[-b, \"1000000\"]").at("«\"1000000\"»"),
        args(ends, "[--format, json]").at("image: «scalyr/flog:v1»"),
        args(ends, "[\"100\", \"400\", \"7\"]")
            .swap(IMAGE, "image: chentex/random-logger:v1.0.1")
            .at("«\"7\"»"),
        args(silent, "[-l, -m, \"5\", -t, log]").at("«-t», log"),
        args(silent, "[--any]")
            .swap(IMAGE, "image: ghcr.io/datadog/lading:0.20.0")
            .at("«ghcr.io/datadog/lading:0.20.0»"),
        script(silent, "flog -l -m 5 >> /tmp/x").at("«/tmp/x»"),
        script(silent, "while true; do echo x; sleep 1; done > /tmp/x").at("«/tmp/x»"),
    ]
}
