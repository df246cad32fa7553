//! Generators and pods that end by themselves: at all, or before the test does where its time is stated.

use crate::kube::ContainerRole;
use crate::load::{ContainerLoad, Ends, Fact, Load, Mistake, MistakeKind};
use crate::source::Location;
use crate::units::Duration;
use crate::yaml::Node;

use crate::model::{Workload, near_keys};
use crate::rule::check::Hit;

/// The field with which Kubernetes ends the pods of a Job, or a pod.
const DEADLINE: &str = "activeDeadlineSeconds";

/// All that ends too early in the pods of one workload.
pub(super) fn ends(load: &Load, pod: &Workload<'_>) -> Vec<Hit> {
    let containers = load.containers.iter();
    let by_itself = containers.filter_map(|container| by_itself(container, load, pod));
    let deadlines = load.stated.duration.map(|test| deadlines(pod, test)).unwrap_or_default();
    by_itself.chain(deadlines).collect()
}

/// A generator that ends without anything ending it.
fn by_itself(container: &ContainerLoad, load: &Load, pod: &Workload<'_>) -> Option<Hit> {
    let ends = container.ends.as_ref()?;
    let hit = |case| Hit::new(ends.at, case).var("after", &ends.after);
    let hit = match (load.stated.duration, ends.seconds) {
        _ if ends.is_left => Some(hit("left")),
        (Some(test), Some(seconds)) => early(ends, seconds, test, rounds(pod)?),
        _ if ends.goes_on => Some(hit("idles")),
        _ => restarts(pod).then(|| hit("ends")),
    }?;
    // What was meant is known of the others, and it ends with that too.
    let is_cause = |mistake: &&Mistake| {
        use MistakeKind::{Apart, Ignored, Stray, Undefined, Unknown, Without};
        matches!(mistake.kind, Unknown | Stray | Ignored | Without | Apart | Undefined)
    };
    let misread = container.mistakes.iter().filter(is_cause).filter_map(|mistake| mistake.at);
    let hit = hit.because_of(misread).because_of(counts(pod));
    Some(hit.because_of(taken_in(pod, container)).var("container", &container.container))
}

/// The fields that say how many pods there are one after the other, and keys that may be meant as these.
fn counts(pod: &Workload<'_>) -> Vec<Location> {
    let spec = pod.pod.object.root.get("spec").into_iter();
    let fields = spec.flat_map(|spec| ["completions", "parallelism"].map(|key| (spec, key)));
    let places = fields
        .flat_map(|(spec, key)| near_keys(spec, key).chain(spec.get(key).map(Node::location)));
    places.collect()
}

/// Texts of a container that have taken in the items of a list after them, whose key got lost.
fn taken_in(pod: &Workload<'_>, container: &ContainerLoad) -> Vec<Location> {
    let own = pod.containers.iter().filter(|one| one.container.name() == container.container);
    let entries = own.flat_map(|one| one.container.node.own_entries());
    let has_items = |value: &Node<'_>| value.text().is_some_and(|text| text.contains(" - "));
    entries.map(|entry| entry.value).filter(has_items).map(Node::location).collect()
}

/// Whether a container that ends is started again, so that its end isn't the end of the pod.
fn restarts(pod: &Workload<'_>) -> bool {
    pod.pod.spec.value.get_text("restartPolicy").is_none_or(|policy| policy == "Always")
        && !["Job", "CronJob"].contains(&pod.pod.object.kind)
}

/// How many pods there are one after the other instead of one; `None` for a CronJob, which starts them by its
/// own plan. An agent among the regular containers never ends, so that no pod makes room for the next.
fn rounds(pod: &Workload<'_>) -> Option<u64> {
    let goes_on = pod.agents().any(|agent| agent.role == ContainerRole::Regular);
    match pod.pod.object.kind {
        "CronJob" => None,
        "Job" if goes_on => Some(1),
        "Job" => {
            let number = |key| pod.pod.object.root.get("spec")?.get_count(key);
            let parallel = number("parallelism").unwrap_or(1).max(1);
            Some(number("completions").map_or(1, |all| all.div_ceil(parallel).max(1)))
        }
        _ => Some(1),
    }
}

fn early(ends: &Ends, seconds: u64, test: Fact<Duration>, rounds: u64) -> Option<Hit> {
    let lasts = Duration::of(seconds);
    let all = Duration::of(seconds.saturating_mul(rounds));
    // A generator that may be slower than it is reported gets the benefit of the doubt up to half of its rate.
    let longest = Duration::of(all.seconds().saturating_mul(if ends.is_least { 2 } else { 1 }));
    if longest >= test.value {
        return None;
    }
    let arithmetic =
        ends.arithmetic.as_ref().map(|text| format!(" ({text} = {lasts})")).unwrap_or_default();
    let times =
        if rounds > 1 { format!(", in {rounds} rounds after {all}") } else { String::new() };
    let hit = Hit::new(ends.at, "early").var("after", format!("{}{arithmetic}{times}", ends.after));
    Some(of_test(hit, all, test))
}

/// Fields that end the pods before the test does.
fn deadlines(pod: &Workload<'_>, test: Fact<Duration>) -> Vec<Hit> {
    let of_job = (pod.pod.object.kind == "Job")
        .then(|| pod.pod.object.root.get_path(&["spec", DEADLINE]))
        .flatten();
    let of_pod =
        pod.pod.spec.value.get(DEADLINE).filter(|_| ["Job", "Pod"].contains(&pod.pod.object.kind));
    let hit = |node: Node<'_>| {
        let lasts = Duration::of(node.as_count()?);
        let hit =
            Hit::new(node.location(), "deadline").var("after", format!("{} s", lasts.seconds()));
        (lasts < test.value).then(|| of_test(hit, lasts, test))
    };
    of_job.into_iter().chain(of_pod).filter_map(hit).collect()
}

/// With how long it lasts of how long the test takes.
fn of_test(hit: Hit, lasts: Duration, test: Fact<Duration>) -> Hit {
    let hit = hit.var("lasts", lasts).var("duration", test.value);
    hit.stated_at(test.at, "the duration of the test")
}
