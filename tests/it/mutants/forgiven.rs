//! Mistakes in the forgiving of findings.

use super::harness::{Mutant, mutant};

pub(super) fn mutants() -> Vec<Mutant> {
    let limit = |rule, comment: &str| {
        mutant(rule).swap("memory: 150Mi", format!("memory: 150M # {comment}"))
    };
    let beside = |rule, comment: &str| {
        mutant(rule).swap("memory: 150Mi", format!("memory: 150Mi # {comment}"))
    };
    vec![
        limit("suppression-without-reason", "lt-lint-ignore low-memory-limit")
            .at("ignore «low-memory-limit»"),
        limit("suppression-without-reason", "lt-lint-ignore low-memory-limit: ")
            .at("ignore «low-memory-limit»"),
        mutant("suppression-without-reason")
            .swap("memory: 150Mi", "memory: 100Mi")
            .swap("    lt-lint/rate", "    lt-lint/ignore.low-memory-limit: \"\"\n    lt-lint/rate")
            .at("lt-lint/ignore.«low-memory-limit»"),
        beside("unknown-suppression", "lt-lint-ignore memory-limit: small")
            .at("ignore «memory-limit»"),
        beside("unknown-suppression", "lt-lint-ignore *: no time").at("ignore «*»"),
        beside("unknown-suppression", "lt-lint ignore low-memory-limit: small")
            .at("# «lt-lint ignore low-memory-limit: small»"),
        beside("unknown-suppression", "ltlint: ignore[foo]").at("# «ltlint: ignore[foo]»"),
        beside("unused-suppression", "lt-lint-ignore low-memory-limit: small")
            .at("ignore «low-memory-limit»"),
        mutant("unused-suppression")
            .swap(
                "apiVersion: apps/v1",
                "# lt-lint-ignore-file stale-image: an old release\napiVersion: apps/v1",
            )
            .at("ignore-file «stale-image»"),
    ]
}
