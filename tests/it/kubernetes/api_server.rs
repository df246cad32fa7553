//! What a real API server answered, object by object, and what lt-lint says: the server refuses where lt-lint has
//! an error, and the other way round; it warns where the rules of its warnings speak. The answers are those of kube-apiserver 1.36.2 to a dry run with strict
//! validation of fields, with no admission that depends on a cluster.

use std::collections::BTreeMap;
use std::fs;

use lt_lint::finding::{Finding, Severity};
use lt_lint::{Options, RuleSet, Session, SourceFile};
use serde::Deserialize;

/// An answer; nothing in it where the server takes the object without a word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    #[serde(default)]
    refused: Option<String>,
    /// What the server takes and warns of.
    #[serde(default)]
    warnings: Vec<String>,
}

impl Answer {
    /// What the server does with the object.
    fn verdict(&self) -> &'static str {
        match (&self.refused, self.warnings.as_slice()) {
            (Some(_), _) => "refused",
            (None, []) => "taken",
            (None, _) => "taken with a warning",
        }
    }
}

/// The same of lt-lint.
fn verdict(findings: &[Finding]) -> &'static str {
    let warns =
        |finding: &Finding| ["server-warning", "fractional-bytes"].contains(&&*finding.rule);
    match findings {
        findings if findings.iter().any(|one| one.severity == Severity::Error) => "refused",
        findings if findings.iter().any(warns) => "taken with a warning",
        _ => "taken",
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(format!("tests/data/api-server/{name}")).unwrap()
}

/// Each object with its name, which stands behind the marker.
pub(super) fn objects() -> Vec<(String, String)> {
    let text = read("objects.yaml");
    let documents = text.split("--- # ").filter(|document| !document.is_empty());
    let named = documents.map(|document| document.split_once('\n').unwrap());
    named.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

#[test]
fn the_api_server_agrees_or_the_difference_is_known() {
    let answers: BTreeMap<String, Answer> = serde_json::from_str(&read("answers.json")).unwrap();
    let mut known: BTreeMap<String, String> = serde_yaml::from_str(&read("known.yaml")).unwrap();
    let options = Options { kubernetes: "1.36".parse().unwrap(), ..Options::default() };
    let session = Session::new(RuleSet::builtin().unwrap(), options).unwrap();
    let mut complaints = Vec::new();
    let objects = objects();
    assert_eq!(objects.len(), answers.len());
    for (name, text) in objects {
        let source = SourceFile::new("object.yaml", text.into_bytes(), true);
        let findings = session.lint(vec![source]).findings;
        let answer = &answers[&name];
        let differs = answer.verdict() != verdict(&findings);
        match known.remove(&name) {
            None if differs => {
                let told: Vec<&str> = findings.iter().map(|finding| &*finding.message).collect();
                complaints.push(format!(
                    "{name}: {:?} {:?}, lt-lint {told:?}",
                    answer.refused, answer.warnings
                ));
            }
            Some(reason) if !differs => complaints
                .push(format!("{name} doesn't differ any more ({reason}): take it off the list")),
            _ => {}
        }
    }
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
    assert!(known.is_empty(), "no such objects: {known:?}");
}
