//! Fields that are moved to where they belong: their lines and comments go along, and every other byte stays.

use lt_lint::fix::Applicability;

use super::{fixed, lint, mended, session};

const HEAD: &str = "apiVersion: v1\nkind: Pod\n";

/// A field in the wrong place, and the same in the right one.
const SAFE: &[(&str, &str)] = &[
    // Further up, after the scalars, with the comments above it and after it.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  restartPolicy: Never\n  # all\n  containers:\n    - name: c\n      image: d:1\n      # which\n      serviceAccountName: x # one\n      args: [e]\n",
        "metadata: {name: a, namespace: b}\nspec:\n  restartPolicy: Never\n  # which\n  serviceAccountName: x # one\n  # all\n  containers:\n    - name: c\n      image: d:1\n      args: [e]\n",
    ),
    // The last of both stays where it is.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n    nodeSelector:\n      disk: ssd\n\n      # why\n      zone: a",
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n  nodeSelector:\n    disk: ssd\n\n    # why\n    zone: a",
    ),
    // Right after a dash.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - dnsPolicy: Default\n    name: c\n    image: d:1\n# the end\n",
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n  dnsPolicy: Default\n# the end\n",
    ),
    // Next to where it belongs, and in brackets.
    (
        "metadata:\n  name: a\n  namespace: b\n  dnsPolicy: 'Default'\nspec: {containers: [{name: c, image: \"d:1\"}]}\n",
        "metadata:\n  name: a\n  namespace: b\nspec: {containers: [{name: c, image: \"d:1\"}], dnsPolicy: 'Default'}\n",
    ),
    (
        "metadata: {name: a, namespace: b, nodeSelector: {disk: ssd}}\nspec:\n  containers:\n  - {name: c, image: \"d:1\"}\n",
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - {name: c, image: \"d:1\"}\n  nodeSelector: {disk: ssd}\n",
    ),
    // Into a mapping that isn't written yet.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - # most\n    limits: # 1\n      # 2\n      memory: 1Gi # 3\n    name: c\n    image: d:1\n",
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - # most\n    resources:\n      limits: # 1\n        # 2\n        memory: 1Gi # 3\n    name: c\n    image: d:1\n",
    ),
    (
        "metadata: {name: a, namespace: b}\nspec: {containers: [{name: c, image: \"d:1\", limits: {memory: 1Gi}}]}\n",
        "metadata: {name: a, namespace: b}\nspec: {containers: [{name: c, image: \"d:1\", resources: {limits: {memory: 1Gi}}}]}\n",
    ),
    // To the volume of the same name.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n    volumeMounts:\n    - name: logs\n      hostPath: {path: /var/log/pods}\n      mountPath: /a\n    - {name: e, mountPath: /e}\n  volumes:\n  - {name: e, emptyDir: {}}\n  - name: logs\n",
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n    volumeMounts:\n    - name: logs\n      mountPath: /a\n    - {name: e, mountPath: /e}\n  volumes:\n  - {name: e, emptyDir: {}}\n  - name: logs\n    hostPath: {path: /var/log/pods}\n",
    ),
];

/// The same where another place is possible.
const LIKELY: &[(&str, &str)] = &[
    // The only container that lacks it.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  resources: {limits: {memory: 1Gi}}\n  env:\n  - name: X\n    value: |\n      a\n\n       b\n  containers:\n  - name: c\n    image: d:1\n",
        "metadata: {name: a, namespace: b}\nspec:\n  resources: {limits: {memory: 1Gi}}\n  containers:\n  - name: c\n    image: d:1\n    env:\n    - name: X\n      value: |\n        a\n\n         b\n",
    ),
    // The container right above.
    (
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n    - name: c\n      image: d:1\n    - name: e\n      image: f:1\n  imagePullPolicy: Always\n  restartPolicy: Never\n",
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n    - name: c\n      image: d:1\n    - name: e\n      image: f:1\n      imagePullPolicy: Always\n  restartPolicy: Never\n",
    ),
];

fn pod(lines: &str) -> String {
    format!("{HEAD}{lines}")
}

/// Fixes only what is in the wrong place.
fn moved(text: &str, least: Applicability) -> String {
    let session = session();
    let report = lint(&session, text);
    let done = lt_lint::fixer::fix(&session, report, &|finding| {
        lt_lint::fixer::best(finding, least).filter(|_| finding.rule == "unknown-field")
    });
    assert!(done.undone.is_empty(), "{:#?}", done.undone);
    done.report.sources.first().unwrap().text.to_string()
}

#[test]
fn a_field_goes_where_it_belongs_with_its_lines() {
    let forms: [fn(&str) -> String; 3] =
        [str::to_owned, |text| text.replace('\n', "\r\n"), |text| format!("\u{feff}{text}")];
    for (bad, good) in SAFE {
        for form in forms {
            assert_eq!(moved(&form(&pod(bad)), Applicability::Safe), form(&pod(good)));
        }
        assert_eq!(moved(&pod(good), Applicability::Safe), pod(good));
    }
    for (bad, good) in LIKELY {
        assert_eq!(moved(&pod(bad), Applicability::Safe), pod(bad));
        for form in forms {
            assert_eq!(moved(&form(&pod(bad)), Applicability::Unsafe), form(&pod(good)));
        }
    }
}

#[test]
fn a_field_stays_where_its_place_is_in_doubt() {
    for lines in [
        // Two containers that lack it, neither right above.
        "metadata: {name: a, namespace: b}\nspec:\n  command: [x]\n  containers:\n    - {name: c, image: \"d:1\"}\n    - {name: e, image: \"f:1\"}\n",
        // No volume of that name.
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n    volumeMounts:\n    - {name: x, mountPath: /a, hostPath: {path: /var}}\n  volumes:\n  - name: y\n",
        // What it says isn't what is accepted there.
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - name: c\n    image: d:1\n    serviceAccountName: [x]\n",
        // A comment that would go with it, or a text that can't be in one line.
        "metadata: {name: a, namespace: b}\nspec: {containers: [{name: c, # x\n   nodeSelector: {a: b}, # y\n  image: \"d:1\"}]}\n",
        "metadata:\n  name: a\n  namespace: b\n  schedulerName: |\n    x\nspec: {containers: [{name: c, image: \"d:1\"}]}\n",
        // The only key.
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - {name: c, image: \"d:1\"}\n  securityContext:\n    nodeName: x\n",
    ] {
        assert_eq!(moved(&pod(lines), Applicability::Unsafe), pod(lines));
    }
}

#[test]
fn what_an_alias_repeats_is_not_moved() {
    let text = pod(
        "metadata: {name: a, namespace: b}\nspec:\n  containers:\n  - &c\n    name: c\n    image: d:1\n    dnsPolicy: Default\n  initContainers:\n  - <<: *c\n    name: e\n",
    );
    let session = session();
    let done = fixed(&session, lint(&session, &text), Applicability::Unsafe);
    assert!(done.report.sources.first().unwrap().text.contains("    dnsPolicy"));
    assert_eq!(mended(HEAD, Applicability::Safe), HEAD);
}

/// A workload whose parser is in its own metadata, and the same with it in its pod template.
const ANNOTATIONS: &[(&str, &str, &str, &str)] = &[
    (
        "  annotations:\n    lt-lint/rate: 5MB/s\n    # which\n    log.config.scalyr.com/attributes.parser: \"x\" # mine\n",
        "    metadata:\n      labels: {app: a}\n",
        "  annotations:\n    lt-lint/rate: 5MB/s\n",
        "    metadata:\n      labels: {app: a}\n      annotations:\n        # which\n        log.config.scalyr.com/attributes.parser: \"x\" # mine\n",
    ),
    (
        "  annotations:\n    log.config.scalyr.com/attributes.parser: x # mine\n",
        "    metadata:\n      annotations: # theirs\n        a: b\n      labels: {app: a}\n",
        "",
        "    metadata:\n      annotations: # theirs\n        a: b\n        log.config.scalyr.com/attributes.parser: x # mine\n      labels: {app: a}\n",
    ),
    (
        "  annotations: {log.config.scalyr.com/attributes.parser: x}\n",
        "    metadata: {labels: {app: a}}\n",
        "",
        "    metadata: {labels: {app: a}, annotations: {log.config.scalyr.com/attributes.parser: x}}\n",
    ),
    // A comment that nothing of this is about.
    (
        "  annotations: # left\n    log.config.scalyr.com/attributes.parser: x\n",
        "    metadata: {labels: {app: a}}\n",
        "  annotations: # left\n    log.config.scalyr.com/attributes.parser: x\n",
        "    metadata: {labels: {app: a}}\n",
    ),
];

#[test]
fn an_annotation_keeps_its_comments_on_the_way_to_the_template() {
    let workload = |own: &str, template: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  namespace: b\n{own}spec:\n  selector: {{matchLabels: {{app: a}}}}\n  template:\n{template}    spec:\n      containers:\n        - {{name: flog, image: \"scalyr/flog:v1\", args: [-l, -m, \"5\"]}}\n        - {{name: scalyr-agent, image: \"scalyr/scalyr-k8s-agent:2.1.1\"}}\n"
        )
    };
    let session = session();
    for (own, template, own_after, template_after) in ANNOTATIONS {
        let report = lint(&session, &workload(own, template));
        let done = lt_lint::fixer::fix(&session, report, &|finding| {
            lt_lint::fixer::best(finding, Applicability::Safe)
                .filter(|_| finding.rule == "misplaced-parser")
        });
        assert!(done.undone.is_empty(), "{:#?}", done.undone);
        let text = done.report.sources.first().unwrap().text.to_string();
        assert_eq!(text, workload(own_after, template_after));
    }
}
