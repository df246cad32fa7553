//! A command line taken apart: which parameter got which value, and which arguments are a mistake.

use std::collections::BTreeMap;

use crate::kube::{Environment, ImageRef};
use crate::source::Location;

use super::condition::Condition;
use super::file::{Generator, Parameter, ParameterType, Syntax};
use super::value::{Given, Reading};
use super::word::{Value, Word, lookup};

/// What a command line and an environment give a generator.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// Values by parameter, defaults too.
    pub given: BTreeMap<String, Given>,
    /// Arguments that are a mistake, in the order of the command line.
    pub mistakes: Vec<Mistake>,
    /// Why not all of it can be read.
    pub unknown: Option<String>,
}

/// An argument that isn't what it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong with it.
    pub kind: MistakeKind,
    /// The argument as written.
    pub argument: String,
    /// More about it: why it is refused, what it is ignored beside, what it does.
    pub detail: String,
    /// What to write instead, or the flag that matters.
    pub instead: String,
    /// Where it stands; `None` for an image's own arguments.
    pub at: Option<Location>,
    /// Where the other argument stands, if there is one.
    pub beside: Option<Location>,
}

/// What can be wrong with an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// Flag and value in one item of the list.
    Joined,
    /// The program ends with an error.
    Refused,
    /// Without effect beside another one, or without it.
    Ignored,
    /// It does something else than it looks.
    TakenForAnother,
}

/// Reads the words behind the program's name.
pub(crate) struct Reader<'r, 'a> {
    generator: &'r Generator,
    image: Option<&'r ImageRef<'r>>,
    arguments: Arguments,
    positions: usize,
    words: std::collections::VecDeque<&'r Word<'a>>,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Reads `words` and, for what no flag gives, the environment.
    pub fn read<'e>(
        generator: &'r Generator,
        image: Option<&'r ImageRef<'r>>,
        words: &'r [Word<'a>],
        environment: &dyn Fn() -> &'e Environment<'a>,
    ) -> Arguments
    where
        'a: 'e,
    {
        let (arguments, words) = (Arguments::default(), words.iter().collect());
        let mut reader = Self { generator, image, arguments, positions: 0, words };
        while let Some(word) = reader.words.pop_front() {
            reader.word(word);
        }
        for parameter in &generator.parameters {
            reader.fill_up(parameter, environment);
        }
        reader.look_beside();
        reader.arguments
    }

    fn word(&mut self, word: &Word<'a>) {
        if let Some(reason) = &word.unknown {
            return self.give_up(reason.clone());
        }
        let text = word.text.as_str();
        if !text.starts_with('-') || text == "-" || text == "--" {
            return self.positional(word);
        }
        if let Some(parameter) = self.parameter(text) {
            return self.flag(parameter, word);
        }
        if let Some((flag, at)) = self.joined(text) {
            return self.mistake_joined(word, flag, at);
        }
        if let Some((flag, value)) = text.split_once('=')
            && let Some(parameter) = self.parameter(flag)
        {
            return self.value(parameter, word, text.len() - value.len(), word.part(0..flag.len()));
        }
        match self.generator.syntax {
            Syntax::Gnu if !text.starts_with("--") => self.short(word),
            _ => self.give_up(format!("the argument `{text}` isn't known")),
        }
    }

    fn give_up(&mut self, reason: String) {
        self.arguments.unknown.get_or_insert(reason);
    }

    /// The parameter of a flag as it is written.
    fn parameter(&self, flag: &str) -> Option<&'r Parameter> {
        let fits = |known: &String| match self.generator.syntax {
            Syntax::Gnu => known == flag,
            Syntax::Go => {
                known.trim_start_matches('-') == flag.trim_start_matches('-') && !flag.starts_with("---")
            }
        };
        self.generator.parameters.iter().find(|parameter| parameter.flags.iter().any(fits))
    }

    /// A flag with its value behind a blank in the same word.
    fn joined<'t>(&self, text: &'t str) -> Option<(&'t str, usize)> {
        let (flag, _) = text.split_once(' ')?;
        self.parameter(flag).filter(|it| it.r#type != ParameterType::Switch)?;
        Some((flag, flag.len()))
    }

    fn mistake_joined(&mut self, word: &Word<'a>, flag: &str, at: usize) {
        let value = word.text.get(at..).unwrap_or_default().trim();
        let instead = format!("{flag}, \"{value}\"");
        let detail = format!("{flag} and {value}");
        self.mistake(MistakeKind::Joined, word.text.clone(), detail, instead, word.place());
        self.give_up(format!("flag and value of `{}` are one argument", word.text));
    }

    fn mistake(
        &mut self,
        kind: MistakeKind,
        argument: String,
        detail: String,
        instead: String,
        at: Option<Location>,
    ) {
        self.arguments.mistakes.push(Mistake { kind, argument, detail, instead, at, beside: None });
    }

    fn flag(&mut self, parameter: &'r Parameter, word: &Word<'a>) {
        if parameter.r#type == ParameterType::Switch {
            return self.keep(parameter, "true", (word.place(), word.place()), &word.from);
        }
        let Some(value) = self.words.pop_front() else {
            return self.refuse(parameter, &word.text, "its value is missing", word.place());
        };
        match &value.unknown {
            Some(reason) => self.give_up(reason.clone()),
            None => self.value(parameter, value, 0, word.place()),
        }
    }

    /// The value in `word` from `start` on.
    fn value(&mut self, parameter: &'r Parameter, word: &Word<'a>, start: usize, named: Option<Location>) {
        let text = word.text.get(start..).unwrap_or_default();
        let at = word.part(start..word.text.len());
        match (parameter.r#type, text) {
            (ParameterType::Switch, "false" | "0" | "f" | "F" | "FALSE" | "False") => {}
            _ => self.keep(parameter, text, (at, named), &word.from),
        }
    }

    /// Short flags in one word: `-lw`, `-b5m`, `-d=1`.
    fn short(&mut self, word: &Word<'a>) {
        let text = word.text.as_str();
        for (at, letter) in text.char_indices().skip(1) {
            let Some(parameter) = self.parameter(&format!("-{letter}")) else {
                return self.give_up(format!("the argument `{text}` isn't known"));
            };
            let behind = at + letter.len_utf8();
            let rest = text.get(behind..).unwrap_or_default();
            match parameter.r#type {
                ParameterType::Switch => {
                    let place = word.part(at..behind);
                    self.keep(parameter, "true", (place, place), &word.from);
                }
                _ if rest.is_empty() => return self.flag(parameter, word),
                _ => {
                    let start = behind + usize::from(rest.starts_with('='));
                    return self.value(parameter, word, start, word.part(0..behind));
                }
            }
        }
    }

    fn positional(&mut self, word: &Word<'a>) {
        self.positions += 1;
        let position = Some(self.positions);
        match self.generator.parameters.iter().find(|parameter| parameter.position == position) {
            Some(parameter) => self.value(parameter, word, 0, word.place()),
            None => self.give_up(format!("the argument `{}` isn't known", word.text)),
        }
    }

    /// Keeps a value; of several the last one counts.
    fn keep(
        &mut self,
        parameter: &Parameter,
        text: &str,
        (at, named): (Option<Location>, Option<Location>),
        from: &[Location],
    ) {
        let reading = parameter.read(text, self.image);
        match &reading {
            Reading::Refused(reason) => self.refuse(parameter, text, &reason.clone(), at),
            Reading::Unsure(reason) => self.give_up(reason.clone()),
            Reading::Text | Reading::Number { .. } => {}
        }
        let given = Given { text: text.to_owned(), reading, at, named, from: from.to_vec() };
        self.arguments.given.insert(parameter.name.clone(), given);
    }

    fn refuse(&mut self, parameter: &Parameter, text: &str, reason: &str, at: Option<Location>) {
        let flag = parameter.shown();
        self.mistake(MistakeKind::Refused, text.to_owned(), reason.to_owned(), flag.clone(), at);
        self.give_up(format!("`{flag}` doesn't take `{text}`: {reason}"));
    }

    /// The environment, else the default.
    fn fill_up<'e>(&mut self, parameter: &'r Parameter, environment: &dyn Fn() -> &'e Environment<'a>)
    where
        'a: 'e,
    {
        if self.arguments.given.contains_key(&parameter.name) {
            return;
        }
        if let Some(name) = &parameter.env {
            match lookup(name, environment()) {
                Value::Text(text, at) => return self.keep(parameter, &text, (at, at), &[]),
                Value::Unknown(reason) => return self.give_up(format!("`{name}` {reason}")),
                Value::Absent => {}
            }
        }
        if let Some(default) = &parameter.default {
            let reading = parameter.read(default, self.image);
            let given = Given { text: default.clone(), reading, at: None, named: None, from: Vec::new() };
            self.arguments.given.insert(parameter.name.clone(), given);
        }
    }

    /// Arguments that are without effect, or do something else than they look.
    fn look_beside(&mut self) {
        let given = &self.arguments.given;
        let written = |name: &str| given.get(name).filter(|given| given.at.is_some());
        let mut mistakes = Vec::new();
        for parameter in &self.generator.parameters {
            let is_read = |own: &&Given| own.at.is_some() && !matches!(own.reading, Reading::Refused(_));
            let Some(own) = given.get(&parameter.name).filter(is_read) else { continue };
            let other = |name: &str| self.generator.parameter(name).map(Parameter::shown).unwrap_or_default();
            let mut add = |kind, detail: String, instead: String, beside: Option<Location>| {
                let argument = parameter.shown();
                mistakes.push(Mistake { kind, argument, detail, instead, at: own.named, beside });
            };
            if let Some(beside) = parameter.ignored_beside.as_deref().and_then(written) {
                let name = other(parameter.ignored_beside.as_deref().unwrap_or_default());
                add(MistakeKind::Ignored, format!("beside `{name}`"), name, beside.named);
            }
            if let Some(name) = parameter.ignored_without.as_deref().filter(|name| !given.contains_key(*name))
            {
                add(MistakeKind::Ignored, format!("without `{}`", other(name)), other(name), None);
            }
            let holds = |condition: &Condition| condition.holds(given.get(&condition.name));
            if let Some(taken) = parameter.taken_for.as_ref().filter(|taken| taken.when.iter().all(holds)) {
                add(MistakeKind::TakenForAnother, taken.does.clone(), other(&taken.parameter), None);
            }
        }
        self.arguments.mistakes.extend(mistakes);
    }
}

impl Parameter {
    /// How it is called in messages: its shortest flag, else its variable, else its name.
    pub(super) fn shown(&self) -> String {
        let flag = self.flags.iter().max_by_key(|flag| flag.len());
        flag.or(self.env.as_ref()).unwrap_or(&self.name).clone()
    }
}
