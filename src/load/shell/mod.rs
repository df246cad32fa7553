//! Shell scripts of containers, understood only as far as they can be told exactly.

mod script;
mod statement;
mod token;

pub(super) use script::{Script, understand};
pub(super) use token::words;
