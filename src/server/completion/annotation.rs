//! Keys of annotations that the agent or lt-lint reads.

use crate::agent::{ANNOTATION_PREFIX, LogOption, log_options};
use crate::load::{IGNORE_PREFIX, StatedFact};
use crate::rule::docs::headline;
use crate::server::markdown::prose;
use crate::server::scene::Scene;

use super::Around;
use super::context::{Context, Slot};
use super::item::{Items, Offer};

/// The keys that may be among the annotations.
pub(super) fn complete(
    scene: &Scene<'_>,
    context: &Context<'_>,
    around: &Around<'_, '_>,
    items: &mut Items,
) {
    if context.slot != Slot::Key || !context.keys().ends_with(&["metadata", "annotations"]) {
        return;
    }
    if around.object.is_none() {
        return;
    }
    let Some(workload) = around.workload else {
        return suppressions(scene, items);
    };
    let is_of_pod = context.keys().contains(&"template") || workload.pod.is_plain();
    if is_of_pod {
        of_logs(around, items);
    }
    for fact in StatedFact::ALL {
        items.key(Offer {
            text: fact.annotation_key(),
            value: Some(fact.example.to_owned()),
            detail: format!("such as {}", fact.example),
            about: fact.about.to_owned(),
        });
    }
    suppressions(scene, items);
}

/// What is said of logs: of all containers, and of one alone.
fn of_logs(around: &Around<'_, '_>, items: &mut Items) {
    let containers = around.workload.map(|it| it.containers.as_slice()).unwrap_or_default();
    let named = containers.iter().filter(|one| one.is_generator());
    let named = named.map(|one| one.container.name()).filter(|name| !name.is_empty());
    let scopes = std::iter::once(None).chain(named.map(Some));
    for scope in scopes {
        let (before, detail) = match scope {
            Some(name) => (format!("{name}."), format!("of the container {name} only")),
            None => (String::new(), "of all containers of the pod".to_owned()),
        };
        for LogOption { key, about, value } in log_options() {
            items.key(Offer {
                text: format!("{ANNOTATION_PREFIX}{before}{key}"),
                value: Some(value.to_owned()),
                detail: detail.clone(),
                about: about.to_owned(),
            });
        }
    }
}

/// What suppresses a rule on an object: its value is the reason.
fn suppressions(scene: &Scene<'_>, items: &mut Items) {
    for rule in scene.unit.session.rules.iter() {
        items.key(Offer {
            text: format!("{IGNORE_PREFIX}{}", rule.id()),
            value: Some(String::new()),
            detail: "suppresses the rule on this object; the value is the reason".to_owned(),
            about: prose(headline(rule)),
        });
    }
}
