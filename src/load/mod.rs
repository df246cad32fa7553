//! The load that the manifests make: rates with units, the facts that users state, and what follows.

mod duration;
mod fit;
mod generator;
mod node;
mod plan;
mod pod;
mod provider;
mod rate;
mod shell;
mod slip;

pub use duration::Duration;
pub use fit::{PodRequests, Resource, Share};
pub use generator::page as generators_page;
pub use generator::{
    Amount, ContainerLoad, Ends, Example, Generator, Generators, Mistake, MistakeKind, Output, Shared, Step,
};
pub(crate) use generator::{View, load_of};
pub use node::{Capacity, Runtime, parse_cpu, parse_memory, parse_pods};
pub(crate) use plan::Candidate;
pub use plan::{Group, Load, Plan, Total};
pub use pod::PodRate;
pub(crate) use provider::parse_nodes;
pub use provider::{BadFact, Fact, Flags, Stated, stated_by};
pub use rate::{Rate, decimal};
