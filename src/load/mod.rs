//! The load that the manifests make: rates with units, the facts that users state, and what follows.

mod plan;
mod provider;
mod rate;

pub use plan::{Group, Load, Plan};
pub(crate) use provider::parse_nodes;
pub use provider::{BadFact, Fact, Flags, Stated, stated_by};
pub use rate::{Rate, decimal};
