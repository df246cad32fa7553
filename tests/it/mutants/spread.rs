//! Mistakes with the number of pods and with the nodes that they run on.

use super::harness::{Mutant, mutant};

const CONSTRAINT: &str = "      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app: load-test
";
const AFFINITY: &str = "      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: {matchLabels: {app: load-test}}
";
const SCALER: &str = "---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: load-test, namespace: scalyr}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: load-test}
  maxReplicas: 500
";

pub(super) fn nodes() -> Vec<Mutant> {
    let uneven = || mutant("uneven-spread");
    let affinity = "      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
        {matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-7]}]}]}}}
";
    vec![
        uneven().cut(CONSTRAINT).at("    «spec»:\n      containers:"),
        uneven()
            .swap("topologyKey: kubernetes.io/hostname", "topologyKey: topology.kubernetes.io/zone")
            .at("    «spec»:\n      containers:"),
        uneven()
            .swap(
                "            matchLabels:\n              app: load-test",
                "            matchLabels:\n              app: load",
            )
            .at("app: «load»\n"),
        uneven()
            .swap("          labelSelector:\n            matchLabels:\n              app: load-test\n", "")
            .at("topologyKey: «kubernetes.io/hostname»"),
        uneven()
            .swap("topologyKey: kubernetes.io/hostname", "topologyKey: kubernetes.io/hostnme")
            .at("topologyKey: «kubernetes.io/hostnme»"),
        uneven().swap("maxSkew: 1", "maxSkew: 2").at("maxSkew: «2»"),
        uneven().swap("maxSkew: 1", "maxSkew: 100").at("maxSkew: «100»"),
        uneven().after("dnsPolicy: ClusterFirst\n", "      nodeName: node-7\n").at("«node-7»"),
        uneven()
            .after("dnsPolicy: ClusterFirst\n", "      nodeSelector: {kubernetes.io/hostname: node-7}\n")
            .at("«node-7»"),
        uneven().after("dnsPolicy: ClusterFirst\n", affinity).at("«node-7»"),
        mutant("one-per-node").swap(CONSTRAINT, AFFINITY).at("topologyKey: «kubernetes.io/hostname»"),
        mutant("one-per-node")
            .swap(CONSTRAINT, format!("{AFFINITY}{CONSTRAINT}"))
            .at("- topologyKey: «kubernetes.io/hostname»"),
    ]
}

pub(super) fn replicas() -> Vec<Mutant> {
    let image = "          image: scalyr/flog:v1
          imagePullPolicy: IfNotPresent
          args: [--loop, --format, apache_combined, -m, \"5\"]
";
    let told = |number: &str| {
        let genlog = format!(
            "          image: scalyr/scalyr-genlog:0.1.0
          command: [/bin/scalyr-genlog, --bytes-per-sec, 2000000k, --distributed, {number}]
"
        );
        mutant("replicas-mismatch")
            .swap(image, genlog)
            .swap("    lt-lint/rate: 5MB/s\n", "")
            .swap("    lt-lint/target: 2GB/s\n", "")
    };
    vec![
        told("\"401\"").at("«\"401\"»").and("replicas: «400»"),
        told("\"399\"").at("«\"399\"»").and("replicas: «400»"),
        // How many pods will run is for the autoscaler to say, and so is whether they reach the target.
        mutant("hpa-fights-replicas")
            .swap("target: 2GB/s", "target: 3GB/s")
            .swap("          emptyDir: {}\n", format!("          emptyDir: {{}}\n{SCALER}"))
            .at("Deployment, name: «load-test»}")
            .and("replicas: «400»"),
        mutant("hpa-fights-replicas")
            .swap("          emptyDir: {}\n", format!("          emptyDir: {{}}\n{SCALER}"))
            .at("Deployment, name: «load-test»}")
            .and("replicas: «400»"),
    ]
}
