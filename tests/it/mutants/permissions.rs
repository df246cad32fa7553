//! Mistakes in the roles and bindings, each of which leaves the agent without what it asks the API server.

use super::harness::{Account, Config, Mutant, Sidecar, mutant};

const BINDING: &str = "---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: scalyr-clusterrole-binding
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: scalyr-clusterrole
subjects:
  - kind: ServiceAccount
    name: scalyr-service-account
    namespace: scalyr
";
const SUBJECT: &str = "    name: scalyr-service-account\n    namespace: scalyr\n";

fn lacking() -> Mutant {
    mutant("missing-permission").and_in(Sidecar, "serviceAccountName: «scalyr-service-account»")
}

pub(super) fn mutants() -> Vec<Mutant> {
    let pods = "resources: [namespaces, pods, replicationcontrollers]\n    verbs: [get, list]";
    let swap = |find: &str, put: &str| lacking().swap_in(Account, find, put);
    let subject = |put: &str| swap(SUBJECT, put);
    vec![
        subject("    name: scalyr-service-account\n    namespace: default\n")
            .at_in(Account, "    namespace: «default»"),
        subject("    name: scalyr-service-acount\n    namespace: scalyr\n")
            .at_in(Account, "name: «scalyr-service-acount»"),
        swap(BINDING, "").at_in(Account, "name: «scalyr-clusterrole»"),
        mutant("missing-permission")
            .swap_in(
                Account,
                "  kind: ClusterRole\n  name: scalyr-clusterrole\n",
                "  kind: ClusterRole\n  name: scalyr-role\n",
            )
            .at_in(Account, "name: «scalyr-role»")
            .and_in(Account, "kind: ClusterRole\nmetadata:\n  name: «scalyr-clusterrole»")
            .and_in(Sidecar, "serviceAccountName: «scalyr-service-account»"),
        swap(
            "kind: ClusterRoleBinding\nmetadata:\n",
            "kind: RoleBinding\nmetadata:\n  namespace: default\n",
        )
        .at_in(Account, "namespace: «default»"),
        swap(pods, "resources: [namespaces, replicationcontrollers]\n    verbs: [get, list]")
            .at_in(Account, "«rules»:"),
        swap(
            pods,
            "resources: [namespaces, pods, replicationcontrollers]\n    verbs: [list, watch]",
        )
        .at_in(Account, "verbs: «[list, watch]»"),
        swap(
            "  - apiGroups: [\"\"]\n    resources: [namespaces",
            "  - apiGroups: [apps]\n    resources: [namespaces",
        )
        .at_in(Account, "apiGroups: «[apps]»\n    resources: [namespaces"),
        swap(
            "[daemonsets, deployments, replicasets, statefulsets]",
            "[daemonsets, replicasets, statefulsets]",
        )
        .at_in(Account, "«[daemonsets, replicasets, statefulsets]»"),
        swap("[namespaces, pods, replicationcontrollers]", "[pods, replicationcontrollers]")
            .swap("scalyr-k8s-agent:2.1.1", "scalyr-k8s-agent:2.2.19")
            .at_in(Account, "«rules»:"),
        node_agent(),
        subject("    name: scalyr-service-account\n")
            .swap_in(Account, "- kind: ServiceAccount\n", "- kind: User\n")
            .at_in(Account, "kind: «User»"),
        swap("subjects:\n  - kind: ServiceAccount\n", "subjects: []\n")
            .swap_in(Account, SUBJECT, "")
            .at_in(Account, "«subjects»: []"),
        automount("      serviceAccountName: scalyr-service-account\n"),
        misspelt_account(),
    ]
}

/// The pods get no token.
fn automount(account: &str) -> Mutant {
    mutant("automount-off")
        .swap(account, format!("{account}      automountServiceAccountToken: false\n"))
        .at("automountServiceAccountToken: «false»")
}

/// The account has another name than pods and binding say.
fn misspelt_account() -> Mutant {
    mutant("dangling-reference")
        .swap_in(
            Account,
            "kind: ServiceAccount\nmetadata:\n  name: scalyr-service-account\n",
            "kind: ServiceAccount\nmetadata:\n  name: scalyr-service-acount\n",
        )
        .at_in(Account, "name: «scalyr-service-acount»")
}

/// The agent of a whole node, which may look into one namespace only.
fn node_agent() -> Mutant {
    let generator = "        - name: flog
          image: scalyr/flog:v1
          imagePullPolicy: IfNotPresent
          args: [--loop, --format, apache_combined, -m, \"5\"]
          resources:
            requests:
              cpu: 300m
";
    let plan = "    lt-lint/rate: 5MB/s\n    lt-lint/nodes: \"200\"\n    lt-lint/target: 2GB/s\n";
    lacking()
        .swap("kind: Deployment", "kind: DaemonSet")
        .swap("  replicas: 400\n", "")
        .cut(generator)
        .cut(plan)
        .swap_in(Config, "  SCALYR_K8S_SIDECAR_MODE: \"true\"\n", "")
        .swap_in(
            Account,
            "kind: ClusterRoleBinding\nmetadata:\n",
            "kind: RoleBinding\nmetadata:\n  namespace: scalyr\n",
        )
        .at_in(Account, "kind: «RoleBinding»")
}
