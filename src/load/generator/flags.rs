//! The flags of a program, found as its parser finds them.

use crate::text::did_you_mean;

use super::dialect::{Parser, Taken};
use super::file::{Generator, Parameter, ParameterType};

/// The flags of a generator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flags<'r> {
    parameters: &'r [Parameter],
    parser: Parser,
}

/// The flag that a misspelt one most likely means.
pub(super) struct Meant<'r> {
    pub flag: &'r str,
    pub parameter: &'r Parameter,
}

impl<'r> Flags<'r> {
    pub(super) fn of(generator: &'r Generator) -> Self {
        Self { parameters: &generator.parameters, parser: generator.parser }
    }

    fn pairs(&self) -> impl Iterator<Item = (&'r str, &'r Parameter)> + use<'r> {
        self.parameters.iter().flat_map(|it| it.flags.iter().map(move |flag| (flag.as_str(), it)))
    }

    /// All flags, in the order of their file.
    pub(super) fn all(&self) -> Vec<String> {
        self.pairs().map(|(flag, _)| format!("`{flag}`")).collect()
    }

    /// The parameter of a flag as it is written.
    pub(super) fn exact(&self, flag: &str) -> Option<&'r Parameter> {
        let fits = |known: &str| {
            if !self.parser.takes_any_dashes() {
                known == flag
            } else {
                known.trim_start_matches('-') == flag.trim_start_matches('-')
                    && !flag.starts_with("---")
            }
        };
        self.pairs().find(|(known, _)| fits(known)).map(|(_, parameter)| parameter)
    }

    /// The parameter of a long flag that is cut short, where the parser takes that and there is only one.
    pub(super) fn shortened(&self, flag: &str) -> Option<&'r Parameter> {
        let is_long = self.parser.shortens() && flag.len() > 2 && flag.starts_with("--");
        let mut all = self.pairs().filter(|(known, _)| is_long && known.starts_with(flag));
        all.next().filter(|_| all.next().is_none()).map(|(_, parameter)| parameter)
    }

    /// The parameter that takes a value of a long flag written with one dash only.
    pub(super) fn with_one_dash(&self, word: &str) -> Option<Meant<'r>> {
        let name = word.split('=').next()?.strip_prefix('-').filter(|name| name.len() > 1)?;
        let fits = |(flag, parameter): &(&str, &Parameter)| {
            flag.strip_prefix("--") == Some(name) && parameter.r#type != ParameterType::Switch
        };
        self.pairs().find(fits).map(|(flag, parameter)| Meant { flag, parameter })
    }

    /// The flag that a misspelt one most likely means: letters in the wrong case, or a few wrong ones.
    pub(super) fn meant(&self, name: &str) -> Option<Meant<'r>> {
        if let Some(meant) = self.with_one_dash(name) {
            return Some(meant);
        }
        let bare = name.trim_start_matches('-');
        let is_short = bare.chars().count() == 1;
        let bare_of = |flag: &'r str| flag.trim_start_matches('-');
        let names = self
            .pairs()
            .map(|(flag, _)| bare_of(flag))
            .filter(|known| (known.len() == 1) == is_short);
        let names: Vec<&str> = names.collect();
        let meant = if is_short {
            names.into_iter().find(|known| known.eq_ignore_ascii_case(bare))?
        } else {
            did_you_mean(bare, &names)?
        };
        let (flag, parameter) = self.pairs().find(|(flag, _)| bare_of(flag) == meant)?;
        Some(Meant { flag, parameter })
    }

    /// The flag as a switch is written; as far as it is one of several letters, the switch's own.
    pub(super) fn written(&self, parameter: &'r Parameter, word: &str) -> &'r str {
        let own = parameter.flags.iter().find(|flag| *flag == word);
        own.or_else(|| parameter.flags.iter().max_by_key(|flag| flag.len()))
            .map_or("", String::as_str)
    }

    /// The parameter whose value begins within a word, and where it begins.
    pub(super) fn value_in(&self, word: &str) -> Option<(&'r Parameter, usize)> {
        if let Some((flag, _)) = word.split_once('=')
            && (word.starts_with("--") || !self.parser.takes_clusters())
        {
            let parameter = self.exact(flag).or_else(|| self.shortened(flag));
            return parameter.map(|parameter| (parameter, flag.len() + 1));
        }
        if !self.parser.takes_clusters() || word.starts_with("--") {
            return None;
        }
        for (at, letter) in word.char_indices().skip(1) {
            let parameter = self.exact(&format!("-{letter}"))?;
            let behind = at + letter.len_utf8();
            let equals = word.get(behind..).is_some_and(|rest| rest.starts_with('='));
            if parameter.r#type != ParameterType::Switch {
                let drops = equals && self.parser.drops_equals() == Taken::Yes;
                return Some((parameter, behind + usize::from(drops)));
            }
        }
        None
    }

    /// Whether a word begins with a flag of the program.
    pub(super) fn begins(&self, word: &str) -> bool {
        let name = word.split('=').next().unwrap_or_default();
        let is_known = || {
            self.exact(name).is_some() || self.value_in(word).is_some() || self.are_switches(word)
        };
        word.starts_with('-') && is_known()
    }

    /// Whether a word is nothing but short switches.
    pub(super) fn are_switches(&self, word: &str) -> bool {
        let is_switch = |letter| {
            self.exact(&format!("-{letter}")).is_some_and(|it| it.r#type == ParameterType::Switch)
        };
        let mut letters = word.chars().skip(1).peekable();
        self.parser.takes_clusters()
            && word.starts_with('-')
            && letters.peek().is_some()
            && letters.all(is_switch)
    }
}
