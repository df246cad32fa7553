//! The load that the manifests make: rates with units, the facts that users state, and what follows.

mod annotations;
mod fit;
mod generator;
mod loads;
mod node;
mod pod;
mod shell;
mod stated;

pub(crate) use annotations::IGNORE_PREFIX;
pub use annotations::{BadFact, BadFactKind, misplaced_facts, stated_by};
pub use fit::{PodRequests, Resource, Share};
pub(crate) use generator::load_of;
pub use generator::page as generators_page;
pub use generator::{
    Amount, ContainerLoad, Ends, Example, Generator, Generators, Lines, Mistake, MistakeKind,
    Output, Parameter, ParameterType, Programs, Shared, Step,
};
pub use loads::{Excluded, Group, Load, Loads, Total, WaitedFor};
pub use node::{Capacity, Runtime, parse_cpu, parse_memory, parse_pods};
pub use pod::PodRate;
pub(crate) use stated::PREFIX;
pub(crate) use stated::examples;
pub use stated::{Fact, Flags, Form, Stated, StatedFact, Topic, parse_nodes};
