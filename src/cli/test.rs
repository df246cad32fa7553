//! `lt-lint test [PATH]...`: runs the fixtures of rules.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::fixture::{Fixture, FixtureResult, TestPlan, TestReport, rewrite, run};
use crate::load::Flags;
use crate::options::Options;
use crate::output::test::{changes, concise, human, json, junit};
use crate::own_rules::{FIXTURES, fixture_files};
use crate::rule::RuleSet;

use super::console::{CLEAN, Console, FINDINGS, NOTHING, Outcome, warn};
use super::file::replace;
use super::settings::{SettingsArgs, Sources};

/// Fixtures to run, and the output format.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Fixtures, or folders with them [default: `fixtures` in or next to the folders of custom rules, or `fixtures`].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    format: TestFormat,
    /// Update the expectations to the findings. Only adds expectations to bad cases and moves them within a case.
    #[arg(long, conflicts_with = "format")]
    update: bool,
    /// Let --update also remove expectations, and turn bad cases into good ones and vice versa.
    #[arg(long, requires = "update")]
    allow_loosening: bool,
    /// Also fail if a case of a rule's check is met by no bad case.
    #[arg(long)]
    all_cases: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// How outcomes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TestFormat {
    /// What failed, with the lines that differ.
    Human,
    /// path:line: outcome[rule] what differs.
    Concise,
    /// One JSON document (schemas/test.schema.json).
    Json,
    /// Test results, one test case per case.
    Junit,
}

/// Everything that a run of the fixtures needs.
struct Test {
    rules: RuleSet,
    options: Options,
    plan: TestPlan,
    files: Vec<PathBuf>,
}

/// Runs the fixtures with the rules as their files state them: the severities, parameters and stated load of the
/// settings don't count, so that a fixture says the same in each project that has the rule.
pub(crate) fn test(args: &TestArgs, console: &mut Console<'_>) -> Outcome {
    let test = Test::new(args)?;
    let fixtures = test.fixtures()?;
    if fixtures.is_empty() && test.plan.required.is_empty() {
        let error = Error::new(args.place(), "no fixtures here, so nothing was tested");
        warn(console, &error);
        return Ok((String::new(), NOTHING));
    }
    let report = test.run(&fixtures)?;
    if args.update {
        let mut out = update(&fixtures, &report.fixtures, args.allow_loosening)?;
        let report = test.run(&test.fixtures()?)?;
        out.push_str(&human(&report));
        return Ok((out, exit_code(&report)));
    }
    let text = match args.format {
        TestFormat::Human => human(&report),
        TestFormat::Concise => concise(&report),
        TestFormat::Json => json(&report),
        TestFormat::Junit => junit(&report),
    };
    Ok((text, exit_code(&report)))
}

fn exit_code(report: &TestReport) -> u8 {
    if report.passes() { CLEAN } else { FINDINGS }
}

impl TestArgs {
    /// The paths as they were named.
    fn place(&self) -> String {
        let paths: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
        if paths.is_empty() { FIXTURES.to_owned() } else { paths.join(", ") }
    }
}

impl Test {
    fn new(args: &TestArgs) -> Result<Self, Error> {
        let Sources { settings, rules, folders } = Sources::load(&args.settings, &args.paths)?;
        // A wrong severity or parameter is a mistake here as it is for every other command.
        settings.configure(rules.clone())?;
        let Options { agent_images, generators, kubernetes, .. } =
            settings.options(Flags::default());
        let options = Options { agent_images, generators, kubernetes, ..Options::default() };
        let own = rules.iter().filter(|rule| rule.own_file().is_some());
        // Where single fixtures are named, the others aren't missed.
        let own = own.filter(|_| args.paths.iter().all(|path| path.is_dir()));
        let required = own.map(|rule| rule.id().to_owned()).collect();
        let plan = TestPlan { required, all_cases: args.all_cases };
        let files = match (args.paths.as_slice(), folders.as_slice()) {
            ([], []) => existing(vec![PathBuf::from(FIXTURES)]),
            ([], folders) => existing(folders.iter().map(|folder| folder.fixtures()).collect()),
            (paths, _) => paths.to_vec(),
        };
        Ok(Self { rules, options, plan, files })
    }

    /// The fixtures, each once.
    fn fixtures(&self) -> Result<Vec<Fixture>, Error> {
        let (mut fixtures, mut seen) = (Vec::new(), BTreeSet::new());
        for path in &self.files {
            for (name, text) in fixture_files(path)? {
                if seen.insert(fs::canonicalize(&name).unwrap_or_else(|_| PathBuf::from(&name))) {
                    fixtures.push(Fixture::read(&name, &text, &self.rules)?);
                }
            }
        }
        Ok(fixtures)
    }

    fn run(&self, fixtures: &[Fixture]) -> Result<TestReport, Error> {
        run(&self.rules, &self.options, fixtures, &self.plan)
    }
}

/// The folders that exist: nobody named the others.
fn existing(mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
    folders.retain(|folder| folder.is_dir());
    folders
}

/// Rewrites the fixtures that fail, and says what changed and what didn't.
fn update(
    fixtures: &[Fixture],
    results: &[FixtureResult],
    allow_loosening: bool,
) -> Result<String, Error> {
    let (mut done, mut refused) = (String::new(), String::new());
    for (fixture, result) in fixtures.iter().zip(results) {
        let new = rewrite(fixture, result, allow_loosening);
        if !new.changes.is_empty() {
            replace(Path::new(&fixture.path), &new.text)?;
        }
        done.push_str(&changes(&fixture.path, &new.changes));
        refused.push_str(&changes(&fixture.path, &new.refused));
    }
    let section = |head: &str, lines: &str| {
        if lines.is_empty() { String::new() } else { format!("{head}\n{lines}\n") }
    };
    let loosens = "Not changed, since it loosens the test (--allow-loosening changes it):";
    Ok(section("Changed:", &done) + &section(loosens, &refused))
}
