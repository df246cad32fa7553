//! Slips whose consequences are many, and that are told once.

use lt_lint::rule::RuleSet;

use super::{only, report, says_something, templates, told};

/// A `---` below any line leaves the rest of the object without a head, whatever the rest is.
#[test]
fn a_separator_below_any_line_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    for (file, lines) in templates().iter().enumerate() {
        for at in (0..lines.len() - 1).filter(|&at| says_something(&lines[at])) {
            if [&lines[at], &lines[at + 1]].iter().any(|line| line.starts_with("---")) {
                continue;
            }
            let mut changed = lines.clone();
            changed.insert(at + 1, "---".to_owned());
            let found = told(&report(&rules, file, &changed));
            let [(rule, line)] = found.as_slice() else { panic!("{file}:{}: {found:?}", at + 1) };
            // A file that has no other object may be anything else.
            let is_only =
                lines[at].starts_with("apiVersion:") && !lines.contains(&"---".to_owned());
            let expected = if is_only { "missing-field" } else { "kindless-document" };
            assert_eq!(rule, expected, "{file}:{}", at + 1);
            let next = (at + 2..).find(|&line| says_something(&changed[line])).unwrap();
            assert_eq!(*line, next + 1, "{file}:{}", at + 1);
        }
    }
}

#[test]
fn an_item_whose_first_line_is_a_comment_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    let lines = &templates()[2];
    for name in ["- name: scalyr-agent", "- name: SCALYR_K8S_NODE_NAME", "- name: dockersock"] {
        let at = lines.iter().position(|line| line.trim() == name).unwrap();
        let mut changed = lines.clone();
        changed[at] = lines[at].replacen("- ", "# - ", 1);
        let found = told(&report(&rules, 2, &changed));
        assert_eq!(found, [("lost-line".to_owned(), at + 1)], "{name}");
    }
}

#[test]
fn a_comment_of_another_language_makes_the_document_a_text() {
    let object =
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}}\n";
    for open in ["// settings", "/* settings */"] {
        let (message, line, column) = only(&format!("{open}\n{object}"));
        assert!(message.contains("doesn't start a comment"), "{message}");
        assert_eq!((line, column), (1, 1));
    }
}

#[test]
fn a_limit_of_the_pod_below_that_of_the_agent_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    let lines = &templates()[2];
    let at = lines.iter().position(|line| line.trim() == "dnsPolicy: ClusterFirst").unwrap();
    for (limit, is_low) in [("100Mi", true), ("149Mi", true), ("200Mi", false)] {
        let mut changed = lines.clone();
        changed.insert(at, format!("      resources: {{limits: {{memory: {limit}}}}}"));
        let low = is_low.then(|| ("low-memory-limit".to_owned(), at + 1));
        assert_eq!(told(&report(&rules, 2, &changed)), Vec::from_iter(low), "{limit}");
    }
}

/// One of the sidecar's lines written in another way, and the only finding of it.
#[test]
fn a_slip_in_a_variable_or_a_name_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    let lines = &templates()[2];
    for (old, new, rule) in [
        ("- name: SCALYR_API_KEY", "- name: SCALYR_API_KEY=", "invalid-value"),
        ("- name: SCALYR_K8S_POD_UID", "- name: SCALYR_K8S_POD_UID:", "yaml-syntax"),
        ("- name: SCALYR_K8S_POD_UID", "- SCALYR_K8S_POD_UID:", "unknown-field"),
        ("- name: scalyr-agent", "- name: scalyr_agent", "invalid-value"),
        (
            "schedulerName: default-scheduler",
            "schedulerName: “default-scheduler”",
            "quoted-setting",
        ),
        ("lt-lint/rate: 5MB/s", "lt-lint/rate:: 5MB/s", "invalid-load-annotation"),
        ("template:", "  template:", "unknown-field"),
    ] {
        let at = lines.iter().position(|line| line.trim() == old).unwrap();
        let mut changed = lines.clone();
        changed[at] = lines[at].replacen(old, new, 1);
        assert_eq!(told(&report(&rules, 2, &changed)), [(rule.to_owned(), at + 1)], "{new}");
    }
    // A dash too many makes two items of one.
    let at = lines.iter().position(|line| line.trim() == "- name: SCALYR_API_KEY").unwrap();
    let mut changed = lines.clone();
    changed[at + 1] = lines[at + 1].replacen("  valueFrom", "- valueFrom", 1);
    assert_eq!(told(&report(&rules, 2, &changed)), [("lost-line".to_owned(), at + 2)]);
}

/// A character typed into a line of the set's files: the file, the line, what it becomes, and the only finding of it.
#[test]
fn a_character_too_many_is_told_once() {
    let rules = RuleSet::builtin().unwrap();
    for (file, old, new, rule) in [
        (2, "    - configMapRef:", "\"   - configMapRef:", "yaml-syntax"),
        (2, "- name: varlogpods", "\"- name: varlogpods", "yaml-syntax"),
        (2, "   - name: flog", "'  - name: flog", "yaml-syntax"),
        (2, "type: Socket", "type: \"\"Socket\"", "yaml-syntax"),
        (2, "    emptyDir: {}", "l   emptyDir: {}", "unknown-field"),
        (2, "    volumes:", "7   volumes:", "unknown-field"),
        (
            0,
            "SCALYR_K8S_EVENTS_DISABLE: \"true\"",
            "_CALYR_K8S_EVENTS_DISABLE: \"true\"",
            "unknown-agent-setting",
        ),
        (
            0,
            "SCALYR_MAX_LOG_OFFSET_SIZE: \"200000000\"",
            "SCALYR_MAX_LoG_OFFSET_SIZE: \"200000000\"",
            "unknown-agent-setting",
        ),
        (
            2,
            "args: [--loop, --format, apache_combined, -m, \"5\"]",
            "args: [-:-loop, --format, apache_combined, -m, \"5\"]",
            "generator-argument",
        ),
    ] {
        let lines = &templates()[file];
        let at = lines.iter().position(|line| line.trim() == old.trim()).unwrap();
        let mut changed = lines.clone();
        changed[at] = lines[at].replacen(old, new, 1);
        let report = report(&rules, file, &changed);
        assert_eq!(told(&report), [(rule.to_owned(), at + 1)], "{new}: {:?}", report.findings);
    }
}

#[test]
fn two_items_that_became_one_hide_nothing_outside_of_their_list() {
    let rules = RuleSet::builtin().unwrap();
    let mut lines = templates()[2].clone();
    let uid = lines.iter().position(|line| line.trim() == "- name: SCALYR_K8S_POD_UID").unwrap();
    lines[uid].push('D');
    let socket = lines.iter().position(|line| line.trim() == "- name: dockersock").unwrap();
    for sign in ["# - ", "  "] {
        let mut changed = lines.clone();
        changed[socket] = lines[socket].replacen("- ", sign, 1);
        let found = told(&report(&rules, 2, &changed));
        assert!(found.contains(&("lost-line".to_owned(), socket + 1)), "{sign}: {found:?}");
        assert!(found.iter().any(|(rule, _)| rule == "missing-downward-env"), "{sign}: {found:?}");
    }
}

#[test]
fn a_misspelt_setting_is_told_without_what_its_default_does() {
    let rules = RuleSet::builtin().unwrap();
    let lines = &templates()[0];
    for (old, new, rule) in [
        ("SCALYR_MAX_LOG_OFFSET_SIZE", "SCALYR_MAX_LOG_OFFSETS_SIZE", "unknown-agent-setting"),
        (
            "SCALYR_MIN_REQUEST_SPACING_INTERVAL",
            "SCALYR_MIN_REQUEST_SPACING_INTERVAL:",
            "invalid-value",
        ),
        ("SCALYR_SERVER", "CSALYR_SERVER", "unknown-agent-setting"),
        ("SCALYR_MAX_LINE_SIZE", "SCAYLR_MAX_LINE_SIZE", "unknown-agent-setting"),
    ] {
        let at = lines.iter().position(|line| line.trim().starts_with(&format!("{old}:"))).unwrap();
        let mut changed = lines.clone();
        changed[at] = lines[at].replacen(old, new, 1);
        assert_eq!(told(&report(&rules, 0, &changed)), [(rule.to_owned(), at + 1)], "{new}");
    }
}
