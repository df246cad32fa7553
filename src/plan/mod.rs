//! The capacity plan that a person would draw on paper, as records: made from the same load as the checks judge.

mod choices;
mod cost;
mod hide;
mod record;
mod target;
mod upload;
mod workload;

use crate::kube::secret::secrets;
use crate::limits::Limits;
use crate::model::Model;
use crate::options::Options;
use crate::session::Session;
use crate::source::SourceFile;
use crate::units::Rate;

pub use record::{
    AmountRecord, BoundRecord, ChoiceRecord, ContainerRecord, GoalRecord, LimitsRecord,
    NodesRecord, PlaceRecord, PlanRecord, PodRecord, PriceRecord, TestRecord, UnknownRecord,
    UploadRecord, UseRecord, WorkloadRecord,
};

/// Plan of the workloads in `sources`. Without any, that of the target among the flags.
#[must_use]
pub fn plan(session: &Session, sources: &[SourceFile]) -> PlanRecord {
    session.understand(sources, |model| plan_of(model, &session.options))
}

/// Plan of the workloads in a model.
pub(crate) fn plan_of(model: &Model<'_>, options: &Options) -> PlanRecord {
    let mut plan = record(model, options);
    plan.hide(secrets(&model.objects, model.sources, model.parsed, None).redactor());
    plan
}

fn record(model: &Model<'_>, options: &Options) -> PlanRecord {
    let limits = model.limits;
    let workloads = workload::records(model, limits);
    let mut goals = target::records(model, limits);
    if workloads.is_empty() {
        goals
            .extend(options.load.target.map(|target| target::alone(target, &options.load, limits)));
    }
    PlanRecord {
        version: record::VERSION,
        limits: limits.into(),
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

impl From<&Limits> for LimitsRecord {
    fn from(limits: &Limits) -> Self {
        Self {
            cap: limits.cap().into(),
            fewest_per_node: limits.generators_per_node(),
            most_per_node: limits.pods_per_node(),
        }
    }
}

/// What is to be reached, and what is fixed already.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    target: Rate,
    rate: Option<Rate>,
    nodes: Option<u64>,
    /// The most pods that one of the nodes takes.
    most_on_node: u64,
    /// Whether the pods of a node share its agent, and with it the cap.
    shares_agent: bool,
}
