//! Shell scripts of containers, understood only as far as they are known exactly.

mod flow;
mod lexer;
mod parser;
mod redirect;
mod script;
mod statement;
#[cfg(test)]
mod tests;
mod token;
mod turn;
mod variable;

pub(super) use redirect::only_file;
pub(super) use script::{Started, Then, Writes, understand};
pub(super) use token::words;
pub(super) use turn::pause;
