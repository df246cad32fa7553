//! Plain scalars that kubectl reads otherwise than they look.

use super::harness::{Config, Mutant, mutant};

pub(super) fn keys() -> Vec<Mutant> {
    let setting = |put: &str| {
        let last = "  SCALYR_COMPRESSION_LEVEL: \"6\"\n";
        mutant("misread-scalar").swap_in(Config, last, format!("{last}  {put}: \"x\"\n"))
    };
    vec![
        setting("on").at_in(Config, "  «on»: \"x\""),
        setting("y").at_in(Config, "  «y»: \"x\""),
        setting("OFF").at_in(Config, "  «OFF»: \"x\""),
        setting("1.10").at_in(Config, "  «1.10»: \"x\""),
        setting("0755").at_in(Config, "  «0755»: \"x\""),
        mutant("misread-scalar")
            .after("      labels:\n        app: load-test\n", "        n: \"1\"\n")
            .at("        «n»: \"1\""),
        mutant("misread-scalar")
            .after("\"loadTestParser\"\n", "        no: parser\n")
            .at("        «no»: parser"),
        mutant("misread-scalar")
            .swap("      dnsPolicy: ClusterFirst\n", "      nodeSelector:\n        1_0: load\n")
            .at("        «1_0»: load"),
    ]
}

pub(super) fn numbers() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("misread-scalar").swap(find, put);
    let secret = |mode: &str| {
        let put =
            format!("        - name: checkpoints\n          secret: {{secretName: a, {mode}}}\n");
        swap("        - name: checkpoints\n          emptyDir: {}\n", &put)
    };
    vec![
        swap("replicas: 400", "replicas: 0400").at("replicas: «0400»"),
        swap("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 030")
            .at("Seconds: «030»"),
        swap("revisionHistoryLimit: 10", "revisionHistoryLimit: 010").at("Limit: «010»"),
        swap("memory: 150Mi", "memory: 01572640").at("memory: «01572640»"),
        swap("              cpu: 300m\n", "              cpu: 010\n").at("cpu: «010»"),
        swap(
            "              cpu: 300m\n",
            "              cpu: 300m\n          ports: [{containerPort: 0123}]\n",
        )
        .at("containerPort: «0123»"),
        secret("defaultMode: 400").at("defaultMode: «400»"),
        secret("items: [{key: a, path: b, mode: 0600}, {key: c, path: d, mode: 500}]")
            .at("mode: «500»"),
    ]
}
