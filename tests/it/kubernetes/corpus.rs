//! Objects of the templates and fixtures as kubectl reads them, and each field of them spoilt.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{Kind, Node, Scalar, parse};
use serde_json::{Map, Number, Value};

use crate::spoil;

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            all.push(path);
        }
    }
}

/// The value that kubectl sends; null is left out, as it says the same.
fn json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().into_iter().filter(|entry| !entry.value.is_null());
            Value::Object(
                entries
                    .map(|entry| (entry.key_text().to_owned(), json(entry.value)))
                    .collect::<Map<_, _>>(),
            )
        }
        Kind::Sequence => node.items().filter(|item| !item.is_null()).map(json).collect(),
        Kind::Scalar => match node.scalar().unwrap() {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Integer(number) => Number::from_i128(number).map_or(Value::Null, Value::Number),
            Scalar::Float(text) => float(text.parse().unwrap_or_default()),
            Scalar::String(text) => text.into(),
        },
    }
}

/// A number as Go writes it: without a point where it is whole.
fn float(number: f64) -> Value {
    let is_whole = number.fract() == 0.0 && number.abs() < 2f64.powi(53);
    if is_whole {
        (number as i64).into()
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

/// The objects of a text, each with its number there.
fn read(text: Vec<u8>) -> Vec<(usize, Value)> {
    let parsed = parse(FileId(0), &SourceFile::new("x", text, true));
    let documents = parsed.documents.iter().enumerate();
    let objects = documents.filter_map(|(at, document)| Some((at, json(document.root()?))));
    objects.filter(|(_, value)| value["kind"].is_string()).collect()
}

/// What the API server is asked beside the objects of fixtures: those of the templates with a mistake, and those that
/// another server was asked.
pub(super) fn further() -> Vec<(String, Value)> {
    let mutants = crate::mutants::sets().into_iter();
    let mutants = mutants.flat_map(|(name, texts)| texts.map(|text| (name.clone(), text)));
    let asked = super::api_server::objects().into_iter().chain(super::slips::texts());
    let mut files = BTreeSet::new();
    let texts = mutants.chain(asked).filter(|(_, text)| files.insert(text.clone()));
    let texts: Vec<(String, String)> = texts.collect();
    let texts = texts.into_iter();
    let named = |(name, text): (String, String)| {
        let objects = read(text.into_bytes()).into_iter();
        objects.map(|(_, value)| (name.clone(), value)).collect::<Vec<_>>()
    };
    // Most mistakes leave the other objects of their file as they are.
    let mut seen = BTreeSet::new();
    texts.flat_map(named).filter(|(_, value)| seen.insert(value.to_string())).collect()
}

/// The objects of each case of a fixture, of each folder of files, and of the templates with each mistake.
pub(super) fn together() -> Vec<(String, Vec<Value>)> {
    let mut paths = Vec::new();
    files(Path::new("fixtures"), &mut paths);
    let mut sets: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for path in paths {
        let name = path.display().to_string().replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap();
        let is_of_set = name.starts_with("fixtures/sets/");
        let folder = name.split('/').take(3).collect::<Vec<_>>().join("/");
        let cases = text.split("\n--- # ").enumerate();
        for (at, case) in cases {
            let name = if is_of_set { folder.clone() } else { format!("{name}, case {at}") };
            // What the marker of a case says stands in its first line.
            let case = if at == 0 { case.to_owned() } else { format!("# {case}") };
            let objects = read(case.into_bytes()).into_iter().map(|(_, value)| value);
            sets.entry(name).or_default().extend(objects);
        }
    }
    let mutants = crate::mutants::sets().into_iter().map(|(name, texts)| {
        let objects = texts.into_iter().flat_map(|text| read(text.into_bytes()));
        (name, objects.map(|(_, value)| value).collect())
    });
    sets.into_iter().chain(mutants).collect()
}

/// Every object, once, with the place where it was first met.
fn written() -> Vec<(String, Value)> {
    let mut paths = Vec::new();
    files(Path::new("fixtures"), &mut paths);
    files(Path::new("k8s"), &mut paths);
    // The templates first: fixtures repeat some of their objects.
    paths.sort_by_key(|path| (!path.starts_with("k8s"), path.clone()));
    let mut all: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for path in paths {
        for (at, value) in read(fs::read(&path).unwrap()) {
            let name = format!("{}#{at}", path.display().to_string().replace('\\', "/"));
            all.entry(value.to_string()).or_insert((name, value));
        }
    }
    all.into_values().collect()
}

/// The objects of the templates.
pub(super) fn templates() -> Vec<(String, Value)> {
    written().into_iter().filter(|(name, _)| name.starts_with("k8s/")).collect()
}

/// The fields that an object has, to spoil one of each shape only.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let fields: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}{}", shape(value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.first().map(shape).unwrap_or_default()),
        _ => String::new(),
    }
}

/// Objects as they are written, then those that are right with a mistake or without a field, each with a name.
pub(super) fn objects(is_right: impl Fn(&Value) -> bool) -> Vec<(String, Value)> {
    let written = written();
    let mut shapes = BTreeMap::new();
    for (name, value) in written.iter().filter(|(_, value)| is_right(value)) {
        let key = format!("{} {} {}", value["apiVersion"], value["kind"], shape(value));
        shapes.entry(key).or_insert((name.clone(), value.clone()));
    }
    let bases: Vec<(String, Value)> = shapes.into_values().collect();
    let values: Vec<Value> = bases.iter().map(|(_, value)| value.clone()).collect();
    let name = |document: usize, what: &str, field: &spoil::Steps| {
        let field: Vec<String> = field.iter().map(ToString::to_string).collect();
        format!("{} {what} {}", bases[document].0, field.join("."))
    };
    let spoilt = spoil::spoilt(&values).into_iter();
    let spoilt = spoilt.map(|one| (name(one.document, one.mistake.name(), &one.field), one.value));
    let without = spoil::without(&values).into_iter();
    let without =
        without.map(|(document, field, value)| (name(document, "without", &field), value));
    written.iter().cloned().chain(spoilt).chain(without).collect()
}
