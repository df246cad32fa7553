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

pub(super) fn with_rule(name: &str, text: &str) -> Folder {
    let folder = Folder::new(&[("a.yaml", FAULTY)]);
    folder.write(&format!("mine/{name}"), text.as_bytes());
    folder
}

/// The complaint about a changed [`RULE`].
pub(super) fn complaint(from: &str, to: &str) -> String {
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
        let (prose, _) = ran
            .out
            .split_once("\n## Examples\n")
            .unwrap_or_else(|| panic!("{id} has no examples: {}", ran.out));
        for name in ["REMEDY", "ACTUAL", "MEANT", "NEEDED", "{remedy}", "{actual}"] {
            let mut words = prose.split(|c: char| !c.is_alphanumeric() && !"{}_".contains(c));
            assert!(words.all(|word| word != name), "{id}: {name} leaks into {prose}");
        }
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
        ("z", "`lt-lint rules` lists them"),
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
        builtin.replace("\"{limits.memory-limit}\"", "200Mi").as_bytes(),
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
fn an_id_unlike_the_file_name_is_refused() {
    let ran = with_rule("other.yaml", RULE).run(&["--rules", "mine", "a.yaml"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "lt-lint: mine/other.yaml:1:5: the id `greedy-generator` differs from the file name `other`\n"
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
    assert!(error.contains("greedy-generator") && error.contains("cycle"), "{error}");
    let folder = with_rule("greedy-generator.yaml", &format!("{RULE}after: [{{rule: second}}]\n"));
    let second = format!(
        "{}after: [{{rule: greedy-generator}}]\n",
        RULE.replace("greedy-generator", "second")
    );
    folder.write("mine/second.yaml", second.as_bytes());
    let ran = folder.run(&["--rules", "mine", "a.yaml"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("cycle"), "{}", ran.err);
}

#[test]
fn where_has_to_fit_the_check() {
    assert!(
        complaint("where: {containers: generators}\n", "")
            .contains("`where` must select `containers`")
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
