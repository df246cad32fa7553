//! Mistakes that show only beside what is stated of the nodes and of the test's time.

use super::harness::{Mutant, mutant};

const FLOG: &str = "          image: scalyr/flog:v1
          imagePullPolicy: IfNotPresent
          args: [--loop, --format, apache_combined, -m, \"5\"]
";
const SCALER: &str = "---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: load-test, namespace: scalyr}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: load-test}
  maxReplicas: 500
";
const SOCKET: &str = "        - name: dockersock
          hostPath:
            path: /var/run/docker.sock
            type: Socket
";
const SOCKET_MOUNT: &str = "            - name: dockersock
              mountPath: /var/scalyr/docker.sock
";

/// A workload that states more.
fn stated(rule: &'static str, facts: &[&str]) -> Mutant {
    let lines: String = facts.iter().map(|fact| format!("    lt-lint/{fact}\n")).collect();
    mutant(rule).after("lt-lint/target: 2GB/s\n", &lines)
}

pub(super) fn sizes() -> Vec<Mutant> {
    let of = |facts: &[&str]| stated("too-many-per-node", facts);
    let fetch = "      initContainers:
        - {name: fetch, image: busybox:1.36, resources: {requests: {cpu: 5}}}
";
    vec![
        of(&["node-cpu: \"2\""])
            .at("cpu: «\"1\"»")
            .and("cpu: «300m»")
            .and("node-cpu: «\"2\"»")
            .and("replicas: «400»")
            .and("nodes: «\"200\"»"),
        of(&["node-cpu: 2599m"]).at("cpu: «\"1\"»"),
        of(&["node-memory: 100Mi"]).at("memory: «80Mi»"),
        of(&["node-memory: 64Gi", "node-cpu: 1900m"]).at("cpu: «\"1\"»"),
        // Both are too small for two pods: that is one mistake.
        of(&["node-memory: 159Mi", "node-cpu: \"2\""]).at("requests:\n              cpu: «\"1\"»"),
        of(&["node-cpu: 1250m"]).at("cpu: «\"1\"»").and("cpu: «300m»").and("node-cpu: «1250m»"),
        of(&["node-cpu: \"16\""]).swap("cpu: 300m", "cpu: 300").at("cpu: «300»"),
        of(&["node-cpu: \"4\""])
            .after("    spec:\n", fetch)
            .at("cpu: «5»}")
            .and("node-cpu: «\"4\"»"),
        // How many pods will run is for the autoscaler to say.
        stated("hpa-fights-replicas", &["node-cpu: \"2\""])
            .after("          emptyDir: {}\n", SCALER)
            .at("Deployment, name: «load-test»}"),
        stated("request-above-limit", &["node-cpu: \"16\""])
            .swap("cpu: 300m", "cpu: 300\n            limits:\n              cpu: \"1\"")
            .at("cpu: «300»\n"),
        of(&["node-pods: \"8\""])
            .swap("nodes: \"200\"", "nodes: \"40\"")
            .at("replicas: «400»")
            .and("nodes: «\"40\"»")
            .and("node-pods: «\"8\"»"),
    ]
}

pub(super) fn durations() -> Vec<Mutant> {
    let early = |facts: &[&str], put: &str| {
        let logs = format!(
            "          image: registry.k8s.io/e2e-test-images/agnhost:2.40\n          args: {put}\n"
        );
        let other = stated("generator-ends-early", facts).swap(FLOG, logs);
        other.cut("    lt-lint/rate: 5MB/s\n").cut("    lt-lint/target: 2GB/s\n")
    };
    let job = |line: &str| {
        stated("generator-ends-early", &["duration: 2h30m"])
            .swap("apiVersion: apps/v1\nkind: Deployment", "apiVersion: batch/v1\nkind: Job")
            .swap("  revisionHistoryLimit: 10\n", line)
            .swap(
                "  replicas: 400\n  selector:\n    matchLabels:\n      app: load-test\n",
                "  parallelism: 400\n",
            )
            .swap("restartPolicy: Always", "restartPolicy: Never")
    };
    vec![
        early(&["duration: 2h30m"], "[logs-generator, -t, \"60000\", -d, 1h]")
            .at("-d, «1h»]")
            .and("duration: «2h30m»"),
        early(&["duration: 1h"], "[logs-generator, -t, \"60000\", -d, 59m59s]").at("-d, «59m59s»]"),
        // Nobody knows how long these lines take.
        stated("generator-ends-early", &["duration: 2h30m"])
            .cut("    lt-lint/rate: 5MB/s\n")
            .swap("[--loop, --format, apache_combined, -m, \"5\"]", "[-n, \"5000\"]")
            .at("«\"5000\"»"),
        job("  activeDeadlineSeconds: 3600\n")
            .at("activeDeadlineSeconds: «3600»")
            .and("duration: «2h30m»"),
        job("").after("    spec:\n", "      activeDeadlineSeconds: 8999\n").at("«8999»"),
    ]
}

pub(super) fn runtimes() -> Vec<Mutant> {
    let on = |runtime: &str| stated("wrong-runtime", &[&format!("runtime: {runtime}")]);
    let new = |mutant: Mutant| mutant.swap("scalyr-k8s-agent:2.1.1", "scalyr-k8s-agent:2.1.15");
    let bare = |mutant: Mutant| mutant.cut(SOCKET).cut(SOCKET_MOUNT);
    let variable = |mutant: Mutant, name: &str, value: &str| {
        let item = format!("            - name: {name}\n              value: {value}\n");
        mutant.after("          env:\n", &item)
    };
    let docker = "            path: /var/lib/docker/containers\n            type: ";
    let put = format!("{docker}Directory");
    let always = "SCALYR_K8S_ALWAYS_USE_DOCKER";
    vec![
        bare(on("containerd")).at("scalyr-k8s-agent:«2.1.1»").and("runtime: «containerd»"),
        new(on("containerd")).at("type: «Socket»").and("runtime: «containerd»"),
        new(bare(on("containerd"))).swap(&format!("{docker}\"\""), put).at("type: «Directory»"),
        variable(new(bare(on("containerd"))), always, "\"true\"").at("value: «\"true\"»"),
        variable(new(bare(on("containerd"))), "SCALYR_K8S_PARSE_FORMAT", "json")
            .at("value: «json»"),
        variable(on("docker"), "SCALYR_K8S_PARSE_FORMAT", "cri").at("value: «cri»"),
        // What Docker's nodes need of a newer agent.
        new(stated("missing-host-path", &["runtime: docker"]).cut(SOCKET).cut(SOCKET_MOUNT))
            .at("      «volumes»:\n"),
        new(stated("unmounted-host-path", &["runtime: docker"]).cut(SOCKET_MOUNT))
            .at("name: «dockersock»"),
    ]
}
