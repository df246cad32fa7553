//! The report as plain records, ready to be written: the JSON format itself, and what the other
//! machine formats are made from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::baseline::BaselineEntry;
use crate::finding::{Finding, Label, ObjectName, Severity};
use crate::fix::{Applicability, Fix};
use crate::report::Unjudged;
use crate::rule::{Rule, RuleSet, docs};
use crate::source::Location;
use crate::text::printable;
use crate::{By, Report};

use super::fingerprint::Counters;
use super::places::Places;

/// The version of the JSON format; it grows when a reader could misunderstand a newer report.
const VERSION: u32 = 1;

/// A report of lt-lint.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportRecord {
    /// Version of this format.
    pub version: u32,
    /// What made the report.
    pub tool: ToolRecord,
    /// The rules that the findings name, by id.
    pub rules: Vec<RuleRecord>,
    /// What was found, by path, place and rule.
    pub findings: Vec<FindingRecord>,
    /// What was found and is suppressed on purpose, in the same order.
    pub suppressed: Vec<SuppressedRecord>,
    /// What the baseline knows and is no longer found.
    pub stale: Vec<BaselineEntry>,
    /// Files that were read and not judged.
    pub skipped: Vec<SkippedRecord>,
    /// Checks that the input doesn't allow, and what makes them possible.
    pub not_checked: Vec<NotCheckedRecord>,
    /// What could not be read, or why nothing was judged.
    pub errors: Vec<ErrorRecord>,
    /// What was looked at, and how much was found.
    pub summary: SummaryRecord,
}

/// Why lt-lint could not do what it was asked.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorRecord {
    /// The path, the flag or the place in a file.
    pub place: String,
    /// What is wrong there, and what to do about it.
    pub reason: String,
}

/// A check that the input doesn't allow: a report without findings doesn't mean that it passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotCheckedRecord {
    /// The subject of the check, such as `the rate of Deployment scalyr/load-test`.
    pub what: String,
    /// Reason that it could not be checked.
    pub why: String,
    /// Way to make it possible, such as an annotation to state; none where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
}

impl NotCheckedRecord {
    /// Records of a report, each once; none where no file was judged, since `errors` has the reason then.
    pub(super) fn all(report: &Report) -> Vec<Self> {
        let told = report.unjudged.iter().filter(|_| report.summary.files > 0);
        let record = |one: &Unjudged| Self {
            what: printable(&one.what),
            why: printable(&one.why),
            how: Some(&one.how).filter(|how| !how.is_empty()).map(|how| printable(how)),
        };
        let mut all: Vec<Self> = told.map(record).collect();
        all.dedup();
        all
    }
}

impl std::fmt::Display for NotCheckedRecord {
    /// `the rate of Deployment load-test (unknown generator; state the annotation lt-lint/rate)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = self.how.as_ref().map(|how| format!("; {how}")).unwrap_or_default();
        write!(f, "{} ({}{how})", self.what, self.why)
    }
}

/// The program that made the report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ToolRecord {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl ToolRecord {
    /// This program.
    pub(super) fn this() -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self { name: "lt-lint".to_owned(), version }
    }
}

/// A rule that has spoken.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleRecord {
    /// Its id.
    pub id: String,
    /// How much its mistake matters.
    pub severity: Severity,
    /// The release that has it first.
    pub since: String,
    /// What it finds, in a few words.
    pub finds: String,
    /// Where the facts behind it can be read.
    pub references: Vec<String>,
}

/// One mistake.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingRecord {
    /// The rule's id.
    pub rule: String,
    /// Which of the rule's cases it is, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What it would do to the test.
    pub why: String,
    /// What to write instead.
    pub help: String,
    /// The same for the same mistake when its lines move; unique within a report.
    pub fingerprint: String,
    /// The place of the mistake.
    pub primary: LabelRecord,
    /// Places that belong to it, in any file.
    pub related: Vec<LabelRecord>,
    /// Ways to fix it, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<FixRecord>,
}

/// A way to fix a mistake: all of its edits, or none.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FixRecord {
    /// What it does, in a line.
    pub title: String,
    /// How sure it is that it is meant: `safe` fixes are applied by `--fix`, `unsafe` ones with `--unsafe` as well, and
    /// `display` ones never.
    pub applicability: Applicability,
    /// Its edits, by place.
    pub edits: Vec<EditRecord>,
}

/// A text instead of a part of a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EditRecord {
    /// The file, with forward slashes; `<stdin>` for standard input.
    pub path: String,
    /// The bytes of the file's text that go; none for an insertion.
    pub bytes: BytesRecord,
    /// Where they start.
    pub start: PositionRecord,
    /// Where they end: the first character that stays.
    pub end: PositionRecord,
    /// What is there afterwards.
    pub text: String,
}

/// A mistake that the user suppresses.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuppressedRecord {
    /// Where it is suppressed.
    pub by: By,
    /// Why, in the user's words; empty where no reason is given.
    pub reason: String,
    /// The mistake.
    pub finding: FindingRecord,
}

/// A place with a word about it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelRecord {
    /// The file, with forward slashes; `<stdin>` for standard input.
    pub path: String,
    /// What is to be seen there; may be empty.
    pub text: String,
    /// The place in bytes of the file's text.
    pub bytes: BytesRecord,
    /// Where it starts.
    pub start: PositionRecord,
    /// Where it ends: the first character that isn't part of it.
    pub end: PositionRecord,
    /// The Kubernetes object that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectName>,
    /// The field of the object, such as `spec.containers[flog].image`; omitted for the object as a whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// The file that its text was rendered from, where the text says so: the template of a chart by Helm's comment
    /// `# Source:`, or the file of a kustomization by the annotation `config.kubernetes.io/origin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A range of bytes.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BytesRecord {
    /// First byte, from 0.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A place as people count it.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PositionRecord {
    /// Line, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub line: usize,
    /// Column in characters, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub column: usize,
    /// Column in UTF-16 units, from 1, as SARIF has it.
    #[serde(skip)]
    pub utf16: usize,
}

/// A file that was read and not judged.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkippedRecord {
    /// What to do about it.
    pub reason: String,
    /// What renders it, where the files tell: `helm template charts/load-test`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Where one sees why.
    pub at: LabelRecord,
}

/// What was looked at, and how much was found.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SummaryRecord {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info; none unless they were asked for.
    pub infos: usize,
    /// Files with at least one Kubernetes object, or with broken text.
    pub files: usize,
    /// Kubernetes objects.
    pub objects: usize,
    /// Those of them that are pods or make pods.
    pub workloads: usize,
    /// Files without any Kubernetes object.
    pub passed_over: usize,
    /// Files next to the named ones that were read only for what those refer to.
    pub context: usize,
    /// Files that a `.gitignore` has omitted, and folders that weren't entered for the same reason.
    pub ignored: usize,
    /// Findings that are suppressed in the manifests.
    pub suppressed: usize,
    /// Findings that are known from the baseline.
    pub known: usize,
    /// Files that must be rendered first.
    pub skipped: usize,
}

impl ReportRecord {
    /// Writes down a report. The rules are those that it was made with.
    #[must_use]
    pub fn new(report: &Report, rules: &RuleSet) -> Self {
        let mut places = Places::new(report);
        let mut counters = Counters::default();
        let findings =
            report.findings.iter().map(|one| finding(one, &mut places, &mut counters)).collect();
        let suppressed = report.suppressed.iter().map(|one| SuppressedRecord {
            by: one.by,
            reason: printable(&one.reason),
            finding: finding(&one.finding, &mut places, &mut counters),
        });
        let suppressed = suppressed.collect();
        let skipped = report.skipped.iter().map(|skipped| SkippedRecord {
            reason: super::advice(skipped),
            command: skipped.rendering.as_ref().map(|it| printable(&it.to_string())),
            at: places.label(&Label::new(skipped.at, String::new())),
        });
        Self {
            version: VERSION,
            tool: ToolRecord::this(),
            rules: spoken(report).filter_map(|id| rules.get(id)).map(rule).collect(),
            findings,
            suppressed,
            skipped: skipped.collect(),
            stale: report.stale.entries(),
            not_checked: NotCheckedRecord::all(report),
            errors: report.errors.iter().map(ErrorRecord::of).collect(),
            summary: summary(report),
        }
    }

    /// The findings, the gravest first, otherwise in their order.
    pub(super) fn by_severity(&self) -> Vec<&FindingRecord> {
        let mut findings: Vec<_> = self.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }

    /// The findings by file.
    pub(super) fn by_file(&self) -> BTreeMap<&str, Vec<&FindingRecord>> {
        let mut files: BTreeMap<&str, Vec<&FindingRecord>> = BTreeMap::new();
        for finding in &self.findings {
            files.entry(&finding.primary.path).or_default().push(finding);
        }
        files
    }
}

fn rule(rule: &Rule) -> RuleRecord {
    RuleRecord {
        id: rule.id().to_owned(),
        severity: rule.severity(),
        since: rule.since().to_owned(),
        finds: docs::headline(rule).to_owned(),
        references: rule.references().to_vec(),
    }
}

fn summary(report: &Report) -> SummaryRecord {
    SummaryRecord {
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        infos: report.count(Severity::Info),
        files: report.summary.files,
        objects: report.summary.objects,
        workloads: report.summary.workloads,
        passed_over: report.summary.passed_over,
        context: report.summary.context,
        ignored: report.summary.ignored,
        suppressed: report.forgiven(By::Manifest),
        known: report.forgiven(By::Baseline),
        skipped: report.skipped.len(),
    }
}

fn finding(finding: &Finding, places: &mut Places<'_>, counters: &mut Counters) -> FindingRecord {
    let primary = places.label(&finding.primary);
    FindingRecord {
        rule: finding.rule.clone(),
        case: (!finding.case.is_empty()).then(|| finding.case.to_owned()),
        severity: finding.severity,
        message: finding.message.clone(),
        why: finding.why.clone(),
        help: finding.help.clone(),
        fingerprint: counters.fingerprint(finding, &primary),
        related: finding.related.iter().map(|label| places.label(label)).collect(),
        fixes: finding.fixes.iter().map(|one| fix(one, places)).collect(),
        primary,
    }
}

fn fix(fix: &Fix, places: &mut Places<'_>) -> FixRecord {
    let edits = fix.edits.iter().map(|edit| {
        let place = Location::new(edit.file, edit.span);
        let LabelRecord { path, bytes, start, end, .. } =
            places.label(&Label::new(place, String::new()));
        EditRecord { path, bytes, start, end, text: edit.text.clone() }
    });
    let edits = edits.collect();
    FixRecord { title: fix.title.clone(), applicability: fix.applicability, edits }
}

/// The rules that found something.
fn spoken(report: &Report) -> impl Iterator<Item = &str> {
    report.findings.iter().map(|it| it.rule.as_str()).collect::<BTreeSet<&str>>().into_iter()
}
