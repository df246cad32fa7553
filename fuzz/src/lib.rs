//! What must hold of lt-lint whatever it is given. The fuzz targets call these functions, and so do the tests, which
//! read this folder as a module of theirs.

pub mod corpus;
mod cut;
mod fixing;
mod linting;
pub mod nodes;
mod reading;
pub mod serving;
mod settings;
pub mod targets;
mod values;
