//! Mistakes in rule files: each at its own key or value, with what was expected.

use super::rules::{complaint, with_rule};

/// The message of the rule that is broken here.
const MESSAGE: &str = "message: \"`{container}` has no cpu request; {params.advice}\"";

/// Each case replaces a part of the rule, and has the place and the reason of the mistake that this makes.
fn assert_mistakes(cases: &[(&str, &str, &str, &str)]) {
    for (from, to, place, reason) in cases {
        let wanted = format!("lt-lint: mine/greedy-generator.yaml:{place}: {reason}\n");
        assert_eq!(complaint(from, to), wanted, "{from} → {to}");
    }
}

#[test]
fn texts_are_checked_down_to_their_variables() {
    assert_mistakes(&[
        (
            MESSAGE,
            "message: [a]",
            "5:10",
            "message: expected a string, or a mapping of strings by case; found a list",
        ),
        (
            MESSAGE,
            "message: 5",
            "5:10",
            "message: expected a string, or a mapping of strings by case; found 5",
        ),
        (MESSAGE, "message: {a: [b]}", "5:14", "message.a: expected text; found a list"),
        (MESSAGE, "message: {a: b}", "5:11", "message: there is no case `a`"),
        (
            "why: Pods",
            "why: |\n  Two\n  {lines} of Pods",
            "8:3",
            "why: unknown variable `{lines}`; there are path, \
          object, container, hint, key, effect, params.advice",
        ),
        ("why: Pods", "why: A {brace and Pods", "6:8", "why: `{` without `}`"),
    ]);
}

#[test]
fn parameters_and_severities_are_checked_value_by_value() {
    assert_mistakes(&[
        (
            "advice: ask for 300m",
            "advice: 1.5",
            "10:18",
            "params.advice: expected a whole number, a string, or a list of strings; found 1.5",
        ),
        (
            "advice: ask for 300m",
            "advice: [a, {b: c}]",
            "10:22",
            "params.advice[1]: expected text; found a mapping",
        ),
        (
            "severity: warning",
            "severity: eror",
            "4:11",
            "severity: no such value `eror`, expected one of `info`, \
          `warning` or `error`; did you mean `error`?",
        ),
        (
            "severity: warning",
            "severity: warning\nseverities: {b: error}",
            "5:14",
            "severities: there is no case `b`",
        ),
        (
            "severity: warning",
            "severity: warning\nseverities: {b: eror}",
            "5:17",
            "severities.b: no such value `eror`, \
          expected one of `info`, `warning` or `error`; did you mean `error`?",
        ),
    ]);
}

#[test]
fn options_of_the_check_are_checked_at_their_own_keys() {
    assert_mistakes(&[
        ("{path: resources.requests.cpu}", "{}", "9:9", "check.exists: missing field `path`"),
        ("resources.requests.cpu", "[a]", "9:24", "check.exists.path: expected text; found a list"),
        (
            "resources.requests.cpu",
            "\"{params.advise}\"",
            "9:24",
            "no parameter `advise`; did you mean `advice`?",
        ),
        (
            "exists: {path: resources.requests.cpu}",
            "compare: {pairs: [[a, b], [a, \"{params.x}\"]]}",
            "9:39",
            "no parameter `x`",
        ),
        (
            "exists: {path: resources.requests.cpu}",
            "rate: {report: above-cap}",
            "9:9",
            "this report needs `cap`",
        ),
        (
            "{exists: {path: resources.requests.cpu}}",
            "parse",
            "9:8",
            "check: `parse` needs its options: write it as a \
          key, with them below",
        ),
    ]);
}

#[test]
fn keys_and_the_file_as_a_whole_are_checked() {
    assert_mistakes(&[
        ("help: Set one.\n", "", "1:1", "missing field `help`"),
        ("summary: a", "id: twice\nsummary: a", "3:1", "the key `id` appears twice"),
        (
            "{containers: generators}",
            "\n\tcontainers: generators",
            "9:1",
            "a tab can't indent YAML; use spaces",
        ),
        (
            "{containers: generators}",
            "{containers: generators, kind: [Job]}",
            "8:33",
            "where: unknown field `kind`, \
          expected one of `workloads`, `kinds`, `namespaces`, `names`, `labels` or `containers`; did you mean `kinds`?",
        ),
        (
            "params: {",
            "after: [{rule: invalid-quantty}]\nparams: {",
            "10:16",
            "after: no rule `invalid-quantty`; did you \
          mean `invalid-quantity`?",
        ),
        (
            "since: 0.1.0",
            "---\nsince: 0.1.0",
            "3:1",
            "a second document; this file must be a single one",
        ),
        (
            "where: {containers: generators}\n",
            "",
            "1:1",
            "`where` must select `containers`: agent, generators, init or any; for other places, use a \
             check of a field with `on: pod`, `template` or `object`",
        ),
    ]);
}

#[test]
fn a_rule_file_that_is_empty_or_no_text_is_refused() {
    for (bytes, reason) in [
        (&b""[..], "1:1: the file is empty"),
        (b"# nothing\n---\n", "1:1: the file is empty"),
        (
            b"id: greedy-generator\nwhy: \xff\n",
            "2:6: this byte isn't UTF-8; save the file as UTF-8",
        ),
        (b"[a]\n", "1:1: expected a rule, a mapping with `id` and `check`; found a list"),
        (b"a: &a [*a]\n", "1:8: anchor `&a` contains itself"),
    ] {
        let folder = with_rule("greedy-generator.yaml", "");
        folder.write("mine/greedy-generator.yaml", bytes);
        let ran = folder.run(&["--rules", "mine", "a.yaml"]);
        let wanted = format!("lt-lint: mine/greedy-generator.yaml:{reason}\n");
        assert_eq!((ran.code, ran.err), (2, wanted), "{}", String::from_utf8_lossy(bytes));
    }
}
