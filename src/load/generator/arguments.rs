//! A command line taken apart: which parameter got which value, and which arguments are a mistake.

use std::collections::BTreeMap;

use crate::source::Location;

use super::condition::Condition;
use super::file::{Generator, Parameter, ParameterType, TakenFor};
use super::value::{Given, Reading};

/// What a command line and an environment give a generator.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// Values by parameter, defaults too.
    pub given: BTreeMap<String, Given>,
    /// Arguments that are a mistake, in the order of the command line.
    pub mistakes: Vec<Mistake>,
    /// Why not all of it can be read.
    pub unknown: Option<String>,
    /// Why the program doesn't do what they mean, where all of it can be read.
    pub wrong: Option<String>,
}

/// An argument that isn't what it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong with it.
    pub kind: MistakeKind,
    /// The argument as written.
    pub argument: String,
    /// More about it: why it is rejected, what it is ignored next to, what it does.
    pub detail: String,
    /// What to write instead, or the flag that matters.
    pub instead: String,
    /// Where it is; `None` for an image's own arguments.
    pub at: Option<Location>,
    /// Where the other argument is, if there is one.
    pub beside: Option<Location>,
}

/// What can be wrong with an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// Several arguments in one item of the list.
    Joined,
    /// A value that the program ends with an error for.
    Refused,
    /// A flag that needs a value and has none.
    NoValue,
    /// A flag that the program doesn't have and that looks like one of its own.
    Misspelt,
    /// A flag that the program doesn't have.
    Unknown,
    /// A word that isn't a flag, which the program doesn't accept.
    Extra,
    /// A word that isn't a flag, without effect.
    Stray,
    /// Without effect next to another one.
    Ignored,
    /// Without effect as long as another one is missing.
    Without,
    /// A word that ends the flags, so that those after it aren't read.
    CutOff,
    /// It does something else than it looks.
    TakenForAnother,
    /// A whole command line in one item, where the name of a program must be.
    Command,
    /// A flag where the name of a program must be, since a container's command replaces the entrypoint.
    Flag,
    /// With these arguments, or without some, the program ends at once.
    Crashes,
    /// A flag where the name of a program must be, since the image has no entrypoint.
    NoProgram,
    /// A word after the script of a shell, which doesn't get there.
    Apart,
    /// A shell's script without the flag before it, so that it is read as the name of a file.
    File,
    /// A variable that the container doesn't have, so that its reference stays as it is written.
    Undefined,
}

impl Mistake {
    /// That a generator ends at once, and why.
    pub(super) fn crash(generator: &str, detail: String, at: Location) -> Self {
        let (kind, argument) = (MistakeKind::Crashes, generator.to_owned());
        Self { kind, argument, detail, instead: String::new(), at: Some(at), beside: None }
    }
}

impl Arguments {
    /// Keeps why not all of it can be read; the first reason counts.
    pub(super) fn give_up(&mut self, reason: String) {
        self.unknown.get_or_insert(reason);
    }

    /// Keeps why the program doesn't do what is meant.
    pub(super) fn go_wrong(&mut self, reason: String) {
        self.wrong.get_or_insert(reason);
    }

    /// Adds a mistake without another one.
    pub(super) fn mistake(
        &mut self,
        kind: MistakeKind,
        argument: &str,
        detail: impl Into<String>,
        instead: impl Into<String>,
        at: Option<Location>,
    ) {
        let (argument, detail, instead) = (argument.to_owned(), detail.into(), instead.into());
        self.mistakes.push(Mistake { kind, argument, detail, instead, at, beside: None });
    }

    /// Adds a value that the program ends with an error for.
    pub(super) fn refuse(&mut self, flag: &str, text: &str, reason: &str, at: Option<Location>) {
        self.mistake(MistakeKind::Refused, text, reason, flag, at);
        self.go_wrong(format!("`{flag}` doesn't accept `{text}`: {reason}"));
    }

    /// Values that a program looks at when it has read all of them: of several only the last one.
    pub(super) fn look_at_choices(&mut self, generator: &Generator) {
        for parameter in generator.parameters.iter().filter(|it| it.r#type == ParameterType::Choice)
        {
            let Some(given) = self.given.get(&parameter.name) else {
                continue;
            };
            if let Reading::Refused(reason) = &given.reading {
                let (text, reason, at) = (given.text.clone(), reason.clone(), given.at);
                let flag = parameter.as_written(given);
                self.refuse(&flag, &text, &reason, at);
            }
        }
    }

    /// A parameter as it is written here, or would be in the style of an argument that is.
    fn named_like(&self, generator: &Generator, name: &str, argument: &str) -> String {
        let flag = generator.parameter(name).map(|other| match self.given.get(name) {
            Some(given) if given.flag.is_some() => other.as_written(given),
            _ => other.in_style_of(argument),
        });
        flag.unwrap_or_default()
    }

    /// Arguments that are without effect, or do something else than they look.
    pub(super) fn look_beside(&mut self, generator: &Generator) {
        let mut mistakes = Vec::new();
        for parameter in &generator.parameters {
            let own = self.given.get(&parameter.name).filter(|given| given.at.is_some());
            if let Some(own) = own {
                mistakes.extend(self.without_effect(parameter, own, generator));
            }
        }
        self.mistakes.extend(mistakes);
    }

    /// The parameter that a program takes it for, where the others given make it do so.
    fn taken_for<'p>(&self, parameter: &'p Parameter) -> Option<&'p TakenFor> {
        let holds = |condition: &Condition| condition.holds(self.given.get(&condition.name));
        parameter.taken_for.as_ref().filter(|taken| taken.when.iter().all(holds))
    }

    /// Why an argument is without effect next to the others, or does something else.
    fn without_effect(
        &self,
        parameter: &Parameter,
        own: &Given,
        generator: &Generator,
    ) -> Vec<Mistake> {
        let given = &self.given;
        let is_read = !matches!(own.reading, Reading::Refused(_));
        let argument = parameter.as_written(own);
        let other = |name: &str| self.named_like(generator, name, &argument);
        let mistake = |kind, detail: String, instead: String, beside: Option<Location>| {
            let argument = argument.clone();
            Mistake { kind, argument, detail, instead, at: own.named, beside }
        };
        let ignored = parameter.ignored_beside.as_deref().filter(|_| is_read);
        let ignored = ignored.and_then(|name| {
            let beside = given.get(name).filter(|given| given.at.is_some())?;
            let name = other(name);
            Some(mistake(MistakeKind::Ignored, format!("with `{name}`"), name, beside.named))
        });
        let needed = parameter.ignored_without.as_deref();
        let without = needed.filter(|name| !given.contains_key(*name)).map(|name| {
            let name = other(name);
            mistake(MistakeKind::Without, format!("without `{name}`"), name, None)
        });
        let taken = self.taken_for(parameter).filter(|_| is_read).map(|taken| {
            let instead = other(&taken.parameter);
            mistake(MistakeKind::TakenForAnother, taken.does.clone(), instead, None)
        });
        [ignored, without, taken].into_iter().flatten().collect()
    }
}

impl Parameter {
    /// Its flag as it is written where it was given.
    fn as_written(&self, given: &Given) -> String {
        given.flag.clone().unwrap_or_else(|| self.shown())
    }

    /// Its short flag next to another short one, else the long one.
    fn in_style_of(&self, other: &str) -> String {
        let is_short = |flag: &str| flag.starts_with('-') && flag.chars().count() == 2;
        let short = self.flags.iter().find(|flag| is_short(flag) && is_short(other));
        short.cloned().unwrap_or_else(|| self.shown())
    }

    /// How it is called in messages: its longest flag, else its variable, else its name.
    pub(super) fn shown(&self) -> String {
        let flag = self.flags.iter().max_by_key(|flag| flag.len());
        flag.or(self.env.as_ref()).unwrap_or(&self.name).clone()
    }
}
