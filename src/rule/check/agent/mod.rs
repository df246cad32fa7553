//! Checks of what the agent needs: its environment, mounts, permissions, parsers and image.

pub(super) mod env;
pub(super) mod grants;
pub(super) mod host_path;
pub(super) mod image;
pub(super) mod inline_secret;
pub(super) mod parser;
pub(super) mod runtime;
pub(super) mod service_account;
pub(super) mod setting;
pub(super) mod sidecar;
