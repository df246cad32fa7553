//! Words of a command line that aren't flags, and what becomes of the flags after them.

use super::argument::Word;
use super::arguments::MistakeKind;
use super::dialect::Taken;
use super::file::{ExtraArguments, Parameter};
use super::parse::{Last, Reader, item};

/// The words that a word was meant to be.
pub(super) struct Slip<'a>(Vec<Word<'a>>);

impl<'r, 'a> Reader<'r, 'a> {
    /// `--`: what follows aren't flags, though they may look like it.
    pub(super) fn end_flags(&mut self, word: &Word<'a>) {
        let is_ignored = self.generator.extra_arguments == ExtraArguments::Ignored;
        self.past_flags = !(is_ignored && self.cuts_off_flags());
        if !self.past_flags {
            self.cut_off(word, "", "Remove `--`");
        }
    }

    fn cuts_off_flags(&self) -> bool {
        self.words.iter().any(|word| self.flags.begins(&word.text))
    }

    /// Flags follow that the program doesn't read; what they mean says what else is wrong.
    fn cut_off(&mut self, word: &Word<'a>, detail: &str, instead: &str) {
        self.arguments.mistake(MistakeKind::CutOff, &word.text, detail, instead, word.place());
        self.arguments.go_wrong(format!("flags after `{}` are ignored", word.text));
    }

    pub(super) fn positional(&mut self, word: &Word<'a>, last: Last<'r>) {
        self.positions += 1;
        let position = Some(self.positions);
        if let Some(parameter) = self.generator.parameters.iter().find(|it| it.position == position)
        {
            return self.at_position(parameter, word);
        }
        let switch = match last {
            Last::Switch(flag) if looks_switched(&word.text) => Some(flag),
            Last::Unknown => return,
            _ => None,
        };
        let stops = self.generator.parser.stops_at_words() && !self.past_flags;
        match self.generator.extra_arguments {
            ExtraArguments::Unknown => {
                self.past_flags |= stops;
                let reason = format!("the argument `{}` isn't known", word.text);
                self.arguments.give_up(reason);
            }
            ExtraArguments::Ignored if stops && self.cuts_off_flags() => {
                self.stop_at(word, switch);
            }
            extra => self.extra(word, switch, extra == ExtraArguments::Ignored),
        }
    }

    fn at_position(&mut self, parameter: &'r Parameter, word: &Word<'a>) {
        // What a script makes of a space in one of its arguments isn't known.
        if word.text.contains(char::is_whitespace) {
            self.arguments.give_up(format!("the argument `{}` isn't analysed", word.text));
        } else {
            self.value(parameter, word, 0, word.place());
        }
    }

    /// A word after which the program reads no flags; a switch before it has lost its value.
    fn stop_at(&mut self, word: &Word<'a>, switch: Option<&'r str>) {
        let text = word.text.as_str();
        let detail = switch.map(|flag| format!(", which the switch `{flag}` doesn't accept"));
        let instead =
            switch.map_or(format!("Remove `{text}`"), |flag| format!("Write `{flag}={text}`"));
        if let Some(parameter) = switch.and_then(|flag| self.flags.exact(flag))
            && self.generator.parser.switched(text) != Taken::Yes
        {
            self.arguments.given.remove(&parameter.name);
        }
        self.cut_off(word, &detail.unwrap_or_default(), &instead);
    }

    /// A word more than the program reads, which it may ignore.
    fn extra(&mut self, word: &Word<'a>, switch: Option<&'r str>, is_ignored: bool) {
        let text = word.text.as_str();
        // A subcommand that it has anyway, or a value that holds anyway: nothing is different.
        let holds_anyway = || match switch {
            None => self.is_default(text),
            Some(_) => self.generator.parser.switched(text) == Taken::Yes,
        };
        if is_ignored && holds_anyway() {
            return;
        }
        match switch {
            Some(flag) => {
                let detail = format!("the switch `{flag}` doesn't accept it, and stays on");
                self.not_taken(word, &detail, &format!("Write `{flag}={text}`"));
            }
            None if self.has_flag_in_value() => {}
            None => {
                let instead = "Remove it, or put its flag before it";
                self.not_taken(word, "there is no flag before it", instead);
            }
        }
    }

    /// Whether a value has taken in the flag that a word is the value of: the dash of an item, or a line break, got lost.
    fn has_flag_in_value(&self) -> bool {
        let ends_with_flag =
            |text: &str| text.rsplit_once(' ').is_some_and(|(_, last)| self.flags.begins(last));
        self.arguments.given.values().any(|given| ends_with_flag(&given.text))
    }

    /// Whether a word is what a parameter is without it.
    fn is_default(&self, text: &str) -> bool {
        let is_it = |given: &str| given == text && text.starts_with(|c: char| c.is_alphabetic());
        self.generator.parameters.iter().filter_map(|it| it.default.as_deref()).any(is_it)
    }

    /// A word that isn't a flag, which the program rejects or does nothing with.
    fn not_taken(&mut self, word: &Word<'a>, detail: &str, instead: &str) {
        let refuses = self.generator.extra_arguments == ExtraArguments::Refused;
        let kind = if refuses { MistakeKind::Extra } else { MistakeKind::Stray };
        self.arguments.mistake(kind, &word.text, detail, instead, word.place());
        if refuses {
            self.arguments.go_wrong(format!("`{}` isn't a flag", word.text));
        }
    }

    /// What a word was meant to be that only looks like a flag; where nobody knows what becomes of it, nothing.
    pub(super) fn slip(&self, word: &Word<'a>) -> Option<Slip<'a>> {
        let text = word.text.as_str();
        let meant = if text.starts_with(char::is_whitespace) {
            word.pieces()
        } else {
            let name = text.strip_prefix(['‐', '–', '—', '−'])?;
            let dashes = if name.chars().count() > 1 { "--" } else { "-" };
            vec![word.meaning(format!("{dashes}{name}"))]
        };
        let begins = meant.first().is_some_and(|first| self.flags.begins(&first.text));
        (begins && self.generator.extra_arguments != ExtraArguments::Unknown).then_some(Slip(meant))
    }

    pub(super) fn slipped(&mut self, word: &Word<'a>, Slip(meant): Slip<'a>) {
        let items: Vec<String> = meant.iter().map(|word| item(&word.text)).collect();
        let detail = if word.text.starts_with(char::is_whitespace) {
            "with the space before it, it isn't a flag"
        } else {
            "it begins with a dash that isn't a hyphen"
        };
        self.not_taken(word, detail, &format!("Write {}", items.join(", ")));
        self.arguments.go_wrong(format!("`{}` isn't a flag", word.text));
        for word in meant.into_iter().rev() {
            self.words.push_front(word);
        }
    }
}

/// Whether a word after a switch was meant to turn it on or off.
fn looks_switched(text: &str) -> bool {
    ["true", "false", "yes", "no", "on", "off", "0", "1"]
        .contains(&text.to_ascii_lowercase().as_str())
}
