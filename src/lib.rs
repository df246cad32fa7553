//! lt-lint reads the Kubernetes manifests of a log load test before they are applied, and points at
//! what would spoil the test.
//!
//! Data flows one way: [`discover`] reads files, [`yaml`] parses them keeping every byte's place, triage tells
//! manifests from templates, [`kube`] understands them as objects, [`agent`] and [`load`] derive what happens at
//! run time, [`model`] holds all that, [`rule`] judges, suppression suppresses, [`output`] tells. Everything after
//! `discover` is pure: a [`Session`] is made once and lints any number of times.
//!
//! ```
//! use lt_lint::{Options, RuleSet, Session, SourceFile};
//!
//! # fn main() -> Result<(), lt_lint::Error> {
//! let session = Session::new(RuleSet::builtin()?, Options::default())?;
//! let manifest = b"apiVersion: v1\nkind: Pod\nmetadata: {name: flog}\nspec: {containers: {}}\n";
//! let report = session.lint(vec![SourceFile::new("pod.yaml", manifest.to_vec(), true)]);
//! let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
//! assert_eq!(rules, ["wrong-type"]);
//! # Ok(())
//! # }
//! ```

pub mod agent;
pub mod baseline;
mod bounded;
mod by_shape;
#[cfg(feature = "cli")]
pub mod cli;
mod closest;
pub mod config;
pub mod discover;
pub mod effective;
mod embedded;
pub mod error;
pub mod examples;
pub mod finding;
pub mod fix;
pub mod fixer;
pub mod fixture;
pub mod init;
pub mod kube;
pub mod limits;
mod line;
pub mod load;
mod log_commands;
pub mod model;
pub mod options;
pub mod output;
pub mod own_rules;
mod parallel;
pub mod paths;
pub mod plan;
pub mod policy;
#[cfg(feature = "cli")]
mod project;
#[cfg(feature = "schema")]
pub mod published;
#[cfg(feature = "cli")]
mod render;
pub mod report;
pub mod rule;
mod secret;
#[cfg(feature = "cli")]
pub mod server;
mod session;
mod settings_file;
pub mod source;
mod suppress;
pub mod text;
mod triage;
pub mod units;
pub mod web;
pub mod yaml;

pub use error::Error;
pub use limits::Limits;
pub use options::Options;
pub use report::{By, Report, SkipReason, Skipped, Summary, Suppressed, Unjudged, Wish};
pub use rule::RuleSet;
pub use session::{Session, lint};
pub use source::SourceFile;
