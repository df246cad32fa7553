//! What lt-lint can be asked to do. Each command returns its output and the exit code.

mod baseline;
mod check;
mod completions;
mod config;
mod explain;
mod init;
mod load_args;
mod man;
mod objects;
mod place;
mod plan;
mod repository;
mod rules;
mod write;

pub(crate) use check::check;
pub(crate) use completions::completions;
pub(crate) use config::config;
pub(crate) use explain::explain;
pub(crate) use init::{InitArgs, init};
pub(crate) use load_args::{ConditionArgs, LoadArgs};
pub(crate) use man::man;
pub(crate) use objects::objects;
pub(crate) use place::Place;
pub(crate) use plan::{PlanArgs, plan};
pub(crate) use rules::rules;

use crate::error::Error;

/// Columns where no terminal tells.
const PIPED_WIDTH: usize = 100;

/// Text for standard output, and the exit code.
pub(crate) type Outcome = Result<(String, u8), Error>;
