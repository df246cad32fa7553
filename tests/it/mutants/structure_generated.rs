//! For every field of the templates: its key misspelt, its value of a wrong type, and the field one level up.
//! Each gives exactly one finding, at the right place, by a rule of the structure or by one with a better word.

use std::collections::BTreeMap;

use serde_json::Value;

use lt_lint::load::Flags;
use lt_lint::rule::RuleSet;

use crate::support::rules_beside_the_release;
use lt_lint::source::{FileId, Location, SourceFile};
use lt_lint::yaml::{Node, parse};

use super::harness::{Templates, lint_files, outcome};
use crate::spoil::{Mistake, Spoilt, Step, spoilt};

fn documents() -> Vec<Value> {
    use serde::Deserialize;
    let texts = Templates::read().0;
    let all = texts.iter().flat_map(|text| serde_yaml::Deserializer::from_str(text));
    all.map(|one| Value::deserialize(one).unwrap()).collect()
}

/// The node of a key or of its value.
fn node<'a>(root: Node<'a>, way: &[Step], of_key: bool) -> Node<'a> {
    let (last, above) = way.split_last().unwrap();
    let parent = above.iter().fold(root, |node, step| match step {
        Step::Key(key) => node.entry(key).unwrap().value,
        Step::Item(at) => node.items().nth(*at).unwrap(),
    });
    let Step::Key(name) = last else { panic!("no key") };
    let entry = parent.entry(name).unwrap_or_else(|| panic!("{way:?}"));
    if of_key { entry.key } else { entry.value }
}

/// The rule that found it, at the right place and alone.
fn judge(spoilt: &Spoilt, documents: &[Value], rules: &RuleSet) -> Result<String, String> {
    let mut files = documents.to_vec();
    files[spoilt.document] = spoilt.value.clone();
    let text = |value: &Value| serde_yaml::to_string(value).unwrap().into_bytes();
    let named = files.iter().enumerate().map(|(at, one)| (format!("{at}.yaml"), text(one)));
    let source = SourceFile::new("x", text(&spoilt.value), true);
    let parsed = parse(FileId(spoilt.document), &source);
    let root = parsed.documents[0].root().unwrap();
    let wanted: Location =
        node(root, &spoilt.place, spoilt.mistake != Mistake::WrongType).location();
    let report = lint_files(named, rules, Flags::default());
    match report.findings.as_slice() {
        [one] if one.primary.at == wanted => Ok(one.rule.clone()),
        _ => Err(format!("{:?} {:?}\n    {:?}", spoilt.mistake, spoilt.field, outcome(&report))),
    }
}

#[test]
fn every_spoilt_field_gives_exactly_one_finding() {
    let (rules, documents) = (rules_beside_the_release(), documents());
    let mut complaints = Vec::new();
    let mut found: BTreeMap<(Mistake, String), usize> = BTreeMap::new();
    for one in spoilt(&documents) {
        match judge(&one, &documents, &rules) {
            Ok(rule) => *found.entry((one.mistake, rule)).or_default() += 1,
            Err(complaint) => complaints.push(complaint),
        }
    }
    assert!(complaints.is_empty(), "{} of them:\n{}", complaints.len(), complaints.join("\n"));
    let of = |mistake| {
        found.iter().filter(|((one, _), _)| *one == mistake).map(|(_, count)| count).sum::<usize>()
    };
    assert_eq!(
        [Mistake::Misspelt, Mistake::WrongType, Mistake::OneLevelUp].map(of),
        [151, 151, 110],
        "{found:?}"
    );
}
