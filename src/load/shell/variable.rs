//! The variables of a shell script: those of the container, and those that the script sets itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::kube::Environment;
use crate::load::generator::{Value, Word, lookup};
use crate::source::Location;

use super::token::{OUTPUT_OF_PROGRAM, Reader, Token, is_plain};

/// Words after which statements may run never or more than once.
const BRANCHES: [&str; 8] = ["while", "until", "for", "if", "case", "select", "function", "eval"];
/// Variables with which the shell itself works.
const OF_THE_SHELL: [&str; 1] = ["IFS"];
/// What shells set by themselves: `$!`, `$?` and their like.
const SPECIAL: &str = "!?$@*#-";

/// What is known of the variables at some place of a script.
pub(super) struct Variables<'r, 'e, 'a> {
    environment: &'r dyn Fn() -> &'e Environment<'a>,
    /// The values that the script gives to names of its own; `None` for one that changes or isn't known.
    own: BTreeMap<String, Option<String>>,
    /// The names that were read.
    read: BTreeSet<String>,
    /// Whether every statement so far runs once, in its turn.
    pub(super) is_straight: bool,
}

/// A statement that gives a value to a name.
struct Assignment {
    name: String,
    value: Option<String>,
    is_export: bool,
    /// Whether it is made for certain: nothing before it decides.
    is_sure: bool,
}

impl<'r, 'e, 'a> Variables<'r, 'e, 'a> {
    pub(super) fn new(environment: &'r dyn Fn() -> &'e Environment<'a>) -> Self {
        Self { environment, own: BTreeMap::new(), read: BTreeSet::new(), is_straight: true }
    }

    /// Passes a word without quotes, and the one before it.
    pub(super) fn pass(&mut self, word: &str, before: Option<&Token<'_>>) {
        self.is_straight &= !BRANCHES.contains(&word);
        if matches!(before, Some(Token::Word(it, true)) if ["for", "read"].contains(&it.text.as_str()))
        {
            self.own.insert(word.to_owned(), None);
        }
    }

    /// The value of a variable: the script's own, or the container's.
    fn value(&mut self, name: &str) -> Value {
        self.read.insert(name.to_owned());
        match self.own.get(name) {
            Some(Some(value)) => Value::Text(value.clone(), None),
            Some(None) => Value::Unknown("is computed by the script".to_owned()),
            None => lookup(name, (self.environment)()),
        }
    }

    /// Gives a value to a name of the script's own.
    fn set(&mut self, name: &str, value: Option<String>) -> Result<(), String> {
        let value = value.filter(|_| self.is_straight);
        if value.is_none() && self.own.contains_key(name) && self.read.contains(name) {
            return Err(format!("`{name}` changes in the script"));
        }
        self.own.insert(name.to_owned(), value);
        Ok(())
    }
}

impl<'a> Reader<'_, '_, 'a> {
    /// Takes the last statement, where all it does is to give a value to a name of the script's own: a variable of the
    /// container would change for the programs too. In brackets it counts only there.
    ///
    /// # Errors
    /// The name was read before, and may be read again with another value.
    pub(super) fn assign(&mut self, in_brackets: bool) -> Result<(), String> {
        let Some(Assignment { name, value, is_export, is_sure }) = self.assignment() else {
            return Ok(());
        };
        let is_own = matches!(lookup(&name, (self.variables.environment)()), Value::Absent);
        if OF_THE_SHELL.contains(&name.as_str()) || !is_own && name != "PATH" {
            return Ok(());
        }
        self.variables.set(&name, value.filter(|_| is_sure && !in_brackets))?;
        // It stays a statement, of the command that does nothing.
        if let (false, Some(Token::Word(word, _))) = (is_export, self.tokens.last_mut()) {
            *word = Word::implied(":");
        }
        Ok(())
    }

    /// The last statement, where it is `NAME=value` or `export NAME=value`.
    fn assignment(&self) -> Option<Assignment> {
        let (last, before) = self.tokens.split_last()?;
        let Token::Word(word, _) = last else { return None };
        let (name, value) = word.text.split_once('=').filter(|(name, _)| is_name(name))?;
        let written = self.script.text.get(self.last_start..)?.strip_prefix(name)?;
        let (is_export, before) = match before {
            [before @ .., Token::Word(it, true)] if it.text == "export" => (true, before),
            _ => (false, before),
        };
        let is_statement = before.last().is_none_or(opens_statement) && written.starts_with('=');
        let is_sure = !matches!(before.last(), Some(Token::And | Token::Or));
        let value = Some(value.to_owned()).filter(|_| word.unknown.is_none());
        is_statement.then(|| Assignment { name: name.to_owned(), value, is_export, is_sure })
    }

    /// `$NAME` and `${NAME:-default}` of the shell, `$(NAME)` of the kubelet, `$(…)` of a program.
    ///
    /// # Errors
    /// A bracket isn't closed.
    pub(super) fn variable(&mut self, at: usize, quoted: bool) -> Result<(), String> {
        let script = self.script;
        let rest = script.text.get(at + 1..).unwrap_or_default();
        let (inner, length) = match rest.chars().next() {
            Some('{') => {
                let inner = between(rest, '}').ok_or("`${` isn't closed")?;
                (inner, inner.len() + 2)
            }
            Some('(') => match between(rest, ')').filter(|name| is_name(name)) {
                Some(name) => {
                    self.skip_to(at + 1 + name.len() + 2);
                    self.expand_of_kubelet(at, name);
                    return Ok(());
                }
                None => return self.output_of_program(at),
            },
            Some(c) if SPECIAL.contains(c) => ("", 1),
            _ => {
                let (name, _) = name_and_rest(rest);
                (name, name.len())
            }
        };
        self.skip_to(at + 1 + length);
        self.expand(at, inner, quoted);
        Ok(())
    }

    /// Adds what a name, maybe with a default, comes to: `NAME`, `NAME:-default`.
    fn expand(&mut self, at: usize, inner: &str, quoted: bool) {
        let (name, operator) = name_and_rest(inner);
        let signs = [":-", ":=", "-", "="];
        let default = signs.iter().find_map(|sign| operator.strip_prefix(sign));
        if name.is_empty() || !(operator.is_empty() || default.is_some_and(is_literal)) {
            let reason = "what follows `$` isn't analysed".to_owned();
            return self.mark(at, inner, reason);
        }
        match (self.variables.value(name), default) {
            (Value::Absent, Some(default)) => self.add(at, name, (default, None), quoted),
            (Value::Text(text, _), Some(default))
                if text.is_empty() && operator.starts_with(':') =>
            {
                self.add(at, name, (default, None), quoted);
            }
            (Value::Text(text, from), _) => self.add(at, name, (&text, from), quoted),
            (value, _) => self.mark(at, inner, unread(name, &value)),
        }
    }

    /// The kubelet replaces before the shell reads, so that the shell splits the value, also between quotes.
    fn expand_of_kubelet(&mut self, at: usize, name: &str) {
        match lookup(name, (self.variables.environment)()) {
            _ if self.shell.in_file => self.mark(at, name, OUTPUT_OF_PROGRAM.to_owned()),
            Value::Text(text, from) if is_literal(&text) && !text.is_empty() => {
                self.add(at, name, (&text, from), true);
            }
            Value::Text(..) => self.mark(at, name, not_one_word(name)),
            Value::Absent => self.mark(at, name, format!("the output of `{name}` isn't known")),
            value @ Value::Unknown(_) => self.mark(at, name, unread(name, &value)),
        }
    }

    /// Adds a value; outside of quotes a shell splits it at its spaces.
    fn add(&mut self, at: usize, name: &str, value: (&str, Option<Location>), quoted: bool) {
        let (text, from) = value;
        if !quoted && !text.chars().all(|c| is_plain(c) || c == ' ') {
            return self.mark(at, name, not_one_word(name));
        }
        if quoted {
            return self.add_piece(at, text, from);
        }
        let end = self.rest.peek().map_or(self.script.text.len(), |(end, _)| *end);
        for (number, piece) in text.split(' ').enumerate() {
            if number > 0 {
                self.close(end);
            }
            if !piece.is_empty() {
                self.add_piece(at, piece, from);
            }
        }
    }

    fn add_piece(&mut self, at: usize, piece: &str, from: Option<Location>) {
        let open = self.open(at);
        open.bare = false;
        open.word.text.push_str(piece);
        open.word.from.extend(from);
    }
}

/// What is between a bracket, with which a text begins, and the one that closes it.
fn between(text: &str, close: char) -> Option<&str> {
    text.get(1..text.find(close)?)
}

fn name_and_rest(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    text.split_at(end.unwrap_or(text.len()))
}

/// Whether a text can be the name of a variable.
pub(in crate::load) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name_and_rest(text).1.is_empty()
}

/// Whether a shell leaves a text as it is.
fn is_literal(text: &str) -> bool {
    text.chars().all(is_plain)
}

/// Whether a statement follows.
fn opens_statement(token: &Token<'_>) -> bool {
    match token {
        Token::End | Token::And | Token::Or | Token::Open | Token::Background(_) => true,
        Token::Word(word, true) => ["do", "then", "else", "{", "!"].contains(&word.text.as_str()),
        _ => false,
    }
}

fn not_one_word(name: &str) -> String {
    format!("the value of `{name}` isn't one word")
}

/// Why a variable can't be read in a script.
fn unread(name: &str, value: &Value) -> String {
    match value {
        Value::Text(..) => not_one_word(name),
        Value::Absent if name.bytes().all(|byte| byte.is_ascii_digit()) => {
            "the arguments of the script aren't analysed".to_owned()
        }
        Value::Absent => format!("`{name}` isn't in the container's environment"),
        Value::Unknown(reason) => format!("`{name}` {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::all_in;

    #[test]
    fn variables_of_the_script_have_the_values_that_it_gives_them() {
        for (text, wanted) in [
            ("R=5; a -m $R", ":|<End>|a|-m|5"),
            ("R='5 6' && a \"$R\"", ":|<And>|a|5 6"),
            ("R='5 6' && a $R", ":|<And>|a|5|6"),
            ("R='5 6'; a x${R}y", ":|<End>|a|x5|6y"),
            ("R=' 5 '; a x$R", ":|<End>|a|x|5"),
            ("R=''; a $R b", ":|<End>|a|b"),
            ("R=1\nR=2\nS=$R$R\na $S", ":|<End>|:|<End>|:|<End>|a|22"),
            ("a ${R:-9} ${R-8} \"${R:=7}\" ${R:-}", "a|9|8|7"),
            ("R=; a ${R:-9} ${R-8}", ":|<End>|a|9"),
            ("export R=5; a $R", "export|R=5|<End>|a|5"),
        ] {
            assert_eq!(all_in(text).unwrap().join("|"), wanted, "{text}");
        }
    }

    #[test]
    fn values_that_change_are_unknown() {
        for text in [
            "R=5 a $R",
            "a R=5; a $R",
            "\"R=5\"; a $R",
            "IFS=,; a $IFS",
            "while true; do a; R=5; b $R; done",
            "if a; then R=5; fi; b $R",
            "R=5 | a; b $R",
            "a && R=5; b $R",
            "R=5 & a $R",
            "(R=5); a $R",
            "R=$(date); a $R",
            "for R in 1 2; do a $R; done",
            "read R; a $R",
            "R='*'; a $R",
            "a $R",
            "a ${#R}",
            "a ${R:-$S}",
            "a $1$@$!$?",
        ] {
            let read = all_in(text);
            assert!(
                read.is_ok_and(|it| it.iter().any(|one| one.ends_with('>') && one != "<End>")),
                "{text}"
            );
        }
        for text in ["R=1; while true; do a $R; R=2; done", "a ${R"] {
            assert!(all_in(text).is_err(), "{text}");
        }
    }
}
