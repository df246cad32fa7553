//! The table of what an older API server was asked, from the record that `tests/it/kubernetes/older_server.rs` compares.

use std::fmt::Write;

use crate::kubernetes::older_server::{COMPARED, Row};
use crate::kubernetes::permissions;

fn line(kind: &str, row: &Row) -> String {
    let differ: usize = row.differing.values().sum();
    let asked = row.refused + row.taken + differ;
    let reasons: Vec<String> =
        row.differing.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let reasons = reasons.join("; ");
    format!("| {kind} | {asked} | {} | {} | {differ} | {reasons} |\n", row.refused, row.taken)
}

/// The whole table, and what was asked of permissions.
pub(super) fn table() -> String {
    let mut table = String::from(
        "| kind | asked | both reject | both accept | differing | why |\n|---|--:|--:|--:|--:|---|\n",
    );
    let mut whole = Row::default();
    for (kind, row) in &COMPARED.rows {
        table.push_str(&line(kind, row));
        whole.refused += row.refused;
        whole.taken += row.taken;
        *whole.differing.entry(String::new()).or_default() += row.differing.values().sum::<usize>();
    }
    let differ: usize = whole.differing.values().sum();
    let asked = whole.refused + whole.taken + differ;
    let (refused, taken) = (whole.refused, whole.taken);
    writeln!(table, "| together | {asked} | {refused} | {taken} | {differ} |  |").unwrap();
    let (questions, _) = permissions::compared();
    writeln!(table, "\nOf {questions} questions about permissions, all answers are the same.")
        .unwrap();
    table
}
