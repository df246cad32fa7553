//! Programs that start another program: which one, with what. Sources: their manuals (GNU coreutils 9, Python 3.12,
//! Node.js 20, OpenJDK 21, util-linux 2.39, tini 0.19, gosu 1.17, su-exec 0.2, s6 2.12, sudo 1.9).

use crate::load::shell::is_name;

use super::argument::Word;

/// A program that starts another one, and how it reads its own flags.
struct Starter {
    names: &'static [&'static str],
    /// Flags whose value is the next word.
    valued: &'static [&'static str],
    /// Flags with which no program's file follows.
    other: &'static [&'static str],
    /// What may be between its flags and the program.
    between: Between,
}

/// Words in front of a program that aren't flags.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    /// `NAME=value`, any number of them.
    Variables,
    /// The time after which it is ended.
    Time,
    /// One word: a user, processors, a priority.
    Word,
}

const fn starter(names: &'static [&'static str], valued: &'static [&'static str]) -> Starter {
    Starter { names, valued, other: &[], between: Between::Nothing }
}

/// Those that are parts of a shell and no files.
const BUILT_IN: &[&str] = &["exec", "command"];

const STARTERS: &[Starter] = &[
    starter(BUILT_IN, &["-a"]),
    starter(&["nohup", "setsid", "busybox", "catatonit", "dumb-init"], &[]),
    starter(&["nice"], &["-n", "--adjustment"]),
    starter(&["ionice"], &["-c", "--class", "-n", "--classdata"]),
    starter(&["stdbuf"], &["-i", "--input", "-o", "--output", "-e", "--error"]),
    starter(&["tini", "tini-static"], &["-p", "-e"]),
    starter(&["time"], &["-f", "--format", "-o", "--output"]),
    starter(&["prlimit"], &[]),
    starter(&["sudo", "runuser", "chpst"], &["-u", "--user", "-g", "--group", "-U"]),
    starter(&["setpriv"], &["--reuid", "--regid", "--groups", "--inh-caps", "--bounding-set"]),
    starter(&["numactl"], &["-N", "-m", "-C", "-i", "-p"]),
    Starter {
        names: &["gosu", "su-exec", "s6-setuidgid", "setuidgid", "taskset", "chrt"],
        valued: &[],
        other: &["-p", "--pid"],
        between: Between::Word,
    },
    Starter {
        names: &["env"],
        valued: &["-u", "--unset", "-C", "--chdir"],
        other: &["-S", "--split-string"],
        between: Between::Variables,
    },
    Starter {
        names: &["timeout"],
        valued: &["-s", "--signal", "-k", "--kill-after"],
        other: &[],
        between: Between::Time,
    },
    Starter {
        names: &["python"],
        valued: &["-W", "-X", "--check-hash-based-pycs"],
        other: &["-c", "-m", "-V", "--version", "-h", "--help"],
        between: Between::Nothing,
    },
    Starter {
        names: &["node", "nodejs"],
        valued: &["-r", "--require", "--import", "--loader", "--env-file"],
        other: &["-e", "--eval", "-p", "--print", "-v", "--version", "-h", "--help"],
        between: Between::Nothing,
    },
    Starter {
        names: &["java"],
        valued: &["-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules"],
        other: &["-m", "--module", "-version", "--version"],
        between: Between::Nothing,
    },
    Starter {
        names: &["perl", "ruby"],
        valued: &["-I"],
        other: &["-e"],
        between: Between::Nothing,
    },
];

/// A command line without the programs in front that only start another one.
pub(super) struct Launch<'w, 'a> {
    /// The program with its arguments.
    pub words: &'w [Word<'a>],
    /// The variables set on the way, as `NAME=value`.
    pub assigned: Vec<Word<'a>>,
    /// The time after which the program is ended.
    pub time: Option<Word<'a>>,
}

/// What a command line starts in the end. In a shell, variables may come first of a program.
pub(super) fn launched<'w, 'a>(words: &'w [Word<'a>], in_shell: bool) -> Launch<'w, 'a> {
    let mut launch = Launch { words, assigned: Vec::new(), time: None };
    if in_shell {
        launch.take_assignments();
    }
    while let Some((first, rest)) = launch.words.split_first() {
        if BUILT_IN.contains(&first.text.as_str()) && !in_shell {
            break;
        }
        let Some(starter) = starter_of(&first.text) else { break };
        let Some(behind) = starter.behind(rest) else { break };
        let before = launch.words;
        launch.words = behind;
        match starter.between {
            Between::Nothing => {}
            Between::Variables => launch.take_assignments(),
            Between::Time => launch.take_time(),
            Between::Word => launch.words = launch.words.get(1..).unwrap_or_default(),
        }
        if launch.words.is_empty() {
            launch.words = before;
            break;
        }
    }
    launch
}

/// Whether a program only starts another one.
pub(super) fn is_starter(command: &str) -> bool {
    starter_of(command).is_some()
}

fn starter_of(command: &str) -> Option<&'static Starter> {
    let name = command.rsplit('/').next().unwrap_or_default();
    // Interpreters have their release in their name: `python3.11`.
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    STARTERS.iter().find(|one| one.names.contains(&name) || one.names.contains(&plain))
}

impl Starter {
    /// The words after its own flags; `None` where it starts no file.
    fn behind<'w, 'a>(&self, mut words: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
        while let Some((word, rest)) = words.split_first() {
            match word.text.as_str() {
                "--" => return Some(rest),
                flag if self.other.contains(&flag) => return None,
                flag if self.valued.contains(&flag) => words = rest.get(1..).unwrap_or_default(),
                flag if flag.starts_with('-') && flag.len() > 1 => words = rest,
                _ => return Some(words),
            }
        }
        Some(words)
    }
}

impl Launch<'_, '_> {
    fn take_time(&mut self) {
        if let Some((time, rest)) = self.words.split_first() {
            (self.time, self.words) = (Some(time.clone()), rest);
        }
    }

    fn take_assignments(&mut self) {
        while let Some((word, rest)) = self.words.split_first().filter(|(it, _)| assigns(it)) {
            self.assigned.push(word.clone());
            self.words = rest;
        }
    }
}

/// Whether a word is `NAME=value`.
fn assigns(word: &Word<'_>) -> bool {
    word.text.split_once('=').is_some_and(|(name, _)| is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(line: &str, in_shell: bool) -> String {
        let words: Vec<Word<'_>> = line.split(' ').map(Word::implied).collect();
        let launch = launched(&words, in_shell);
        let texts = |words: &[Word<'_>]| {
            words.iter().map(|word| word.text.clone()).collect::<Vec<_>>().join(" ")
        };
        format!("{}|{}", texts(&launch.assigned), texts(launch.words))
    }

    #[test]
    fn what_only_starts_a_program_is_left_out() {
        for (line, program) in STARTED {
            assert_eq!(start(line, false), program, "{line}");
        }
    }

    const STARTED: [(&str, &str); 19] = [
        ("flog -l", "|flog -l"),
        ("python gen.py -n 5", "|gen.py -n 5"),
        ("/usr/bin/python3.11 -u ./gen.py", "|./gen.py"),
        ("python3 -W ignore gen.py", "|gen.py"),
        ("node --max-old-space-size=100 x.js", "|x.js"),
        ("java -Xmx64m -cp a.jar -jar gen.jar --rate 5", "|gen.jar --rate 5"),
        ("nice -n 10 flog -l", "|flog -l"),
        ("nice -10 flog -l", "|flog -l"),
        ("env -u X A=B C=d flog -l", "A=B C=d|flog -l"),
        ("/usr/bin/tini -g -- flog -l", "|flog -l"),
        ("stdbuf -oL nohup flog", "|flog"),
        ("busybox sh -c x", "|sh -c x"),
        ("timeout -s INT 5m flog -l", "|flog -l"),
        ("gosu nobody flog -l", "|flog -l"),
        ("su-exec 1000:1000 nice flog -l", "|flog -l"),
        ("taskset -c 0-3 flog -l", "|flog -l"),
        ("setpriv --reuid 1000 --clear-groups flog -l", "|flog -l"),
        ("sudo -E -u app -- flog -l", "|flog -l"),
        ("prlimit --nofile=1024 flog -l", "|flog -l"),
    ];

    #[test]
    fn what_starts_no_file_stays() {
        for line in ["python -c print", "python -m http.server", "env", "node -e 1", "A=B flog"] {
            assert_eq!(start(line, false), format!("|{line}"), "{line}");
        }
        assert_eq!(start("A=B exec flog", true), "A=B|flog");
    }
}
