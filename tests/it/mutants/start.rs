//! Mistakes with which the agent doesn't start, or starts and isn't what the test needs.

use super::harness::{Config, Mutant, mutant};

const CHECKPOINTS: &str = "        - name: checkpoints
          emptyDir: {}
";
const MOUNT: &str = "            - name: checkpoints
              mountPath: /var/lib/scalyr-agent-2
";
const ENV_FROM: &str = "          envFrom:
            - configMapRef:
                name: scalyr-config
";
const SETTINGS_IN_ENV: &str = r#"            - {name: SCALYR_K8S_SIDECAR_MODE, value: "true"}
            - {name: SCALYR_K8S_CLUSTER_NAME, value: test}
            - {name: SCALYR_K8S_EVENTS_DISABLE, value: "true"}
            - {name: SCALYR_REPORT_CONTAINER_METRICS, value: "false"}
            - {name: SCALYR_MAX_ALLOWED_REQUEST_SIZE, value: "5900000"}
            - {name: SCALYR_MAX_EXISTING_LOG_OFFSET_SIZE, value: "200000000"}
            - {name: SCALYR_MAX_LOG_OFFSET_SIZE, value: "200000000"}
            - {name: SCALYR_SERVER, value: "https://app-logstaging.scalyr.com"}
            - {name: SCALYR_PIPELINE_THRESHOLD, value: "0"}
            - {name: SCALYR_MIN_REQUEST_SPACING_INTERVAL, value: "0.1"}
"#;
const POLICY: &str = "          terminationMessagePolicy: File\n";
const KEY: &str = "                  name: scalyr-api-key\n                  key: scalyr-api-key\n";

pub(super) fn mutants() -> Vec<Mutant> {
    [folders(), container(), probes(), images(), references()].concat()
}

fn folders() -> Vec<Mutant> {
    let on_node = |path: &str| {
        let volume =
            format!("        - name: checkpoints\n          hostPath:\n            {path}\n");
        mutant("shared-checkpoints").swap(CHECKPOINTS, volume)
    };
    vec![
        on_node("path: /tmp/scalyr-agent-2").at("path: «/tmp/scalyr-agent-2»"),
        on_node("path: /var/lib/scalyr-agent-2\n            type: DirectoryOrCreate")
            .at("            path: «/var/lib/scalyr-agent-2»\n"),
        mutant("shared-checkpoints")
            .swap("emptyDir: {}", "persistentVolumeClaim: {claimName: agents}")
            .at("claimName: «agents»"),
        mutant("read-only-agent-folders")
            .after(POLICY, "          securityContext: {readOnlyRootFilesystem: true}\n")
            .at("readOnlyRootFilesystem: «true»"),
        mutant("read-only-agent-folders")
            .after(MOUNT, "              readOnly: true\n")
            .at("              readOnly: «true»\n          terminationMessagePath"),
        mutant("checkpoints-lost").cut(MOUNT).cut(CHECKPOINTS).at("          «volumeMounts»:\n"),
    ]
}

fn container() -> Vec<Mutant> {
    let context = |put: &str| {
        let line = format!("          securityContext: {{{put}}}\n");
        mutant("agent-not-root").after(POLICY, &line)
    };
    let of_pod = |put: &str| {
        mutant("agent-not-root")
            .swap("      securityContext: {}\n", format!("      securityContext: {{{put}}}\n"))
    };
    vec![
        mutant("agent-container-name")
            .swap("        - name: scalyr-agent\n", "        - name: agent\n")
            .at("        - name: «agent»\n"),
        context("runAsUser: 1000").at("runAsUser: «1000»"),
        context("runAsNonRoot: true").at("runAsNonRoot: «true»"),
        of_pod("runAsUser: 65534, fsGroup: 65534").at("runAsUser: «65534»"),
        of_pod("runAsNonRoot: yes").at("runAsNonRoot: «yes»"),
    ]
}

fn probes() -> Vec<Mutant> {
    let probe = |put: &str| mutant("agent-probe").after(POLICY, put);
    let new = |put: &str| probe(put).swap("agent:2.1.1\n", "agent:2.2.18\n");
    vec![
        probe("          livenessProbe: {exec: {command: [scalyr-agent-2, status, -H]}}\n")
            .at("status, «-H»"),
        new("          livenessProbe: {exec: {command: [scalyr-agent-2, status, -H]}}\n")
            .at("          «livenessProbe»:"),
        probe("          readinessProbe: {exec: {command: [scalyr-agent-2, status]}}\n")
            .at("          «readinessProbe»:"),
    ]
}

fn images() -> Vec<Mutant> {
    let image = |put: &str| mutant("image-tag-unknown").swap("agent:2.1.1\n", format!("{put}\n"));
    vec![
        image("agent:2.2.5").at("agent:«2.2.5»"),
        image("agent:2.1.1-alpine").at("agent:«2.1.1-alpine»"),
        image("agent:2.2.18-buster").at("agent:«2.2.18-buster»"),
        mutant("missing-library")
            .swap("agent:2.1.1\n", "agent:2.2.18-alpine\n")
            .swap_in(Config, "COMPRESSION_TYPE: \"deflate\"", "COMPRESSION_TYPE: \"lz4\"")
            .at_in(Config, "COMPRESSION_TYPE: «\"lz4\"»"),
    ]
}

fn references() -> Vec<Mutant> {
    let ignored = |put: &str| {
        let line = format!("\ndata:\n  SCALYR_K8S_IGNORE_NAMESPACES: {put}\n");
        mutant("namespace-ignored").swap_in(Config, "\ndata:\n", line)
    };
    vec![
        ignored("\"kube-system,scalyr\"").at_in(Config, "NAMESPACES: «\"kube-system,scalyr\"»"),
        ignored("scalyr").at_in(Config, "NAMESPACES: «scalyr»"),
        mutant("wrong-secret")
            .swap(KEY, KEY.replace("key: scalyr-api-key", "key: api-key"))
            .at("key: «api-key»"),
        mutant("wrong-secret")
            .swap(KEY, KEY.replace("name: scalyr-api-key", "name: scalyr-apikey"))
            .at("name: «scalyr-apikey»"),
        mutant("unread-config-map")
            .swap("            - configMapRef:", "            - secretRef:")
            .at("name: «scalyr-config»"),
        mutant("unread-config-map")
            .swap(ENV_FROM, SETTINGS_IN_ENV)
            .at_in(Config, "name: «scalyr-config»"),
        mutant("unread-config-map")
            .swap("name: scalyr-config", "name: settings")
            .at_in(Config, "name: «scalyr-config»"),
    ]
}
