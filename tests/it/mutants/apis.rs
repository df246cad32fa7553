//! Objects that Kubernetes no longer serves, or advises against.

use super::harness::{Account, Config, Mutant, mutant};

/// A further object at the end of the Deployment's file.
fn extra(rule: &'static str, api: &str, kind: &str) -> Mutant {
    let object = format!("---\napiVersion: {api}\nkind: {kind}\nmetadata:\n  name: extra\n");
    mutant(rule).after("          emptyDir: {}\n", &object)
}

pub(super) fn deprecated() -> Vec<Mutant> {
    vec![
        extra("deprecated-api", "v1", "Endpoints").at("apiVersion: «v1»\nkind: Endpoints"),
        extra("deprecated-api", "v1", "ComponentStatus")
            .at("apiVersion: «v1»\nkind: ComponentStatus"),
    ]
}

pub(super) fn removed() -> Vec<Mutant> {
    let removed = || mutant("removed-api");
    let deployment =
        |put: &str| removed().swap("apiVersion: apps/v1\n", format!("apiVersion: {put}\n"));
    let account = |kind: &str, version: &str| {
        let object = format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\n");
        removed().swap_in(Account, &object, object.replace("/v1", &format!("/{version}")))
    };
    let extra = |api: &str, kind: &str| extra("removed-api", api, kind);
    let preset = "apiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset\nmetadata: {name: a}\n---\napiVersion: v1\n";
    vec![
        deployment("extensions/v1beta1").at("apiVersion: «extensions/v1beta1»\n"),
        deployment("apps/v1beta1").at("apiVersion: «apps/v1beta1»\n"),
        deployment("'apps/v1beta2'").at("apiVersion: «'apps/v1beta2'»\n"),
        account("ClusterRole", "v1beta1")
            .at_in(Account, "apiVersion: «rbac.authorization.k8s.io/v1beta1»\n"),
        account("ClusterRoleBinding", "v1alpha1")
            .at_in(Account, "apiVersion: «rbac.authorization.k8s.io/v1alpha1»\n"),
        extra("policy/v1beta1", "PodDisruptionBudget").at("apiVersion: «policy/v1beta1»\n"),
        extra("storage.k8s.io/v1beta1", "VolumeAttributesClass")
            .at("apiVersion: «storage.k8s.io/v1beta1»\n"),
        extra("policy/v1beta1", "PodSecurityPolicy").at("apiVersion: «policy/v1beta1»\n"),
        extra("autoscaling/v2beta2", "HorizontalPodAutoscaler")
            .at("apiVersion: «autoscaling/v2beta2»\n"),
        removed()
            .swap_in(Config, "apiVersion: v1\n", preset)
            .at_in(Config, "apiVersion: «settings.k8s.io/v1alpha1»\n"),
    ]
}
