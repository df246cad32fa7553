//! `lt-lint completions <shell>`: what makes a shell ask lt-lint for completions, and the answers.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory};
use clap_complete::env::{EnvCompleter, Shells};

use super::console::{CLEAN, Console, FAILED, Outcome, warn};
use crate::error::Error;

/// The variable by which the shell's script says that it asks.
pub const ASKED: &str = "LT_LINT_COMPLETE";
/// The program as shells know it.
const PROGRAM: &str = "lt-lint";
/// Shells that can be asked for.
const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// Bash takes `=` and `:` for words of their own, so the words are read again from the line.
const BASH: &str = include_str!("completions.bash");
/// Zsh runs the file as a function, when it is one of those that complete.
const ZSH: &str = include_str!("completions.zsh");

/// Shell of the completion script.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Shell to complete in.
    #[arg(value_parser = PossibleValuesParser::new(SHELLS))]
    shell: String,
}

/// The script for a shell. It asks lt-lint at each key, so that it knows the rules and settings of the folder.
pub(crate) fn completions(args: &CompletionsArgs) -> Outcome {
    let own = match args.shell.as_str() {
        "bash" => Some(BASH),
        "zsh" => Some(ZSH),
        _ => None,
    };
    if let Some(script) = own {
        return Ok((script.to_owned(), CLEAN));
    }
    let mut script = Vec::new();
    shell(&args.shell)?
        .write_registration(ASKED, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|error| Error::new("completions", error.to_string()))?;
    Ok((String::from_utf8_lossy(&script).trim_start().to_owned(), CLEAN))
}

/// Answers a shell that completes: `args` are those of the script.
pub(super) fn answer(name: &str, args: Vec<OsString>, console: &mut Console<'_>) -> u8 {
    let mut command = super::Cli::command();
    // The script's own program name, and the dashes before the words of the line.
    let mut words: Vec<OsString> = args.into_iter().skip(2).collect();
    if words.is_empty() {
        words.push(OsString::new());
    }
    let current = std::env::current_dir().ok();
    let answered = shell(name).and_then(|shell| {
        shell
            .write_complete(&mut command, words, current.as_deref(), console.stdout)
            .map_err(|error| Error::new("completions", error.to_string()))
    });
    answered.map_or_else(
        |error| {
            warn(console, &error);
            FAILED
        },
        |()| CLEAN,
    )
}

fn shell(name: &str) -> Result<&'static dyn EnvCompleter, Error> {
    let shells: &'static [&'static dyn EnvCompleter] = Shells::builtins().0;
    let found = shells.iter().copied().find(|shell| shell.is(name));
    found.ok_or_else(|| Error::new("completions", format!("no shell `{name}`")))
}
