//! Every fixture's bad cases, mended: the finding is gone, nothing is new, and nothing else changes.

use std::collections::BTreeMap;

use lt_lint::fix::Applicability;
use lt_lint::fixer::{Choice, best, fix};
use lt_lint::fixture::Fixture;
use lt_lint::source::SourceFile;
use lt_lint::yaml::{Kind, Node, parse};
use lt_lint::{Report, RuleSet, Session};

use super::session;
use crate::rules::fixtures_in;

/// Every bad case of every rule, with its report.
fn cases(session: &Session) -> Vec<(Fixture, usize, Report)> {
    let rules = RuleSet::builtin().unwrap();
    let mut all = Vec::new();
    for fixture in fixtures_in("fixtures", &rules) {
        for (at, case) in fixture.cases.iter().enumerate().filter(|(_, case)| !case.good) {
            let report = session.lint(case.files(&fixture.path));
            all.push((fixture.clone(), at, report));
        }
    }
    all
}

/// Cases in which a fix would bring another mistake, by rule and title: it is undone.
const UNDONE: [(&str, &str); 5] = [
    ("duplicate-env", "another value, a source, and itself"),
    ("misplaced-annotation", "on the jobTemplate"),
    ("misspelt-kind", "the kind"),
    ("too-few-generators", "one pod for hundreds of nodes"),
    ("writable-host-path", "the folder around two of them is one mount"),
];

/// The values of some files as kubectl reads them, by path.
fn values(sources: &[SourceFile]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (file, source) in sources.iter().enumerate() {
        let parsed = parse(lt_lint::source::FileId(file), source);
        for (number, document) in parsed.documents.iter().enumerate() {
            if let Some(root) = document.root() {
                collect(root, format!("{file}:{number}"), &mut all);
            }
        }
    }
    all
}

fn collect(node: Node<'_>, path: String, all: &mut BTreeMap<String, String>) {
    match node.kind() {
        Kind::Mapping => {
            for entry in node.entries() {
                collect(entry.value, format!("{path}.{}", entry.key_text()), all);
            }
        }
        Kind::Sequence => {
            for (at, item) in node.items().enumerate() {
                collect(item, format!("{path}[{at}]"), all);
            }
        }
        Kind::Scalar => {
            all.insert(path, format!("{:?}", node.scalar()));
        }
    }
}

#[test]
fn a_fix_removes_its_finding_adds_none_and_does_nothing_twice() {
    let session = session();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (fixture, at, report) in cases(&session) {
        let case = fixture.cases.get(at).unwrap();
        let name = format!("{}:{} {}", fixture.path, case.line, case.title);
        let own = report.findings.iter().filter(|finding| finding.rule == fixture.rule);
        let applicable = own
            .filter(|finding| {
                finding.fixes.first().is_some_and(|fix| fix.applicability > Applicability::Display)
            })
            .count();
        if applicable == 0 {
            continue;
        }
        count += applicable;
        let choice: &Choice<'_> = &|finding| {
            best(finding, Applicability::Unsafe).filter(|_| finding.rule == fixture.rule)
        };
        let done = fix(&session, report, choice);
        let is_meant = UNDONE
            .iter()
            .any(|(rule, title)| (*rule, *title) == (fixture.rule.as_str(), case.title.as_str()));
        if is_meant {
            assert!(!done.undone.is_empty(), "{name}: nothing is undone");
            continue;
        }
        for undone in &done.undone {
            wrong.push(format!("{name}: {} undone, {}", undone.finding.rule, undone.reason));
        }
        let left = done.report.findings.iter().filter(|finding| finding.rule == fixture.rule);
        for finding in left.filter(|finding| !finding.fixes.is_empty()) {
            wrong.push(format!("{name}: {} is left: {}", finding.rule, finding.message));
        }
        let before: Vec<String> =
            done.report.sources.iter().map(|one| one.text.to_string()).collect();
        let again = fix(&session, done.report, choice);
        let after: Vec<String> =
            again.report.sources.iter().map(|one| one.text.to_string()).collect();
        if before != after {
            wrong.push(format!("{name}: fixing twice does more"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 250, "{count} fixes only");
}

/// What a fix of one value may change: its path, and for a key all that is below it.
#[test]
fn a_written_value_changes_no_other_value() {
    let session = session();
    let mut wrong = Vec::new();
    for (fixture, at, report) in cases(&session) {
        let case = fixture.cases.get(at).unwrap();
        for finding in &report.findings {
            let Some(fix) = finding.fixes.first().filter(|fix| fix.title.starts_with("write `"))
            else {
                continue;
            };
            let [edit] = fix.edits.as_slice() else { continue };
            let mut sources = report.sources.clone();
            let source = sources.get_mut(edit.file.0).unwrap();
            let mut text = source.text.to_string();
            text.replace_range(std::ops::Range::from(edit.span), &edit.text);
            source.text = text.into();
            let (before, after) = (values(&report.sources), values(&sources));
            let differ = before.iter().filter(|(path, value)| after.get(*path) != Some(*value));
            let differ: Vec<&String> = differ.map(|(path, _)| path).collect();
            let deepest = differ.iter().map(|path| path.rsplit_once('.').map_or("", |it| it.0));
            let is_key = deepest.clone().min() != deepest.clone().max();
            let is_in_place = finding.case == "key"
                || finding.case == "misspelt"
                || fixture.rule.contains("lost")
                || finding.case == "case";
            if differ.len() > 1 && is_key && !is_in_place {
                wrong.push(format!(
                    "{}:{} {}: {}: {differ:?}",
                    fixture.path, case.line, finding.rule, fix.title
                ));
            }
            if before.len() != after.len() && !is_in_place && fix.title.matches('`').count() == 2 {
                let changed = before.len().abs_diff(after.len());
                wrong.push(format!(
                    "{}:{} {}: {changed} values more or less",
                    fixture.path, case.line, finding.rule
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_says_how_it_mends_each_case_or_why_not_and_each_fix_is_made() {
    let session = session();
    let mut made: BTreeMap<(String, String), Applicability> = BTreeMap::new();
    for (fixture, _, report) in cases(&session) {
        for finding in report.findings.iter().filter(|finding| finding.rule == fixture.rule) {
            let key = (finding.rule.clone(), finding.case.to_owned());
            for fix in &finding.fixes {
                let known = made.entry(key.clone()).or_insert(fix.applicability);
                *known = fix.applicability.max(*known);
            }
        }
    }
    let mut wrong = Vec::new();
    for rule in session.rules.iter() {
        let cases = if rule.cases().is_empty() { &[""][..] } else { rule.cases() };
        let file = rule.file();
        for case in cases {
            let Some(way) = file.fix.as_ref().and_then(|fix| fix.way(case)) else {
                wrong.push(format!("{} says nothing of {case}", rule.id()));
                continue;
            };
            let found = made.get(&(rule.id().to_owned(), (*case).to_owned())).copied();
            if way.edit().map(|(sure, _)| sure) != found {
                wrong.push(format!("{} {case}: {:?} and {found:?}", rule.id(), way.edit()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
