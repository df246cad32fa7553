//! Flags of load generators.

use crate::load::{Parameter, ParameterType};
use crate::server::markdown::code;
use crate::server::scene::Scene;

use super::Around;
use super::context::{Context, Slot, Step};
use super::item::{Items, Offer};

/// The flags of the generator in the container, where an argument is typed.
pub(super) fn complete(
    scene: &Scene<'_>,
    context: &Context<'_>,
    around: &Around<'_, '_>,
    items: &mut Items,
) {
    let is_argument = context.slot == Slot::Key
        && matches!(context.steps.as_slice(), [.., Step::Key("args" | "command"), Step::Item(_)]);
    let (true, Some(one), Some(workload)) = (is_argument, around.container, around.workload) else {
        return;
    };
    let name = one.container.name();
    let load = around.model.loads.of(workload.index);
    let load = load.and_then(|load| load.containers.iter().find(|it| it.container == name));
    let generators = &scene.unit.session.options.generators;
    let id = load.and_then(|load| load.generator.as_deref());
    let Some(generator) = id.and_then(|id| generators.named(id)) else {
        return;
    };
    for parameter in &generator.parameters {
        for flag in &parameter.flags {
            items.value(Offer {
                text: flag.clone(),
                detail: format!("{} of {}", takes(parameter), generator.id),
                about: about(parameter),
                ..Offer::default()
            });
        }
    }
}

fn takes(parameter: &Parameter) -> &'static str {
    match parameter.r#type {
        ParameterType::Switch => "switch",
        ParameterType::Text => "text",
        ParameterType::Choice => "choice",
        ParameterType::Integer | ParameterType::LeadingInteger => "whole number",
        ParameterType::Number => "number",
        ParameterType::Seconds => "seconds",
        ParameterType::Duration => "duration",
        ParameterType::Size | ParameterType::SizeK => "size in bytes",
    }
}

fn about(parameter: &Parameter) -> String {
    let mut parts = Vec::new();
    if !parameter.values.is_empty() {
        let values: Vec<String> = parameter.values.iter().map(|value| code(value)).collect();
        parts.push(format!("Takes {}.", crate::text::choice(&values)));
    }
    parts.extend(parameter.default.iter().map(|default| format!("{} by default.", code(default))));
    let beside =
        parameter.ignored_beside.iter().map(|name| format!("No effect with {}.", code(name)));
    let without =
        parameter.ignored_without.iter().map(|name| format!("No effect without {}.", code(name)));
    parts.extend(beside.chain(without));
    parts.join(" ")
}
