//! What lt-lint does, from the tree of a text to the output of the binary. The tests of a subject are a module, and
//! `cargo test --test it <module>` runs them. One crate holds them all, so that a change of the library is linked once.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test that fails may panic")]

mod agent_settings;
mod annotations;
mod architecture;
mod baseline;
mod cli;
mod config;
mod config_schema;
mod consequences;
mod docs;
mod fixes;
mod foreign_kinds;
mod gallery;
mod generators;
mod habits;
mod init;
mod init_asks;
mod kubernetes;
mod limits;
mod many;
mod mutants;
mod nodes;
mod own_rules;
mod parts;
mod plan;
mod policy;
mod readers;
mod replay;
mod reports;
mod rules;
mod secret_slips;
mod secrets;
mod slips;
mod spoil;
mod suite;
mod supply;
mod support;
mod suppress;
mod templates;
mod throughput;
mod web;
mod wording;
mod yaml;
