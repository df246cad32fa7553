//! What a page is answered.

use serde::Serialize;

use crate::error::Error;
use crate::fixer::{Fixed, Undone};
use crate::output::record::{ErrorRecord, ReportRecord};
use crate::plan::PlanRecord;
use crate::rule::RuleSet;

/// Files after their fixes.
#[derive(Debug, Serialize)]
pub(super) struct FixAnswer {
    /// The files, in the order of the request.
    files: Vec<FixedFile>,
    /// How many findings were fixed.
    fixed: usize,
    /// Fixes that would have caused a new finding.
    undone: Vec<UndoneFix>,
    /// The report of the fixed files.
    report: ReportRecord,
}

/// A file after its fixes.
#[derive(Debug, Serialize)]
struct FixedFile {
    name: String,
    text: String,
}

/// A fix that isn't applied.
#[derive(Debug, Serialize)]
struct UndoneFix {
    rule: String,
    message: String,
    title: String,
    reason: String,
}

/// A plan with its picture.
#[derive(Debug, Serialize)]
pub(super) struct PlanAnswer {
    /// The plan.
    pub plan: PlanRecord,
    /// The same as an SVG document.
    pub svg: String,
    /// What the picture shows, for those who can't see it.
    pub description: String,
}

impl FixAnswer {
    /// Answer by what came of fixing.
    pub(super) fn new(fixed: Fixed, rules: &RuleSet) -> Self {
        let report = ReportRecord::new(&fixed.report, rules);
        let files = fixed.report.sources.into_iter();
        let files = files.map(|file| FixedFile { name: file.name, text: file.text.to_string() });
        let undone = fixed.undone.into_iter().map(|Undone { finding, title, reason }| UndoneFix {
            rule: finding.rule,
            message: finding.message,
            title,
            reason,
        });
        Self { files: files.collect(), fixed: fixed.count, undone: undone.collect(), report }
    }
}

/// Why a request could not be met.
#[derive(Debug, Serialize)]
struct Failure {
    errors: [ErrorRecord; 1],
}

/// The answer to a request that could not be met.
pub(super) fn errors(error: &Error) -> String {
    super::text(&Failure { errors: [ErrorRecord::of(error)] })
}
