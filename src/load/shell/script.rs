//! What a shell script writes to standard output, where that is known exactly.

use crate::kube::Environment;
use crate::load::generator::Word;
use crate::units::Number;

use super::Shell;
use super::flow::sequence;
use super::parser::Parser;
use super::statement::Command;
use super::token::tokens;
use super::turn::echo;

/// What a script has running.
#[derive(Debug, Clone)]
pub(crate) struct Started<'a> {
    pub(crate) writes: Writes<'a>,
    /// How many of it run at once.
    pub(crate) copies: u64,
    /// Whether it is started again when it has ended.
    pub(crate) again: bool,
    /// What the script does when it has ended for good.
    pub(crate) then: Then<'a>,
}

/// What a program or a loop of a script writes to the container's output.
#[derive(Debug, Clone)]
pub(crate) enum Writes<'a> {
    /// What this program does.
    Runs(Vec<Word<'a>>),
    /// So many bytes a turn; it sleeps so many seconds, and the word that says how long.
    Prints { bytes: u64, seconds: Number, sleep: Word<'a> },
    /// As much as it can.
    Unlimited,
    /// `pv` lets so many bytes a second through; the word that says so, and the bytes of a line where all are the same.
    Limited { bytes: Number, limit: Word<'a>, line: Option<u64> },
    /// Its output goes to this file.
    Silent(Word<'a>),
}

/// What a script does when something of it has ended.
#[derive(Debug, Clone)]
pub(crate) enum Then<'a> {
    /// It ends.
    Ends,
    /// It goes on and writes nothing.
    GoesOn,
    /// It has ended before, maybe at once: this `&` puts the program into the background.
    Leaves { sign: Word<'a>, at_once: bool },
}

impl<'a> From<Writes<'a>> for Started<'a> {
    fn from(writes: Writes<'a>) -> Self {
        Self { writes, copies: 1, again: false, then: Then::Ends }
    }
}

impl<'a> Started<'a> {
    /// Whether the script doesn't wait for it.
    pub(super) fn is_left(&self) -> bool {
        matches!(self.then, Then::Leaves { .. })
    }

    /// The same with variables of its environment, as `NAME=value`.
    pub(super) fn with(mut self, variables: &[Word<'a>]) -> Self {
        if let Writes::Runs(words) = &mut self.writes {
            words.splice(..0, variables.iter().cloned());
        }
        self
    }
}

/// Understands a script: what it has running in the end.
///
/// # Errors
/// Says what in it isn't followed.
pub(crate) fn understand<'e, 'a: 'e>(
    script: &Word<'a>,
    shell: Shell,
    environment: &dyn Fn() -> &'e Environment<'a>,
) -> Result<Vec<Started<'a>>, String> {
    let statements = Parser::new(tokens(script, shell, environment)?).script()?;
    let last = statements.last().map(|last| format!("the output of {} isn't known", last.shown()));
    let started = sequence(statements)?.started;
    if started.is_empty() {
        return Err(last.unwrap_or_else(|| "the script is empty".to_owned()));
    }
    let is_left = |one: &Started<'_>| matches!(one.then, Then::Leaves { at_once: false, .. });
    if started.iter().any(is_left) {
        return Err("the script doesn't wait for what it has started".to_owned());
    }
    Ok(started)
}

/// What a pipeline writes.
///
/// # Errors
/// Says what of it isn't followed.
pub(super) fn pipeline(mut commands: Vec<Command<'_>>) -> Result<Writes<'_>, String> {
    while commands.len() > 1 && commands.last().is_some_and(Command::passes_on) {
        commands.pop();
    }
    let Some(last) = commands.pop() else {
        return Err("the script is empty".to_owned());
    };
    if commands.iter().chain([&last]).any(Command::is_copied) {
        return Err("a pipeline isn't analysed".to_owned());
    }
    if let Some(file) = last.output {
        return file.unknown.clone().map_or(Ok(Writes::Silent(file)), Err);
    }
    if !commands.is_empty() {
        return match last.name() {
            Some("pv") if is_endless(&commands) => {
                limited(last.known_words()?, repeated(&commands))
            }
            _ => Err("a pipeline isn't analysed".to_owned()),
        };
    }
    let exec = usize::from(last.name() == Some("exec"));
    let words: Vec<_> = last.known_words()?.into_iter().skip(exec).collect();
    match words.first().map(|word| word.text.as_str()) {
        Some("yes") => Ok(Writes::Unlimited),
        Some(_) => Ok(Writes::Runs(words)),
        None => Err("`exec` without a program".to_owned()),
    }
}

/// Whether these write lines without an end.
fn is_endless(commands: &[Command<'_>]) -> bool {
    let Some((first, others)) = commands.split_first() else {
        return false;
    };
    let reads = |word: &Word<'_>| word.text == "/dev/urandom" || word.text == "/dev/zero";
    (first.name() == Some("yes") || first.words.iter().any(reads))
        && others.iter().all(|command| command.name() == Some("base64"))
}

/// Bytes of the line that `yes` prints again and again; its options would be text of it or not, by its make.
fn repeated(commands: &[Command<'_>]) -> Option<u64> {
    let [command] = commands else {
        return None;
    };
    let (name, words) = command.words.split_first()?;
    let is_text = |word: &Word<'_>| word.unknown.is_none() && !word.text.starts_with('-');
    match words {
        _ if name.text != "yes" || !words.iter().all(is_text) => None,
        [] => Some(2),
        words => echo(words).ok(),
    }
}

/// `pv -q -L RATE`: its units are powers of 1024, and a fraction is rejected. Source: the manual of pv 1.6.20.
fn limited(words: Vec<Word<'_>>, line: Option<u64>) -> Result<Writes<'_>, String> {
    let mut words = words.into_iter().skip(1);
    let mut limit = None;
    while let Some(word) = words.next() {
        // Short options may be in one word, the last with its value: `-qL5m`.
        let short = word.text.strip_prefix('-').map(|text| text.trim_start_matches('q'));
        let at = short.map_or(0, |short| word.text.len() - short.len());
        match (word.text.as_str(), short) {
            ("--quiet", _) => {}
            (text, Some("")) if text.len() > 1 => {}
            ("--rate-limit", _) | (_, Some("L")) => limit = words.next(),
            (text, _) if text.starts_with("--rate-limit=") => {
                limit = Some(word.rest("--rate-limit=".len()));
            }
            (_, Some(short)) if short.starts_with('L') => limit = Some(word.rest(at + 1)),
            _ => return Err(format!("`{}` of pv isn't analysed", word.text)),
        }
    }
    let limit = limit.ok_or("pv has no limit")?;
    let bytes = bytes_of_limit(&limit.text);
    let bytes = bytes.ok_or_else(|| format!("pv doesn't accept `{}`", limit.text))?;
    Ok(Writes::Limited { bytes, limit, line })
}

/// A number of bytes with a unit of pv.
fn bytes_of_limit(text: &str) -> Option<Number> {
    let number = text.trim_end_matches(['k', 'K', 'm', 'M', 'g', 'G']);
    let factor = match text.strip_prefix(number)? {
        "" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        _ => return None,
    };
    Some(Number::from(i128::from(number.parse::<u64>().ok()?) * factor))
}
