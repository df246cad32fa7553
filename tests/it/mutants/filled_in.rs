//! Text that is an unfilled placeholder.

use super::harness::{Account, Config, Mutant, Sidecar, mutant};

pub(super) fn placeholders() -> Vec<Mutant> {
    [workload(), container(), plan(), config()].concat()
}

fn swap(find: &str, put: &str) -> Mutant {
    mutant("unfilled-placeholder").swap(find, put)
}

fn workload() -> Vec<Mutant> {
    vec![
        swap("replicas: 400", "replicas: XXX").at("replicas: «XXX»"),
        swap("replicas: 400", "replicas: <replicas>").at("replicas: «<replicas>»"),
        swap("replicas: 400", "replicas: TODO").at("replicas: «TODO»"),
        swap("name: load-test\n", "name: CUSTOM-APP\n").at("name: «CUSTOM-APP»"),
        mutant("unfilled-placeholder")
            .swap_all(Sidecar, "load-test\n", "CUSTOM-APP\n", 4)
            .at("name: «CUSTOM-APP»")
            .and("selector:\n    matchLabels:\n      app: «CUSTOM-APP»")
            .and("      labels:\n        app: «CUSTOM-APP»")
            .and("labelSelector:\n            matchLabels:\n              app: «CUSTOM-APP»"),
        mutant("unfilled-placeholder")
            .swap_all(Config, "namespace: scalyr", "namespace: YOUR-NAMESPACE", 1)
            .swap_all(Account, "namespace: scalyr", "namespace: YOUR-NAMESPACE", 2)
            .swap_all(Sidecar, "namespace: scalyr", "namespace: YOUR-NAMESPACE", 1)
            .at_in(Config, "namespace: «YOUR-NAMESPACE»")
            .and_in(Account, "  namespace: «YOUR-NAMESPACE»\n---")
            .and_in(Account, "    namespace: «YOUR-NAMESPACE»\n")
            .and("namespace: «YOUR-NAMESPACE»"),
        swap("\"loadTestParser\"", "\"<your-parser>\"").at("parser: \"«<your-parser>»\""),
        swap("\"loadTestParser\"", "CUSTOM-APP-parser").at("parser: «CUSTOM-APP»-parser"),
        swap("serviceAccountName: scalyr-service-account", "serviceAccountName: CHANGEME")
            .at("serviceAccountName: «CHANGEME»"),
        swap("kubernetes.io/hostname", "<TOPOLOGY KEY>").at("topologyKey: «<TOPOLOGY KEY>»"),
    ]
}

fn container() -> Vec<Mutant> {
    const AGENT: &str = "image: scalyr/scalyr-k8s-agent:2.1.1";
    vec![
        swap("scalyr/flog:v1", "MAIN-CONTAINER-IMAGE:VERSION")
            .at("image: «MAIN-CONTAINER-IMAGE:VERSION»"),
        swap("scalyr/flog:v1", "registry.example.com/MAIN-CONTAINER-IMAGE")
            .at("/«MAIN-CONTAINER-IMAGE»\n"),
        swap("name: flog", "name: MAIN-CONTAINER").at("name: «MAIN-CONTAINER»"),
        swap(AGENT, "image: scalyr/scalyr-k8s-agent:<version>").at("agent:«<version>»"),
        swap(AGENT, "image: scalyr/scalyr-k8s-agent:XXX").at("agent:«XXX»"),
        swap(AGENT, "image: <your-registry>/scalyr-k8s-agent:2.1.1")
            .at("image: «<your-registry>»/"),
        swap(AGENT, "image: YOUR-REGISTRY/scalyr-k8s-agent:2.1.1").at("image: «YOUR-REGISTRY»/"),
        swap("memory: 150Mi", "memory: XXX").at("memory: «XXX»"),
        swap("memory: 80Mi", "memory: <YOUR MEMORY>").at("memory: «<YOUR MEMORY>»"),
        swap("fieldPath: spec.nodeName", "fieldPath: REPLACE-ME").at("fieldPath: «REPLACE-ME»"),
        swap("                  name: scalyr-api-key", "                  name: <your secret>")
            .at("name: «<your secret>»"),
        swap("                name: scalyr-config", "                name: CUSTOM-APP")
            .at("name: «CUSTOM-APP»"),
        swap(" path: /var/log/pods", " path: \"<path on your node, YOUR-PATH>\"")
            .at("path: \"<path on your node, «YOUR-PATH»>\""),
        swap("-m, \"5\"]", "-m, XXX]").at("-m, «XXX»]"),
    ]
}

fn plan() -> Vec<Mutant> {
    vec![
        swap("rate: 5MB/s", "rate: XXX").at("rate: «XXX»"),
        swap("rate: 5MB/s", "rate: XXX MB/s").at("rate: «XXX» MB/s"),
        swap("nodes: \"200\"", "nodes: \"<your nodes>\"").at("nodes: \"«<your nodes>»\""),
        swap("target: 2GB/s", "target: TBD").at("target: «TBD»"),
    ]
}

fn config() -> Vec<Mutant> {
    let cluster =
        |put: &str| mutant("unfilled-placeholder").swap_in(Config, "\"test-cluster\"", put);
    vec![
        cluster("\"<your-cluster-name>\"").at_in(Config, "CLUSTER_NAME: \"«<your-cluster-name>»\""),
        cluster("<your-cluster-name>").at_in(Config, "CLUSTER_NAME: «<your-cluster-name>»"),
        cluster("\"YOUR-CLUSTER\"").at_in(Config, "CLUSTER_NAME: \"«YOUR-CLUSTER»\""),
        cluster("'load-YOUR_CLUSTER_NAME-eu'").at_in(Config, "'load-«YOUR_CLUSTER_NAME»-eu'"),
        cluster("|-\n    <cluster name>").at_in(Config, "|-\n    «<cluster name>»\n"),
        mutant("unfilled-placeholder")
            .swap_in(Config, "https://app-logstaging.scalyr.com", "https://<server>")
            .at_in(Config, "https://«<server>»"),
    ]
}

/// A key that is a placeholder is no secret yet: it has to be filled in first.
pub(super) fn keys() -> Vec<Mutant> {
    let source = "              valueFrom:
                secretKeyRef:
                  name: scalyr-api-key
                  key: scalyr-api-key
";
    vec![
        swap(source, "              value: \"<YOUR KEY>\"\n").at("value: \"«<YOUR KEY>»\""),
        swap(source, "              value: CHANGEME\n").at("value: «CHANGEME»"),
        mutant("unfilled-placeholder")
            .swap_in(Config, "\ndata:\n", "\ndata:\n  SCALYR_API_KEY: INSERT-API-KEY-HERE\n")
            .at_in(Config, "SCALYR_API_KEY: «INSERT-API-KEY-HERE»"),
    ]
}
