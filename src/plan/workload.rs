//! One workload of the plan: what its containers, its pods and its nodes write, and what isn't known of that.

use crate::finding::ObjectName;
use crate::kube;
use crate::limits::Limits;
use crate::load::{Amount, ContainerLoad, Group, Load, Output, PodRate, StatedFact, Total};
use crate::model::{Model, Workload};
use crate::source;
use crate::units::{Duration, Rate};

use super::{
    BoundRecord, ContainerRecord, NodesRecord, PlaceRecord, PodRecord, TestRecord, UnknownRecord,
    UseRecord, WorkloadRecord,
};
use super::{cost, upload};

/// The judged workloads, in the order of the input.
pub(super) fn records(model: &Model<'_>, limits: &Limits) -> Vec<WorkloadRecord> {
    let judged = model.loads.all.iter().filter(|load| is_judged(load, model));
    let neighbours = Neighbours::new(model);
    judged.filter_map(|load| record(load, model, &neighbours, limits)).collect()
}

/// Whether a workload is more than context.
pub(super) fn is_judged(load: &Load, model: &Model<'_>) -> bool {
    let pod = model.workloads.get(load.pod);
    pod.is_some_and(|pod| source::is_judged(model.sources, pod.identity().file))
}

/// What all its pods write; `None` where an autoscaler decides how many there are.
pub(super) fn total<'l>(load: &'l Load, model: &Model<'_>) -> Option<Total<'l>> {
    let pod = model.workloads.get(load.pod)?;
    load.total().filter(|_| !kube::is_scaled(&pod.pod.object, &model.objects))
}

/// What all judged workloads write together; `None` where that isn't known of each.
pub(super) fn together(model: &Model<'_>) -> Option<Rate> {
    let judged = model.loads.all.iter().filter(|load| is_judged(load, model));
    let totals = judged.map(|load| total(load, model).map(|total| total.rate));
    totals.reduce(|sum, rate| Some(sum?.plus(rate?))).flatten()
}

/// The workloads by their nodes: those that state them as one, and those that may share them.
struct Neighbours<'p> {
    stated: Vec<Group<'p, u64>>,
    shared: Vec<Group<'p, u64>>,
}

impl<'p> Neighbours<'p> {
    fn new(model: &'p Model<'_>) -> Self {
        Self { stated: model.loads.by_nodes(), shared: model.by_shared_nodes() }
    }

    /// The pods of all workloads of the group that a load is in.
    fn pods(groups: &[Group<'_, u64>], load: &Load) -> Option<u64> {
        groups
            .iter()
            .find(|group| group.loads.iter().any(|one| one.pod == load.pod))
            .and_then(Group::pods)
    }
}

fn record(
    load: &Load,
    model: &Model<'_>,
    neighbours: &Neighbours<'_>,
    limits: &Limits,
) -> Option<WorkloadRecord> {
    let pod = model.workloads.get(load.pod)?;
    let scaled = kube::is_scaled(&pod.pod.object, &model.objects);
    let replicas = load.replicas.filter(|_| !scaled);
    let nodes = replicas.and_then(|replicas| spread(replicas, load, neighbours, limits));
    let rate = load.rate();
    Some(WorkloadRecord {
        object: ObjectName::of(&pod.pod.object),
        at: PlaceRecord::new(pod.identity(), model.sources)?,
        containers: load.containers.iter().map(|one| container(one, model)).collect(),
        pod: rate.as_deref().map(|rate| pod_record(rate, load, model, limits)),
        replicas,
        total: total(load, model).map(|total| total.rate.readable().into()),
        price: cost::record(load, pod, model, replicas, nodes.as_ref()),
        upload: upload::record(load, model),
        test: load.stated.duration.map(|test| self::test(test.value, total(load, model))),
        nodes,
        unknown: unknown(load, pod, scaled),
    })
}

fn container(load: &ContainerLoad, model: &Model<'_>) -> ContainerRecord {
    let amount = match &load.output {
        Output::Rate(amount) => Some(amount),
        _ => None,
    };
    let places = amount
        .into_iter()
        .flat_map(|amount| std::iter::once(amount.at).chain(amount.from.iter().copied()));
    let steps = amount.into_iter().flat_map(|amount| &amount.steps);
    let step = |values: &[String]| match values {
        [] => String::new(),
        values => format!(" ({})", values.join(", ")),
    };
    ContainerRecord {
        name: load.container.clone(),
        generator: load.generator.clone(),
        writes: writes(load),
        rate: amount.map(|amount| amount.rate.into()),
        read_at: places.filter_map(|at| PlaceRecord::new(at, model.sources)).collect(),
        is_worked_out: amount.is_some_and(is_worked_out),
        steps: steps
            .map(|one| {
                format!("{} = {} = {}{}", one.name, one.formula, one.result, step(&one.values))
            })
            .collect(),
    }
}

/// Whether the steps say more than a change of the unit.
fn is_worked_out(amount: &Amount) -> bool {
    match amount.steps.as_slice() {
        [only] => only.values.len() > 1,
        steps => !steps.is_empty(),
    }
}

fn writes(load: &ContainerLoad) -> String {
    let rate = match &load.output {
        Output::Rate(amount) => shown(amount),
        Output::Unlimited { least: Some(least), .. } => {
            format!("as fast as it can, {least} or more")
        }
        Output::Unlimited { least: None, .. } => "as fast as it can".to_owned(),
        Output::Silent { to, .. } => {
            format!("nothing that the agent collects: its lines go to {to}")
        }
        Output::Idle => "nothing".to_owned(),
        Output::Follows => "the lines of a file that another container may write".to_owned(),
        Output::Unknown(why) => format!("unknown: {why}"),
    };
    let known = !matches!(load.output, Output::Unknown(_));
    match load.ends.as_ref().filter(|_| known) {
        Some(ends) if ends.is_left => format!("{rate}, and exits at once"),
        Some(ends) => format!("{rate}, and exits after {}", ends.after),
        None => rate,
    }
}

/// A rate with what it may be.
fn shown(amount: &Amount) -> String {
    let rate = amount.rate;
    if amount.least == amount.most {
        rate.to_string()
    } else if amount.least.is_zero() {
        format!("at most {}", amount.most)
    } else {
        let (least, most) = (amount.least.beside(rate), amount.most.beside(rate));
        format!("{rate}, between {least} and {most}")
    }
}

/// Whether the pods of a load are uploaded by the agents of their nodes.
pub(super) fn shares_agent(load: &Load, model: &Model<'_>) -> bool {
    model.workloads.get(load.pod).is_some_and(|pod| !pod.on_node.is_empty())
}

fn pod_record(rate: &PodRate, load: &Load, model: &Model<'_>, limits: &Limits) -> PodRecord {
    let shares_agent = load.stated.nodes.is_some() && shares_agent(load, model);
    let nodes = load.stated.nodes.map_or(1, |nodes| nodes.value.max(1));
    let on_node = load.replicas.filter(|_| shares_agent).map_or(1, |pods| pods.div_ceil(nodes));
    let [usual, least] = [rate.rate, rate.least].map(|rate| rate.times(on_node));
    PodRecord {
        rate: rate.rate.into(),
        most: rate.most.into(),
        is_at_most: rate.least.is_zero(),
        arithmetic: rate.arithmetic(false),
        is_whole: rate.is_whole,
        is_steady: rate.is_steady,
        is_stated: load.stated.rate.is_some(),
        at: rate.at.and_then(|at| PlaceRecord::new(at, model.sources)),
        shares_agent,
        cap: BoundRecord::new(usual, limits.cap(), least <= limits.cap()),
    }
}

/// Pods spread evenly.
fn spread(
    replicas: u64,
    load: &Load,
    neighbours: &Neighbours<'_>,
    limits: &Limits,
) -> Option<NodesRecord> {
    let count = load.stated.nodes?.value;
    let most_pods = replicas.div_ceil(count.max(1));
    let rate = load.rate().filter(|rate| rate.is_whole && rate.is_steady);
    let sharing = Neighbours::pods(&neighbours.shared, load);
    let together = Neighbours::pods(&neighbours.stated, load);
    Some(NodesRecord {
        count,
        fewest_pods: replicas / count.max(1),
        most_pods,
        too_few: sharing.map(|pods| pods < count.saturating_mul(limits.generators_per_node())),
        too_many: together.map(|pods| {
            let most = load.stated.node_pods.map_or(limits.pods_per_node(), |pods| pods.value);
            pods.div_ceil(count.max(1)) > most || most_pods > load.most_on_node(most)
        }),
        uses: uses(load, most_pods),
        rate: rate.map(|rate| rate.rate.times(most_pods).into()),
    })
}

/// What so many pods take of a node whose size is stated.
fn uses(load: &Load, pods: u64) -> Vec<UseRecord> {
    let shares = load.shares();
    let requested = shares.iter().map(|share| UseRecord {
        what: share.resource.name().to_owned(),
        used: share.resource.shown(share.of(pods)),
        of: share.capacity.value.to_string(),
        percent: share.of(pods).percent_of(share.capacity.value.amount),
        holds: share.fits() >= pods,
    });
    let number = load.stated.node_pods.map(|most| UseRecord {
        what: "pods".to_owned(),
        used: pods.to_string(),
        of: most.value.to_string(),
        percent: pods.saturating_mul(100) / most.value.max(1),
        holds: pods <= most.value,
    });
    requested.chain(number).collect()
}

/// A test that takes so long.
fn test(duration: Duration, total: Option<Total<'_>>) -> TestRecord {
    let (seconds, rate) = (duration.seconds(), total.map(|total| total.rate.readable()));
    TestRecord {
        duration: duration.to_string(),
        seconds,
        volume: rate.map(|rate| format!("{rate} × {duration} = {}", rate.volume(seconds))),
        bytes: rate.map(|rate| rate.times(seconds).bytes()),
    }
}

fn unknown(load: &Load, pod: &Workload<'_>, scaled: bool) -> Vec<UnknownRecord> {
    let rate = unknown_rate(load).map(|(what, why)| {
        let how = format!("state the rate of one pod: {}", StatedFact::rate().how());
        is_unknown(what, &why, &how)
    });
    let pods = unknown_pods(load, pod, scaled);
    let nodes = load.stated.nodes.is_none().then(|| {
        let how = format!("state them: {}", StatedFact::nodes().how());
        is_unknown("the nodes", "no manifest sets them", &how)
    });
    let target = load.stated.target.is_none().then(|| {
        let how = format!("state it: {}", StatedFact::target().how());
        is_unknown("the target", "no manifest sets it", &how)
    });
    [rate, pods, nodes, target].into_iter().flatten().collect()
}

fn is_unknown(what: &str, why: &str, how: &str) -> UnknownRecord {
    UnknownRecord { what: what.to_owned(), why: why.to_owned(), how: how.to_owned() }
}

fn unknown_pods(load: &Load, pod: &Workload<'_>, scaled: bool) -> Option<UnknownRecord> {
    let of_pods = |why: &str, how| is_unknown("the number of pods", why, how);
    if scaled {
        let how = "remove the autoscaler, or set minReplicas to maxReplicas";
        return Some(of_pods("a HorizontalPodAutoscaler changes it", how));
    }
    load.replicas.is_none().then(|| {
        let why = format!("the number of pods of a {} isn't in the files", pod.pod.object.kind);
        of_pods(&why, "write the load test as a Deployment with replicas")
    })
}

/// What isn't known of the rate of a pod, and why.
fn unknown_rate(load: &Load) -> Option<(&'static str, String)> {
    match load.rate() {
        None => Some(("the rate of a pod", reasons(load))),
        Some(rate) if !rate.is_whole => Some(("the whole rate of a pod", reasons(load))),
        Some(rate) if !rate.is_steady => {
            Some(("a steady rate", "a generator exits by itself".to_owned()))
        }
        Some(_) => None,
    }
}

/// Why the rate of a pod isn't known.
fn reasons(load: &Load) -> String {
    let untold =
        load.containers.iter().filter(|one| !matches!(one.output, Output::Rate(_) | Output::Idle));
    let reason = |one: &ContainerLoad| match &one.output {
        Output::Unknown(why) => format!("`{}`: {why}", one.container),
        _ => format!("`{}` writes {}", one.container, writes(one)),
    };
    let reasons: Vec<String> = untold.map(reason).collect();
    match reasons.as_slice() {
        [] => "no container other than the agent is known to write".to_owned(),
        reasons => reasons.join("; "),
    }
}
