//! One mistake in larger sets of other layouts than the templates: lists that aren't indented below their keys, four spaces
//! a level, mappings in one line, a List of objects, objects of other programs, an agent for each node.

use super::elsewhere::Edit;
use super::shapes::{assert_clean, assert_told_once};

const NAMES: [&str; 6] = ["argo", "compact", "flow", "mixed", "node", "wide"];

/// Edits of the sets by their names.
const EDITS: &[Edit<'_>] = &[
    // A list's key that is indented leaves its items to the list above.
    ("compact", "      containers:\n", "        containers:\n", "unknown-field", 119),
    ("compact", "      containers:\n", "      - containers:\n", "unknown-field", 119),
    ("compact", "      volumes:\n", "      - volumes:\n", "unknown-field", 195),
    (
        "compact",
        "      topologySpreadConstraints:\n",
        "        topologySpreadConstraints:\n",
        "unknown-field",
        112,
    ),
    // An item that is one level too far out takes along what follows it.
    (
        "compact",
        "        - containerPort: 9090\n          name: metrics\n          protocol: TCP\n",
        "      - containerPort: 9090\n        name: metrics\n        protocol: TCP\n",
        "unknown-field",
        124,
    ),
    (
        "compact",
        "        - mountPath: /tmp/data\n          name: scratch\n",
        "      - mountPath: /tmp/data\n        name: scratch\n",
        "unknown-field",
        193,
    ),
    ("compact", "        - configMapRef:\n", "      - configMapRef:\n", "unknown-field", 175),
    (
        "compact",
        "    - port: 53\n      protocol: UDP\n",
        "  - port: 53\n    protocol: UDP\n",
        "unknown-field",
        284,
    ),
    ("argo", "  - create\n", "- create\n", "wrong-type", 18),
    ("argo", "  resources:\n  -", "  - resources:\n  -", "wrong-type", 15),
    ("argo", "          requests:\n", "          # requests:\n", "lost-line", 100),
    // A binding that can't be read may be the one of the account.
    ("compact", "  kind: ClusterRole\n", "    kind: ClusterRole\n", "yaml-syntax", 50),
    (
        "compact",
        "kind: ServiceAccount\n  name: agent",
        "kind: ServiceAccount\n  nmae: agent",
        "unknown-field",
        54,
    ),
    (
        "compact",
        "- kind: ServiceAccount\n  name",
        "  kind: ServiceAccount\n  name",
        "wrong-type",
        53,
    ),
    ("compact", "- kind: ServiceAccount\n  name", "- kind:\n  name", "missing-field", 54),
    (
        "wide",
        "    -   kind: ServiceAccount\n",
        "    -   kind: ServiceAccount\n    -   kind: ServiceAccount\n",
        "missing-field",
        43,
    ),
    // What a quota counts and a container states in another place.
    ("compact", "          limits: {cpu", "          limit: {cpu", "unknown-field", 137),
    (
        "compact",
        "            memory: 500Mi\n          requests:\n",
        "            mmeory: 500Mi\n          requests:\n",
        "invalid-value",
        179,
    ),
    (
        "compact",
        "          requests:\n            cpu: 500m\n            memory: 500Mi\n",
        "            requests:\n              cpu: 500m\n              memory: 500Mi\n",
        "wrong-type",
        180,
    ),
    (
        "compact",
        "        resources:\n          limits:\n",
        "          limits:\n",
        "unknown-field",
        177,
    ),
    (
        "compact",
        "            memory: 500Mi\n          requests:\n",
        "          requests:\n",
        "above-quota",
        146,
    ),
    // A lost or doubled line.
    (
        "compact",
        "- apiGroups: [apps]\n",
        "- apiGroups: [apps]\n- apiGroups: [apps]\n",
        "missing-field",
        32,
    ),
    (
        "compact",
        "        - mountPath: /var/log/pods\n",
        "        - mountPath: /var/log/pods\n        - mountPath: /var/log/pods\n",
        "duplicate-mount-path",
        185,
    ),
    ("compact", "      - name: gen\n", "      - name:\n", "missing-field", 120),
    ("compact", "        - containerPort: 9090\n", "", "wrong-type", 124),
    ("mixed", "          restartPolicy: Never\n", "", "missing-field", 54),
    (
        "mixed",
        "          containers:\n            - name: main\n",
        "          containers:\n            - nmae: main\n",
        "unknown-field",
        57,
    ),
    (
        "mixed",
        "          containers:\n            - name: main\n",
        "          contaienrs:\n            - name: main\n",
        "unknown-field",
        56,
    ),
    ("mixed", "  - apiVersion: batch/v1\n    kind: Job\n", "    kind: Job\n", "duplicate-key", 33),
    (
        "mixed",
        "      labels:\n        app: node\n",
        "      labls:\n        app: node\n",
        "unknown-field",
        115,
    ),
    ("mixed", "                mode:\n", "", "duplicate-key", 250),
    (
        "wide",
        "                    containers:\n                        -   name: load\n",
        "                    contianers:\n                        -   name: load\n",
        "unknown-field",
        126,
    ),
    ("wide", "                        -   name: load\n", "", "wrong-type", 127),
    (
        "wide",
        "                            envFrom:\n                                -   configMapRef:\n                                        name: scalyr-config\n",
        "",
        "sidecar-mode-off",
        78,
    ),
];

#[test]
fn the_sets_have_no_mistake() {
    assert_clean(&NAMES);
}

#[test]
fn one_mistake_in_another_layout_is_one_finding() {
    assert_told_once(&NAMES, EDITS);
}
