//! Words that no text of the project uses, since the trade has a standard term for each: rules, messages, help, pages,
//! templates and doc comments.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use lt_lint::cli::Console;
use regex_lite::Regex;

/// A pattern, and the standard term.
type Habit = (&'static str, &'static str);

/// Habits that no text has.
const EVERYWHERE: &[Habit] = &[
    (r"\brefus(e|es|ed|ing|als?)\b", "reject"),
    (r"\bblanks?\b", "space"),
    (r"\b(for ever|anew|at start)\b", "forever, again, at startup"),
    (r"\bwithout a word\b", "silently"),
    (r"\b(mend(s|ed|ing)?|work(s|ed|ing)? out)\b", "fix, compute"),
    (r"\b(stands?|stood|standing)\b", "be, appear, mean"),
    (r"\b(behind|beside)\b", "after, next to, in addition to"),
    (r"\b(is|are|was|were) no [a-z]+", "isn't a"),
    (r"\b(held|holds?) [a-z ]{0,30}against\b", "check against, compare with"),
    (r"\bas a rule\b", "usually"),
    (r"\bnobody can tell\b", "it isn't known"),
    (r"\ba (line|file|word) each\b", "one per line"),
    (r"\botherwise than\b", "differently than"),
    (r"\bin (the )?place of\b", "instead of"),
    (r"\b(forg[ai]v(e|es|en|ing)|silenc(es|ed|ing))\b", "suppress"),
    (r"\b(left|leaves?|leaving) out\b", "omit, skip"),
];

/// Habits that no text for users has; a doc comment of the code may tell and take.
const FOR_USERS: &[Habit] = &[
    (r"\b(tells?|told)\b", "explain, report, show"),
    (r"\b(takes?|taken)\b", "accept, need, use, last"),
    (r"\b(says? so|say nothing|says nothing|nothing is said|is said)\b", "report"),
    (r"\bthat (there are|(is|are) there)\b|\b(is|are)n't there\b", "existing, doesn't exist"),
    (r"\bof (your|one's|the project's) own\b", "custom"),
    (
        r"\b(B/s|pods?|CPU|lines?|requests?|bytes|TB|one|times) an? (pod|node|day|minute|second|line|file)\b",
        "per",
    ),
    (r"\b(is|are|stays?) green\b", "look healthy"),
    (r"\b(go|goes) on\b", "continue, keep running"),
    (r"\b(is|are) asked\b", "query, request"),
    (r"\bmakes? (no )?load\b", "generate load"),
    (r"\b(has|have) to be\b", "must be"),
    (r"\b(is|are) to be\b", "should be, must be"),
    (r"\bnobody\b", "no one, or name who"),
];

/// Uses of such words that are standard English, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (r"there (is|are) no\b", "the usual way to say that something doesn't exist"),
    (r"\b(is|are) no longer\b", "an adverb, not a negated noun"),
    (r"\bblank lines?\b", "the term for an empty line"),
    (r"\b(falls?|lags?|left|is|are|be) behind( in)?\b", "a lag, not a position"),
    (r"\bfacts behind\b", "the figure of speech for a source"),
    (r"\bstand in for\b", "the term for a substitute"),
    (r"\btakes? (precedence|effect|place)\b", "fixed phrases"),
    (r"\btakes more than one edit\b", "the usual word for an effort"),
    (r"\b(is|are|was) no (room|such|more than)\b", "fixed phrases"),
];

/// A text with its place.
type Piece = (String, String);

/// Words of the line before that a habit or an exception may begin with.
const OVERLAP: usize = 3;

struct Words {
    habits: Vec<(Regex, &'static str)>,
    exceptions: Regex,
    /// Code, variables of a text, and addresses: names, not words.
    names: Regex,
}

impl Words {
    fn new(habits: &[&[Habit]]) -> Self {
        let habits = habits.iter().flat_map(|list| list.iter());
        let exceptions: Vec<&str> = EXCEPTIONS.iter().map(|(pattern, _)| *pattern).collect();
        Self {
            habits: habits.map(|(pattern, term)| (Regex::new(pattern).unwrap(), *term)).collect(),
            exceptions: Regex::new(&format!("(?i){}", exceptions.join("|"))).unwrap(),
            names: Regex::new(r"`[^`]*`|\{[^{}]*\}|https?://\S+|\]\([^)]*\)").unwrap(),
        }
    }

    /// The habits of texts, each with the standard term. A text may continue the one before.
    fn of(&self, pieces: &[Piece]) -> Vec<String> {
        let mut found = Vec::new();
        let mut before = String::new();
        for (place, text) in pieces {
            let whole = format!("{before}{}", text.trim_start());
            let words = hidden(&self.exceptions, &hidden(&self.names, &whole));
            for (pattern, term) in &self.habits {
                let mut habits = pattern.find_iter(&words);
                if let Some(habit) = habits.find(|habit| habit.end() > before.len()) {
                    found.push(format!("{place}: `{}`: write {term}", habit.as_str()));
                }
            }
            let last: Vec<&str> = text.split_whitespace().rev().take(OVERLAP).collect();
            before = last.into_iter().rev().fold(String::new(), |line, word| line + word + " ");
        }
        found
    }
}

/// A text with spaces instead of what a pattern matches.
fn hidden(pattern: &Regex, text: &str) -> String {
    let spaces =
        |found: &regex_lite::Captures<'_>| " ".repeat(found.get(0).map_or(0, |it| it.len()));
    pattern.replace_all(text, spaces).into_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder with an extension, in order, and those of folders below it.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            found.extend(files(&name, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(name.into());
        }
    }
    found.sort();
    found
}

fn lines(path: &Path) -> Vec<Piece> {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let place =
        |(at, line): (usize, &str)| (format!("{}:{}", path.display(), at + 1), line.to_owned());
    text.lines().enumerate().map(place).collect()
}

/// Texts of a rule file: without its keys, which are names of cases, and without names of rules.
fn rule_texts(path: &Path) -> Vec<Piece> {
    let key = Regex::new(r#"^\s*["\w-]+:( &\w+)?\s?"#).unwrap();
    let without_key = |(place, line): Piece| (place, key.replace(&line, "").into_owned());
    let texts = lines(path).into_iter().map(without_key);
    texts.filter(|(_, text)| !text.contains("{rule:")).collect()
}

/// Strings with a space and comments of a source file, without its tests.
fn code(path: &Path) -> (Vec<Piece>, Vec<Piece>) {
    let token = Regex::new(
        r##"(?s)//[^\n]*|r#".*?"#|r"[^"]*"|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\[^u]|\\u\{[^}]*\})'"##,
    );
    let source = fs::read_to_string(root().join(path)).unwrap();
    let source = source.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let (mut strings, mut comments) = (Vec::new(), Vec::new());
    let (mut at, mut line) = (0, 1);
    for token in token.unwrap().find_iter(source) {
        line += source[at..token.start()].matches('\n').count();
        at = token.start();
        let piece = (format!("{}:{line}", path.display()), token.as_str().to_owned());
        match token.as_str() {
            text if text.starts_with("//") => {
                comments.push((piece.0, text.trim_start_matches(['/', '!', ' ']).to_owned()));
            }
            text if text.starts_with('\'') || !text.contains(' ') => {}
            _ => strings.push(piece),
        }
    }
    (strings, comments)
}

#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "{} habits:\n{}", found.len(), found.join("\n"));
}

#[test]
fn pages_and_templates_have_standard_terms() {
    let pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "action.yml"];
    let others = [".pre-commit-hooks.yaml", "facts/limits.yaml", "editors/vscode/README.md"];
    let mut paths: Vec<PathBuf> = pages.iter().chain(&others).map(PathBuf::from).collect();
    // The pages of rules are made from the rule files and from fixtures.
    paths.extend(files("docs", "md").into_iter().filter(|path| !path.starts_with("docs/rules")));
    paths.extend(["k8s", "examples"].iter().flat_map(|folder| files(folder, "yaml")));
    let pieces: Vec<Piece> = paths.iter().flat_map(|path| lines(path)).collect();
    none(&Words::new(&[EVERYWHERE, FOR_USERS]).of(&pieces));
}

#[test]
fn rules_have_standard_terms() {
    let pieces: Vec<Piece> =
        files("rules", "yaml").iter().flat_map(|path| rule_texts(path)).collect();
    none(&Words::new(&[EVERYWHERE, FOR_USERS]).of(&pieces));
}

#[test]
fn messages_and_comments_have_standard_terms() {
    let (mut messages, mut comments) = (Vec::new(), Vec::new());
    for path in files("src", "rs").iter().filter(|path| !path.ends_with("tests.rs")) {
        let (strings, own) = code(path);
        messages.extend(strings);
        comments.extend(own);
    }
    let mut found = Words::new(&[EVERYWHERE, FOR_USERS]).of(&messages);
    found.extend(Words::new(&[EVERYWHERE]).of(&comments));
    none(&found);
}

/// What a command prints with `--help`; of lt-lint itself, where none is named.
fn help(command: &str) -> String {
    let args = ["lt-lint", command, "--help"].into_iter().filter(|arg| !arg.is_empty());
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let console = Console {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut errors,
        color: false,
        color_of_errors: false,
        unicode: true,
        links: false,
        step_summary: None,
        interactive: false,
        watched: false,
        completes: None,
        width: None,
    };
    assert_eq!(lt_lint::cli::run(args.map(OsString::from), console), 0, "{command}");
    String::from_utf8(out).unwrap()
}

#[test]
fn the_help_of_every_command_has_standard_terms() {
    let commands = [
        "", "init", "plan", "settings", "rules", "config", "objects", "explain", "test", "server",
        "schema",
    ];
    let words = Words::new(&[EVERYWHERE, FOR_USERS]);
    for command in commands.iter().chain(&["completions", "man"]) {
        let help = help(command);
        assert!(help.contains("Usage:"), "{command}: {help}");
        let line = |line: &str| (format!("lt-lint {command} --help"), line.to_owned());
        none(&words.of(&help.lines().map(line).collect::<Vec<_>>()));
    }
}

#[test]
fn a_habit_is_found_and_an_exception_is_not() {
    let words = Words::new(&[EVERYWHERE, FOR_USERS]);
    let of = |text: &str| words.of(&[("a".to_owned(), text.to_owned())]);
    assert_eq!(of("the API server refuses it"), ["a: `refuses`: write reject"]);
    assert_eq!(of("flags behind it, without a word").len(), 2);
    for right in
        ["there is no such flag", "it falls behind", "`refused` and {told}", "a blank line"]
    {
        assert_eq!(of(right), Vec::<String>::new(), "{right}");
    }
    for (pattern, reason) in EXCEPTIONS {
        assert!(!reason.is_empty() && Regex::new(pattern).is_ok(), "{pattern}");
    }
}
