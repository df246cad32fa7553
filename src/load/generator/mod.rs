//! Load generators: what is known of them, and what a container's arguments make them write.

mod arguments;
mod check;
mod condition;
mod container;
mod docs;
mod file;
mod flags;
mod formula;
mod judge;
mod known;
mod output;
mod parser;
mod reader;
mod stray;
mod value;
mod word;

pub use arguments::{Mistake, MistakeKind};
pub(crate) use container::{View, load_of};
pub use docs::page;
pub use file::{Example, Generator};
pub(crate) use formula::{Number, decimal};
pub use known::Generators;
pub use output::{Amount, ContainerLoad, Ends, Output, Shared, Step};
pub(crate) use value::seconds_of;
pub(crate) use word::{Value, Word, lookup};
