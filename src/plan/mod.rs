//! The capacity plan that a person would draw on paper, as records: made from the same load as the checks judge.

mod choices;
mod cost;
mod record;
mod target;
mod workload;

use crate::error::Error;
use crate::load::Load;
use crate::model::Model;
use crate::options::Options;
use crate::rule::{Rule, RuleSet};
use crate::session::Session;
use crate::source::SourceFile;
use crate::units::Rate;

pub use record::{
    AmountRecord, BoundRecord, ChoiceRecord, ContainerRecord, GoalRecord, LimitsRecord,
    NodesRecord, PlaceRecord, PlanRecord, PodRecord, PriceRecord, TestRecord, UnknownRecord,
    UseRecord, WorkloadRecord, plan_schema,
};

/// What the rules hold a load test against.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most that one pod may write.
    pub cap: Rate,
    /// The fewest generator pods on a node.
    pub fewest: u64,
    /// The most pods on a node.
    pub most: u64,
}

impl Limits {
    /// The limits as the parameters of the rules have them.
    ///
    /// # Errors
    /// For a parameter that isn't there or can't be read.
    pub fn new(rules: &RuleSet) -> Result<Self, Error> {
        Ok(Self {
            cap: param(rules, "rate-above-cap", "cap")?,
            fewest: param(rules, "too-few-generators", "per-node")?,
            most: param(rules, "too-many-per-node", "per-node")?,
        })
    }
}

impl Limits {
    /// These, as far as nodes of the stated size take the pods.
    fn on_nodes_of(self, loads: &[&Load]) -> Self {
        let most = loads.iter().map(|load| load.most_on_node(self.most)).min();
        Self { most: most.unwrap_or(self.most), ..self }
    }
}

fn param<T: std::str::FromStr>(rules: &RuleSet, id: &str, name: &str) -> Result<T, Error> {
    let text = rules.get(id).map(Rule::params).and_then(|params| params.get(name));
    let value = text.and_then(|text| text.parse().ok());
    value.ok_or_else(|| Error::new(id, format!("the parameter {name} can't be read")))
}

/// Plan of the workloads in `sources`. Without any, that of the target among the flags.
///
/// # Errors
/// For rules whose limits can't be read.
pub fn plan(session: &Session, sources: &[SourceFile]) -> Result<PlanRecord, Error> {
    let limits = Limits::new(&session.rules)?;
    Ok(session.understand(sources, |model| record(model, &session.options, &limits)))
}

fn record(model: &Model<'_>, options: &Options, limits: &Limits) -> PlanRecord {
    let workloads = workload::records(model, limits);
    let mut goals = target::records(model, limits);
    if workloads.is_empty() {
        goals
            .extend(options.load.target.map(|target| target::alone(target, &options.load, limits)));
    }
    PlanRecord {
        version: record::VERSION,
        limits: (*limits).into(),
        pods: workloads
            .iter()
            .map(|one| one.replicas)
            .reduce(|sum, pods| sum?.checked_add(pods?))
            .flatten(),
        total: workload::together(model).map(|total| total.readable().into()),
        workloads,
        goals,
    }
}

impl From<Limits> for LimitsRecord {
    fn from(limits: Limits) -> Self {
        Self { cap: limits.cap.into(), fewest_per_node: limits.fewest, most_per_node: limits.most }
    }
}

/// What is to be reached, and what is fixed already.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    target: Rate,
    rate: Option<Rate>,
    nodes: Option<u64>,
}
