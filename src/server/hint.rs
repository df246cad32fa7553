//! What is after a value, shown next to it: the rate of a generator's arguments, and what all pods write together.

use gen_lsp_types::{InlayHint, Label};

use crate::kube::is_scaled;
use crate::load::{Load, Output};
use crate::model::Model;
use crate::source::{Location, Span};

use super::scene::Scene;

/// The hints for a part of a file, in the order of their places.
pub(super) fn hints(scene: &Scene<'_>, part: Span) -> Vec<InlayHint> {
    let mut found = scene.unit.session.understand(scene.sources, |model| {
        let loads = model.loads.all.iter();
        loads.flat_map(|load| of_load(load, model)).collect::<Vec<_>>()
    });
    found.retain(|(at, _)| {
        at.file == scene.file && part.start <= at.span.end && at.span.end <= part.end
    });
    found.sort_by_key(|(at, _)| at.span);
    found.dedup();
    let hint = |(at, text): (Location, String)| InlayHint {
        position: scene.lines.position(at.span.end),
        label: Label::String(text),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    found.into_iter().map(hint).collect()
}

fn of_load(load: &Load, model: &Model<'_>) -> Vec<(Location, String)> {
    let rates = load.containers.iter().filter_map(|container| match &container.output {
        Output::Rate(amount) => {
            let most = if amount.least.is_zero() { "at most " } else { "" };
            // Where the arguments come from a variable or a file, the rate is shown there.
            Some((amount.at.of_use(), format!("= {most}{}", amount.rate)))
        }
        _ => None,
    });
    rates.chain(of_pods(load, model)).collect()
}

/// What the pods write together, where their number is written.
fn of_pods(load: &Load, model: &Model<'_>) -> Option<(Location, String)> {
    let pod = &model.workloads.get(load.pod)?.pod;
    let (total, pods, at) = (load.total()?, load.replicas?, load.replicas_at?);
    if is_scaled(&pod.object, &model.objects) || pod.object.kind == "DaemonSet" {
        return None;
    }
    let all = total.rate.readable();
    Some((at.of_use(), format!("{pods} × {} = {all}", total.pod.shown())))
}
