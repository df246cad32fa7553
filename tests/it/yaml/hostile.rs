//! Text that is out to break the reader: whatever comes, there is a report, it is small, and its
//! places lie inside the file.

use lt_lint::output::{RenderOptions, concise, human};
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{Parsed, ProblemKind, Reader, parse_with};
use lt_lint::{Options, Report, lint};
use proptest::prelude::*;

use super::{RULES, good, read, render, report_of, root, source};

const MANIFEST: &str = include_str!("../../../k8s/scalyr-sidecar.yaml");

/// Lints and renders in both formats; all places have to fit the file.
fn survives(bytes: Vec<u8>, width: usize, color: bool) -> Report {
    let file = SourceFile::new("hostile.yaml", bytes, true);
    let report =
        lint(vec![file], &RULES, &Options { pedantic: true, ..Options::default() }).unwrap();
    let text = &report.sources[0].text;
    for finding in &report.findings {
        for label in std::iter::once(&finding.primary).chain(&finding.related) {
            assert!(text.get(std::ops::Range::from(label.at.span)).is_some(), "{finding:?}");
        }
    }
    let lines = concise(&report);
    assert_eq!(lines.lines().count(), report.findings.len() + report.skipped.len(), "{lines}");
    let shown = human(&report, &RenderOptions { color, width, ..RenderOptions::default() });
    let rows =
        lines.chars().chain(if color { String::new() } else { shown }.chars()).collect::<String>();
    assert!(!rows.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)), "{rows:?}");
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), width in 0..300_usize) {
        survives(bytes, width, false);
    }

    #[test]
    fn nothing_panics_on_text(text in "\\PC{0,200}", color in any::<bool>()) {
        survives(text.into_bytes(), 80, color);
    }

    #[test]
    fn nothing_panics_on_yaml_soup(text in "[\\[\\]{}:,?&*!|>'\"%@`#\n\r\t <~.a-c0é\u{feff}\u{85}\u{2028}\\\\-]{0,120}") {
        survives(text.into_bytes(), 80, false);
    }

    #[test]
    fn nothing_panics_on_manifests_with_a_bite(
        from in 0..MANIFEST.len(),
        length in 0..200_usize,
        patch in "[\\[\\]{}:,?&*!|>'\"%@`#\n\r\t <~.a-c0é\\\\-]{0,6}",
    ) {
        let mut text = MANIFEST.as_bytes().to_vec();
        let end = (from + length).min(text.len());
        text.splice(from..end, patch.into_bytes());
        survives(text, 80, false);
    }

    #[test]
    fn nothing_panics_on_manifests_with_other_values(
        line in 0..MANIFEST.lines().count(),
        value in "([0-9+.eE-]{0,6}(m|Mi|MB|k|Ki| Gi)?|[{\\[]|[a-z:/@.é-]{0,12}|null|~|\"[\\PC&&[^\"\\\\]]{0,8}\")",
    ) {
        let change = |(at, text): (usize, &str)| match text.split_once(": ") {
            Some((key, _)) if at == line => format!("{key}: {value}\n"),
            _ => format!("{text}\n"),
        };
        let text: String = MANIFEST.lines().enumerate().map(change).collect();
        survives(text.into_bytes(), 80, false);
    }
}

#[test]
fn every_value_of_a_manifest_may_be_of_any_kind() {
    for value in [
        "",
        "~",
        "{}",
        "[]",
        "[[]]",
        "{a: {b: c}}",
        "[{name: 1}]",
        "''",
        "Mi",
        "1.2.3Mi",
        "-",
        "1e",
        "é",
        "9e9999Ei",
    ] {
        for line in 0..MANIFEST.lines().count() {
            // What stands deeper than the line belonged to the old value.
            let mut skip_below = None;
            let mut text = String::new();
            for (at, old) in MANIFEST.lines().enumerate() {
                let depth = old.len() - old.trim_start_matches([' ', '-']).len();
                if skip_below.is_some_and(|limit| depth > limit) {
                    continue;
                }
                skip_below = None;
                match old.split_once(':') {
                    Some((key, _)) if at == line && !old.trim_start().starts_with('#') => {
                        skip_below = Some(depth);
                        text.push_str(&format!("{key}: {value}\n"));
                    }
                    _ => text.push_str(&format!("{old}\n")),
                }
            }
            survives(text.into_bytes(), 80, false);
        }
    }
}

/// Exactly one finding, yaml-syntax, and little to read in either format.
fn one_small_finding(text: &str) -> String {
    let report = report_of(source(text));
    let [finding] = report.findings.as_slice() else {
        panic!("{} findings: {:?}", report.findings.len(), report.findings.first())
    };
    assert_eq!(finding.rule, "yaml-syntax");
    assert!(finding.message.len() < 120, "{}", finding.message);
    assert!(finding.primary.at.span.len() < 200, "{:?}", finding.primary.at.span);
    let (lines, shown) = render(&report);
    assert!(lines.len() < 300, "{lines}");
    assert!(shown.len() < 8_000, "{} bytes of output", shown.len());
    finding.message.clone()
}

#[test]
fn ten_thousand_levels_are_one_small_finding() {
    let depth = 10_000;
    // Indentation makes the text grow with the square of the depth.
    let block: String = (0..1_500).map(|level| format!("{}k:\n", " ".repeat(level))).collect();
    let maps = format!("{}1{}", "{a: ".repeat(depth), "}".repeat(depth));
    let texts = [
        "[".repeat(depth),
        format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        format!("{}{}", "[\n".repeat(depth), "]\n".repeat(depth)),
        "- ".repeat(depth),
        format!("{}x", "- ".repeat(depth)),
        block,
        maps,
        format!("a: {}", "{ ".repeat(depth)),
        "? ".repeat(depth),
    ];
    for text in texts {
        // Of a file that names no kind nothing would be said.
        let message = one_small_finding(&format!("# kind: List\n{text}"));
        assert!(message.contains("nested deeper than 200 levels"), "{:?}…: {message}", &text[..20]);
    }
}

#[test]
fn too_deep_nesting_does_not_hide_the_next_document() {
    for open in ["[", "{a: ", "- ", "? "] {
        let parsed = read(&format!("a: 1\n---\n{}\n---\nb: 2\n", open.repeat(10_000)));
        assert_eq!(
            (parsed.documents.len(), parsed.problems.len()),
            (2, 1),
            "{open:?}: {:?}",
            parsed.problems
        );
    }
}

#[test]
fn depth_within_the_bound_is_fine() {
    for text in
        [format!("{}{}", "[".repeat(199), "]".repeat(199)), format!("{}x", "- ".repeat(199))]
    {
        assert!(read(&text).problems.is_empty(), "{:?}", read(&text).problems);
    }
}

#[test]
fn alias_bombs_are_one_small_finding() {
    let classic = |open: &str, close: &str| {
        let mut text = format!("apiVersion: v1\nkind: ConfigMap\na0: &a0 {open}x{close}\n");
        for level in 1..30 {
            let items = vec![format!("*a{}", level - 1); 9].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
        }
        text
    };
    let mut merges = String::from("apiVersion: v1\nkind: ConfigMap\na0: &a0 {k: v}\n");
    let mut chain = merges.clone();
    for level in 1..40 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        merges.push_str(&format!("a{level}: &a{level} {{<<: [{items}], k{level}: v}}\n"));
        chain.push_str(&format!(
            "a{level}: &a{level}\n  <<: *a{0}\n  x: *a{0}\n  y: *a{0}\n",
            level - 1
        ));
    }
    for text in [classic("[", "]"), classic("", ""), merges, chain] {
        let message = one_small_finding(&text);
        assert!(message.contains("aliases expand"), "{message}");
    }
}

#[test]
fn many_aliases_of_a_small_thing_are_fine() {
    let uses: String = (0..2_000).map(|at| format!("  k{at}: *a\n")).collect();
    let head = "apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a}\ndata:\n  a: &a {x: y}\n";
    let report = report_of(source(&format!("{head}{uses}")));
    assert!(report.findings.is_empty(), "{:?}", report.findings.first());
}

#[test]
fn one_long_line_gives_little_output() {
    let items = "{\"name\": \"filler\", \"value\": \"xxxxxxxxxxxxxxxx\"},".repeat(2_000);
    let text = format!(
        "{{\"apiVersion\": \"apps/v1\", \"kind\": \"ControllerRevision\", \"metadata\": {{\"name\": \"a\"}}, \"data\": \
         {{\"a\": [{items} 1], \"b\": 1, \"b\": 2, \"c\": [{items} 1]}}}}"
    );
    let report = report_of(source(&text));
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings.first());
    let (lines, shown) = render(&report);
    assert!(lines.len() < 300);
    assert!(shown.len() < 8_000, "{} bytes of output for one finding", shown.len());
}

#[test]
fn shell_scripts_nested_deeply_are_one_generator_that_is_not_known() {
    for (open, close) in [
        ("'$(' ", ""),
        ("\\\"$(", ""),
        ("( ", ") "),
        ("{ ", "; } "),
        ("`", "`"),
        ("$(", ")"),
        ("${X:-", "}"),
    ] {
        let script = format!("{}flog --loop -m 9{}", open.repeat(50_000), close.repeat(50_000));
        let report = report_of(source(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    \
             - {{name: flog, image: scalyr/flog:v1, command: [sh, -c, \"{script}\"]}}\n"
        )));
        assert!(report.findings.is_empty(), "{open}: {:?}", report.findings.first());
    }
}

#[test]
fn a_large_flat_mapping_is_read() {
    let entries: String = (0..50_000).map(|at| format!("  key{at}: value\n")).collect();
    let report = report_of(source(&format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{entries}"
    )));
    assert!(report.findings.is_empty());
    assert_eq!(report.summary.objects, 1);
}

#[test]
fn tabs_and_repeated_text_in_masses_are_read() {
    let long = "\\\\".repeat(200_000);
    let aliases = ", *a".repeat(20_000);
    for (text, documents, problems) in [
        (format!("a: 'x'\n{}- b\n", "\t".repeat(2_000_000)), 0, 1),
        (format!("- {}\n", "-\t".repeat(50)) + &"\t \t\n".repeat(200_000), 0, 1),
        (format!("a: &a \"{long}\"\nb: [*a{aliases}]\n"), 1, 0),
        (format!("a: &a {}\nb: [*a{aliases}]\n", "1_".repeat(200_000)), 1, 0),
    ] {
        let parsed = read(&text);
        assert_eq!((parsed.documents.len(), parsed.problems.len()), (documents, problems));
    }
}

#[test]
fn a_value_that_aliases_make_too_large_or_too_deep_is_refused() {
    let aliases = ", *a".repeat(99_000);
    let large = format!("a: &a \"{}\"\nb: [*a{aliases}]\n", "x".repeat(10_000));
    let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(150), "]".repeat(150));
    let deep = format!("a: &a {}\nb: {}\n", nested("1"), nested("*a"));
    for (text, reason) in [(large, "larger than 64 MiB"), (deep, "deeper than 200 levels")] {
        let document = good(&text);
        let problem = root(&document).value().unwrap_err();
        assert!(problem.reason().contains(reason), "{problem:?}");
    }
}

#[test]
fn a_large_flat_mapping_of_the_wrong_kind_is_told_briefly() {
    let fields: String = (0..50_000).map(|at| format!("key{at}: value\n")).collect();
    let report = report_of(source(&format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n{fields}"
    )));
    assert_eq!(report.findings.len(), 50);
    let values: String = (0..20_000).map(|at| format!("  key{at}: {at}\n")).collect();
    let head = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n";
    let report = report_of(source(&format!("{head}{values}")));
    assert_eq!(report.findings.len(), 20_000);
}

#[test]
fn a_document_above_the_bound_is_one_problem_and_the_others_are_read() {
    let small =
        |name: &str| format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n");
    let large = format!("# large\napiVersion: v1\nkind: Namespace\n# {}\n", "x".repeat(32 << 20));
    let one = |text: &str| {
        let parsed = read(text);
        let [problem] = parsed.problems.as_slice() else { panic!("{:?}", parsed.problems) };
        assert!(matches!(problem.kind, ProblemKind::TooLarge));
        assert_eq!(problem.at.span.slice(text), "apiVersion: v1");
        parsed.documents.len()
    };
    assert_eq!(one(&large), 0);
    let [first, last] = ["a", "b"].map(small);
    assert_eq!(one(&format!("{first}---\n{large}---\n{last}")), 2);
    // A mistake in another document ends with it.
    let text = format!("{first}---\n{large}---\na: [\n---\n{last}");
    let parsed = read(&text);
    assert_eq!((parsed.documents.len(), parsed.problems.len()), (2, 2), "{:?}", parsed.problems);
}

#[test]
fn many_documents_are_read_in_their_order_by_either_reader() {
    let texts: Vec<String> = (0..1000)
        .map(|at| match at % 7 {
            0 => format!("# {at}\n&a kind: X{at}\nb: *a\n"),
            3 => format!("kind: X{at}\nkind: again\n"),
            _ => format!("kind: X{at} # {at}\n"),
        })
        .collect();
    let text = texts.join("---\n");
    let source = SourceFile::new("a.yaml", text.into_bytes(), true);
    let [quick, parser] =
        [Reader::Quick, Reader::ParserAlone].map(|reader| parse_with(FileId(0), &source, reader));
    for parsed in [&quick, &parser] {
        let starts: Vec<usize> =
            parsed.documents.iter().map(|one| one.root().unwrap().span().start).collect();
        assert!(starts.len() == 1000 && starts.is_sorted(), "{}", starts.len());
    }
    let shown = |parsed: &Parsed| format!("{:?}{:?}", parsed.comments, parsed.problems);
    assert_eq!(shown(&quick), shown(&parser));
}
