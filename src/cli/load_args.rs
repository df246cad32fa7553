//! What is stated of the load on the command line, the same for every command. The flags are those of the table of
//! facts.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use clap_complete::{ArgValueCandidates, CompletionCandidate};

use super::groups::LOAD;
use crate::load::{Flags, Form, StatedFact, Topic};

/// Plan of the load test; overrides the configuration and annotations.
#[derive(Debug)]
pub(crate) struct LoadArgs {
    /// The facts that the flags state.
    pub flags: Flags,
}

/// Stated facts about the test's duration and the nodes.
#[derive(Debug)]
pub(crate) struct ConditionArgs {
    /// The facts that the flags state.
    pub flags: Flags,
}

/// Facts of some topics, by their keys.
fn facts(topics: &[Topic]) -> Vec<&'static StatedFact> {
    let chosen = StatedFact::ALL.iter().filter(|fact| topics.contains(&fact.topic));
    let mut facts: Vec<&StatedFact> = chosen.collect();
    facts.sort_by_key(|fact| fact.key);
    facts
}

/// The facts of the load, and then the others.
fn all() -> Vec<&'static StatedFact> {
    [facts(&[Topic::Load]), conditions()].concat()
}

fn conditions() -> Vec<&'static StatedFact> {
    facts(&[Topic::Test, Topic::Nodes])
}

fn arg(fact: &'static StatedFact) -> Arg {
    let help = match fact.topic {
        Topic::Load => format!("{}; overrides the annotation {}", fact.help, fact.annotation_key()),
        Topic::Test | Topic::Nodes => fact.help.to_owned(),
    };
    Arg::new(fact.key)
        .long(fact.key)
        .value_name(fact.value_name)
        .allow_hyphen_values(true)
        .value_parser(|text: &str| fact.parse(text))
        .help(help)
        .help_heading(LOAD)
        .hide_short_help(fact.topic != Topic::Load)
        .add(ArgValueCandidates::new(|| values(fact)))
}

/// Values of a fact that a shell may complete: those that there are, or else an example.
fn values(fact: &StatedFact) -> Vec<CompletionCandidate> {
    match fact.form {
        Form::Choice(values) => values.iter().map(CompletionCandidate::new).collect(),
        Form::Text | Form::Whole | Form::Quantity => vec![CompletionCandidate::new(fact.example)],
    }
}

fn with_args(command: Command, facts: Vec<&'static StatedFact>) -> Command {
    facts.into_iter().fold(command, |command, fact| command.arg(arg(fact)))
}

/// What the flags of some facts state.
fn flags(matches: &ArgMatches, facts: Vec<&'static StatedFact>) -> Result<Flags, clap::Error> {
    facts.into_iter().try_fold(Flags::default(), |flags, fact| {
        let stated = matches.try_get_one::<Flags>(fact.key);
        let stated = stated
            .map_err(|error| clap::Error::raw(clap::error::ErrorKind::Io, error.to_string()))?;
        Ok(flags.or(stated.copied().unwrap_or_default()))
    })
}

/// Flags of the facts that `$facts` lists.
macro_rules! fact_args {
    ($name:ident, $facts:expr) => {
        impl Args for $name {
            fn augment_args(command: Command) -> Command {
                with_args(command, $facts())
            }

            fn augment_args_for_update(command: Command) -> Command {
                Self::augment_args(command)
            }
        }

        impl FromArgMatches for $name {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Ok(Self { flags: flags(matches, $facts())? })
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                self.flags = flags(matches, $facts())?.or(self.flags);
                Ok(())
            }
        }
    };
}

fact_args!(LoadArgs, all);
fact_args!(ConditionArgs, conditions);
