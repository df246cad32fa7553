//! `lt-lint [PATH]...`: lint.

use crate::cli::{self, CheckArgs, Color, Console, Format, OutputFile};
use crate::discover::{Search, discover};
use crate::error::Error;
use crate::output::{self, Look};
use crate::rule::RuleSet;
use crate::{Options, Report, lint};

use super::write::{append, replace};
use super::{Outcome, PIPED_WIDTH, baseline, repository};

/// Lints the paths. Paths that can't be read are complained about, and the others still linted.
pub(crate) fn check(args: &CheckArgs, console: &mut Console<'_>) -> Outcome {
    let (settings, rules) = super::config::load(args)?;
    named_once(&args.output)?;
    let baseline = baseline::named(args)?;
    let search = Search {
        exclude: settings.exclude.as_ref(),
        force_exclude: args.force_exclude,
        context: !args.no_context,
    };
    let discovered = discover(&args.paths, &search, console.stdin);
    discovered.errors.iter().for_each(|error| cli::complain(console, error));
    let all_read = discovered.errors.is_empty();
    let options = Options {
        kubernetes: args.kubernetes_version.or(settings.kubernetes).unwrap_or_default(),
        pedantic: args.pedantic,
        incomplete: discovered.lacks_context || !all_read,
        no_ignores: args.no_ignores,
        baseline,
        ..settings.options(args.load.flags())
    };
    let report = lint(discovered.files, &rules, &options);
    match &args.write_baseline {
        Some(path) if all_read => Ok((baseline::write(path, &report)?, cli::CLEAN)),
        // Half a baseline would tell the other half as new.
        Some(_) => Ok((String::new(), cli::FAILED)),
        None => Ok(tell(args, &report, &rules, all_read, console)),
    }
}

/// Renders the report to wherever it is wanted.
fn tell(
    args: &CheckArgs,
    report: &Report,
    rules: &RuleSet,
    all_read: bool,
    console: &mut Console<'_>,
) -> (String, u8) {
    if let Some(path) = &args.baseline {
        baseline::complain_of_stale(path, &report.stale, console);
    }
    let (printed, files) = destinations(args);
    let text = render(printed, report, rules, &look(args, rules, console));
    let mut all_written = true;
    for file in files {
        let color = args.color == Color::Always;
        let look = Look { color, width: PIPED_WIDTH, quiet: args.quiet, links: None };
        if let Err(error) = replace(&file.path, &render(file.format, report, rules, &look)) {
            cli::complain(console, &error);
            all_written = false;
        }
    }
    if printed == Format::Github {
        all_written &= summarize(report, rules, console);
    }
    let mut code = exit_code(args, report);
    if code == cli::NOTHING && all_read {
        let places: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
        let error = Error::new(places.join(", "), "no Kubernetes manifests here, so nothing was checked");
        cli::complain(console, &error);
    }
    if !(all_read && all_written) {
        code = cli::FAILED;
    }
    (text, code)
}

/// The format of standard output, which `FORMAT=-` names too, and the files.
fn destinations(args: &CheckArgs) -> (Format, impl Iterator<Item = &OutputFile>) {
    let is_printed = |file: &&OutputFile| file.path.as_os_str() == "-";
    let printed = args.output.iter().find(is_printed).map_or(args.format, |file| file.format);
    (printed, args.output.iter().filter(move |file| !is_printed(file)))
}

/// Adds the table to the summary that GitHub shows of the step; other steps have theirs in the same file.
fn summarize(report: &Report, rules: &RuleSet, console: &mut Console<'_>) -> bool {
    let Some(path) = console.step_summary.clone() else { return true };
    let summary = append(&path, &render(Format::Markdown, report, rules, &Look::default()));
    summary.inspect_err(|error| cli::complain(console, error)).is_ok()
}

/// Of two reports in one file, one would be lost.
fn named_once(files: &[OutputFile]) -> Result<(), Error> {
    let twice = |at: usize, file: &OutputFile| files.iter().take(at).any(|known| known.path == file.path);
    match files.iter().enumerate().find(|(at, file)| twice(*at, file)) {
        Some((_, file)) => Err(Error::new(file.path.display().to_string(), "two of --output name this file")),
        None => Ok(()),
    }
}

fn render(format: Format, report: &Report, rules: &RuleSet, look: &Look<'_>) -> String {
    let report = &*repository::named_from_root(report, format);
    match format {
        Format::Human => output::human(report, look),
        Format::Concise => output::concise(report),
        Format::Json => output::json(report, rules),
        Format::Jsonl => output::jsonl(report, rules),
        Format::Sarif => output::sarif(report, rules),
        Format::Github => output::github(report, rules),
        Format::Gitlab => output::gitlab(report, rules),
        Format::Junit => output::junit(report, rules),
        Format::Checkstyle => output::checkstyle(report, rules),
        Format::Markdown => output::markdown(report, rules),
    }
}

fn look<'r>(args: &CheckArgs, rules: &'r RuleSet, console: &Console<'_>) -> Look<'r> {
    let color = args.color.is_wanted(console.color);
    let links = Some(rules).filter(|_| console.links && color);
    Look { color, width: console.width.unwrap_or(PIPED_WIDTH), quiet: args.quiet, links }
}

fn exit_code(args: &CheckArgs, report: &Report) -> u8 {
    let counts = |threshold| report.findings.iter().any(|finding| finding.severity >= threshold);
    if args.error_on.severity().is_some_and(counts) {
        cli::FINDINGS
    } else if report.summary.files == 0 && !args.allow_empty {
        cli::NOTHING
    } else {
        cli::CLEAN
    }
}
