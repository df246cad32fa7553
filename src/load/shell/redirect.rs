//! Where the output of a script goes, also where what it prints isn't known.

use std::ops::Range;

use crate::load::generator::Word;

use super::lexer::{Piece, outline};
use super::statement;
use super::variable::is_name;

/// Commands that print nothing.
const QUIET: &[&str] = &[
    ":", "[", "[[", "break", "cd", "chmod", "chown", "continue", "cp", "exit", "export", "kill",
    "let", "ln", "local", "mkdir", "mv", "rm", "set", "shift", "sleep", "sync", "test", "touch",
    "trap", "true", "truncate", "umask", "unset", "usleep", "wait",
];

/// Commands that print a few lines, and no load as long as they aren't in a loop.
const BRIEF: &[&str] =
    &["cat", "date", "echo", "env", "hostname", "id", "ls", "printf", "pwd", "uname"];

/// Words after which a command follows.
const LEADS: &[&str] = &["do", "else", "elif", "then", "!", "time"];

/// Words that are understood by nobody here.
const OTHERS: &[&str] = &["case", "esac", "function", "coproc", "eval", "source", "."];

/// Where a command's lines go.
#[derive(Debug, Clone)]
enum Sink {
    /// Where those of its group go; `true` where there are few of them.
    Inherited(bool),
    File(Range<usize>),
}

impl Sink {
    /// Nowhere is `None`: another command reads it.
    fn settled(self, file: Option<&Range<usize>>, piped: bool) -> Option<Self> {
        match (&self, file) {
            (Self::Inherited(_), Some(file)) => Some(Self::File(file.clone())),
            (Self::Inherited(_), None) if piped => None,
            _ => Some(self),
        }
    }
}

/// A loop, a condition or a group that is being read.
#[derive(Debug, Default)]
struct Group {
    sinks: Vec<Sink>,
    is_loop: bool,
}

/// The command that is being read.
#[derive(Debug, Default)]
struct Command {
    words: Vec<Range<usize>>,
    output: Option<Range<usize>>,
    /// The group that it is, if it is one.
    group: Option<Group>,
}

struct Outputs<'t> {
    text: &'t str,
    groups: Vec<Group>,
    command: Command,
    /// The file that the shell's own output goes to since `exec > file`.
    all: Option<Range<usize>>,
    /// Whether words are read that aren't command: the list of `for`.
    in_list: bool,
}

/// The first file that a script's lines go to, if none of them goes anywhere else.
pub(crate) fn only_file<'a>(script: &Word<'a>) -> Option<Word<'a>> {
    let text = script.text.as_str();
    let mut outputs = Outputs {
        text,
        groups: vec![Group::default()],
        command: Command::default(),
        all: None,
        in_list: false,
    };
    for piece in outline(text)? {
        outputs.piece(piece)?;
    }
    outputs.end(false)?;
    let [Group { sinks, .. }] = outputs.groups.as_slice() else {
        return None;
    };
    let mut file = None;
    for sink in sinks {
        match sink {
            Sink::Inherited(true) => {}
            Sink::Inherited(false) => return None,
            Sink::File(at) => file = file.or(Some(at)),
        }
    }
    let at = file?.clone();
    let name = text.get(at.clone())?.trim_matches(['"', '\'']);
    Some(Word::implied(name).within(script, at))
}

impl Outputs<'_> {
    fn text(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    /// Takes one piece; `None` where it isn't followed.
    fn piece(&mut self, piece: Piece) -> Option<()> {
        match piece {
            Piece::Word(at) => self.word(at),
            Piece::End => self.end(false),
            Piece::Pipe => self.end(true),
            // A function has its brackets after its name.
            Piece::Open if !self.command.words.is_empty() => None,
            Piece::Open => self.open(false),
            Piece::Close => self.end(false).and_then(|()| self.close()),
            Piece::Output(at) => {
                if !is_standard(self.text(&at)) {
                    is_fixed(self.text(&at)).then_some(())?;
                    self.command.output = Some(at);
                }
                Some(())
            }
        }
    }

    fn word(&mut self, at: Range<usize>) -> Option<()> {
        let text = self.text(&at).to_owned();
        let begins = self.command.words.is_empty() && self.command.group.is_none();
        match text.as_str() {
            "do" if self.in_list => self.in_list = false,
            _ if self.in_list => {}
            _ if !begins && self.command.group.is_none() => self.command.words.push(at),
            text if begins && OTHERS.contains(&text) => return None,
            text if begins && LEADS.contains(&text) => {}
            "while" | "until" if begins => self.open(true)?,
            "for" | "select" if begins => {
                self.open(true)?;
                self.in_list = true;
            }
            "if" | "{" if begins => self.open(false)?,
            "done" | "fi" | "}" if begins => self.close()?,
            _ if begins => self.command.words.push(at),
            // After a group there is nothing but where its lines go.
            _ => return None,
        }
        Some(())
    }

    fn open(&mut self, is_loop: bool) -> Option<()> {
        let within = self.groups.last().is_some_and(|group| group.is_loop);
        self.groups.push(Group { sinks: Vec::new(), is_loop: is_loop || within });
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let group = self.groups.pop().filter(|_| !self.groups.is_empty())?;
        self.command.group = Some(group);
        Some(())
    }

    /// Ends a command, whose lines go into the next one where it is `piped`.
    fn end(&mut self, piped: bool) -> Option<()> {
        self.in_list = false;
        let Command { words, output, group } = std::mem::take(&mut self.command);
        let words: Vec<&str> = words.iter().map(|at| self.text(at)).collect();
        let is_exec = words == ["exec"];
        let in_loop = self.groups.last().is_some_and(|group| group.is_loop);
        let printed = || prints(&words).map(|brief| Sink::Inherited(brief && !in_loop));
        let sinks = match &group {
            Some(group) => group.sinks.clone(),
            None => printed().into_iter().collect(),
        };

        let file = output.as_ref().or(self.all.as_ref().filter(|_| !piped));
        let settled = sinks.into_iter().filter_map(|sink| sink.settled(file, piped));
        // What `tee` writes to the container's own output is there, wherever its other copy goes.
        let copied = copies_to_standard(&words).then_some(Sink::Inherited(false));
        let settled: Vec<Sink> = settled.chain(copied).collect();
        self.groups.last_mut()?.sinks.extend(settled);
        if is_exec {
            // Also back to where they went before.
            self.all = output;
        }
        Some(())
    }
}

/// Whether a command prints, and then whether it is little.
fn prints(words: &[&str]) -> Option<bool> {
    let assigns = |word: &str| word.split_once('=').is_some_and(|(name, _)| is_name(name));
    let name = *words.iter().find(|word| !assigns(word))?;
    if QUIET.contains(&name) || name.starts_with("((") || words == ["exec"] {
        return None;
    }
    Some(BRIEF.contains(&name))
}

fn copies_to_standard(words: &[&str]) -> bool {
    words
        .split_first()
        .is_some_and(|(name, files)| *name == "tee" && files.iter().any(|file| is_standard(file)))
}

/// Whether a file is the container's own output.
fn is_standard(file: &str) -> bool {
    statement::is_standard(file.trim_matches(['"', '\'']))
}

/// Whether a file is one whatever a variable in its name comes to, and no stream.
fn is_fixed(file: &str) -> bool {
    let file = file.trim_matches(['"', '\'']);
    let stream = ["/dev/", "/proc/"].iter().any(|folder| file.starts_with(folder));
    !file.starts_with(['$', '`']) && (!stream || file == "/dev/null")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Option<String> {
        only_file(&Word::implied(text)).map(|word| word.text)
    }

    #[test]
    fn lines_that_go_to_files_only_are_found() {
        for (text, wanted) in [
            (
                "i=0; while true; do echo \"$i: $(date)\" >> /var/log/1.log; i=$((i+1)); sleep 1; done",
                "/var/log/1.log",
            ),
            ("while true; do date; sleep 1; done > /tmp/x", "/tmp/x"),
            ("exec > /logs/a 2>&1\nwhile :; do date; done", "/logs/a"),
            (
                "echo start; while sleep 1; do date +%s >> \"/logs/$HOSTNAME.log\"; done",
                "/logs/$HOSTNAME.log",
            ),
            ("for i in $(seq 9); do echo $i; done | gzip > /tmp/a.gz", "/tmp/a.gz"),
            ("mkdir -p /l && ./gen --rate $RATE | tee /l/a > /dev/null", "/dev/null"),
            ("(while true; do date; done) &> /tmp/y", "/tmp/y"),
            ("if true; then ./gen $X >/a; else ./gen >/b; fi", "/a"),
            ("{ date; ./gen; } >'/a b'", "/a b"),
        ] {
            assert_eq!(file(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn lines_that_may_go_elsewhere_too_are_left_alone() {
        for text in [
            "while true; do echo \"$(date)\" | tee /a; sleep 1; done",
            "./gen | tee -a /proc/1/fd/1 > /dev/null",
            "./gen | tee /a /dev/stderr | wc -l > /b",
            "while true; do date >> /a; date; done",
            "while true; do date >> $LOG; done",
            "while true; do date >> /dev/stdout; done",
            "while true; do date >> /proc/$$/fd/1; done",
            "./gen $X > /a & tail -F /a",
            "exec > /a; date; exec > /dev/stdout; ./gen",
            "cat <<EOF > /a\nx\nEOF",
            "f() { date; }; f > /a",
            "case $X in a) date > /a;; esac",
            "sleep 5",
            "",
        ] {
            assert_eq!(file(text), None, "{text}");
        }
    }
}
