//! How many pods an autoscaler leaves a workload.

use std::collections::HashMap;

use crate::yaml::{Entry, Node};

use super::workload::{Replicas, is_scaled_by, replicas_of};
use super::{Object, ObjectSet};

/// A kind of autoscaler.
struct Kind {
    name: &'static str,
    /// The field of `spec` that names what it scales.
    target: &'static str,
    bounds: Option<Bounds>,
}

/// Where an autoscaler says how many pods it leaves.
#[derive(Debug)]
struct Bounds {
    least: &'static str,
    most: &'static str,
    /// Whether it may keep another number than the bounds and the workload say: KEDA follows its triggers from the start.
    follows_triggers: bool,
}

/// Sources: the Kubernetes API reference, HorizontalPodAutoscalerSpec; the documentation of KEDA, ScaledObject.
static KINDS: [Kind; 3] = [
    Kind {
        name: "HorizontalPodAutoscaler",
        target: "scaleTargetRef",
        bounds: Some(Bounds { least: "minReplicas", most: "maxReplicas", follows_triggers: false }),
    },
    Kind {
        name: "ScaledObject",
        target: "scaleTargetRef",
        bounds: Some(Bounds {
            least: "minReplicaCount",
            most: "maxReplicaCount",
            follows_triggers: true,
        }),
    },
    Kind { name: "VerticalPodAutoscaler", target: "targetRef", bounds: None },
];

impl Kind {
    /// The autoscalers of this kind in the input, each with what it scales.
    fn targets<'m, 'a>(
        &'static self,
        objects: &'m ObjectSet<'a>,
    ) -> impl Iterator<Item = (&'m Object<'a>, Node<'a>)> + use<'m, 'a> {
        let scalers = objects.of_kind(self.name);
        scalers.filter_map(|it| Some((it, it.root.get_path(&["spec", self.target])?)))
    }
}

/// The autoscalers of the input, each with what it scales.
pub fn scaled_targets<'m, 'a>(
    objects: &'m ObjectSet<'a>,
) -> impl Iterator<Item = (&'m Object<'a>, Node<'a>)> + use<'m, 'a> {
    KINDS.iter().flat_map(|kind| kind.targets(objects))
}

/// The autoscalers of the input by kind and name of what they scale.
#[derive(Debug, Default)]
pub(super) struct Scalers<'a>(HashMap<(&'a str, &'a str), Vec<(&'static Bounds, Object<'a>)>>);

impl<'a> Scalers<'a> {
    pub(super) fn new(objects: &ObjectSet<'a>) -> Self {
        let mut found = Self::default();
        for (kind, bounds) in KINDS.iter().filter_map(|kind| Some((kind, kind.bounds.as_ref()?))) {
            for (scaler, target) in kind.targets(objects) {
                let Some(name) = target.get_text("name") else { continue };
                let of = target.get_text("kind").unwrap_or("Deployment");
                found.0.entry((of, name)).or_default().push((bounds, *scaler));
            }
        }
        found
    }

    /// The first that scales a workload. A namespace that isn't known may be any.
    fn of(&self, workload: &Object<'a>) -> Option<(&'static Bounds, Object<'a>)> {
        let named = self.0.get(&(workload.kind, workload.name()))?;
        let fits = |scaler: &Object<'a>| {
            scaler.namespace().zip(workload.namespace()).is_none_or(|(one, other)| one == other)
        };
        named.iter().find(|(_, scaler)| fits(scaler)).copied()
    }
}

/// The number of pods that a workload has with the autoscaler of the input, which raises it to its least and lowers it to
/// its most; `None` where the files can't tell. An autoscaler does nothing for a workload with no replicas.
#[must_use]
pub fn replicas_in<'a>(workload: &Object<'a>, objects: &ObjectSet<'a>) -> Option<Replicas<'a>> {
    let written = replicas_of(workload)?;
    let Some((bounds, scaler)) = objects.scalers().of(workload) else {
        return Some(written);
    };
    let is_off = written.stated && written.count == 0 && !bounds.follows_triggers;
    let spec = scaler.root.get("spec").filter(|_| !is_off);
    let bound = |key| spec.and_then(|spec| spec.entry(key)).and_then(|at| bounded(at, key));
    match (bound(bounds.least), bound(bounds.most)) {
        (Some(least), _) if written.count < least.count => Some(least),
        (_, Some(most)) if written.count > most.count => Some(most),
        _ if bounds.follows_triggers && !written.stated => None,
        _ => Some(written),
    }
}

/// Whether a HorizontalPodAutoscaler of the input changes how many pods a workload has.
#[must_use]
pub fn is_scaled<'a>(workload: &Object<'a>, objects: &ObjectSet<'a>) -> bool {
    let scaler = objects.scalers().of(workload).filter(|(bounds, _)| !bounds.follows_triggers);
    scaler.is_some_and(|(_, scaler)| is_scaled_by(workload, &scaler))
}

/// A number of pods that a field of an autoscaler says.
fn bounded<'a>(at: Entry<'a>, key: &'static str) -> Option<Replicas<'a>> {
    Some(Replicas { count: at.value.as_count()?, at, stated: true, bound: Some(key) })
}
