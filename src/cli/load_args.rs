//! What is stated of the load on the command line, the same for every command.

use clap::Args;

use crate::load::{Capacity, Flags, Runtime, parse_cpu, parse_memory, parse_nodes, parse_pods};
use crate::units::{Duration, Rate};

/// The plan of the load test; beats the configuration and annotations.
#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// How many nodes the generator pods are spread over; beats the annotation lt-lint/nodes.
    #[arg(long, allow_hyphen_values = true, value_parser = parse_nodes)]
    pub nodes: Option<u64>,
    /// What one pod writes, such as 5MB/s; beats the annotation lt-lint/rate.
    #[arg(long, allow_hyphen_values = true)]
    pub rate: Option<Rate>,
    /// What all pods together are to reach, such as 2GB/s; beats the annotation lt-lint/target.
    #[arg(long, allow_hyphen_values = true)]
    pub target: Option<Rate>,
    #[command(flatten)]
    pub conditions: ConditionArgs,
}

/// What is stated of the test's time and of the nodes.
#[derive(Debug, Args)]
pub(crate) struct ConditionArgs {
    /// How long the test takes, such as 2h30m.
    #[arg(long, allow_hyphen_values = true)]
    pub duration: Option<Duration>,
    /// The cores that a node has for its pods, such as 16.
    #[arg(long, value_name = "CORES", allow_hyphen_values = true, value_parser = parse_cpu)]
    pub node_cpu: Option<Capacity>,
    /// The memory that a node has for its pods, such as 64Gi.
    #[arg(long, value_name = "MEMORY", allow_hyphen_values = true, value_parser = parse_memory)]
    pub node_memory: Option<Capacity>,
    /// How many pods a node runs at most.
    #[arg(long, value_name = "PODS", allow_hyphen_values = true, value_parser = parse_pods)]
    pub node_pods: Option<u64>,
    /// What runs the containers, docker or containerd.
    #[arg(long)]
    pub runtime: Option<Runtime>,
}

impl LoadArgs {
    /// The facts that they state.
    pub fn flags(&self) -> Flags {
        Flags { rate: self.rate, nodes: self.nodes, target: self.target, ..self.conditions.flags() }
    }
}

impl ConditionArgs {
    /// The facts that they state.
    pub fn flags(&self) -> Flags {
        Flags {
            duration: self.duration,
            node_cpu: self.node_cpu,
            node_memory: self.node_memory,
            node_pods: self.node_pods,
            runtime: self.runtime,
            ..Flags::default()
        }
    }
}
