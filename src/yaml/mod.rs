//! YAML as one tree that never loses its place: an arena of nodes with byte spans, read by [`parse`].
//!
//! Nothing is decoded into structs: typed views elsewhere borrow [`Node`]s, so whatever a rule looks
//! at can be pointed at.

mod builder;
mod edit;
mod field;
mod node;
mod parse;
mod path;
mod reason;
mod same;
mod scalar;

pub use edit::{Edits, scalar_of};
pub use field::field_at;
pub use node::{Document, Entry, Items, Kind, Node, Style};
pub use parse::{Comment, Parsed, Problem, ProblemKind, parse};
pub use path::{Path, Step};
pub use scalar::{Scalar, key_as_text};
