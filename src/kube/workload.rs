//! Where each kind of workload keeps its pod template and its number of pods.

use std::collections::HashMap;

use crate::yaml::{Entry, Node};

use super::{Object, ObjectSet, Pod};

/// A kind of workload and where its parts are.
struct Layout {
    kind: &'static str,
    groups: &'static [&'static str],
    template: &'static [&'static str],
    /// The field that says how many pods run at once; `None` where the cluster decides.
    replicas: Option<&'static [&'static str]>,
    /// The field that says how many pods there are in all, which is the most that run at once.
    in_all: Option<&'static [&'static str]>,
}

const APPS: &[&str] = &["apps", "extensions"];
const TEMPLATE: &[&str] = &["spec", "template"];
const REPLICAS: Option<&[&str]> = Some(&["spec", "replicas"]);

/// A kind with its template and its number of pods where a Deployment has them.
const fn like_deployment(kind: &'static str, groups: &'static [&'static str]) -> Layout {
    Layout { kind, groups, template: TEMPLATE, replicas: REPLICAS, in_all: None }
}

/// A kind with a pod on every node.
const fn like_daemon_set(groups: &'static [&'static str]) -> Layout {
    Layout { kind: "DaemonSet", groups, template: TEMPLATE, replicas: None, in_all: None }
}

/// Sources: the Kubernetes API reference, workload resources; of the kinds of other programs, their references: Argo
/// Rollouts, OpenShift, OpenKruise.
const LAYOUTS: &[Layout] = &[
    Layout { kind: "Pod", groups: &[""], template: &[], replicas: None, in_all: None },
    like_deployment("Deployment", APPS),
    like_deployment("ReplicaSet", APPS),
    like_deployment("StatefulSet", APPS),
    like_daemon_set(APPS),
    like_deployment("ReplicationController", &[""]),
    Layout {
        kind: "Job",
        groups: &["batch"],
        template: TEMPLATE,
        replicas: Some(&["spec", "parallelism"]),
        in_all: Some(&["spec", "completions"]),
    },
    Layout {
        kind: "CronJob",
        groups: &["batch"],
        template: &["spec", "jobTemplate", "spec", "template"],
        replicas: Some(&["spec", "jobTemplate", "spec", "parallelism"]),
        in_all: Some(&["spec", "jobTemplate", "spec", "completions"]),
    },
    like_deployment("Rollout", &["argoproj.io"]),
    like_deployment("DeploymentConfig", &["apps.openshift.io"]),
    like_deployment("CloneSet", KRUISE),
    like_deployment("StatefulSet", KRUISE),
    like_daemon_set(KRUISE),
];
const KRUISE: &[&str] = &["apps.kruise.io"];

fn layout(object: &Object<'_>) -> Option<&'static Layout> {
    let mut layouts = LAYOUTS.iter();
    let is_it =
        |layout: &&Layout| layout.kind == object.kind && layout.groups.contains(&object.group());
    layouts.find(is_it).filter(|_| !has_images_elsewhere(object))
}

/// Whether the images that a DeploymentConfig writes aren't those of its pods: its triggers fill in others.
/// Source: OpenShift documentation, "Managing deployment processes", deployment triggers.
#[must_use]
pub fn has_images_elsewhere(object: &Object<'_>) -> bool {
    let is_image = |trigger: Node<'_>| trigger.get_text("type") == Some("ImageChange");
    let triggers = || object.root.get_path(&["spec", "triggers"]).map(Node::items);
    object.kind == "DeploymentConfig" && triggers().unwrap_or_default().any(is_image)
}

/// Whether objects of a kind are pods or have a pod template.
#[must_use]
pub fn has_pods(kind: &str) -> bool {
    LAYOUTS.iter().any(|layout| layout.kind == kind)
}

/// Entry of a workload's pod template; `None` for other objects and for a pod, which has none.
#[must_use]
pub fn template_of<'a>(object: &Object<'a>) -> Option<Entry<'a>> {
    let (key, parents) = layout(object)?.template.split_last()?;
    object.root.get_path(parents)?.entry(key)
}

/// Whether an object has its pod template where a Deployment has it, by its kind.
#[must_use]
pub fn is_like_deployment(object: &Object<'_>) -> bool {
    layout(object).is_some_and(|layout| layout.template == TEMPLATE)
}

/// The pod, or pod template, of a workload; `None` for other objects and for templates without a spec.
#[must_use]
pub fn pod_of<'a>(object: &Object<'a>) -> Option<Pod<'a>> {
    let template = object.root.get_path(layout(object)?.template)?;
    Pod::new(*object, template)
}

/// How many pods of a workload run at once, and the field that says so.
#[derive(Debug, Clone, Copy)]
pub struct Replicas<'a> {
    /// The number; one where the field is absent, as the API server fills it in.
    pub count: u64,
    /// The field, or the closest key that exists when it is absent.
    pub at: Entry<'a>,
    /// Whether it is written.
    pub stated: bool,
    /// The field of an autoscaler, where that says so.
    pub bound: Option<&'static str>,
}

/// The number of pods of a workload; `None` where the files can't tell (a DaemonSet, a placeholder). A Job starts no more
/// pods at once than it has completions to go. Source: the Kubernetes documentation, Jobs, "Controlling parallelism".
#[must_use]
pub fn replicas_of<'a>(object: &Object<'a>) -> Option<Replicas<'a>> {
    let layout = layout(object)?;
    let Some(path) = layout.replicas else {
        let at = object.root.entry("kind")?;
        return (layout.kind == "Pod").then_some(Replicas {
            count: 1,
            at,
            stated: false,
            bound: None,
        });
    };
    let at_once = match written(object, path) {
        Some(at) => Replicas { count: at.value.as_count()?, at, stated: true, bound: None },
        None => Replicas { count: 1, at: closest(object, path)?, stated: false, bound: None },
    };
    let in_all = match layout.in_all.and_then(|path| written(object, path)) {
        Some(at) => Replicas { count: at.value.as_count()?, at, stated: true, bound: None },
        None => return Some(at_once),
    };
    Some(if in_all.count < at_once.count { in_all } else { at_once })
}

/// The object whose `replicas` are the pods of a workload: a Rollout that refers to a Deployment takes its template, and
/// scales it down. Source: Argo Rollouts documentation, "Migrating to Rollouts", reference Deployment from Rollout.
#[must_use]
pub fn counting<'a>(workload: &Object<'a>, objects: &ObjectSet<'a>) -> Object<'a> {
    objects.rollouts().of(workload).unwrap_or(*workload)
}

/// Rollouts by what they refer to, each the first of its kind in the input: in a namespace, in one that isn't known, and
/// in any.
#[derive(Debug, Default)]
pub(super) struct Rollouts<'a>(HashMap<(&'a str, &'a str, Place<'a>), (usize, Object<'a>)>);

/// Where a Rollout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place<'a> {
    Anywhere,
    In(Option<&'a str>),
}

impl<'a> Rollouts<'a> {
    pub(super) fn new(objects: &ObjectSet<'a>) -> Self {
        let mut found = Self::default();
        for (number, rollout) in objects.of_kind("Rollout").enumerate() {
            let target = reference_of(rollout);
            let named = target.and_then(|to| to.get_text("kind").zip(to.get_text("name")));
            let Some((kind, name)) = named else { continue };
            for place in [Place::Anywhere, Place::In(rollout.namespace())] {
                found.0.entry((kind, name, place)).or_insert((number, *rollout));
            }
        }
        found
    }

    /// The first that refers to a workload. A namespace that isn't known may be any.
    fn of(&self, workload: &Object<'a>) -> Option<Object<'a>> {
        let at = |place| self.0.get(&(workload.kind, workload.name(), place));
        let found = match workload.namespace() {
            None => at(Place::Anywhere),
            known => {
                let places = [Place::In(known), Place::In(None)];
                places.into_iter().filter_map(at).min_by_key(|(number, _)| *number)
            }
        };
        found.map(|(_, rollout)| *rollout)
    }
}

/// What an object refers to for its pods instead of a template.
#[must_use]
pub fn reference_of<'a>(object: &Object<'a>) -> Option<Node<'a>> {
    let is_rollout = object.kind == "Rollout" && object.group() == "argoproj.io";
    object.root.get_path(&["spec", "workloadRef"]).filter(|_| is_rollout)
}

/// A field that has a value.
fn written<'a>(object: &Object<'a>, path: &[&str]) -> Option<Entry<'a>> {
    let (field, parents) = path.split_last()?;
    object.root.get_path(parents)?.entry(field).filter(|entry| !entry.value.is_null())
}

/// The last entry on the way to a field that exists.
fn closest<'a>(object: &Object<'a>, path: &[&str]) -> Option<Entry<'a>> {
    let mut found = object.root.entry(path.first()?)?;
    for key in path.get(1..path.len() - 1)? {
        match found.value.entry(key) {
            Some(entry) => found = entry,
            None => break,
        }
    }
    Some(found)
}

/// Whether a HorizontalPodAutoscaler, `scaler`, changes how many pods a workload has.
#[must_use]
pub fn is_scaled_by(workload: &Object<'_>, scaler: &Object<'_>) -> bool {
    let Some(target) = scaler.root.get_path(&["spec", "scaleTargetRef"]) else {
        return false;
    };
    let is_it = target.get_text("kind") == Some(workload.kind)
        && target.get_text("name") == Some(workload.name())
        && scaler.namespace().zip(workload.namespace()).is_none_or(|(one, other)| one == other);
    is_it && !keeps_count(scaler)
}

/// Whether the bounds of a HorizontalPodAutoscaler are equal, so that it changes nothing.
fn keeps_count(scaler: &Object<'_>) -> bool {
    let bound = |key: &str| scaler.root.get_path(&["spec", key]);
    let bounds = bound("minReplicas").zip(bound("maxReplicas"));
    bounds.is_some_and(|(least, most)| least.semantic_eq(most))
}
