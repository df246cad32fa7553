//! One JSON document, by `schemas/test.schema.json`.

use serde::Serialize;

use crate::fixture::{CaseResult, Difference, FixtureResult, Gap, Outcome, TestReport};

use super::super::escape;
use super::super::record::ToolRecord;

/// The version of the format; it grows when a reader could misunderstand a newer report.
const VERSION: u32 = 1;

/// What became of the tests of rules.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct TestRecord<'r> {
    /// Version of this format.
    version: u32,
    /// What made the report.
    tool: ToolRecord,
    /// The fixtures, in the order in which they were named, by name in each folder.
    fixtures: Vec<FixtureRecord<'r>>,
    /// What the fixtures lack.
    gaps: Vec<GapRecord<'r>>,
    /// Counts.
    summary: TestSummary,
}

/// A fixture.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FixtureRecord<'r> {
    /// Its path.
    path: &'r str,
    /// The id of the rule that it tests.
    rule: &'r str,
    /// Its cases, in order.
    cases: Vec<CaseRecord<'r>>,
}

/// A case of a fixture.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CaseRecord<'r> {
    /// The line, from 1, that starts it.
    line: usize,
    /// What it shows.
    title: &'r str,
    /// Whether the rule is to find nothing in it or something.
    kind: Kind,
    /// What became of it.
    outcome: OutcomeRecord,
    /// The lines on which expected and found differ.
    differences: Vec<DifferenceRecord<'r>>,
}

/// Kind of a case.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// The rule is to find nothing.
    Good,
    /// The rule is to find something.
    Bad,
}

/// What became of a case.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum OutcomeRecord {
    /// Found is what is expected.
    Passed,
    /// The rule finds something in a good case.
    Noisy,
    /// The rule finds nothing in a bad case.
    Missing,
    /// The rule finds something on other lines than expected.
    Wrong,
}

/// A line on which expected and found differ.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DifferenceRecord<'r> {
    /// The line, from 1.
    line: usize,
    /// The id of the rule.
    rule: &'r str,
    /// Whether the rule is expected there.
    expected: bool,
    /// Whether it finds something there.
    found: bool,
}

/// Something that a rule's fixture lacks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct GapRecord<'r> {
    /// The id of the rule.
    rule: &'r str,
    /// Its fixture; null where it has none.
    path: Option<&'r str>,
    /// What is lacking, in words.
    reason: String,
}

/// Counts of a test.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TestSummary {
    /// Number of fixtures.
    fixtures: usize,
    /// Number of cases.
    cases: usize,
    /// Number of cases that passed.
    passed: usize,
    /// Number of cases that failed.
    failed: usize,
    /// Number of gaps.
    gaps: usize,
}

/// The outcomes as JSON.
#[must_use]
pub fn json(report: &TestReport) -> String {
    let (cases, failed) = (report.cases(), report.failed());
    let record = TestRecord {
        version: VERSION,
        tool: ToolRecord::this(),
        fixtures: report.fixtures.iter().map(fixture).collect(),
        gaps: report.gaps.iter().map(gap).collect(),
        summary: TestSummary {
            fixtures: report.fixtures.len(),
            cases,
            passed: cases - failed,
            failed,
            gaps: report.gaps.len(),
        },
    };
    escape::json(&record, true)
}

fn fixture(result: &FixtureResult) -> FixtureRecord<'_> {
    let cases = result.cases.iter().map(case).collect();
    FixtureRecord { path: &result.path, rule: &result.rule, cases }
}

fn case(result: &CaseResult) -> CaseRecord<'_> {
    CaseRecord {
        line: result.line,
        title: &result.title,
        kind: if result.good { Kind::Good } else { Kind::Bad },
        outcome: match result.outcome {
            None => OutcomeRecord::Passed,
            Some(Outcome::Noisy) => OutcomeRecord::Noisy,
            Some(Outcome::Missing) => OutcomeRecord::Missing,
            Some(Outcome::Wrong) => OutcomeRecord::Wrong,
        },
        differences: result.differences.iter().map(difference).collect(),
    }
}

fn difference(one: &Difference) -> DifferenceRecord<'_> {
    let expected = one.expected;
    DifferenceRecord { line: one.line, rule: &one.rule, expected, found: !expected }
}

fn gap(gap: &Gap) -> GapRecord<'_> {
    GapRecord { rule: &gap.rule, path: gap.path.as_deref(), reason: gap.reason() }
}
