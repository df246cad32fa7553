//! `lt-lint init [DIR]`: the templates, filled in, and what to do with them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use dialoguer::Input;

use crate::config::{self, FILE_NAME};
use crate::error::Error;
use crate::init::{
    Answers, FilledFile, check_name, check_server, check_text, fill, is_unproven, notes, settings,
    stated,
};
use crate::limits::Limits;
use crate::load::{Flags, Runtime};
use crate::options::Options;
use crate::plan::{PlanRecord, plan};
use crate::rule::RuleSet;
use crate::session::Session;
use crate::source::SourceFile;
use crate::units::{Rate, Version};

use super::ConditionArgs;
use super::console::{CLEAN, Console, Outcome};
use super::file::replace;
use super::settings::{Project, SettingsArgs};

/// What a pod writes in the template.
const RATE: &str = "5MB/s";

/// What the load test is. What isn't given is asked for on a terminal, and else as in the templates.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder that the manifests are written to.
    #[arg(value_name = "DIR", default_value = "k8s")]
    dir: PathBuf,
    /// The name of the workload [default: load-test].
    #[arg(long, value_parser = checked(check_name))]
    name: Option<String>,
    /// The load generator's image; flog, told to make the rate, without it.
    #[arg(long, value_parser = checked(check_text))]
    image: Option<String>,
    /// An argument of that image; may be given several times.
    #[arg(long, value_name = "ARG", allow_hyphen_values = true, requires = "image", value_parser = checked(check_text))]
    arg: Vec<String>,
    /// The parser for the generator's lines [default: loadTestParser].
    #[arg(long, value_parser = checked(check_text))]
    parser: Option<String>,
    /// The cluster under which the logs appear [default: test-cluster].
    #[arg(long, value_parser = checked(check_text))]
    cluster: Option<String>,
    /// The platform that takes the logs [default: https://app-logstaging.scalyr.com].
    #[arg(long, value_parser = checked(check_server))]
    server: Option<String>,
    /// What all pods together are to reach [default: 2GB/s].
    #[arg(long)]
    target: Option<Rate>,
    /// What one pod writes [default: 5MB/s].
    #[arg(long)]
    rate: Option<Rate>,
    #[arg(long, help = nodes_help(), value_parser = crate::load::parse_nodes)]
    nodes: Option<u64>,
    #[arg(long, help = release_help(), value_name = "VERSION", value_parser = checked(check_text))]
    agent_version: Option<String>,
    #[command(flatten)]
    conditions: ConditionArgs,
    /// Replace files that are there.
    #[arg(long)]
    force: bool,
}

/// A check as clap wants it.
fn checked(
    check: fn(&str) -> Result<(), String>,
) -> impl Fn(&str) -> Result<String, String> + Clone + Send + Sync + 'static {
    move |text| check(text).map(|()| text.to_owned())
}

/// Writes the files, all or none, unless they would not lint clean.
pub(crate) fn init(args: &InitArgs, console: &Console<'_>) -> Outcome {
    let Project { settings: project, rules, .. } =
        Project::load(&SettingsArgs::default(), &[existing(&args.dir)])?;
    let (known, limits) = (project.load, project.limits.clone());
    let per_node = limits.generators_per_node();
    let answers = answers(args, known, &limits, console.interactive)?;
    answers.check_size(&limits)?;
    let files = fill(&answers, &limits)?;
    let planned = judged(&files, args, rules, project.options(answers.conditions))?;
    let taken: Vec<String> = files
        .iter()
        .map(|file| args.dir.join(file.name))
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect();
    if let Some(first) = taken.first().filter(|_| !args.force) {
        let error = Error::new(first, "is there already, so nothing was written");
        return Err(error.with_advice("--force replaces it; another folder may be given"));
    }
    std::fs::create_dir_all(&args.dir)
        .map_err(|error| Error::new(args.dir.display().to_string(), error.to_string()))?;
    let mut out = String::new();
    for file in &files {
        let path = args.dir.join(file.name);
        replace(&path, &file.text)?;
        let _ = writeln!(out, "wrote {}", path.display());
    }
    out.push_str(&configuration(&args.dir, &answers.conditions, &known)?);
    out.push_str(&summary(&answers, answers.replicas(per_node), is_unproven(&planned)));
    let notes: Vec<String> =
        notes(&answers, per_node, &planned).iter().map(|it| format!("Note: {it}\n")).collect();
    out.push_str(&if notes.is_empty() {
        " ".to_owned()
    } else {
        format!("\n\n{}\n", notes.join("\n"))
    });
    out.push_str(&next(&args.dir));
    Ok((out, CLEAN))
}

/// The folder, or the nearest one above it that is there: where the project's settings are looked for.
fn existing(dir: &Path) -> PathBuf {
    let above = dir.ancestors().find(|path| !path.as_os_str().is_empty() && path.exists());
    above.unwrap_or(Path::new(".")).to_owned()
}

/// What was given, what is told when asked for, and what the project's settings and the templates have.
fn answers(args: &InitArgs, known: Flags, limits: &Limits, ask: bool) -> Result<Answers, Error> {
    let conditions = args.conditions.flags.or(known);
    let text = |given: &Option<String>,
                prompt: &str,
                default: &str,
                check: fn(&str) -> Result<(), String>| {
        match given {
            Some(given) => Ok(given.clone()),
            None if ask => asked(prompt, Some(default), check),
            None => Ok(default.to_owned()),
        }
    };
    let rate = |given: Option<Rate>, prompt: &str, default: &str| match given {
        Some(rate) => Ok(rate),
        None => {
            let text = text(&None, prompt, default, |text| text.parse::<Rate>().map(drop))?;
            text.parse().map_err(|reason: String| Error::new(prompt, reason))
        }
    };
    let release = release(conditions.runtime, limits).to_string();
    Ok(Answers {
        name: text(&args.name, "Name of the workload", "load-test", check_name)?,
        image: match (&args.image, ask) {
            (None, true) => optional("Image of the load generator (empty: flog)", check_text)?,
            (image, _) => image.clone(),
        },
        args: args.arg.clone(),
        parser: text(&args.parser, "Parser for its lines", "loadTestParser", check_text)?,
        cluster: text(
            &args.cluster,
            "Cluster under which the logs appear",
            "test-cluster",
            check_text,
        )?,
        server: text(
            &args.server,
            "Platform that takes the logs",
            "https://app-logstaging.scalyr.com",
            check_server,
        )?,
        rate: rate(args.rate, "Rate of one pod", &usual_rate(limits))?,
        target: rate(args.target, "Rate of all pods together", "2GB/s")?,
        nodes: match (args.nodes, ask) {
            (None, true) => {
                let check = |text: &str| crate::load::parse_nodes(text).map(drop);
                let text = optional("Nodes that they are spread over (empty: not known)", check)?;
                text.and_then(|text| crate::load::parse_nodes(&text).ok())
            }
            (nodes, _) => nodes,
        },
        agent_version: text(&args.agent_version, "Release of the agent", &release, check_text)?,
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
    format!("The release of the agent [default: {usual}, and {other} with --runtime containerd]")
}

/// What the help says of the nodes.
fn nodes_help() -> String {
    let fewest = Limits::default().generators_per_node();
    format!("How many nodes the pods are spread over; raises the replicas to {fewest} a node")
}

/// Asks until the answer fits.
fn asked(
    prompt: &str,
    default: Option<&str>,
    check: fn(&str) -> Result<(), String>,
) -> Result<String, Error> {
    let input = Input::<String>::new().with_prompt(prompt);
    let input = match default {
        Some(default) => input.default(default.to_owned()),
        None => input.allow_empty(true),
    };
    let may_be_empty = default.is_none();
    let input =
        input.validate_with(
            move |text: &String| if text.is_empty() && may_be_empty { Ok(()) } else { check(text) },
        );
    input.interact_text().map_err(|error| Error::new(prompt, error.to_string()))
}

fn optional(prompt: &str, check: fn(&str) -> Result<(), String>) -> Result<Option<String>, Error> {
    asked(prompt, None, check).map(|text| Some(text).filter(|text| !text.is_empty()))
}

/// The plan of what is to be written. Answers that lt-lint itself would complain of are refused.
fn judged(
    files: &[FilledFile],
    args: &InitArgs,
    rules: RuleSet,
    options: Options,
) -> Result<PlanRecord, Error> {
    let source = |file: &FilledFile| {
        let name = args.dir.join(file.name).display().to_string();
        SourceFile::new(name, file.text.clone().into_bytes(), true)
    };
    let sources: Vec<SourceFile> = files.iter().map(source).collect();
    let session = Session::new(rules, options)?;
    let planned = plan(&session, &sources);
    match session.lint(sources).findings.first() {
        None => Ok(planned),
        Some(finding) => {
            let reason =
                format!("this wouldn't lint clean, so nothing was written: {}", finding.message);
            Err(Error::new(&finding.rule, reason).with_advice(finding.help.clone()))
        }
    }
}

/// A configuration beside the folder, where the project has none: `kubectl -f DIR` would take one in the
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
            format!("kept {}; add to it: load: {{{}}}\n", path.display(), missing.join(", "))
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
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
