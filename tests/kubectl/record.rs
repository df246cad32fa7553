//! kubectl's recorded answers, and what lt-lint says to the same texts.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use lt_lint::kube::ObjectSet;
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{ProblemKind, go_text, parse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::oracle::{self, Answer};

/// Writes the records anew.
pub(crate) const COMMAND: &str =
    "bash .ci/kubectl && LT_LINT_REGENERATE=1 cargo test --test kubectl";

/// A text with kubectl's answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The text that was asked about; left out for manifests of the project.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub yaml: String,
    /// The value of a scalar, as kubectl writes it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "null_too")]
    pub json: Option<Box<RawValue>>,
    /// The objects of a document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Value>,
    /// Why kubectl refuses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// A value that stands there, also if it is null.
fn null_too<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(from).map(Some)
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub objects: Vec<Value>,
    pub refused: Option<String>,
}

/// lt-lint's reading of a text: every object, and the first thing that it finds unreadable.
pub(crate) fn lt_lint(text: &str) -> Read {
    let parsed = parse(FileId(0), &SourceFile::new("test.yaml", text.as_bytes().to_vec(), true));
    let mut read = Read::default();
    for problem in &parsed.problems {
        if let ProblemKind::Syntax(reason)
        | ProblemKind::Misplaced(reason)
        | ProblemKind::Refused(reason) = &problem.kind
        {
            assert!(problem.at.span.end <= text.len(), "{text:?}: {problem:?} has no place");
            read.refused.get_or_insert_with(|| reason.clone());
        }
    }
    for object in ObjectSet::new(parsed.documents.iter(), true).iter() {
        match object.value_with(&|_| None) {
            Ok(value) => read.objects.push(value),
            Err(problem) => {
                assert!(read.refused.is_some(), "{text:?}: {problem:?} wasn't reported");
            }
        }
    }
    read
}

/// The records of a file.
pub(crate) fn load(name: &str) -> Vec<Record> {
    let text = fs::read_to_string(path(name)).unwrap_or_else(|_| "[]".to_owned());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn path(name: &str) -> PathBuf {
    Path::new("tests/data/kubectl").join(name)
}

/// Asks kubectl again and compares with what is recorded, or records it; `None` without a kubectl.
fn ask(
    name: &str,
    records: &[Record],
    texts: &[String],
    answer: fn(&Record, &Answer) -> Record,
) -> Option<Vec<String>> {
    let Some(kubectl) = oracle::kubectl() else {
        // Past the test harness, which hides what a passing test prints.
        let text = format!(
            "\nNO KUBECTL: {name} wasn't compared with a real one; run `bash .ci/kubectl`\n"
        );
        std::io::stderr().write_all(text.as_bytes()).unwrap();
        return None;
    };
    let answers = oracle::ask(&kubectl, texts);
    let fresh: Vec<String> = (records.iter().zip(&answers))
        .map(|(record, given)| json(&answer(record, given)))
        .collect();
    if std::env::var_os("LT_LINT_REGENERATE").is_some() {
        fs::write(path(name), format!("[\n{}\n]\n", fresh.join(",\n"))).unwrap();
    }
    Some(fresh)
}

/// Asks kubectl again about a whole table: every answer has to be recorded.
pub(crate) fn refresh(
    name: &str,
    records: &[Record],
    texts: &[String],
    answer: fn(&Record, &Answer) -> Record,
) {
    let Some(fresh) = ask(name, records, texts, answer) else { return };
    let recorded: Vec<String> = load(name).iter().map(json).collect();
    assert!(recorded == fresh, "tests/data/kubectl/{name} is stale: run `{COMMAND}`");
}

/// Asks kubectl again where answers may be missing: those that are recorded have to be the same. Gives every answer,
/// fresh with a kubectl and as recorded without one.
pub(crate) fn answers(
    name: &str,
    records: &[Record],
    texts: &[String],
    answer: fn(&Record, &Answer) -> Record,
) -> Vec<Record> {
    let Some(fresh) = ask(name, records, texts, answer) else { return load(name) };
    for record in load(name) {
        let known = fresh.contains(&json(&record));
        assert!(known, "{} of tests/data/kubectl/{name} is stale: run `{COMMAND}`", record.name);
    }
    fresh.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

fn json(record: &Record) -> String {
    serde_json::to_string(record).unwrap()
}

/// What is different, a line each, with its path.
pub(crate) fn differences(kubectl: &Value, lt_lint: &Value, path: &str, found: &mut Vec<String>) {
    match (kubectl, lt_lint) {
        (Value::Object(left), Value::Object(right)) => {
            for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) => {
                        differences(left, right, &format!("{path}.{key}"), found);
                    }
                    (left, right) => {
                        found.push(format!("{path}.{key}: {left:?} is {right:?} to lt-lint"));
                    }
                }
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (at, (left, right)) in left.iter().zip(right).enumerate() {
                differences(left, right, &format!("{path}[{at}]"), found);
            }
        }
        (left, right) if canonical(left) != canonical(right) => {
            found.push(format!("{path}: {left} is {right} to lt-lint"));
        }
        _ => {}
    }
}

/// Beyond 64 bits with a sign, kubectl has fractions.
fn canonical(value: &Value) -> Value {
    match value.as_f64() {
        Some(number) if value.as_i64().is_none() => Value::from(number),
        _ => value.clone(),
    }
}

/// A number as lt-lint writes it, to be compared to the letter.
pub(crate) fn written(value: &Value) -> String {
    match (value.as_i64(), value.as_f64()) {
        (None, Some(number)) => go_text(number),
        _ => value.to_string(),
    }
}
