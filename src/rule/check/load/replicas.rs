//! `replicas`: how many pods there will be, against what is said of that elsewhere.

use std::collections::HashMap;

use serde::Deserialize;

use crate::kube::{Object, is_scaled_by};
use crate::load::{Load, Shared};
use crate::text::count;
use crate::yaml::Node;

use crate::model::Model;
use crate::model::Workload;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// ReplicasFile of `replicas`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReplicasFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// The generator is reported another number of pods. Variables: `flag`, `told`, `replicas`.
    Mismatch,
    /// A HorizontalPodAutoscaler changes the number. Variables: `name`, `replicas`.
    Autoscaled,
}

impl Check for ReplicasFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Mismatch => &["flag", "told", "told-pods", "replicas", "pods", "field"],
            Find::Autoscaled => &["name", "replicas"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let scalers = match self.report {
            Find::Mismatch => HashMap::new(),
            Find::Autoscaled => scalers(model),
        };
        for load in &model.loads.all {
            let Some(pod) = model.workloads.get(load.pod) else {
                continue;
            };
            let new: Vec<Hit> = match self.report {
                Find::Mismatch => {
                    let shared = load.containers.iter().filter_map(|one| one.shared.as_ref());
                    shared
                        .filter_map(|shared| mismatch(load, shared, pod.pod.object.kind))
                        .collect()
                }
                Find::Autoscaled => {
                    let of_name = scalers.get(pod.pod.object.name()).into_iter().flatten();
                    of_name.filter_map(|scaler| autoscaled(load, &pod.pod.object, scaler)).collect()
                }
            };
            let identity = Some(Workload::identity(pod));
            hits.extend(new.into_iter().map(|hit| Hit { object: identity, ..hit }));
        }
    }
}

/// The autoscalers of the input by the name of what they scale.
fn scalers<'m, 'a>(model: &'m Model<'a>) -> HashMap<&'a str, Vec<&'m Object<'a>>> {
    let mut by_name: HashMap<&str, Vec<&Object<'_>>> = HashMap::new();
    for scaler in model.objects.of_kind("HorizontalPodAutoscaler") {
        let target = scaler.root.get_path(&["spec", "scaleTargetRef", "name"]);
        if let Some(name) = target.and_then(Node::text) {
            by_name.entry(name).or_default().push(scaler);
        }
    }
    by_name
}

fn mismatch(load: &Load, shared: &Shared, kind: &str) -> Option<Hit> {
    let (replicas, at) =
        load.replicas.zip(load.replicas_at).filter(|(replicas, _)| *replicas != shared.pods)?;
    let field = match kind {
        "Job" | "CronJob" if load.is_cut_short => "completions",
        "Job" | "CronJob" => "parallelism",
        "Pod" => "replicas of a Deployment",
        _ => "replicas",
    };
    let hit = Hit::new(shared.at, "").related(at, count(replicas, "pod")).var("field", field);
    let hit = hit.var("told", shared.pods).var("told-pods", count(shared.pods, "pod"));
    Some(
        hit.var("flag", &shared.flag).var("replicas", replicas).var("pods", count(replicas, "pod")),
    )
}

fn autoscaled(load: &Load, workload: &Object<'_>, scaler: &Object<'_>) -> Option<Hit> {
    if !is_scaled_by(workload, scaler) {
        return None;
    }
    let name = scaler.root.get_path(&["spec", "scaleTargetRef", "name"])?;
    let replicas =
        load.replicas.map_or("its replicas".to_owned(), |replicas| count(replicas, "replica"));
    let hit = Hit::new(name.location(), "").var("name", workload.title()).var("replicas", replicas);
    Some(match load.replicas_at {
        Some(at) => hit.related(at, "the number that the plan uses"),
        None => hit,
    })
}
