//! What is wrong with annotations that the agent reads for logs, and what they change of a test.

mod expression;
mod facts;
mod judge;
mod meant;
mod offered;
mod other;
mod remark;
mod tree;
mod volume;

pub use offered::{LogOption, log_option, log_options};
pub use other::{is_of_agents_pod, is_read_on, is_read_with, misdirected};
pub use remark::{Remark, RemarkKind};
pub use tree::Branch;
pub(super) use tree::Mixed;
pub use volume::{Alteration, AlterationKind};

use crate::units::Version;

/// First release in which a parser among the attributes beats the short form.
pub(super) fn attributes_first_since() -> Version {
    facts::annotations().attributes_first_since
}
