//! YAML as one tree that never loses its place: an arena of nodes with byte spans, read by [`parse`].
//!
//! Nothing is decoded into structs: typed views elsewhere borrow [`Node`]s, so whatever a rule looks
//! at can be pointed at.

mod block;
mod builder;
mod cause;
mod change;
mod edit;
mod entry;
mod equality;
mod explain;
mod field;
mod flow;
mod items;
mod key_order;
mod layout;
mod line;
mod lookup;
mod markers;
mod mended;
mod node;
mod nodes;
mod number;
mod ordinary;
mod parse;
mod path;
mod place;
mod reject;
mod scalar;
mod split;
mod stray;
mod stream;
mod syntax_message;
mod tree;
mod tried;
mod typed;
mod value;
mod written;

pub use change::{Below, Tree};
pub use edit::{Edits, scalar_in_block, scalar_of};
pub use entry::Entry;
pub use field::field_at;
pub use items::Items;
pub use mended::{Mending, mendings, missing_above};
pub use node::{Kind, Node, Style};
pub use number::go_text;
pub use parse::{Comment, KeyPlaces, Parsed, Problem, ProblemKind, parse, parse_with};
pub use path::{Gap, Path, Step};
pub use place::{Segment, show};
pub use scalar::{Scalar, is_plain_text};
pub use stream::Reader;
pub use tree::{Document, Namespace, Placed};
pub use typed::{Mistake, TypedFile, from_document};
