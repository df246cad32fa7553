//! What lt-lint's work costs: `cargo bench`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test that fails may panic")]

use std::fs;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use lt_lint::output::{RenderOptions, concise, human};
use lt_lint::rule::RuleSet;
use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::parse;
use lt_lint::{Options, lint};

/// How many manifests the generated set has.
/// Without optimisation it is only tried whether they run.
const MANIFESTS: usize = if cfg!(debug_assertions) { 50 } else { 2000 };

fn main() {
    divan::main();
}

/// The shipped templates, as `discover` reads them.
fn templates() -> Vec<SourceFile> {
    let entries = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/k8s")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = format!("k8s/{}", path.file_name().unwrap().to_string_lossy());
        SourceFile::new(name, fs::read(path).unwrap(), true)
    };
    paths.iter().map(read).collect()
}

/// Variants of the shipped workload, each a file: other names and replicas, every tenth with a mistake.
fn generated() -> Vec<SourceFile> {
    let sources = templates();
    let sidecar = sources.iter().find(|source| source.name.ends_with("sidecar.yaml")).unwrap();
    let others = sources.iter().filter(|source| !source.name.ends_with("sidecar.yaml")).cloned();
    let variant = |number: usize| {
        let text = sidecar.text.replace("load-test", &format!("load-test-{number}"));
        let text = text.replace("replicas: 400", &format!("replicas: {}", 400 + number % 100));
        let text = match number % 50 {
            0 => text.replace("150Mi", "150M"),
            10 => text.replace("readOnly: true", "readOnly: false"),
            20 => text.replace("attributes.parser", "attribute.parser"),
            30 => text.replace(":2.1.1", ":2.0.57"),
            40 => text.replace(
                "serviceAccountName: scalyr-service-account",
                "serviceAccountName: default",
            ),
            _ => text,
        };
        SourceFile::new(format!("generated/{number:04}.yaml"), text.into_bytes(), true)
    };
    others.chain((0..MANIFESTS).map(variant)).collect()
}

fn bytes(sources: &[SourceFile]) -> BytesCount {
    BytesCount::new(sources.iter().map(|source| source.text.len()).sum::<usize>())
}

#[divan::bench]
fn parse_templates(bencher: Bencher<'_, '_>) {
    let sources = templates();
    bencher.counter(bytes(&sources)).bench(|| {
        for (at, source) in sources.iter().enumerate() {
            black_box(parse(FileId(at), black_box(source)));
        }
    });
}

#[divan::bench]
fn compile_builtin_rules(bencher: Bencher<'_, '_>) {
    let count = RuleSet::builtin().unwrap().len();
    bencher.counter(ItemsCount::new(count)).bench(|| RuleSet::builtin().unwrap());
}

#[divan::bench]
fn lint_templates(bencher: Bencher<'_, '_>) {
    let (sources, rules) = (templates(), RuleSet::builtin().unwrap());
    let counter = bytes(&sources);
    let bencher = bencher.counter(counter).with_inputs(|| sources.clone());
    bencher.bench_values(|sources| lint(sources, &rules, &Options::default()).unwrap());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn lint_2000_manifests_on_one_core(bencher: Bencher<'_, '_>) {
    let (sources, rules) = (generated(), RuleSet::builtin().unwrap());
    let one_core = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let counter = bytes(&sources);
    let bencher = bencher.counter(counter).with_inputs(|| sources.clone());
    bencher.bench_values(|sources| {
        one_core.install(|| lint(sources, &rules, &Options::default()).unwrap())
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn lint_2000_manifests(bencher: Bencher<'_, '_>) {
    let (sources, rules) = (generated(), RuleSet::builtin().unwrap());
    let counter = bytes(&sources);
    let bencher = bencher.counter(counter).with_inputs(|| sources.clone());
    bencher.bench_values(|sources| lint(sources, &rules, &Options::default()).unwrap());
}

/// What linting them is compared with, on one core as in [`lint_2000_manifests_on_one_core`].
#[divan::bench(sample_count = 10, sample_size = 1)]
fn parse_2000_manifests(bencher: Bencher<'_, '_>) {
    let sources = generated();
    bencher.counter(bytes(&sources)).bench(|| {
        for (at, source) in sources.iter().enumerate() {
            black_box(parse(FileId(at), black_box(source)));
        }
    });
}

#[divan::bench(args = ["human", "concise"], sample_count = 10, sample_size = 1)]
fn render_findings_of_2000_manifests(bencher: Bencher<'_, '_>, format: &str) {
    let report = lint(generated(), &RuleSet::builtin().unwrap(), &Options::default()).unwrap();
    let look = RenderOptions { color: true, width: 100, ..RenderOptions::default() };
    let counter = ItemsCount::new(report.findings.len());
    bencher.counter(counter).bench(|| match format {
        "human" => human(&report, &look),
        _ => concise(&report),
    });
}
