//! What an image is to the load test: a release of the agent, or a generator.

use crate::agent::settings::newest_release;
use crate::agent::{ImageVerdict, judge_image};
use crate::effective::{AgentRecord, Asked, settings_of};
use crate::kube::ImageRef;
use crate::server::markdown::{code, list, prose};
use crate::server::place::Place;
use crate::server::scene::Scene;

use super::{load, plan_of, workload_in};

/// What is known of the image of a container.
pub(super) fn hover(scene: &Scene<'_>, place: &Place<'_, '_>) -> Option<String> {
    if place.container?.is_agent {
        return of_agent(scene, place);
    }
    let plan = plan_of(scene, place);
    let workload = workload_in(&plan, place)?;
    let name = place.container?.container.name();
    let container = workload.containers.iter().find(|one| one.name == name)?;
    let lines = [load::container_line(container)];
    Some(list(lines.into_iter().chain(load::lines(workload, &plan))))
}

fn of_agent(scene: &Scene<'_>, place: &Place<'_, '_>) -> Option<String> {
    let one = place.container?;
    let image = ImageRef::parse(place.node.text()?);
    let oldest = scene.unit.session.options.limits.oldest_release();
    let mut lines = vec![words_of(&judge_image(&image))];
    lines.push(format!("the oldest release for a load test is {oldest} (`limits.oldest-release`)"));
    lines.push(format!("the newest that lt-lint knows is {}", newest_release()));
    let record = settings_of(place.model, Asked::default());
    let name = one.container.name();
    let object = crate::finding::ObjectName::of(&place.object);
    let is_it = |it: &&AgentRecord| it.object == object && it.container == name;
    lines.extend(record.agents.iter().find(is_it).into_iter().flat_map(faults));
    Some(list(lines))
}

/// What is wrong with the settings of an agent.
fn faults(agent: &AgentRecord) -> Vec<String> {
    let exits = agent.exits.iter().map(|reason| format!("it exits at startup: {}", prose(reason)));
    let fails = agent.monitor_fails.iter();
    let fails = fails.map(|reason| format!("a monitor of it fails: {}", prose(reason)));
    let names: Vec<String> = agent.not_read.iter().map(|name| code(name)).collect();
    let not_read = (!names.is_empty())
        .then(|| format!("of its environment it doesn't read {}", crate::text::list(&names)));
    exits.chain(fails).chain(not_read).collect()
}

/// What an image of the agent is.
fn words_of(verdict: &ImageVerdict) -> String {
    let words = match verdict {
        ImageVerdict::Release(Some(version)) => {
            return format!("the Scalyr Agent, release {version}");
        }
        ImageVerdict::Release(None) => {
            "the Scalyr Agent; the tag isn't a release, so any release may run"
        }
        ImageVerdict::Repository => "an unofficial build of the Scalyr Agent",
        ImageVerdict::PlainDocker => {
            "the Scalyr Agent for plain Docker, which collects nothing in a pod"
        }
        ImageVerdict::Tag => "the Scalyr Agent, with a tag that isn't a release",
    };
    words.to_owned()
}
