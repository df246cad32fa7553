//! What becomes of the test: true of the object and the place at hand; and what a report says that it couldn't check.

use lt_lint::output;
use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, Report, lint};
use serde_json::{Value, json};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: load}\nspec:\n  containers:\n";

fn of(text: &str) -> Report {
    let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
    lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap()
}

/// The reasons of a rule's findings.
fn why(text: &str, rule: &str) -> Vec<String> {
    let findings = of(text).findings.into_iter();
    findings.filter(|one| one.rule == rule).map(|one| one.why).collect()
}

#[test]
fn a_rejected_workload_starts_no_pods_and_another_object_is_not_created() {
    for (text, effect) in [
        (format!("{POD}    - {{name: flog, image: flog:1, imgae: a}}\n"), "so none of its pods start"),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndat: {}\n".to_owned(),
            "so this ConfigMap isn't created or updated",
        ),
        (
            "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret, metadata: {name: a}, dat: {}}\n".to_owned(),
            "so this Secret isn't created or updated",
        ),
    ] {
        let expected = format!(
            "kubectl rejects the object, {effect}. With its validation off, the field is silently dropped."
        );
        assert_eq!(why(&text, "unknown-field"), [expected], "{text}");
    }
}

#[test]
fn a_placeholder_matters_by_its_place() {
    let pod = |container: &str| format!("{POD}    - {container}\n");
    for (text, start) in [
        (pod("{name: flog, image: MAIN-CONTAINER-IMAGE}"), "No kubelet can pull"),
        (pod("{name: a, image: flog:1, env: [{name: A, value: CHANGE-ME}]}"), "The program gets this literal text as its setting"),
        (pod("{name: a, image: flog:1, args: [CHANGE-ME]}"), "The program gets this literal text as an argument"),
        (pod("{name: MAIN-CONTAINER, image: flog:1}"), "The API server rejects this text as a name, and the object with it, so none of its pods start."),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {A: CHANGE-ME}\n".to_owned(), "The program gets this literal text as its setting"),
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: CHANGE-ME}\n".to_owned(), "The API server rejects this text as a name, and the object with it, so this ConfigMap isn't"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {a/b.c: CHANGE-ME}}\nspec: {containers: [{name: a, image: b}]}\n".to_owned(), "The annotation is read with this literal text"),
        ("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: CHANGE-ME}\nrules: []\n".to_owned(), "The text is used literally"),
    ] {
        let found = why(&text, "unfilled-placeholder");
        assert!(found.len() == 1 && found[0].starts_with(start), "{text}: {found:?}");
    }
}

#[test]
fn machine_formats_list_what_could_not_be_checked() {
    let report = of(&format!(
        "{POD}    - {{name: gen, image: example.com/gen:1}}\n    - {{name: scalyr-agent, image: \"scalyr/scalyr-k8s-agent:2.1.1\"}}\n"
    ));
    let rules = RuleSet::builtin().unwrap();
    let value = |text: String| -> Value { serde_json::from_str(&text).unwrap() };
    let expected = json!({
        "what": "the rate of Pod load", "why": "unknown generator", "how": "state `lt-lint/rate`",
    });
    assert_eq!(value(output::json(&report, &rules))["not_checked"], json!([expected]));
    let lines = output::jsonl(&report, &rules);
    let lines: Vec<Value> = lines.lines().map(|line| value(line.to_owned())).collect();
    let line = lines.iter().find(|line| line["type"] == "not_checked").unwrap();
    assert_eq!((&line["what"], &line["how"]), (&expected["what"], &expected["how"]));
    let sarif = value(output::sarif(&report, &rules));
    let notes = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let text = "not checked: the rate of Pod load (unknown generator; state `lt-lint/rate`)";
    assert_eq!(notes, &json!([{ "level": "note", "message": { "text": text } }]));
}
