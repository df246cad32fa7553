//! Checks of a field: what it has to be, whatever it is.

pub(super) mod compare;
pub(super) mod exists;
pub(super) mod quantity;
