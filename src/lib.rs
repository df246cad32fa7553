//! lt-lint reads the Kubernetes manifests of a log load test before they are applied, and points at
//! what would spoil the test.
//!
//! Data flows one way: [`discover`] reads files, [`yaml`] parses them keeping every byte's place,
//! [`kube`] understands them as objects, [`agent`] and [`load`] derive what happens at run time,
//! [`rule`] judges, [`output`] tells. Everything behind `discover` is the pure function [`lint`].

pub mod agent;
pub mod baseline;
mod by_shape;
pub mod cli;
mod command;
pub mod config;
pub mod discover;
mod embedded;
pub mod error;
pub mod finding;
pub mod init;
pub mod kube;
mod kustomize;
mod lint;
pub mod load;
mod many;
pub mod output;
mod own_file;
pub mod plan;
pub mod rule;
mod secret;
pub mod source;
mod suppress;
mod templated;
pub mod text;
mod within;
pub mod yaml;

pub use lint::{Options, Report, SkipReason, Skipped, Summary, lint};
pub use suppress::{By, Suppressed};
