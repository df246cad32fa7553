//! `rules`, `explain`, and rules of one's own.

use std::fs;

use super::{CLEAN, FAULT, FAULTY, Folder, Ran, SIDECAR};

/// A rule that fires on each pod container whose CPU request is above a limit.
const RULE: &str = "\
id: greedy-generator
since: 0.1.0
summary: a generator without a CPU request
severity: warning
message: \"`{container}` has no cpu request; {params.advice}\"
why: Pods are spread unevenly.
help: Set one.
where: {containers: generators}
check: {exists: {path: resources.requests.cpu}}
params: {advice: ask for 300m}
";

fn with_rule(name: &str, text: &str) -> Folder {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    folder.write(&format!("mine/{name}"), text.as_bytes());
    folder
}

/// The complaint about a changed [`RULE`].
fn complaint(from: &str, to: &str) -> String {
    let text = RULE.replace(from, to);
    assert_ne!(text, RULE, "{from}");
    let ran = with_rule("greedy-generator.yaml", &text).run(&["--rules", "mine", "a.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{from} → {to}: {}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    ran.err
}

#[test]
fn rules_lists_every_rule_file() {
    let ran = Folder::new(&[]).run(&["rules"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let listed: Vec<&str> =
        ran.out.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    let folder = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()
    };
    let mut files: Vec<String> = folder.map(name).collect();
    files.sort();
    assert_eq!(listed, files);
    for line in ran.out.lines() {
        let mut words = line.split_whitespace().skip(1);
        assert!(matches!(words.next(), Some("error" | "warning" | "info")), "{line}");
        assert!(words.next().is_some(), "{line}");
    }
}

#[test]
fn explain_tells_what_why_and_help() {
    let ran = Folder::new(&[]).run(&["explain", "missing-parser"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("missing-parser") && ran.out.contains("error"), "{}", ran.out);
    assert!(ran.out.lines().count() > 5, "{}", ran.out);
}

#[test]
fn every_rule_can_be_explained() {
    let folder = Folder::new(&[]);
    for line in folder.run(&["rules"]).out.lines() {
        let id = line.split_whitespace().next().unwrap();
        let ran = folder.run(&["explain", id]);
        assert!(ran.code == 0 && ran.out.contains(id), "{id}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn explain_of_an_unknown_rule_is_2_with_what_was_meant() {
    let folder = Folder::new(&[]);
    let ran = folder.run(&["explain", "mising-parser"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "lt-lint: explain: no rule `mising-parser`; did you mean `missing-parser`?\n"
    );
    let ran = folder.run(&["explain", "qqqqqq"]);
    assert_eq!(ran.err, "lt-lint: explain: no rule `qqqqqq`; `lt-lint rules` lists them\n");
    assert_eq!(folder.run(&["explain"]).code, 2);
}

#[test]
fn explain_of_a_part_of_an_id_names_the_rules_that_have_it() {
    let folder = Folder::new(&[]);
    for (word, advice) in [
        ("missing-par", "did you mean `missing-parser`?"),
        ("low", "did you mean `low-memory-limit` or `low-memory-request`?"),
        ("suppression", "did you mean `suppression-without-reason`?"),
        ("parser", "did you mean `misplaced-parser` or `missing-parser`?"),
        ("xyz", "`lt-lint rules` lists them"),
        ("e", "`lt-lint rules` lists them"),
    ] {
        let ran = folder.run(&["explain", word]);
        assert_eq!(
            (ran.code, ran.err),
            (2, format!("lt-lint: explain: no rule `{word}`; {advice}\n"))
        );
    }
}

#[test]
fn a_rule_of_ones_own_fires() {
    let Ran { code, out, err } =
        with_rule("greedy-generator.yaml", RULE).concise(&["--rules", "mine", "a.yaml"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let wanted = "a.yaml:9:7: warning[greedy-generator] `flog` has no cpu request; ask for 300m\n";
    assert_eq!(out, format!("{wanted}a.yaml{FAULT}"));
}

#[test]
fn a_rule_of_ones_own_may_replace_a_builtin_one() {
    let builtin =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/low-memory-limit.yaml"))
            .unwrap();
    let folder = Folder::new(&[("a.yaml", SIDECAR)]);
    folder.write(
        "mine/low-memory-limit.yaml",
        builtin.replace("min: 150Mi", "min: 200Mi").as_bytes(),
    );
    assert_eq!(folder.concise(&["a.yaml"]).code, 0);
    let ran = folder.concise(&["--rules", "mine", "a.yaml"]);
    assert!(
        ran.out.contains(
            "error[low-memory-limit] memory limit 150Mi of `scalyr-agent` is below 200Mi"
        ),
        "{}",
        ran.out
    );
}

#[test]
fn an_unknown_key_has_its_place_and_what_was_meant() {
    let error = complaint("severity: warning", "severty: warning");
    assert!(
        error.starts_with("lt-lint: mine/greedy-generator.yaml:4:1: unknown field `severty`"),
        "{error}"
    );
    assert!(error.contains("did you mean `severity`?"), "{error}");
    let error = complaint("exists: {path:", "exists: {paht:");
    assert!(error.starts_with("lt-lint: mine/greedy-generator.yaml:9:"), "{error}");
    assert!(
        error.contains("unknown field `paht`") && error.contains("did you mean `path`?"),
        "{error}"
    );
    let error = complaint("check: {exists:", "check: {exist:");
    assert!(
        error.contains("greedy-generator.yaml:9:") && error.contains("did you mean `exists`?"),
        "{error}"
    );
    let error = complaint("{containers: generators}", "{containers: generator}");
    assert!(
        error.contains("greedy-generator.yaml:8:") && error.contains("did you mean `generators`?"),
        "{error}"
    );
    let error = complaint("severity: warning", "severity: eror");
    assert!(
        error.contains("greedy-generator.yaml:4:") && error.contains("did you mean `error`?"),
        "{error}"
    );
}

#[test]
fn a_missing_field_and_broken_yaml_are_named() {
    let error = complaint("help: Set one.\n", "");
    assert!(
        error.contains("mine/greedy-generator.yaml") && error.contains("missing field `help`"),
        "{error}"
    );
    let error = complaint("help: Set one.", "help: [");
    assert!(error.starts_with("lt-lint: mine/greedy-generator.yaml:"), "{error}");
}

#[test]
fn unknown_variables_and_params_are_named() {
    let error = complaint("`{container}`", "`{contaner}`");
    assert!(
        error.contains("mine/greedy-generator.yaml:5:12: message: unknown variable `{contaner}`"),
        "{error}"
    );
    assert!(error.contains("did you mean `container`?"), "{error}");
    let error = complaint("{params.advice}", "{params.advise}");
    assert!(
        error.contains("unknown variable `{params.advise}`; did you mean `params.advice`?"),
        "{error}"
    );
    let quantity = "check: {quantity: {path: resources.limits.memory, min: \"{params.mim}\"}}\nparams: {min: 1Gi, ";
    let error = complaint("check: {exists: {path: resources.requests.cpu}}\nparams: {", quantity);
    assert!(error.contains("mim") && error.contains("min"), "{error}");
}

#[test]
fn every_mistake_has_its_place_and_says_what_was_expected() {
    let where_is = |error: String| {
        let error = error.strip_prefix("lt-lint: mine/greedy-generator.yaml:").unwrap().to_owned();
        let (place, reason) = error.split_once(": ").unwrap();
        (place.to_owned(), reason.trim_end().to_owned())
    };
    let message = "message: \"`{container}` has no cpu request; {params.advice}\"";
    for (from, to, place, reason) in [
        (
            message,
            "message: [a]",
            "5:10",
            "message: expected a text, or a mapping of texts by case; found a list",
        ),
        (
            message,
            "message: 5",
            "5:10",
            "message: expected a text, or a mapping of texts by case; found 5",
        ),
        (message, "message: {a: [b]}", "5:14", "message.a: expected text; found a list"),
        (message, "message: {a: b}", "5:11", "message: there is no case `a`"),
        (
            "why: Pods",
            "why: |\n  Two\n  {lines} of Pods",
            "8:3",
            "why: unknown variable `{lines}`; there are path, \
          container, params.advice",
        ),
        ("why: Pods", "why: A {brace and Pods", "6:8", "why: `{` without `}`"),
        (
            "advice: ask for 300m",
            "advice: 1.5",
            "10:18",
            "params.advice: expected a whole number, a text, or a list of \
          texts; found 1.5",
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
        ("help: Set one.\n", "", "1:1", "missing field `help`"),
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
        ("summary: a", "id: twice\nsummary: a", "3:1", "the key `id` stands twice"),
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
          expected one of `workloads`, `kinds` or `containers`; did you mean `kinds`?",
        ),
        (
            "params: {",
            "after: [{rule: invalid-quantty}]\nparams: {",
            "10:16",
            "after: no rule `invalid-quantty`; did you \
          mean `invalid-quantity`?",
        ),
        ("since: 0.1.0", "---\nsince: 0.1.0", "3:1", "a second document; this file has to be one"),
        (
            "where: {containers: generators}\n",
            "",
            "1:1",
            "`where` has to choose `containers`: agent, generators, init or \
          any",
        ),
    ] {
        let found = where_is(complaint(from, to));
        assert_eq!((found.0.as_str(), found.1.as_str()), (place, reason), "{from} → {to}");
    }
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

#[test]
fn an_id_unlike_the_file_name_is_refused() {
    let ran = with_rule("other.yaml", RULE).run(&["--rules", "mine", "a.yaml"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "lt-lint: mine/other.yaml:1:5: the id `greedy-generator` isn't the file's name, `other`\n"
    );
}

#[test]
fn after_needs_a_rule_that_exists_and_no_circle() {
    let error = complaint("params: {", "after: [{rule: invalid-quantty}]\nparams: {");
    assert!(error.contains("greedy-generator"), "{error}");
    assert!(
        error.contains("no rule `invalid-quantty`; did you mean `invalid-quantity`?"),
        "{error}"
    );
    let error = complaint("params: {", "after: [{rule: greedy-generator}]\nparams: {");
    assert!(error.contains("greedy-generator") && error.contains("circle"), "{error}");
    let folder = with_rule("greedy-generator.yaml", &format!("{RULE}after: [{{rule: second}}]\n"));
    let second = format!(
        "{}after: [{{rule: greedy-generator}}]\n",
        RULE.replace("greedy-generator", "second")
    );
    folder.write("mine/second.yaml", second.as_bytes());
    let ran = folder.run(&["--rules", "mine", "a.yaml"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("circle"), "{}", ran.err);
}

#[test]
fn where_has_to_fit_the_check() {
    assert!(
        complaint("where: {containers: generators}\n", "")
            .contains("`where` has to choose `containers`")
    );
}

#[test]
fn a_missing_rules_folder_is_2() {
    let ran = Folder::new(&[("a.yaml", CLEAN)]).run(&["--rules", "gone", "a.yaml"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("gone"), "{}", ran.err);
}

#[test]
fn escapes_in_rule_files_stay_text() {
    let text = RULE.replace("`{container}`", "\\e[31m{container}");
    let ran = with_rule("greedy-generator.yaml", &text).run(&["--rules", "mine", "a.yaml"]);
    assert!(
        !ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'),
        "{:?}{:?}",
        ran.out,
        ran.err
    );
}
