//! Command lines that don't start what they mean: a name of a program with its arguments in it, a shell's script with
//! its words apart, flags without a program, references to variables that don't exist.

use crate::kube::{ContainerView, ImageRef};
use crate::text::did_you_mean;

use super::argument::{Reference, Word};
use super::arguments::{Mistake, MistakeKind};
use super::file::Generator;
use super::launch::is_starter;
use super::parse::item;

/// Programs that read a script after `-c`.
pub(super) const SHELLS: [&str; 4] = ["sh", "bash", "ash", "dash"];

/// Options of shells with the name of a file as the next word.
const TAKES_FILE: [&str; 2] = ["--rcfile", "--init-file"];

/// Programs that images without a generator have.
const COMMON: [&str; 10] =
    ["cat", "date", "dd", "echo", "head", "printf", "seq", "sleep", "tail", "yes"];

/// Images of distributions, which have no entrypoint.
const BARE: [&str; 8] =
    ["almalinux", "alpine", "busybox", "centos", "debian", "fedora", "rockylinux", "ubuntu"];

/// Names that scripts are given for `$0`.
const NAMES: [&str; 5] = ["_", "-", "--", "$0", "script"];

/// Whether an image is one of a distribution, so that `args` without a `command` are the whole command line.
pub(super) fn is_bare(image: &ImageRef<'_>) -> bool {
    BARE.contains(&image.name())
}

/// Whether a command starts a shell or a program that nearly every image has.
pub(super) fn is_common(command: &str) -> bool {
    let name = command.rsplit('/').next().unwrap_or_default();
    SHELLS.contains(&name) || COMMON.contains(&name) || is_starter(command)
}

fn mistake(kind: MistakeKind, word: &Word<'_>, detail: String, instead: String) -> Mistake {
    let argument = match word.text.trim().split_once('\n') {
        Some((first, _)) => format!("{first} …"),
        None => word.text.clone(),
    };
    Mistake { kind, argument, detail, instead, at: word.place(), beside: None }
}

/// A whole command line where a container's command names its program: only a shell splits at spaces.
pub(super) fn in_one_item(first: &Word<'_>, is_program: impl Fn(&str) -> bool) -> Option<Mistake> {
    if first.unknown.is_some() || !first.text.contains(char::is_whitespace) {
        return None;
    }
    let pieces = first.pieces();
    let (program, others) = pieces.split_first()?;
    if !others.iter().any(|piece| piece.text.starts_with('-')) && !is_program(&program.text) {
        return None;
    }
    let items: Vec<String> = pieces.iter().map(|piece| item(&piece.text)).collect();
    Some(mistake(MistakeKind::Command, first, String::new(), items.join(", ")))
}

/// A flag where an image without an entrypoint takes the name of a program.
pub(super) fn without_program(generator: &Generator, args: &[Word<'_>]) -> Option<Mistake> {
    let first =
        args.first().filter(|first| generator.no_entrypoint && first.text.starts_with('-'))?;
    let program = generator.entrypoint.first().or(generator.programs.first())?;
    Some(mistake(MistakeKind::NoProgram, first, String::new(), program.clone()))
}

/// A flag where a container's command names its program.
pub(super) fn starts_with_flag(command: &[Word<'_>]) -> Option<Mistake> {
    let first = command.first().filter(|first| first.unknown.is_none())?;
    let is_flag = first.text.starts_with('-') && first.text.len() > 1;
    is_flag.then(|| mistake(MistakeKind::Flag, first, String::new(), String::new()))
}

/// A shell's flag in front of a script where an image without an entrypoint takes the name of a program.
pub(super) fn without_shell(args: &[Word<'_>]) -> Option<Mistake> {
    let is_script_flag =
        |text: &str| text.starts_with('-') && text.ends_with('c') && text.len() < 5;
    let first = args.first().filter(|first| is_script_flag(&first.text) && args.len() > 1)?;
    Some(mistake(MistakeKind::NoProgram, first, String::new(), "sh".to_owned()))
}

/// Words after a shell's script that were meant to be a part of it. They are its positional parameters, which a
/// script may use, and the first is its name.
pub(super) fn apart(script: &Word<'_>, others: &[Word<'_>]) -> Option<Mistake> {
    let (first, rest) = others.split_first()?;
    let is_one_word = !script.text.trim().contains(char::is_whitespace);
    let is_flag = |word: &Word<'_>| word.text.starts_with('-') && word.text.len() > 2;
    let is_name =
        rest.is_empty() && (NAMES.contains(&first.text.as_str()) || is_common(&first.text));
    let is_meant = is_one_word && !is_name || others.iter().any(is_flag);
    if uses_parameters(&script.text) || !is_meant {
        return None;
    }
    let joined: Vec<&str> =
        std::iter::once(script).chain(others).map(|word| word.text.trim()).collect();
    let (detail, instead) = (script.text.trim().to_owned(), joined.join(" "));
    Some(mistake(MistakeKind::Apart, first, detail, instead))
}

/// The script of a shell and the words after it: the first word that isn't an option, where one of the options is `-c`.
pub(super) fn behind_flag<'w, 'a>(words: &'w [Word<'a>]) -> Option<(&'w Word<'a>, &'w [Word<'a>])> {
    let (mut rest, mut has_flag) = (words, false);
    while let Some((word, behind)) = rest.split_first() {
        let text = word.text.as_str();
        match text {
            "-" | "--" => return behind.split_first().filter(|_| has_flag),
            _ if !text.starts_with(['-', '+']) || text.contains(char::is_whitespace) => break,
            _ => {}
        }
        let is_short = !text.starts_with("--");
        has_flag |= is_short && text.contains('c');
        let takes_name = is_short && text.ends_with(['o', 'O']) || TAKES_FILE.contains(&text);
        rest = if takes_name { behind.get(1..).unwrap_or_default() } else { behind };
    }
    rest.split_first().filter(|_| has_flag)
}

/// A script where a shell takes the name of a file with one: its `-c` is missing.
pub(super) fn without_flag(words: &[Word<'_>]) -> Option<Mistake> {
    let script = words.first().filter(|word| word.unknown.is_none())?;
    let is_script =
        script.text.trim().contains(char::is_whitespace) && !script.text.starts_with('-');
    is_script.then(|| mistake(MistakeKind::File, script, String::new(), String::new()))
}

/// Whether a script uses its positional parameters: `$1`, `$@`, `${2:-x}`, or a loop over them all, another script in its place.
fn uses_parameters(script: &str) -> bool {
    let is_parameter = |rest: &str| {
        let name = rest.trim_start_matches(['{', '#']);
        name.starts_with(|c: char| c.is_ascii_digit() || "@*".contains(c)) || rest.starts_with('#')
    };
    script.split('$').skip(1).any(is_parameter)
        || ["shift", "getopts", "for ", "source ", ". "].iter().any(|word| script.contains(word))
}

/// References in the words of a command line that stay as they are written, since nothing sets their variables. A
/// shell's script has its own use for them.
pub(super) fn undefined<'a>(
    words: &[Word<'a>],
    is_generator: bool,
    view: &ContainerView<'_, 'a>,
) -> Vec<Mistake> {
    let is_shell =
        |word: &Word<'_>| SHELLS.contains(&word.text.rsplit('/').next().unwrap_or_default());
    let shell = words.iter().position(is_shell).unwrap_or(words.len());
    let is_declared = |name: &str| {
        let mut declared = view.container.node.items_of("env");
        declared.any(|item| item.get_text("name") == Some(name))
    };
    let references = words.iter().take(shell).flat_map(|word| &word.undefined);
    let told =
        references.filter(|it| is_variable(&it.name, is_generator) && !is_declared(&it.name));
    told.map(|reference| not_there(reference, view)).collect()
}

/// Whether a name is one of a variable that only the container can set. A program that isn't known may take any text
/// in small letters, and the kubelet adds variables for the services of the namespace.
fn is_variable(name: &str, is_generator: bool) -> bool {
    let fits = |c: char| {
        let is_upper = c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        is_upper || is_generator && (c.is_ascii_lowercase() || c == '.')
    };
    let is_of_service = name.contains("_SERVICE_") || name.contains("_PORT");
    !name.is_empty() && !is_of_service && name.chars().all(fits)
}

fn not_there(reference: &Reference, view: &ContainerView<'_, '_>) -> Mistake {
    let names: Vec<&str> = view.environment().iter().map(|var| var.name.as_str()).collect();
    let (detail, instead) = match did_you_mean(&reference.name, &names) {
        Some(meant) => (format!("; did you mean `$({meant})`?"), format!("Write `$({meant})`")),
        None => (String::new(), format!("Add `{}` to the container's `env`", reference.name)),
    };
    let (kind, argument) = (MistakeKind::Undefined, format!("$({})", reference.name));
    Mistake { kind, argument, detail, instead, at: Some(reference.at), beside: None }
}
