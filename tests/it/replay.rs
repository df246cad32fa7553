//! The corpus of the fuzz targets, some of it: whatever lt-lint is given, what must hold does.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[path = "../../fuzz/src/lib.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "these are the tests' as they are the fuzz targets'"
)]
mod fuzz;

use fuzz::corpus::{corpus, seeds};
use fuzz::serving::{assert_answered, framed};
use fuzz::targets::TARGETS;

/// The inputs of a target that were wrong once, and of the others about so many.
fn some(target: &str, count: usize) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = corpus(target, root);
    assert!(all.len() >= count.min(20), "{target}: {} inputs", all.len());
    let every = all.len().div_ceil(count);
    let some = all.into_iter().filter(|input| input.len() < 8000).step_by(every);
    some.chain(seeds(target, root)).collect()
}

fn replay(names: &[(&str, usize)]) {
    for (name, count) in names {
        let (_, target) = TARGETS.iter().find(|(known, _)| known == name).unwrap();
        some(name, *count).iter().for_each(|input| target(input));
    }
}

/// Written to `fuzz/corpus` where that is asked for.
#[test]
fn each_target_has_a_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for target in TARGETS.map(|(name, _)| name).into_iter().chain(["server"]) {
        let corpus = corpus(target, root);
        assert!(corpus.len() >= 30, "{target}: {} inputs", corpus.len());
        if std::env::var_os("LT_LINT_REGENERATE").is_some() {
            let folder = root.join("fuzz/corpus").join(target);
            fs::create_dir_all(&folder).unwrap();
            for (at, input) in corpus.iter().enumerate() {
                fs::write(folder.join(format!("tree-{at:05}")), input).unwrap();
            }
        }
    }
}

#[test]
fn texts_of_fields() {
    replay(&[("quantity_rate_duration", 400), ("image", 8), ("generator_args", 12)]);
}

#[test]
fn manifests() {
    replay(&[("yaml_parse", 200), ("lint", 12), ("fix", 12)]);
}

#[test]
fn files_of_a_project() {
    replay(&[("config", 10), ("baseline", 3), ("rule_file", 10)]);
}

#[test]
fn templates_with_other_nodes() {
    replay(&[("templates", 4)]);
}

/// In a process of its own: it goes from folder to folder.
#[test]
fn conversations_of_editors() {
    let folder = tempfile::tempdir().unwrap();
    let folder = fs::canonicalize(folder.path()).unwrap();
    for input in some("server", 6) {
        let Some((messages, framed)) = framed(&input, &folder) else { continue };
        let mut command = Command::new(env!("CARGO_BIN_EXE_lt-lint"));
        command.args(["server", "--no-config"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        // It may have left before all is written.
        let _ = child.stdin.take().unwrap().write_all(&framed);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code < 3), "{said}: {messages:#?}");
        assert_answered(&messages, &output.stdout);
    }
}
