//! Checks of relations: what fields and objects say of each other. They speak after those of the structure.

pub(super) mod allowance;
mod class;
pub(super) mod duplicate_object;
pub(super) mod env_reference;
pub(super) mod exported;
pub(super) mod hidden_env;
mod identity;
pub(super) mod limit_range;
pub(super) mod named;
mod named_account;
mod near_name;
pub(super) mod ports;
pub(super) mod probe_port;
pub(super) mod references;
pub(super) mod selector;
pub(super) mod unread_map;
mod unstated;
