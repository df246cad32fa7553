//! Exact numbers with units: amounts of Kubernetes, rates, durations and releases. One parser and one printer each.

mod duration;
mod measure;
mod number;
mod quantity;
mod rate;
mod rate_hint;
mod version;

pub use duration::Duration;
pub(crate) use duration::GoDuration;
pub use measure::Measure;
pub(crate) use number::{Number, exact_decimal};
pub use quantity::{Quantity, QuantityError, UNITS_READ_AS_MI};
pub(crate) use rate::factor;
pub use rate::{Rate, decimal};
pub use version::Version;
