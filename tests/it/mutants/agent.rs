//! Mistakes in the agent's container: environment, resources, image; and in the account that it runs under.

use std::fs;

use super::harness::{Account, Config, Mutant, mutant};

/// The variables that the pod fills in, each with its field.
const DOWNWARD: [(&str, &str); 5] = [
    ("SCALYR_K8S_NODE_NAME", "spec.nodeName"),
    ("SCALYR_K8S_POD_NAME", "metadata.name"),
    ("SCALYR_K8S_POD_NAMESPACE", "metadata.namespace"),
    ("SCALYR_K8S_POD_UID", "metadata.uid"),
    ("SCALYR_K8S_KUBELET_HOST_IP", "status.hostIP"),
];

const ENV: &str = "          «env»:\n";
const KEY_SOURCE: &str = "              valueFrom:
                secretKeyRef:
                  name: scalyr-api-key
                  key: scalyr-api-key
";
const RESOURCES: &str = "          resources:
            requests:
              cpu: \"1\"
              memory: 80Mi
            limits:
              memory: 150Mi
";

/// The item of `env` that fills a variable from the pod.
fn from_pod(name: &str, field: &str) -> String {
    format!(
        "            - name: {name}
              valueFrom:
                fieldRef:
                  fieldPath: {field}
"
    )
}

fn downward() -> Vec<Mutant> {
    let [node, pod, namespace, uid, host] = DOWNWARD.map(|(name, field)| from_pod(name, field));
    let missing = |what: &str| mutant("missing-downward-env").cut(what).at(ENV);
    let wrong = || mutant("wrong-downward-env");
    let literal = |name: &str, field: &str, put: &str| {
        let item = format!("            - name: {name}\n              value: {put}\n");
        wrong().swap(&from_pod(name, field), item)
    };
    vec![
        missing(&node),
        missing(&pod),
        missing(&namespace),
        missing(&uid),
        missing(&host),
        missing(&format!("{node}{pod}{namespace}{uid}{host}")),
        missing(&format!("{uid}{host}")),
        wrong()
            .swap("fieldPath: spec.nodeName", "fieldPath: spec.serviceAccountName")
            .at("fieldPath: «spec.serviceAccountName»"),
        wrong()
            .swap("fieldPath: metadata.name\n", "fieldPath: metadata.labels['app']\n")
            .at("fieldPath: «metadata.labels['app']»"),
        wrong()
            .swap("fieldPath: metadata.namespace", "fieldPath: \"metadata.uid\"")
            .at("fieldPath: «\"metadata.uid\"»"),
        wrong()
            .swap(
                "fieldPath: metadata.uid",
                "fieldPath: metadata.name\n                  apiVersion: v1",
            )
            .at("fieldPath: «metadata.name»\n                  apiVersion"),
        wrong()
            .swap("fieldPath: status.hostIP", "fieldPath: status.podIP")
            .at("fieldPath: «status.podIP»"),
        literal("SCALYR_K8S_NODE_NAME", "spec.nodeName", "node-17").at("value: «node-17»"),
        literal("SCALYR_K8S_POD_NAME", "metadata.name", "load-test").at("value: «load-test»"),
        literal("SCALYR_K8S_POD_NAMESPACE", "metadata.namespace", "scalyr").at("value: «scalyr»"),
        literal("SCALYR_K8S_POD_UID", "metadata.uid", "\"\"").at("value: «\"\"»"),
        literal("SCALYR_K8S_KUBELET_HOST_IP", "status.hostIP", "10.0.0.1").at("value: «10.0.0.1»"),
    ]
}

/// Variables that come from somewhere else altogether.
fn downward_elsewhere() -> Vec<Mutant> {
    let [node, pod, namespace, uid, host] = DOWNWARD.map(|(name, field)| from_pod(name, field));
    let all = format!("{node}{pod}{namespace}{uid}{host}");
    let field_ref = "fieldRef:\n                  fieldPath: status.hostIP";
    let with_source = |source: &str| mutant("wrong-downward-env").swap(field_ref, source);
    vec![
        // The key comes from the secret as a whole, and with it the list goes that held the others.
        mutant("missing-downward-env")
            .cut(&format!("          env:\n            - name: SCALYR_API_KEY\n{KEY_SOURCE}{all}"))
            .after(
                "                name: scalyr-config\n",
                "            - secretRef: {name: scalyr-api-key}\n",
            )
            .at("name: «scalyr-agent»\n"),
        mutant("missing-downward-env")
            .swap("- name: SCALYR_K8S_POD_NAME\n", "- name: SCALYR_K8S_PODNAME\n")
            .at(ENV)
            .and("name: «SCALYR_K8S_PODNAME»"),
        mutant("missing-downward-env")
            .swap("name: SCALYR_K8S_POD_UID", "name: scalyr_k8s_pod_uid")
            .at(ENV),
        mutant("wrong-downward-env")
            .cut(&host)
            .swap_in(Config, "\ndata:\n", "\ndata:\n  SCALYR_K8S_KUBELET_HOST_IP: \"10.0.0.1\"\n")
            .at_in(Config, "SCALYR_K8S_KUBELET_HOST_IP: «\"10.0.0.1\"»"),
        mutant("wrong-downward-env")
            .swap_in(Config, "\ndata:\n", "\ndata:\n  NODE: \"node-17\"\n")
            .swap(
                &node,
                from_pod(DOWNWARD[0].0, "").replace(
                    "fieldRef:\n                  fieldPath: ",
                    "configMapKeyRef: {name: scalyr-config, key: NODE}",
                ),
            )
            .at_in(Config, "NODE: «\"node-17\"»"),
        with_source("secretKeyRef: {name: node, key: address}").at("key: «address»"),
        with_source("configMapKeyRef: {name: elsewhere, key: address}").at("key: «address»"),
        with_source("resourceFieldRef: {resource: limits.memory}")
            .at("valueFrom:\n                «resourceFieldRef: {resource: limits.memory}»"),
    ]
}

fn api_key() -> Vec<Mutant> {
    let key = format!("            - name: SCALYR_API_KEY\n{KEY_SOURCE}");
    let inline = || mutant("inline-api-key").without_saying("0rWq-not-for-the-log");
    vec![
        mutant("missing-api-key").cut(&key).at(ENV),
        mutant("missing-api-key")
            .swap("name: SCALYR_API_KEY", "name: SCALYR_APIKEY")
            .at(ENV)
            .and("name: «SCALYR_APIKEY»"),
        mutant("missing-api-key").swap("name: SCALYR_API_KEY", "name: API_KEY").at(ENV),
        inline()
            .swap(KEY_SOURCE, "              value: 0rWq-not-for-the-log\n")
            .at("value: «0rWq-not-for-the-log»"),
        inline()
            .swap(KEY_SOURCE, "              value: \"0rWq-not-for-the-log\"\n")
            .at("value: «\"0rWq-not-for-the-log\"»"),
        // That it is a number too is said when it is in a place where it may stand.
        mutant("inline-api-key")
            .without_saying("47114711")
            .swap(KEY_SOURCE, "              value: 47114711\n")
            .at("value: «47114711»"),
        inline()
            .swap_in(Config, "\ndata:\n", "\ndata:\n  SCALYR_API_KEY: 0rWq-not-for-the-log\n")
            .at_in(Config, "SCALYR_API_KEY: «0rWq-not-for-the-log»"),
        inline()
            .cut(&key)
            .swap_in(Config, "\ndata:\n", "\ndata:\n  SCALYR_API_KEY: '0rWq-not-for-the-log'\n")
            .at_in(Config, "SCALYR_API_KEY: «'0rWq-not-for-the-log'»"),
        inline()
            .after(
                "              cpu: 300m\n",
                "          env:
            - name: SCALYR_API_KEY
              value: 0rWq-not-for-the-log
",
            )
            .at("value: «0rWq-not-for-the-log»"),
    ]
}

pub(super) fn environment() -> Vec<Mutant> {
    [downward(), downward_elsewhere(), api_key()].concat()
}

fn amounts() -> Vec<Mutant> {
    let limit =
        |put: &str| mutant("low-memory-limit").swap("memory: 150Mi", format!("memory: {put}"));
    let request =
        |put: &str| mutant("low-memory-request").swap("memory: 80Mi", format!("memory: {put}"));
    vec![
        limit("149Mi").at("memory: «149Mi»"),
        limit("100Mi").at("memory: «100Mi»"),
        limit("60Mi").at("memory: «60Mi»"),
        limit("150M").at("memory: 150«M»"),
        limit("'150M'").at("memory: '150«M»'"),
        limit("150m").at("memory: 150«m»"),
        limit("100M").at("memory: «100M»"),
        limit("\"0.1Gi\"").at("memory: «\"0.1Gi\"»"),
        limit("150").at("memory: «150»"),
        limit("157286399").at("memory: «157286399»"),
        limit("1.5e8").at("memory: «1.5e8»"),
        limit("150Ki").at("memory: «150Ki»"),
        limit("0").at("memory: «0»"),
        // Written once, used twice: the place is where it is written.
        mutant("low-memory-limit")
            .swap("memory: 80Mi", "memory: &memory 100Mi")
            .swap("memory: 150Mi", "memory: *memory")
            .at("memory: «*memory»"),
        request("60Mi").at("memory: «60Mi»"),
        request("79.9Mi").at("memory: «79.9Mi»"),
        request("80M").at("memory: 80«M»"),
        request("80m").at("memory: 80«m»"),
        request("80").at("memory: «80»"),
    ]
}

fn limits() -> Vec<Mutant> {
    let unlimited = |put: &str| {
        mutant("missing-memory-limit")
            .swap("            limits:\n              memory: 150Mi\n", put)
    };
    let above = || mutant("request-above-limit");
    let generator = "            requests:\n              cpu: 300m\n";
    vec![
        unlimited("")
            .at("«resources»:\n            requests:\n              cpu: \"1\"\n              memory: 80Mi"),
        unlimited("            limits:\n").at("«limits»:"),
        unlimited("            limits: {}\n").at("«limits»: {}"),
        unlimited("            limits:\n              cpu: 2\n").at("«limits»:"),
        mutant("missing-memory-limit").cut(RESOURCES).at("name: «scalyr-agent»\n"),
        above().swap("memory: 80Mi", "memory: 200Mi").at("memory: «200Mi»").and("memory: «150Mi»"),
        above().swap("memory: 150Mi", "memory:").at("memory: «80Mi»").and("«memory»:\n"),
        above().swap("memory: 80Mi", "memory: 158M").at("memory: «158M»").and("memory: «150Mi»"),
        above().swap("memory: 80Mi", "memory: 80Gi").at("memory: «80Gi»").and("memory: «150Mi»"),
        above()
            .after(generator, "            limits:\n              cpu: 10m\n")
            .at("cpu: «300m»")
            .and("cpu: «10m»"),
        above()
            .swap("cpu: 300m\n", "memory: 2G\n            limits:\n              memory: 1Gi\n")
            .at("memory: «2G»")
            .and("memory: «1Gi»"),
        above()
            .swap("cpu: 300m\n", "ephemeral-storage: 2Gi\n            limits: {ephemeral-storage: 1Gi}\n")
            .at("ephemeral-storage: «2Gi»")
            .and("ephemeral-storage: «1Gi»"),
    ]
}

fn malformed() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("invalid-quantity").swap(find, put);
    vec![
        swap("memory: 150Mi", "memory: 150MB").at("memory: 150«MB»"),
        swap("memory: 150Mi", "memory: 150mi").at("memory: 150«mi»"),
        swap("memory: 150Mi", "memory: \"1 Gi\"").at("memory: \"1« »Gi\""),
        swap("memory: 150Mi", "memory: 150 Mi").at("memory: 150« »Mi"),
        swap("memory: 150Mi", "memory: 0,15Gi").at("memory: 0«,»15Gi"),
        swap("memory: 150Mi", "memory: -150Mi").at("memory: «-150Mi»"),
        swap("memory: 150Mi", "memory: Mi").at("memory: «Mi»"),
        swap("memory: 150Mi", "memory: 1.5.0Gi").at("memory: «1.5.0Gi»"),
        swap("memory: 150Mi", "memory: Mi150").at("memory: «Mi150»"),
        swap("memory: 150Mi", "memory: \"\"").at("memory: «\"\"»"),
        swap("memory: 80Mi", "memory: 80MiB").at("memory: 80«MiB»"),
        swap("memory: 80Mi", "memory: 80K").at("memory: 80«K»"),
        swap("cpu: 300m", "cpu: 300M i").at("cpu: 300«M i»"),
        swap("cpu: 300m", "cpu: 0.3 cores").at("cpu: 0.3« cores»"),
        swap("emptyDir: {}", "emptyDir: {sizeLimit: 10MB}").at("sizeLimit: 10«MB»"),
    ]
}

pub(super) fn resources() -> Vec<Mutant> {
    [amounts(), limits(), malformed()].concat()
}

pub(super) fn images() -> Vec<Mutant> {
    const AGENT: &str = "scalyr/scalyr-k8s-agent:2.1.1\n";
    let image = |rule, put: &str| mutant(rule).swap(AGENT, format!("{put}\n"));
    let stale = |put: &str| image("stale-image", put);
    let unofficial = |put: &str| image("unofficial-image", put);
    let floating = |put: &str| image("floating-image", put);
    vec![
        stale("scalyr/scalyr-k8s-agent:2.0.56").at("agent:«2.0.56»"),
        stale("scalyr/scalyr-k8s-agent:2.1.0").at("agent:«2.1.0»"),
        stale("scalyr/scalyr-k8s-agent:2.0.54").at("agent:«2.0.54»"),
        stale("\"docker.io/scalyr/scalyr-k8s-agent:2.1.0-alpine\"").at("agent:«2.1.0-alpine»"),
        stale("scalyr/scalyr-k8s-agent:2.0.9@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef").at("agent:«2.0.9»@"),
        floating("scalyr/scalyr-k8s-agent:latest").at("agent:«latest»"),
        floating("scalyr/scalyr-k8s-agent").at("image: «scalyr/scalyr-k8s-agent»\n"),
        floating("'scalyr/scalyr-k8s-agent'").at("image: '«scalyr/scalyr-k8s-agent»'"),
        floating("registry.example.com:5000/scalyr/scalyr-k8s-agent")
            .at("image: «registry.example.com:5000/scalyr/scalyr-k8s-agent»"),
        unofficial("brianchristie/scalyr-k8s-agent:2.1.1.sidecar_mode")
            .at("image: «brianchristie/scalyr-k8s-agent»:2.1.1.sidecar_mode"),
        unofficial("brianchristie/scalyr-k8s-agent:test").at("image: «brianchristie/scalyr-k8s-agent»:"),
        unofficial("scalyr/scalyr-k8s-agent-profiling:2.1.1")
            .at("image: «scalyr/scalyr-k8s-agent-profiling»:"),
        unofficial("scalyr/scalyr-k8s-agent:2.1.54.sidecar_mode").at("agent:«2.1.54.sidecar_mode»"),
        stale("scalyr/scalyr-k8s-agent:2.0.54.sidecar_mode").at("agent:«2.0.54.sidecar_mode»"),
        unofficial("scalyr/scalyr-k8s-agent:v2.1.1").at("agent:«v2.1.1»"),
        unofficial("scalyr/scalyr-k8s-agent:2.1").at("agent:«2.1»\n"),
        unofficial("scalyr/scalyr-agent-docker-json:2.1.1")
            .at("image: «scalyr/scalyr-agent-docker-json»:2.1.1"),
        unofficial("scalyr/scalyr-agent-docker-json:2.2.22").at("image: «scalyr/scalyr-agent-docker-json»:"),
        unofficial("scalyr/scalyr-agent:2.1.1").at("image: «scalyr/scalyr-agent»:"),
    ]
}

pub(super) fn account() -> Vec<Mutant> {
    let access = fs::read_to_string("k8s/scalyr-service-account.yaml").unwrap();
    let line = "      serviceAccountName: scalyr-service-account\n";
    let swap = |put: &str| mutant("wrong-service-account").swap(line, format!("      {put}\n"));
    vec![
        mutant("wrong-service-account").cut(line).at("loadTestParser\"\n    «spec»:"),
        swap("serviceAccountName: default").at("serviceAccountName: «default»"),
        swap("serviceAccountName: scalyr-service-acount")
            .at("serviceAccountName: «scalyr-service-acount»"),
        swap("serviceAccountName: \"flog\"").at("serviceAccountName: «\"flog\"»"),
        swap("serviceAccountName:").at("loadTestParser\"\n    «spec»:"),
        swap("serviceAccountName: \"\"").at("loadTestParser\"\n    «spec»:"),
        swap("serviceAccount: default").at("serviceAccount: «default»"),
        swap("serviceAccountName: scalyr-service-account\n      serviceAccount: default")
            .at("serviceAccount: «default»")
            .and("serviceAccountName: «scalyr-service-account»"),
        swap("serviceAccountName: scalyr\n      serviceAccount: scalyr-service-account")
            .at("serviceAccountName: «scalyr»")
            .and("serviceAccount: «scalyr-service-account»"),
        // Roles and bindings that are kept elsewhere: nothing is known of the account.
        swap("serviceAccountName: platform-logs")
            .swap_in(Account, &access, "# kept elsewhere\n")
            .at("serviceAccountName: «platform-logs»"),
    ]
}
