//! The plan as plain records, ready to be written.

use serde::Serialize;

use crate::agent::upload::CeilingRecord;
use crate::finding::ObjectName;
use crate::source::{LineIndex, Location, SourceFile};
use crate::units::Rate;

/// The version of the JSON format; it grows when a reader could misunderstand a newer plan.
pub(super) const VERSION: u32 = 1;

/// The capacity plan of a load test.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanRecord {
    /// Version of this format.
    pub version: u32,
    /// Limits that the rules check a load test against.
    pub limits: LimitsRecord,
    /// How many pods all workloads have at once, where that is known of each.
    pub pods: Option<u64>,
    /// What all workloads write together, where that is known of each.
    pub total: Option<AmountRecord>,
    /// The workloads that make load, in the order of the input.
    pub workloads: Vec<WorkloadRecord>,
    /// The targets, each with what would reach it.
    pub goals: Vec<GoalRecord>,
}

/// The limits in force.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LimitsRecord {
    /// The most that one pod may write: `limits.cap`.
    pub cap: AmountRecord,
    /// The fewest generator pods on a node: `limits.generators-per-node`.
    pub fewest_per_node: u64,
    /// The most pods on a node: `limits.pods-per-node`.
    pub most_per_node: u64,
}

/// A rate. Texts have two decimals, cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmountRecord {
    /// In the unit in which it was written, such as `5 MB/s`.
    pub text: String,
    /// Whole bytes per second.
    pub bytes_per_second: u64,
    /// Megabytes (10⁶ bytes) per second.
    pub megabytes: String,
    /// Mebibytes (2²⁰ bytes) per second.
    pub mebibytes: String,
    /// Terabytes (10¹² bytes) a day.
    pub terabytes_per_day: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceRecord {
    /// The file, with forward slashes; `<stdin>` for standard input.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A workload that makes load.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkloadRecord {
    /// Which object it is.
    pub object: ObjectName,
    /// Where it starts.
    pub at: PlaceRecord,
    /// Its containers next to the agent.
    pub containers: Vec<ContainerRecord>,
    /// What one pod writes, where it is known.
    pub pod: Option<PodRecord>,
    /// How many pods run at once, where it is known.
    pub replicas: Option<u64>,
    /// What all its pods write together, where it is known.
    pub total: Option<AmountRecord>,
    /// How its pods lie on the nodes, where their number is stated.
    pub nodes: Option<NodesRecord>,
    /// The test as a whole, where its time is stated.
    pub test: Option<TestRecord>,
    /// What isn't known, and how to state it.
    pub unknown: Vec<UnknownRecord>,
    /// What it asks of the cluster.
    pub price: PriceRecord,
    /// The most that the agent of a pod uploads; null where the files don't tell all its settings.
    pub upload: Option<UploadRecord>,
}

/// What an agent gets, against the most that it uploads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UploadRecord {
    /// The most that it uploads.
    pub ceiling: CeilingRecord,
    /// Whether it keeps up with the least that it may get; null where that isn't known.
    pub holds: Option<bool>,
    /// How many seconds of the busiest log file it may be after before it skips them all; null where the rate isn't known.
    pub skips_after_seconds: Option<u64>,
}

/// A container next to the agent.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContainerRecord {
    /// Its name.
    pub name: String,
    /// The generator that it runs, by its id, where it is known.
    pub generator: Option<String>,
    /// What it writes, in words.
    pub writes: String,
    /// What it writes by its arguments, where they tell.
    pub rate: Option<AmountRecord>,
    /// Where the rate was read.
    pub read_at: Vec<PlaceRecord>,
    /// How the rate was computed, a step a line.
    pub steps: Vec<String>,
    /// Whether the steps say more than the rate: there are several of them, or several figures go in.
    pub is_worked_out: bool,
}

/// What one pod writes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PodRecord {
    /// The rate.
    pub rate: AmountRecord,
    /// The most that it may be.
    pub most: AmountRecord,
    /// Whether it may be anything below.
    pub is_at_most: bool,
    /// How it is the sum of the containers, or the rate alone.
    pub arithmetic: String,
    /// Whether all containers are in it; otherwise the pod may write more.
    pub is_whole: bool,
    /// Whether it goes on; otherwise a generator ends by itself.
    pub is_steady: bool,
    /// Whether it is stated; otherwise the arguments tell it.
    pub is_stated: bool,
    /// Where it is; omitted for a flag or the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<PlaceRecord>,
    /// Whether the pods of a node share its agent, and the nodes are known: `cap` is about all of them on the fullest
    /// node then.
    pub shares_agent: bool,
    /// Against the cap.
    pub cap: BoundRecord,
}

/// A rate against another one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoundRecord {
    /// The other rate.
    pub bound: AmountRecord,
    /// The other rate as it reads next to the first: in that one's unit too, where they differ.
    pub shown: String,
    /// How many hundredths of it there are, cut.
    pub percent: u64,
    /// Whether it is kept, or reached.
    pub holds: bool,
}

/// How pods lie on nodes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NodesRecord {
    /// The nodes that they are spread over.
    pub count: u64,
    /// The pods on the emptiest node, where they are spread evenly.
    pub fewest_pods: u64,
    /// The pods on the fullest node.
    pub most_pods: u64,
    /// Whether all workloads together have fewer pods on a node than the rules want; `null` where that isn't known.
    pub too_few: Option<bool>,
    /// Whether they have more pods on the fullest node than the rules want; `null` where that isn't known.
    pub too_many: Option<bool>,
    /// What the fullest node writes, where it is known.
    pub rate: Option<AmountRecord>,
    /// What this workload takes of the fullest node, for each resource whose size is stated.
    pub uses: Vec<UseRecord>,
}

/// What the pods of a workload request of the fullest node, against what that has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UseRecord {
    /// Of what: a resource such as `CPU` or `memory`, or `pods`.
    pub what: String,
    /// What they request: cores, or bytes with a binary unit; of pods, how many there are.
    pub used: String,
    /// What the node has.
    pub of: String,
    /// How many hundredths of it that is, cut.
    pub percent: u64,
    /// Whether it is enough.
    pub holds: bool,
}

/// A test from its start to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestRecord {
    /// How long it takes, such as `2h30m`.
    pub duration: String,
    /// The same in seconds.
    pub seconds: u64,
    /// What all pods write in that time, with the arithmetic: `2 GB/s × 2h30m = 18 TB`; `null` where it isn't known.
    pub volume: Option<String>,
    /// The same in whole bytes.
    pub bytes: Option<u64>,
}

/// Something that the files don't tell.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnknownRecord {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// How to state it.
    pub how: String,
}

/// What a workload asks of the cluster. Amounts are rounded up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PriceRecord {
    /// Memory that a pod requests, in MiB, the agent included; where a container requests none, the sum is of the
    /// others.
    pub memory_per_pod: Option<String>,
    /// Cores that a pod requests.
    pub cpu_per_pod: Option<String>,
    /// Memory that all pods request, in GiB, where their number is known.
    pub memory: Option<String>,
    /// Cores that all pods request.
    pub cpu: Option<String>,
    /// Memory that the fullest node must have for them, in GiB, where the nodes are known.
    pub memory_per_node: Option<String>,
    /// Cores that the fullest node must have for them.
    pub cpu_per_node: Option<String>,
    /// Containers that request no memory.
    pub without_memory: Vec<String>,
    /// Containers that request no CPU.
    pub without_cpu: Vec<String>,
    /// The images that a node must have for a pod, those of init containers included; without those that are never
    /// pulled.
    pub images: Vec<String>,
    /// How many pulls it takes until every node that gets a pod has all of them, where the nodes are known and have none.
    pub image_pulls: Option<u64>,
    /// The fewest requests a minute that the agents make to the API server on nodes with Docker: each asks for every
    /// pod of its node. With containerd it depends on the agent's release, and isn't reported.
    pub api_requests_per_minute: Option<u64>,
}

/// A target, and what would reach it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GoalRecord {
    /// The target.
    pub target: AmountRecord,
    /// The workloads that are to reach it together.
    pub workloads: Vec<ObjectName>,
    /// What they write together, where it is known.
    pub total: Option<AmountRecord>,
    /// The total against the target.
    pub reached: Option<BoundRecord>,
    /// What one pod writes, where it is known.
    pub rate: Option<AmountRecord>,
    /// The rate against the cap.
    pub cap: Option<BoundRecord>,
    /// The pods that reach the target at this rate, where it is within the cap.
    pub needed: Option<u64>,
    /// The nodes that are given, where they are.
    pub nodes: Option<u64>,
    /// Ways to reach it that keep the limits, with as many pods on each node; empty where there is none.
    pub choices: Vec<ChoiceRecord>,
}

/// A way to reach a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoiceRecord {
    /// How many pods.
    pub replicas: u64,
    /// What each of them writes.
    pub rate: AmountRecord,
    /// On how many nodes.
    pub nodes: u64,
    /// How many on each.
    pub per_node: u64,
    /// What each node writes.
    pub node_rate: AmountRecord,
    /// What all write together.
    pub total: AmountRecord,
}

impl From<Rate> for AmountRecord {
    fn from(rate: Rate) -> Self {
        Self {
            text: rate.to_string(),
            bytes_per_second: rate.bytes(),
            megabytes: rate.number_in("MB"),
            mebibytes: rate.number_in("MiB"),
            terabytes_per_day: rate.times(86_400).number_in("TB"),
        }
    }
}

impl BoundRecord {
    /// A rate against `bound`.
    pub(super) fn new(rate: Rate, bound: Rate, holds: bool) -> Self {
        let shown = if rate.has_unit_of(bound) {
            bound.to_string()
        } else {
            format!("{bound} ({})", bound.in_unit_of(rate))
        };
        Self { bound: bound.into(), shown, percent: rate.percent_of(bound), holds }
    }
}

impl PlaceRecord {
    /// A place of the input; `None` where the file isn't of it.
    pub(crate) fn new(at: Location, sources: &[SourceFile]) -> Option<Self> {
        let source = sources.get(at.file.0)?;
        let position = LineIndex::new(&source.text).position(&source.text, at.span.start);
        Some(Self { path: source.name.clone(), line: position.line, column: position.column })
    }
}

impl std::fmt::Display for PlaceRecord {
    /// `k8s/scalyr-sidecar.yaml:35:60`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}
