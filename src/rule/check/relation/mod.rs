//! Checks of relations: what fields and objects say of each other. They speak after those of the structure.

pub(super) mod duplicate_object;
pub(super) mod named;
pub(super) mod ports;
pub(super) mod references;
pub(super) mod selector;
pub(super) mod unique;
pub(super) mod volume_source;
