//! The questions of `init` on a terminal: each answer is tried at its question.

use std::path::Path;

use dialoguer::Input;

use crate::error::Error;
use crate::init::{Answers, check_name, check_server, check_text};
use crate::text::list;

use super::page::filled;

/// Sets an answer from what was typed.
type Set = fn(&mut Answers, &str) -> Result<(), String>;

/// A question, unless its flag was given.
struct Question {
    flag: &'static str,
    prompt: &'static str,
    set: Set,
    /// The answer that Enter takes; empty where it takes none.
    shown: fn(&Answers) -> String,
}

/// The questions, in the order in which they are asked.
const QUESTIONS: [Question; 9] = [
    Question {
        flag: "name",
        prompt: "Name of the workload",
        set: |answers, text| check_name(text).map(|()| text.clone_into(&mut answers.name)),
        shown: |answers| answers.name.clone(),
    },
    Question {
        flag: "image",
        prompt: "Image of the load generator (empty: flog)",
        set: |answers, text| {
            answers.image = Some(text.to_owned()).filter(|text| !text.is_empty());
            answers.image.as_deref().map_or(Ok(()), check_text)
        },
        shown: |answers| answers.image.clone().unwrap_or_default(),
    },
    Question {
        flag: ARG,
        prompt: "Its arguments, as in a shell (empty: none)",
        set: |answers, text| {
            let words = shlex::split(text).ok_or("a quote isn't closed")?;
            words.iter().try_for_each(|word| check_text(word))?;
            answers.args = words;
            Ok(())
        },
        shown: |answers| words(&answers.args),
    },
    Question {
        flag: "parser",
        prompt: "Parser for its lines",
        set: |answers, text| check_text(text).map(|()| text.clone_into(&mut answers.parser)),
        shown: |answers| answers.parser.clone(),
    },
    Question {
        flag: "cluster",
        prompt: "Cluster name attached to the logs",
        set: |answers, text| check_text(text).map(|()| text.clone_into(&mut answers.cluster)),
        shown: |answers| answers.cluster.clone(),
    },
    Question {
        flag: "server",
        prompt: "URL that receives the logs",
        set: |answers, text| check_server(text).map(|()| text.clone_into(&mut answers.server)),
        shown: |answers| answers.server.clone(),
    },
    Question {
        flag: RATE,
        prompt: "Log rate of one pod",
        set: |answers, text| text.parse().map(|rate| answers.rate = rate),
        shown: |answers| answers.rate.compact(),
    },
    Question {
        flag: "target",
        prompt: "Total log rate to reach",
        set: |answers, text| text.parse().map(|rate| answers.target = rate),
        shown: |answers| answers.target.compact(),
    },
    Question {
        flag: "nodes",
        prompt: "Number of nodes (empty: unknown)",
        set: |answers, text| {
            let stated = Some(text).filter(|text| !text.is_empty());
            stated.map(crate::load::parse_nodes).transpose().map(|nodes| answers.nodes = nodes)
        },
        shown: |answers| answers.nodes.map(|nodes| nodes.to_string()).unwrap_or_default(),
    },
];

/// The last question, whose answer depends on those before.
const RELEASE: Question = Question {
    flag: "agent-version",
    prompt: "Release of the agent",
    set: |answers, text| check_text(text).map(|()| text.clone_into(&mut answers.agent_version)),
    shown: |answers| answers.agent_version.clone(),
};

/// The question about the arguments of an image.
const ARG: &str = "arg";
/// What is wrong with an image whatever its arguments.
const IMAGE_RULES: [&str; 3] = ["invalid-image-name", "two-agents", "unfilled-placeholder"];
/// The question about the rate of a pod.
const RATE: &str = "rate";

/// What will happen, said before the first question.
pub(super) fn intro(dir: &Path, files: &[&str], width: usize) -> String {
    let text = format!(
        "lt-lint init writes {} into {}, and .lt-lint.yaml next to that folder if there is none. Nothing is written \
         before the last question is answered. Enter accepts the answer in brackets.",
        list(&files.iter().map(|file| (*file).to_owned()).collect::<Vec<_>>()),
        dir.display()
    );
    filled(&text, width, "") + "\n"
}

/// Asks each question whose flag isn't given. `judge` says what is wrong with all answers so far.
///
/// # Errors
/// Where the terminal is gone: with the command that has all answers up to there.
pub(super) fn ask(
    answers: Answers,
    is_given: impl Fn(&str) -> bool,
    judge: impl Fn(&Answers) -> Result<(), Error>,
    say: impl Fn(&str),
) -> Result<Answers, Error> {
    let mut answers = answers;
    let questions: Vec<&Question> = QUESTIONS.iter().chain([&RELEASE]).collect();
    let mut at = 0;
    while let Some(question) = questions.get(at) {
        let is_about_nothing = question.flag == ARG && answers.image.is_none();
        if is_given(question.flag) || is_about_nothing {
            at += 1;
            continue;
        }
        let text = typed(question, &answers)?;
        match question.answered(&answers, &text, &judge) {
            Ok(answered) => {
                answers = answered;
                at += 1;
            }
            Err(error) => {
                say(&without_place(&error));
                // Other arguments may not help, where a rule speaks: the image is asked for again.
                let is_judged = question.flag == ARG && !error.place.is_empty();
                at -= usize::from(is_judged && !is_given("image"));
            }
        }
    }
    Ok(answers)
}

fn without_place(error: &Error) -> String {
    error.without_place().trim_start_matches(super::init::UNCLEAN).to_owned()
}

/// What is typed at a question; Enter accepts the answer in brackets.
fn typed(question: &Question, answers: &Answers) -> Result<String, Error> {
    let default = (question.shown)(answers);
    let input = Input::<String>::new().with_prompt(question.prompt);
    let input = if default.is_empty() { input.allow_empty(true) } else { input.default(default) };
    input.interact_text().map_err(|error| {
        let error = Error::new(question.prompt, error.to_string());
        error.with_advice(format!("answers so far: {}", command(answers)))
    })
}

/// The command that gives the same answers.
pub(super) fn command(answers: &Answers) -> String {
    let mut flags = vec![
        ("--name", answers.name.clone()),
        ("--parser", answers.parser.clone()),
        ("--cluster", answers.cluster.clone()),
        ("--server", answers.server.clone()),
        ("--rate", answers.rate.compact()),
        ("--target", answers.target.compact()),
        ("--agent-version", answers.agent_version.clone()),
    ];
    flags.extend(answers.image.clone().map(|image| ("--image", image)));
    flags.extend(answers.args.iter().map(|arg| ("--arg", arg.clone())));
    flags.extend(answers.nodes.map(|nodes| ("--nodes", nodes.to_string())));
    let words =
        flags.iter().map(|(flag, value)| format!("{flag}={}", words(std::slice::from_ref(value))));
    format!("lt-lint init {}", words.collect::<Vec<_>>().join(" "))
}

/// Words as a shell reads them.
fn words(words: &[String]) -> String {
    let quoted = words.iter().map(|word| super::init::shell_word(word));
    quoted.collect::<Vec<_>>().join(" ")
}

impl Question {
    /// The answers with that to this question, if they are right as far as they go.
    fn answered(
        &self,
        answers: &Answers,
        text: &str,
        judge: &impl Fn(&Answers) -> Result<(), Error>,
    ) -> Result<Answers, Error> {
        let mut tried = answers.clone();
        (self.set)(&mut tried, text).map_err(|reason| Error::new("", reason))?;
        match self.flag {
            // What an image writes is judged with its arguments.
            "image" if tried.image.is_some() => match judge(&tried) {
                Err(error) if IMAGE_RULES.contains(&error.place.as_str()) => return Err(error),
                _ => {}
            },
            RATE => judge(&Answers { target: tried.rate, nodes: None, ..tried.clone() })?,
            _ => judge(&tried)?,
        }
        Ok(tried)
    }
}
