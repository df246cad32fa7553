//! `replicas`: how many pods there will be, against what is said of that elsewhere.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::{Object, is_scaled_by};
use crate::load::{Load, Shared};
use crate::text::count;

use super::super::PodFacts;
use super::{Check, Hit, Input, Scope, Subject};

/// Options of `replicas`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// The generator is told another number of pods. Variables: `flag`, `told`, `replicas`.
    Mismatch,
    /// A HorizontalPodAutoscaler changes the number. Variables: `name`, `replicas`.
    Autoscaled,
}

impl Check for Options {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Report::Mismatch => &["flag", "told", "told-pods", "replicas", "pods", "field"],
            Report::Autoscaled => &["name", "replicas"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        let scalers: Vec<_> = match self.report {
            Report::Mismatch => Vec::new(),
            Report::Autoscaled => input.objects.of_kind("HorizontalPodAutoscaler").collect(),
        };
        for load in &input.plan.loads {
            let Some(pod) = input.pods.get(load.pod) else { continue };
            let new: Vec<Hit> = match self.report {
                Report::Mismatch => {
                    let shared = load.containers.iter().filter_map(|one| one.shared.as_ref());
                    shared.filter_map(|shared| mismatch(load, shared, pod.pod.object.kind)).collect()
                }
                Report::Autoscaled => {
                    let scalers = scalers.iter();
                    scalers.filter_map(|scaler| autoscaled(load, &pod.pod.object, scaler)).collect()
                }
            };
            let identity = Some(PodFacts::identity(pod));
            hits.extend(new.into_iter().map(|hit| Hit { object: identity, ..hit }));
        }
    }
}

fn mismatch(load: &Load, shared: &Shared, kind: &str) -> Option<Hit> {
    let (replicas, at) =
        load.replicas.zip(load.replicas_at).filter(|(replicas, _)| *replicas != shared.pods)?;
    let field = match kind {
        "Job" | "CronJob" => "parallelism",
        "Pod" => "replicas of a Deployment",
        _ => "replicas",
    };
    let hit = Hit::new(shared.at, "").and(at, count(replicas, "pod")).with("field", field);
    let hit = hit.with("told", shared.pods).with("told-pods", count(shared.pods, "pod"));
    Some(hit.with("flag", &shared.flag).with("replicas", replicas).with("pods", count(replicas, "pod")))
}

fn autoscaled(load: &Load, workload: &Object<'_>, scaler: &Object<'_>) -> Option<Hit> {
    if !is_scaled_by(workload, scaler) {
        return None;
    }
    let name = scaler.root.dig(&["spec", "scaleTargetRef", "name"])?;
    let replicas = load.replicas.map_or("its replicas".to_owned(), |replicas| count(replicas, "replica"));
    let hit = Hit::new(name.location(), "").with("name", workload.title()).with("replicas", replicas);
    Some(match load.replicas_at {
        Some(at) => hit.and(at, "the number that the plan is made with"),
        None => hit,
    })
}
