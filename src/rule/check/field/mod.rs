//! Checks of a field: what it must be, whatever it is. Rule files say with these what can be said of one
//! field, or of two of one object, pod or container.

pub(super) mod absent;
mod amount;
mod constant;
pub(super) mod contains;
pub(super) mod exists;
mod inheritance;
pub(super) mod matches;
pub(super) mod maximum;
pub(super) mod minimum;
pub(super) mod one_of;
pub(super) mod same_as;
mod target;
