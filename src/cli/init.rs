//! `lt-lint init [DIR]`: the templates, filled in, and what to do with them.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::ArgValueCandidates;

use crate::config::{self, FILE_NAME};
use crate::error::Error;
use crate::init::{
    Answers, FILES, FilledFile, check_name, check_server, check_text, fill, is_unproven, notes,
    settings, stated,
};
use crate::limits::Limits;
use crate::load::{Flags, Runtime};
use crate::plan::{PlanRecord, plan};
use crate::session::Session;
use crate::source::SourceFile;
use crate::units::{Rate, Version};

use super::console::{CLEAN, Console, Outcome, PIPED_WIDTH};
use super::file::replace;
use super::page::filled;
use super::settings::{Project, SettingsArgs};
use super::{ConditionArgs, ask};

/// What a pod writes in the template.
const RATE: &str = "5MB/s";

/// Description of the load test. Missing values are prompted for on a terminal; otherwise they are those of the templates.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Directory to write the manifests to.
    #[arg(value_name = "DIR", default_value = "k8s")]
    dir: PathBuf,
    /// Name of the workload [default: load-test].
    #[arg(long, value_parser = checked(check_name))]
    name: Option<String>,
    /// Image of the load generator [default: flog, set to the rate].
    #[arg(long, value_parser = checked(check_text))]
    image: Option<String>,
    /// Argument of that image (repeatable).
    #[arg(long, value_name = "ARG", allow_hyphen_values = true, requires = "image", value_parser = checked(check_text))]
    arg: Vec<String>,
    /// Parser for the generator's lines [default: loadTestParser].
    #[arg(long, value_parser = checked(check_text))]
    parser: Option<String>,
    /// Cluster name attached to the logs [default: test-cluster].
    #[arg(long, value_parser = checked(check_text))]
    cluster: Option<String>,
    /// URL that receives the logs [default: https://app-logstaging.scalyr.com].
    #[arg(long, value_parser = checked(check_server))]
    server: Option<String>,
    /// Total log rate to reach [default: 2GB/s].
    #[arg(long)]
    target: Option<Rate>,
    /// Log rate of one pod [default: 5MB/s].
    #[arg(long)]
    rate: Option<Rate>,
    #[arg(long, help = nodes_help(), value_parser = crate::load::parse_nodes)]
    nodes: Option<u64>,
    #[arg(long, help = release_help(), value_name = "VERSION", value_parser = checked(check_text))]
    #[arg(add = ArgValueCandidates::new(super::candidates::agent_releases))]
    agent_version: Option<String>,
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Overwrite existing files.
    #[arg(long)]
    force: bool,
}

/// A check as clap wants it.
fn checked(
    check: fn(&str) -> Result<(), String>,
) -> impl Fn(&str) -> Result<String, String> + Clone + Send + Sync + 'static {
    move |text| check(text).map(|()| text.to_owned())
}

/// What the reason says of answers that lt-lint itself would complain of.
pub(super) const UNCLEAN: &str = "this wouldn't lint clean, so nothing was written: ";

/// Writes the files, all or none, unless they would not lint clean.
pub(crate) fn init(args: &InitArgs, console: &mut Console<'_>) -> Outcome {
    let Project { settings: project, rules, .. } =
        Project::load(&SettingsArgs::default(), &[existing(&args.dir)])?;
    nothing_taken(args)?;
    let (known, limits) = (project.load, project.limits.clone());
    let per_node = limits.generators_per_node();
    let conditions = args.conditions.flags.or(known);
    let session = Session::new(rules, project.options(conditions))?;
    let given = answers(args, conditions, &limits)?;
    let judge = |answers: &Answers| planned(answers, &limits, args, &session);
    let answers = if console.interactive { asked(args, given, judge, console)? } else { given };
    let planned = judge(&answers).map_err(|error| kept_answers(error, &answers, console))?;
    let files = fill(&answers, &limits)?;
    let mut out = write(&args.dir, &files)?;
    out.push_str(&configuration(&args.dir, &answers.conditions, &known)?);
    out.push_str(&summary(&answers, answers.replicas(per_node), is_unproven(&planned)));
    out.push_str(&told(&notes(&answers, per_node, &planned)));
    out.push_str(&next(&args.dir));
    Ok((out, CLEAN))
}

fn planned(
    answers: &Answers,
    limits: &Limits,
    args: &InitArgs,
    session: &Session,
) -> Result<PlanRecord, Error> {
    answers.check_size(limits)?;
    judged(&fill(answers, limits)?, args, session)
}

/// The questions whose flags aren't given, and what is said around them.
fn asked(
    args: &InitArgs,
    given: Answers,
    judge: impl Fn(&Answers) -> Result<PlanRecord, Error>,
    console: &mut Console<'_>,
) -> Result<Answers, Error> {
    let width = console.width.unwrap_or(PIPED_WIDTH);
    // Where standard error is gone, nobody can be asked either, and that is an error of its own.
    let _ = writeln!(console.stderr, "{}", ask::intro(&args.dir, &FILES, width));
    let stderr = RefCell::new(&mut console.stderr);
    let say = |text: &str| {
        let text = filled(&format!("! {text}"), width, "  ");
        let _ = writeln!(stderr.borrow_mut(), "{text}");
    };
    ask::ask(given, |flag| args.gives(flag), |answers| judge(answers).map(drop), say)
}

/// The error with the command that has all that was answered.
fn kept_answers(error: Error, answers: &Answers, console: &Console<'_>) -> Error {
    if !console.interactive {
        return error;
    }
    let advice = error.advice.iter().cloned();
    let said = format!("your answers: {}", ask::command(answers));
    let advice = advice.chain([said]).collect::<Vec<_>>().join("; ");
    error.with_advice(advice)
}

/// Nothing that exists is replaced, unless that is asked for.
fn nothing_taken(args: &InitArgs) -> Result<(), Error> {
    let taken = FILES.iter().map(|name| args.dir.join(name)).find(|path| path.exists());
    match taken.filter(|_| !args.force) {
        Some(path) => {
            let path = path.display().to_string();
            let error = Error::new(path, "already exists, so nothing was written");
            Err(error.with_advice("use --force to overwrite it, or another folder"))
        }
        None => Ok(()),
    }
}

/// The folder, or the nearest one above it that exists: where the project's settings are looked for.
fn existing(dir: &Path) -> PathBuf {
    let above = dir.ancestors().find(|path| !path.as_os_str().is_empty() && path.exists());
    above.unwrap_or(Path::new(".")).to_owned()
}

impl InitArgs {
    /// Whether the flag of a question is given.
    fn gives(&self, flag: &str) -> bool {
        match flag {
            "name" => self.name.is_some(),
            "image" => self.image.is_some(),
            "arg" => self.image.is_some() || !self.arg.is_empty(),
            "parser" => self.parser.is_some(),
            "cluster" => self.cluster.is_some(),
            "server" => self.server.is_some(),
            "rate" => self.rate.is_some(),
            "target" => self.target.is_some(),
            "nodes" => self.nodes.is_some(),
            _ => self.agent_version.is_some(),
        }
    }
}

/// What was given, and else what the project's settings and the templates have.
fn answers(args: &InitArgs, conditions: Flags, limits: &Limits) -> Result<Answers, Error> {
    let text = |given: &Option<String>, default: &str| given.clone().unwrap_or(default.to_owned());
    let rate = |given: Option<Rate>, default: &str| {
        let default = || default.parse().map_err(|reason: String| Error::new("init", reason));
        given.map_or_else(default, Ok)
    };
    let release = release(conditions.runtime, limits).to_string();
    Ok(Answers {
        name: text(&args.name, "load-test"),
        image: args.image.clone(),
        args: args.arg.clone(),
        parser: text(&args.parser, "loadTestParser"),
        cluster: text(&args.cluster, "test-cluster"),
        server: text(&args.server, "https://app-logstaging.scalyr.com"),
        rate: rate(args.rate, &usual_rate(limits))?,
        target: rate(args.target, "2GB/s")?,
        nodes: args.nodes,
        agent_version: text(&args.agent_version, &release),
        conditions,
    })
}

/// The rate of a pod where none is given: that of the template, or a lower one that leaves the generator some room
/// below the cap.
fn usual_rate(limits: &Limits) -> String {
    let highest = limits.cap().percent(90);
    let within = RATE.parse::<Rate>().is_ok_and(|rate| rate <= highest);
    if within { RATE.to_owned() } else { highest.compact() }
}

/// The oldest release of the agent that will do on nodes with this runtime.
fn release(runtime: Option<Runtime>, limits: &Limits) -> Version {
    match runtime {
        Some(Runtime::Containerd) => {
            limits.oldest_release().max(limits.oldest_release_without_docker())
        }
        _ => limits.oldest_release(),
    }
}

/// What the help says of the agent's release.
fn release_help() -> String {
    let limits = Limits::default();
    let (usual, other) = (release(None, &limits), release(Some(Runtime::Containerd), &limits));
    format!("Release of the agent [default: {usual}, or {other} with --runtime containerd]")
}

/// What the help says of the nodes.
fn nodes_help() -> String {
    let fewest = Limits::default().generators_per_node();
    format!("Number of nodes; ensures at least {fewest} pods per node")
}

/// The plan of what is to be written. Answers that lt-lint itself would complain of are rejected.
fn judged(files: &[FilledFile], args: &InitArgs, session: &Session) -> Result<PlanRecord, Error> {
    let source = |file: &FilledFile| {
        let name = args.dir.join(file.name).display().to_string();
        SourceFile::new(name, file.text.clone().into_bytes(), true)
    };
    let sources: Vec<SourceFile> = files.iter().map(source).collect();
    let planned = plan(session, &sources);
    match session.lint(sources).findings.first() {
        None => Ok(planned),
        Some(finding) => {
            let reason = format!("{UNCLEAN}{}", finding.message);
            Err(Error::new(&finding.rule, reason).with_advice(finding.help.clone()))
        }
    }
}

/// A configuration next to the folder, where the project has none: `kubectl -f DIR` would take one in the
/// folder for a manifest.
fn configuration(dir: &Path, conditions: &Flags, known: &Flags) -> Result<String, Error> {
    if let Some(path) = config::find(dir) {
        return Ok(kept(&path, conditions, known));
    }
    let beside = match dir.parent() {
        Some(parent) if dir.file_name().is_some() => parent,
        _ => dir,
    };
    let path = beside.join(FILE_NAME);
    replace(&path, &settings(conditions))?;
    Ok(format!("wrote {}\n", path.display()))
}

/// Says of a configuration that stays as it is what it doesn't state yet.
fn kept(path: &Path, conditions: &Flags, known: &Flags) -> String {
    let known = stated(known);
    let missing = stated(conditions).into_iter().filter(|fact| !known.contains(fact));
    let missing: Vec<String> = missing.map(|(key, value)| format!("{key}: {value}")).collect();
    match missing.as_slice() {
        [] => format!("kept {}\n", path.display()),
        missing => {
            format!(
                "{} is unchanged; add to it: load: {{{}}}\n",
                path.display(),
                missing.join(", ")
            )
        }
    }
}

/// What the test will do, as far as that is known.
fn summary(answers: &Answers, replicas: u64, unproven: bool) -> String {
    let total = answers.rate.times(replicas);
    let make = match (unproven, replicas) {
        (true, _) => "would make",
        (false, 1) => "makes",
        (false, _) => "make",
    };
    let pods = crate::text::count(replicas, "pod");
    let mut out =
        format!("\n{pods} at {} {make} {}", answers.rate, total.in_unit_of(answers.target));
    if let Some(nodes) = answers.nodes {
        let _ = write!(out, " on {}", crate::text::count(nodes, "node"));
    }
    if let Some(duration) = answers.conditions.duration {
        let _ = write!(out, ", {} in {duration}", total.volume(duration.seconds()));
    }
    out.push('.');
    out
}

/// The commands that start the test.
fn next(dir: &Path) -> String {
    let file = |name: &str| shell_word(&dir.join(name).display().to_string());
    format!(
        "Next, with the API key in the variable SCALYR_API_KEY:\n\n  \
         lt-lint {}\n  \
         kubectl create namespace scalyr\n  \
         printf %s \"$SCALYR_API_KEY\" | kubectl create secret generic scalyr-api-key \
         --namespace scalyr --from-file=scalyr-api-key=/dev/stdin\n  \
         kubectl create -f {}\n  kubectl create -f {}\n  kubectl create -f {}\n",
        shell_word(&dir.display().to_string()),
        file("scalyr-service-account.yaml"),
        file("configmap.yaml"),
        file("scalyr-sidecar.yaml"),
    )
}

/// A word as a shell reads it.
pub(super) fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Writes the files, and says so.
fn write(folder: &Path, files: &[FilledFile]) -> Result<String, Error> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Error::new(folder.display().to_string(), error.to_string()))?;
    let mut out = String::new();
    for file in files {
        let path = folder.join(file.name);
        replace(&path, &file.text)?;
        let _ = writeln!(out, "wrote {}", path.display());
    }
    Ok(out)
}

/// The notes below each other, before what comes next.
fn told(notes: &[String]) -> String {
    let notes: Vec<String> = notes.iter().map(|it| format!("Note: {it}\n")).collect();
    if notes.is_empty() { " ".to_owned() } else { format!("\n\n{}\n", notes.join("\n")) }
}
