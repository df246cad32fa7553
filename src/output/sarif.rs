//! SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use crate::finding::Severity;
use crate::rule::{Rule, RuleSet, docs};
use crate::{By, Report};

use super::escape;
use super::record::{FindingRecord, LabelRecord, ReportRecord, SuppressedRecord};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The report as a SARIF log with one run; all rules are described.
#[must_use]
pub fn sarif(report: &Report, rules: &RuleSet) -> String {
    let record = ReportRecord::new(report, rules);
    let found = record.findings.iter().map(|finding| result(finding, rules, None));
    let forgiven = record.suppressed.iter().map(|one| result(&one.finding, rules, Some(one)));
    let results: Vec<Value> = found.chain(forgiven).collect();
    let notes = record.skipped.iter().map(|skipped| {
        let message = json!({ "text": format!("not judged: {}", skipped.reason) });
        json!({ "level": "note", "message": message, "locations": [location(&skipped.at)] })
    });
    let notes: Vec<Value> = notes.collect();
    let driver = json!({
        "name": record.tool.name,
        "version": record.tool.version,
        "semanticVersion": record.tool.version,
        "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "utf16CodeUnits",
        "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notes }],
        "results": results,
    });
    escape::json(&json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }), true)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    let (short, page) = (docs::headline(rule), docs::page(rule));
    let mut descriptor = json!({
        "id": rule.id(),
        "shortDescription": { "text": short },
        "help": { "text": docs::plain(rule), "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity()) },
    });
    if let (Some(reference), Some(fields)) = (rule.web_reference(), descriptor.as_object_mut()) {
        fields.insert("helpUri".to_owned(), json!(reference));
    }
    descriptor
}

fn result(finding: &FindingRecord, rules: &RuleSet, forgiven: Option<&SuppressedRecord>) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": literal(&finding.prose()) },
        "locations": [location(&finding.primary)],
        "partialFingerprints": { "ltLint/v1": finding.fingerprint },
    });
    let Some(fields) = result.as_object_mut() else {
        return result;
    };
    if let Some(index) = rules.iter().position(|rule| rule.id() == finding.rule) {
        fields.insert("ruleIndex".to_owned(), json!(index));
    }
    if let Some(SuppressedRecord { reason, by, .. }) = forgiven {
        let kind = match by {
            By::Manifest => "inSource",
            By::Baseline => "external",
        };
        let suppression = json!({ "kind": kind, "justification": literal(reason) });
        fields.insert("suppressions".to_owned(), json!([suppression]));
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(at, label)| related(at, label));
        fields.insert("relatedLocations".to_owned(), related.collect());
    }
    result
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
    let region = json!({
        "startLine": label.start.line,
        "startColumn": label.start.utf16,
        "endLine": label.end.line,
        "endColumn": label.end.utf16,
    });
    let physical = json!({ "artifactLocation": { "uri": address(&label.path) }, "region": region });
    let mut place = json!({ "physicalLocation": physical });
    if let (Some(object), Some(fields)) = (&label.object, place.as_object_mut()) {
        let logical = json!({ "name": object.name, "kind": "object", "fullyQualifiedName": full_name(object) });
        fields.insert("logicalLocations".to_owned(), json!([logical]));
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
