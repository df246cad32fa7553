//! What a container writes: its image, command and arguments, understood.

use num_traits::{CheckedDiv, ToPrimitive};

use crate::kube::{ContainerView, ImageRef, quantity};
use crate::load::shell::{Shell, Started, Then, Writes, only_file, pause, understand, words};
use crate::source::Location;
use crate::units::{Duration, Number, Rate};
use crate::yaml::{Kind, Node};

use super::argument::Word;
use super::arguments::Mistake;
use super::command;
use super::evaluate::Judged;
use super::file::Generator;
use super::found::{Found, unknown, wrong};
use super::launch::{Launch, launched};
use super::output::{Amount, ContainerLoad, Ends, Lines, Output, ResourceLimit, Step};
use super::parse::Reader;
use super::registry::Generators;
use super::script_file::{script_of, started_script};

/// What is needed to understand one container.
struct Reading<'r, 'e, 'a> {
    view: &'r ContainerView<'e, 'a>,
    image: Option<ImageRef<'a>>,
    generators: &'r Generators,
}

/// What a container writes to its standard output.
pub(crate) fn load_of<'r, 'e, 'a: 'e>(
    view: &'r ContainerView<'e, 'a>,
    generators: &'r Generators,
) -> ContainerLoad {
    let container = view.container;
    let image = container.node.get_text("image").map(ImageRef::parse);
    let reading = Reading { view, image, generators };
    let Found { generator, is_opaque, judged, mistakes, cpu_needed } = reading.found();
    let Judged { output, lines, ends, shared, .. } = judged;
    let limit = |resource: &str| {
        let limit = container.node.get_path(&["resources", "limits", resource])?;
        Some(ResourceLimit { amount: quantity(limit), at: limit.location() })
    };
    let (cpu_limit, disk_limit) = (limit("cpu"), limit("ephemeral-storage"));
    let keys = ["command", "args"].into_iter().filter_map(|key| container.node.entry(key));
    let read_from = keys.map(|entry| entry.key.location()).collect();
    let (container, place) = (container.name().to_owned(), container.place());
    ContainerLoad {
        container,
        place,
        read_from,
        generator,
        is_opaque,
        output,
        lines,
        ends,
        shared,
        mistakes,
        cpu_limit,
        disk_limit,
        cpu_needed,
    }
}

impl<'e, 'a: 'e> Reading<'_, 'e, 'a> {
    fn items(&self, key: &str) -> Vec<Word<'a>> {
        let items = self.view.container.node.items_of(key);
        items.map(|node| self.item(node)).collect()
    }

    fn item(&self, node: Node<'a>) -> Word<'a> {
        match node.text() {
            Some(text) if text.contains('$') => Word::item(node, self.view.environment()),
            text => Word::written(
                text.unwrap_or_default().to_owned(),
                node,
                0..text.unwrap_or_default().len(),
            ),
        }
    }

    fn found(&self) -> Found {
        let node = self.view.container.node;
        let is_list = |key| node.get(key).is_none_or(|list| list.kind() == Kind::Sequence);
        if !(is_list("command") && is_list("args")) {
            return unknown("its command or arguments aren't a list");
        }
        let (command, args) = (self.items("command"), self.items("args"));
        let in_image = self.image.as_ref().and_then(|image| self.generators.in_image(image));
        let words: Vec<Word<'a>> = command.iter().chain(&args).cloned().collect();
        let joined = self.joined(&command, &args, in_image);
        let bare = in_image.filter(|_| command.is_empty());
        let mut found = match (joined, bare) {
            (Some(mistake), _) => wrong(mistake),
            (None, Some(generator)) => self.by_image(generator, &args),
            (None, None) => self.program(&words, in_image, true),
        };
        let undefined = command::undefined(&words, found.generator.is_some(), self.view);
        found.mistakes.extend(undefined);
        found
    }

    /// A command line that isn't one: all of it in one item, a shell's without the shell, or one that begins with a flag.
    fn joined(
        &self,
        command: &[Word<'a>],
        args: &[Word<'a>],
        in_image: Option<&Generator>,
    ) -> Option<Mistake> {
        let takes_program = match in_image {
            Some(generator) => !command.is_empty() || generator.no_entrypoint,
            None => !command.is_empty() || self.image.as_ref().is_some_and(command::is_bare),
        };
        let is_program = |text: &str| self.is_program(text, in_image);
        let first = command.iter().chain(args).next().filter(|_| takes_program);
        let joined = first.and_then(|first| command::in_one_item(first, is_program));
        let is_bare = takes_program && command.is_empty() && in_image.is_none();
        let joined = joined.or_else(|| command::without_shell(args).filter(|_| is_bare));
        joined.or_else(|| command::starts_with_flag(command))
    }

    /// A generator's image without a `command`.
    fn by_image(&self, generator: &Generator, args: &[Word<'a>]) -> Found {
        if args.is_empty() {
            let words = self.implied(generator);
            return words.map_or_else(unknown, |words| self.run(generator, &words, &[]));
        }
        match command::without_program(generator, args) {
            Some(mistake) => Found { generator: Some(generator.id.clone()), ..wrong(mistake) },
            None if generator.no_entrypoint => self.program(args, Some(generator), true),
            None => self.run(generator, args, &[]),
        }
    }

    /// Whether a command starts a program that is known, of this image or at all.
    fn is_program(&self, command: &str, in_image: Option<&Generator>) -> bool {
        command::is_common(command)
            || in_image.is_some_and(|generator| generator.is_entrypoint(command))
            || !self.generators.started_by(command).is_empty()
    }

    /// What a generator takes where the container gives it nothing.
    fn implied(&self, generator: &Generator) -> Result<Vec<Word<'a>>, String> {
        let Some(path) = &generator.arguments_file else {
            return Ok(generator.default_args.iter().map(|text| Word::implied(text)).collect());
        };
        let file = self
            .view
            .file(path)
            .ok_or(format!("its arguments are in {path}, which isn't in the files"))?;
        let text = file.text().unwrap_or_default();
        words(&Word::written(text.to_owned(), file, 0..text.len()))
    }

    /// A command line that starts with a program.
    fn program(
        &self,
        words: &[Word<'a>],
        in_image: Option<&Generator>,
        may_be_shell: bool,
    ) -> Found {
        let launch = launched(words, !may_be_shell);
        let found = self.launch(&launch, in_image, may_be_shell);
        match &launch.time {
            Some(time) => self.ended(found, time),
            None => found,
        }
    }

    /// The program that a command line starts in the end.
    fn launch(
        &self,
        launch: &Launch<'_, 'a>,
        in_image: Option<&Generator>,
        may_be_shell: bool,
    ) -> Found {
        let Some((first, rest)) = launch.words.split_first() else {
            return unknown("the image is unknown, and the container has no command");
        };
        if let Some(reason) = &first.unknown {
            return unknown(reason);
        }
        let name = first.text.rsplit('/').next().unwrap_or_default();
        if command::SHELLS.contains(&name) && may_be_shell {
            return self.shell(name, rest, in_image);
        }
        match name {
            "sleep" => return Output::Idle.into(),
            "tail" => return of_tail(rest).into(),
            "yes" => return Output::Unlimited { least: None, at: self.place(first) }.into(),
            _ => {}
        }
        if let Some(generator) = in_image.filter(|it| it.is_entrypoint(&first.text)) {
            return self.run(generator, rest, &launch.assigned);
        }
        match started_script(self.view, &first.text).filter(|_| may_be_shell) {
            Some(script) => self.read_script(script, in_image),
            None => self.by_program(&first.text, rest, &launch.assigned),
        }
    }

    /// A program that is ended after some time, where it doesn't end before that by itself.
    fn ended(&self, mut found: Found, time: &Word<'a>) -> Found {
        let seconds = pause(&time.text).and_then(|seconds| seconds.to_integer().to_u64());
        if let Some(seconds) = seconds.filter(|seconds| *seconds > 0 && found.is_load()) {
            let (after, at) = (Duration::of(seconds).to_string(), self.place(time));
            let ends = Ends { seconds: Some(seconds), ..Ends::at(at, after) };
            found.judged.ends.get_or_insert(ends);
        }
        found
    }

    /// The end of a container whose script doesn't wait for its program.
    fn left(&self, words: &[Word<'a>], sign: &Word<'a>) -> Ends {
        let name = words.first().map(|word| word.text.clone()).unwrap_or_default();
        let at = self.place(sign);
        Ends { seconds: Some(0), is_left: true, ..Ends::at(at, name) }
    }

    /// A program that is known by its name alone. Of several, the one counts that takes the arguments.
    fn by_program(&self, command: &str, rest: &[Word<'a>], assigned: &[Word<'a>]) -> Found {
        let name = command.rsplit('/').next().unwrap_or_default();
        let candidates = self.generators.started_by(command);
        let mut found: Vec<Found> =
            candidates.iter().map(|generator| self.run(generator, rest, assigned)).collect();
        if found.len() > 1 {
            found.retain(|one| !matches!(one.judged.output, Output::Unknown(_)));
        }
        match (found.len(), found.pop()) {
            (1, Some(mut only)) => {
                // Without the image it isn't sure enough which release reads the arguments.
                only.mistakes.clear();
                only
            }
            (0, _) if command.starts_with('-') => unknown("the image is unknown"),
            (0, _) if candidates.is_empty() => unknown(format!("the program `{name}` is unknown")),
            _ => unknown(format!("it isn't known which program `{name}` is")),
        }
    }

    fn run(&self, generator: &Generator, words: &[Word<'a>], assigned: &[Word<'a>]) -> Found {
        let Some(words) = after_subcommand(generator, words) else {
            let subcommand = generator.subcommand.as_deref().unwrap_or_default();
            let found = unknown(format!("the subcommand isn't `{subcommand}`"));
            return Found { generator: Some(generator.id.clone()), ..found };
        };
        let environment = || self.view.environment();
        let image = self.image.as_ref();
        let arguments = Reader::read(generator, image, words, assigned, &environment);
        let container = self.view.container;
        let place = container.node.get("image").map_or_else(|| container.place(), Node::location);
        let mut judged = generator.judge(&arguments, place);
        let mut mistakes = arguments.mistakes;
        if let Some(detail) = judged.crashes.take().filter(|_| mistakes.is_empty()) {
            mistakes.push(Mistake::crash(&generator.id, detail, place));
        }
        let cpu_needed = generator.cpu.as_ref().and_then(|cpu| cpu.at(&judged.output));
        let (id, is_opaque) = (Some(generator.id.clone()), generator.any_arguments);
        Found { generator: id, is_opaque, judged, mistakes, cpu_needed }
    }

    /// `sh -c "…"`.
    fn shell(&self, name: &str, rest: &[Word<'a>], in_image: Option<&Generator>) -> Found {
        let behind = command::behind_flag(rest);
        let Some((script, others)) = behind.map(|(word, others)| (word.as_written(), others))
        else {
            return match command::without_flag(rest) {
                Some(mistake) => wrong(mistake),
                None => self.read_script(script_of(self.view, name, rest), in_image),
            };
        };
        match command::apart(&script, others) {
            Some(mistake) => wrong(mistake),
            None => {
                let shell = Shell { is_bash: name == "bash", in_file: false };
                self.script(&script, shell, in_image)
            }
        }
    }

    /// A script of a file.
    fn read_script(
        &self,
        script: Result<(Word<'a>, Shell), String>,
        in_image: Option<&Generator>,
    ) -> Found {
        script.map_or_else(unknown, |(script, shell)| self.script(&script, shell, in_image))
    }

    /// The script of a shell.
    fn script(&self, script: &Word<'a>, shell: Shell, in_image: Option<&Generator>) -> Found {
        match understand(script, shell, &|| self.view.environment()) {
            Ok(started) => {
                let each = started.iter().map(|one| self.started(one, script, in_image));
                Found::together(each.collect())
            }
            Err(reason) => match only_file(script) {
                Some(file) => self.silent(&file),
                None => unknown(reason),
            },
        }
    }

    /// What a script has started.
    fn started(&self, one: &Started<'a>, script: &Word<'a>, in_image: Option<&Generator>) -> Found {
        let mut found = match &one.writes {
            Writes::Runs(words) => self.program(words, in_image, false),
            Writes::Unlimited => Output::Unlimited { least: None, at: self.place(script) }.into(),
            Writes::Silent(file) => self.silent(file),
            Writes::Limited { bytes, limit, line } => self.limited(*bytes, limit, *line),
            Writes::Prints { bytes, seconds, sleep } => self.printed(*bytes, *seconds, sleep),
        };
        if one.again {
            found = found.restarted();
        }
        match (&one.then, &one.writes) {
            (Then::GoesOn, _) => found = found.going_on(),
            (Then::Leaves { sign, .. }, Writes::Runs(words)) if found.is_load() => {
                found.judged.ends = Some(self.left(words, sign));
            }
            (Then::Leaves { sign, .. }, _) if found.is_load() => {
                found.judged.ends = Some(self.left(&[], sign));
            }
            _ => {}
        }
        found.times(one.copies)
    }

    /// What a loop prints that sleeps in each turn.
    fn printed(&self, bytes: u64, seconds: Number, sleep: &Word<'a>) -> Found {
        let reason = format!("{bytes} bytes / {seconds} s");
        match Number::from(i128::from(bytes)).checked_div(&seconds) {
            Some(rate) => self.fixed(rate, None, sleep, &reason).into(),
            None => unknown("the loop has no pause that can be divided by"),
        }
    }

    fn limited(&self, bytes: Number, limit: &Word<'a>, line: Option<u64>) -> Found {
        let output = self.fixed(bytes, Some("MiB"), limit, "the limit of pv");
        let lines = line.map(|line| Lines { least: line, most: line, repeated: true });
        Found::of_lines(output, lines)
    }

    /// Output that goes to a file.
    fn silent(&self, file: &Word<'a>) -> Found {
        let to = format!("the file {}", file.text);
        Output::Silent { to, at: self.place(file) }.into()
    }

    /// A rate that a script states exactly.
    fn fixed(
        &self,
        bytes: Number,
        unit: Option<&'static str>,
        word: &Word<'a>,
        formula: &str,
    ) -> Output {
        let Some(rate) = Rate::of(bytes, unit) else {
            return Output::Unknown("the rate is too large to be a rate".to_owned());
        };
        let step = Step {
            name: "rate".to_owned(),
            formula: formula.to_owned(),
            values: Vec::new(),
            result: rate.to_string(),
        };
        let (at, from) = (self.place(word), word.from.clone());
        Output::Rate(Amount {
            rate,
            least: rate,
            most: rate,
            asks: None,
            at,
            from,
            steps: vec![step],
            programs: None,
        })
    }

    fn place(&self, word: &Word<'a>) -> Location {
        word.place().unwrap_or_else(|| self.view.container.place())
    }
}

/// The words after a program's subcommand; `None` where that is another one.
fn after_subcommand<'w, 'a>(
    generator: &Generator,
    words: &'w [Word<'a>],
) -> Option<&'w [Word<'a>]> {
    let Some(subcommand) = &generator.subcommand else { return Some(words) };
    let (first, rest) = words.split_first()?;
    (first.text == *subcommand).then_some(rest)
}

fn of_tail(rest: &[Word<'_>]) -> Output {
    let is_idle = rest.iter().any(|word| word.text == "/dev/null");
    if is_idle { Output::Idle } else { Output::Follows }
}
