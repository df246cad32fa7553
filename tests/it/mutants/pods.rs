//! Mistakes in pods and their workloads that the API server refuses or warns of.

use super::harness::{Mutant, mutant};

const SELECTOR: &str = "    matchLabels:\n      app: load-test\n  template";
const LABELS: &str = "  template:\n    metadata:\n      labels:\n        app: load-test\n";

pub(super) fn selectors() -> Vec<Mutant> {
    let selector =
        |put: &str| mutant("selector-mismatch").swap(SELECTOR, format!("{put}  template"));
    let labels = |put: &str| {
        mutant("selector-mismatch").swap(LABELS, format!("  template:\n    metadata:\n{put}"))
    };
    let expression = |operator: &str| {
        selector(&format!("    matchExpressions:\n      - {{key: app, operator: {operator}}}\n"))
    };
    vec![
        selector("    matchLabels:\n      app: loadtest\n")
            .at("app: «loadtest»\n")
            .and("      labels:\n        app: «load-test»\n"),
        selector("    matchLabels:\n      ap: load-test\n")
            .at("      «ap»: load")
            .and("      «labels»:\n"),
        selector("    matchLabels:\n      app: load-test\n      tier: test\n").at("«tier»: test"),
        selector("    matchLabels: {}\n").at("  «selector»:\n"),
        mutant("selector-mismatch")
            .swap(&format!("  selector:\n{SELECTOR}"), "  selector: {}\n  template")
            .at("  «selector»: {}"),
        expression("DoesNotExist")
            .at("key: «app», operator")
            .and("      labels:\n        app: «load-test»\n"),
        expression("In, values: [flog, other]").at("key: «app», operator"),
        labels("      labels:\n        app: loadtest\n")
            .at("    matchLabels:\n      app: «load-test»\n  template")
            .and("app: «loadtest»\n"),
        labels("      labels:\n        name: load-test\n")
            .at("    matchLabels:\n      «app»: load-test\n  template"),
        labels("").at("  «selector»:\n").and("    «metadata»:\n      annotations:\n        #"),
    ]
}

/// Behind the resources of the generator's container.
const GENERATOR: &str = "              cpu: 300m\n";

pub(super) fn twice() -> Vec<Mutant> {
    let name = || mutant("duplicate-name");
    let env = |put: &str| {
        mutant("duplicate-env").after(
            GENERATOR,
            &format!("          env:\n            - {{name: RATE, value: \"5\"}}\n{put}"),
        )
    };
    let agent_env = "                  fieldPath: status.hostIP\n";
    let mounts = |put: &str| {
        let mounts =
            "          volumeMounts:\n            - {name: checkpoints, mountPath: /data}\n";
        mutant("duplicate-mount-path").after(GENERATOR, &format!("{mounts}{put}"))
    };
    vec![
        name()
            .after(GENERATOR, "        - name: flog\n          image: busybox:1.36\n")
            .at("- name: «flog»\n          image: busybox")
            .and("- name: «flog»\n          image: scalyr"),
        name()
            .swap("    spec:\n      containers:\n", "    spec:\n      initContainers:\n        - {name: flog, image: busybox}\n      containers:\n")
            .at("- name: «flog»\n"),
        name()
            .after("          emptyDir: {}\n", "        - name: checkpoints\n          emptyDir: {medium: Memory}\n")
            .at("- name: «checkpoints»\n          emptyDir: {m")
            .and("- name: «checkpoints»\n          emptyDir: {}"),
        name()
            .swap("        - name: varlogpods\n          hostPath", "        - name: varlogcontainers\n          hostPath")
            .at("- name: «varlogcontainers»\n          hostPath:\n            path: /var/log/containers"),
        name()
            .after(GENERATOR, "          ports:\n            - {name: http, containerPort: 80}\n            - {name: http, containerPort: 81}\n")
            .at("name: «http», containerPort: 81"),
        env("            - {name: RATE, value: \"6\"}\n").at("name: «RATE», value: \"6\"").and("name: «RATE», value: \"5\""),
        env("            - {name: RATE}\n").at("name: «RATE»}"),
        mutant("duplicate-env")
            .after(agent_env, "            - {name: TZ, value: UTC}\n            - {name: TZ, value: CET}\n")
            .at("name: «TZ», value: CET"),
        mutant("wrong-downward-env")
            .after(agent_env, "            - {name: SCALYR_K8S_POD_UID, value: \"1\"}\n")
            .at("SCALYR_K8S_POD_UID, value: «\"1\"»"),
        mounts("            - {name: varlogpods, mountPath: /data}\n").at("varlogpods, mountPath: «/data»"),
        mounts("            - {name: checkpoints, mountPath: '/data'}\n").at("mountPath: «'/data'»"),
        mutant("unmounted-host-path")
            .swap("mountPath: /var/log/pods\n", "mountPath: /var/log/containers\n")
            .at("- name: varlogpods\n              mountPath: «/var/log/containers»"),
    ]
}

pub(super) fn ports() -> Vec<Mutant> {
    let generator = |rule: &'static str, put: &str| {
        mutant(rule).after(
            GENERATOR,
            &format!(
                "          ports:\n            - {{containerPort: 80, hostPort: 8080}}\n{put}"
            ),
        )
    };
    let agent = "          envFrom:\n            - configMapRef:\n";
    let agent_port = |port: &str| format!("          ports: [{port}]\n{agent}");
    vec![
        generator("port-clash", "            - containerPort: 80\n")
            .at("- containerPort: «80»")
            .and("{containerPort: «80»"),
        generator("port-clash", "            - {name: http, containerPort: 80}\n")
            .at("http, containerPort: «80»"),
        generator("port-clash", "")
            .swap(agent, agent_port("{containerPort: 80}"))
            .at("[{containerPort: «80»}]")
            .and("{containerPort: «80», h"),
        generator("host-port-clash", "")
            .swap(agent, agent_port("{containerPort: 81, hostPort: 8080}"))
            .at("81, hostPort: «8080»")
            .and("80, hostPort: «8080»"),
        // The same port of both: the node's is what is refused.
        generator(
            "host-port-clash",
            "            - {containerPort: 80, hostPort: 8080, name: b}\n",
        )
        .at("hostPort: «8080», name: b"),
    ]
}

pub(super) fn volumes() -> Vec<Mutant> {
    let checkpoints = |rule: &'static str, put: &str| {
        mutant(rule).swap(
            "        - name: checkpoints\n          emptyDir: {}\n",
            format!("        - name: checkpoints\n{put}"),
        )
    };
    let pods = "          hostPath:\n            path: /var/log/pods\n            type: \"\"\n";
    vec![
        checkpoints(
            "two-volume-sources",
            "          emptyDir: {}\n          hostPath: {path: /tmp}\n",
        )
        .at("«hostPath»: {path: /tmp}")
        .and("«emptyDir»"),
        mutant("two-volume-sources")
            .after(pods, "          emptyDir: {}\n")
            .at("«emptyDir»: {}\n        - name: varlogcontainers"),
        checkpoints("no-volume-source", "").at("type: Socket\n        - name: «checkpoints»\n"),
        checkpoints("no-volume-source", "          hostPath:\n")
            .at("- name: checkpoints\n          «hostPath»:"),
        mutant("missing-host-path")
            .swap(pods, "          hostPath:\n")
            .at("- name: «varlogpods»\n          hostPath"),
        mutant("missing-host-path").swap(pods, "").at("- name: «varlogpods»\n        - name"),
    ]
}
