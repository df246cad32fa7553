//! The console of a command: streams, what is known of the terminal, exit codes, warnings.

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use crate::error::Error;
use crate::log_commands::disarmed;

/// Nothing at or above the threshold was found.
pub(crate) const CLEAN: u8 = 0;
/// There are findings.
pub(crate) const FINDINGS: u8 = 1;
/// It could not run as asked.
pub(crate) const FAILED: u8 = 2;
/// There was nothing to lint.
pub(crate) const NOTHING: u8 = 3;

/// Columns where no terminal tells.
pub(crate) const PIPED_WIDTH: usize = 100;

/// Text for standard output, and the exit code.
pub(crate) type Outcome = Result<(String, u8), Error>;

/// The streams of the process, and what is known of the terminal.
pub struct Console<'c> {
    /// Standard input.
    pub stdin: &'c mut dyn Read,
    /// Standard output.
    pub stdout: &'c mut dyn Write,
    /// Standard error.
    pub stderr: &'c mut dyn Write,
    /// Whether colours are wanted when `--color` is `auto`.
    pub color: bool,
    /// Whether colours are wanted on standard error.
    pub color_of_errors: bool,
    /// Whether the locale has more than ASCII characters.
    pub unicode: bool,
    /// Whether the terminal makes links of what is marked as one.
    pub links: bool,
    /// The file of the summary that GitHub shows of a step, where there is one.
    pub step_summary: Option<PathBuf>,
    /// Whether somebody can be asked: a terminal on both sides.
    pub interactive: bool,
    /// Whether somebody watches what is written to standard error.
    pub watched: bool,
    /// The shell that asks for completions, where one does.
    pub completes: Option<String>,
    /// Columns, if standard output is a terminal.
    pub width: Option<usize>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Whether colours are used; `auto` is what counts where nothing else is asked for.
    pub(super) fn is_wanted(self, auto: bool) -> bool {
        match self {
            Self::Auto => auto,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Says on standard error what could not be done.
pub(crate) fn warn(console: &mut Console<'_>, error: &Error) {
    // Where standard error is gone as well, the exit code is all that is left.
    let _ = writeln!(console.stderr, "{}", disarmed(&format!("lt-lint: {error}")));
}
