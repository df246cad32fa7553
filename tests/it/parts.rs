//! Which documents are whole objects: not those that a tool fills in, puts into others or has encrypted.

use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, Report, SkipReason, lint};

fn report(text: &str) -> Report {
    let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
    lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap()
}

/// Why a document isn't judged.
fn reason(text: &str) -> Option<SkipReason> {
    report(text).skipped.first().map(|skipped| skipped.reason)
}

fn deployment(name: &str, label: &str, image: &str, replicas: &str, more: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: b}}\nspec:\n  replicas: {replicas}\n  \
         selector: {{matchLabels: {{app: {label}}}}}\n  template:\n    metadata:\n      labels:\n        app: {label}\n    \
         spec:\n      containers:\n        - name: c\n          image: {image}\n{more}"
    )
}

#[test]
fn a_name_a_label_an_image_or_a_number_to_fill_in_makes_a_template() {
    let plain = |name, label, image, replicas| deployment(name, label, image, replicas, "");
    assert_eq!(reason(&plain("a", "a", "a:1", "2")), None);
    for text in [
        plain("'load-{{.Replica}}'", "a", "a:1", "2"),
        plain("\"{{ .Iteration }}-load\"", "a", "a:1", "2"),
        plain("a", "'{{name}}'", "a:1", "2"),
        plain("a", "a", "example.com/{{.Image}}:1", "2"),
        plain("a", "a", "a:1", "\"{{ replicas }}\""),
        plain("a", "a", "a:1", "2").replace("namespace: b", "namespace: \"{{ ns }}\""),
        plain("a", "a", "a:1", "2").replace("name: c\n", "name: c-{{.Replica}}\n"),
        plain("a", "a", "a:1", "2").replace("kind: Deployment", "kind: '{{ kind }}'"),
    ] {
        assert_eq!(reason(&text), Some(SkipReason::Template), "{text}");
    }
    for text in [
        plain("a", "a", "a:1", "${replicas:=400}"),
        plain("'load-${ID}'", "a", "a:1", "2"),
        plain("a", "a", "${REGISTRY}/a:${TAG}", "2"),
        plain("a", "'${APP:-a}'", "a:1", "2"),
    ] {
        assert_eq!(reason(&text), Some(SkipReason::Variables), "{text}");
    }
}

#[test]
fn texts_that_somebody_else_reads_make_no_template() {
    for more in [
        "          args: [\"--format={{.Names}}\", \"${HOME}/x\", \"{{ x }}\"]\n",
        "          command: [sh, -c, 'echo ${LEVEL:-info} {{ x }}']\n",
        "          env: [{name: A, value: 'x {{ y }} ${B}'}]\n",
    ] {
        assert_eq!(reason(&deployment("a", "a", "a:1", "2", more)), None, "{more}");
    }
    for text in [
        // What Argo CD hands on to Helm, as written and as kubectl prints it.
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    helm:\n      \
         values: \"name: {{ .Values.x }}\"\n      parameters: [{name: a, value: \"{{ .Values.x }}\"}]\n",
        "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"apiVersion\": \"argoproj.io/v1alpha1\", \"kind\": \
         \"Application\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"values\": \"{{ .Values.x }}\"}}]}\n",
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}, \"data\": {\"a\": \
         \"{{- if .Values.x }}\\n{{ end }}\"}}\n",
        "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: a}\nspec:\n  templates:\n    - \
         container: {image: \"{{inputs.parameters.image}}\"}\n",
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n    - \
         rules: [{annotations: {summary: 'Pod {{ $labels.pod }} is down'}}]\n",
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\nprovisioner: x\nparameters:\n  \
         secret: ${pvc.name}\n  other: ${NAME}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations: {x: 'see {{ .y }}'}\ndata: {A: '${B}'}\n",
    ] {
        assert_eq!(reason(text), None, "{text}");
        assert_eq!(report(text).summary.files, 1, "{text}");
    }
}

#[test]
fn patches_are_known_by_what_only_they_have() {
    let containers = "  template:\n    spec:\n      containers:\n        - name: c\n";
    let head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: b}\nspec:\n";
    for spec in [
        format!("{containers}          resources: {{limits: {{memory: 1Gi}}}}\n"),
        format!("{containers}          image: x:1\n      volumes: [{{name: v, $patch: delete}}]\n"),
        format!(
            "{containers}          image: x:1\n      $setElementOrder/containers: [{{name: c}}]\n"
        ),
        "  strategy: {$retainKeys: [type], type: Recreate}\n".to_owned(),
        "  $deleteFromPrimitiveList/finalizers: [a]\n".to_owned(),
    ] {
        assert_eq!(reason(&format!("{head}{spec}")), Some(SkipReason::LoosePatch), "{spec}");
    }
    // What a controller has recorded of a workload isn't applied.
    let revision = "apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a}\nrevision: 1\ndata: {spec: \
                    {template: {$patch: replace}}}\n";
    assert_eq!(reason(revision), None);
    let list = |item: &str| {
        format!("apiVersion: v1\nkind: List\nitems:\n- {}", item.trim_end().replace('\n', "\n  "))
    };
    assert_eq!(reason(&list(revision)), None);
    // A whole workload whose image was forgotten is one.
    let whole = deployment("a", "a", "x", "2", "").replace("          image: x\n", "");
    assert_eq!(reason(&whole), None);
    assert!(report(&whole).findings.iter().any(|finding| finding.rule == "missing-field"));
    // And one whose selector was forgotten.
    let whole =
        deployment("a", "a", "x", "2", "").replace("  selector: {matchLabels: {app: a}}\n", "");
    assert_eq!(reason(&whole), None);
}

#[test]
fn what_sops_has_encrypted_is_known_by_its_mac() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: 'ENC[AES256_GCM,data:x]'}\n";
    let sops = format!("{secret}sops:\n  mac: ENC[x]\n  version: 3.9.0\n");
    assert_eq!(reason(&sops), Some(SkipReason::Encrypted));
    // Cut short by hand.
    let short =
        secret.replace("data:x", "data:x,tag:y") + "sops:\n  encrypted_regex: ^stringData$\n";
    assert_eq!(reason(&short), Some(SkipReason::Encrypted));
    let other = format!("{secret}sops: {{}}\n");
    assert_eq!(reason(&other), None);
    assert!(report(&other).findings.iter().any(|finding| finding.rule == "unknown-field"));
}

#[test]
fn a_cut_object_is_told_with_its_other_half() {
    let map = include_str!("../../k8s/configmap.yaml").replace("\ndata:\n", "\n---\ndata:\n");
    let report = report(&map);
    let [finding] = report.findings.as_slice() else {
        panic!("{:?}", report.findings);
    };
    assert_eq!(finding.rule, "kindless-document");
    assert_eq!(finding.message, "a `---` above `data:` cuts ConfigMap scalyr-config in two");
    let related = finding.related.first().unwrap();
    assert_eq!(related.at.span.slice(&map), "ConfigMap");
}

#[test]
fn code_of_ytt_makes_a_template() {
    let plain = deployment("a", "a", "a:1", "2", "");
    for text in [
        plain.replace("replicas: 2", "replicas: #@ data.values.replicas"),
        format!("#@ load(\"@ytt:data\", \"data\")\n---\n{plain}"),
        format!("#@overlay/match by=overlay.all\n---\n{plain}"),
    ] {
        assert_eq!(reason(&text), Some(SkipReason::Template), "{text}");
    }
    for text in [
        plain.replace("replicas: 2", "replicas: 2 #@ twice as many"),
        plain.replace("image: a:1", "image: a:1\n          args: ['#@ data.values.x']"),
        plain.replace(
            "image: a:1",
            "image: a:1\n          args:\n            - |\n              #@ if x\n",
        ),
    ] {
        assert_eq!(reason(&text), None, "{text}");
    }
}

#[test]
fn a_template_of_openshift_is_rendered_first() {
    let of = |version: &str, key: &str| {
        format!(
            "apiVersion: {version}\nkind: Template\nmetadata: {{name: a}}\n{key}:\n  \
             - {{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}}}\n"
        )
    };
    assert_eq!(reason(&of("template.openshift.io/v1", "objects")), Some(SkipReason::Template));
    assert_eq!(reason(&of("example.com/v1", "objects")), None);
    assert_eq!(reason(&of("template.openshift.io/v1", "parameters")), None);
}

#[test]
fn containers_alone_of_jobs_are_a_patch() {
    let containers = "containers: [{name: agent, env: [{name: A, value: b}]}]";
    let cron = |more: &str| {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: a}}\nspec:\n{more}  jobTemplate:\n    spec:\n      \
             template:\n        spec:\n          {containers}\n"
        )
    };
    let job = |more: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: a}}\nspec:\n  template:\n    spec:\n      \
             {containers}\n{more}"
        )
    };
    assert_eq!(reason(&cron("")), Some(SkipReason::LoosePatch));
    assert_eq!(reason(&cron("  schedule: \"0 3 * * *\"\n")), None);
    assert_eq!(reason(&job("")), Some(SkipReason::LoosePatch));
    assert_eq!(reason(&job("      restartPolicy: Never\n")), None);
}
