//! `lt-lint [PATH]...`: lint.

use crate::cli::{self, CheckArgs, Color, Console, Format};
use crate::discover::discover;
use crate::error::Error;
use crate::output::{Look, concise, human};
use crate::{Options, Report, lint};

use super::Outcome;

/// Columns where no terminal tells.
const PIPED_WIDTH: usize = 100;

/// Lints the paths. Paths that can't be read are complained about, and the others still linted.
pub(crate) fn check(args: &CheckArgs, console: &mut Console<'_>) -> Outcome {
    let (settings, rules) = super::config::load(args)?;
    let discovered = discover(&args.paths, settings.exclude.as_ref(), console.stdin);
    for error in &discovered.errors {
        cli::complain(console, error);
    }
    let options = Options {
        load: args.load().or(settings.load),
        pedantic: args.pedantic,
        no_ignores: args.no_ignores,
        overrides: settings.overrides,
    };
    let report = lint(discovered.files, &rules, &options);
    let text = match args.format {
        Format::Concise => concise(&report),
        Format::Human => human(&report, &look(args, console)),
    };
    let mut code = exit_code(args, &report);
    if code == cli::NOTHING && discovered.errors.is_empty() {
        let places: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
        let error = Error::new(places.join(", "), "no Kubernetes manifests here, so nothing was checked");
        cli::complain(console, &error);
    }
    if !discovered.errors.is_empty() {
        code = cli::FAILED;
    }
    Ok((text, code))
}

fn look(args: &CheckArgs, console: &Console<'_>) -> Look {
    let color = match args.color {
        Color::Auto => console.color,
        Color::Always => true,
        Color::Never => false,
    };
    Look { color, width: console.width.unwrap_or(PIPED_WIDTH), quiet: args.quiet }
}

fn exit_code(args: &CheckArgs, report: &Report) -> u8 {
    let counts = |threshold| report.findings.iter().any(|finding| finding.severity >= threshold);
    if args.error_on.severity().is_some_and(counts) {
        cli::FINDINGS
    } else if report.summary.files == 0 {
        cli::NOTHING
    } else {
        cli::CLEAN
    }
}
