//! Shell scripts of containers, understood only as far as they is known exactly.

mod lexer;
mod redirect;
mod script;
mod statement;
mod token;
mod turn;

pub(super) use redirect::only_file;
pub(super) use script::{Script, understand};
pub(super) use token::words;
pub(super) use turn::pause;
