//! The statements of a shell script.

use crate::load::generator::Word;

/// One program with its words.
#[derive(Debug, Default, Clone)]
pub(super) struct Command<'a> {
    pub(super) words: Vec<Word<'a>>,
    /// The file that its output goes to.
    pub(super) output: Option<Word<'a>>,
}

#[derive(Debug, Clone)]
pub(super) enum Statement<'a> {
    Pipeline(Vec<Command<'a>>),
    /// Statements that the script doesn't wait for, and the `&` that says so.
    Background(Vec<Statement<'a>>, Word<'a>),
    /// `while` and `until`.
    Loop {
        condition: Vec<Statement<'a>>,
        body: Vec<Statement<'a>>,
        is_until: bool,
    },
    /// `for`, with the words after it: the name, `in`, and the list.
    ForEach {
        words: Vec<Word<'a>>,
        body: Vec<Statement<'a>>,
    },
    Group(Vec<Statement<'a>>),
    /// Statements whose output goes to a file.
    Redirected(Vec<Statement<'a>>, Word<'a>),
    /// Ways that may be gone or not: those of `if`, what follows `||`.
    Branches(Vec<Vec<Statement<'a>>>),
}

/// Programs and commands that end soon and write next to nothing.
const BRIEF: [&str; 39] = [
    ":", "[", "[[", "apk", "apt", "apt-get", "cd", "chmod", "chown", "cp", "curl", "date", "dnf",
    "echo", "hostname", "id", "kill", "ln", "ls", "mkdir", "mv", "nc", "nslookup", "pip", "pip3",
    "printf", "pwd", "rm", "set", "shift", "sleep", "sync", "test", "touch", "trap", "true",
    "ulimit", "wget", "yum",
];
/// Commands that only say whether something is so.
const TESTS: [&str; 7] = ["[", "[[", "false", "grep", "nc", "pgrep", "test"];

impl<'a> Statement<'a> {
    pub(super) fn simple(&self) -> Option<&Command<'a>> {
        match self {
            Self::Pipeline(commands) => match commands.as_slice() {
                [command] => Some(command),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.simple().and_then(Command::name)
    }

    /// Whether the script waits here for all that it has started.
    pub(super) fn is_wait(&self) -> bool {
        self.name() == Some("wait")
    }

    /// Whether the script ends here.
    pub(super) fn is_exit(&self) -> bool {
        self.name() == Some("exit")
    }

    /// Whether it ends soon and writes next to nothing.
    pub(super) fn is_brief(&self) -> bool {
        match self {
            Self::Pipeline(commands) => !self.is_idle() && commands.iter().all(Command::is_brief),
            Self::Group(body) => body.iter().all(Self::is_brief),
            // Something is waited for.
            Self::Loop { condition, body, .. } => {
                let never_ends = condition.iter().any(Self::succeeds);
                !never_ends && condition.iter().chain(body).all(Self::is_brief)
            }
            Self::Branches(branches) => branches.iter().flatten().all(Self::is_harmless),
            Self::ForEach { body, .. } | Self::Redirected(body, _) => {
                body.iter().all(Self::is_brief)
            }
            Self::Background(..) => false,
        }
    }

    /// Whether it only ends the script or does next to nothing.
    fn is_harmless(&self) -> bool {
        match self {
            Self::Group(body) => body.iter().all(Self::is_harmless),
            _ => self.is_brief() || self.is_exit(),
        }
    }

    /// Whether it is a command of a loop's condition that always succeeds.
    pub(super) fn succeeds(&self) -> bool {
        matches!(self.name(), Some(":" | "true" | "sleep"))
    }

    /// Whether it only says whether something is so.
    pub(super) fn is_test(&self) -> bool {
        self.name().is_some_and(|name| TESTS.contains(&name) || is_arithmetic(name))
    }

    /// Whether it waits for some time.
    pub(super) fn is_pause(&self) -> bool {
        self.name() == Some("sleep") || matches!(self, Self::Loop { .. })
    }

    /// Whether it goes on forever and writes nothing.
    pub(super) fn is_idle(&self) -> bool {
        let is_pause =
            |one: &Self| one.name().is_some_and(|name| ["sleep", "true", ":"].contains(&name));
        let is_end =
            |word: &Word<'_>| ["infinity", "inf", "/dev/null"].contains(&word.text.as_str());
        match self {
            Self::Loop { condition, body, is_until: false } => {
                condition.iter().chain(body).all(is_pause)
            }
            Self::Pipeline(_) => self.simple().is_some_and(|command| {
                let idles = command.name().is_some_and(|name| ["sleep", "tail"].contains(&name));
                idles && command.words.iter().any(is_end)
            }),
            _ => false,
        }
    }

    pub(super) fn shown(&self) -> String {
        match self {
            Self::Pipeline(commands) => {
                format!("`{}`", commands.first().and_then(Command::name).unwrap_or_default())
            }
            Self::Background(..) => "a program in the background".to_owned(),
            Self::Loop { .. } | Self::ForEach { .. } => "a loop".to_owned(),
            Self::Group(_) | Self::Redirected(..) => "a group of commands".to_owned(),
            Self::Branches(_) => "what may run or not".to_owned(),
        }
    }
}

impl<'a> Command<'a> {
    /// The program's name, where it is known.
    pub(super) fn name(&self) -> Option<&str> {
        let first = self.words.first().filter(|word| word.unknown.is_none());
        first.map(|word| word.text.as_str())
    }

    /// Whether it ends soon and writes next to nothing.
    fn is_brief(&self) -> bool {
        self.name().is_some_and(|name| BRIEF.contains(&name) || is_arithmetic(name))
    }

    /// Whether it copies what it reads to the container's own output.
    pub(super) fn is_copied(&self) -> bool {
        self.name() == Some("tee") && self.words.iter().any(|word| is_standard(&word.text))
    }

    /// Whether it writes all that it reads, once: `tee FILE`, `cat`.
    pub(super) fn passes_on(&self) -> bool {
        let is_all = || self.words.iter().skip(1).all(|word| word.text == "-");
        match self.name() {
            _ if self.output.is_some() || self.is_copied() => false,
            // Its name may be that of the container's own output.
            Some("tee") if self.words.iter().any(|word| word.unknown.is_some()) => false,
            Some("tee") => true,
            Some("cat") => is_all(),
            _ => false,
        }
    }

    /// The words, where all are known.
    ///
    /// # Errors
    /// Says why one isn't.
    pub(super) fn known_words(self) -> Result<Vec<Word<'a>>, String> {
        match self.words.iter().find_map(|word| word.unknown.clone()) {
            Some(reason) => Err(reason),
            None => Ok(self.words),
        }
    }
}

/// Whether a command is `((…))`, which only computes.
fn is_arithmetic(name: &str) -> bool {
    name.starts_with("((")
}

/// Whether a file is the container's own output.
pub(super) fn is_standard(file: &str) -> bool {
    ["/dev/stdout", "/dev/stderr", "/proc/1/fd/1", "/proc/1/fd/2", "/proc/self/fd/1"]
        .contains(&file)
}
