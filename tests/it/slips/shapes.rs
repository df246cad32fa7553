//! One mistake in larger sets of other shapes than the templates: a StatefulSet with what belongs to it, and a CronJob whose
//! agent is a native sidecar.

use std::fs;

use super::elsewhere::{Edit, faults, findings};

const NAMES: [&str; 2] = ["web", "nightly"];

/// Edits of the sets by their names.
const EDITS: &[Edit<'_>] = &[
    // A field that is further out, or further in, and what is missing without it.
    (
        "web",
        "        resources:\n          requests:\n            storage",
        "      resources:\n          requests:\n            storage",
        "unknown-field",
        128,
    ),
    ("web", "  rules:\n    - host", "rules:\n    - host", "unknown-field", 245),
    (
        "web",
        "  updateStrategy:\n    type: RollingUpdate\n    rollingUpdate:\n      partition: 1\n",
        "updateStrategy:\n  type: RollingUpdate\n  rollingUpdate:\n    partition: 1\n",
        "unknown-field",
        14,
    ),
    (
        "web",
        "  selector:\n    app: web\n  ports",
        "selector:\n  app: web\n  ports",
        "unknown-field",
        139,
    ),
    ("web", "          readinessProbe:\n", "            readinessProbe:\n", "unknown-field", 76),
    ("web", "  volumeClaimTemplates:\n", "    volumeClaimTemplates:\n", "unknown-field", 122),
    (
        "web",
        "          ports:\n            - name: http\n              containerPort",
        "          prots:\n            - name: http\n              containerPort",
        "unknown-field",
        37,
    ),
    // A line that is there twice, or not at all.
    (
        "web",
        "  - apiGroups:\n      - \"\"\n",
        "  - apiGroups:\n  - apiGroups:\n      - \"\"\n",
        "missing-field",
        180,
    ),
    ("web", "      containers:\n", "", "missing-field", 24),
    (
        "web",
        "        - name: cache\n          emptyDir",
        "          emptyDir",
        "two-volume-sources",
        98,
    ),
    ("nightly", "          containers:\n", "", "missing-field", 92),
    ("nightly", "                - name: SCALYR_K8S_POD_NAME\n", "", "conflicting-fields", 107),
    ("nightly", "                - name: SCALYR_K8S_SIDECAR_MODE\n", "", "conflicting-fields", 105),
    // A dash that got lost between names of a role.
    ("web", "      - get\n      - list\n", "      - get\n        list\n", "joined-permission", 186),
    (
        "nightly",
        "      - namespaces\n      - pods\n",
        "      - namespaces\n        pods\n",
        "missing-permission",
        20,
    ),
    // Settings that don't arrive: what the agent would ask without them isn't told.
    ("nightly", "\ndata:\n", "\ndta:\n", "unknown-field", 66),
    ("nightly", "              envFrom:\n", "              evnFrom:\n", "unknown-field", 127),
    (
        "nightly",
        "                - configMapRef:\n",
        "                  configMapRef:\n",
        "wrong-type",
        128,
    ),
    (
        "nightly",
        "SCALYR_K8S_EVENTS_DISABLE",
        "SCALYR_K8S_EVENTS_DISBALE",
        "unknown-agent-setting",
        69,
    ),
    (
        "nightly",
        "SCALYR_REPORT_CONTAINER_METRICS",
        "SCALYR_REPORT_CONTAINER_METRIC",
        "unknown-agent-setting",
        71,
    ),
];

fn shape(name: &str) -> String {
    fs::read_to_string(format!("tests/data/shapes/{name}.yaml")).unwrap()
}

/// Fails unless none of the sets has a finding.
pub(super) fn assert_clean(names: &[&str]) {
    for name in names {
        assert_eq!(findings(&shape(name)), [], "{name}");
    }
}

/// Fails unless each edit of the sets gives its one finding.
pub(super) fn assert_told_once(names: &[&str], edits: &[Edit<'_>]) {
    for name in names {
        let text = shape(name);
        let edits = edits.iter().filter(|(set, ..)| set == name);
        let edits = edits.map(|(_, from, to, rule, line)| (&*text, *from, *to, *rule, *line));
        assert_eq!(faults(edits), [""; 0]);
    }
}

#[test]
fn the_shapes_have_no_mistake() {
    assert_clean(&NAMES);
}

#[test]
fn one_mistake_in_a_larger_set_is_one_finding() {
    assert_told_once(&NAMES, EDITS);
}
