//! What one turn of an endless loop prints, and how long it sleeps.

use num_traits::CheckedAdd;

use crate::load::generator::Word;
use crate::units::{Number, exact_decimal};

use super::script::Writes;
use super::statement::Statement;

/// One turn of an endless loop.
///
/// # Errors
/// Says what of it isn't known exactly.
pub(super) fn turn<'a>(
    condition: &[Statement<'a>],
    body: &[Statement<'a>],
) -> Result<Writes<'a>, String> {
    if condition.is_empty() || !condition.iter().all(Statement::succeeds) {
        return Err("the loop isn't endless".to_owned());
    }
    let mut turn = Turn { bytes: 0, seconds: Number::from(0), sleep: None, file: None };
    for statement in condition.iter().chain(body) {
        turn.take(statement)?;
    }
    let Turn { bytes, seconds, sleep, file } = turn;
    match (bytes, file, sleep) {
        (0, Some(file), _) => Ok(Writes::Silent(file)),
        (0, None, _) => Err("the loop prints nothing".to_owned()),
        (_, _, None) => Ok(Writes::Unlimited),
        // Below a second the time that the shell itself takes can't be omitted.
        (_, _, Some(sleep)) if seconds >= Number::from(1) => {
            Ok(Writes::Prints { bytes, seconds, sleep })
        }
        _ => Err("the shell's own run time matters for sleeps shorter than a second".to_owned()),
    }
}

/// What one turn of a loop does.
struct Turn<'a> {
    bytes: u64,
    /// How long it sleeps, and the first word that says so.
    seconds: Number,
    sleep: Option<Word<'a>>,
    /// Where the lines go that aren't printed.
    file: Option<Word<'a>>,
}

impl<'a> Turn<'a> {
    fn take(&mut self, statement: &Statement<'a>) -> Result<(), String> {
        let Some(command) = statement.simple() else {
            return Err(format!("{} in a loop isn't analysed", statement.shown()));
        };
        if let (Some("echo" | "printf"), Some(file)) = (command.name(), &command.output) {
            self.file = Some(file.clone());
            return file.unknown.clone().map_or(Ok(()), Err);
        }
        let all = command.clone().known_words()?;
        let (name, words) = all.split_first().ok_or("a command is missing")?;
        match name.text.as_str() {
            ":" | "true" => {}
            "sleep" => {
                let all = |sum: Number, word: &Word<'_>| sum.checked_add(&pause(&word.text)?);
                let sum = words.iter().try_fold(self.seconds, all);
                self.seconds = sum.ok_or("the time of `sleep` isn't analysed")?;
                self.sleep = words.first().cloned().or(self.sleep.take());
            }
            "echo" => self.bytes += echo(words)?,
            "printf" => self.bytes += printf(words)?,
            other => return Err(format!("the output of `{other}` isn't known")),
        }
        Ok(())
    }
}

/// Seconds that `sleep` waits, and after which `timeout` ends a program. Source: the manual of GNU coreutils.
pub(in crate::load) fn pause(text: &str) -> Option<Number> {
    let (number, factor) = match text.char_indices().last()? {
        (at, 's') => (text.get(..at)?, 1),
        (at, 'm') => (text.get(..at)?, 60),
        (at, 'h') => (text.get(..at)?, 3_600),
        (at, 'd') => (text.get(..at)?, 86_400),
        _ => (text, 1),
    };
    exact_decimal(number).map(|number| number * factor)
}

/// Bytes that `echo` prints: its words with spaces between, and a line break.
pub(super) fn echo(words: &[Word<'_>]) -> Result<u64, String> {
    let (quiet, words) = match words.split_first() {
        Some((first, rest)) if first.text == "-n" => (true, rest),
        Some((first, _)) if first.text.starts_with('-') => {
            return Err(format!("shells read `echo {}` in different ways", first.text));
        }
        _ => (false, words),
    };
    if words.iter().any(|word| word.text.contains('\\')) {
        return Err("shells read a backslash after `echo` in different ways".to_owned());
    }
    let letters: usize = words.iter().map(|word| word.text.len()).sum();
    let between = words.len().saturating_sub(1) + usize::from(!quiet);
    Ok(u64::try_from(letters + between).unwrap_or(u64::MAX))
}

/// Bytes that `printf` prints, where its format is all that it has.
fn printf(words: &[Word<'_>]) -> Result<u64, String> {
    let [format] = words else {
        return Err("the values of `printf` aren't analysed".to_owned());
    };
    let text = format.text.replace("\\n", "\n");
    if text.contains(['%', '\\']) || text.starts_with('-') {
        Err("the format of `printf` isn't analysed".to_owned())
    } else {
        Ok(u64::try_from(text.len()).unwrap_or(u64::MAX))
    }
}
