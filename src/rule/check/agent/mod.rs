//! Checks of what the agent needs: its environment, mounts, permissions, parsers and image.

pub(super) mod annotation;
mod asker;
pub(super) mod container;
mod doubled;
pub(super) mod egress;
pub(super) mod env;
mod env_cel;
mod env_items;
pub(super) mod folder;
mod folder_hidden;
mod folder_shared;
pub(super) mod grants;
pub(super) mod host_path;
mod host_path_cel;
mod host_path_missing;
mod host_path_mount;
mod host_path_type;
pub(super) mod image;
pub(super) mod inline_secret;
pub(super) mod key_secret;
pub(super) mod parser;
pub(super) mod probe;
pub(super) mod runtime;
pub(super) mod service_account;
pub(super) mod setting;
pub(super) mod sidecar;
pub(super) mod token;
