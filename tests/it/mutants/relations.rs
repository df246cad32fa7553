//! Fields that don't go together, as the API server judges them.

use super::harness::{Account, Mutant, mutant};

/// Behind the resources of the generator's container.
const GENERATOR: &str = "              cpu: 300m\n";
const POLICY: &str = "      restartPolicy: Always\n";

pub(super) fn mutants() -> Vec<Mutant> {
    [
        lacking(),
        excluded(),
        unfit(),
        numbers(),
        items(),
        tolerations(),
        strategies(),
        jobs(),
        bindings(),
        others(),
    ]
    .concat()
}

fn lacking() -> Vec<Mutant> {
    let generator = |put: &str| mutant("missing-field").after(GENERATOR, put);
    let cut = |text: &str, put: &str| mutant("missing-field").swap(text, put);
    let name = "              valueFrom:\n                fieldRef:\n                  fieldPath: spec.nodeName\n";
    vec![
        cut("          image: scalyr/flog:v1\n", "").at("- name: «flog»"),
        cut("          image: scalyr/scalyr-k8s-agent:2.1.1\n", "")
            .at("- name: «scalyr-agent»\n          image"),
        cut("image: scalyr/flog:v1\n", "image:\n").at("- name: «flog»"),
        cut(name, "              valueFrom: {}\n").at("NODE_NAME\n              «valueFrom»: {}"),
        cut(name, "              valueFrom:\n                fieldRef:\n")
            .at("NODE_NAME\n              valueFrom:\n                «fieldRef»:\n            -"),
        cut(
            "            - configMapRef:\n                name: scalyr-config\n",
            "            - configMapRef:\n",
        )
        .at("            - «configMapRef»:\n"),
        cut(
            "            - configMapRef:\n                name: scalyr-config\n",
            "            - prefix: A\n",
        )
        .at("            - «prefix»: A\n"),
        cut(
            name,
            "              valueFrom:\n                fieldRef:\n              fieldPath: spec.nodeName\n",
        )
        .rule("lost-indentation")
        .at("                «fieldRef»:\n              fieldPath: spec.nodeName"),
        cut(
            "            - configMapRef:\n                name: scalyr-config\n",
            "            - configMapRef:\n              name: scalyr-config\n",
        )
        .rule("lost-indentation")
        .at("            - «configMapRef»:\n              name: scalyr-config"),
        generator("          livenessProbe: {periodSeconds: 5}\n").at("«livenessProbe»: {periodSeconds"),
        generator("          livenessProbe: {exec: {}}\n").at("{«exec»: {}}"),
        generator("          lifecycle: {preStop: {exec: {command: []}}}\n")
            .rule("invalid-value")
            .at("command: «[]»"),
        cut("      dnsPolicy: ClusterFirst\n", "      dnsPolicy: None\n")
            .at("    «spec»:\n      containers")
            .and("dnsPolicy: «None»"),
        cut("      dnsPolicy: ClusterFirst\n", "      dnsPolicy: None\n      dnsConfig: {nameservers: []}\n")
            .at("dnsConfig: {«nameservers»: []}"),
    ]
}

/// Names of images that no kubelet can read.
pub(super) fn images() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("invalid-image-name").swap(find, put);
    let flog = |put: &str| swap("image: scalyr/flog:v1", &format!("image: {put}"));
    let agent = |put: &str| swap("image: scalyr/scalyr-k8s-agent:2.1.1", &format!("image: {put}"));
    vec![
        flog("scalyr/Flog:v1").at("scalyr/«Flog»:v1"),
        flog("Scalyr/flog:v1").at("image: «Scalyr»/flog:v1"),
        flog("\"scalyr/flog:v1 \"").at("flog:v1« »\""),
        flog("scalyr/flog :v1").at("flog« »:v1"),
        flog("\"scalyr/flog:\"").at("flog«:»\""),
        flog("http://docker.io/scalyr/flog:v1").at("«http://»docker"),
        flog("scalyr/flog:v1:2").at("flog:«v1:2»"),
        flog("scalyr/flog@v1").at("flog@«v1»"),
        agent("scalyr/scalyr-K8s-agent:2.1.1").at("«scalyr-K8s-agent»"),
        agent("Scalyr/scalyr-k8s-agent:2.1.1").at("«Scalyr»/scalyr-k8s"),
        agent("\"scalyr/scalyr-k8s-agent: 2.1.1\"").at("agent:« »2.1.1"),
        agent("scalyr/scalyr-k8s-agent@2.1.1").at("agent@«2.1.1»"),
        agent("scalyr/scalyr-k8s-agent:2.1.1:latest").at("agent:«2.1.1:latest»"),
    ]
}

fn excluded() -> Vec<Mutant> {
    let generator = |put: &str| mutant("conflicting-fields").after(GENERATOR, put);
    let env = |put: &str| generator(&format!("          env:\n            - name: A\n{put}"));
    let field = "fieldPath: spec.nodeName\n";
    vec![
        env("              value: a\n              valueFrom: {fieldRef: {fieldPath: metadata.uid}}\n")
            .at("«valueFrom»: {fieldRef")
            .and("              «value»: a\n"),
        env("              valueFrom: {fieldRef: {fieldPath: metadata.uid}}\n              value: a\n")
            .at("              «value»: a\n")
            .and("«valueFrom»: {fieldRef"),
        env("              valueFrom: {secretKeyRef: {name: a, key: b}, configMapKeyRef: {name: a, key: b}}\n")
            .at("b}, «configMapKeyRef»")
            .and("{«secretKeyRef»"),
        mutant("conflicting-fields")
            .after(field, "              value: node-1\n")
            .at("«value»: node-1")
            .and("NODE_NAME\n              «valueFrom»"),
        mutant("inline-api-key")
            .after("            - name: SCALYR_API_KEY\n", "              value: 0nMrVAkH\n")
            .at("value: «0nMrVAkH»"),
        mutant("conflicting-fields")
            .after("                name: scalyr-config\n", "              secretRef: {name: a}\n")
            .at("«secretRef»")
            .and("«configMapRef»:\n"),
        generator("          livenessProbe: {tcpSocket: {port: 80}, exec: {command: [a]}}\n")
            .at("80}, «exec»: ")
            .and("{«tcpSocket»"),
        generator("          lifecycle: {postStart: {sleep: {seconds: 1}, exec: {command: [a]}}}\n")
            .at("1}, «exec»: ")
            .and("{«sleep»"),
        mutant("conflicting-fields")
            .swap(POLICY, "      activeDeadlineSeconds: 3600\n")
            .at("«activeDeadlineSeconds»: 3600"),
        mutant("conflicting-fields")
            .swap("    spec:\n      containers:\n", "    spec:\n      initContainers:\n        - name: prepare\n          image: busybox:1.36\n          livenessProbe: {tcpSocket: {port: 80}}\n      containers:\n")
            .at("«livenessProbe»"),
        mutant("conflicting-fields")
            .swap("whenUnsatisfiable: ScheduleAnyway\n", "whenUnsatisfiable: ScheduleAnyway\n          minDomains: 3\n")
            .at("«minDomains»: 3")
            .and("whenUnsatisfiable: «ScheduleAnyway»"),
    ]
}

fn unfit() -> Vec<Mutant> {
    let swap = |find: &str, put: &str| mutant("invalid-value").swap(find, put);
    let generator = |put: &str| mutant("invalid-value").after(GENERATOR, put);
    vec![
        swap(POLICY, "      restartPolicy: Never\n").at("restartPolicy: «Never»"),
        swap(POLICY, "      restartPolicy: OnFailure\n").at("restartPolicy: «OnFailure»"),
        swap("image: scalyr/flog:v1", "image: \"\"").at("image: «\"\"»"),
        swap("fieldPath: metadata.uid", "fieldPath: metadata.uuid")
            .rule("wrong-downward-env")
            .at("«metadata.uuid»"),
        generator("          env:\n            - {name: A, valueFrom: {fieldRef: {fieldPath: pod.name}}}\n")
            .at("«pod.name»"),
        generator("          securityContext: {privileged: true, allowPrivilegeEscalation: false}\n")
            .at("Escalation: «false»")
            .and("privileged: «true»"),
        generator("          livenessProbe: {tcpSocket: {port: 80}, successThreshold: 3}\n")
            .at("Threshold: «3»"),
        generator("          startupProbe: {tcpSocket: {port: 80}, successThreshold: 3}\n")
            .at("Threshold: «3»"),
        generator("          livenessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 0}\n")
            .at("Seconds: «0»"),
    ]
}

fn numbers() -> Vec<Mutant> {
    let swap = |find: &str, put: &'static str| mutant("invalid-value").swap(find, put);
    vec![
        swap("replicas: 400", "replicas: 1e20").at("replicas: «1e20»"),
        swap("replicas: 400", "replicas: 3000000000").at("replicas: «3000000000»"),
        swap("replicas: 400", "replicas: -1.0").at("replicas: «-1.0»"),
        swap("Seconds: 30\n", "Seconds: 9223372036854775808\n")
            .at("Seconds: «9223372036854775808»"),
        swap("maxSkew: 1\n", "maxSkew: 4e9\n").at("maxSkew: «4e9»"),
    ]
}

fn items() -> Vec<Mutant> {
    let after = |find: &str, put: &str| mutant("invalid-value").after(find, put);
    vec![
        after("          env:\n", "            -\n").at("          «env»:\n"),
        after("          envFrom:\n", "            - null\n").at("            - «null»\n"),
        after(POLICY, "      tolerations: [null]\n").at("tolerations: [«null»]"),
        after("      volumes:\n", "        - ~\n").at("        - «~»\n"),
        after("          volumeMounts:\n", "            - # nothing yet\n").at("          «volumeMounts»:\n"),
        mutant("duplicate-item")
            .swap(
                "      topologySpreadConstraints:\n",
                "      topologySpreadConstraints:\n        - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: load-test}}}\n",
            )
            .at("          topologyKey: «kubernetes.io/hostname»")
            .and("topologyKey: «kubernetes.io/hostname», "),
    ]
}

fn tolerations() -> Vec<Mutant> {
    let toleration = |rule: &'static str, put: &str| {
        mutant(rule).after(POLICY, &format!("      tolerations: [{{{put}}}]\n"))
    };
    vec![
        toleration("invalid-value", "key: a, operator: exists").at("operator: «exists»"),
        toleration("invalid-value", "key: a b, operator: Exists").at("key: «a b»"),
        toleration("conflicting-fields", "key: a, operator: Exists, value: b")
            .at("«value»: b")
            .and("«Exists»"),
        toleration("missing-field", "effect: NoSchedule").at("[{«effect»"),
        toleration("missing-field", "operator: Equal, value: b").at("[{«operator»").and("«Equal»"),
        toleration("conflicting-fields", "operator: Exists, tolerationSeconds: 5")
            .at("«tolerationSeconds»"),
        toleration(
            "conflicting-fields",
            "operator: Exists, effect: NoSchedule, tolerationSeconds: 5",
        )
        .at("«tolerationSeconds»")
        .and("effect: «NoSchedule»"),
    ]
}

fn strategies() -> Vec<Mutant> {
    let strategy = |rule: &'static str, put: &str| {
        mutant(rule).after("  replicas: 400\n", &format!("  strategy: {{{put}}}\n"))
    };
    vec![
        strategy("conflicting-fields", "type: Recreate, rollingUpdate: {maxSurge: 1}")
            .at("«rollingUpdate»")
            .and("«Recreate»"),
        strategy("invalid-value", "rollingUpdate: {maxSurge: 0, maxUnavailable: 0}")
            .at("maxUnavailable: «0»")
            .and("maxSurge: «0»"),
        strategy("invalid-value", "rollingUpdate: {maxSurge: 0%, maxUnavailable: 0}")
            .at("maxUnavailable: «0»"),
        strategy("invalid-value", "rollingUpdate: {maxUnavailable: 101%}").at("«101%»"),
        strategy("invalid-value", "rollingUpdate: {maxSurge: 25 %}").at("«25 %»"),
        strategy("invalid-value", "rollingUpdate: {maxSurge: \"1\"}").at("maxSurge: «\"1\"»"),
        strategy("invalid-value", "rollingUpdate: {maxSurge: 3000000000}").at("«3000000000»"),
    ]
}

/// The load test as a Job or CronJob beside the Deployment.
fn jobs() -> Vec<Mutant> {
    let template =
        "template: {spec: {restartPolicy: Never, containers: [{name: a, image: busybox:1.36}]}}";
    let job = |rule: &'static str, spec: &str| {
        let job = format!(
            "---\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: once}}\nspec: {{{spec}}}\n"
        );
        mutant(rule).after("        - name: checkpoints\n          emptyDir: {}\n", &job)
    };
    let cron = |schedule: &str, more: &str| {
        let head = "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec:\n";
        let cron = format!(
            "{head}  schedule: \"{schedule}\"\n{more}  jobTemplate: {{spec: {{{template}}}}}\n"
        );
        mutant("invalid-value")
            .after("        - name: checkpoints\n          emptyDir: {}\n", &cron)
    };
    vec![
        job("missing-field", &template.replace("restartPolicy: Never, ", ""))
            .at("template: {«spec»"),
        job("invalid-value", &template.replace("Never", "Always")).at("{restartPolicy: «Always»"),
        job("conflicting-fields", &format!("selector: {{matchLabels: {{a: b}}}}, {template}"))
            .at("{«selector»"),
        cron("0 3 * * *", "")
            .swap(
                "jobTemplate: {spec: {template",
                "jobTemplate: {spec: {manualSelector: true, template",
            )
            .at("manualSelector: «true»"),
        cron("0 3 * *", "").at("\"«0 3 * *»\""),
        cron("0 24 * * *", "").at("0 «24» *"),
        cron("*/0 * * * *", "").at("\"«*/0» *"),
        cron("0 3 * * 1,7", "").at("1,«7»\""),
        cron("@dayly", "").at("«@dayly»"),
        cron("0 3 * * *", "  concurrencyPolicy: Never\n").at("concurrencyPolicy: «Never»"),
        cron("0 3 * * *", "  timeZone: Europe//Berlin\n").at("«Europe//Berlin»"),
        cron("CRON_TZ=UTC 0 3 * * *", "").at("«CRON_TZ=UTC 0 3 * * *»"),
    ]
}

fn bindings() -> Vec<Mutant> {
    let swap = |rule: &'static str, find: &str, put: &str| mutant(rule).swap_in(Account, find, put);
    let subject = "    name: scalyr-service-account\n    namespace: scalyr\n";
    vec![
        swap("missing-field", subject, "    name: scalyr-service-account\n")
            .at_in(Account, "  - kind: ServiceAccount\n    name: «scalyr-service-account»"),
        swap("invalid-value", "  kind: ClusterRole\n", "  kind: Role\n")
            .at_in(Account, "  kind: «Role»\n"),
        swap("invalid-value", "  apiGroup: rbac.authorization.k8s.io\n", "  apiGroup: rbac\n")
            .at_in(Account, "apiGroup: «rbac»\n"),
        swap(
            "conflicting-fields",
            subject,
            &format!("    apiGroup: rbac.authorization.k8s.io\n{subject}"),
        )
        .at_in(Account, "    «apiGroup»:")
        .and_in(Account, "  - kind: «ServiceAccount»"),
    ]
}

fn others() -> Vec<Mutant> {
    let object = |rule: &'static str, text: &str| {
        mutant(rule)
            .after("        - name: checkpoints\n          emptyDir: {}\n", &format!("---\n{text}"))
    };
    let service = |rule: &'static str, ports: &str| {
        object(
            rule,
            &format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{ports}]}}\n"
            ),
        )
    };
    vec![
        service("missing-field", "{port: 80}, {name: b, port: 81}").at("[{«port»: 80}"),
        service("duplicate-item", "{name: a, port: 80}, {name: a, port: 81}")
            .at("name: «a», port: 81")
            .and("name: «a», port: 80"),
        service("duplicate-item", "{name: a, port: 80}, {name: b, port: 80}")
            .at("name: b, port: «80»")
            .and("name: a, port: «80»"),
        object("conflicting-fields", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {minAvailable: 1, maxUnavailable: 50%}\n")
            .at("«maxUnavailable»")
            .and("«minAvailable»"),
        object("invalid-value", "apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {minReplicas: 3, maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}}\n")
            .at("minReplicas: «3»")
            .and("maxReplicas: «2»"),
        object("missing-field", "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n  updateStrategy: {rollingUpdate: {maxSurge: 1}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: busybox:1.36}]}}\n")
            .at("«rollingUpdate»")
            .and("maxSurge: «1»"),
    ]
}

/// A custom resource with its definition beside the Deployment.
pub(super) fn custom() -> Vec<Mutant> {
    let resource = |rule: &'static str, schema: &str, value: &str| {
        let names = "group: example.com, scope: Namespaced, names: {kind: Load, plural: loads}";
        let schema = format!(
            "schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{{schema}}}}}}}}}"
        );
        let version = format!("versions: [{{name: v1, served: true, storage: true, {schema}}}]");
        let head = "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: loads.example.com}\n";
        let object = "---\napiVersion: example.com/v1\nkind: Load\nmetadata: {name: a}\n";
        let text = format!("{head}spec: {{{names}, {version}}}\n{object}spec: {value}\n");
        mutant(rule).after("        - name: checkpoints\n          emptyDir: {}\n", &text)
    };
    let choice = "type: object, properties: {a: {type: string}, b: {type: string}}";
    vec![
        resource("invalid-value", "type: string, pattern: '^[a-z]+$'", "A1").at("\nspec: «A1»\n"),
        resource("invalid-value", "type: string, maxLength: 3", "äöüß").at("\nspec: «äöüß»\n"),
        resource("invalid-value", "type: string, minLength: 1", "\"\"").at("\nspec: «\"\"»\n"),
        resource("invalid-value", "type: array, minItems: 2, items: {type: string}", "[a]").at("\n«spec»: [a]\n"),
        resource("invalid-value", "type: integer, minimum: 0, exclusiveMinimum: true", "0").at("\nspec: «0»\n"),
        resource("invalid-value", "type: integer, enum: [1, 2]", "3").at("\nspec: «3»\n"),
        resource("invalid-value", "type: string, anyOf: [{enum: [a]}, {pattern: '^b'}]", "c").at("\nspec: «c»\n"),
        resource("invalid-value", "type: string, allOf: [{pattern: '^b'}, {maxLength: 9}]", "c")
            .at("\nspec: «c»\n"),
        resource("invalid-value", "type: string, not: {enum: [c]}", "c").at("\nspec: «c»\n"),
        resource("missing-field", &format!("{choice}, anyOf: [{{required: [a]}}, {{required: [b]}}]"), "{}")
            .at("\n«spec»: {}\n"),
        resource("conflicting-fields", &format!("{choice}, oneOf: [{{required: [a]}}, {{required: [b]}}]"), "{a: x, b: z}")
            .at("a: x, «b»: z")
            .and("{«a»: x"),
        resource("duplicate-item", "type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a], items: {type: object, required: [a], properties: {a: {type: string}}}", "[{a: x}, {a: x}]")
            .at("{a: x}, {a: «x»}")
            .and("[{a: «x»}"),
    ]
}
