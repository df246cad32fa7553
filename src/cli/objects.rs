//! `lt-lint objects [PATH]...`: what kubectl would send, as lt-lint reads it.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::console::{self, Console, Outcome, warn};
use super::place::Place;
use crate::discover::{Search, all_named, discover};
use crate::error::Error;
use crate::kube::{Object, ObjectSet, secret};
use crate::model::Model;
use crate::options::Options;
use crate::output;
use crate::paths::shown;
use crate::report::SkipReason;
use crate::rule::RuleSet;
use crate::secret::{Redactor, Secrets};
use crate::session::Session;
use crate::source::{FileId, LineIndex, SourceFile};
use crate::text::{did_you_mean, hint_at};
use crate::triage;
use crate::yaml::{Node, Parsed, Problem, ProblemKind, Reader, show};

/// Objects to show, and the output format.
#[derive(Debug, Args)]
pub(crate) struct ObjectsArgs {
    /// Files, folders (searched for .yaml, .yml and .json), or - for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = ValueFormat::Json)]
    pub format: ValueFormat,
    /// Show only the value at this position, with its object and path.
    #[arg(long, value_name = "[FILE:]LINE[:COL]")]
    pub at: Option<Place>,
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValueFormat {
    /// JSON, as written by kubectl.
    Json,
    /// YAML.
    Yaml,
}

/// What means a secret.
const HIDDEN: &str = "(hidden)";

/// Every object of the input in order, or what is at one place. What can't be read is complained
/// about, and the rest still shown.
pub(crate) fn objects(args: &ObjectsArgs, console: &mut Console<'_>) -> Outcome {
    let discovered = discover(&args.paths, &Search::default(), console.stdin);
    let mut errors = discovered.errors;
    let sources = discovered.files;
    let parsed = read_all(&sources, &mut errors);
    let session = Session::new(RuleSet::default(), Options::default())?;
    let model = session.model(&sources, &parsed, true);
    let secrets = secret::secrets(&model.objects, &sources, &parsed, None);
    let hiding = Hiding::new(&secrets);
    let shown = match &args.at {
        Some(place) => Some(at_place(place, &model, &hiding).map_err(|error| hiding.error(error))?),
        None => all(&model, &hiding, &mut errors),
    };
    for error in errors.clone() {
        warn(console, &hiding.error(error));
    }
    match shown {
        None if errors.is_empty() => {
            warn(console, &nothing_in(&args.paths));
            Ok((String::new(), console::NOTHING))
        }
        shown => {
            let text = shown.map(|value| args.format.written(&value)).unwrap_or_default();
            Ok((text, if errors.is_empty() { console::CLEAN } else { console::FAILED }))
        }
    }
}

fn nothing_in(paths: &[PathBuf]) -> Error {
    Error::new(all_named(paths), "no Kubernetes manifests here")
}

fn read_all(sources: &[SourceFile], errors: &mut Vec<Error>) -> Vec<Arc<Parsed>> {
    let numbered = sources.iter().enumerate();
    numbered.map(|(at, source)| Arc::new(read(FileId(at), source, errors))).collect()
}

impl ValueFormat {
    fn written(self, value: &Value) -> String {
        match self {
            Self::Json => output::go_json(value),
            Self::Yaml => output::go_yaml(value),
        }
    }
}

/// What a file holds; of its templates, nothing.
fn read(file: FileId, source: &SourceFile, errors: &mut Vec<Error>) -> Parsed {
    let (parsed, skipped) = triage::read(file, source, true, Reader::default());
    errors.extend(skipped.first().map(|skipped| not_shown(source, skipped.reason)));
    let lines = LazyCell::new(|| LineIndex::new(&source.text));
    let holds_objects = !ObjectSet::new(parsed.documents.iter(), true).is_empty();
    for problem in &parsed.problems {
        let counts = match problem.kind {
            ProblemKind::Syntax(_) | ProblemKind::Misplaced(_) | ProblemKind::TooLarge => true,
            ProblemKind::Refused(_) => holds_objects,
            ProblemKind::DuplicateKey { .. } => false,
        };
        errors.extend(counts.then(|| complaint(problem, source, &lines)));
    }
    parsed
}

/// Why a file has no objects that can be shown, and what to do about it.
fn not_shown(source: &SourceFile, reason: SkipReason) -> Error {
    let (what, advice) = match reason {
        SkipReason::LoosePatch => ("this is a patch", "render the kustomization that uses it"),
        SkipReason::Encrypted => ("this is encrypted", "decrypt it"),
        _ => ("this is a template", "render it first"),
    };
    let advice = format!("{advice} and pipe the result to `lt-lint objects -`");
    Error::new(source.name.clone(), what).with_advice(&advice)
}

fn complaint(problem: &Problem, source: &SourceFile, lines: &LineIndex) -> Error {
    let at = lines.position(&source.text, problem.at.span.start);
    let place = format!("{}:{}:{}", source.name, at.line, at.column);
    Error::new(place, problem.reason())
}

/// All objects as one list; `None` where there is none.
fn all(model: &Model<'_>, hiding: &Hiding<'_>, errors: &mut Vec<Error>) -> Option<Value> {
    let mut values = Vec::new();
    for object in model.objects.iter() {
        match object.value_with(&|node| hiding.scalar(node)) {
            Ok(value) => values.push(hiding.value(value)),
            Err(problem) => {
                let source = model.sources.get(problem.at.file.0);
                let error =
                    source.map(|source| complaint(&problem, source, &LineIndex::new(&source.text)));
                // What the file was already blamed for isn't said again.
                errors.extend(error.filter(|error| !errors.contains(error)));
            }
        }
    }
    (!model.objects.is_empty()).then_some(Value::Array(values))
}

/// Hides what is secret in what is shown.
struct Hiding<'s> {
    secrets: &'s Secrets,
    /// Finds those that count only at their places, in texts that quote a file.
    plain: Redactor,
    plain_keys: HashSet<&'s str>,
}

impl<'s> Hiding<'s> {
    fn new(secrets: &'s Secrets) -> Self {
        Self { secrets, plain: secrets.plain(), plain_keys: secrets.plain_keys() }
    }

    /// What is shown of a scalar that is a secret.
    fn scalar(&self, node: Node<'_>) -> Option<String> {
        self.secrets.shown(node, HIDDEN)
    }

    fn text(&self, text: String) -> String {
        self.secrets.redactor().replace(&text, HIDDEN).unwrap_or(text)
    }

    /// A value with what is secret in its texts and keys hidden.
    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields.map(|(name, value)| (self.key(name), self.value(value))).collect()
            }
            // A number may be a secret where it is text.
            Value::Number(number) => {
                let text = self.secrets.redactor().replace(&number.to_string(), HIDDEN);
                text.map_or(Value::Number(number), Value::String)
            }
            value => value,
        }
    }

    /// A key; one that is joined to its value, `PASSWORD=value`, shows by itself what is secret in it.
    fn key(&self, key: String) -> String {
        if self.plain_keys.contains(&*key) {
            return HIDDEN.to_owned();
        }
        let key = self.text(key);
        Redactor::within(&key).replace(&key, HIDDEN).unwrap_or(key)
    }

    /// An error, which may quote a broken file.
    fn error(&self, error: Error) -> Error {
        let reason = self.text(error.reason);
        let reason = self.plain.replace(&reason, HIDDEN).unwrap_or(reason);
        Error { reason, ..error }
    }
}

/// The object, path and value at a place.
fn at_place(place: &Place, model: &Model<'_>, hiding: &Hiding<'_>) -> Result<Value, Error> {
    let file = file_of(place, model.sources)?;
    let source = model.sources.get(file.0).ok_or_else(|| Error::new("--at", "no such file"))?;
    let offset = offset_of(place, source)?;
    let nothing =
        || Error::new(format!("{}:{place}", source.name), "there is no value of an object here");
    let found = model.objects.iter().filter(|object| object.root.location().file == file);
    let (object, (steps, node)) = found
        .filter_map(|object| Some((object, object.root.at(offset)?)))
        .next()
        .ok_or_else(nothing)?;
    let value = node
        .value_with(&|node| hiding.scalar(node))
        .map_err(|problem| complaint(&problem, source, &LineIndex::new(&source.text)))?;
    Ok(hiding.value(describe(object, &show(&steps), &value)))
}

fn describe(object: &Object<'_>, path: &str, value: &Value) -> Value {
    json!({
        "apiVersion": object.api_version,
        "kind": object.kind,
        "name": object.name(),
        "namespace": object.namespace(),
        "path": path,
        "value": value,
    })
}

/// The file that a place names, or the only one.
fn file_of(place: &Place, sources: &[SourceFile]) -> Result<FileId, Error> {
    let fits = |source: &SourceFile| match &place.file {
        Some(file) => source.name == shown(file),
        None => true,
    };
    let mut found = sources.iter().enumerate().filter(|(_, source)| fits(source));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(FileId(at)),
        (None, _) => {
            let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
            let file = place.file.as_deref().unwrap_or_default();
            let last = |name: &str| name.rsplit(['/', '\\']).next().map(str::to_owned);
            let same = names.iter().copied().find(|name| last(name) == last(file));
            let meant = hint_at(same.or_else(|| did_you_mean(file, &names)));
            let reason = format!("`{file}` isn't among the input{meant}");
            Err(Error::new("--at", reason))
        }
        (Some(_), Some(_)) => {
            let error = Error::new("--at", "there are several files");
            Err(error.with_advice("name one, such as --at k8s/configmap.yaml:12"))
        }
    }
}

/// Where a place begins in its file; a line without a column begins at its first word.
fn offset_of(place: &Place, source: &SourceFile) -> Result<usize, Error> {
    let index = LineIndex::new(&source.text);
    if place.line > index.lines() {
        let reason = format!("the file has {} lines", index.lines());
        return Err(Error::new(format!("{}:{place}", source.name), reason));
    }
    let line = index.line_span(&source.text, place.line);
    let text = line.slice(&source.text);
    let within = match place.column {
        Some(column) => {
            let bom = usize::from(line.start == 0 && text.starts_with('\u{feff}'));
            text.char_indices().nth(column - 1 + bom).map_or(text.len(), |(at, _)| at)
        }
        None => first_word(text),
    };
    Ok(line.start + within)
}

/// Past spaces and the dashes of lists.
fn first_word(line: &str) -> usize {
    let mut rest = line.trim_start_matches(['\u{feff}', ' ', '\t']);
    while let Some(behind) = rest.strip_prefix("- ") {
        rest = behind.trim_start();
    }
    line.len() - rest.len()
}
