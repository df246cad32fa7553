//! Checks of the text: what YAML, kubectl and lt-lint itself make of it. They speak first.

pub(in crate::rule) mod kindless;
mod misplaced;
pub(in crate::rule) mod misread;
pub(in crate::rule) mod parse;
pub(in crate::rule) mod placeholder;
pub(in crate::rule) mod quoted;
pub(in crate::rule) mod slip;
pub(in crate::rule) mod suppression;
