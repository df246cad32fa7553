//! Rules: from the file that states one to the findings that it makes.

mod admission;
mod cel;
mod check;
mod compiled;
mod context;
pub mod docs;
mod effect;
mod engine;
mod file;
mod fix;
mod selection;
mod set;
mod span_index;
mod template;

pub(crate) use cel::NoCel;
pub use check::{Hit, SuppressionFault};
pub use compiled::Rule;
pub use context::{Shared, Subject};
pub use engine::judge;
pub use file::{Param, RuleFile};
pub use fix::{EditFile, FixFile, NameFile, WayFile};
pub use set::RuleSet;
