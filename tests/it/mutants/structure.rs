//! Mistakes in the structure: what the API server itself would say.

use super::harness::{Account, Config, Mutant, mutant};

pub(super) fn mutants() -> Vec<Mutant> {
    [fields(), levels(), types(), missing(), values(), names(), kinds()].concat()
}

/// Misspelt fields, each with consequences that stay silent.
fn fields() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("unknown-field").swap(find, put);
    vec![
        swap("            limits:\n", "            limit:\n").at("            «limit»:\n"),
        swap("      serviceAccountName:", "      serviceaccountname:")
            .at("      «serviceaccountname»:"),
        // Every mount of the pod is without its volume then.
        swap("      volumes:\n", "      volume:\n").at("      «volume»:\n"),
        swap("          volumeMounts:\n", "          volumeMount:\n")
            .at("          «volumeMount»:\n"),
        swap(
            "              mountPath: /var/log/pods\n              readOnly: true\n",
            "              mountPath: /var/log/pods\n              readonly: true\n",
        )
        .at("«readonly»: true"),
        swap("          env:\n", "          enviroment:\n").at("          «enviroment»:\n"),
        swap("  replicas: 400\n", "  replicas: 400\n  workers: 3\n").at("  «workers»: 3\n"),
        swap("apiVersion: apps/v1", "apiversion: apps/v1").at("«apiversion»: apps/v1"),
        mutant("unknown-field")
            .swap_in(Config, "\ndata:\n", "\ndate:\n")
            .at_in(Config, "\n«date»:\n"),
        mutant("unknown-field")
            .swap_in(
                Account,
                "  name: scalyr-clusterrole-binding\n",
                "+ name: scalyr-clusterrole-binding\n",
            )
            .at_in(Account, "«+ name»: scalyr-clusterrole-binding"),
        mutant("unknown-field")
            .swap_in(Account, "    verbs: [get]\n", "    actions: [get]\n")
            .at_in(Account, "    «actions»: [get]\n"),
        mutant("unknown-field")
            .swap_in(Account, "  - kind: ServiceAccount\n", "  - knd: ServiceAccount\n")
            .at_in(Account, "  - «knd»: ServiceAccount\n"),
    ]
}

/// Fields at another level.
fn levels() -> Vec<Mutant> {
    let moved =
        |from: &str, find: &str, put: &str| mutant("unknown-field").cut(from).after(find, put);
    vec![
        moved(
            "      serviceAccountName: scalyr-service-account\n",
            "  replicas: 400\n",
            "  serviceAccountName: scalyr-service-account\n",
        )
        .at("400\n  «serviceAccountName»:"),
        moved("  replicas: 400\n", "    lt-lint/target: 2GB/s\n", "replicas: 400\n")
            .at("\n«replicas»: 400"),
        moved("  replicas: 400\n", "    spec:\n", "      replicas: 400\n")
            .at("      «replicas»: 400"),
    ]
}

fn types() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("wrong-type").swap(find, put);
    let field = "              valueFrom:\n                fieldRef:\n                  fieldPath: spec.nodeName\n";
    let value = |put: &str| swap(field, &format!("              value: {put}\n"));
    vec![
        swap("replicas: 400", "replicas: \"400\"").at("replicas: «\"400\"»"),
        swap("replicas: 400", "replicas: many").at("replicas: «many»"),
        swap("replicas: 400", "replicas: 1.5").at("replicas: «1.5»"),
        value("yes").at("value: «yes»"),
        value("5").at("value: «5»"),
        mutant("wrong-type")
            .without_saying("47114711")
            .after(
                "              cpu: 300m\n",
                "          env: [{name: PASSWORD, value: 47114711}]\n",
            )
            .at("value: «47114711»"),
        value("[a]").at("value: «[a]»"),
        swap("-m, \"5\"]", "-m, 5]").at("-m, «5»]"),
        swap("emptyDir: {}", "emptyDir: true").at("emptyDir: «true»"),
        swap(
            "              mountPath: /var/log/pods\n              readOnly: true\n",
            "              mountPath: /var/log/pods\n              readOnly: \"true\"\n",
        )
        .at("readOnly: «\"true\"»"),
        swap("args: [--loop, --format, apache_combined, -m, \"5\"]", "args: --loop")
            .at("args: «--loop»"),
        mutant("wrong-type")
            .swap_in(Config, "LINE_SIZE: \"49900\"", "LINE_SIZE: 49900")
            .at_in(Config, "LINE_SIZE: «49900»"),
        mutant("wrong-type")
            .swap_in(Config, "SIDECAR_MODE: \"true\"", "SIDECAR_MODE: yes")
            .at_in(Config, "SIDECAR_MODE: «yes»"),
    ]
}

fn missing() -> Vec<Mutant> {
    let cut = |text: &str| mutant("missing-field").cut(text);
    vec![
        cut("  selector:\n    matchLabels:\n      app: load-test\n").at("\n«spec»:\n  revision"),
        cut("              mountPath: /var/lib/scalyr-agent-2\n")
            .at("- name: «checkpoints»\n          termination"),
        cut("          topologyKey: kubernetes.io/hostname\n").at("- «maxSkew»: 1"),
        mutant("missing-field")
            .swap("            path: /var/log/containers\n", "")
            .at("- name: varlogcontainers\n          «hostPath»:"),
        mutant("missing-field")
            .swap_in(Config, "  name: scalyr-config\n", "")
            .at_in(Config, "\n«metadata»:"),
        mutant("missing-field")
            .swap_in(Config, "apiVersion: v1\n", "")
            .at_in(Config, "kind: «ConfigMap»"),
    ]
}

fn values() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("invalid-value").swap(find, put);
    vec![
        swap("dnsPolicy: ClusterFirst", "dnsPolicy: Clusterfirst").at("dnsPolicy: «Clusterfirst»"),
        swap("restartPolicy: Always", "restartPolicy: Allways").at("restartPolicy: «Allways»"),
        swap("whenUnsatisfiable: ScheduleAnyway", "whenUnsatisfiable: Ignore")
            .at("whenUnsatisfiable: «Ignore»"),
        swap("type: Socket", "type: socket").at("type: «socket»"),
        swap("replicas: 400", "replicas: 4000000000").at("replicas: «4000000000»"),
        swap("          emptyDir: {}\n", "          secret: {secretName: a, defaultMode: 644}\n")
            .at("defaultMode: «644»"),
        swap("maxSkew: 1", "maxSkew: 0").at("maxSkew: «0»"),
        swap("revisionHistoryLimit: 10", "revisionHistoryLimit: -1")
            .at("revisionHistoryLimit: «-1»"),
        mutant("invalid-value")
            .swap_in(
                Account,
                "    resources: [nodes/stats, nodes/proxy]\n    verbs: [get]",
                "    resources: [nodes/stats, nodes/proxy]\n    verbs: []",
            )
            .at_in(Account, "verbs: «[]»"),
    ]
}

fn names() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("invalid-value").swap(find, put);
    vec![
        swap("- name: flog\n", "- name: Flog\n").at("- name: «Flog»\n"),
        swap("- name: flog\n", "- name: flog_1\n").at("- name: «flog_1»\n"),
        swap("  name: load-test\n", "  name: load_test\n").at("name: «load_test»"),
        swap("    lt-lint/rate: 5MB/s\n", "    lt-lint/rate: 5MB/s\n    my team: load\n")
            .at("«my team»: load"),
        swap("whenUnsatisfiable: ScheduleAnyway", "whenUnsatisfiable: \"\"")
            .at("whenUnsatisfiable: «\"\"»"),
        swap("              memory: 150Mi\n", "              Memory: 150Mi\n")
            .at("«Memory»: 150Mi"),
        mutant("invalid-value")
            .swap_in(Config, "\ndata:\n", "\ndata:\n  my/key: \"1\"\n")
            .at_in(Config, "«my/key»: \"1\""),
        mutant("invalid-value")
            .swap_in(Config, "namespace: scalyr", "namespace: scalyr.load")
            .at_in(Config, "namespace: «scalyr.load»"),
    ]
}

fn kinds() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("misspelt-kind").swap(find, put);
    vec![
        swap("kind: Deployment", "kind: Deploymnet").at("kind: «Deploymnet»"),
        swap("kind: Deployment", "kind: LoadTest").at("kind: «LoadTest»"),
        swap("apiVersion: apps/v1", "apiVersion: apps/v2").at("apiVersion: «apps/v2»"),
        swap("apiVersion: apps/v1", "apiVersion: v1").at("apiVersion: «v1»"),
        mutant("misspelt-kind")
            .swap_in(Config, "kind: ConfigMap", "kind: Configmap")
            .at_in(Config, "kind: «Configmap»"),
        mutant("unknown-kind")
            .swap_in(Config, "\ndata:\n", "\n---\napiVersion: example.com/v1\nkind: LoadTest\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: scalyr-config, namespace: scalyr}\ndata:\n")
            .swap_in(Config, "  name: scalyr-config\n  namespace: scalyr\n", "  name: second\n")
            .at_in(Config, "kind: «LoadTest»"),
    ]
}
