//! What an annotation says, to the agent or to lt-lint.

use crate::agent::{ANNOTATION_PREFIX, log_option};
use crate::load::{IGNORE_PREFIX, PREFIX, StatedFact};
use crate::rule::docs::headline;
use crate::server::markdown::{code, list, prose};
use crate::server::place::Place;
use crate::server::scene::Scene;

use super::{load, plan_of, workload_in};

/// What is known of an annotation.
pub(super) fn hover(scene: &Scene<'_>, place: &Place<'_, '_>, key: &str) -> Option<String> {
    if let Some(rule) = key.strip_prefix(IGNORE_PREFIX) {
        let rule = scene.unit.session.rules.get(rule)?;
        return Some(format!(
            "Suppresses {} on this object: {}. The value is the reason.\n",
            code(rule.id()),
            prose(headline(rule))
        ));
    }
    if let Some(name) = key.strip_prefix(PREFIX) {
        return of_fact(scene, place, StatedFact::ALL.iter().find(|fact| fact.key == name)?);
    }
    of_agent(place, key.strip_prefix(ANNOTATION_PREFIX)?)
}

/// A fact of the load, as it is read, and what follows from it.
fn of_fact(scene: &Scene<'_>, place: &Place<'_, '_>, fact: &StatedFact) -> Option<String> {
    let text = place.node.text()?;
    let read = fact.parse(text).map_err(|reason| prose(&reason));
    let read = read.map(|flags| fact.text(&flags).map(|text| format!("read as {}", code(&text))));
    let read = read.unwrap_or_else(|reason| Some(format!("not read: {reason}")));
    let head = format!(
        "{} Overridden by `--{}` and by `load` in the configuration.",
        fact.about, fact.key
    );
    let plan = plan_of(scene, place);
    let lines = workload_in(&plan, place).map(|it| load::lines(it, &plan)).unwrap_or_default();
    Some(format!("{head}\n\n{}", list(read.into_iter().chain(lines))))
}

/// What the agent reads of a log.
fn of_agent(place: &Place<'_, '_>, rest: &str) -> Option<String> {
    let containers = place.workload.map(|it| it.containers.as_slice()).unwrap_or_default();
    let names = containers.iter().map(|one| one.container.name());
    let own =
        names.filter(|name| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
    let own = own.max_by_key(|name| name.len());
    let option = own.and_then(|name| rest.strip_prefix(name)?.strip_prefix('.')).unwrap_or(rest);
    let about = log_option(option)?.about;
    let scope = match own {
        Some(name) => format!("the log of the container {}", code(name)),
        None => "the logs of all containers of the pod without their own annotation".to_owned(),
    };
    let is_of_pod = place.workload.is_some_and(|it| it.pod.is_plain())
        || place.keys.iter().any(|key| key == "template");
    let where_read = if is_of_pod {
        "The agent reads it here: the pods get it."
    } else {
        "The agent doesn't read it here: it must be on the pod template."
    };
    Some(format!("{about} It is about {scope}.\n\n{where_read}\n"))
}
