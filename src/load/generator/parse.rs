//! Reads a command line as the program's own parser does.

use std::collections::VecDeque;
use std::ops::Range;

use crate::kube::{Environment, ImageRef};
use crate::source::Location;
use crate::text::{bare, list};

use super::argument::{Value, Word, lookup};
use super::arguments::{Arguments, MistakeKind};
use super::dialect::Taken;
use super::file::{Generator, Parameter, ParameterType};
use super::flags::{Flags, Meant};
use super::value::{Given, Reading};

/// Reads the words after the program's name.
pub(crate) struct Reader<'r, 'a> {
    pub(super) generator: &'r Generator,
    pub(super) flags: Flags<'r>,
    image: Option<&'r ImageRef<'r>>,
    pub(super) arguments: Arguments,
    pub(super) words: VecDeque<Word<'a>>,
    pub(super) positions: usize,
    /// Whether only words that aren't flags follow.
    pub(super) past_flags: bool,
    /// The flag whose value is read, as it is written.
    written: Option<String>,
    /// What the last word was, where that says more about the next one.
    last: Last<'r>,
}

/// A word before another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Last<'r> {
    Other,
    /// A switch, which some take to need a value.
    Switch(&'r str),
    /// A flag that isn't known: the next word may be its value.
    Unknown,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Reads `words` and, for what no flag gives, `assigned` (`NAME=value`) and the environment.
    pub(super) fn read<'e>(
        generator: &'r Generator,
        image: Option<&'r ImageRef<'r>>,
        words: &[Word<'a>],
        assigned: &[Word<'a>],
        environment: &dyn Fn() -> &'e Environment<'a>,
    ) -> Arguments
    where
        'a: 'e,
    {
        let mut reader = Self {
            generator,
            flags: Flags::of(generator),
            image,
            arguments: Arguments::default(),
            words: words.iter().cloned().collect(),
            positions: 0,
            past_flags: false,
            written: None,
            last: Last::Other,
        };
        while let Some(word) = reader.words.pop_front() {
            let last = std::mem::replace(&mut reader.last, Last::Other);
            reader.written = None;
            reader.word(&word, last);
        }
        reader.written = None;
        for parameter in &generator.parameters {
            reader.fill_up(parameter, assigned, environment);
        }
        let mut arguments = reader.arguments;
        arguments.look_at_choices(generator);
        arguments.look_beside(generator);
        arguments
    }

    fn word(&mut self, word: &Word<'a>, last: Last<'r>) {
        if let Some(reason) = &word.unknown {
            return self.arguments.give_up(reason.clone());
        }
        match word.text.as_str() {
            _ if self.past_flags => self.positional(word, last),
            "--" => self.end_flags(word),
            "-" => self.positional(word, last),
            text if text.starts_with('-') => self.flag_word(word),
            _ => match self.slip(word) {
                Some(slip) => self.slipped(word, slip),
                None => self.positional(word, last),
            },
        }
    }

    fn flag_word(&mut self, word: &Word<'a>) {
        let text = word.text.as_str();
        if let Some(parameter) = self.flags.exact(text) {
            self.written = Some(text.to_owned());
            return self.flag(parameter, word);
        }
        if self.splits(word) {
            return self.joined(word);
        }
        if let Some((flag, value)) = text.split_once('=')
            && (text.starts_with("--") || !self.generator.parser.takes_clusters())
            && let Some(parameter) = self.flags.exact(flag).or_else(|| self.flags.shortened(flag))
        {
            self.written = self.flags.exact(flag).map(|_| flag.to_owned());
            return self.value(parameter, word, text.len() - value.len(), word.part(0..flag.len()));
        }
        if let Some(parameter) = self.flags.shortened(text) {
            return self.flag(parameter, word);
        }
        if self.generator.parser.takes_clusters()
            && !text.starts_with("--")
            && self.flags.with_one_dash(text).is_none()
        {
            self.short(word);
        } else {
            self.unknown_flag(word, 0..text.find('=').unwrap_or(text.len()));
        }
    }

    /// Whether a word holds several arguments, which the program doesn't accept together.
    fn splits(&self, word: &Word<'a>) -> bool {
        let text = word.text.as_str();
        let Some((first, rest)) = text.split_once(char::is_whitespace) else {
            return false;
        };
        let is_long = first.starts_with("--") || self.generator.parser.takes_any_dashes();
        let is_misspelt =
            || self.generator.is_whole_in(self.image) && self.flags.meant(first).is_some();
        if is_long && (self.flags.exact(first).is_some() || !first.contains('=') && is_misspelt()) {
            return true;
        }
        let Some((parameter, value)) = self.flags.value_in(text) else {
            return self.flags.are_switches(first);
        };
        let is_flag = |part: &str| self.flags.begins(part);
        let is_split = value >= first.len() || rest.split_whitespace().any(is_flag);
        is_split
            && matches!(
                self.reading(parameter, text.get(value..).unwrap_or_default()),
                Reading::Refused(_)
            )
    }

    /// Reads the parts of a word as if they were words, which they were meant to be.
    fn joined(&mut self, word: &Word<'a>) {
        let parts: Vec<Word<'a>> = word.pieces();
        let shown: Vec<String> =
            parts.iter().map(|part| item(&bare(part.text.trim_end_matches(';')))).collect();
        let reason = format!("`{}` is one argument", word.text);
        self.arguments.mistake(MistakeKind::Joined, &word.text, "", shown.join(", "), word.place());
        self.arguments.go_wrong(reason);
        for part in parts.into_iter().rev() {
            self.words.push_front(part);
        }
    }

    fn flag(&mut self, parameter: &'r Parameter, word: &Word<'a>) {
        if parameter.r#type == ParameterType::Switch {
            self.last = Last::Switch(self.flags.written(parameter, &word.text));
            return self.keep(parameter, "true", (word.place(), word.place()), &word.from);
        }
        let Some(value) = self.words.pop_front() else {
            return self.no_value(parameter, word);
        };
        if let Some(reason) = &value.unknown {
            return self.arguments.give_up(reason.clone());
        }
        let is_flag = self.flags.exact(value.text.split('=').next().unwrap_or_default()).is_some();
        let refused = matches!(self.reading(parameter, &value.text), Reading::Refused(_));
        if is_flag && (refused || self.generator.parser.keeps_flags()) {
            self.no_value(parameter, word);
            return self.words.push_front(value);
        }
        self.value(parameter, &value, 0, word.place());
    }

    /// The flag that is read, as it is written.
    fn flag_of(&self, parameter: &Parameter) -> String {
        self.written.clone().unwrap_or_else(|| parameter.shown())
    }

    fn no_value(&mut self, parameter: &Parameter, word: &Word<'a>) {
        let flag = self.flag_of(parameter);
        self.arguments.mistake(MistakeKind::NoValue, &flag, "", "", word.place());
        self.arguments.go_wrong(format!("`{flag}` has no value"));
    }

    /// The value in `word` from `start` on.
    pub(super) fn value(
        &mut self,
        parameter: &'r Parameter,
        word: &Word<'a>,
        start: usize,
        named: Option<Location>,
    ) {
        let text = word.text.get(start..).unwrap_or_default();
        let at = word.part(start..word.text.len());
        if parameter.r#type != ParameterType::Switch {
            return self.keep(parameter, text, (at, named), &word.from);
        }
        match self.generator.parser.switched(text) {
            Taken::Yes => self.keep(parameter, "true", (at, named), &word.from),
            Taken::No => drop(self.arguments.given.remove(&parameter.name)),
            Taken::Refused => {
                // What it was meant to be says what else is wrong.
                if ["yes", "on", "y"].contains(&text.to_ascii_lowercase().as_str()) {
                    self.keep(parameter, "true", (at, named), &word.from);
                }
                let takes = match self.generator.parser.switched("true") {
                    Taken::Yes => "it accepts true or false only",
                    _ => "it accepts no value",
                };
                let flag = self.flag_of(parameter);
                self.arguments.refuse(&flag, text, takes, at);
            }
            Taken::Unsure => self.arguments.give_up(format!("`{}` isn't analysed", word.text)),
        }
    }

    /// Short flags in one word: `-lw`, `-b5m`, `-d=1`.
    fn short(&mut self, word: &Word<'a>) {
        let text = word.text.as_str();
        for (at, letter) in text.char_indices().skip(1) {
            let behind = at + letter.len_utf8();
            let Some(parameter) = self.flags.exact(&format!("-{letter}")) else {
                return self.unknown_flag(word, at..behind);
            };
            self.written = Some(format!("-{letter}"));
            let rest = text.get(behind..).unwrap_or_default();
            let (place, equals) = (word.part(at..behind), rest.starts_with('='));
            match (parameter.r#type, self.generator.parser.drops_equals()) {
                (ParameterType::Switch, _) if equals => {
                    return self.value(parameter, word, behind + 1, place);
                }
                (ParameterType::Switch, _) => {
                    self.keep(parameter, "true", (place, place), &word.from);
                }
                _ if rest.is_empty() => return self.flag(parameter, word),
                (_, Taken::Unsure) if equals => {
                    return self.arguments.give_up(format!("the argument `{text}` isn't analysed"));
                }
                (_, drops) => {
                    let start =
                        behind + usize::from(equals && rest.len() > 1 && drops == Taken::Yes);
                    return self.value(parameter, word, start, word.part(0..behind));
                }
            }
        }
    }

    /// A flag that isn't among those of the program; `part` is its name in the word.
    fn unknown_flag(&mut self, word: &Word<'a>, part: Range<usize>) {
        let name = word.text.get(part.clone()).unwrap_or_default();
        self.last = Last::Unknown;
        if !self.generator.is_whole_in(self.image) {
            return self.arguments.give_up(format!("the argument `{}` isn't known", word.text));
        }
        let (shown, place) = (with_dash(name), word.part(part.clone()));
        self.arguments.go_wrong(format!("the flag `{shown}` doesn't exist"));
        let Some(Meant { flag, parameter }) = self.flags.meant(name) else {
            let all = list(&self.flags.all());
            return self.arguments.mistake(MistakeKind::Unknown, &shown, "", all, place);
        };
        self.arguments.mistake(MistakeKind::Misspelt, &shown, "", flag, place);
        self.last = Last::Other;
        self.written = Some(flag.to_owned());
        // What it was meant to be says what else is wrong.
        match word.text.get(part.end..).filter(|rest| rest.starts_with('=')) {
            Some(_) => self.value(parameter, word, part.end + 1, place),
            None if part.end == word.text.len() && self.fits_next(parameter) => {
                self.flag(parameter, word);
            }
            None => {}
        }
    }

    /// Whether a flag can be meant where the next word is what it is.
    fn fits_next(&self, parameter: &Parameter) -> bool {
        let next = self.words.front();
        parameter.r#type == ParameterType::Switch
            || next.is_some_and(|next| !self.flags.begins(&next.text))
    }

    /// What the program makes of a value.
    fn reading(&self, parameter: &Parameter, text: &str) -> Reading {
        let is_text = matches!(parameter.r#type, ParameterType::Text | ParameterType::Choice);
        let trimmed = text.trim();
        let reading = |text: &str| match parameter.read(text, self.image) {
            Reading::Refused(reason) if !is_text && !self.generator.parser.checks_numbers() => {
                Reading::Unsure(format!("`{text}`: {reason}"))
            }
            reading => reading,
        };
        match self.generator.parser.trims_numbers() {
            _ if is_text || trimmed == text => reading(text),
            Taken::Yes => reading(trimmed),
            Taken::Unsure => {
                Reading::Unsure(format!("not every program reads `{text}` as a number"))
            }
            Taken::No | Taken::Refused => reading(text),
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
        let reading = self.reading(parameter, text);
        match &reading {
            Reading::Refused(_) if parameter.r#type == ParameterType::Choice => {}
            Reading::Refused(reason) => {
                let flag = self.flag_of(parameter);
                self.arguments.refuse(&flag, text, reason, at);
            }
            Reading::Unsure(reason) => self.arguments.give_up(reason.clone()),
            Reading::Text | Reading::Number { .. } => {}
        }
        let (text, flag, from) = (text.to_owned(), self.written.clone(), from.to_vec());
        let given = Given { text, reading, at, named, flag, from };
        self.arguments.given.insert(parameter.name.clone(), given);
    }

    /// The environment, else the default.
    fn fill_up<'e>(
        &mut self,
        parameter: &'r Parameter,
        assigned: &[Word<'a>],
        environment: &dyn Fn() -> &'e Environment<'a>,
    ) where
        'a: 'e,
    {
        if self.arguments.given.contains_key(&parameter.name) {
            return;
        }
        if let Some(name) = &parameter.env {
            let is_it = |word: &&Word<'a>| word.text.split('=').next() == Some(name);
            if let Some(word) = assigned.iter().rev().find(is_it) {
                return self.value(parameter, word, name.len() + 1, word.place());
            }
            match lookup(name, environment()) {
                Value::Text(text, at) => return self.keep(parameter, &text, (at, at), &[]),
                Value::Unknown(reason) => {
                    return self.arguments.give_up(format!("`{name}` {reason}"));
                }
                Value::Absent => {}
            }
        }
        if let Some(default) = &parameter.default {
            self.keep_default(parameter, default);
        }
    }

    fn keep_default(&mut self, parameter: &'r Parameter, default: &str) {
        let reading = parameter.read(default, self.image);
        let (text, from) = (default.to_owned(), Vec::new());
        let given = Given { text, reading, at: None, named: None, flag: None, from };
        self.arguments.given.insert(parameter.name.clone(), given);
    }
}

/// A word as an item of a list in YAML.
pub(super) fn item(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=".contains(c);
    let is_text =
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') && !text.ends_with('-');
    if is_text
        && text.chars().all(is_plain)
        && !["true", "false", "yes", "no", "on", "off"].contains(&text)
    {
        text.to_owned()
    } else {
        format!("\"{text}\"")
    }
}

fn with_dash(name: &str) -> String {
    if name.starts_with('-') { name.to_owned() } else { format!("-{name}") }
}
