//! SARIF 2.1.0, for code scanning.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::finding::Severity;
use crate::fix::Applicability;
use crate::rule::{Rule, RuleSet, docs};
use crate::source::{FileId, Location};
use crate::{By, Report};

use super::escape;
use super::line_hash::line_hashes;
use super::record::{
    FindingRecord, FixRecord, LabelRecord, PositionRecord, ReportRecord, SkippedRecord,
    SuppressedRecord,
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Most results of a run that GitHub takes.
const MOST_RESULTS: usize = 25_000;

/// The report as a SARIF log with one run; all rules are described. What is suppressed is omitted unless it is asked
/// for: GitHub takes no notice of suppressions, and makes alerts of them.
#[must_use]
pub fn sarif(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let told = told(&record);
    let left_out = record.findings.len() - told.len();
    let mut hashes = Hashes { report, by_file: BTreeMap::new() };
    let found = told.into_iter().map(|at| (at, None));
    let forgiven = record.suppressed.iter().enumerate().filter(|_| report.wish.suppressed);
    let results = found.chain(forgiven.map(|(at, one)| (at, Some(one)))).filter_map(|(at, one)| {
        let (finding, place) = match one {
            None => (record.findings.get(at)?, report.findings.get(at)?.primary.at),
            Some(one) => (&one.finding, report.suppressed.get(at)?.finding.primary.at),
        };
        Some(result(finding, rules, one, hashes.of(place, finding.primary.start.line)))
    });

    let run = Run {
        column_kind: "utf16CodeUnits",
        invocations: [invocation(report, &record, left_out)],
        results: Results(RefCell::new(results)),
        tool: json!({ "driver": driver(&record, rules, repository()) }),
    };
    escape::json(&Log { schema: SCHEMA, runs: [run], version: "2.1.0" }, true)
}

fn driver(record: &ReportRecord, rules: &RuleSet, repository: Option<&str>) -> Value {
    let version = &record.tool.version;
    let page = |rule: &Rule| {
        let repository = repository.filter(|_| rule.own_file().is_none())?;
        Some(format!("{repository}/blob/v{version}/docs/rules/{}.md", rule.id()))
    };
    let rules = rules.iter().map(|rule| descriptor(rule, page(rule))).collect::<Vec<_>>();
    let mut driver = json!({
        "name": record.tool.name,
        "version": version,
        "semanticVersion": version,
        "rules": rules,
    });
    if let (Some(repository), Some(fields)) = (repository, driver.as_object_mut()) {
        fields.insert("informationUri".to_owned(), json!(repository));
    }
    driver
}

/// The whole log.
#[derive(Serialize)]
struct Log<R: Serialize> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<R>; 1],
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R: Serialize> {
    column_kind: &'static str,
    invocations: [Value; 1],
    results: R,
    tool: Value,
}

/// Results that are made one after the other as they are written: together they take many times what they say.
struct Results<I>(RefCell<I>);

impl<I: Iterator<Item = Value>> Serialize for Results<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&mut *self.0.borrow_mut())
    }
}

/// The indexes of the findings that are reported: the gravest, where there are too many, in their order.
fn told(record: &ReportRecord) -> Vec<usize> {
    let mut all: Vec<usize> = (0..record.findings.len()).collect();
    if all.len() > MOST_RESULTS {
        let severity = |at: &usize| record.findings.get(*at).map(|finding| finding.severity);
        all.sort_by_key(|at| std::cmp::Reverse(severity(at)));
        all.truncate(MOST_RESULTS);
        all.sort_unstable();
    }
    all
}

/// How the run went: what was skipped, what couldn't be read, what there was no room for.
fn invocation(report: &Report, record: &ReportRecord, left_out: usize) -> Value {
    let skipped = record.skipped.iter().map(skipped_note);
    let errors = record.errors.iter().map(|error| note("error", &literal(&error.prose())));
    let more = format!(
        "{left_out} more findings: the report contains only the {MOST_RESULTS} most severe"
    );
    let more = (left_out > 0).then(|| note("warning", &more));
    let not_checked = record.not_checked.iter();
    let not_checked = not_checked.map(|one| note("note", &literal(&format!("not checked: {one}"))));
    let notes: Vec<Value> = skipped.chain(not_checked).chain(errors).chain(more).collect();
    let mut invocation = json!({
        "executionSuccessful": record.errors.is_empty(),
        "toolExecutionNotifications": notes,
    });
    if let (Some(code), Some(fields)) = (report.failed, invocation.as_object_mut()) {
        fields.insert("exitCode".to_owned(), json!(code));
    }
    invocation
}

fn note(level: &str, text: &str) -> Value {
    json!({ "level": level, "message": { "text": text } })
}

fn skipped_note(skipped: &SkippedRecord) -> Value {
    let mut note = note("note", &format!("not checked: {}", skipped.reason));
    if let Some(fields) = note.as_object_mut() {
        fields.insert("locations".to_owned(), json!([location(&skipped.at)]));
    }
    note
}

/// The fingerprints of lines, computed once a file.
struct Hashes<'r> {
    report: &'r Report,
    by_file: BTreeMap<FileId, Vec<String>>,
}

impl Hashes<'_> {
    fn of(&mut self, place: Location, line: usize) -> Option<&str> {
        let text = || self.report.source(place.file).map(|source| &*source.text);
        let hashes = self
            .by_file
            .entry(place.file)
            .or_insert_with(|| line_hashes(text().unwrap_or_default()));
        hashes.get(line.checked_sub(1)?).map(String::as_str)
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The word of GitHub's code scanning.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

/// `low-memory-limit` as `LowMemoryLimit`.
fn pascal_case(id: &str) -> String {
    id.split('-').map(crate::text::capitalized).collect()
}

/// The address of the repository: that of Cargo.toml, or of the workflow that builds a release. A build elsewhere has
/// none, and names no address that it doesn't know.
fn repository() -> Option<&'static str> {
    let known = [Some(env!("CARGO_PKG_REPOSITORY")), option_env!("LT_LINT_REPOSITORY")];
    known
        .into_iter()
        .flatten()
        .map(|address| address.trim_end_matches('/'))
        .find(|it| !it.is_empty())
}

/// A rule, with the address of its page where it has one.
fn descriptor(rule: &Rule, address: Option<String>) -> Value {
    let (short, page) = (docs::headline(rule), docs::page(rule, None));
    let mut descriptor = json!({
        "id": rule.id(),
        "name": pascal_case(rule.id()),
        "shortDescription": { "text": short },
        "fullDescription": { "text": docs::plain(rule) },
        "help": { "text": docs::plain(rule), "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity()) },
        "properties": {
            "tags": ["kubernetes", "load-test"],
            "precision": "very-high",
            "problem.severity": severity(rule.severity()),
        },
    });
    let address = address.or_else(|| rule.web_reference().map(str::to_owned));
    if let (Some(address), Some(fields)) = (address, descriptor.as_object_mut()) {
        fields.insert("helpUri".to_owned(), json!(address));
    }
    descriptor
}

fn result(
    finding: &FindingRecord,
    rules: &RuleSet,
    forgiven: Option<&SuppressedRecord>,
    line_hash: Option<&str>,
) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": literal(&finding.prose()) },
        "locations": [location(&finding.primary)],
        "partialFingerprints": fingerprints(finding, line_hash),
    });
    let Some(fields) = result.as_object_mut() else {
        return result;
    };
    if let Some(index) = rules.iter().position(|rule| rule.id() == finding.rule) {
        fields.insert("ruleIndex".to_owned(), json!(index));
    }
    if let Some(forgiven) = forgiven {
        fields.insert("suppressions".to_owned(), json!([suppression(forgiven)]));
    }
    let fixes: Vec<Value> = finding.fixes.iter().filter_map(fix).collect();
    if !fixes.is_empty() {
        fields.insert("fixes".to_owned(), json!(fixes));
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(at, label)| related(at, label));
        fields.insert("relatedLocations".to_owned(), related.collect());
    }
    result
}

fn fingerprints(finding: &FindingRecord, line_hash: Option<&str>) -> Value {
    let mut prints = json!({ "ltLint/v1": finding.fingerprint });
    if let (Some(hash), Some(fields)) = (line_hash, prints.as_object_mut()) {
        fields.insert("primaryLocationLineHash".to_owned(), json!(hash));
    }
    prints
}

fn suppression(SuppressedRecord { reason, by, .. }: &SuppressedRecord) -> Value {
    let kind = match by {
        By::Manifest => "inSource",
        By::Baseline => "external",
    };
    json!({ "kind": kind, "justification": literal(reason) })
}

/// A fix that can be applied, by file.
fn fix(fix: &FixRecord) -> Option<Value> {
    if fix.applicability == Applicability::Display {
        return None;
    }
    let mut files: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(&edit.path).or_default().push(json!({
            "deletedRegion": region(&edit.start, &edit.end),
            "insertedContent": { "text": edit.text },
        }));
    }
    let changes = files.into_iter().map(|(path, replacements)| {
        json!({ "artifactLocation": { "uri": address(path) }, "replacements": replacements })
    });
    let changes: Vec<Value> = changes.collect();
    Some(json!({ "description": { "text": literal(&fix.title) }, "artifactChanges": changes }))
}

fn region(start: &PositionRecord, end: &PositionRecord) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.utf16,
        "endLine": end.line,
        "endColumn": end.utf16,
    })
}

fn related(id: usize, label: &LabelRecord) -> Value {
    let mut place = location(label);
    if let Some(fields) = place.as_object_mut() {
        let text = if label.text.is_empty() { "see also" } else { &label.text };
        fields.insert("id".to_owned(), json!(id));
        fields.insert("message".to_owned(), json!({ "text": literal(text) }));
    }
    place
}

fn location(label: &LabelRecord) -> Value {
    let region = region(&label.start, &label.end);
    let physical = json!({ "artifactLocation": { "uri": address(&label.path) }, "region": region });
    let mut place = json!({ "physicalLocation": physical });
    if let (Some(object), Some(fields)) = (&label.object, place.as_object_mut()) {
        let logical = json!({ "name": object.name, "kind": "object", "fullyQualifiedName": full_name(object) });
        fields.insert("logicalLocations".to_owned(), json!([logical]));
    }
    if let (Some(origin), Some(fields)) = (&label.origin, place.as_object_mut()) {
        fields.insert("properties".to_owned(), json!({ "origin": origin }));
    }
    place
}

/// Text that no reader takes for an embedded link, which SARIF writes as `[text](target)`.
fn literal(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}

/// `namespace/Kind/name`.
fn full_name(object: &crate::finding::ObjectName) -> String {
    let namespace = object.namespace.as_deref().map(|name| format!("{name}/")).unwrap_or_default();
    format!("{namespace}{}/{}", object.kind, object.name)
}

/// A relative reference for a relative path; a `file:` URI for an absolute one.
fn address(path: &str) -> String {
    let encoded = escape::uri(path);
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_links_each_rule_to_its_page() {
        let (rules, report) = (RuleSet::builtin().unwrap(), Report::default());
        let record = ReportRecord::new(&report, &rules);
        let driver = driver(&record, &rules, Some("https://forge.example/acme/lt-lint"));
        assert_eq!(driver["informationUri"], "https://forge.example/acme/lt-lint");
        let version = env!("CARGO_PKG_VERSION");
        for (rule, told) in rules.iter().zip(driver["rules"].as_array().unwrap()) {
            let page = format!("docs/rules/{}.md", rule.id());
            let address = format!("https://forge.example/acme/lt-lint/blob/v{version}/{page}");
            assert_eq!(told["helpUri"], address);
            assert!(std::path::Path::new(&page).is_file(), "{page}");
        }
    }
}
