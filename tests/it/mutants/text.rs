//! Mistakes in the text itself: what isn't YAML, and keys that stand twice.

use super::harness::{Account, Config, Mutant, mutant};

pub(super) fn syntax() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("yaml-syntax").swap(find, put);
    let config = |find: &str, put: &str| mutant("yaml-syntax").swap_in(Config, find, put);
    let account = |find: &str, put: &str| mutant("yaml-syntax").swap_in(Account, find, put);
    vec![
        swap("  replicas: 400", "\treplicas: 400").at("«\t»replicas: 400"),
        swap("  replicas: 400", "  replicas 400").at("«replicas»"),
        swap("  replicas: 400", "   replicas: 400").at("«replicas:»"),
        swap("-m, \"5\"]", "-m, \"5\"").at("args: «[»--loop"),
        swap("\"loadTestParser\"", "\"loadTestParser").at("parser: «\"»loadTestParser"),
        swap("emptyDir: {}", "emptyDir: {]").at("«{]»"),
        swap("image: scalyr/flog:v1", "image: @scalyr/flog:v1").at("image: «@scalyr/flog:v1»"),
        swap("          image: scalyr/flog:v1", "         image: scalyr/flog:v1")
            .at("«image:» scalyr/flog"),
        swap("cpu: 300m", "cpu: *small").at("cpu: «*small»"),
        config("\"test-cluster\"", "\"test\"-cluster").at_in(Config, "\"test\"«-cluster»"),
        config("\"test-cluster\"", "\"test\\-cluster\"").at_in(Config, "«\"test\\-cluster\"»"),
        config("  SCALYR_SERVER: ", "  SCALYR_SERVER ").at_in(Config, "«SCALYR_SERVER»"),
        account("  name: scalyr-clusterrole\nrules", "  name: scalyr: clusterrole\nrules")
            .at_in(Account, "scalyr«:» clusterrole"),
        account("verbs: [get, list, watch]", "verbs: [get, list, watch")
            .at_in(Account, "verbs: «[»get, list, watch\n"),
        account("  kind: ClusterRole\n", "  kind: %ClusterRole\n").at_in(Account, "«%ClusterRole»"),
        // YAML, but not to kubectl.
        swap("emptyDir: {}", "emptyDir: {}\n\t# on the node").at("«\t»# on the node"),
        config("\"test-cluster\"", "!!int cluster").at_in(Config, "«cluster»\n"),
        config("\"test-cluster\"", "\"test\\/cluster\"").at_in(Config, "«\"test\\/cluster\"»"),
    ]
}

pub(super) fn duplicates() -> Vec<Mutant> {
    let twice = |find: &str, again: &str| mutant("duplicate-key").after(find, again);
    let config = |find: &str, put: &str| mutant("duplicate-key").swap_in(Config, find, put);
    vec![
        twice("  replicas: 400\n", "  replicas: 40\n").at("«replicas»: 40\n").and("«replicas»: 400"),
        twice("              memory: 150Mi\n", "              memory: 60Mi\n")
            .at("«memory»: 60Mi")
            .and("«memory»: 150Mi"),
        twice("      serviceAccountName: scalyr-service-account\n", "      serviceAccountName: default\n")
            .at("«serviceAccountName»: default")
            .and("«serviceAccountName»: scalyr"),
        twice("    lt-lint/rate: 5MB/s\n", "    lt-lint/rate: 9MB/s\n")
            .at("«lt-lint/rate»: 9")
            .and("«lt-lint/rate»: 5"),
        twice("image: scalyr/scalyr-k8s-agent:2.1.1\n", "          image: scalyr/scalyr-k8s-agent:2.0.1\n")
            .at("«image»: scalyr/scalyr-k8s-agent:2.0.1")
            .and("«image»: scalyr/scalyr-k8s-agent:2.1.1"),
        twice("    lt-lint/nodes: \"200\"\n", "    lt-lint/nodes: \"2000\"\n")
            .at("«lt-lint/nodes»: \"2000")
            .and("«lt-lint/nodes»: \"200\""),
        twice("    lt-lint/target: 2GB/s\n", "    lt-lint/target: 3GB/s\n")
            .at("«lt-lint/target»: 3")
            .and("«lt-lint/target»: 2"),
        twice("-m, \"5\"]\n", "          args: [--loop]\n").at("«args»: [--loop]\n").and("«args»: [--loop,"),
        twice(
            "                name: scalyr-config\n",
            "          env:\n            - {name: DEBUG, value: \"1\"}\n",
        )
        .at("«env»:\n            - {")
        .and("«env»:\n            - name"),
        twice("              memory: 150Mi\n", "          resources: {}\n")
            .at("«resources»: {}")
            .and("«resources»:\n            requests:\n              cpu: \"1\"\n              memory"),
        twice(
            "          emptyDir: {}\n",
            "      volumes:\n        - name: checkpoints\n          emptyDir: {medium: Memory}\n",
        )
        .at("«volumes»:\n        - name: checkpoints")
        .and("«volumes»:\n        - name: varlib"),
        twice("              mountPath: /var/lib/scalyr-agent-2\n", "          volumeMounts: []\n")
            .at("«volumeMounts»: []")
            .and("«volumeMounts»:\n"),
        twice("loadTestParser\"\n", "      annotations:\n        example.com/team: load\n")
            .at("«annotations»:\n        example")
            .and("«annotations»:\n        # You"),
        twice(
            "          emptyDir: {}\n",
            "      containers:\n        - {name: helper, image: \"busybox:1.36\"}\n",
        )
        .at("«containers»:\n        - {")
        .and("«containers»:\n        # Replace"),
        config(
            "  SCALYR_COMPRESSION_LEVEL: \"6\"\n",
            "  SCALYR_COMPRESSION_LEVEL: \"6\"\n  \"SCALYR_SERVER\": \"https://example.com\"\n",
        )
        .at_in(Config, "«\"SCALYR_SERVER\"»")
        .and_in(Config, "  «SCALYR_SERVER»:"),
    ]
}
