//! The load that the manifests make: rates with units, the facts that users state, and what follows.

mod fit;
mod generator;
mod loads;
mod node;
mod pod;
mod shell;
mod stated;

pub use fit::{PodRequests, Resource, Share};
pub(crate) use generator::load_of;
pub use generator::page as generators_page;
pub use generator::{
    Amount, ContainerLoad, Ends, Example, Generator, Generators, Mistake, MistakeKind, Output,
    Shared, Step,
};
pub use loads::{Group, Load, Loads, Total};
pub use node::{Capacity, Runtime, parse_cpu, parse_memory, parse_pods};
pub use pod::PodRate;
pub use stated::{BadFact, Fact, Flags, Stated, stated_by};
pub(crate) use stated::{IGNORE_PREFIX, parse_nodes};
