//! Edits that change nothing for the test: there has to be no finding.

use serde_json::to_string_pretty;

use crate::support::rules_beside_the_release;
use lt_lint::load::Flags;

use super::harness::{
    Account, Config, Mutant, Sidecar, Templates, Texts, lint_files, mutant, outcome, report,
};
use super::rewrite::{
    backwards, bare, commented, deeper, documents, list, quoted_keys, quoted_values,
    trailing_blanks, yaml,
};

/// Objects in the three files.
const OBJECTS: usize = 5;

fn assert_clean(title: &str, files: impl IntoIterator<Item = Vec<u8>>) {
    let rules = rules_beside_the_release();
    let files = files.into_iter().enumerate().map(|(at, bytes)| (format!("{at}.yaml"), bytes));
    let report = lint_files(files, &rules, Flags::default());
    assert!(outcome(&report).is_empty(), "{title}: {:#?}", outcome(&report));
    assert!(report.summary.objects >= OBJECTS, "{title}: {:?}", report.summary);
    assert_eq!(report.summary.passed_over, 0, "{title}");
}

/// The three files, each changed as a whole.
fn rewritten(title: &str, change: impl Fn(&str) -> String) {
    let Templates(texts) = Templates::read();
    let changed = texts.each_ref().map(|text| change(text));
    for (old, new) in texts.iter().zip(&changed) {
        assert_ne!(old, new, "{title} changes nothing at all");
    }
    assert_clean(title, changed.map(String::into_bytes));
}

#[test]
fn the_templates_are_clean() {
    let Templates(texts) = Templates::read();
    let report = report(texts, &rules_beside_the_release());
    assert!(outcome(&report).is_empty(), "{:#?}", outcome(&report));
    assert_eq!((report.summary.files, report.summary.objects), (3, OBJECTS));
    assert!(report.secrets.is_empty());
}

#[test]
fn looks_of_the_text_do_not_matter() {
    rewritten("comments everywhere", commented);
    rewritten("no comments", bare);
    rewritten("indentation", |text| deeper(&bare(text)));
    rewritten("blanks at line ends", trailing_blanks);
    rewritten("single quotes", |text| quoted_values(text, '\''));
    rewritten("double quotes", |text| quoted_values(text, '"'));
    rewritten("quoted keys", quoted_keys);
    rewritten("everything quoted", |text| quoted_keys(&quoted_values(text, '\'')));
    rewritten("no line break at the end", |text| text.trim_end().to_owned());
    rewritten("blank lines", |text| text.replace('\n', "\n\n"));
    rewritten("a document end", |text| format!("---\n{text}...\n"));
}

#[test]
fn encodings_of_the_text_do_not_matter() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    rewritten("CRLF", crlf);
    rewritten("a byte order mark", |text| format!("\u{feff}{text}"));
    rewritten("both", |text| format!("\u{feff}{}", crlf(text)));
    rewritten("CRLF and comments", |text| crlf(&commented(text)));
    rewritten("text that isn't ASCII", |text| text.replace("# ", "# é 日本 🦀 "));
}

#[test]
fn order_and_form_of_the_objects_do_not_matter() {
    rewritten("keys backwards", |text| {
        let documents: Vec<_> = documents(text).into_iter().map(backwards).collect();
        yaml(&documents)
    });
    rewritten("documents backwards", |text| {
        let mut documents = documents(text);
        documents.reverse();
        yaml(&documents) + "# The end.\n"
    });
    rewritten("lists", |text| yaml(&[list(documents(text))]));
    rewritten("lists as JSON", |text| to_string_pretty(&list(documents(text))).unwrap());
    rewritten("JSON on one line", |text| serde_json::to_string(&list(documents(text))).unwrap());
    rewritten("a stream of JSON", |text| {
        let texts: Vec<String> =
            documents(text).iter().map(|one| to_string_pretty(one).unwrap()).collect();
        texts.join("\n---\n")
    });
}

#[test]
fn where_the_objects_stand_does_not_matter() {
    let Templates(texts) = Templates::read();
    let mut turned = texts.clone();
    turned.reverse();
    assert_clean("files in another order", turned.map(String::into_bytes));
    let all: Vec<_> = texts.iter().flat_map(|text| documents(text)).collect();
    assert_clean(
        "a file for each",
        all.iter().map(|one| serde_yaml::to_string(one).unwrap().into_bytes()),
    );
    assert_clean("one stream", [texts.join("---\n").into_bytes()]);
    assert_clean("one list", [yaml(&[list(all.clone())]).into_bytes()]);
    assert_clean("one list as JSON", [to_string_pretty(&list(all.clone())).unwrap().into_bytes()]);
    assert_clean("a list of lists", [yaml(&[list(vec![list(all)])]).into_bytes()]);
    let more = [
        "---\n---\n# Nothing here.\n---\n",
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: scalyr\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {ports: [{port: 80}]}\n",
        "apiVersion: v1\nkind: List\nitems: []\n",
    ];
    for document in more {
        let before = [document, &texts[0], &texts[1], &texts[2]].join("\n---\n");
        let behind = [&texts[0], &texts[1], &texts[2], document].join("\n---\n");
        assert_clean(document, [before.into_bytes()]);
        assert_clean(document, [behind.into_bytes()]);
    }
}

fn edited() -> Mutant {
    mutant("none")
}

fn flow_style() -> Vec<Mutant> {
    vec![
        edited().swap(
            "          resources:
            requests:
              cpu: \"1\"
              memory: 80Mi
            limits:
              memory: 150Mi
",
            "          resources: {requests: {memory: 80Mi}, limits: {memory: \"150Mi\"}}\n",
        ),
        edited().swap(
            "              valueFrom:
                fieldRef:
                  fieldPath: metadata.uid
",
            "              valueFrom: {fieldRef: {
                fieldPath: 'metadata.uid',
              }}
",
        ),
        edited().swap(
            "            - name: varlogpods
              mountPath: /var/log/pods
              readOnly: true
",
            "            - {name: varlogpods, mountPath: /var/log/pods, \"readOnly\":true}\n",
        ),
        edited().swap(
            "args: [--loop, --format, apache_combined, -m, \"5\"]",
            "args:
            - --loop
            - --format
            - apache_combined
            - -m
            - \"5\"",
        ),
        edited().swap(
            "    metadata:
      labels:
        app: load-test
",
            "    metadata:
      labels: {app: load-test}
",
        ),
    ]
}

fn scalars() -> Vec<Mutant> {
    vec![
        edited().swap("parser: \"loadTestParser\"", "parser: >-\n          loadTestParser"),
        edited().swap("parser: \"loadTestParser\"", "parser: |\n          loadTestParser"),
        edited().swap("lt-lint/rate: 5MB/s", "lt-lint/rate: |-\n      5MB/s"),
        edited().swap("lt-lint/nodes: \"200\"", "lt-lint/nodes: !!str 200"),
        edited().swap("lt-lint/nodes: \"200\"", "lt-lint/nodes: \"\\x32\\u0030\\\n      0\""),
        edited().swap("  replicas: 400", "  ? replicas\n  : 400"),
        edited().swap(
            "readOnly: true\n            - name: varlogpods",
            "readOnly: yes\n            - name: varlogpods",
        ),
        edited().swap_in(Config, "SERVER: \"https", "SERVER:\n    \"https"),
        edited().swap_in(
            Account,
            "verbs: [get, list, watch]",
            "verbs:
      - get
      - list
      - watch",
        ),
    ]
}

fn anchors() -> Vec<Mutant> {
    vec![
        edited().swap(
            "    matchLabels:
      app: load-test
  template:
    metadata:
      labels:
        app: load-test
",
            "    matchLabels: &labels
      app: load-test
  template:
    metadata:
      labels: *labels
",
        ),
        edited()
            .swap("mountPath: /var/log/pods", "mountPath: &pods /var/log/pods")
            .swap(" path: /var/log/pods", " path: *pods"),
        edited()
            .swap("memory: 80Mi", "memory: &memory 150Mi")
            .swap("limits:\n              memory: 150Mi", "limits:\n              memory: *memory"),
        edited().swap(
            "            requests:
              cpu: \"1\"
              memory: 80Mi
            limits:
              memory: 150Mi
",
            "            requests: &memory
              memory: 150Mi
            limits: *memory
",
        ),
        edited().swap("spec:\n      containers:", "spec:\n      containers: &containers"),
        edited().swap_in(Config, "\"test-cluster\"", "&cluster \"test-cluster\"").swap_in(
            Config,
            "  SCALYR_COMPRESSION_TYPE",
            "  CLUSTER: *cluster\n  SCALYR_COMPRESSION_TYPE",
        ),
        edited()
            .swap_in(
                Account,
                "  name: scalyr-clusterrole\nrules",
                "  name: &role scalyr-clusterrole\nrules",
            )
            .swap_in(
                Account,
                "  name: scalyr-clusterrole-binding",
                "  name: &binding scalyr-clusterrole-binding",
            ),
    ]
}

fn merge_keys() -> Vec<Mutant> {
    let pods = "            - name: varlogpods
              mountPath: /var/log/pods
              readOnly: true
";
    let containers = "            - name: varlogcontainers
              mountPath: /var/log/containers
              readOnly: true
";
    vec![
        edited()
            .swap(
                pods,
                "            - &mount
              name: varlogpods
              mountPath: /var/log/pods
              readOnly: true
",
            )
            .swap(
                containers,
                "            - <<: *mount
              name: varlogcontainers
              mountPath: /var/log/containers
",
            ),
        edited().swap(
            containers,
            "            - name: varlogcontainers
              mountPath: /var/log/containers
              <<: [{readOnly: true}, {readOnly: false}]
",
        ),
        edited().swap(
            "            limits:
              memory: 150Mi
",
            "            <<: {limits: {memory: 150Mi}}\n",
        ),
    ]
}

/// Values at the edge of what is right.
fn just_right() -> Vec<Mutant> {
    let image = |put: &str| edited().swap("scalyr/scalyr-k8s-agent:2.1.1", put);
    let limit = |put: &str| edited().swap("memory: 150Mi", format!("memory: {put}"));
    vec![
        image("scalyr/scalyr-k8s-agent:2.1.10"),
        image("docker.io/scalyr/scalyr-k8s-agent:2.1.26-alpine"),
        image("registry.example.com:5000/mirror/scalyr-k8s-agent:2.2.22-buster"),
        image(
            "scalyr/scalyr-k8s-agent@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ),
        // From 2.1.15 on no Docker socket is needed.
        image("scalyr/scalyr-k8s-agent:2.1.15")
            .cut(
                "        - name: dockersock
          hostPath:
            path: /var/run/docker.sock
            type: Socket
",
            )
            .cut(
                "            - name: dockersock
              mountPath: /var/scalyr/docker.sock
",
            ),
        limit("157286400"),
        limit("157.2864M"),
        limit("\"1.572864e8\""),
        limit("0.25Gi"),
        edited().swap("memory: 80Mi", "memory: 150Mi"),
        edited().swap("memory: 80Mi", "memory: 157286400"),
        edited().swap("rate: 5MB/s", "rate: 6.29MB/s").swap("-m, \"5\"", "-m, \"6.2\""),
        edited().swap("rate: 5MB/s", "rate: \"6 MiB/s\"").swap("-m, \"5\"", "-m6.2"),
        edited().swap("rate: 5MB/s", "rate: 5000kB/s"),
        edited().swap("nodes: \"200\"", "nodes: \"199\""),
        edited().swap("target: 2GB/s", "target: 1.5GiB/s"),
        edited().swap("replicas: 400", "replicas: 401"),
        edited().swap("replicas: 400", "replicas: 4_00"),
        edited().swap("mountPath: /var/scalyr/docker.sock", "mountPath: /var/scalyr/docker.sock/"),
        edited().swap(" path: /var/log/pods", " path: /var/log/pods/"),
        edited().after(
            "serviceAccountName: scalyr-service-account\n",
            "      serviceAccount: scalyr-service-account\n",
        ),
        edited().swap(
            "serviceAccountName: scalyr-service-account",
            "serviceAccount: scalyr-service-account",
        ),
        edited().swap("com/attributes.parser", "com/flog.attributes.parser"),
        edited().after(
            "loadTestParser\"\n",
            "        log.config.scalyr.com/flog.attributes.parser: own\n",
        ),
        edited().swap_in(Config, "\"test-cluster\"", "\"your-cluster\""),
        edited().swap_all(Sidecar, "load-test\n", "custom-app\n", 4),
        edited().swap(
            "                secretKeyRef:\n                  name: scalyr-api-key",
            "                secretKeyRef:
                  optional: false
                  name: scalyr-api-key",
        ),
    ]
}

#[test]
fn other_ways_to_write_the_same_are_as_good() {
    let (rules, templates) = (rules_beside_the_release(), Templates::read());
    let mut complaints = Vec::new();
    for edit in [flow_style(), scalars(), anchors(), merge_keys(), just_right()].concat() {
        let texts: Texts =
            edit.apply(&templates).unwrap_or_else(|reason| panic!("{edit}: {reason}"));
        let found = outcome(&report(texts, &rules));
        if !found.is_empty() {
            complaints.push(format!("{edit}\n    {found:?}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
