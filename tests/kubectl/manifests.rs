//! The manifests of the project: the templates, and every case of every fixture.

use std::fs;
use std::path::Path;

use super::record::{Record, answers};
use super::{document_difference, document_record, judge};

const TABLE: &str = "manifests.json";

/// Every manifest with its name: a file, or a case of a fixture.
fn manifests() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["k8s", "fixtures"] {
        collect(Path::new(folder), &mut found);
    }
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            collect(&path, found);
        } else if name.ends_with(".yaml") {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(
                cases(&text).into_iter().map(|(case, text)| (format!("{name}{case}"), text)),
            );
        }
    }
}

/// The cases of a fixture, or the whole text where there are none.
fn cases(text: &str) -> Vec<(String, String)> {
    let mut cases: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let head = line
            .strip_prefix("--- # ")
            .filter(|head| head.contains("good: ") || head.contains("bad: "));
        match (head, cases.last_mut()) {
            (Some(head), _) => cases.push((format!(", {head}"), String::new())),
            (None, None) => cases.push((String::new(), String::new())),
            _ => {}
        }
        if let Some((_, text)) = cases.last_mut() {
            text.push_str(line.split(" # expect: ").next().unwrap_or(line));
            text.push('\n');
        }
    }
    cases
}

#[test]
fn every_manifest_is_read_as_kubectl_reads_it() {
    let manifests = manifests();
    assert!(manifests.len() > 100, "{}", manifests.len());
    let named = |(name, _): &(String, String)| Record { name: name.clone(), ..Record::default() };
    let records: Vec<Record> = manifests.iter().map(named).collect();
    let texts: Vec<String> = manifests.iter().map(|(_, text)| text.clone()).collect();
    let recorded = answers(TABLE, &records, &texts, document_record);
    let mut differing = Vec::new();
    let mut compared = 0;
    for (name, text) in &manifests {
        // A case whose answer isn't recorded is compared wherever there is a kubectl.
        let Some(record) = recorded.iter().find(|record| record.name == *name) else { continue };
        compared += 1;
        differing
            .extend(document_difference(record, text).map(|difference| (name.clone(), difference)));
    }
    judge(TABLE, &differing);
    assert!(compared > 100, "only {compared} manifests have a recorded answer");
}
