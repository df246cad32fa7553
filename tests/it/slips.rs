//! Slips of the hand at every line of the templates: each gives one finding, at the place to change.
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a test that fails may panic")]

mod compact;
mod elsewhere;
mod folders;
mod misplaced;
mod once;
mod parents;
mod shapes;
mod styles;

use std::fs;

use lt_lint::rule::RuleSet;
use lt_lint::source::{LineIndex, SourceFile};
use lt_lint::{Options, Report, lint};

const NAMES: [&str; 3] = ["configmap", "scalyr-service-account", "scalyr-sidecar"];

fn templates() -> [Vec<String>; 3] {
    NAMES.map(|name| {
        let text = fs::read_to_string(format!("k8s/{name}.yaml")).unwrap();
        text.lines().map(str::to_owned).collect()
    })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The column of the key of a line, behind the dash of an item.
fn column(line: &str) -> usize {
    indent(line) + if line.trim_start().starts_with("- ") { 2 } else { 0 }
}

fn says_something(line: &str) -> bool {
    !line.trim().is_empty() && !line.trim().starts_with('#')
}

/// One of the files changed, the others as they are.
fn report(rules: &RuleSet, file: usize, lines: &[String]) -> Report {
    let mut texts = templates().map(|lines| lines.join("\n") + "\n");
    texts[file] = lines.join("\n") + "\n";
    let sources = NAMES
        .iter()
        .zip(texts)
        .map(|(name, text)| SourceFile::new(format!("{name}.yaml"), text.into_bytes(), true));
    lint(sources.collect(), rules, &Options::default()).unwrap()
}

/// Rule and line, from 1, of each finding.
fn told(report: &Report) -> Vec<(String, usize)> {
    let place = |one: &lt_lint::finding::Finding| {
        let text = &report.sources[one.primary.at.file.0].text;
        (one.rule.clone(), LineIndex::new(text).position(text, one.primary.at.span.start).line)
    };
    report.findings.iter().map(place).collect()
}

/// Every key whose children can be moved to its own level, with the lines of the children.
fn parents(lines: &[String]) -> Vec<(usize, Vec<usize>)> {
    let is_parent =
        |at: &usize| lines[*at].trim_end().ends_with(':') && says_something(&lines[*at]);
    let children = |at: usize| {
        let below = (at + 1..lines.len()).take_while(|&line| {
            !says_something(&lines[line]) || indent(&lines[line]) > column(&lines[at])
        });
        let mut below: Vec<usize> = below.collect();
        while below.last().is_some_and(|&line| !says_something(&lines[line])) {
            below.pop();
        }
        (at, below)
    };
    let all = (0..lines.len()).filter(is_parent).map(children);
    // Items at the level of their key are below it all the same.
    all.filter(|(_, below)| {
        let first = below.iter().find(|&&line| says_something(&lines[line]));
        first.is_some_and(|&line| !lines[line].trim_start().starts_with("- "))
    })
    .collect()
}

#[test]
fn a_key_whose_children_lost_their_indentation_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    let mut tried = 0;
    for (file, lines) in templates().iter().enumerate() {
        for (key, children) in parents(lines) {
            let mut changed = lines.clone();
            let first = children.iter().find(|&&line| says_something(&lines[line])).unwrap();
            let cut = indent(&lines[*first]) - column(&lines[key]);
            for &line in &children {
                changed[line] = lines[line].get(cut..).unwrap_or_default().to_owned();
            }
            let report = report(&rules, file, &changed);
            let wanted = [("lost-indentation".to_owned(), key + 1)];
            assert_eq!(told(&report), wanted, "{} {}", NAMES[file], lines[key]);
            let children: Vec<&String> = children
                .iter()
                .map(|&line| &lines[line])
                .filter(|line| says_something(line))
                .collect();
            let many = format!("the {} lines below it must", children.len());
            let words = if children.len() == 1 { "the line below it must" } else { &many };
            let message = &report.findings[0].message;
            assert!(message.contains(words), "{message}");
            let name = lines[key].trim().trim_start_matches("- ").trim_end_matches(':');
            assert!(message.starts_with(&format!("`{name}` is empty")), "{message}");
            tried += 1;
        }
    }
    assert_eq!(tried, 40);
}

#[test]
fn a_separator_that_got_lost_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    let mut tried = 0;
    for (file, lines) in templates().iter().enumerate() {
        for at in (0..lines.len()).filter(|&at| lines[at] == "---") {
            let mut without = lines.clone();
            without.remove(at);
            let wanted = [("lost-line".to_owned(), at + 1)];
            assert_eq!(told(&report(&rules, file, &without)), wanted, "{} {at}", NAMES[file]);
            let mut joined = without.clone();
            joined[at - 1].push_str("---");
            let report = report(&rules, file, &joined);
            let found = told(&report);
            assert!(matches!(found.as_slice(), [(_, line)] if *line == at), "{found:?}");
            assert!(
                report.findings[0].message.contains("on a separate line"),
                "{:?}",
                report.findings
            );
            tried += 1;
        }
    }
    assert_eq!(tried, 2);
}

#[test]
fn a_dash_or_a_line_with_a_key_that_got_lost_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    let mut tried = 0;
    for (file, lines) in templates().iter().enumerate() {
        for at in (0..lines.len()).filter(|&at| says_something(&lines[at])) {
            let line = &lines[at];
            let mut changed = lines.clone();
            if line.trim_start().starts_with("- ") {
                changed[at] = line.replacen("- ", "  ", 1);
            } else if line.ends_with(':') {
                changed.remove(at);
            } else {
                continue;
            }
            let report = report(&rules, file, &changed);
            // Without `limits:`, its line is taken for a second one of `requests:`.
            let is_lost = line.trim() != "limits:";
            assert!(report.findings.len() == 1 || !is_lost, "{line}: {:?}", told(&report));
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

/// What is said first of the Deployment's file with a text replaced, and the text of the related labels.
fn said(find: &str, put: &str) -> (String, Vec<String>) {
    let rules = RuleSet::builtin().unwrap();
    let text = templates()[2].join("\n") + "\n";
    assert!(text.contains(find), "{find}");
    let lines: Vec<String> = text.replacen(find, put, 1).lines().map(str::to_owned).collect();
    let report = report(&rules, 2, &lines);
    assert_eq!(report.findings.len(), 1, "{find}: {:?}", told(&report));
    let found = &report.findings[0];
    (found.message.clone(), found.related.iter().map(|label| label.text.clone()).collect())
}

#[test]
fn syntax_errors_say_what_is_missing_and_where_it_began() {
    for (find, put, message) in [
        ("  replicas: 400", "  replicas 400", "no `:` after `replicas`"),
        ("replicas: 400", "replicas:400", "a space is missing after the `:` of `replicas`"),
        (
            "      serviceAccountName:",
            "      serviceAccountName",
            "no `:` after `serviceAccountName`",
        ),
        (
            "        - name: flog",
            "        -name: flog",
            "a space is missing after the `-` of `-name`",
        ),
        (
            "nodes: \"200\"",
            "nodes: @200",
            "`@` has a special meaning here, so the value needs quotes",
        ),
        ("IfNotPresent", "*", "`*` has a special meaning here, so the value needs quotes"),
        (
            "  replicas: 400",
            "\u{a0}\u{a0}replicas: 400",
            "the indentation contains an invisible character, a no-break space (U+00A0); use spaces",
        ),
        (
            "  replicas: 400",
            "\u{2060} replicas: 400",
            "the indentation contains an invisible character, a word joiner (U+2060); use spaces",
        ),
        (
            "          image: scalyr/flog",
            "           image: scalyr/flog",
            "`image` is indented by 11 spaces, not 10",
        ),
        (
            "          image: scalyr/flog",
            "         image: scalyr/flog",
            "`image` is indented by 9 spaces, not 10",
        ),
    ] {
        let (said, _) = said(find, put);
        assert_eq!(said.trim_start_matches("not valid YAML: "), message, "{put:?}");
    }
    for (find, put, label) in [
        ("\"loadTestParser\"", "\"loadTestParser", "so this isn't YAML"),
        ("      containers:", "     containers:", "so this line fits no level"),
    ] {
        let (_, related) = said(find, put);
        assert_eq!(related, [label], "{put:?}");
    }
}

#[test]
fn both_lines_of_a_code_fence_are_one_mistake() {
    let rules = RuleSet::builtin().unwrap();
    for (file, lines) in templates().iter().enumerate() {
        let fenced: Vec<String> = ["```yaml".to_owned()]
            .into_iter()
            .chain(lines.clone())
            .chain(["```".to_owned()])
            .collect();
        let report = report(&rules, file, &fenced);
        assert_eq!(told(&report), [("yaml-syntax".to_owned(), 1)], "{}", NAMES[file]);
    }
}

#[test]
fn a_value_through_an_alias_is_told_where_it_is_used() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: load}\nspec:\n  restartPolicy: &policy Never\n  dnsPolicy: *policy # note\n  containers: [{name: flog, image: \"flog:1\"}]\n";
    let rules = RuleSet::builtin().unwrap();
    let told = |text: &str| {
        let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
        lint(vec![source], &rules, &Options::default()).unwrap()
    };
    let found = told(text);
    let [one] = found.findings.as_slice() else { panic!("{:?}", found.findings) };
    assert_eq!((one.rule.as_str(), one.primary.at.span.slice(text)), ("invalid-value", "*policy"));
    assert_eq!(one.related[0].at.span.slice(text), "Never");
    let note = "# lt-lint-ignore invalid-value: on purpose";
    for silenced in [
        text.replace("# note", note),
        text.replace("&policy Never", &format!("&policy Never {note}")),
    ] {
        let report = told(&silenced);
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        assert_eq!(report.suppressed.len(), 1);
    }
}

#[test]
fn what_a_lost_key_leaves_twice_is_not_missed_too() {
    let rules = RuleSet::builtin().unwrap();
    let mut lines = templates()[2].clone();
    let limits = lines.iter().position(|line| line.trim() == "limits:").unwrap();
    lines.remove(limits);
    let found = told(&report(&rules, 2, &lines));
    assert_eq!(found, [("duplicate-key".to_owned(), limits + 1)]);
}

/// Message, line and column of the only finding of a file.
fn only(text: &str) -> (String, usize, usize) {
    let rules = RuleSet::builtin().unwrap();
    let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
    let report = lint(vec![source], &rules, &Options::default()).unwrap();
    let [finding] = report.findings.as_slice() else { panic!("{text}: {:?}", report.findings) };
    let text = &report.sources[finding.primary.at.file.0].text;
    let place = LineIndex::new(text).position(text, finding.primary.at.span.start);
    (finding.message.clone(), place.line, place.column)
}

#[test]
fn a_cause_in_the_indentation_or_a_marker_is_named_where_it_is() {
    let (one, two) = ("apiVersion: v1\nkind: ConfigMap\n", "metadata: {name: a}\n");
    let object = format!("{one}{two}");
    for (text, word, place) in [
        (format!("{object}----\n{object}"), "only `---`", (4, 1)),
        (format!("{object} ---\n{object}"), "only `---`", (4, 2)),
        (format!("{object}—\r\n{object}"), "only `---`", (4, 1)),
        (
            "{\n  \"apiVersion\": \"v1\",\n  \"kind\" \"ConfigMap\"\n}\n".to_owned(),
            "no `:` after",
            (3, 3),
        ),
        (format!("~~~\n{object}~~~\n"), "code fence", (1, 1)),
        (format!("{object}data:\n  a:\n\t  - b\n"), "a tab", (6, 1)),
        (format!("{object}data:\n  a: b\n\u{a0} c:\n    d: e\n  f: g\n"), "no-break space", (6, 1)),
    ] {
        let (message, line, column) = only(&text);
        assert!(message.contains(word), "{text}: {message}");
        assert_eq!((line, column), place, "{text}: {message}");
    }
}
