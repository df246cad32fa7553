//! Files of lt-lint's own: read from YAML as from the JSON that is made of them, whatever is in them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use lt_lint::RuleSet;
use lt_lint::load::{Generator, Generators};
use lt_lint::source::SourceFile;
use lt_lint::yaml::TypedFile;
use proptest::prelude::*;

use super::RULES;

/// The YAML files of a folder of the project, by name.
fn files(folder: &str) -> Vec<SourceFile> {
    let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    let mut files: Vec<SourceFile> = paths
        .map(|path| SourceFile::new(path.to_str().unwrap(), fs::read(&path).unwrap(), true))
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

static RULE_FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| files("rules"));

#[test]
fn every_rule_is_the_same_from_yaml_and_from_json() {
    let mut rules = RuleSet::default();
    rules.extend(RULE_FILES.clone()).unwrap();
    assert_eq!(rules.len(), RULES.len());
    for (yaml, json) in rules.iter().zip(RULES.iter()) {
        assert_eq!(format!("{:?}", yaml.file()), format!("{:?}", json.file()));
    }
}

#[test]
fn every_generator_is_the_same_from_yaml_and_from_json() {
    let yaml: Vec<Generator> = files("facts/generators")
        .iter()
        .map(|file| TypedFile::new(file).read().unwrap().unwrap())
        .collect();
    assert_eq!(format!("{yaml:?}"), format!("{:?}", Generators::builtin()));
}

/// Reads a rule file that may be broken: an error has a line and a column of the file, and no terms of Rust.
fn survives(bytes: Vec<u8>) {
    let file = SourceFile::new("stale-image.yaml", bytes, true);
    let lines = file.text.split(['\n', '\r']).count();
    let Err(error) = RuleSet::builtin().unwrap().extend(vec![file]) else { return };
    let place: Vec<&str> = error.place.split(':').collect();
    let [_, line, column] = place.as_slice() else { panic!("{error}") };
    assert!((1..=lines + 1).contains(&line.parse().unwrap()), "{error}");
    assert!(column.parse::<usize>().unwrap() >= 1, "{error}");
    for jargon in [
        "invalid type",
        "invalid value",
        "variant",
        // A rule has a case `untagged`.
        "untagged enum",
        " struct",
        " enum",
        "u64",
        " a sequence",
        "unit value",
    ] {
        assert!(!error.reason.contains(jargon), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_rule_file_is_refused_at_a_place(
        file in 0..100_usize,
        from in 0..2000_usize,
        length in 0..40_usize,
        new in "[\\[\\]{}:,?&*!|>'\"%@`#\n\t <~.a-c0é-]{0,8}",
    ) {
        let text = &RULE_FILES[file % RULE_FILES.len()].text;
        let id = text.lines().next().unwrap().trim_start_matches("id: ");
        let text = text.replacen(id, "stale-image", 1);
        let from = from % text.len();
        let mut bytes = text.into_bytes();
        bytes.splice(from..(from + length).min(bytes.len()), new.into_bytes());
        survives(bytes);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(bytes);
    }

    #[test]
    fn no_yaml_soup_makes_the_reader_panic(text in "[\\[\\]{}:,?&*!|>'\"%@`#\n\t <~.a-c0é-]{0,80}") {
        let file = SourceFile::new("x", text.into_bytes(), true);
        let end = file.text.len();
        if let Err(mistake) = TypedFile::new(&file).read::<serde_json::Value>() {
            prop_assert!(mistake.at.start <= mistake.at.end && mistake.at.end <= end, "{mistake:?}");
        }
    }
}
