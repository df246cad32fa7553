//! `rate`: the load that the workloads make, against the agent's cap, the nodes and the target.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::load::{Fact, Group, Load, Rate, decimal};
use crate::source::Location;

use super::{Check, Hit, Input, Params, Scope, Subject, settle_as};

/// Options of `rate`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Which mistake.
    report: Report,
    /// The most that one pod may write, for `above-cap`.
    #[serde(default)]
    cap: Option<String>,
    /// The fewest generator pods on a node, for `too-few-per-node`.
    #[serde(default)]
    per_node: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Report {
    /// A pod writes more than `cap`. Variables: `rate`, `cap`, `replicas`.
    AboveCap,
    /// Fewer than `per-node` pods on each node. Variables: `replicas`, `nodes`, `actual`, `per-node`,
    /// `needed`.
    TooFewPerNode,
    /// All pods together don't reach the target. Variables: `replicas`, `rate`, `total`, `target`, `needed`.
    BelowTarget,
}

/// The check with its limits.
#[derive(Debug)]
pub enum RateCheck {
    /// A pod writes more than this.
    AboveCap(Rate),
    /// Fewer pods than this on each node.
    TooFewPerNode(u64),
    /// The target isn't reached.
    BelowTarget,
}

impl Options {
    pub(super) fn compile(&self, params: &Params) -> Result<RateCheck, String> {
        let needed = |option: &Option<String>, name: &str| {
            option.clone().ok_or_else(|| format!("this report needs `{name}`"))
        };
        Ok(match self.report {
            Report::AboveCap => RateCheck::AboveCap(settle_as(&needed(&self.cap, "cap")?, params)?),
            Report::TooFewPerNode => {
                RateCheck::TooFewPerNode(settle_as(&needed(&self.per_node, "per-node")?, params)?)
            }
            Report::BelowTarget => RateCheck::BelowTarget,
        })
    }
}

impl Check for RateCheck {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn variables(&self) -> &'static [&'static str] {
        match self {
            Self::AboveCap(_) => &["rate", "cap", "cap-in-unit"],
            Self::TooFewPerNode(_) => &["replicas", "nodes", "actual", "per-node", "needed"],
            Self::BelowTarget => &["replicas", "rate", "total", "target", "needed"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, input: &Input<'a>, hits: &mut Vec<Hit>) {
        let plan = &input.plan;
        let new = match *self {
            Self::AboveCap(cap) => plan.loads.iter().filter_map(|load| above_cap(load, cap, input)).collect(),
            Self::TooFewPerNode(least) => {
                plan.by_nodes().iter().filter_map(|group| too_few(group, least)).collect()
            }
            Self::BelowTarget => plan.by_target().iter().filter_map(below_target).collect::<Vec<_>>(),
        };
        hits.extend(new);
    }
}

fn above_cap(load: &Load, cap: Rate, input: &Input<'_>) -> Option<Hit> {
    let rate = load.stated.rate.filter(|rate| rate.value > cap)?;
    let pod = input.pods.get(load.pod)?;
    // A rate from a flag has no place: then the workload's replicas stand for it.
    let at = rate.at.or(load.replicas_at).unwrap_or_else(|| pod.identity());
    let hit = Hit::new(at, "").with("rate", rate.value).with("cap", cap);
    let mut hit = hit.with("cap-in-unit", cap.in_unit_of(rate.value));
    hit.object = Some(pod.identity());
    let context = load.replicas.zip(load.replicas_at).filter(|(_, replicas_at)| *replicas_at != at);
    Some(match context {
        Some((replicas, at)) => hit.and(at, format!("in each of {replicas} pods")),
        None => hit,
    })
}

/// Pods of all workloads of a group, and their fields; `None` where one of them isn't known.
fn pods_of<T>(group: &Group<'_, T>) -> Option<(u64, Vec<Location>)> {
    let total = group.loads.iter().try_fold(0_u64, |sum, load| Some(sum.saturating_add(load.replicas?)))?;
    let places: Option<Vec<Location>> = group.loads.iter().map(|load| load.replicas_at).collect();
    places.map(|places| (total, places))
}

fn hit_at(places: &[Location], fact: Option<Location>, what: &str) -> Option<Hit> {
    let (first, others) = places.split_first()?;
    let hit = Hit::new(*first, "");
    let hit = others.iter().fold(hit, |hit, place| hit.and(*place, "these too"));
    let hit = hit.resting_on(others.iter().copied().chain(fact));
    Some(match fact {
        Some(at) => hit.and(at, what),
        None => hit,
    })
}

fn too_few(group: &Group<'_, u64>, least: u64) -> Option<Hit> {
    let Fact { value: nodes, at } = group.fact;
    let (replicas, places) = pods_of(group)?;
    let needed = nodes.saturating_mul(least);
    if replicas >= needed {
        return None;
    }
    let hundredths = i128::from(replicas) * 100 / i128::from(nodes.max(1));
    let actual = match hundredths {
        0 if replicas > 0 => "under 0.01".to_owned(),
        _ => decimal(hundredths * 10_000_000),
    };
    let hit = hit_at(&places, at, &format!("on {nodes} nodes"))?;
    let hit = hit.with("replicas", replicas).with("nodes", nodes).with("per-node", least);
    Some(hit.with("actual", actual).with("needed", needed))
}

fn below_target(group: &Group<'_, Rate>) -> Option<Hit> {
    let Fact { value: target, at } = group.fact;
    let (replicas, places) = pods_of(group)?;
    let mut rates = Vec::new();
    let mut total: Option<Rate> = None;
    for load in &group.loads {
        let rate = load.stated.rate?.value;
        let sum = rate.times(load.replicas?).in_unit_of(target);
        total = Some(total.map_or(sum, |total| total.plus(sum)));
        rates.push(rate);
    }
    let (total, rate) = (total?, *rates.first()?);
    if total >= target {
        return None;
    }
    let hit = hit_at(&places, at, "the target")?;
    let hit = hit.with("replicas", replicas).with("rate", rate).with("total", total);
    Some(hit.with("target", target).with("needed", rate.count_to_reach(target)))
}
