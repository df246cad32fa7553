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

/// Which shell reads a script, and from where.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shell {
    /// Whether it is bash, which has ranges in braces.
    pub(super) is_bash: bool,
    /// Whether the script is in a file, in which the kubelet replaces nothing.
    pub(super) in_file: bool,
}

pub(super) use redirect::only_file;
pub(super) use script::{Started, Then, Writes, understand};
pub(super) use token::words;
pub(super) use turn::pause;
pub(super) use variable::is_name;
