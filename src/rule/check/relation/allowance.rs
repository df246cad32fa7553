//! `allowance`: what a namespace allows its pods, and pods that need more: then the API server rejects them one by one,
//! and the workload is there without them. Source: k8s.io/kubernetes pkg/quota/v1/evaluator/core/pods.go, and the
//! Kubernetes documentation, "Pod Security Standards".

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::kube::{Container, Object, Pod, Requests, inherited, quantity, replicas_of};
use crate::model::{Model, unread_resources};
use crate::rule::check::{Check, Hit, Scope, Subject};
use crate::source::Location;
use crate::text::{list, quoted};
use crate::units::Quantity;
use crate::yaml::Entry;

/// AllowanceFile of `allowance`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AllowanceFile {
    /// What the namespace limits.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The sum of a ResourceQuota, which the workloads exceed (case `sum`), or which counts only pods that state an
    /// amount (`unstated`). Variables: `quota`, `namespace`, `resource`, `bound`, `actual`.
    Quota,
    /// Volumes that the Pod Security level of the namespace forbids. Variables: `namespace`, `level`, `actual`.
    PodSecurity,
}

/// Label of a Namespace by which the API server rejects pods.
const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
/// Keys of a quota that count pods.
const PODS: [&str; 2] = ["pods", "count/pods"];
/// Keys of a quota that sum up what pods request, with the resource.
const SUMS: [(&str, &str); 6] = [
    ("cpu", "cpu"),
    ("requests.cpu", "cpu"),
    ("memory", "memory"),
    ("requests.memory", "memory"),
    ("ephemeral-storage", "ephemeral-storage"),
    ("requests.ephemeral-storage", "ephemeral-storage"),
];
/// Keys of a quota for which each container must state an amount, with the list and the resource.
const STATED: [(&str, &str, &str); 6] = [
    ("cpu", "requests", "cpu"),
    ("memory", "requests", "memory"),
    ("requests.cpu", "requests", "cpu"),
    ("requests.memory", "requests", "memory"),
    ("limits.cpu", "limits", "cpu"),
    ("limits.memory", "limits", "memory"),
];

/// How many LimitRanges may be the one without a default.
const MOST_RANGES: usize = 20;

impl Check for AllowanceFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Quota => &["sum", "unstated"],
            Find::PodSecurity => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Quota => &["quota", "namespace", "resource", "bound", "actual"],
            Find::PodSecurity => &["namespace", "level", "actual"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let kind = match self.report {
            Find::Quota => "ResourceQuota",
            Find::PodSecurity => "Namespace",
        };
        let mut objects = model.objects.of_kind(kind).peekable();
        if objects.peek().is_none() {
            return;
        }
        let spaces = spaces(model);
        let pods = |name: &str| spaces.get(name).map(Vec::as_slice).unwrap_or_default();
        match self.report {
            Find::Quota => hits.extend(objects.flat_map(|it| {
                let pods = pods(it.namespace().unwrap_or_default());
                quota(it, pods, model)
            })),
            Find::PodSecurity => {
                hits.extend(objects.filter_map(|it| security(it, pods(it.name()))));
            }
        }
    }
}

/// The pods of each namespace that they state.
type Spaces<'m, 'a> = HashMap<&'a str, Vec<&'m Pod<'a>>>;

fn spaces<'m, 'a>(model: &'m Model<'a>) -> Spaces<'m, 'a> {
    let mut spaces = Spaces::new();
    for pod in model.workloads.iter().map(|workload| &workload.pod) {
        if let Some(namespace) = pod.object.namespace() {
            spaces.entry(namespace).or_default().push(pod);
        }
    }
    spaces
}

/// What the pods of a namespace need more of than a quota of it has.
fn quota<'a>(quota: &Object<'a>, pods: &[&Pod<'a>], model: &Model<'a>) -> Vec<Hit> {
    let spec = quota.root.get("spec");
    let is_for_all = ["scopes", "scopeSelector"]
        .iter()
        .all(|key| spec.and_then(|spec| spec.get(key)).is_none_or(|scope| scope.is_null()));
    let Some(namespace) = quota.namespace().filter(|_| is_for_all) else {
        return Vec::new();
    };
    let hard = spec.and_then(|spec| spec.get("hard"));
    let entries: Vec<Entry<'a>> = hard.map(|hard| hard.own_entries().collect()).unwrap_or_default();
    let told = |hit: Hit| hit.var("quota", quota.name()).var("namespace", namespace);
    let sums = entries.iter().filter_map(|entry| above(entry, pods));
    let unstated = entries.iter().find_map(|entry| unstated(entry, quota, pods, model));
    sums.chain(unstated).map(|hit| told(hit.in_object(quota))).collect()
}

/// An amount of a quota that the pods of the namespace exceed together. Pods that the files don't count are omitted.
fn above<'a>(entry: &Entry<'a>, pods: &[&Pod<'a>]) -> Option<Hit> {
    let key = entry.key_text();
    let (text, bound) = quantity(entry.value)?;
    let resource = SUMS.iter().find(|(name, _)| *name == key).map(|(_, resource)| *resource);
    if resource.is_none() && !PODS.contains(&key) {
        return None;
    }
    let (sum, counted) = sum_over(pods, resource)?;
    if sum <= bound {
        return None;
    }
    let actual = match resource {
        Some("cpu") => sum.cores(),
        Some(_) => sum.bytes(),
        None => sum.plain(),
    };
    let hit = Hit::new(entry.value.location(), "sum").var("bound", text).var("resource", key);
    let hit = counted.iter().fold(hit, |hit, at| {
        let hit = hit.related(at.key.location(), "so many of these pods");
        hit.because_of([at.value.location()])
    });
    Some(hit.var("actual", actual))
}

/// What pods request of a resource together, or how many they are, with the numbers of pods that were counted.
fn sum_over<'a>(pods: &[&Pod<'a>], resource: Option<&str>) -> Option<(Quantity, Vec<Entry<'a>>)> {
    let one = Quantity::parse("1").ok()?;
    let mut sum = Quantity::default();
    let mut counted = Vec::new();
    for pod in pods {
        let each = match resource {
            Some(resource) => Requests::new(pod, resource).amount,
            None => Some(one),
        };
        let Some((replicas, each)) = replicas_of(&pod.object).zip(each) else { continue };
        sum = sum.plus(each.times(replicas.count));
        counted.push(replicas.at);
    }
    Some((sum, counted))
}

/// An amount of a quota that some container states nothing of.
fn unstated<'a>(
    entry: &Entry<'a>,
    quota: &Object<'a>,
    pods: &[&Pod<'a>],
    model: &Model<'a>,
) -> Option<Hit> {
    let key = entry.key_text();
    let (_, amounts, resource) = STATED.iter().find(|(name, ..)| *name == key)?;
    let containers = lacking(pods, amounts, resource, model);
    let mut names = quoted(containers.iter().map(|one| one.name()));
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    let mut places = containers.iter().map(|one| one.key_place("name"));
    let hit = Hit::new(places.next()?, "unstated").var("resource", key).var("bound", key);
    let hit = hit.related(entry.key.location(), "the quota counts this");
    let hit = places.fold(hit, |hit, at| hit.related(at, "and this one"));
    let hit = hit.because_of(defaults(quota, model));
    let is_limit = (*amounts, *resource) == ("limits", "memory");
    let hit = hit.subsumes(containers.iter().flat_map(|one| places_of_limit(one, is_limit)));
    let hit = hit.because_of(containers.iter().flat_map(|one| unread(one)));
    Some(hit.var("actual", list(&names)))
}

/// Where the default of a namespace may be: in its LimitRanges, and in what can't be read.
fn defaults<'a>(quota: &Object<'a>, model: &Model<'a>) -> Vec<Location> {
    let is_here = |range: &&Object<'_>| range.namespace() == quota.namespace();
    let ranges = model.objects.of_kind("LimitRange").filter(is_here).take(MOST_RANGES);
    let places = ranges.map(|range| range.root.location());
    places.chain(model.unclear_near(quota, &["LimitRange"])).collect()
}

/// Containers that state no amount of a resource, and have none from their namespace.
fn lacking<'p, 'a>(
    pods: &[&'p Pod<'a>],
    amounts: &str,
    resource: &str,
    model: &Model<'a>,
) -> Vec<&'p Container<'a>> {
    let pods = pods.iter().filter(|pod| pod.spec.value.get("resources").is_none());
    let containers = pods.flat_map(|pod| pod.containers.iter().map(move |one| (pod, one)));
    let lacks = |(pod, container): &(&&Pod<'a>, &Container<'a>)| {
        // An amount without a value is one of nothing.
        let own = |list: &str| container.node.get_path(&["resources", list])?.entry(resource);
        own(amounts).or_else(|| own("limits")).is_none()
            && inherited(container, pod, &model.objects, amounts, resource).is_empty()
    };
    containers.filter(lacks).map(|(_, container)| container).collect()
}

/// Where it would be told that a container has no memory limit, which is said with what a quota counts: with its memory
/// limit, or with that it states no amounts at all.
fn places_of_limit(container: &Container<'_>, is_limit: bool) -> Vec<Location> {
    let written = container.node.get("resources");
    if written.is_some() && !is_limit {
        return Vec::new();
    }
    let limits = written.and_then(|resources| resources.entry("limits"));
    let limits = limits.map(|limits| limits.key.location());
    limits.into_iter().chain([container.place(), container.key_place("resources")]).collect()
}

/// Where a container's amounts may be that can't be read, and itself where it isn't meant to be one.
fn unread(container: &Container<'_>) -> Vec<Location> {
    let itself = container.is_hollow().then(|| container.place());
    unread_resources(container.node).into_iter().chain(itself).collect()
}

/// Folders of the node that the pods of a namespace mount, where its level forbids that.
fn security<'a>(space: &Object<'a>, pods: &[&Pod<'a>]) -> Option<Hit> {
    let label = space.root.get_path(&["metadata", "labels"])?.entry(ENFORCE)?;
    let level = label.value.text().filter(|level| matches!(*level, "baseline" | "restricted"))?;
    let volumes = pods.iter().flat_map(|pod| pod.volumes());
    let mounted: Vec<_> = volumes.filter(|volume| volume.node.get("hostPath").is_some()).collect();
    let first = mounted.first()?;
    let hit = Hit::new(label.value.location(), "").related(first.place(), "a folder of the node");
    let hit = hit.var("namespace", space.name()).var("level", level);
    let names = quoted(mounted.iter().map(|volume| volume.name()));
    Some(hit.in_object(space).var("actual", list(&names)))
}
