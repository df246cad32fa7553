//! Many files on all cores: what comes out doesn't depend on how many there are.

use std::fs;
use std::io;

use lt_lint::cli::{Console, run};
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

/// What a command prints on standard output, on so many threads.
fn printed(threads: usize, args: &[&str]) -> Vec<u8> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let args = std::iter::once("lt-lint").chain(args.iter().copied()).map(Into::into);
    let args: Vec<std::ffi::OsString> = args.collect();
    let mut stdout = Vec::new();
    pool.install(|| {
        let console = Console {
            stdin: &mut io::empty(),
            stdout: &mut stdout,
            stderr: &mut io::sink(),
            color: true,
            color_of_errors: false,
            unicode: true,
            links: false,
            step_summary: None,
            interactive: false,
            watched: false,
            completes: None,
            width: Some(100),
        };
        run(args, console);
    });
    stdout
}

#[test]
fn threads_and_the_order_of_paths_change_no_byte() {
    let sets = ["typos", "units", "unfilled", "broken", "one-log-folder", "rate-too-high"];
    let paths = sets.map(|set| format!("fixtures/sets/{set}"));
    let forth: Vec<&str> = paths.iter().map(String::as_str).chain(["k8s/configmap.yaml"]).collect();
    let back: Vec<&str> = forth.iter().rev().copied().collect();
    let turned = [&forth[3..], &forth[..3]].concat();
    let mut commands = vec![vec!["plan", "--format", "json"], vec!["objects"], vec!["--diff"]];
    commands.push(vec!["settings", "--format", "json", "--all"]);
    let formats = ["human", "concise", "json", "sarif", "junit", "markdown"];
    commands.extend(formats.map(|format| vec!["--pedantic", "--no-config", "--format", format]));
    for command in commands {
        let told = |threads, paths: &[&str]| printed(threads, &[&command, paths].concat());
        let one = told(1, &forth);
        assert!(one.len() > 500, "{command:?}: {}", String::from_utf8_lossy(&one));
        for (threads, paths) in [(2, &back), (4, &turned), (4, &forth)] {
            assert!(told(threads, paths) == one, "{command:?} with {threads} threads: {paths:?}");
        }
    }
}
