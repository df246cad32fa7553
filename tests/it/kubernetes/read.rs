//! What reading the validation of Kubernetes says of objects, where no server was asked: lt-lint has no error where it
//! takes one, and else one finding, on the very characters.

use std::collections::BTreeMap;
use std::fs;

use lt_lint::finding::{Finding, Severity};
use lt_lint::{Options, RuleSet, Session, SourceFile};
use serde::Deserialize;

/// Texts to put into an object, by what becomes of it; of those that are told, with what the finding points at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    base: String,
    #[serde(default)]
    taken: Vec<String>,
    #[serde(default)]
    refused: BTreeMap<String, String>,
    #[serde(default)]
    warned: BTreeMap<String, String>,
}

/// Whether a finding is what the API server warns of.
fn is_warning(finding: &Finding) -> bool {
    ["server-warning", "fractional-bytes"].contains(&&*finding.rule)
}

#[test]
fn what_the_source_of_kubernetes_says_is_told_at_its_field_once() {
    let text = fs::read_to_string("tests/data/api-server/read.yaml").unwrap();
    let all: Vec<Cases> = serde_yaml::from_str(&text).unwrap();
    let options = Options { kubernetes: "1.36".parse().unwrap(), ..Options::default() };
    let session = Session::new(RuleSet::builtin().unwrap(), options).unwrap();
    let told = |base: &str, text: &str| {
        let text = base.replacen("HERE", text, 1).into_bytes();
        let report = session.lint(vec![SourceFile::new("object.yaml", text, true)]);
        let told =
            report.findings.iter().filter(|it| it.severity == Severity::Error || is_warning(it));
        let words = |finding: &Finding| {
            let at = finding.primary.at;
            let marks = at.span.slice(&report.source(at.file).unwrap().text).to_owned();
            (is_warning(finding), marks, finding.message.clone())
        };
        told.map(words).collect::<Vec<_>>()
    };
    let (mut tried, mut complaints) = (0, Vec::new());
    for Cases { base, taken, refused, warned } in all {
        let none = taken.iter().map(|text| (text, Vec::new()));
        let refused = refused.iter().map(|(text, marks)| (text, vec![(false, marks.clone())]));
        let warned = warned.iter().map(|(text, marks)| (text, vec![(true, marks.clone())]));
        for (text, wanted) in none.chain(refused).chain(warned) {
            tried += 1;
            let told = told(&base, text);
            let found: Vec<_> = told.iter().map(|(warns, at, _)| (*warns, at.clone())).collect();
            if found != wanted {
                complaints.push(format!("{text}: {told:?}"));
            }
        }
    }
    assert!(tried > 200, "only {tried}");
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
}
