//! `lt-lint [PATH]...`: lint.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::builder::ArgPredicate;
use clap::{Args, ValueEnum, ValueHint};
use clap_complete::{ArgValueCandidates, ArgValueCompleter};

use crate::config::Settings;
use crate::discover::{Search, all_named, discover};
use crate::error::Error;
use crate::finding::Severity;
use crate::kube::schema::KubernetesVersion;
use crate::log_commands::disarmed;
use crate::options::Options;
use crate::output::{self, RenderOptions};
use crate::render::{Rendered, render as render_folders};
use crate::report::{Report, Wish};
use crate::rule::RuleSet;
use crate::session::Session;
use crate::text::count;

use super::choose::RuleChoice;
use super::console::{self, Color, Console, Outcome, PIPED_WIDTH, warn};
use super::file::{append, replace};
use super::fix::{self, FixArgs};
use super::format::{Format, OutputFile};
use super::groups::{BASELINE, INPUT, OUTPUT};
use super::guess::with_guess;
use super::progress::Progress;
use super::settings::{Project, SettingsArgs};
use super::written::{has_its_place, named_once, no_input};
use super::{LoadArgs, baseline, candidates, configuration, repository};

/// Input and output of a check.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files, folders (searched for .yaml, .yml and .json), or - for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    #[arg(default_value_if("stdin_filename", ArgPredicate::IsPresent, "-"))]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Treat standard input as this file, for settings, context and paths in reports.
    #[arg(long, value_name = "FILE", help_heading = INPUT, value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with = "mend")]
    pub stdin_filename: Option<PathBuf>,
    /// Kubernetes version to validate against [default: newest known].
    #[arg(long, value_name = "VERSION", help_heading = INPUT)]
    #[arg(add = ArgValueCandidates::new(candidates::kubernetes_versions))]
    pub kubernetes_version: Option<KubernetesVersion>,
    /// Render charts with `helm template` and kustomizations with `kubectl kustomize`, and lint what comes of them.
    #[arg(long, help_heading = INPUT, conflicts_with_all = ["mend", "stdin_filename"])]
    pub render: bool,
    /// Don't read neighbouring files to resolve references.
    #[arg(long, help_heading = INPUT, hide_short_help = true)]
    pub no_context: bool,
    /// Apply `exclude` to files named on the command line, too (for hooks).
    #[arg(long, help_heading = INPUT, hide_short_help = true)]
    pub force_exclude: bool,
    /// Exit 0 when there is nothing to lint (for hooks that pass only changed files).
    #[arg(long, help_heading = INPUT, hide_short_help = true)]
    pub allow_empty: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Human, help_heading = OUTPUT)]
    pub format: Format,
    /// Also write a report to FILE in FORMAT (repeatable).
    ///
    /// `-` is standard output and replaces `--format`.
    #[arg(long, value_name = "FORMAT=FILE", help_heading = OUTPUT)]
    #[arg(add = ArgValueCompleter::new(candidates::output_file))]
    pub output: Vec<OutputFile>,
    /// Lowest severity that causes exit code 1.
    #[arg(long, value_enum, default_value_t = Threshold::Warning, help_heading = OUTPUT)]
    pub error_on: Threshold,
    /// Also show findings of severity info.
    #[arg(long, help_heading = OUTPUT)]
    pub pedantic: bool,
    /// Print all findings of a rule in a file and all skipped files in the human format, without folding.
    #[arg(long, help_heading = OUTPUT, hide_short_help = true)]
    pub all: bool,
    /// Print nothing if there are no findings.
    #[arg(long, short, help_heading = OUTPUT)]
    pub quiet: bool,
    /// When to use colour; `auto` honours NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE.
    #[arg(long, value_enum, default_value_t = Color::Auto, help_heading = OUTPUT)]
    pub color: Color,
    #[command(flatten)]
    pub mend: FixArgs,
    #[command(flatten)]
    pub choice: RuleChoice,
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// Report only findings that aren't in this baseline file.
    #[arg(long, value_name = "FILE", help_heading = BASELINE, value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// Write the current findings to a baseline file instead of reporting them.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "output"])]
    #[arg(help_heading = BASELINE, value_hint = ValueHint::FilePath)]
    pub write_baseline: Option<PathBuf>,
    /// Also report suppressed findings.
    #[arg(long, help_heading = BASELINE, hide_short_help = true)]
    pub no_ignores: bool,
    /// Include suppressed and baseline findings, marked as such, in SARIF, JUnit and JSON Lines.
    #[arg(long, help_heading = BASELINE, hide_short_help = true)]
    pub show_suppressed: bool,
    #[command(flatten)]
    pub load: LoadArgs,
}

/// Lowest severity that causes exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Threshold {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// All findings, including info, which are then shown.
    Info,
    /// Never fail on findings.
    Never,
}

impl Threshold {
    /// The lowest severity that counts.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

/// What was linted, before anybody is told.
struct Judged {
    /// It lives as long as the process: to give its memory back piece by piece would be work for nothing.
    session: ManuallyDrop<Session>,
    report: Report,
    /// What couldn't be read.
    errors: Vec<Error>,
    /// Files and folders that a `.gitignore` has omitted.
    ignored: usize,
    /// Bytes of the baseline that a new one replaces.
    known: Option<Vec<u8>>,
}

/// Lints the paths. Paths that can't be read are complained about, and the others still linted.
pub(crate) fn check(args: &CheckArgs, console: &mut Console<'_>) -> Outcome {
    let (configurations, paths) = configuration::split(&args.paths);
    configuration::check(&configurations, &args.settings)?;
    named_once(&args.output)?;
    has_its_place(args)?;
    let Judged { session, mut report, errors, ignored, known } = judge(args, &paths, console)?;
    let all_read = errors.is_empty();
    if args.mend.diff {
        let (text, code) = fix::diff(args.mend, &args.paths, &session, report, console);
        return Ok((text, if all_read { code } else { console::FAILED }));
    }
    let mut mended = None;
    if args.mend.fix {
        let (left, done) = fix::mend(args.mend, &args.paths, &session, report, console);
        (report, mended) = (left, Some(done));
    }
    report.summary.ignored = ignored;
    report.errors = errors;
    report.wish = Wish { suppressed: args.show_suppressed, fails_from: args.error_on.severity() };
    // Half a baseline would tell the other half as new.
    let written = args.write_baseline.as_ref().filter(|_| mended.is_none());
    if let Some(path) = written {
        if !all_read {
            return Ok((String::new(), console::FAILED));
        }
        return Ok((baseline::write(path, known.as_deref(), &report)?, console::CLEAN));
    }
    let told = tell(args, &mut report, &session.rules, console);
    Ok(match mended {
        Some(mended) => mended.told(told, console),
        None => told,
    })
}

/// Reads and judges the paths, by the settings that they and the arguments lead to.
fn judge(args: &CheckArgs, paths: &[PathBuf], console: &mut Console<'_>) -> Result<Judged, Error> {
    let near = args.stdin_filename.iter().chain(&args.paths).cloned().collect::<Vec<_>>();
    let Project { settings, mut rules, rule_files } = Project::load(&args.settings, &near)?;
    args.choice.apply(&mut rules)?;
    let (baseline, known) = baseline::named(args)?;
    let progress = Progress::new(console.watched, "reading files");
    let search = Search { rule_files: Some(&rule_files), ..search(args, &settings) };
    let mut discovered = discover(paths, &search, console.stdin);
    let rendered = if args.render {
        progress.next("rendering".to_owned());
        render_folders(&mut discovered.files, &mut discovered.errors, &settings.render)
    } else {
        Rendered::default()
    };
    progress.next(format!("judging {}", count(discovered.files.len(), "file")));
    let errors: Vec<Error> = discovered.errors.into_iter().map(with_guess).collect();
    complain(args, &errors, console);
    no_input(args, &discovered.files)?;
    let incomplete = discovered.lacks_context || !errors.is_empty();
    let options = Options { incomplete, baseline, ..options(args, settings) };
    let session = ManuallyDrop::new(Session::new(rules, options)?);
    let mut report = session.lint(discovered.files);
    rendered.locate(&mut report);
    Ok(Judged { session, report, errors, ignored: discovered.ignored, known })
}

/// What the arguments and the settings say of finding files.
fn search<'s>(args: &'s CheckArgs, settings: &'s Settings) -> Search<'s> {
    Search {
        exclude: settings.exclude.as_ref(),
        rule_files: None,
        force_exclude: args.force_exclude,
        context: !args.no_context,
        stdin_name: args.stdin_filename.as_deref(),
    }
}

/// What the arguments and the settings say of linting.
fn options(args: &CheckArgs, settings: Settings) -> Options {
    Options {
        kubernetes: args.kubernetes_version.or(settings.kubernetes).unwrap_or_default(),
        pedantic: args.pedantic || args.error_on == Threshold::Info || args.choice.is_selective(),
        no_ignores: args.no_ignores,
        ..settings.options(args.load.flags)
    }
}

/// Renders the report to wherever it is wanted.
fn tell(
    args: &CheckArgs,
    report: &mut Report,
    rules: &RuleSet,
    console: &mut Console<'_>,
) -> (String, u8) {
    let mut code = exit_code(args, report);
    if !report.errors.is_empty() {
        code = console::FAILED;
    } else if code == console::NOTHING {
        report.errors.push(nothing(args, report));
        complain(args, &report.errors, console);
    }
    report.failed = [console::FAILED, console::NOTHING].contains(&code).then_some(code);
    let report = &*report;
    if let Some(path) = &args.baseline {
        baseline::warn_of_stale(path, &report.stale, console);
    }
    let (printed, files) = destinations(args);
    let mut text = render(printed, report, rules, &look(args, rules, console));
    if printed == Format::Human && !args.quiet && configuration::is_all(&args.paths) {
        text = format!("no problems in {}\n", all_named(&args.paths));
    }
    let mut all_written = write_all(files, args, report, rules, console);
    if printed == Format::Github {
        all_written &= summarize(report, rules, console);
    }
    (text, if all_written { code } else { console::FAILED })
}

/// Writes the report into files, and says whether all could be.
fn write_all<'f>(
    files: impl Iterator<Item = &'f OutputFile>,
    args: &CheckArgs,
    report: &Report,
    rules: &RuleSet,
    console: &mut Console<'_>,
) -> bool {
    let (color, width) = (args.color == Color::Always, PIPED_WIDTH);
    let (quiet, whole) = (args.quiet, args.all);
    let look = RenderOptions { color, width, quiet, whole, ..RenderOptions::default() };
    let mut all_written = true;
    for file in files {
        if let Err(error) = replace(&file.path, &render(file.format, report, rules, &look)) {
            warn(console, &error);
            all_written = false;
        }
    }
    all_written
}

/// Says on standard error what went wrong, unless what is printed says it already.
fn complain(args: &CheckArgs, errors: &[Error], console: &mut Console<'_>) {
    if destinations(args).0 != Format::Github {
        errors.iter().for_each(|error| warn(console, error));
    }
}

/// Why a run has judged nothing.
fn nothing(args: &CheckArgs, report: &Report) -> Error {
    let reason = if report.skipped.is_empty() {
        "no Kubernetes manifests here, so nothing was checked"
    } else {
        "all manifests here must be rendered first, so nothing was checked"
    };
    Error::new(all_named(&args.paths), reason)
}

/// The format of standard output, which `FORMAT=-` names too, and the files.
fn destinations(args: &CheckArgs) -> (Format, impl Iterator<Item = &OutputFile>) {
    let is_printed = |file: &&OutputFile| file.path.as_os_str() == "-";
    let printed = args.output.iter().find(is_printed).map_or(args.format, |file| file.format);
    (printed, args.output.iter().filter(move |file| !is_printed(file)))
}

/// What GitHub takes of a step's summary is 1 MiB, and all or nothing.
const SUMMARY_BYTES: usize = 900_000;

/// Adds the table to the summary that GitHub shows of the step; other steps have theirs in the same file.
fn summarize(report: &Report, rules: &RuleSet, console: &mut Console<'_>) -> bool {
    let Some(path) = console.step_summary.clone() else {
        return true;
    };
    let summary = append(&path, &output::markdown_within(report, rules, SUMMARY_BYTES));
    summary.inspect_err(|error| warn(console, error)).is_ok()
}

fn render(format: Format, report: &Report, rules: &RuleSet, look: &RenderOptions<'_>) -> String {
    let report = &*repository::named_from_root(report, format);
    let printed = |text: String| disarmed(&text).into_owned();
    match format {
        Format::Human => printed(output::human(report, look)),
        Format::Concise if look.quiet && report.findings.is_empty() => String::new(),
        Format::Concise => printed(output::concise(report)),
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

fn look<'r>(args: &CheckArgs, rules: &'r RuleSet, console: &Console<'_>) -> RenderOptions<'r> {
    let color = args.color.is_wanted(console.color);
    let links = Some(rules).filter(|_| console.links && color);
    let width = console.width.unwrap_or(PIPED_WIDTH);
    let ascii = !console.unicode;
    RenderOptions { color, width, quiet: args.quiet, links, whole: args.all, ascii }
}

fn exit_code(args: &CheckArgs, report: &Report) -> u8 {
    let counts = |threshold| report.findings.iter().any(|finding| finding.severity >= threshold);
    if args.error_on.severity().is_some_and(counts) {
        console::FINDINGS
    } else if report.summary.files == 0 && !(args.allow_empty || configuration::is_all(&args.paths))
    {
        console::NOTHING
    } else {
        console::CLEAN
    }
}
