//! The table of what a real API server was asked, from the record that `tests/it/kubernetes/api_server.rs` holds.
#![allow(clippy::indexing_slicing, reason = "a test that fails may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{between, check};

/// What was asked of a kind.
#[derive(Default)]
struct Row {
    asked: usize,
    refused: usize,
    warned: usize,
    differ: usize,
    reasons: BTreeSet<String>,
}

fn read(name: &str) -> String {
    fs::read_to_string(format!("tests/data/api-server/{name}")).unwrap()
}

/// The kind of each object by its name.
fn kinds() -> BTreeMap<String, String> {
    let text = read("objects.yaml");
    let documents = text.split("--- # ").filter(|document| !document.is_empty());
    let kind = |document: &str| {
        let (name, text) = document.split_once('\n').unwrap();
        let kind = text.lines().find_map(|line| line.strip_prefix("kind: ")).unwrap();
        (name.to_owned(), kind.trim_matches('"').to_owned())
    };
    documents.map(kind).collect()
}

fn rows() -> BTreeMap<String, Row> {
    let answers: BTreeMap<String, Value> = serde_json::from_str(&read("answers.json")).unwrap();
    let known: BTreeMap<String, String> = serde_yaml::from_str(&read("known.yaml")).unwrap();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (name, kind) in kinds() {
        let row = rows.entry(kind).or_default();
        row.asked += 1;
        row.refused += usize::from(answers[&name]["refused"].is_string());
        let is_warned =
            answers[&name]["refused"].is_null() && answers[&name]["warnings"].is_array();
        row.warned += usize::from(is_warned);
        row.differ += usize::from(known.contains_key(&name));
        row.reasons.extend(known.get(&name).cloned());
    }
    rows
}

#[test]
fn the_table_of_what_the_api_server_answered_is_fresh() {
    let rows = rows();
    let sum = |of: fn(&Row) -> usize| rows.values().map(of).sum::<usize>();
    let mut table = String::from(
        "| kind | objects | rejected | warned of | same result | differing |\n|---|--:|--:|--:|--:|---|\n",
    );
    for (kind, row) in &rows {
        let reasons: Vec<&str> = row.reasons.iter().map(String::as_str).collect();
        let differing = match row.differ {
            0 => String::new(),
            count => format!("{count}: {}", reasons.join("; ")),
        };
        let same = row.asked - row.differ;
        writeln!(
            table,
            "| {kind} | {} | {} | {} | {same} | {differing} |",
            row.asked, row.refused, row.warned
        )
        .unwrap();
    }
    let (asked, differ) = (sum(|row| row.asked), sum(|row| row.differ));
    let (refused, warned) = (sum(|row| row.refused), sum(|row| row.warned));
    writeln!(
        table,
        "| together | {asked} | {refused} | {warned} | {} | {differ} |",
        asked - differ
    )
    .unwrap();
    let path = Path::new("docs/kubernetes.md");
    let page = fs::read_to_string(path).unwrap();
    check(path, &between(&page, "answers", &table));
}
