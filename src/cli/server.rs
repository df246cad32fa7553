//! `lt-lint server`: the language server.

use std::io::{self, BufReader};
use std::path::{PathBuf, absolute};

use clap::Args;

use crate::server::{End, Start, serve};

use super::console::{CLEAN, Console, FAILED, FINDINGS, Outcome};
use super::settings::SettingsArgs;

/// Start of the server.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    #[command(flatten)]
    settings: SettingsArgs,
    /// Also show findings of severity info.
    #[arg(long)]
    pedantic: bool,
    /// Use standard input and output, the only transport; some editors pass this flag.
    #[arg(long, hide = true)]
    stdio: bool,
    /// Process ID of the editor, which `initialize` also has.
    #[arg(long, hide = true, value_name = "PID", alias = "clientProcessId")]
    client_process_id: Option<u32>,
}

/// Serves until the editor goes. Standard output is for the protocol alone.
pub(crate) fn server(args: ServerArgs, console: &mut Console<'_>) -> Outcome {
    let SettingsArgs { config, no_config, rules } = args.settings;
    // The server goes from folder to folder, and these start from where it was started.
    let start = |path: PathBuf| absolute(&path).unwrap_or(path);
    let (config, rules) = (config.map(start), rules.into_iter().map(start).collect());
    let start = Start { config, no_config, rules, pedantic: args.pedantic };
    // What a thread reads can't be borrowed from the console.
    let end = serve(start, BufReader::new(io::stdin()), console.stdout);
    let code = match end {
        End::Wished => CLEAN,
        End::Left => FINDINGS,
        End::Broken => FAILED,
    };
    Ok((String::new(), code))
}
