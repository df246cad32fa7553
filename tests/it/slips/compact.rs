//! Slips where lists aren't indented below their keys, and in objects of other programs.

use super::elsewhere::{Edit, faults};

/// A load test as `kubectl get` prints one, with an account of another name.
const SET: &str = include_str!("../../data/shapes/generated.yaml");

/// What of the set is written otherwise, and the rule and line of the only finding.
const EDITS: &[(&str, &str, &str, usize)] = &[
    // All items of a list one level too far out.
    (
        "  - statefulsets\n  verbs:\n  - get\n  - list\n",
        "  - statefulsets\n  verbs:\n- get\n- list\n",
        "lost-indentation",
        51,
    ),
    // The first line of an item, or only its dash.
    ("        - name: SCALYR_API_KEY\n", "", "yaml-syntax", 120),
    ("        - name: SCALYR_API_KEY\n", "          name: SCALYR_API_KEY\n", "yaml-syntax", 121),
    ("      - name: gen\n", "        name: gen\n", "yaml-syntax", 107),
    ("      - name: scalyr-agent\n", "", "lost-line", 107),
    (
        "      - name: scalyr-agent\n        image",
        "        name: scalyr-agent\n        image",
        "lost-line",
        107,
    ),
    // A key at the level of the items around it.
    (
        "          valueFrom:\n            secretKeyRef",
        "        valueFrom:\n            secretKeyRef",
        "yaml-syntax",
        117,
    ),
    // Two lines that changed places.
    ("  name: gen-reader\nroleRef:\n", "roleRef:\n  name: gen-reader\n", "duplicate-key", 70),
    (
        "          name: docker-sock\n        - mountPath: /var/lib/scalyr-agent-2\n",
        "        - mountPath: /var/lib/scalyr-agent-2\n          name: docker-sock\n",
        "duplicate-key",
        157,
    ),
    (
        "      - name: positions\n        emptyDir: {}\n",
        "        emptyDir: {}\n      - name: positions\n",
        "two-volume-sources",
        181,
    ),
    // What is left of an item at the outermost level.
    (
        "- kind: ServiceAccount\n  name: gen-agent\n  namespace: obs\n",
        "- kind: ServiceAccount\nname: gen-agent\nnamespace: obs\n",
        "unknown-field",
        73,
    ),
    // A binding that lost an indentation has a second `kind`.
    (
        "  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: gen-reader\n",
        "apiGroup: rbac.authorization.k8s.io\nkind: ClusterRole\nname: gen-reader\n",
        "lost-indentation",
        67,
    ),
    // What was copied along.
    ("        emptyDir: {}\n", "+       emptyDir: {}\n", "unknown-field", 182),
    ("        emptyDir: {}\n", "182         emptyDir: {}\n", "unknown-field", 182),
    // A value that became a comment.
    ("image: scalyr/flog:v1\n", "image: #scalyr/flog:v1\n", "missing-field", 101),
    (
        "              key: scalyr-api-key\n",
        "              key: #scalyr-api-key\n",
        "missing-field",
        120,
    ),
    // A label that isn't one, which the selector means.
    (
        "        app: gen\n      annotations",
        "        ap//p: gen\n      annotations",
        "invalid-value",
        95,
    ),
    // A label of nodes that nodes don't have.
    (
        "topologyKey: kubernetes.io/hostname",
        "topologyKey: kubernetes.io/hostnme",
        "uneven-spread",
        165,
    ),
    ("topologyKey: kubernetes.io/hostname", "topologyKey: hostname", "uneven-spread", 165),
];

fn edits<'t>(text: &'t str) -> impl Iterator<Item = Edit<'t>> {
    EDITS.iter().map(move |&(from, to, rule, line)| (text, from, to, rule, line))
}

#[test]
fn one_mistake_in_a_compact_set_is_one_finding() {
    assert_eq!(super::elsewhere::findings(SET), []);
    assert_eq!(faults(edits(SET)), [""; 0]);
}

/// The lines below a key, each two columns further left.
fn left(text: &str, key: &str) -> String {
    let at = text.find(key).map(|at| at + key.len()).unwrap_or_default();
    let indent = key.len() - key.trim_start().len();
    let (before, rest) = text.split_at(at);
    let is_below = |line: &&str| {
        let own = line.len() - line.trim_start().len();
        own > indent || own == indent && line.trim_start().starts_with("- ")
    };
    let end: usize = rest.split_inclusive('\n').take_while(is_below).map(str::len).sum();
    let (below, behind) = rest.split_at(end);
    let below: String = below.split_inclusive('\n').filter_map(|line| line.get(2..)).collect();
    format!("{before}{below}{behind}")
}

#[test]
fn items_that_are_in_the_list_around_theirs_are_one_mistake() {
    for (key, line) in [("        env:\n", 115), ("        volumeMounts:\n", 144)] {
        let text = left(SET, key);
        let found = super::elsewhere::findings(&text);
        assert!(
            matches!(&*found, [(rule, at, _)] if rule == "lost-indentation" && *at == line),
            "{found:?}"
        );
    }
    // Comments don't matter.
    let text = left(SET, "        env:\n")
        .replace("        env:\n", "        env: # of the agent\n\n      # the key\n");
    let found = super::elsewhere::findings(&text);
    assert!(matches!(&*found, [(rule, 115, _)] if rule == "lost-indentation"), "{found:?}");
    // What is wrong inside is told when it is at its place.
    let text = left(&SET.replace("spec.nodeName", "spec.node"), "        env:\n");
    assert_eq!(super::elsewhere::findings(&text).len(), 1);
}
