//! What a shell script writes to standard output, where that is known exactly.

use crate::kube::Environment;
use crate::load::generator::Word;
use crate::units::Number;

use super::statement::{Command, Parser, Statement};
use super::token::tokens;
use super::turn::{echo, turn};

/// What a script comes down to.
#[derive(Debug)]
pub(crate) enum Script<'a> {
    /// It runs this program, whose output is the container's.
    Runs(Vec<Word<'a>>),
    /// The same, and when it has ended the script goes on and writes nothing.
    RunsOnce(Vec<Word<'a>>),
    /// It starts this program in the background and ends; the `&` that does so.
    Leaves(Vec<Word<'a>>, Word<'a>),
    /// It prints so many bytes a turn and sleeps so many seconds; the word that says how long.
    Prints { bytes: u64, seconds: Number, sleep: Word<'a> },
    /// It prints as fast as it can.
    Unlimited,
    /// `pv` lets so many bytes a second through; the word that says so, and the bytes of a line where all are the same.
    Limited { bytes: Number, limit: Word<'a>, line: Option<u64> },
    /// Its output goes to this file.
    Silent(Word<'a>),
}

/// Understands a script.
///
/// # Errors
/// Says what in it isn't followed.
pub(crate) fn understand<'e, 'a: 'e>(
    script: &Word<'a>,
    environment: &dyn Fn() -> &'e Environment<'a>,
) -> Result<Script<'a>, String> {
    let tokens = tokens(script, environment)?.into_iter().peekable();
    let mut statements = Parser { tokens, depth: 0 }.list(&[])?;
    if let Some(at) = statements.iter().position(|one| matches!(one, Statement::Background(..))) {
        return background(statements, at);
    }
    let mut last = statements.pop().ok_or("the script is empty")?;
    let is_run = |one: &Statement<'_>| one.simple().is_some() && !one.is_brief();
    let goes_on = last.is_idle() && statements.last().is_some_and(is_run);
    if goes_on {
        last = statements.pop().ok_or("the script is empty")?;
    }
    if let Some(other) = statements.iter().find(|one| !one.is_brief()) {
        return Err(format!("{} isn't the end of the script", other.shown()));
    }
    match (last.understood()?, goes_on) {
        (Script::Runs(words), true) => Ok(Script::RunsOnce(words)),
        (script, _) => Ok(script),
    }
}

impl<'a> Statement<'a> {
    /// What it comes down to as the last one of a script.
    fn understood(self) -> Result<Script<'a>, String> {
        match self {
            Self::Pipeline(commands) => pipeline(commands),
            Self::Background(..) => Err(IN_BACKGROUND.to_owned()),
            Self::Loop { condition, body, output } => turn(&condition, &body, output),
        }
    }
}

const IN_BACKGROUND: &str = "a program in the background isn't analysed";

/// A script that starts one program in the background, and then waits, or doesn't.
fn background(mut statements: Vec<Statement<'_>>, at: usize) -> Result<Script<'_>, String> {
    let after = statements.split_off(at + 1);
    let unknown = || Err(IN_BACKGROUND.to_owned());
    let Some(Statement::Background(commands, sign)) = statements.pop() else {
        return unknown();
    };
    if !statements.iter().all(Statement::is_brief) {
        return unknown();
    }
    let mut commands = commands;
    // Without a terminal nothing is hung up.
    for command in &mut commands {
        if command.name() == Some("nohup") {
            command.words.remove(0);
        }
    }
    let Script::Runs(words) = pipeline(commands)? else {
        return unknown();
    };
    let is_short = |one: &Statement<'_>| one.is_brief() && !one.is_pause();
    match after.split_last() {
        Some((last, between))
            if (last.is_wait() || last.is_idle()) && between.iter().all(Statement::is_brief) =>
        {
            Ok(Script::Runs(words))
        }
        _ if after.iter().all(is_short) => Ok(Script::Leaves(words, sign)),
        _ => unknown(),
    }
}

fn pipeline(mut commands: Vec<Command<'_>>) -> Result<Script<'_>, String> {
    let Some(last) = commands.pop() else {
        return Err("the script is empty".to_owned());
    };
    if commands.iter().chain([&last]).any(Command::is_copied) {
        return Err("a pipeline isn't analysed".to_owned());
    }
    if let Some(file) = last.output {
        return Ok(Script::Silent(file));
    }
    if !commands.is_empty() {
        return match last.words.first().map(|word| word.text.as_str()) {
            Some("pv") if is_endless(&commands) => limited(last.words, repeated(&commands)),
            _ => Err("a pipeline isn't analysed".to_owned()),
        };
    }
    let exec = usize::from(last.name() == Some("exec"));
    let words: Vec<_> = last.words.into_iter().skip(exec).collect();
    match words.first().map(|word| word.text.as_str()) {
        Some("yes") => Ok(Script::Unlimited),
        Some(_) => Ok(Script::Runs(words)),
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
fn limited(words: Vec<Word<'_>>, line: Option<u64>) -> Result<Script<'_>, String> {
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
    Ok(Script::Limited { bytes, limit, line })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> String {
        let (script, environment) = (Word::implied(text), Environment::default());
        match understand(&script, &|| &environment) {
            Ok(Script::Runs(words)) => {
                words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("|")
            }
            Ok(Script::RunsOnce(words)) => format!("{} once", words.len()),
            Ok(Script::Leaves(words, _)) => format!("{} left", words.len()),
            Ok(Script::Prints { bytes, seconds, sleep }) => {
                format!("{bytes} bytes in {seconds} s at {}", sleep.text)
            }
            Ok(Script::Unlimited) => "unlimited".to_owned(),
            Ok(Script::Limited { bytes, limit, line: None }) => {
                format!("{bytes} at {}", limit.text)
            }
            Ok(Script::Limited { bytes, limit, line: Some(line) }) => {
                format!("{bytes} at {} in lines of {line}", limit.text)
            }
            Ok(Script::Silent(file)) => format!("silent: {}", file.text),
            Err(reason) => format!("unknown: {reason}"),
        }
    }

    #[test]
    fn a_script_that_runs_one_program_is_that_program() {
        assert_eq!(script("exec flog -l -m '5'"), "flog|-l|-m|5");
        assert_eq!(script("set -e; sleep 5 && flog -l 2>&1"), "flog|-l");
        assert_eq!(script("flog -l > /dev/stdout"), "flog|-l");
        assert_eq!(script("flog -n 5; while true; do sleep 3600; done"), "3 once");
        assert_eq!(script("mkdir /x\nflog\nsleep infinity"), "1 once");
        assert_eq!(script("flog -n 5 && tail -f /dev/null"), "3 once");
        assert!(script("flog -n 5; sleep 60").starts_with("unknown"));
    }

    #[test]
    fn a_script_that_does_not_wait_for_its_program_ends() {
        assert_eq!(script("flog -l &"), "2 left");
        assert_eq!(script("nohup flog -l -m 5 &\necho started"), "4 left");
        assert_eq!(script("set -e; flog -l & wait"), "flog|-l");
        assert_eq!(script("flog -l & echo x; sleep infinity"), "flog|-l");
        for text in
            ["flog -l & sleep 5", "flog -l & other", "a & b &", "other; flog -l &", "flog &> x"]
        {
            assert!(script(text).starts_with("unknown"), "{text}: {}", script(text));
        }
    }

    #[test]
    fn endless_loops_of_fixed_text_are_counted() {
        assert_eq!(
            script("while true; do echo hello world; sleep 2; done"),
            "12 bytes in 2 s at 2"
        );
        assert_eq!(
            script("while sleep 1m; do echo -n abc; printf 'x\\n'; done"),
            "5 bytes in 60 s at 1m"
        );
        assert_eq!(script("while :\ndo\n  echo 'é'\n  sleep 1\ndone"), "3 bytes in 1 s at 1");
        assert_eq!(script("while true; do echo x; done"), "unlimited");
        assert_eq!(script("yes hello"), "unlimited");
    }

    #[test]
    fn pv_counts_in_powers_of_1024() {
        assert_eq!(script("yes hello | pv -q -L 5m"), "5242880 at 5m in lines of 6");
        assert_eq!(script("yes 'a b' c | pv -L 1k"), "1024 at 1k in lines of 6");
        assert_eq!(script("yes | pv -L 1k"), "1024 at 1k in lines of 2");
        assert_eq!(script("yes -- hello | pv -L 1k"), "1024 at 1k");
        assert_eq!(script("yes hello | base64 | pv -L 1k"), "1024 at 1k");
        assert_eq!(script("base64 /dev/urandom | pv -qL 100000"), "100000 at 100000");
        for limit in
            ["-qL5m", "-L5m", "-q -L5m", "-qqL 5m", "--rate-limit=5m", "--rate-limit 5m -q"]
        {
            let limited = script(&format!("yes a | pv {limit}"));
            assert_eq!(limited, "5242880 at 5m in lines of 2", "{limit}");
        }
        for limit in ["-L", "-", "-tL5m", "--rate=5m", "-Lq5m"] {
            assert!(script(&format!("yes a | pv {limit}")).starts_with("unknown"), "{limit}");
        }
        assert!(script("yes | pv -L 1.5m").starts_with("unknown"));
        assert!(script("yes | pv -q").starts_with("unknown"));
        assert!(script("cat file | pv -L 5m").starts_with("unknown"));
    }

    #[test]
    fn output_into_files_is_silent() {
        assert_eq!(script("flog -l >> /var/log/app.log"), "silent: /var/log/app.log");
        assert_eq!(script("while true; do echo x >> /tmp/a; sleep 1; done"), "silent: /tmp/a");
        assert_eq!(script("while true; do echo x; sleep 1; done > /tmp/a"), "silent: /tmp/a");
    }

    #[test]
    fn what_is_not_exact_is_unknown() {
        for text in [
            "while true; do echo $(date); sleep 1; done",
            "while true; do echo x; sleep 0.1; done",
            "while true; do echo -e 'a\\tb'; sleep 1; done",
            "while true; do date; sleep 1; done",
            "while read x; do echo x; sleep 1; done",
            "for i in 1 2; do echo x; done",
            "flog -l; sleep 1",
            "flog -l | grep x",
            "while true; do while true; do echo x; done; done",
            "while true; do echo x; sleep 1",
            "",
        ] {
            assert!(script(text).starts_with("unknown: "), "{text}: {}", script(text));
        }
    }
}
