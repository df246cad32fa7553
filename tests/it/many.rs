//! Many files on all cores: what comes out doesn't depend on how many there are.

use std::fs;

use lt_lint::output::{RenderOptions, human};
use lt_lint::rule::RuleSet;
use lt_lint::source::SourceFile;
use lt_lint::{Options, lint};
use rayon::ThreadPoolBuilder;

/// Variants of the shipped workload, nearly all with mistakes of several kinds.
fn variants(count: usize) -> Vec<SourceFile> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/k8s/scalyr-sidecar.yaml"))
        .unwrap();
    let variant = |number: usize| {
        let text = text.replace("load-test", &format!("load-test-{}", number / 2));
        let text = match number % 5 {
            0 => text.replace("150Mi", "150M"),
            1 => text.replace("readOnly: true", "readonly: true"),
            2 => text.replace("replicas: 400", "replicas: \"400\""),
            3 => text.replace(":2.1.1", ":2.0.57"),
            _ => text,
        };
        SourceFile::new(format!("{number:03}.yaml"), text.into_bytes(), true)
    };
    (0..count).map(variant).collect()
}

fn report(threads: usize) -> String {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let rules = RuleSet::builtin().unwrap();
    // Two objects of one name in two files may be alternatives: that is advice.
    let options = Options { pedantic: true, ..Options::default() };
    let report = pool.install(|| lint(variants(100), &rules, &options).unwrap());
    human(&report, &RenderOptions { color: true, width: 100, ..RenderOptions::default() })
}

#[test]
fn one_core_and_four_find_the_same_in_the_same_order() {
    let one = report(1);
    for rule in
        ["low-memory-limit", "unknown-field", "wrong-type", "stale-image", "duplicate-object"]
    {
        assert!(one.contains(rule), "{rule}");
    }
    for _ in 0..2 {
        assert!(report(4) == one, "another report with four threads");
    }
}
