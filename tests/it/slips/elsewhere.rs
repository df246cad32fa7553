//! One mistake in objects of other shapes than the templates: what other lines and other objects conclude from it isn't
//! told.

use lt_lint::rule::RuleSet;
use lt_lint::source::{LineIndex, SourceFile};
use lt_lint::{Options, lint};

const REFERENCE: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: load, namespace: scalyr}
spec:
  containers:
    - name: flog
      image: busybox:1.36
      envFrom:
        - configMapRef: {name: load}
        - secretRef: {name: key, optional: true}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
  volumes:
    - name: tmp
      emptyDir: {}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: load, namespace: other}
data: {rate: \"5\"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: load, namespace: scalyr}
data: {rate: \"5\"}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: scalyr}
";

const STATEFUL: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: load}
spec:
  selector: {matchLabels: {app: load}}
  serviceName: load
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
  template:
    metadata: {labels: {app: load}}
    spec:
      nodeSelector:
        disk: ssd
      containers:
        - name: flog
          image: busybox:1.36
          ports:
            - name: http
              containerPort: 80
          volumeMounts:
            - {name: data, mountPath: /data}
";

const QUOTA: &str = "\
apiVersion: v1
kind: ResourceQuota
metadata: {name: all, namespace: load}
spec: {hard: {limits.memory: 100Gi}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: load}
spec: {limits: [{type: Container, default: {memory: 100Mi}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: load, namespace: load}
spec:
  containers:
    - name: web
      image: busybox:1.36
";

const CUSTOM: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: loadtests.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: LoadTest, plural: loadtests}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                pods: {type: integer}
                mode: {type: string, default: steady}
              required: [mode]
---
apiVersion: example.com/v1
kind: LoadTest
metadata: {name: load}
spec: {pods: 5}
---
apiVersion: example.com/v1
kind: LoadTest
metadata: {name: more}
spec: {pods: 6, mode: steady}
";

const JOB: &str = "\
apiVersion: batch/v1
kind: Job
metadata: {name: load}
spec:
  manualSelector: true
  selector: {matchLabels: {run: load}}
  template:
    metadata: {labels: {run: load}}
    spec:
      restartPolicy: Never
      containers:
        - name: flog
          image: busybox:1.36
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: load
spec:
  ports:
    - {name: http, port: 80}
    - {name: more, port: 81}
";

const EDITS: &[Edit<'_>] = &[
    // Another object may be the one that is referred to.
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "knid: ConfigMap\nmetadata: {name: load, namespace: s",
        "unknown-field",
        23,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind: ConfigMpa\nmetadata: {name: load, namespace: s",
        "misspelt-kind",
        23,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind: ConfigMap\nmetdata: {name: load, namespace: s",
        "unknown-field",
        24,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind: ConfigMap\nmetadata: {nmae: load, namespace: s",
        "unknown-field",
        24,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind: ConfigMap\nmetadata:{name: load, namespace: s",
        "yaml-syntax",
        24,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind ConfigMap\nmetadata: {name: load, namespace: s",
        "yaml-syntax",
        23,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind: ConfigMap\n metadata: {name: load, namespace: s",
        "yaml-syntax",
        24,
    ),
    (
        REFERENCE,
        "kind: ConfigMap\nmetadata: {name: load, namespace: s",
        "kind: ConfigMap\nmetadata: {name load, namespace: s",
        "unknown-field",
        24,
    ),
    // The reference itself has a mistake that makes it needed.
    (REFERENCE, "optional: true", "optonal: true", "unknown-field", 10),
    (REFERENCE, "optional: true", "Optional: true", "unknown-field", 10),
    // What declares a volume is somewhere else, or by another name.
    (
        REFERENCE,
        "  volumes:\n    - name: tmp\n",
        "  volume:\n    - name: tmp\n",
        "unknown-field",
        13,
    ),
    (
        REFERENCE,
        "  volumes:\n    - name: tmp\n      emptyDir",
        "volumes:\n    - name: tmp\n      emptyDir",
        "unknown-field",
        13,
    ),
    (STATEFUL, "volumeClaimTemplates", "volumeClaimTemplate", "unknown-field", 7),
    (STATEFUL, "    - metadata: {name: data}", "    - metdata: {name: data}", "unknown-field", 8),
    (STATEFUL, "    - metadata: {name: data}", "    - metadata: {nam: data}", "unknown-field", 8),
    (STATEFUL, "    - metadata: {name: data}", "      metadata: {name: data}", "wrong-type", 8),
    (STATEFUL, "volumeClaimTemplates", "VolumeClaimTemplates", "unknown-field", 7),
    (STATEFUL, "    - metadata: {name: data}", "    - metadata:", "missing-field", 8),
    (REFERENCE, "    - name: tmp\n", "      name: tmp\n", "wrong-type", 14),
    // The default that a quota asks for may be in what can't be read.
    (QUOTA, "kind: LimitRange", "kidn: LimitRange", "unknown-field", 7),
    (QUOTA, "kind: LimitRange", "kind: LimitRnage", "misspelt-kind", 7),
    (QUOTA, "spec: {limits: [", "spce: {limits: [", "unknown-field", 9),
    (QUOTA, "spec: {limits: [", "spec:{limits: [", "yaml-syntax", 9),
    (QUOTA, "metadata: {name: defaults", "metadata {name: defaults", "yaml-syntax", 8),
    // Objects of a kind whose definition is rejected.
    (CUSTOM, "properties:\n            spec", "propertes:\n            spec", "unknown-field", 15),
    (CUSTOM, "                pods: {", "                pods:{", "wrong-type", 19),
    (CUSTOM, "default: steady", "defualt: steady", "unknown-field", 20),
    (CUSTOM, "default: steady", "default: 5", "invalid-value", 20),
    (CUSTOM, "storage: true", "stroage: true", "unknown-field", 11),
    (CUSTOM, "      storage: true\n", "", "missing-field", 9),
    (CUSTOM, "  group: example.com", "  group:", "missing-field", 4),
    (CUSTOM, "storage: true", "storage: yess", "wrong-type", 11),
    // A field without which another one isn't allowed.
    (JOB, "manualSelector: true", "manualSelecter: true", "unknown-field", 5),
    (JOB, "manualSelector: true", "ManualSelector: true", "unknown-field", 5),
    // A line that is there twice.
    (
        STATEFUL,
        "        - name: flog\n",
        "        - name: flog\n        - name: flog\n",
        "duplicate-name",
        17,
    ),
    (
        STATEFUL,
        "            - name: http\n",
        "            - name: http\n            - name: http\n",
        "duplicate-name",
        20,
    ),
    (
        SERVICE,
        "    - {name: http, port: 80}\n",
        "    - {name: http, port: 80}\n    - {name: http, port: 80}\n",
        "duplicate-item",
        8,
    ),
    // A line that got lost, above a single field or a list.
    (SERVICE, "spec:\n", "", "lost-line", 5),
    (SERVICE, "spec:\n", "# spec:\n", "lost-line", 6),
    (REFERENCE, "scalyr}\nspec:\n  containers", "scalyr}\n  containers", "yaml-syntax", 4),
    (STATEFUL, "        disk: ssd\n      containers:\n", "", "lost-line", 14),
    // No space or colon before a bracket.
    (SERVICE, "metadata:\n  name: load", "metadata:{name: load}", "unknown-field", 3),
    (SERVICE, "metadata:\n  name: load", "metadata {name: load}", "unknown-field", 3),
    (STATEFUL, "selector: {matchLabels: {", "selector:{matchLabels: {", "yaml-syntax", 5),
    (STATEFUL, "selector: {matchLabels: {", "selector: {matchLabels:{", "yaml-syntax", 5),
    (STATEFUL, "selector: {matchLabels: {", "selector: {matchLabels {", "yaml-syntax", 5),
];

pub(super) fn findings(text: &str) -> Vec<(String, usize, String)> {
    let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
    let index = LineIndex::new(text);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let at = |start| index.position(text, start).line;
    let found = report.findings.into_iter();
    found.map(|one| (one.rule, at(one.primary.at.span.start), one.message)).collect()
}

#[test]
fn the_texts_have_no_mistake() {
    for text in [REFERENCE, STATEFUL, QUOTA, CUSTOM, JOB, SERVICE] {
        assert_eq!(findings(text), [], "{text}");
    }
}

/// A text, what of it is written otherwise, and the rule and line of the only finding.
pub(super) type Edit<'t> = (&'t str, &'t str, &'t str, &'t str, usize);

/// The edits that give another finding, or more.
pub(super) fn faults<'t>(edits: impl IntoIterator<Item = Edit<'t>>) -> Vec<String> {
    let fault = |(text, from, to, rule, line): Edit<'_>| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        let found = findings(&text.replace(from, to));
        let is_told = matches!(&*found, [(told, at, _)] if told == rule && *at == line);
        (!is_told).then(|| format!("{from} -> {to}: {found:?}"))
    };
    edits.into_iter().filter_map(fault).collect()
}

#[test]
fn one_mistake_is_one_finding_whatever_else_refers_to_it() {
    assert_eq!(faults(EDITS.iter().copied()), [""; 0]);
}

#[test]
fn a_broken_document_of_another_test_hides_nothing() {
    let wrong = REFERENCE.replace("namespace: scalyr}\ndata", "namespace: third}\ndata");
    let found = |other: &str| {
        let files =
            [("one/a.yaml", wrong.as_str()), (other, "apiVersion: v1\nkind: ConfigMap\na: [\n")];
        let sources = files.map(|(name, text)| SourceFile::new(name, text.into(), true));
        let rules = RuleSet::builtin().unwrap();
        let report = lint(sources.into(), &rules, &Options::default()).unwrap();
        report.findings.iter().any(|one| one.rule == "dangling-reference")
    };
    assert!(found("two/b.yaml"));
    assert!(!found("one/b.yaml"));
}
