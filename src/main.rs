//! The `lt-lint` binary: hands the process to [`lt_lint::cli::run`] and leaves with its exit code.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use lt_lint::cli::{self, Console};

fn main() -> ExitCode {
    let width =
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let console = Console {
        stdin: &mut io::stdin(),
        stdout: &mut io::stdout(),
        stderr: &mut io::stderr().lock(),
        color: anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
        links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        step_summary: std::env::var_os("GITHUB_STEP_SUMMARY")
            .filter(|file| !file.is_empty())
            .map(Into::into),
        interactive: io::stdin().is_terminal() && io::stderr().is_terminal(),
        width: width.filter(|_| io::stdout().is_terminal()),
    };
    ExitCode::from(cli::run(std::env::args_os(), console))
}
