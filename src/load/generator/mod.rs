//! Load generators: what is known of them, and what a container's arguments make them write.

mod argument;
mod arguments;
mod check;
mod command;
mod condition;
mod container;
mod dialect;
mod docs;
mod evaluate;
mod file;
mod flags;
mod formula;
mod found;
mod launch;
mod output;
mod parse;
mod positional;
mod registry;
mod script_file;
mod together;
mod value;

pub(crate) use argument::{Value, Word, lookup};
pub use arguments::{Mistake, MistakeKind};
pub(crate) use container::load_of;
pub use docs::page;
pub use file::{Example, Generator, Parameter, ParameterType};
pub use output::{Amount, ContainerLoad, Ends, Lines, Output, Programs, Shared, Step};
pub use registry::Generators;
