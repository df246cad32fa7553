//! What findings of structure say, word for word, and on which characters.

use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, lint};

/// Pieces of text that are left where a variable has nothing, or something that doesn't fit around it.
const GAPS: [&str; 13] =
    ["``", "\"\"5", "  ", " . ", " ,", " ;", "?:", "?;", "?.", "..", "write .", "[]", "…."];

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: load}\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: load}\nspec:\n  containers:\n    - name: flog\n      image: flog:1\n";
const CLAIM: &str = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: load}\nspec:\n  accessModes: [ReadWriteOnce]\n";

/// The findings of a manifest, whose marks `«»` are taken out: rule, the characters, the message. And the
/// characters between the marks, which have to be those of the first finding.
fn findings(marked: &str) -> Vec<(String, String, String)> {
    let text = marked.replace(['«', '»'], "");
    let source = SourceFile::new("a.yaml", text.clone().into_bytes(), true);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    if let Some(start) = marked.find('«') {
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let at = report.findings.first().map(|one| one.primary.at.span);
        assert_eq!(at.map(|at| (at.start, at.end)), Some((start, end)), "{marked}");
    }
    let told = |one: lt_lint::finding::Finding| {
        (one.rule, one.primary.at.span.slice(&text).to_owned(), one.message)
    };
    report.findings.into_iter().map(told).collect()
}

#[track_caller]
fn one(marked: &str, rule: &str, message: &str) {
    let found = findings(marked);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(rule, _, text)| (rule.as_str(), text.as_str())).collect();
    assert_eq!(found, [(rule, message)], "{marked}");
}

#[test]
fn keys_that_are_not_allowed_are_told_with_their_mapping() {
    for (rest, message) in [
        ("data: {«my/key»: a}\n", "key `my/key` of `data` isn't allowed; did you mean `my.key`?"),
        ("data: {«my key»: a}\n", "key `my key` of `data` isn't allowed; did you mean `my-key`?"),
        (
            "data: {«SCALYR SERVER»: a}\n",
            "key `SCALYR SERVER` of `data` isn't allowed; did you mean `SCALYR_SERVER`?",
        ),
        ("data: {«größe»: a}\n", "key `größe` of `data` isn't allowed"),
        ("data: {«\"\"»: a}\n", "a key of `data` is empty"),
    ] {
        one(&format!("{CONFIG}{rest}"), "invalid-value", message);
    }
    for (field, key, message) in [
        ("labels", "my app", "key `my app` of `labels` isn't allowed; did you mean `my-app`?"),
        (
            "annotations",
            "my note",
            "key `my note` of `annotations` isn't allowed; did you mean `my-note`?",
        ),
        ("labels", "A.io/b", "key `A.io/b` of `labels` isn't allowed; did you mean `a.io/b`?"),
    ] {
        let text = format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: load, {field}: {{«{key}»: a}}}}\n"
        );
        one(&text, "invalid-value", message);
    }
    one(
        &format!("{POD}  nodeSelector: {{«\"pool name\"»: a}}\n"),
        "invalid-value",
        "key `pool name` of `nodeSelector` isn't allowed; did you mean `pool-name`?",
    );
}

#[test]
fn resources_that_no_container_has_are_told_at_their_key() {
    for (key, meant) in [("Memory", "memory"), ("CPU", "cpu"), ("memry", "memory")] {
        one(
            &format!("{POD}      resources: {{limits: {{«{key}»: 1}}}}\n"),
            "invalid-value",
            &format!("key `{key}` of `limits` isn't allowed; did you mean `{meant}`?"),
        );
    }
}

#[test]
fn what_is_empty_is_called_empty() {
    one(
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: «\"\"»}\n",
        "invalid-value",
        "`name` is empty",
    );
    one(
        &format!("{POD}      env: [{{name: «\"\"», value: a}}]\n"),
        "invalid-value",
        "`name` is empty",
    );
    one(
        &format!("{CLAIM}  resources: {{requests: {{storage: «\"\"»}}}}\n"),
        "invalid-quantity",
        "an empty string isn't a valid quantity: the amount is missing",
    );
    one(
        &format!("{POD}      resources: {{limits: {{memory: «\"\"»}}}}\n"),
        "invalid-quantity",
        "an empty string isn't a valid quantity: the amount is missing",
    );
}

#[test]
fn items_are_called_by_their_list() {
    for (rest, rule, message) in [
        (
            "      args: [-n, «5»]\n",
            "wrong-type",
            "an item of `args` must be text, not `5`, which kubectl reads as the number 5",
        ),
        (
            "      command: [flog, «[a]»]\n",
            "wrong-type",
            "an item of `command` must be text, not a list",
        ),
        ("      command: «flog»\n", "wrong-type", "`command` must be a list, not `flog`"),
        (
            "      stdin: «\"true\"»\n",
            "wrong-type",
            "`stdin` must be true or false, not the string `true`",
        ),
    ] {
        one(&format!("{POD}{rest}"), rule, message);
    }
    let claim = CLAIM.replace("[ReadWriteOnce]", "[«ReadWriteOnc»]");
    one(
        &format!("{claim}  resources: {{requests: {{storage: 1Gi}}}}\n"),
        "invalid-value",
        "an item of `accessModes` can't be `ReadWriteOnc`; did you mean `ReadWriteOnce`?",
    );
}

#[test]
fn amounts_are_mended_by_what_they_are_of() {
    let quantity = |resource: &str, value: &str, message: &str| {
        let text = format!("{POD}      resources: {{requests: {{{resource}: {value}}}}}\n");
        one(&text, "invalid-quantity", message);
    };
    quantity(
        "cpu",
        "300«mi»",
        "`300mi` isn't a valid quantity: unknown unit; did you mean `300m`?",
    );
    quantity(
        "cpu",
        "500« »m",
        "`500 m` isn't a valid quantity: no space is allowed before the unit; did you mean `500m`?",
    );
    quantity(
        "cpu",
        "\"0«,»5\"",
        "`0,5` isn't a valid quantity: it needs a point, not a comma; did you mean `0.5`?",
    );
    quantity(
        "memory",
        "150«MB»",
        "`150MB` isn't a valid quantity: unknown unit; did you mean `150Mi`?",
    );
    quantity(
        "memory",
        "1024«mb»",
        "`1024mb` isn't a valid quantity: unknown unit; did you mean `1024Mi`?",
    );
    quantity(
        "ephemeral-storage",
        "1«gb»",
        "`1gb` isn't a valid quantity: unknown unit; did you mean `1G` or `1Gi`?",
    );
    one(
        &format!("{CLAIM}  resources: {{requests: {{storage: 10«GB»}}}}\n"),
        "invalid-quantity",
        "`10GB` isn't a valid quantity: unknown unit; did you mean `10G` or `10Gi`?",
    );
}

#[test]
fn names_in_volumes_are_told_once_with_the_field_that_was_meant() {
    for (source, wrong, meant) in [
        ("persistentVolumeClaim", "name", "claimName"),
        ("secret", "name", "secretName"),
        ("configMap", "configMapName", "name"),
    ] {
        one(
            &format!("{POD}  volumes: [{{name: a, {source}: {{«{wrong}»: b}}}}]\n"),
            "unknown-field",
            &format!("`{source}` has no field `{wrong}`; did you mean `{meant}`?"),
        );
    }
}

#[test]
fn a_label_in_several_places_is_told_once_with_all_of_them() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: load}\nspec:\n  selector: {matchLabels: {app: «load test»}}\n  \
                template:\n    metadata: {labels: {app: load test}}\n    spec: {containers: [{name: flog, image: flog}]}\n";
    one(text, "invalid-value", "`app` can't be `load test`; did you mean `load-test`?");
    let source = SourceFile::new("a.yaml", text.replace(['«', '»'], "").into_bytes(), true);
    let report = lint(vec![source], &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let related: Vec<&str> =
        report.findings.iter().flat_map(|one| &one.related).map(|one| one.text.as_str()).collect();
    assert_eq!(related, ["the same here"]);
    let other = text.replace("labels: {app: load test}", "labels: {app: load}");
    assert_eq!(findings(&other).len(), 1, "{other}");
    let alias = "apiVersion: v1\nkind: Pod\nmetadata: {name: load, labels: {a: &a «x y», b: *a}}\n\
                 spec: {containers: [{name: flog, image: flog}]}\n";
    assert_eq!(findings(alias).len(), 1, "{:?}", findings(alias));
}

/// Words that appear twice in a row: `at at most`.
fn doubled(text: &str) -> Option<&str> {
    let words: Vec<&str> = text.split(' ').collect();
    let is_word = |word: &str| word.chars().all(|c| c.is_ascii_lowercase());
    let mut pairs = words.iter().zip(words.iter().skip(1));
    pairs.find(|(one, next)| one == next && is_word(one)).map(|(one, _)| *one)
}

#[test]
fn no_text_has_a_gap_or_says_a_word_twice() {
    let options = Options { pedantic: true, ..Options::default() };
    let rules = RuleSet::builtin().unwrap();
    let session = lt_lint::Session::new(RuleSet::builtin().unwrap(), options).unwrap();
    let mut wrong = std::collections::BTreeSet::new();
    for fixture in crate::rules::fixtures_in("fixtures", &rules) {
        for case in &fixture.cases {
            for found in session.lint(case.files(&fixture.path)).findings {
                for text in [&found.message, &found.why, &found.help] {
                    // What is quoted, and the agent's own words, may have anything in them.
                    let text = text.split("reports: ").next().unwrap();
                    let plain: String = text.split('`').step_by(2).collect::<Vec<_>>().join("`x`");
                    let gap = GAPS.iter().copied().find(|gap| plain.contains(gap));
                    let gap = gap.or_else(|| doubled(&plain));
                    let is_empty = text.contains("``") && found.rule != "quoted-setting";
                    let gap = gap.or_else(|| is_empty.then_some("``"));
                    wrong.extend(gap.map(|gap| format!("{}: `{gap}` in {text}", found.rule)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
