//! The YAML test suite through lt-lint's tree: what must parse has the same events and the same JSON,
//! what must fail fails at a place. What differs on purpose is named in `exceptions.rs`.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

mod events;
mod exceptions;

use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{Node, Parsed, ProblemKind, parse};
use serde::Deserialize;
use serde_json::{Deserializer, Value};

/// A case of the suite.
#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    yaml: String,
    /// Whether it has to fail.
    #[serde(default)]
    fail: bool,
    /// The events of a parser, in the suite's notation, without those of the stream.
    #[serde(default)]
    events: Vec<String>,
    /// Its documents in JSON, one behind the other.
    json: Option<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../data/yaml-test-suite/cases.json")).unwrap()
}

fn read(case: &Case) -> Parsed {
    parse(FileId(0), &SourceFile::new("case.yaml", case.yaml.clone().into_bytes(), true))
}

/// The first reason for which a text isn't YAML, or breaks a bound.
fn syntax(parsed: &Parsed) -> Option<String> {
    parsed.problems.iter().find_map(|problem| match &problem.kind {
        ProblemKind::Syntax(reason) | ProblemKind::Misplaced(reason) => Some(reason.clone()),
        ProblemKind::Refused(_) | ProblemKind::DuplicateKey { .. } | ProblemKind::TooLarge => None,
    })
}

/// Fails for cases that differ and aren't excepted, and for those that are and don't.
fn judge(what: &str, differing: &[(String, String)], excepted: &[(&str, &str)]) {
    let mut complaints: Vec<String> = differing
        .iter()
        .filter(|(id, _)| !excepted.iter().any(|(one, _)| one == id))
        .map(|(id, difference)| format!("{id}: {difference}"))
        .collect();
    for (id, reason) in
        excepted.iter().filter(|(id, _)| !differing.iter().any(|(one, _)| one == id))
    {
        complaints.push(format!("{id} doesn't differ any more ({reason}): take it off the list"));
    }
    assert!(complaints.is_empty(), "{} {what}:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn the_suite_is_whole() {
    let cases = cases();
    assert_eq!(cases.len(), 402);
    assert_eq!(cases.iter().filter(|case| case.fail).count(), 94);
}

#[test]
fn what_must_fail_fails_at_a_place() {
    let mut differing = Vec::new();
    for case in cases().iter().filter(|case| case.fail) {
        let parsed = read(case);
        match parsed.problems.iter().find(|problem| {
            matches!(problem.kind, ProblemKind::Syntax(_) | ProblemKind::Misplaced(_))
        }) {
            None => differing.push((case.id.clone(), "is read".to_owned())),
            Some(problem) if problem.at.span.end > case.yaml.len() => {
                differing
                    .push((case.id.clone(), format!("fails outside of the text: {problem:?}")));
            }
            Some(_) => {}
        }
    }
    judge("cases that must fail", &differing, exceptions::FAIL);
}

#[test]
fn what_must_parse_has_the_same_events() {
    let mut differing = Vec::new();
    for case in cases().iter().filter(|case| !case.fail) {
        let parsed = read(case);
        let found = match syntax(&parsed) {
            Some(reason) => vec![reason],
            None => parsed
                .documents
                .iter()
                .filter_map(|document| document.root())
                .flat_map(events::of)
                .collect(),
        };
        let wanted = events::known(&case.events);
        if found != wanted {
            differing.push((case.id.clone(), format!("\n  wanted {wanted:?}\n  found  {found:?}")));
        }
    }
    judge("cases with other events", &differing, exceptions::EVENTS);
}

#[test]
fn what_must_parse_has_the_same_json() {
    let mut differing = Vec::new();
    let mut compared = 0;
    for case in cases().iter().filter(|case| !case.fail) {
        let Some(json) = &case.json else { continue };
        let wanted: Vec<Value> =
            Deserializer::from_str(json).into_iter().map(Result::unwrap).collect();
        let parsed = read(case);
        let roots = parsed.documents.iter().filter_map(|document| document.root());
        let found: Result<Vec<Value>, _> = roots.map(Node::value).collect();
        compared += 1;
        match found {
            Ok(found) if found == wanted => {}
            found => differing
                .push((case.id.clone(), format!("\n  wanted {wanted:?}\n  found  {found:?}"))),
        }
    }
    assert_eq!(compared, 277);
    judge("cases with other JSON", &differing, exceptions::JSON);
}
