//! Where a finding can be forgiven, and where it can't: a table of placements.

use lt_lint::output;
use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, Report, lint};
use serde_json::Value;

/// What becomes of `low-memory-limit` at `memory: 80Mi`.
#[derive(Debug, PartialEq, Clone, Copy)]
enum Outcome {
    Forgiven,
    /// It stays; the directive itself is reported by this rule, or not seen as one.
    Stays(&'static str),
    /// It is forgiven, and the directive is reported.
    ForgivenBut(&'static str),
}
use Outcome::{Forgiven, ForgivenBut, Stays};

/// `%X` is a line of its own, `@X` the end of one.
const POD: &str = "%FILE
apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations:
    owner: me
%ANNOTATION
spec:
  containers:
%CONTAINER
    - name: scalyr-agent@NAME
      resources:
%LIMITS
        limits:@BESIDE-LIMITS
%ABOVE
          memory: 80Mi@BESIDE
%BELOW
";

/// Place in the manifest, what stands there, what comes of it.
const TABLE: [(&str, &str, Outcome); 32] = [
    ("BESIDE", " # lt-lint-ignore low-memory-limit: small test", Forgiven),
    ("BESIDE", "   #   lt-lint-ignore   low-memory-limit :   small test", Forgiven),
    ("BESIDE", " #lt-lint-ignore low-memory-limit: small test", Forgiven),
    ("BESIDE", " # lt-lint-ignore: low-memory-limit: small test", Forgiven),
    (
        "BESIDE",
        " # lt-lint-ignore stale-image, low-memory-limit: small",
        ForgivenBut("unused-suppression"),
    ),
    (
        "BESIDE",
        " # lt-lint-ignore low-memory-limit,stale-image: small",
        ForgivenBut("unused-suppression"),
    ),
    ("BESIDE", " # lt-lint-ignore low-memory-limit", ForgivenBut("suppression-without-reason")),
    ("BESIDE", " # lt-lint-ignore low-memory-limit:", ForgivenBut("suppression-without-reason")),
    ("BESIDE", " # lt-lint-ignore low-memory-limit:   ", ForgivenBut("suppression-without-reason")),
    ("BESIDE", " # lt-lint-ignore low-memory: small", Stays("unknown-suppression")),
    ("BESIDE", " # lt-lint-ignore *: small", Stays("unknown-suppression")),
    ("BESIDE", " # lt-lint-ignore", Stays("unknown-suppression")),
    ("BESIDE", " # lt-lint-ignore stale-image: small", Stays("unused-suppression")),
    ("BESIDE", " # see lt-lint-ignore low-memory-limit: small", Stays("")),
    ("BESIDE", " # lt-lint-ignored low-memory-limit: small", Stays("unknown-suppression")),
    ("ABOVE", "          # lt-lint-ignore low-memory-limit: small test\n", Forgiven),
    ("ABOVE", "# lt-lint-ignore low-memory-limit: small test\n", Forgiven),
    ("ABOVE", "# lt-lint-ignore low-memory-limit: small test\n# and a word more\n", Forgiven),
    ("ABOVE", "# a word first\n# lt-lint-ignore low-memory-limit: small test\n", Forgiven),
    ("ABOVE", "# lt-lint-ignore low-memory-limit: small test\n\n", Stays("unused-suppression")),
    (
        "ABOVE",
        "          cpu: 1 # lt-lint-ignore low-memory-limit: small\n",
        Stays("unused-suppression"),
    ),
    ("BELOW", "          # lt-lint-ignore low-memory-limit: small\n", Stays("unused-suppression")),
    ("BESIDE-LIMITS", " # lt-lint-ignore low-memory-limit: small", Stays("unused-suppression")),
    ("LIMITS", "        # lt-lint-ignore low-memory-limit: small\n", Stays("unused-suppression")),
    ("NAME", " # lt-lint-ignore low-memory-limit: small", Stays("unused-suppression")),
    ("CONTAINER", "    # lt-lint-ignore low-memory-limit: small\n", Stays("unused-suppression")),
    ("FILE", "# lt-lint-ignore-file low-memory-limit: small test\n", Forgiven),
    ("BELOW", "# lt-lint-ignore-file low-memory-limit: small test\n", Forgiven),
    ("FILE", "# lt-lint-ignore-file stale-image: small test\n", Stays("unused-suppression")),
    ("ANNOTATION", "    lt-lint/ignore.low-memory-limit: small test\n", Forgiven),
    (
        "ANNOTATION",
        "    lt-lint/ignore.low-memory-limit: \"\"\n",
        ForgivenBut("suppression-without-reason"),
    ),
    ("ANNOTATION", "    lt-lint/ignore.stale-image: small test\n", Stays("unused-suppression")),
];

fn report(place: &str, text: &str, options: &Options) -> Report {
    let own_line = POD.replace(&format!("%{place}\n"), text);
    let mut manifest = own_line.replace(&format!("@{place}\n"), &format!("{text}\n"));
    for other in ["FILE", "ANNOTATION", "CONTAINER", "LIMITS", "ABOVE", "BELOW"] {
        manifest = manifest.replace(&format!("%{other}\n"), "");
    }
    for other in ["NAME", "BESIDE-LIMITS", "BESIDE"] {
        manifest = manifest.replace(&format!("@{other}\n"), "\n");
    }
    lint(
        vec![SourceFile::new("pod.yaml", manifest.into_bytes(), true)],
        &RuleSet::builtin().unwrap(),
        options,
    )
    .unwrap()
}

fn outcome(report: &Report) -> Outcome {
    let stays = report.findings.iter().any(|finding| finding.rule == "low-memory-limit");
    let about = report.findings.iter().find(|finding| finding.rule.contains("suppression"));
    let about = about.map_or("", |finding| finding.rule.as_str());
    let about = ["suppression-without-reason", "unknown-suppression", "unused-suppression", ""]
        .into_iter()
        .find(|known| *known == about)
        .unwrap();
    match (stays, about) {
        (true, about) => Stays(about),
        (false, "") => Forgiven,
        (false, about) => ForgivenBut(about),
    }
}

#[test]
fn each_placement_does_what_it_says() {
    for (place, text, expected) in TABLE {
        let report = report(place, text, &Options::default());
        assert_eq!(outcome(&report), expected, "{place}: {text:?}");
    }
}

#[test]
fn what_is_forgiven_is_kept_with_its_reason() {
    let report =
        report("BESIDE", " # lt-lint-ignore low-memory-limit: small test", &Options::default());
    let [suppressed] = report.suppressed.as_slice() else { panic!("{:?}", report.suppressed) };
    assert_eq!(
        (suppressed.finding.rule.as_str(), suppressed.reason.as_str()),
        ("low-memory-limit", "small test")
    );
}

#[test]
fn no_ignores_shows_all() {
    let options = Options { no_ignores: true, ..Options::default() };
    let report = report("BESIDE", " # lt-lint-ignore low-memory-limit", &options);
    assert_eq!(outcome(&report), Stays(""));
    assert_eq!(report.suppressed, []);
}

#[test]
fn the_complaint_points_at_the_rule_that_is_named() {
    let report = report(
        "BESIDE",
        " # lt-lint-ignore stale-image, low-memory-limit: small",
        &Options::default(),
    );
    let unused =
        report.findings.iter().find(|finding| finding.rule == "unused-suppression").unwrap();
    let text = &report.sources.first().unwrap().text;
    assert_eq!(unused.primary.at.span.slice(text), "stale-image");
}

#[test]
fn machine_formats_tell_what_is_forgiven_and_why() {
    let rules = RuleSet::builtin().unwrap();
    let mut report =
        report("BESIDE", " # lt-lint-ignore low-memory-limit: small test", &Options::default());
    let json: Value = serde_json::from_str(&output::json(&report, &rules)).unwrap();
    assert_eq!(json["suppressed"][0]["reason"], "small test");
    assert_eq!(json["suppressed"][0]["finding"]["rule"], "low-memory-limit");
    assert_eq!(json["summary"]["suppressed"], 1);
    assert!(!output::sarif(&report, &rules).contains("small test"));
    report.wish.suppressed = true;
    let sarif: Value = serde_json::from_str(&output::sarif(&report, &rules)).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let forgiven = results.iter().find(|result| result["ruleId"] == "low-memory-limit").unwrap();
    assert_eq!(forgiven["suppressions"][0]["kind"], "inSource");
    assert_eq!(forgiven["suppressions"][0]["justification"], "small test");
    let junit = output::junit(&report, &rules);
    assert!(junit.contains("<skipped message=\"suppressed: small test\"/>"), "{junit}");
    assert!(
        output::jsonl(&report, &rules).contains("{\"type\":\"suppressed\",\"by\":\"manifest\"")
    );
    assert!(!output::concise(&report).contains("low-memory-limit"));
}
