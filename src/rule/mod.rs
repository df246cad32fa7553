//! Rules: from the file that states one to the findings that it makes.

mod check;
pub mod docs;
mod engine;
mod file;
mod input;
mod places;
mod same_nodes;
mod set;
mod template;

pub use check::Hit;
pub use engine::judge;
pub use file::{Param, RuleFile, schema};
pub use input::{ContainerFacts, Input, PodFacts, PodRole};
pub use set::{Rule, RuleSet};
