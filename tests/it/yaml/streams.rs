//! Several JSON objects in a file, and byte order marks behind `---`: places are those of the whole file.

use lt_lint::source::LineIndex;
use lt_lint::yaml::Document;

use super::{read, report_of, root, source, syntax};

const A: &str = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
const B: &str = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"},"dta":{}}"#;

/// Rule, line and column of each finding.
fn findings(text: &str) -> Vec<(String, usize, usize)> {
    let index = LineIndex::new(text);
    let report = report_of(source(text));
    let findings = report.findings.iter().map(|finding| {
        let place = index.position(text, finding.primary.at.span.start);
        (finding.rule.to_string(), place.line, place.column)
    });
    findings.collect()
}

fn names(text: &str) -> Vec<String> {
    let parsed = read(text);
    assert!(parsed.problems.is_empty(), "{text:?}: {:?}", parsed.problems);
    let name = |document: &Document| {
        root(document).get_path(&["metadata", "name"]).map(|name| name.raw().to_owned())
    };
    parsed.documents.iter().filter_map(name).collect()
}

/// The text that the only problem points at, the offset and what it says.
fn only_problem(text: &str) -> (&str, usize, String) {
    let problems = syntax(text);
    assert_eq!(problems.len(), 1, "{text:?}: {problems:?}");
    let (span, reason) = problems[0].clone();
    (span.slice(text), span.start, reason)
}

#[test]
fn a_finding_in_the_second_json_object_is_where_it_is_written() {
    let found = |line, column| vec![("unknown-field".to_owned(), line, column)];
    assert_eq!(findings(&format!("{A}\n\n{B}\n")), found(3, 63));
    assert_eq!(findings(&format!("{A}{B}")), found(1, 125));
    assert_eq!(findings(&format!("{A}\n---\n{B}\n")), found(3, 63));
    assert_eq!(findings(&format!("\u{feff}{A} {B}")), found(1, 126));
}

#[test]
fn a_finding_in_yaml_behind_json_is_where_it_is_written() {
    let yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndta: {}\n";
    assert_eq!(findings(&format!("{A}\n{yaml}")), [("unknown-field".to_owned(), 6, 1)]);
    assert_eq!(
        findings(&format!("{yaml}---\n\u{feff}{yaml}"))[1..],
        [("unknown-field".to_owned(), 11, 1)]
    );
}

#[test]
fn each_json_value_is_a_document() {
    let quoted = ["\"a\"", "\"b\""];
    let b = B.replace(",\"dta\":{}", "");
    for between in
        ["", " ", "\n", "\r\n\t\n", "\n---\n", "\n--- # c\n", "\n# c\n", "\n\u{feff}", "null"]
    {
        assert_eq!(names(&format!("{A}{between}{b}")), quoted, "{between:?}");
    }
    let text = format!("{A}\n{b}\n");
    let ends: Vec<usize> =
        read(&text).documents.iter().map(|document| root(document).span().end).collect();
    assert_eq!(ends, [A.len(), text.len() - 1]);
}

#[test]
fn what_stands_between_json_objects_is_refused_at_its_place() {
    let at = A.len();
    let comma = "JSON objects of a file aren't separated by commas; remove it";
    let extra = "no `{` or `[` is open here; remove this, or look for what was closed too early";
    let marker = "a `---` after two JSON objects in a row; put it between all of them, or nowhere";
    let object = "kubectl accepts only objects after a JSON object";
    let json = "kubectl accepts only JSON after two JSON objects in a row";
    for (text, part, place, reason) in [
        (format!("{A},\n{A}"), ",", at, comma),
        (format!("{A}\n , {A}"), ",", at + 2, comma),
        (format!("{A}\n]"), "]", at + 1, extra),
        (format!("{A}}}\n{A}"), "}", at, extra),
        (format!("{A}{A}\n---\n{A}"), "---", 2 * at + 1, marker),
        (format!("{A} garbage\n"), "garbage", at + 1, object),
        (format!("{A}\n[1]"), "[1]", at + 1, object),
        (format!("{A}{A}\n{{v: 1}}"), "v", 2 * at + 2, json),
        (format!("{A}{A} x"), "x", 2 * at + 1, json),
        (format!("{A}{A}\n# c"), "#", 2 * at + 1, json),
    ] {
        assert_eq!(only_problem(&text), (part, place, reason.to_owned()), "{text}");
    }
}

#[test]
fn an_object_without_its_end_is_told_at_its_bracket() {
    let open = A.trim_end_matches('}');
    for text in [format!("{A}\n{open}"), format!("{A}{A}\n{open}")] {
        let (_, place, reason) = only_problem(&text);
        assert!(reason.contains("closed"), "{text}: {reason}");
        assert!(place > A.len(), "{text}: {place}");
    }
}

#[test]
fn a_byte_order_mark_inside_of_a_document_is_refused() {
    for text in ["---\n\u{feff}v: 1\n", "v: 1\n---\n\n\u{feff}v: 2\n", "v: 1\n\u{feff}w: 2\n"] {
        assert_eq!(only_problem(text).1, text.find('\u{feff}').unwrap(), "{text:?}");
    }
}
