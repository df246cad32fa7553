//! A line with a key alone is lost: one finding, which says the line.

use std::fs;

use lt_lint::rule::RuleSet;
use lt_lint::source::{LineIndex, SourceFile};
use lt_lint::{Options, lint};

/// A schedule, whose lists begin in the column of their keys.
const CRON_JOB: &str = "\
apiVersion: batch/v1
kind: CronJob
metadata:
  labels:
    app: load
    app.kubernetes.io/part-of: tests
  name: nightly
spec:
  schedule: '0 3 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          securityContext:
            runAsUser: 0
          containers:
          - name: load
            image: registry.example.com/load:1
            env:
            - name: TOKEN
              valueFrom:
                secretKeyRef:
                  name: load
                  key: token
            resources:
              requests:
                cpu: 100m
                memory: 64Mi
              limits:
                memory: 128Mi
            volumeMounts:
            - name: logs
              mountPath: /logs
          restartPolicy: Never
          volumes:
          - name: logs
            hostPath:
              path: /var/log/load
              type: Directory
";

/// Message and line of each finding in what is left without a line.
fn without(text: &str, number: usize) -> Vec<(String, usize)> {
    let left = text.lines().enumerate().filter(|(at, _)| *at != number);
    found(left.map(|(_, line)| format!("{line}\n")).collect())
}

/// Message and line of each finding.
fn found(text: String) -> Vec<(String, usize)> {
    let source = SourceFile::new("a.yaml", text.into_bytes(), true);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let place = |one: &lt_lint::finding::Finding| {
        let text = &report.sources[one.primary.at.file.0].text;
        (one.message.clone(), LineIndex::new(text).position(text, one.primary.at.span.start).line)
    };
    report.findings.iter().map(place).collect()
}

/// The line of a key that is alone in it.
fn number_of(text: &str, key: &str) -> usize {
    text.lines().position(|line| line.trim() == format!("{key}:")).unwrap()
}

#[test]
fn the_line_that_is_missing_above_deeper_ones_is_said() {
    for (key, child) in [
        ("securityContext", "runAsUser"),
        ("valueFrom", "secretKeyRef"),
        ("requests", "cpu"),
        ("hostPath", "path"),
    ] {
        let number = number_of(CRON_JOB, key);
        let message = format!("not valid YAML: `{key}:` is missing above `{child}`");
        assert_eq!(without(CRON_JOB, number), [(message, number + 1)], "{key}");
    }
}

#[test]
fn a_key_without_its_colon_is_said_where_it_is() {
    let flush = fs::read_to_string("k8s/scalyr-service-account.yaml").unwrap();
    let flush = flush.replace("\n  - ", "\n- ").replace("\n    ", "\n  ");
    for text in [CRON_JOB, &fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap(), &flush] {
        let lines: Vec<&str> = text.lines().collect();
        let keys = lines.iter().enumerate().filter(|(_, line)| line.ends_with(':'));
        for (number, key) in keys {
            let name = key.trim_start_matches([' ', '-']).trim_end_matches(':');
            let mut changed = lines.clone();
            changed[number] = key.strip_suffix(':').unwrap();
            let found = found(changed.join("\n"));
            let said = format!("no `:` after `{name}`");
            let is_said =
                |(message, line): &(String, usize)| message.ends_with(&said) && *line == number + 1;
            assert!(found.len() == 1 && is_said(&found[0]), "{key} {number}: {found:?}");
        }
    }
}

#[test]
fn where_it_may_be_one_of_several_all_are_said() {
    let number = number_of(CRON_JOB, "labels");
    let message = "not valid YAML: `annotations:` or `labels:` is missing above `app`".to_owned();
    assert_eq!(without(CRON_JOB, number), [(message, number + 1)]);
}

#[test]
fn the_same_in_a_list_of_objects() {
    let items = CRON_JOB.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let list = format!("apiVersion: v1\nkind: List\nitems:\n  - {}", items.trim_start());
    for (key, child) in [("valueFrom", "secretKeyRef"), ("hostPath", "path")] {
        let number = number_of(&list, key);
        let message = format!("not valid YAML: `{key}:` is missing above `{child}`");
        assert_eq!(without(&list, number), [(message, number + 1)], "{key}");
    }
}

#[test]
fn a_list_without_its_key_in_the_template_is_said() {
    let text = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    for (key, child) in [("env", "name"), ("containers", "name"), ("volumes", "name")] {
        let number = number_of(&text, key);
        let found = without(&text, number);
        let said = format!("`{key}:` is missing above `{child}`");
        assert!(found.len() == 1 && found[0].0.ends_with(&said), "{key}: {found:?}");
    }
}

/// An account with its role, whose lists begin in the column of their keys.
const ACCOUNT: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: load-reader
rules:
- apiGroups: [\"\"]
  resources: [pods]
  verbs: [get, list]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: load-reader
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: load-reader
subjects:
- kind: ServiceAccount
  name: load
  namespace: tests
";

#[test]
fn a_list_without_its_key_is_said_where_lists_begin_in_the_column_of_their_keys() {
    for (text, key, child) in [
        (CRON_JOB, "env", "name"),
        (CRON_JOB, "containers", "name"),
        (ACCOUNT, "rules", "apiGroups"),
        (ACCOUNT, "subjects", "kind"),
    ] {
        let number = number_of(text, key);
        let message = format!("not valid YAML: `{key}:` is missing above `{child}`");
        assert_eq!(without(text, number), [(message, number + 1)], "{key}");
    }
}

#[test]
fn containers_that_became_init_containers_are_one_mistake() {
    let text = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    let init =
        "      initContainers:\n        - {name: wait, image: registry.example.com/wait:1}\n";
    let text = text.replace("      containers:\n", &format!("{init}      containers:\n"));
    let found = without(&text, number_of(&text, "containers"));
    let messages: Vec<&str> = found.iter().map(|(message, _)| message.as_str()).collect();
    assert_eq!(messages, ["`spec` has no `containers`"]);
}

#[test]
fn annotations_that_became_labels_are_one_mistake() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: load\n  labels:\n    app: load\n  \
                annotations:\n    lt-lint/rate: 5MB/s\nspec:\n  selector: {matchLabels: {app: load}}\n  \
                template:\n    metadata: {labels: {app: load}}\n    spec: {containers: [{name: a, image: \"a:1\"}]}\n";
    let found = without(text, number_of(text, "annotations"));
    let [(message, 7)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(message, "annotation `lt-lint/rate`: it isn't read among labels");
}

/// Lines that moved to the left, of which the ones below are as far to the right as the ones after them.
#[test]
fn a_block_that_moved_to_the_left_ends_where_the_others_go_on() {
    let text = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    let start =
        text.find("          resources:\n            requests:\n              cpu: \"1\"").unwrap();
    let (before, block) = text.split_at(start);
    let (block, after) = block.split_at(block.find("          env:\n").unwrap());
    let moved = block.lines().map(|line| format!("{}\n", &line[2..])).collect::<String>();
    let source = SourceFile::new("a.yaml", format!("{before}{moved}{after}").into_bytes(), true);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let told: Vec<&str> = report.findings.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(told, ["not valid YAML: `resources` is indented by 8 spaces, not 10"]);
    let mut mended = format!("{before}{moved}{after}");
    for edit in report.findings[0].fixes[0].edits.iter().rev() {
        mended.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(mended, text);
}

#[test]
fn an_invisible_character_where_a_space_must_be_is_named() {
    let text = fs::read_to_string("k8s/scalyr-sidecar.yaml").unwrap();
    for (old, new, said) in [
        (
            "image: scalyr/flog",
            "image:\u{a0}scalyr/flog",
            "(U+00A0), follows `image:`; write a space",
        ),
        ("- name: flog", "-\u{a0}name: flog", "(U+00A0), follows `-`; write a space"),
        ("  resources:\n", "  resources:\u{200b}\n", "(U+200B), follows `resources:`; delete it"),
        ("\"5\"]", "\"5\"]\u{a0}", "(U+00A0), follows `]`; delete it"),
    ] {
        assert!(text.contains(old), "{old}");
        let source = text.replacen(old, new, 1).into_bytes();
        let source = SourceFile::new("a.yaml", source, true);
        let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
        let told: Vec<&str> = report.findings.iter().map(|one| one.message.as_str()).collect();
        let [message] = told.as_slice() else { panic!("{told:?}") };
        assert!(message.ends_with(said), "{message}");
    }
}

/// Rules of the findings in a pod whose container has some lines.
fn rules_of(lines: &str) -> Vec<String> {
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: load}\nspec:\n  containers:\n  - name: load\n    \
                image: registry.example.com/load:1\n";
    let source = SourceFile::new("a.yaml", format!("{head}{lines}").into_bytes(), true);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    report.findings.iter().map(|one| one.rule.clone()).collect()
}

#[test]
fn a_key_that_is_too_deep_is_one_mistake_with_what_it_takes_along() {
    // The items of its list are those of the list before it.
    let list =
        "    ports:\n    - containerPort: 80\n      command:\n    - sh\n    - -c\n    - sleep 1\n";
    assert_eq!(rules_of(list), ["unknown-field"]);
    // Its keys are those of the mapping before it.
    let probe = "    livenessProbe:\n      httpGet:\n        path: /\n        port: 80\n        readinessProbe:\n        path: /\n        port: 80\n";
    assert_eq!(rules_of(probe), ["unknown-field"]);
    // Without it they are there twice.
    let twice = probe.replace("        readinessProbe:\n", "");
    assert_eq!(rules_of(&twice), ["duplicate-key"]);
}

#[test]
fn a_dash_before_a_key_of_the_mapping_around_a_list_is_one_mistake() {
    let dash = "    ports:\n    - name: a\n      containerPort: 80\n    - name: b\n      containerPort: 81\n    \
                - resources:\n      limits: {cpu: 1}\n";
    assert_eq!(rules_of(dash), ["unknown-field"]);
}

#[test]
fn a_field_that_a_pod_does_not_have_is_no_label_of_a_node() {
    let pod = |line: &str| {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: load}}\nspec:\n  {line}\n  containers: [{{name: a, image: \"a:1\"}}]\n"
        );
        let source = SourceFile::new("a.yaml", text.into_bytes(), true);
        let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
        report.findings.iter().map(|one| one.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(pod("memory: 1Gi"), ["`spec` has no field `memory`"]);
    let label = "`spec` has no field `example.com/disk`: it belongs in `nodeSelector`";
    assert_eq!(pod("example.com/disk: ssd"), [label]);
}

#[test]
fn a_name_below_the_next_key_is_one_mistake() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {app: load}\nspec:\n  name: load\n  \
                containers: [{name: a, image: \"a:1\"}]\n";
    let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let told: Vec<&str> = report.findings.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(told, ["`spec` has no field `name`: it belongs further up, in `metadata`"]);
}
