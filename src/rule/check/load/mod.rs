//! Checks of the load: rates, nodes, generators and how long they run.

mod apart;
pub(super) mod ends;
mod evicted;
pub(super) mod generator;
pub(super) mod load_facts;
pub(super) mod node_fit;
mod on_node;
pub(super) mod rate;
mod remedy;
pub(super) mod replicas;
pub(super) mod spread;
pub(super) mod upload;
