//! Every rule against its fixture. A fixture is cut into cases by lines `--- # good: …` and
//! `--- # bad: …`; each case is linted alone, and the rule has to fire on exactly the lines that end
//! with `# expect: <rule-id>`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use lt_lint::rule::{Rule, RuleSet};
use lt_lint::source::{LineIndex, SourceFile};
use lt_lint::{Options, lint};

/// One case of a fixture, on the lines where it stands in the file.
struct Case {
    title: String,
    good: bool,
    text: String,
}

fn cases(fixture: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in fixture.lines().enumerate() {
        let head = line.strip_prefix("--- # ").and_then(|head| head.split_once(": "));
        if let Some((kind, title)) = head.filter(|(kind, _)| matches!(*kind, "good" | "bad")) {
            let text = "\n".repeat(number);
            cases.push(Case { title: title.to_owned(), good: kind == "good", text });
        }
        if let Some(case) = cases.last_mut() {
            case.text.push_str(line);
            case.text.push('\n');
        }
    }
    cases
}

fn expected_lines(text: &str, rule: &str) -> BTreeSet<usize> {
    let names = |line: &str| {
        let (_, ids) = line.rsplit_once("# expect: ")?;
        ids.split(',').any(|id| id.trim() == rule).then_some(())
    };
    text.lines()
        .enumerate()
        .filter(|(_, line)| names(line).is_some())
        .map(|(at, _)| at + 1)
        .collect()
}

/// The case as a user would write it, without the expectations at the ends of its lines.
fn manifest(case: &Case) -> SourceFile {
    let lines = case.text.lines().map(|line| line.split(" # expect: ").next().unwrap_or(line));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    SourceFile::new("fixture.yaml", text.into_bytes(), true)
}

fn found_lines(rules: &RuleSet, case: &Case, rule: &str) -> BTreeSet<usize> {
    let source = manifest(case);
    let text = Arc::clone(&source.text);
    let report = lint(vec![source], rules, &Options { pedantic: true, ..Options::default() });
    let index = LineIndex::new(&text);
    let lines = report.findings.iter().filter(|finding| finding.rule == rule);
    lines.map(|finding| index.position(&text, finding.primary.at.span.start).line).collect()
}

/// What is wrong with a rule's outcome on a case: *Noisy*, *Missing* or *Wrong*.
fn complaint(rules: &RuleSet, case: &Case, rule: &str) -> Option<String> {
    let (expected, found) = (expected_lines(&case.text, rule), found_lines(rules, case, rule));
    let outcome = match (expected.is_empty(), found.is_empty()) {
        (true, false) => "Noisy",
        (false, true) => "Missing",
        _ if expected != found => "Wrong",
        _ if case.good != expected.is_empty() => {
            "Wrong: a bad case needs an `# expect:`, a good one none"
        }
        _ => return None,
    };
    Some(format!(
        "{outcome}: {rule}, \"{}\": expected lines {expected:?}, found {found:?}",
        case.title
    ))
}

fn check_rule(rules: &RuleSet, rule: &Rule) -> Vec<String> {
    let path = Path::new("fixtures").join(format!("{}.yaml", rule.id()));
    let Ok(fixture) = fs::read_to_string(&path) else {
        return vec![format!("{} is missing", path.display())];
    };
    let cases = cases(&fixture);
    let mut complaints: Vec<String> =
        cases.iter().filter_map(|case| complaint(rules, case, rule.id())).collect();
    for (good, name) in [(true, "good"), (false, "bad")] {
        if !cases.iter().any(|case| case.good == good) {
            complaints.push(format!("{} has no {name} case", path.display()));
        }
    }
    complaints
}

#[test]
fn every_rule_fires_exactly_where_its_fixture_says() {
    let rules = RuleSet::builtin().unwrap();
    let complaints: Vec<String> = rules.iter().flat_map(|rule| check_rule(&rules, rule)).collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_fixture_belongs_to_a_rule() {
    let rules = RuleSet::builtin().unwrap();
    for entry in fs::read_dir("fixtures").unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(path.is_dir() || rules.get(&stem).is_some(), "{} has no rule", path.display());
    }
}

#[test]
fn every_case_of_a_check_is_met_by_a_fixture() {
    let rules = RuleSet::builtin().unwrap();
    for rule in rules.iter() {
        let fixture = fs::read_to_string(format!("fixtures/{}.yaml", rule.id())).unwrap();
        let mut met = BTreeSet::new();
        for case in cases(&fixture) {
            let report = lint(vec![manifest(&case)], &rules, &Options::default());
            met.extend(
                report.findings.into_iter().filter(|it| it.rule == rule.id()).map(|it| it.case),
            );
        }
        for case in rule.cases() {
            assert!(
                met.contains(*case),
                "fixtures/{}.yaml has nothing for the case `{case}`",
                rule.id()
            );
        }
    }
}
