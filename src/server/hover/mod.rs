//! What is after a value: what the agent or the plan makes of it, and where it comes from.

mod annotation;
mod image;
mod load;
mod resource;
pub(super) mod setting;

use crate::finding::Finding;
use crate::kube::secret;
use crate::plan::{self, PlanRecord, WorkloadRecord};
use crate::source::Span;

use super::markdown::{code, prose};
use super::place::Place;
use super::scene::Scene;

/// What is known of a place, in Markdown, with the part of the text that it is about; findings come first.
pub(super) fn hover(scene: &Scene<'_>, offset: usize) -> Option<(String, Option<Span>)> {
    let (about, text) = scene.unit.session.understand(scene.sources, |model| {
        let Some(place) = Place::new(model, scene.file, offset) else {
            return (None, None);
        };
        let text = topic(scene, &place).map(|mut text| {
            let secrets = secret::secrets(&model.objects, model.sources, model.parsed, None);
            secrets.redactor().redact(&mut text);
            text
        });
        let about = place.node.text().map(|_| place.node.location().of_use().span);
        (about.filter(|about| about.start <= offset && offset <= about.end), text)
    });
    // What is wrong with a part of a word is wrong with the word.
    let part = about.unwrap_or(Span::new(offset, offset));
    let findings = scene.findings(part).map(finding);
    let parts: Vec<String> = findings.chain(text).collect();
    (!parts.is_empty()).then(|| (parts.join("\n---\n\n"), about))
}

/// A finding in full.
fn finding(finding: &Finding) -> String {
    let Finding { rule, message, why, help, .. } = finding;
    let mut out = format!("**{}** ({})\n\n", prose(message), code(rule));
    for text in [why, help].into_iter().filter(|text| !text.is_empty()) {
        out.push_str(&format!("{}\n\n", prose(text)));
    }
    out
}

/// What is known next to the findings, by what the place is.
fn topic(scene: &Scene<'_>, place: &Place<'_, '_>) -> Option<String> {
    let keys = place.in_container().unwrap_or_default();
    match keys.as_slice() {
        ["resources", kind @ ("limits" | "requests"), name @ ("memory" | "cpu")] => {
            return resource::hover(scene, place, kind, name);
        }
        ["image"] => return image::hover(scene, place),
        ["args" | "command", ..] => return load::of_arguments(scene, place),
        ["env", ..] => return setting::of_env(place),
        _ => {}
    }
    match place.path().as_slice() {
        ["data", _] if place.object.kind == "ConfigMap" => setting::of_config_map(place),
        [.., "metadata", "annotations", key] => annotation::hover(scene, place, key),
        [.., "replicas" | "parallelism" | "completions"] => load::of_pods(scene, place),
        _ => None,
    }
}

/// The plan of the unit.
fn plan_of(scene: &Scene<'_>, place: &Place<'_, '_>) -> PlanRecord {
    plan::plan_of(place.model, &scene.unit.session.options)
}

/// What the plan says of the workload around a place.
fn workload_in<'p>(plan: &'p PlanRecord, place: &Place<'_, '_>) -> Option<&'p WorkloadRecord> {
    let at = crate::plan::PlaceRecord::new(place.object.root.location(), place.model.sources)?;
    plan.workloads.iter().find(|one| one.at == at)
}
