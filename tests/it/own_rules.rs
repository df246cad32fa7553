//! Rules that a user writes without a line of Rust: those of `fixtures/own/rules` against the fixtures beside them,
//! what `where` chooses for every kind of check, and what is refused when a rule is loaded.

use std::collections::BTreeSet;
use std::path::Path;

use lt_lint::fixture::{TestPlan, run};
use lt_lint::output::test::human;
use lt_lint::own_rules::{RulesFolder, extend};
use lt_lint::{Options, RuleSet, SourceFile, lint};

use crate::rules::fixtures_in;

fn with(files: &[(String, String)]) -> Result<RuleSet, String> {
    let mut rules = RuleSet::builtin().unwrap();
    let source = |(path, text): &(String, String)| {
        SourceFile::new(path.as_str(), text.as_bytes().to_vec(), true)
    };
    let files = files.iter().map(source).collect();
    rules.extend(files).map_err(|error| error.to_string())?;
    Ok(rules)
}

/// A rule `own` with a check and other fields, each a line of YAML.
fn own(check: &str, more: &str) -> Result<RuleSet, String> {
    named("own", check, more)
}

fn named(id: &str, check: &str, more: &str) -> Result<RuleSet, String> {
    let text = format!(
        "id: {id}\nsince: 0.1.0\nsummary: own\nseverity: error\nmessage: found\nwhy: why\nhelp: help\n\
         check: {{{check}}}\n{more}\n"
    );
    with(&[(format!("{id}.yaml"), text)])
}

/// The reason for which a rule is refused.
fn refused(check: &str, more: &str) -> String {
    own(check, more).err().unwrap_or_else(|| panic!("{check} {more} is accepted"))
}

/// The messages of a rule on a manifest.
fn messages(rules: &RuleSet, id: &str, manifest: &str) -> Vec<String> {
    let source = SourceFile::new("a.yaml", manifest.as_bytes().to_vec(), true);
    let report =
        lint(vec![source], rules, &Options { pedantic: true, ..Options::default() }).unwrap();
    let mine = report.findings.into_iter().filter(|finding| finding.rule == id);
    mine.map(|finding| finding.message).collect()
}

#[test]
fn every_wish_of_a_user_is_a_rule_file() {
    let folder = RulesFolder::read(Path::new("fixtures/own/rules")).unwrap();
    let mut rules = RuleSet::builtin().unwrap();
    let builtin: BTreeSet<String> = rules.iter().map(|rule| rule.id().to_owned()).collect();
    let folders = [folder];
    extend(&mut rules, &folders).unwrap();
    let required = rules.iter().map(|rule| rule.id().to_owned());
    let required: Vec<String> = required.filter(|id| !builtin.contains(id)).collect();
    assert!(required.len() >= 19, "{required:?}");
    let fixtures = fixtures_in(&folders[0].fixtures().to_string_lossy(), &rules);
    let report =
        run(&rules, &Options::default(), &fixtures, &TestPlan { required, all_cases: false })
            .unwrap();
    assert!(report.passes(), "\n{}", human(&report));
    assert_eq!(report.fixtures.len(), fixtures.len());
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: flog, namespace: scalyr, labels: {app: flog}}
spec:
  hostNetwork: true
  terminationGracePeriodSeconds: 45
  containers:
    - name: flog
      image: example.com/flog:1
      imagePullPolicy: ifnotpresent
      args: [--rate, '5']
      resources: {requests: {cpu: 300m, memory: 64M}, limits: {cpu: '4', memory: 64Mi}}
";

/// The message of a check of the container of [`POD`].
fn said(check: &str, message: &str) -> Vec<String> {
    let text = format!(
        "id: own\nsince: 0.1.0\nsummary: own\nseverity: error\nmessage: \"{message}\"\nwhy: why\nhelp: help\n\
         where: {{containers: any}}\ncheck: {{{check}}}\n"
    );
    messages(&with(&[("own.yaml".to_owned(), text)]).unwrap(), "own", POD)
}

#[test]
fn every_kind_says_what_the_field_measures() {
    let all = "{path} of {container} in {object}: {actual}";
    for (check, message, said_text) in [
        (
            "minimum: {path: resources.requests.cpu, min: 500m}",
            "{plain} {min} {meant}{hint}",
            "0.3 500m 500m",
        ),
        (
            "minimum: {path: resources.requests.memory, min: 64Mi}",
            "{plain} {unit} {min} {meant}{hint}",
            "64,000,000 M 64Mi 64Mi; did you mean `64Mi`?",
        ),
        (
            "maximum: {path: resources.limits.cpu, max: 50m}",
            "{plain} {max} {meant}{hint}",
            "4 50m 50m",
        ),
        (
            "maximum: {path: resources.requests.memory, max: 1M}",
            all,
            "resources.requests.memory of flog in Pod flog: 64M",
        ),
        (
            "same-as: {path: resources.requests.memory, other: resources.limits.memory}",
            "{actual} {other} {wanted}{hint}",
            "64M resources.limits.memory 64Mi",
        ),
    ] {
        assert_eq!(said(check, message), [said_text], "{check}");
    }
}

#[test]
fn every_kind_says_what_the_text_may_be() {
    let all = "{path} of {container} in {object}: {actual}";
    for (check, message, said_text) in [
        (
            "one-of: {path: imagePullPolicy, values: [IfNotPresent, Always]}",
            "{actual} {wanted} {meant}{hint}",
            "ifnotpresent IfNotPresent or Always IfNotPresent; did you mean `IfNotPresent`?",
        ),
        (
            "matches: {path: image, pattern: '^ours/'}",
            "{actual} {wanted}{hint}",
            "example.com/flog:1 ^ours/",
        ),
        (
            "matches: {path: 'args[*]', pattern: '^-', not: true}",
            "{actual} {wanted}{hint}",
            "--rate ^-",
        ),
        (
            "contains: {path: args, values: [--rates]}",
            "{actual} {wanted} {meant}{hint}",
            "a list --rates --rates; did you mean `--rates`?",
        ),
        (
            "absent: {path: resources.limits.cpu}",
            all,
            "resources.limits.cpu of flog in Pod flog: 4",
        ),
        (
            "exists: {path: imagePullPolicies}",
            "{path} {key}{hint}",
            "imagePullPolicies imagePullPolicies; is `imagePullPolicy` a misspelling of `imagePullPolicies`?",
        ),
        (
            "exists: {path: imagePullPolice}",
            "{key}{hint}",
            "imagePullPolice; is `imagePullPolicy` a misspelling of `imagePullPolice`?",
        ),
    ] {
        assert_eq!(said(check, message), [said_text], "{check}");
    }
}

#[test]
fn old_names_of_kinds_are_read() {
    for check in [
        "quantity: {path: resources.requests.cpu, min: 500m}",
        "compare: {pairs: [[resources.requests.memory, resources.requests.cpu]]}",
    ] {
        assert_eq!(said(check, "{actual} of {container}").len(), 1, "{check}");
    }
}

#[test]
fn bad_options_say_which_and_why() {
    for (check, reason) in [
        (
            "minimum: {path: resources.requests.cpu, min: 500mi}",
            "`500mi`: unknown unit; did you mean `500m`?",
        ),
        ("minimum: {path: resources.requests.cpu, min: lots}", "`lots`: "),
        ("maximum: {path: a}", "`path` with either `max` or `max-path`"),
        ("maximum: {path: a, max: 1, max-path: b}", "`path` with either `max` or `max-path`"),
        ("maximum: {path: a, max-path: 'b[*]'}", "`b[*]` must be one field"),
        ("maximum: {path: a, max: 2h, unit: version}", "`2h` isn't a release number"),
        ("matches: {path: image, pattern: '(a'}", "`(a`"),
        ("one-of: {path: image, values: []}", "expected a value"),
        ("one-of: {path: image, values: '{params.x}'}", "no parameter `x`"),
        ("exists: {path: 'a[0]'}", "`a[0]`"),
        ("same-as: {path: a, other: 'b.*'}", "`b.*` must be one field"),
    ] {
        let error = refused(check, "where: {containers: any}");
        assert!(error.contains(reason), "{check}: {error}");
    }
}

#[test]
fn where_that_cannot_choose_is_refused_with_the_reason() {
    for (check, chosen, reason) in [
        ("exists: {path: a}", "{}", "`where` must select `containers`"),
        ("exists: {on: pod, path: a}", "{containers: any}", "remove `containers`"),
        ("exists: {on: object, path: a}", "{containers: any}", "looks at whole objects"),
        (
            "exists: {on: pod, path: a}",
            "{kinds: [ConfigMap]}",
            "a ConfigMap has none that lt-lint knows",
        ),
        (
            "exists: {on: object, path: a}",
            "{kinds: [ConfigMap], workloads: agent}",
            "a ConfigMap has none that lt-lint knows",
        ),
        ("spread: {report: one-per-node}", "{containers: agent}", "looks at whole objects"),
        ("parse: {report: syntax}", "{kinds: [Pod]}", "remove `where`"),
        ("suppression: {report: unused}", "{names: [a]}", "remove `where`"),
    ] {
        let error = refused(check, &format!("where: {chosen}"));
        assert!(error.contains(reason), "{check} {chosen}: {error}");
    }
}

/// How often a check of the whole input fires, in place of the built-in rule that would speak first.
fn count(check: &str, chosen: &str, manifest: &str) -> usize {
    let id = "unknown-field";
    messages(&named(id, check, &format!("where: {chosen}")).unwrap(), id, manifest).len()
}

#[test]
fn where_chooses_for_checks_of_the_whole_input() {
    let one = |kind: &str, name: &str, namespace: &str, container: &str| {
        format!(
            "---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec:\n  \
             selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    \
             spec:\n      dnsPolicies: x\n      containers: [{{name: {container}, image: a/b:1, imagePull: x}}]\n"
        )
    };
    let both = one("Deployment", "flog", "load", "flog")
        + &one("StatefulSet", "other", "scalyr", "scalyr-agent");
    let check = "schema: {report: unknown-field}";
    for (chosen, hits) in [
        ("{}", 4),
        ("{kinds: [StatefulSet]}", 2),
        ("{kinds: [StatefulSet, Deployment]}", 4),
        ("{names: [flog]}", 2),
        ("{namespaces: [scalyr]}", 2),
        ("{namespaces: [else]}", 0),
        ("{labels: {app: flog}}", 2),
        ("{labels: {app: flog}, kinds: [StatefulSet]}", 0),
        ("{workloads: agent}", 2),
        ("{workloads: no-agent}", 2),
        ("{containers: any}", 2),
        ("{containers: agent}", 1),
        ("{containers: init}", 0),
    ] {
        assert_eq!(count(check, chosen, &both), hits, "{chosen}");
    }
}

#[test]
fn no_secret_is_shown() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: hunter2hunter2}\n";
    let text = "id: own\nsince: 0.1.0\nsummary: own\nseverity: error\nmessage: \"{actual}{hint}\"\nwhy: why\nhelp: help\n\
                check: {one-of: {on: object, path: stringData.password, values: [hunter2hunter3]}}\n";
    let rules = with(&[("own.yaml".to_owned(), text.to_owned())]).unwrap();
    assert_eq!(messages(&rules, "own", secret), ["a secret value"]);
}

#[test]
fn a_variable_that_a_case_does_not_have_shows() {
    let text = "id: own\nsince: 0.1.0\nsummary: own\nseverity: error\nmessage: \"{tag}: {hint}\"\nwhy: why\nhelp: help\n\
                where: {containers: any}\ncheck: {image: {report: floating}}\n";
    let rules = with(&[("own.yaml".to_owned(), text.to_owned())]).unwrap();
    let pod = POD.replace("flog:1", "flog");
    assert_eq!(messages(&rules, "own", &pod), [": {hint}"]);
}
