//! Objects that are there twice.

use lt_lint::load::Flags;
use lt_lint::rule::RuleSet;

use super::harness::{Account, Config, Mutant, Sidecar, lint_files, mutant, outcome};

pub(super) fn duplicates() -> Vec<Mutant> {
    let twice = || mutant("duplicate-object");
    let config = |namespace: &str| {
        format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: scalyr-config\n{namespace}data: {{}}\n"
        )
    };
    vec![
        twice()
            .after("          emptyDir: {}\n", &config("  namespace: scalyr\n"))
            .at("metadata:\n  name: «scalyr-config»\n")
            .and_in(Config, "name: «scalyr-config»\n"),
        twice()
            .swap_in(Account, "kind: ClusterRoleBinding\n", "kind: ClusterRole\nmetadata: {name: 'scalyr-clusterrole'}\nrules: []\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n")
            .at_in(Account, "{name: «'scalyr-clusterrole'»}"),
        twice()
            .after("          emptyDir: {}\n", "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: load-test, namespace: scalyr}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: 'a:1'}]}}}\n")
            .at("{name: «load-test», namespace")
            .and("metadata:\n  name: «load-test»\n"),
    ]
}

pub(super) fn named() -> Vec<Mutant> {
    let dangling = || mutant("dangling-reference");
    let namespace = "  name: scalyr-config\n  namespace: scalyr\n";
    let account = "  name: scalyr-service-account\n  namespace: scalyr\n";
    let workload = "  name: load-test\n  namespace: scalyr\n";
    vec![
        dangling()
            .swap_in(Config, namespace, "  name: scalyr-config\n  namespace: default\n")
            .at("name: «scalyr-config»\n")
            .and_in(Config, "name: «scalyr-config»\n"),
        dangling()
            .swap_in(Account, account, "  name: scalyr-service-account\n  namespace: default\n")
            .at("serviceAccountName: «scalyr-service-account»")
            .and_in(Account, "metadata:\n  name: «scalyr-service-account»\n"),
        dangling()
            .swap_in(Config, namespace, "  name: scalyr-config\n  namespace: sclayr\n")
            .at_in(Config, "namespace: «sclayr»")
            .and("                name: «scalyr-config»"),
        dangling()
            .swap(workload, "  name: load-test\n  namespace: load\n")
            .at("namespace: «load»\n")
            .and_in(Account, "metadata:\n  name: «scalyr-service-account»\n")
            .and_in(Config, "name: «scalyr-config»\n"),
        dangling()
            .swap("                name: scalyr-config\n", "                name: scalyr-cofnig\n")
            .at("name: «scalyr-cofnig»\n")
            .and_in(Config, "name: «scalyr-config»\n"),
        dangling()
            .after(
                "          env:\n",
                "            - name: RATE\n              valueFrom: {configMapKeyRef: {name: scalyr-config, key: SCALYR_SERVR}}\n",
            )
            .at("key: «SCALYR_SERVR»")
            .and_in(Config, "name: «scalyr-config»\n"),
        mutant("unstated-namespace")
            .swap(workload, "  name: load-test\n")
            .at("  name: «load-test»\n  annotations")
            .and_in(Account, "namespace: «scalyr»\n---")
            .and_in(Sidecar, "serviceAccountName: «scalyr-service-account»"),
    ]
}

#[test]
fn only_files_of_one_folder_are_applied_together() {
    let rules = RuleSet::builtin().unwrap();
    let map = |value: u8| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{a: \"{value}\"}}\n"
        )
    };
    let found = |first: &str, second: &str| {
        let files = [(first, map(1)), (second, map(2))];
        let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        outcome(&lint_files(files, &rules, Flags::default()))
    };
    let clean: [String; 0] = [];
    assert_eq!(found("customer-a/map.yaml", "customer-b/map.yaml"), clean);
    assert_eq!(found("base/map.yaml", "base/overlay/map.yaml"), clean);
    assert_eq!(found("map.yaml", "<stdin>"), clean);
    for (first, second) in [("k8s/a.yaml", "k8s/b.yaml"), ("a.yaml", "b.yaml")] {
        // They may be alternatives: that is advice.
        let wanted = format!(
            "duplicate-object[files] at {second}:3:18 «a», {first}:3:18 «a»: 1 object of a.yaml is in b.yaml too, with \
             other content"
        );
        assert_eq!(found(first, second), [wanted]);
    }
}
