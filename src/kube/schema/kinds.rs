//! Whether there is such a kind at all.

use crate::closest::{distance, distance_within};
use crate::kube::was_served;
use crate::text::did_you_mean;

use super::{Catalogue, CustomKinds, KubernetesVersion};

/// What is known of an object's `apiVersion` and `kind`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindVerdict {
    /// There is a schema, or nothing to check against it.
    Known,
    /// Kubernetes has this kind elsewhere: the `apiVersion` to write.
    OtherVersion(String),
    /// Kubernetes has no such kind there: the kind that was likely meant.
    NoSuchKind(Option<String>),
    /// A kind that a cluster may have been taught; the files don't tell.
    Custom,
}

/// Judges what an object says to be.
#[must_use]
pub fn judge_kind(
    api_version: &str,
    kind: &str,
    catalogue: &Catalogue,
    custom: &CustomKinds<'_>,
) -> KindVerdict {
    if is_served(api_version, kind, catalogue)
        || custom.find(api_version, kind, catalogue).is_some()
    {
        return KindVerdict::Known;
    }
    let group = group_of(api_version);
    let elsewhere = versions_of(kind, catalogue);
    if arrival(api_version, kind, catalogue.version).is_some() {
        return judge_early(group, &elsewhere);
    }
    let is_own_group = catalogue.kinds().any(|known| group_of(known.0) == group);
    // No group and no version has a slash in it.
    if group.contains('/') && !elsewhere.is_empty() {
        return KindVerdict::OtherVersion(best(group, &elsewhere));
    }
    // The group of a custom resource has a dot in it.
    if !is_own_group && group.contains('.') {
        return judge_foreign(group, &elsewhere);
    }
    // An alpha or beta of the past: that it is gone is another matter.
    let is_past = || elsewhere.is_empty() || was_served(api_version, kind);
    if is_own_group && is_prerelease(api_version) && is_past() {
        return KindVerdict::Known;
    }
    if !elsewhere.is_empty() {
        return KindVerdict::OtherVersion(best(group, &elsewhere));
    }
    judge_unheard_of(api_version, kind, catalogue)
}

/// Whether Kubernetes has such an object, or a list of them.
fn is_served(api_version: &str, kind: &str, catalogue: &Catalogue) -> bool {
    let is_known = |kind: &str| catalogue.kinds().any(|known| known == (api_version, kind));
    is_known(kind) || kind == "List" || kind.strip_suffix("List").is_some_and(is_known)
}

fn versions_of<'c>(kind: &str, catalogue: &'c Catalogue) -> Vec<&'c str> {
    catalogue.kinds().filter(|known| known.1 == kind).map(|known| known.0).collect()
}

/// A kind that comes with a later release: its group may have it in another version.
fn judge_early(group: &str, elsewhere: &[&str]) -> KindVerdict {
    let same = elsewhere.iter().copied().filter(|version| group_of(version) == group);
    let same: Vec<&str> = same.collect();
    if same.is_empty() {
        KindVerdict::NoSuchKind(None)
    } else {
        KindVerdict::OtherVersion(best(group, &same))
    }
}

/// A kind of a group that looks like another program's, unless it is nearly one of the groups that have the kind.
fn judge_foreign(group: &str, elsewhere: &[&str]) -> KindVerdict {
    let groups: Vec<&str> = elsewhere.iter().map(|known| group_of(known)).collect();
    let is_cut = |known: &&str| {
        known.strip_prefix(group).is_some_and(|it| it.starts_with('.'))
            || is_same_community(group, known)
    };
    // No group has capitals.
    let lower = group.to_lowercase();
    let near = || {
        did_you_mean(&lower, &groups).filter(|meant| distance_within(meant, &lower, 2).is_some())
    };
    match groups.iter().copied().find(|known| is_cut(known)).or_else(near) {
        Some(_) => KindVerdict::OtherVersion(best(group, elsewhere)),
        None => KindVerdict::Custom,
    }
}

/// Whether a group of the community begins as a known one does: `apps.k8s.io`, `rbac.k8s.io`. Each group below `k8s.io`
/// needs its approval, which none of these has. Source: apiextensions validation, `api-approved.kubernetes.io`.
fn is_same_community(group: &str, known: &str) -> bool {
    let first = group.strip_suffix(".k8s.io").filter(|rest| !rest.contains('.'));
    first.is_some_and(|first| known.split('.').next() == Some(first))
}

/// A kind that Kubernetes has nowhere. Other programs have files of this form too, and `v1` is a version to all of
/// them: there, and in groups that aren't those of Kubernetes, only what is nearly one of its names is a mistake.
fn judge_unheard_of(api_version: &str, kind: &str, catalogue: &Catalogue) -> KindVerdict {
    let group = group_of(api_version);
    let kinds = |same: bool| -> Vec<&'static str> {
        let of = catalogue.kinds().filter(|known| !same || known.0 == api_version);
        of.map(|known| known.1).collect()
    };
    let mut groups = catalogue.kinds().map(|known| group_of(known.0));
    let is_like = |known: &str| known == group || (known.len() >= SHORT && is_near(group, known));
    if group.is_empty() || !groups.any(is_like) {
        let meant = kinds(false)
            .into_iter()
            .filter(|known| is_near(kind, known))
            .min_by_key(|it| distance(&plain(kind), &plain(it)));
        let is_long = group.is_empty() || kind.len() > SHORT;
        let meant = meant.filter(|_| is_long).map(str::to_owned);
        return meant.map_or(KindVerdict::Custom, |meant| KindVerdict::NoSuchKind(Some(meant)));
    }
    let meant = did_you_mean(kind, &kinds(true)).or_else(|| did_you_mean(kind, &kinds(false)));
    KindVerdict::NoSuchKind(meant.map(str::to_owned))
}

/// Names of no more letters than these are near too many others.
const SHORT: usize = 4;

/// Whether a name is another one with a slip: in capitals, in dashes, as a plural, or by a letter or two.
fn is_near(name: &str, known: &str) -> bool {
    let (name, known) = (plain(name), plain(known));
    let most = match name.len().min(known.len()) {
        0..4 => 0,
        4..9 => 1,
        _ => 2,
    };
    distance_within(&name, &known, most).is_some()
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let name = letters.collect::<String>().to_lowercase();
    name.strip_suffix('s').unwrap_or(&name).to_owned()
}

/// Whether an `apiVersion` is of a group that Kubernetes has.
#[must_use]
pub fn is_own_group(api_version: &str) -> bool {
    let catalogue = Catalogue::of(KubernetesVersion::default());
    catalogue.kinds().any(|known| group_of(known.0) == group_of(api_version))
}

/// Whether Kubernetes has a kind of this name, or nearly so.
#[must_use]
pub fn is_like_own_kind(kind: &str) -> bool {
    let catalogue = Catalogue::of(KubernetesVersion::default());
    kind == "List"
        || catalogue.kinds().any(|known| kind == known.1)
        || catalogue.kinds().any(|known| is_near(kind, known.1))
}

/// The later version of Kubernetes that brought a kind which this version lacks.
#[must_use]
pub fn arrival(
    api_version: &str,
    kind: &str,
    version: KubernetesVersion,
) -> Option<KubernetesVersion> {
    let has_it = |one: &KubernetesVersion| {
        Catalogue::of(*one).kinds().any(|known| known == (api_version, kind))
    };
    let later = KubernetesVersion::all().take_while(|one| *one != version).filter(has_it).last();
    later.filter(|_| !has_it(&version))
}

/// The group of an `apiVersion`; empty for the one without a name.
#[must_use]
pub fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

fn is_prerelease(api_version: &str) -> bool {
    let version = api_version.rsplit('/').next().unwrap_or_default();
    version.starts_with('v') && (version.contains("alpha") || version.contains("beta"))
}

/// Of the versions that have a kind: one of the same group, a stable one or else a beta, the closest.
fn best(group: &str, versions: &[&str]) -> String {
    let key = |version: &&&str| {
        let other = group_of(version);
        (other != group, is_prerelease(version), version.contains("alpha"), distance(other, group))
    };
    versions.iter().min_by_key(key).map_or_else(String::new, |version| (*version).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::schema::KubernetesVersion;

    /// A verdict in words.
    fn words(verdict: &KindVerdict) -> String {
        match verdict {
            KindVerdict::Known => "known".to_owned(),
            KindVerdict::Custom => "custom".to_owned(),
            KindVerdict::OtherVersion(meant) => format!("version {meant}"),
            KindVerdict::NoSuchKind(Some(meant)) => format!("kind {meant}"),
            KindVerdict::NoSuchKind(None) => "no kind".to_owned(),
        }
    }

    /// API versions and kinds by the verdict on them.
    const VERDICTS: &[(&str, &[(&str, &str)])] = &[
        (
            "known",
            &[
                ("apps/v1", "Deployment"),
                ("v1", "List"),
                ("v1", "PodList"),
                ("apps/v1beta1", "Deployment"),
                ("policy/v1beta1", "PodSecurityPolicy"),
            ],
        ),
        (
            "version apps/v1",
            &[
                ("extensions/v1beta1", "Deployment"),
                ("apps/v2", "Deployment"),
                ("app/v1", "Deployment"),
                ("v1", "Deployment"),
            ],
        ),
        ("version v1", &[("v1beta1", "ConfigMap"), ("apps/v1", "Pod")]),
        ("version batch/v1", &[("batch/v1alpha1", "Job"), ("v1", "CronJob")]),
        ("version autoscaling/v1", &[("autoscaling/v3", "HorizontalPodAutoscaler")]),
        (
            "version rbac.authorization.k8s.io/v1",
            &[
                ("rbac.authorization/v1", "ClusterRole"),
                ("rbac.authorization.k8s.oi/v1", "ClusterRole"),
            ],
        ),
        (
            "kind Deployment",
            &[
                ("apps/v1", "Deploymnet"),
                ("apps/v1", "deployment"),
                ("v1", "deployment"),
                ("apps/v1", "Deploymnt"),
            ],
        ),
        ("kind ConfigMap", &[("v1", "Configmap"), ("v1", "config-map")]),
        ("kind Service", &[("v1", "services")]),
        ("no kind", &[("apps/v1", "Whatever"), ("app/v1", "Whatever")]),
        // Files of other programs.
        (
            "custom",
            &[
                ("v1", "Whatever"),
                ("v1", "Config"),
                ("v1", "Template"),
                ("v1", "Policy"),
                ("v1", "Route"),
                ("v1", "x"),
                ("0.1.0", "ksonnet.io/app"),
                ("skaffold/v3", "Config"),
                ("skaffold/v4beta6", "Config"),
                ("release-notes/v2", "bug-fix"),
                ("porter/v1", "CredentialSet"),
                ("infra/v1", "Cluster"),
                ("notes/v1", "Note"),
                ("apps.openshift.io/v1", "DeploymentConfig"),
                ("apps.kruise.io/v1alpha1", "StatefulSet"),
                ("kustomize.config.k8s.io/v1beta1", "Kustomization"),
                ("example.com/v1", "Pod"),
            ],
        ),
    ];

    /// A version of Kubernetes, a kind with its API version, the verdict on it, and with which version the kind came.
    type Later = (&'static str, &'static str, &'static str, &'static str, &'static str);

    const LATER: &[Later] = &[
        (
            "1.33",
            "storage.k8s.io/v1",
            "VolumeAttributesClass",
            "version storage.k8s.io/v1beta1",
            "1.34",
        ),
        ("1.34", "storage.k8s.io/v1", "VolumeAttributesClass", "known", ""),
        ("1.33", "resource.k8s.io/v1", "ResourceClaim", "version resource.k8s.io/v1beta1", "1.34"),
        (
            "1.36",
            "scheduling.k8s.io/v1beta1",
            "PodGroup",
            "version scheduling.k8s.io/v1alpha2",
            "1.37",
        ),
        ("1.33", "scheduling.k8s.io/v1alpha1", "Workload", "no kind", "1.35"),
        ("1.36", "scheduling.k8s.io/v1alpha1", "Workload", "known", ""),
        ("1.33", "lifecycle.k8s.io/v1alpha1", "Eviction", "no kind", "1.37"),
        ("1.37", "networking.k8s.io/v1beta1", "ServiceCIDR", "known", ""),
    ];

    #[test]
    fn what_the_api_server_surely_refuses_is_told_from_what_it_may_know() {
        let (catalogue, custom) =
            (Catalogue::of(KubernetesVersion::default()), CustomKinds::default());
        for (expected, kinds) in VERDICTS {
            for (api_version, kind) in *kinds {
                let verdict = judge_kind(api_version, kind, catalogue, &custom);
                assert_eq!(words(&verdict), *expected, "{api_version} {kind}");
            }
        }
    }

    #[test]
    fn what_came_later_is_told_from_what_is_gone() {
        let custom = CustomKinds::default();
        for (version, api, kind, expected, came) in LATER {
            let version: KubernetesVersion = version.parse().unwrap();
            let verdict = judge_kind(api, kind, Catalogue::of(version), &custom);
            assert_eq!(words(&verdict), *expected, "{version} {api} {kind}");
            let later = arrival(api, kind, version).map(|later| later.to_string());
            assert_eq!(later.as_deref().unwrap_or(""), *came, "{version} {api} {kind}");
        }
    }
}
