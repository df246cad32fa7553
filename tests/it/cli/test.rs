//! `lt-lint test`: fixtures of own rules.

use std::fs;

use super::own_rules::RULE;
use super::{CLEAN, Folder, Ran};

const GOOD: &str = "\
--- # good: a request
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: flog
      resources: {requests: {cpu: 300m}}
";
const BAD: &str = "\
--- # bad: no request
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: flog
      image: flog:1
      resources: {requests: {memory: 1Gi}} # expect: greedy-generator
";
pub(super) const PATH: &str = "lint/fixtures/greedy-generator.yaml";
pub(super) const EXPECT: &str = " # expect: greedy-generator";

/// A project with a rule of its own and a fixture.
pub(super) fn project(fixture: &str) -> Folder {
    Folder::new(&[
        (".git/HEAD", ""),
        (".lt-lint.yaml", "rules-folder: lint/rules\n"),
        ("lint/rules/greedy-generator.yaml", RULE),
        (PATH, fixture),
    ])
}

pub(super) fn fixture() -> String {
    format!("{GOOD}{BAD}")
}

/// Exit code and concise lines of a changed fixture.
fn concise(from: &str, to: &str) -> (i32, String) {
    let text = fixture().replace(from, to);
    assert_ne!(text, fixture(), "{from}");
    let ran = project(&text).run(&["test", "--format", "concise"]);
    assert_eq!(ran.err, "", "{from} → {to}");
    (ran.code, ran.out)
}

/// The error about a changed fixture.
fn unusable(from: &str, to: &str) -> String {
    let text = fixture().replacen(from, to, 1);
    assert_ne!(text, fixture(), "{from}");
    let ran = project(&text).run(&["test"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{from} → {to}: {}", ran.err);
    ran.err.trim_end().strip_prefix(&format!("lt-lint: {PATH}")).unwrap_or(&ran.err).to_owned()
}

#[test]
fn a_fixture_that_holds_passes() {
    let folder = project(&fixture());
    let paths = [
        &["test"][..],
        &["test", "lint/fixtures"],
        &["test", PATH],
        &["test", PATH, "lint/fixtures"],
    ];
    for args in paths {
        let Ran { code, out, err } = folder.run(args);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        assert_eq!(out, "2 cases in 1 fixture: 2 passed\n");
    }
    let ran = folder.run(&["test", "--format", "concise"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let ran = folder.run(&["test", "--no-config", "--rules", "lint/rules"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "2 cases in 1 fixture: 2 passed\n"),
        "{}",
        ran.err
    );
}

#[test]
fn outcomes_are_named_and_show_what_differs() {
    let noisy = concise("{cpu: 300m}", "{}");
    let line = "8: Noisy[greedy-generator] found, not expected (good: a request)";
    assert_eq!(noisy, (1, format!("{PATH}:{line}\n")));
    let missing = concise("{memory: 1Gi}", "{cpu: 1}");
    let line = "17: Missing[greedy-generator] expected, not found (bad: no request)";
    assert_eq!(missing, (1, format!("{PATH}:{line}\n")));
    let wrong = concise(
        &format!("1\n      resources: {{requests: {{memory: 1Gi}}}}{EXPECT}"),
        &format!("1{EXPECT}\n      resources: {{}}"),
    );
    let lines = [
        "16: Wrong[greedy-generator] expected, not found (bad: no request)",
        "17: Wrong[greedy-generator] found, not expected (bad: no request)",
    ];
    assert_eq!(wrong, (1, format!("{PATH}:{}\n{PATH}:{}\n", lines[0], lines[1])));
    let unmarked = concise(EXPECT, "");
    let line = "17: Wrong[greedy-generator] found, not expected (bad: no request)";
    assert_eq!(unmarked, (1, format!("{PATH}:{line}\n")));
    let idle = concise(&format!("{{memory: 1Gi}}}}{EXPECT}"), "{cpu: 1}}");
    let line =
        "9: Missing[greedy-generator] nothing is found, and nothing expected (bad: no request)";
    assert_eq!(idle, (1, format!("{PATH}:{line}\n")));

    let text = fixture().replace("{cpu: 300m}", "{}").replace("{memory: 1Gi}", "{cpu: 1}");
    let ran = project(&text).run(&["test"]);
    assert_eq!(ran.code, 1);
    let wanted = format!(
        "Noisy: {PATH}:1: good: a request\n  + {PATH}:8: greedy-generator  (found, not expected)\n\n\
         Missing: {PATH}:9: bad: no request\n  - {PATH}:17: greedy-generator  (expected, not found)\n\n\
         2 cases in 1 fixture: 0 passed, 1 Noisy, 1 Missing\n"
    );
    assert_eq!(ran.out, wanted);
}

#[test]
fn a_rule_needs_a_good_and_a_bad_case() {
    for (text, reason) in [
        (GOOD, format!("{PATH}: Untested[greedy-generator] `greedy-generator` has no bad case\n")),
        (BAD, format!("{PATH}: Untested[greedy-generator] `greedy-generator` has no good case\n")),
    ] {
        let ran = project(text).run(&["test", "--format", "concise"]);
        assert_eq!((ran.code, ran.out, ran.err.as_str()), (1, reason, ""));
    }
    let folder = project(&fixture());
    let second = RULE.replace("greedy-generator", "second-rule");
    folder.write("lint/rules/second-rule.yaml", second.as_bytes());
    let ran = folder.run(&["test"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.out,
        "Untested: `second-rule` has no fixture `second-rule.yaml`\n\n2 cases in 1 fixture: 2 passed, 1 Untested\n"
    );
    assert_eq!(folder.run(&["test", PATH]).code, 0, "one fixture is named, so no other is missed");
    fs::remove_dir_all(folder.path().join("lint/fixtures")).unwrap();
    assert_eq!(folder.run(&["test"]).code, 1, "rules without any fixture");
}

#[test]
fn all_cases_of_a_check_may_be_wanted() {
    let rule = RULE
        .replace(
            "{exists: {path: resources.requests.cpu}}",
            "{quantity: {path: resources.limits.memory, min: 1Gi}}",
        )
        .replace("has no cpu request; {params.advice}", "is small");
    let bad = BAD.replace("requests: {memory: 1Gi}", "limits: {memory: 2Mi}");
    let folder = project(&format!("{GOOD}{bad}"));
    folder.write("lint/rules/greedy-generator.yaml", rule.as_bytes());
    let ran = folder.run(&["test"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = folder.run(&["test", "--all-cases"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("no bad case of `greedy-generator` meets the case `unit` of its check"),
        "{}",
        ran.out
    );
}

#[test]
fn fixtures_that_can_not_be_used_are_2_with_their_place() {
    for (from, to, error) in [
        (
            EXPECT,
            " # expect: greedy-generators",
            ":17:54: there is no rule `greedy-generators`; did you mean `greedy-generator`?",
        ),
        (
            EXPECT,
            " #expect: greedy-generator",
            ":17:44: an expectation is written `# expect: <rule>` once, at the end of the line",
        ),
        ("--- # bad:", "--- # Bad:", ":9:1: a case starts with `--- # good: …` or `--- # bad: …`"),
        (
            "--- # bad: no request",
            "--- #bad",
            ":9:1: a case starts with `--- # good: …` or `--- # bad: …`",
        ),
        (
            "--- # good",
            "a: b\n--- # good",
            ":1:1: this is in no case; a case starts with `--- # good: …` or `--- # bad: …`",
        ),
        (
            "{name: a}",
            "{name: a} # expect: greedy-generator",
            ":4:31: a good case expects nothing of `greedy-generator`",
        ),
    ] {
        assert_eq!(unusable(from, to), error, "{from} → {to}");
    }
    let folder = project("# nothing\n");
    assert!(folder.run(&["test"]).err.contains(": there is no case in it; a case starts with"));
    folder.write(PATH, b"--- # good: \xff\n");
    let ran = folder.run(&["test"]);
    assert_eq!((ran.code, ran.err), (2, format!("lt-lint: {PATH}: this isn't UTF-8\n")));
    let folder = project(&fixture());
    folder.write("lint/fixtures/gredy-generator.yaml", GOOD.as_bytes());
    let ran = folder.run(&["test"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "lt-lint: lint/fixtures/gredy-generator.yaml: there is no rule `gredy-generator`; did you mean \
         `greedy-generator`? A fixture has the name of the rule that it tests\n"
    );
    for args in
        [&["test", "gone"][..], &["test", "--format", "xml"], &["test", "--allow-loosening"]]
    {
        assert_eq!(folder.run(args).code, 2, "{args:?}");
    }
}

#[test]
fn nothing_to_test_is_3() {
    let folder = Folder::new(&[("a.yaml", CLEAN), ("empty/a.txt", "")]);
    let ran = folder.run(&["test"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(ran.err, "lt-lint: fixtures: no fixtures here, so nothing was tested\n");
    let ran = folder.run(&["test", "empty"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (3, "lt-lint: empty: no fixtures here, so nothing was tested\n")
    );
}

#[test]
fn fixtures_of_lt_lints_own_rules_run_without_settings() {
    let fixture =
        fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/low-memory-limit.yaml")).unwrap();
    let folder = Folder::new(&[]);
    folder.write("fixtures/low-memory-limit.yaml", &fixture);
    for args in [&["test"][..], &["test", "--all-cases", "fixtures"]] {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
        assert!(ran.out.contains(" in 1 fixture: "), "{}", ran.out);
    }
    // What a project makes of a rule doesn't change what its fixture says.
    folder.write(".lt-lint.yaml", b"rules: {low-memory-limit: off}\nload: {rate: 5MB/s}\n");
    assert_eq!(folder.run(&["test"]).code, 0);
    folder.write(".lt-lint.yaml", b"rules: {low-memory-limits: off}\n");
    assert_eq!(folder.run(&["test"]).code, 2);
}

#[test]
fn other_rules_that_a_case_names_are_compared_too() {
    let other = |cpu: &str| {
        let text = BAD.replace("1Gi", cpu).replace(EXPECT, &format!("{EXPECT}, invalid-quantity"));
        project(&format!("{GOOD}{text}")).run(&["test", "--format", "concise"])
    };
    assert_eq!(other("1Zi").code, 0);
    let ran = other("1Gi");
    let line = "17: Missing[invalid-quantity] expected, not found (bad: no request)";
    assert_eq!((ran.code, ran.out), (1, format!("{PATH}:{line}\n")));
}

#[test]
fn json_has_a_version_and_every_case() {
    let ran = project(&fixture().replace("{cpu: 300m}", "{}")).run(&["test", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let schema =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/test.schema.json"))
            .unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    schema.validate(&report).unwrap();
    let case = |line: u64,
                title: &str,
                kind: &str,
                outcome: &str,
                differences: serde_json::Value| {
        serde_json::json!({"line": line, "title": title, "kind": kind, "outcome": outcome, "differences": differences})
    };
    let found = serde_json::json!([{"line": 8, "rule": "greedy-generator", "expected": false, "found": true}]);
    let cases = [
        case(1, "a request", "good", "noisy", found),
        case(9, "no request", "bad", "passed", serde_json::json!([])),
    ];
    assert_eq!(
        report,
        serde_json::json!({
            "version": 1,
            "tool": {"name": "lt-lint", "version": env!("CARGO_PKG_VERSION")},
            "fixtures": [{"path": PATH, "rule": "greedy-generator", "cases": cases}],
            "gaps": [],
            "summary": {"fixtures": 1, "cases": 2, "passed": 1, "failed": 1, "gaps": 0},
        })
    );
    let ran = project(GOOD).run(&["test", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    schema.validate(&report).unwrap();
    assert_eq!(report["gaps"][0]["reason"], "`greedy-generator` has no bad case");
}

#[test]
fn junit_has_a_test_case_for_each_case() {
    let text =
        fixture().replace("{cpu: 300m}", "{}").replace("a request", "a <request> & \"more\"");
    let ran = project(&text).run(&["test", "--format", "junit"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let xml = roxmltree::Document::parse(&ran.out).unwrap();
    let suites = xml.root_element();
    assert_eq!((suites.attribute("tests"), suites.attribute("failures")), (Some("2"), Some("1")));
    let cases: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    let names: Vec<_> = cases.iter().map(|case| case.attribute("name").unwrap()).collect();
    assert_eq!(names, ["good: a <request> & \"more\" (line 1)", "bad: no request (line 9)"]);
    let failure = cases[0].first_element_child().unwrap();
    assert_eq!(failure.attribute("type"), Some("Noisy"));
    assert_eq!(
        failure.text(),
        Some(format!("+ {PATH}:8: greedy-generator (found, not expected)").as_str())
    );
    assert!(cases[1].first_element_child().is_none());
}
