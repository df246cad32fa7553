//! The `lt-lint` binary: hands the process to [`lt_lint::cli::run`] and leaves with its exit code.

use std::env;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use lt_lint::cli::{self, Console};

// That of musl has one lock for all threads, on which they wait for each other.
#[cfg(all(target_env = "musl", target_pointer_width = "64"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let width =
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let console = Console {
        stdin: &mut io::stdin(),
        stdout: &mut io::stdout(),
        // Not locked: the line of progress is written meanwhile.
        stderr: &mut io::stderr(),
        color: is_colored(AutoStream::choice(&io::stdout())),
        color_of_errors: is_colored(AutoStream::choice(&io::stderr())),
        unicode: supports_unicode::on(supports_unicode::Stream::Stdout) && has_unicode(),
        links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        step_summary: env::var_os("GITHUB_STEP_SUMMARY")
            .filter(|file| !file.is_empty())
            .map(Into::into),
        completes: env::var(cli::COMPLETION_VARIABLE).ok().filter(|shell| !shell.is_empty()),
        watched: io::stderr().is_terminal(),
        interactive: io::stdin().is_terminal() && io::stderr().is_terminal(),
        width: io::stdout().is_terminal().then(|| width.unwrap_or(USUAL_WIDTH)),
    };
    ExitCode::from(cli::run(env::args_os(), console))
}

/// Columns of a terminal that doesn't tell.
const USUAL_WIDTH: usize = 80;

/// Whether the locale, where one is set, has more than ASCII characters; what reads a pipe follows it too.
fn has_unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| env::var(name).unwrap_or_default());
    let locale = set.into_iter().find(|value| !value.is_empty()).map(|value| value.to_uppercase());
    locale.is_none_or(|locale| locale.contains("UTF-8") || locale.contains("UTF8"))
}

/// What the terminal and the usual variables say; FORCE_COLOR counts unless NO_COLOR does, and `0` switches colour off.
fn is_colored(choice: ColorChoice) -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match env::var_os("FORCE_COLOR").filter(|value| !value.is_empty()) {
        Some(value) if ["0", "false"].iter().any(|off| value == *off) => false,
        forced => choice != ColorChoice::Never || (forced.is_some() && !is_set("NO_COLOR")),
    }
}
