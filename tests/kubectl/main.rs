//! kubectl as the oracle: what lt-lint's tree means is what kubectl would send, value by value. The
//! answers are recorded in `tests/data/kubectl`; where a kubectl is at hand they are asked for again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that fails may panic"
)]

mod manifests;
mod oracle;
mod record;

use lt_lint::output::go_yaml;
use serde_json::Value;
use serde_json::value::RawValue;

use oracle::Answer;
use record::{Record, differences, load, lt_lint, refresh, written};

const FOREIGN: &str = "a `kind` without `apiVersion` is a file of another program";
/// What isn't the same on purpose, by table and text or name, with the reason.
const KNOWN: &[(&str, &str, &str)] = &[
    ("manifests.json", "fixtures/misspelt-kind.yaml, good: files of other programs", FOREIGN),
    ("manifests.json", "fixtures/missing-field.yaml, bad: an apiVersion without a value", KINDLESS),
    ("scalars.json", "|# c\n  a\n  b\n", STRICT),
    ("scalars.json", "|# c\n\n  a\n\n   b\n  c\n\n\n", STRICT),
    ("scalars.json", "\u{feff}a", STRICT),
    ("scalars.json", "\u{85}", BREAKS),
    ("scalars.json", "a\u{2028}b", BREAKS),
    ("flow.json", "[a,#b\n  ]", STRICT),
    ("flow.json", "{a,#b\n  }", STRICT),
    ("flow.json", "[!!str]", TAG),
    ("flow.json", "{!!str}", TAG),
    ("flow.json", "[!a]", TAG),
    ("flow.json", "{!a}", TAG),
    ("documents.json", "byte order mark behind JSON and a marker", STRICT),
    ("documents.json", "byte order mark behind the first marker", STRICT),
    ("documents.json", "byte order mark behind two markers", STRICT),
    ("documents.json", "byte order mark behind a blank line", STRICT),
    ("documents.json", "byte order mark before a key", STRICT),
    ("documents.json", "comment without a blank", STRICT),
    ("documents.json", "JSON with a number out of range", JSON),
    ("documents.json", "next line character", BREAKS),
    ("documents.json", "line separator", BREAKS),
    ("documents.json", "document end, then a document without a marker", SAID),
    ("documents.json", "dots, then a comment, then a document", SAID),
    ("documents.json", "short indented tab behind a block", BLANK),
    ("documents.json", "text in a list", TYPES),
    ("documents.json", "items is a mapping", TYPES),
    ("documents.json", "items is text", TYPES),
    ("documents.json", "no apiVersion", KINDLESS),
    ("documents.json", "text instead of an object", KINDLESS),
    ("documents.json", "list instead of an object", KINDLESS),
    ("documents.json", "number instead of an object", KINDLESS),
    (
        "manifests.json",
        "fixtures/yaml-syntax.yaml, bad: a document behind the end of another one",
        SAID,
    ),
];
const STRICT: &str = "YAML forbids it, and kubectl lets it pass; a person would want to know";
const TAG: &str = "a tag of nothing: kubectl takes the bracket behind it for a part of its name";
const JSON: &str = "lt-lint reads JSON as the YAML that it is, kubectl with a reader of its own";
const SAID: &str =
    "kubectl drops what stands behind `...` without a word, lt-lint says so and reads it";
const BLANK: &str =
    "whether a tab on a blank line is of the text above isn't looked into; nothing else is misread";
const BREAKS: &str = "line breaks of YAML 1.1, which no editor shows as such";
const TYPES: &str = "readable, but of a wrong type, which is not the reader's to say";
const KINDLESS: &str = "not an object: lt-lint passes it over, as folders hold other YAML too";

/// A text in which a spelling is the value `v`.
fn as_value(record: &Record) -> String {
    format!("apiVersion: example.com/v1\nkind: Any\nv: {}\n", record.yaml)
}

/// A text in which a spelling is a key below `v`.
fn as_key(record: &Record) -> String {
    format!("apiVersion: example.com/v1\nkind: Any\nv:\n  {}: 1\n", record.yaml)
}

fn as_document(record: &Record) -> String {
    record.yaml.clone()
}

/// The value `v` of kubectl's object, to the letter.
fn scalar_record(record: &Record, answer: &Answer) -> Record {
    let fields = |object: &RawValue| {
        let mut fields: std::collections::BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(object.get()).unwrap();
        fields.remove("v").map(|value| compact(&value))
    };
    let json = answer.objects.first().and_then(|object| fields(object));
    Record { yaml: record.yaml.clone(), json, refused: answer.refused.clone(), ..Record::default() }
}

/// Without the indentation of collections; numbers alone keep their letters.
fn compact(value: &RawValue) -> Box<RawValue> {
    let text = value.get();
    if text.starts_with(['{', '[']) {
        let value: Value = serde_json::from_str(text).unwrap();
        return RawValue::from_string(value.to_string()).unwrap();
    }
    value.to_owned()
}

fn document_record(record: &Record, answer: &Answer) -> Record {
    let objects = answer.objects.iter().map(|object| serde_json::from_str(object.get()).unwrap());
    Record {
        name: record.name.clone(),
        yaml: record.yaml.clone(),
        objects: objects.collect(),
        refused: answer.refused.clone(),
        ..Record::default()
    }
}

/// How a scalar's record differs from lt-lint's reading.
fn scalar_difference(record: &Record, text: &str) -> Option<String> {
    let read = lt_lint(text);
    let found = read.objects.first().and_then(|object| object.get("v"));
    match (&record.refused, &read.refused) {
        (Some(_), Some(_)) => None,
        (Some(kubectl), None) => {
            Some(format!("kubectl refuses it ({kubectl}), lt-lint reads {found:?}"))
        }
        (None, Some(reason)) => {
            Some(format!("lt-lint refuses it ({reason}), kubectl reads {:?}", record.json))
        }
        (None, None) => {
            let Some(json) = &record.json else {
                return found.map(|found| format!("only lt-lint has {found}"));
            };
            let Some(found) = found else { return Some(format!("only kubectl has {json}")) };
            let mut differing = Vec::new();
            differences(&serde_json::from_str(json.get()).unwrap(), found, "v", &mut differing);
            if found.is_number() && written(found) != json.get() {
                differing.push(format!("{json} is written {} by lt-lint", written(found)));
            }
            (!differing.is_empty()).then(|| differing.join("; "))
        }
    }
}

/// What kubectl says of objects whose text it could read: a matter of other rules.
const OF_THE_OBJECT: [&str; 3] = [
    "Object 'Kind' is missing",
    "Go struct field ObjectMeta.",
    "Go struct field metadataOnlyObject.",
];

/// How a document's record differs from lt-lint's reading.
pub fn document_difference(record: &Record, text: &str) -> Option<String> {
    let read = lt_lint(text);
    let mut differing = Vec::new();
    match (&record.refused, &read.refused) {
        // Of a broken text, kubectl has what stands before the fault.
        (Some(_), Some(_)) => return None,
        (Some(kubectl), None) if OF_THE_OBJECT.iter().any(|part| kubectl.contains(part)) => {
            return None;
        }
        (Some(kubectl), None) => differing.push(format!("only kubectl refuses it: {kubectl}")),
        (None, Some(reason)) => differing.push(format!("only lt-lint refuses it: {reason}")),
        (None, None) => {}
    }
    if record.refused.is_none() {
        let (theirs, ours) = (Value::from(record.objects.clone()), Value::from(read.objects));
        differences(&theirs, &ours, "", &mut differing);
    }
    (!differing.is_empty()).then(|| differing.join("; "))
}

/// Fails for what differs and isn't known to, and for what is known and doesn't differ.
fn judge(table: &str, differing: &[(String, String)]) {
    let known = || KNOWN.iter().filter(|(of, ..)| *of == table);
    let is_known = |name: &str| known().any(|(_, one, _)| *one == name);
    let mut complaints: Vec<String> = differing
        .iter()
        .filter(|(name, _)| !is_known(name))
        .map(|(name, difference)| format!("{name:?}: {difference}"))
        .collect();
    for (_, name, reason) in
        known().filter(|(_, name, _)| !differing.iter().any(|(one, _)| one == name))
    {
        complaints
            .push(format!("{name:?} doesn't differ any more ({reason}): take it off the list"));
    }
    assert!(complaints.is_empty(), "{} in {table}:\n{}", complaints.len(), complaints.join("\n"));
}

fn compare_spellings(table: &str, text_of: fn(&Record) -> String) {
    let records = load(table);
    let texts: Vec<String> = records.iter().map(text_of).collect();
    refresh(table, &records, &texts, scalar_record);
    let records = load(table);
    let differing = |record: &Record| {
        scalar_difference(record, &text_of(record))
            .map(|difference| (record.yaml.clone(), difference))
    };
    judge(table, &records.iter().filter_map(differing).collect::<Vec<_>>());
}

#[test]
fn every_spelling_of_a_scalar_is_read_as_kubectl_reads_it() {
    assert!(load("scalars.json").len() > 600);
    compare_spellings("scalars.json", as_value);
}

#[test]
fn every_spelling_between_brackets_is_read_as_kubectl_reads_it() {
    assert!(load("flow.json").len() > 400);
    compare_spellings("flow.json", as_value);
}

#[test]
fn every_spelling_of_a_key_is_read_as_kubectl_reads_it() {
    assert!(load("keys.json").len() > 80);
    compare_spellings("keys.json", as_key);
}

#[test]
fn merges_duplicates_lists_and_streams_are_read_as_kubectl_reads_them() {
    let table = "documents.json";
    let records = load(table);
    assert!(records.len() > 190);
    let texts: Vec<String> = records.iter().map(as_document).collect();
    refresh(table, &records, &texts, document_record);
    let differing = |record: &Record| {
        document_difference(record, &record.yaml)
            .map(|difference| (record.name.clone(), difference))
    };
    judge(table, &load(table).iter().filter_map(differing).collect::<Vec<_>>());
}

#[test]
fn yaml_that_lt_lint_writes_means_the_same_when_it_is_read() {
    let spellings = load("scalars.json").into_iter().map(|record| as_value(&record));
    let documents = load("documents.json").into_iter().map(|record| record.yaml);
    for text in spellings.chain(documents) {
        for object in lt_lint(&text).objects {
            let written = go_yaml(&object);
            let again = lt_lint(&written);
            assert_eq!(
                (again.refused, &again.objects[..]),
                (None, &[object][..]),
                "{text:?}: {written}"
            );
        }
    }
}
