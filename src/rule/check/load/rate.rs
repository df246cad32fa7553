//! `rate`: the load that the workloads make, against the agent's cap, the nodes and the target.

use std::borrow::Cow;

use serde::Deserialize;

use crate::error::KeyError;
use crate::limits::Limits;
use crate::load::{ContainerLoad, Fact, Group, Load, Mistake, MistakeKind, Output, PodRate, Total};
use crate::source::Location;
use crate::text::count;
use crate::units::Rate;

use super::on_node::above_on_node;
use super::remedy::{kinds, on_each, raised, remedy, written_replicas};
use crate::model::{Model, Workload};
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject, resolve_as};

/// RateFile of `rate`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RateFile {
    /// Which mistake.
    report: Find,
    /// The most that one pod may write, for `above-cap`.
    #[serde(default)]
    cap: Option<String>,
    /// The fewest generator pods on a node, for `too-few-per-node`.
    #[serde(default)]
    per_node: Option<String>,
    /// How far a stated rate may be from that of the arguments, in percent, for `mismatch`.
    #[serde(default)]
    tolerance: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// A pod writes more than `cap`, as stated or by its arguments (case `rate`), or as fast as it can (case
    /// `unlimited`); or the pods of a node do that share its agent (case `node`). Variables: `rate`, `cap`,
    /// `cap-in-unit`, `container`, `fit`: how many pods a node's agent can take.
    AboveCap,
    /// The stated rate isn't that of the arguments. Variables: `stated`, `rate`, `source`: what states it.
    Mismatch,
    /// Fewer than `per-node` pods on each node, of all workloads that may share the nodes. Variables: `replicas`,
    /// `nodes`, `actual`, `per-node`, `needed`, and `remedy`: how there are more.
    TooFewPerNode,
    /// All pods together don't reach the target. Variables: `replicas`, `rate`, `total`, `target`, `needed`,
    /// `spread`: on how many nodes, and `remedy`: how there are so many.
    BelowTarget,
}

/// The check with its limits.
#[derive(Debug)]
pub(crate) enum RateCheck {
    /// A pod writes more than this.
    AboveCap(Rate),
    /// The stated rate is further than so many percent from that of the arguments.
    Mismatch(u64),
    /// Fewer pods than this on each node.
    TooFewPerNode(u64),
    /// The target isn't reached.
    BelowTarget,
}

impl Options for RateFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let needed = |name: &str, option: &Option<String>| {
            option
                .clone()
                .ok_or_else(|| KeyError::new(format!("this report needs `{name}`")).at_key())
        };
        Ok(Box::new(match self.report {
            Find::AboveCap => {
                RateCheck::AboveCap(resolve_as("cap", &needed("cap", &self.cap)?, params)?)
            }
            Find::TooFewPerNode => RateCheck::TooFewPerNode(resolve_as(
                "per-node",
                &needed("per-node", &self.per_node)?,
                params,
            )?),
            Find::Mismatch => RateCheck::Mismatch(resolve_as(
                "tolerance",
                &needed("tolerance", &self.tolerance)?,
                params,
            )?),
            Find::BelowTarget => RateCheck::BelowTarget,
        }))
    }
}

impl Check for RateCheck {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        match self {
            Self::AboveCap(_) => &["rate", "unlimited", "node"],
            _ => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self {
            Self::TooFewPerNode(_) | Self::BelowTarget => &[""],
            Self::AboveCap(_) | Self::Mismatch(_) => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self {
            Self::AboveCap(_) => &["rate", "cap", "cap-in-unit", "container", "fit"],
            Self::Mismatch(_) => &["stated", "rate", "source"],
            Self::TooFewPerNode(_) => {
                &["replicas", "nodes", "actual", "per-node", "needed", "remedy"]
            }
            Self::BelowTarget => {
                &["replicas", "rate", "total", "target", "needed", "spread", "remedy"]
            }
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let all = model.loads.all.iter();
        match *self {
            Self::AboveCap(cap) => {
                let groups = model.by_shared_nodes();
                hits.extend(all.filter_map(|load| above_cap(load, cap, model)));
                hits.extend(groups.iter().filter_map(|it| above_on_node(it, cap, model)));
            }
            Self::Mismatch(tolerance) => {
                hits.extend(all.filter_map(|load| mismatch(load, tolerance, model)));
            }
            Self::TooFewPerNode(least) => {
                // Whether workloads of several folders or namespaces share their nodes, the files don't tell.
                let groups = model.by_alike_nodes();
                hits.extend(groups.iter().filter_map(|group| too_few(group, least, model)));
            }
            Self::BelowTarget => {
                let groups = model.loads.by_target();
                hits.extend(groups.iter().filter_map(|group| below_target(group, model)));
            }
        }
    }
}

fn above_cap(load: &Load, cap: Rate, model: &Model<'_>) -> Option<Hit> {
    let pod = model.workloads.get(load.pod)?;
    let object = Some(pod.identity());
    let Some(rate) = rate_above(load, cap) else {
        let hit = load.containers.iter().find_map(|container| unlimited_above(container, cap))?;
        return Some(Hit { object, ..hit.because_of(load.read_from()) });
    };
    // A rate from a flag has no place: then the workload's replicas means it.
    let at = rate.at.or(load.replicas_at).unwrap_or_else(|| pod.identity());
    let hit = Hit::new(at, "rate").var("rate", rate.arithmetic(rate.asked() > cap));
    let hit = arguments(capped(hit, cap, rate.rate), &rate).because_of(load.read_from());
    // Among as many pods as there are it would be shared well.
    let fits = |(_, told): &(Location, u64)| {
        load.replicas.is_some_and(|pods| rate.rate.times(*told) <= cap.times(pods))
    };
    let hit = hit.because_of(load.misshared().filter(fits).map(|(at, _)| at));
    let hit = Hit { object, ..hit };
    Some(in_each(hit, load))
}

/// With the number of pods, where that is another place.
fn in_each(hit: Hit, load: &Load) -> Hit {
    let at = hit.at;
    let others = |&(replicas, replicas_at): &(u64, Location)| replicas > 1 && replicas_at != at;
    match load.replicas.zip(load.replicas_at).filter(others) {
        Some((replicas, at)) => hit.related(at, format!("in each of {replicas} pods")),
        None => hit,
    }
}

/// The pod's rate where even the least that it can be is above the cap. Whatever is stated, what the arguments make is
/// what the agent gets.
fn rate_above(load: &Load, cap: Rate) -> Option<Cow<'_, PodRate>> {
    let is_above = |rate: &Cow<'_, PodRate>| rate.least > cap;
    let derived = || load.derived.as_ref().map(Cow::Borrowed);
    load.rate().filter(is_above).or_else(|| derived().filter(is_above))
}

/// With the cap, also in the unit of the rate where that is another one, or in one that can be read.
pub(super) fn capped(hit: Hit, cap: Rate, rate: Rate) -> Hit {
    let in_unit =
        if cap.beside(rate).has_unit_of(rate) { cap.in_unit_of(rate) } else { cap.readable() };
    let both = if cap.has_unit_of(rate) { cap.to_string() } else { format!("{cap} ({in_unit})") };
    hit.var("cap", both).var("cap-in-unit", in_unit)
}

/// With the other places that say a rate.
fn arguments(hit: Hit, rate: &PodRate) -> Hit {
    let first = hit.at;
    let places = rate.parts.iter().flat_map(|part| {
        let rate = format!("+ {}", part.asks.unwrap_or(part.rate));
        let own = std::iter::once((part.at, rate));
        own.chain(part.from.iter().map(|at| (*at, "and this".to_owned())))
    });
    places.filter(|(at, _)| *at != first).fold(hit, |hit, (at, text)| hit.related(at, text))
}

/// A generator that nothing holds back, neither its arguments nor a limit of CPU: the least that it writes, where
/// it is to be seen, and the arguments that are taken for a pause and are none.
fn unlimited(container: &ContainerLoad) -> Option<(Rate, Location, Vec<Location>)> {
    let Output::Unlimited { least: Some(least), at } = container.output else {
        return None;
    };
    let is_cause = |mistake: &&Mistake| {
        matches!(mistake.kind, MistakeKind::TakenForAnother | MistakeKind::Stray)
    };
    let misread =
        container.mistakes.iter().filter(is_cause).filter_map(|mistake| mistake.at).collect();
    container.cpu_limit.is_none().then_some((least, at, misread))
}

fn unlimited_above(container: &ContainerLoad, cap: Rate) -> Option<Hit> {
    let (least, at, misread) = unlimited(container).filter(|(least, ..)| *least > cap)?;
    let hit = Hit::new(at, "unlimited").var("rate", least).var("container", &container.container);
    Some(capped(hit.because_of(misread), cap, least))
}

fn mismatch(load: &Load, tolerance: u64, model: &Model<'_>) -> Option<Hit> {
    let fact = load.stated.rate?;
    let hit = match load.derived.as_ref() {
        Some(rate) => off_by(rate, fact, load, tolerance)?,
        None => unlimited_beyond(fact, load)?,
    };
    let object = model.workloads.get(load.pod).map(Workload::identity);
    Some(Hit { object, ..hit.because_of(load.read_from()) })
}

/// A generator that nothing holds back, and that writes more than is stated.
fn unlimited_beyond(fact: Fact<Rate>, load: &Load) -> Option<Hit> {
    let mut all = load.containers.iter().filter_map(unlimited);
    let (least, argument, misread) = all.find(|(least, ..)| *least > fact.value)?;
    let hit = stated_at(fact, argument, load).var("rate", format_args!("{least} or more"));
    let hit = hit.because_of(misread);
    Some(if fact.at.is_some() { hit.related(argument, "no rate limit") } else { hit })
}

/// A rate of the arguments that is further from what is stated than may be.
fn off_by(rate: &PodRate, fact: Fact<Rate>, load: &Load, tolerance: u64) -> Option<Hit> {
    let stated = fact.value;
    let least = rate.least.min(rate.asked()).percent(100_u64.saturating_sub(tolerance));
    let most = rate.most.percent(100_u64.saturating_add(tolerance));
    if stated >= least && (stated <= most || !rate.is_whole) {
        return None;
    }
    let said = if rate.least.is_zero() { rate.shown() } else { rate.arithmetic(true) };
    let made = rate.asked();
    let is_readable = made.beside(stated).has_unit_of(stated) && !made.has_unit_of(stated);
    let said = if is_readable { format!("{said} ({})", made.in_unit_of(stated)) } else { said };
    let first = rate.at?;
    let hit = stated_at(fact, first, load).var("rate", said);
    let others = rate.parts.iter().filter(|part| fact.at.is_some() || part.at != first);
    let hit = others.fold(hit, |hit, part| {
        hit.stated_at(Some(part.at), format!("{}", part.asks.unwrap_or(part.rate)))
    });
    Some(hit.because_of(load.misshared().map(|(at, _)| at)))
}

/// A hit where a rate is stated, or at the first argument where no file states it: then it says all that is wrong
/// with what is computed of them.
fn stated_at(fact: Fact<Rate>, argument: Location, load: &Load) -> Hit {
    let (hit, source) = match fact.at {
        Some(at) => (Hit::new(at, ""), "the annotation"),
        None => {
            let hit = Hit::new(argument, "").subsumes(load.read_from());
            (hit, "`--rate`, or `rate` under `load` in .lt-lint.yaml,")
        }
    };
    hit.var("stated", fact.value).var("source", source)
}

/// Pods of all workloads of a group, and their fields; `None` where one of them isn't known.
pub(super) fn pods_of<T>(group: &Group<'_, T>) -> Option<(u64, Vec<Location>)> {
    let total = group.pods()?;
    let places: Option<Vec<Location>> = group.loads.iter().map(|load| load.replicas_at).collect();
    places.map(|places| (total, places))
}

/// A hit at the numbers of pods, with the fact that they are checked against.
pub(super) fn hit_at(
    places: &[Location],
    fact: Option<Location>,
    what: &str,
    case: &'static str,
) -> Option<Hit> {
    let (first, others) = places.split_first()?;
    let hit = Hit::new(*first, case);
    let hit = others.iter().fold(hit, |hit, place| hit.related(*place, "these too"));
    let hit = hit.because_of(others.iter().copied().chain(fact));
    Some(match fact {
        Some(at) => hit.related(at, what),
        None => hit,
    })
}

fn too_few(group: &Group<'_, u64>, least: u64, model: &Model<'_>) -> Option<Hit> {
    let Fact { value: nodes, at } = group.fact;
    let (replicas, places) = pods_of(group)?;
    let needed = nodes.saturating_mul(least);
    if replicas >= needed {
        return None;
    }
    let hit = hit_at(&places, at, &format!("on {}", count(nodes, "node")), "")?;
    let hit = hit.var("replicas", count(replicas, "generator pod"));
    let hit = hit.var("nodes", count(nodes, "node")).var("per-node", least);
    let mut remedy = remedy(group, needed, model);
    let is_daemon = kinds(group, model).contains("DaemonSet");
    if nodes > 1 && !is_daemon {
        remedy.push_str(", or run on fewer nodes");
    }
    // A number of pods that a DaemonSet doesn't accept says that it was to be another kind.
    let hit = hit.because_of(written_replicas(group, model).filter(|_| is_daemon));
    let hit = hit.mended_by(raised(group, needed, model));
    let actual = on_each(replicas, nodes);
    Some(hit.var("actual", actual).var("needed", needed).var("remedy", remedy))
}

fn below_target(group: &Group<'_, Rate>, model: &Model<'_>) -> Option<Hit> {
    let Fact { value: target, at } = group.fact;
    let (replicas, places) = pods_of(group)?;
    let totals = group.loads.iter().map(|load| load.total());
    let totals = totals.collect::<Option<Vec<Total<'_>>>>()?;
    let total = sum(&totals, |total| total.rate)?;
    let most = sum(&totals, |total| total.most)?;
    if most >= target {
        return None;
    }
    let rate = totals.first()?.pod.as_ref();
    let needed = rate.rate.count_to_reach(target);
    let hit = with_sources(hit_at(&places, at, "the target", "")?, group, &totals);
    let (total, goal) = in_one_unit(total, target);
    let hit = hit.var("replicas", count(replicas, "pod"));
    let hit = hit.var("rate", each(rate)).var("total", total);
    let nodes = group.loads.first().and_then(|load| load.stated.nodes).map(|nodes| nodes.value);
    let hit = hit.var("spread", spread(needed, replicas, nodes, model.limits));
    let hit = hit.mended_by(raised(group, needed, model));
    let hit = hit.var("remedy", remedy(group, needed, model));
    Some(hit.var("target", goal).var("needed", needed))
}

fn sum(totals: &[Total<'_>], of: fn(&Total<'_>) -> Rate) -> Option<Rate> {
    totals.iter().map(of).reduce(Rate::plus)
}

/// With what the rates of the pods are read from.
fn with_sources(hit: Hit, group: &Group<'_, Rate>, totals: &[Total<'_>]) -> Hit {
    let rates = || totals.iter().map(|total| total.pod.as_ref());
    let hit = hit.because_of(group.loads.iter().flat_map(|load| load.read_from()));
    let hit = hit.because_of(group.loads.iter().filter_map(|load| Some(load.misshared()?.0)));
    let whole = rates().filter(|rate| rate.parts.is_empty()).filter_map(|rate| rate.at);
    let parts = rates().flat_map(|rate| &rate.parts);
    parts.fold(hit.because_of(whole), |hit, part| {
        hit.related(part.at, format!("{} in each pod", part.rate))
    })
}

/// A total and its target in one unit: in that of the target where that leaves anything of the total to read.
fn in_one_unit(total: Rate, target: Rate) -> (Rate, String) {
    match total.beside(target) {
        total if total.has_unit_of(target) => (total, target.to_string()),
        total => (total.readable(), format!("{target} ({})", target.in_unit_of(total.readable()))),
    }
}

/// What each pod writes, as the end of a phrase: `at 5 MB/s`, `at most 5 MB/s each`.
fn each(rate: &PodRate) -> String {
    let is_least = rate.least.is_zero();
    if is_least {
        format!("that write {} each", rate.shown())
    } else {
        format!("at {}", rate.shown())
    }
}

/// On how many nodes so many pods belong.
fn spread(needed: u64, replicas: u64, nodes: Option<u64>, limits: &Limits) -> String {
    match nodes.filter(|_| replicas > 0) {
        Some(nodes) => {
            let nodes = needed.saturating_mul(nodes).div_ceil(replicas);
            format!("{} with the present number per node", count(nodes, "node"))
        }
        None => {
            let fewest = limits.generators_per_node().max(1);
            format!("at most {} with {fewest} on each", count((needed / fewest).max(1), "node"))
        }
    }
}
