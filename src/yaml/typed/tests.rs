use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;

use crate::source::{LineIndex, SourceFile};

use super::{TypedFile, from_document};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Rule {
    id: String,
    level: Level,
    #[serde(default)]
    nodes: Option<u8>,
    #[serde(default)]
    is_on: bool,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    pair: Option<[String; 2]>,
    #[serde(default)]
    by: BTreeMap<String, Level>,
    #[serde(default)]
    check: Option<Check>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Error,
    Warning,
    Off,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Check {
    Exists(Exists),
    Compare { pairs: Vec<[String; 2]> },
    Nothing,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a mapping with `path`")]
struct Exists {
    path: String,
}

const HEAD: &str = "id: a\nlevel: error\n";

fn read<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<Option<T>, (String, String)> {
    let source = SourceFile::new("x", text.to_vec(), true);
    TypedFile::new(&source).read().map_err(|mistake| {
        let at = LineIndex::new(&source.text).position(&source.text, mistake.at.start);
        (format!("{}:{}", at.line, at.column), mistake.to_string())
    })
}

fn rule(rest: &str) -> Rule {
    read(format!("{HEAD}{rest}").as_bytes()).unwrap().unwrap()
}

/// Place and words of what is wrong with a text.
#[track_caller]
fn assert_mistake<T: serde::de::DeserializeOwned + Debug>(
    text: impl AsRef<[u8]>,
    place: &str,
    reason: &str,
) {
    let (at, said) = read::<T>(text.as_ref()).unwrap_err();
    assert_eq!(
        (at.as_str(), said.as_str()),
        (place, reason),
        "{}",
        String::from_utf8_lossy(text.as_ref())
    );
}

/// The same for what is below a valid head of two lines.
#[track_caller]
fn assert_wrong(rest: &str, place: &str, reason: &str) {
    assert_mistake::<Rule>(format!("{HEAD}{rest}"), place, reason);
}

#[test]
fn every_shape_is_read() {
    let all = rule(
        "nodes: 3\nis-on: true\nnames: [x, 5]\npair: [a, b]\nby: {1: off}\ncheck: {exists: {path: p}}\n",
    );
    assert_eq!((all.nodes, all.is_on, all.level), (Some(3), true, Level::Error));
    assert_eq!(all.names, ["x", "5"]);
    assert_eq!(all.pair, Some(["a".to_owned(), "b".to_owned()]));
    assert_eq!(all.by, BTreeMap::from([("1".to_owned(), Level::Off)]));
    assert_eq!(all.check, Some(Check::Exists(Exists { path: "p".to_owned() })));
    let pairs = vec![["a".to_owned(), "b".to_owned()]];
    assert_eq!(rule("check: {compare: {pairs: [[a, b]]}}\n").check, Some(Check::Compare { pairs }));
    for check in ["nothing", "{nothing: }"] {
        assert_eq!(rule(&format!("check: {check}\n")).check, Some(Check::Nothing));
    }
}

#[test]
fn nothing_is_an_absent_option_and_an_empty_collection() {
    let empty = rule("nodes: ~\nnames:\nby:\n");
    assert_eq!((empty.nodes, empty.names.len(), empty.by.len()), (None, 0, 0));
    assert_wrong("names: ~\n", "3:8", "names: expected a list; found nothing");
    assert_eq!(read::<Rule>(b"# nothing\n---\n"), Ok(None));
}

#[test]
fn text_is_as_written_and_words_stay_words() {
    assert_eq!(rule("names: [1.30, 0123, yes, 'true']\n").names, ["1.30", "0123", "yes", "true"]);
    let any = |text: &str| read::<serde_json::Value>(text.as_bytes()).unwrap().unwrap();
    assert_eq!(
        any(
            "[yes, off, true, FALSE, 1_0, 010, 0b1, 0x1F, -3, 1.5, '1', !!str 1, 18446744073709551615]"
        ),
        serde_json::json!([
            "yes",
            "off",
            true,
            false,
            "1_0",
            "010",
            "0b1",
            31,
            -3,
            1.5,
            "1",
            "1",
            u64::MAX
        ])
    );
    assert_eq!(any("{a: {b: [~, {}]}}"), serde_json::json!({"a": {"b": [null, {}]}}));
}

#[test]
fn aliases_and_merge_keys_are_followed() {
    let text = "names: &n [x]\ncheck:\n  exists: {<<: {path: p}}\n";
    assert_eq!(rule(text).check, Some(Check::Exists(Exists { path: "p".to_owned() })));
    assert_eq!(rule("names: &n [x, y]\npair: *n\n").pair, Some(["x".to_owned(), "y".to_owned()]));
    assert_wrong(
        "<<: [1]\n",
        "3:1",
        "`<<` merges a mapping or a list of mappings, but this is neither",
    );
    // The place is that of the anchor, where the value is written.
    assert_wrong(
        "names: &n [x]\nnodes: *n\n",
        "3:11",
        "nodes: expected a whole number from 0 to 255; found a list",
    );
}

#[test]
fn a_wrong_value_has_its_own_place() {
    for (rest, place, reason) in WRONG_VALUES {
        assert_wrong(rest, place, reason);
    }
}

const WRONG_VALUES: [(&str, &str, &str); 17] = [
    ("nodes: many\n", "3:8", "nodes: expected a whole number from 0 to 255; found \"many\""),
    ("nodes: 256\n", "3:8", "nodes: expected a whole number from 0 to 255; found 256"),
    ("nodes: -1\n", "3:8", "nodes: expected a whole number from 0 to 255; found -1"),
    ("is-on: yes\n", "3:8", "is-on: expected true or false; found \"yes\""),
    ("names: x\n", "3:8", "names: expected a list; found \"x\""),
    ("names: [x, [y]]\n", "3:12", "names[1]: expected text; found a list"),
    ("names:\n- x\n-\n", "5:2", "names[1]: expected text; found nothing"),
    ("pair: [a]\n", "3:7", "pair: expected a list of 2; found a list of 1"),
    ("pair: [a, b, c]\n", "3:7", "pair: expected a list of 2; found a list of 3"),
    ("by: [a]\n", "3:5", "by: expected a mapping; found a list"),
    (
        "by: {a: {}}\n",
        "3:9",
        "by.a: expected one key, one of `error`, `warning` or `off`; found a mapping of 0 keys",
    ),
    ("check: {exists: p}\n", "3:17", "check.exists: expected a mapping with `path`; found \"p\""),
    (
        "check: {exists: {path: {a: b}}}\n",
        "3:24",
        "check.exists.path: expected text; found a mapping",
    ),
    (
        "check: {compare: {pairs: [[a, b], [c]]}}\n",
        "3:35",
        "check.compare.pairs[1]: expected a list of 2; found a list of 1",
    ),
    (
        "check: exists\n",
        "3:8",
        "check: `exists` needs its options: write it as a key, with them below",
    ),
    ("check: {nothing: {a: b}}\n", "3:9", "check: `nothing` has no options; write it as a word"),
    (
        "check: [exists]\n",
        "3:8",
        "check: expected one of `exists`, `compare` or `nothing`; found a list",
    ),
];

#[test]
fn a_wrong_file_a_value_of_nothing_and_a_long_one_have_their_place() {
    assert_mistake::<Rule>("hello\n", "1:1", "expected a mapping; found \"hello\"");
    assert_mistake::<Rule>(
        "id: a\nlevel:\n",
        "2:1",
        "level: expected one of `error`, `warning` or `off`; found nothing",
    );
    assert_mistake::<Rule>("id:\nlevel: off\n", "1:1", "id: expected text; found nothing");
    let long = format!("nodes: {}\n", "x".repeat(100));
    let reason =
        format!("nodes: expected a whole number from 0 to 255; found \"{}…\"", "x".repeat(80));
    assert_wrong(&long, "3:8", &reason);
}

#[test]
fn an_unknown_key_or_word_has_its_place_and_what_was_meant() {
    for (rest, place, reason) in [
        (
            "check: {exists: {paht: p}}\n",
            "3:18",
            "check.exists: unknown field `paht`, expected `path`; did you mean `path`?",
        ),
        (
            "check:\n  exist: {path: p}\n",
            "4:3",
            "check: no such value `exist`, expected one of `exists`, `compare` or `nothing`; did you mean `exists`?",
        ),
        (
            "by: {a: of}\n",
            "3:9",
            "by.a: no such value `of`, expected one of `error`, `warning` or `off`; did you mean `off`?",
        ),
        (
            "by: {a: 5}\n",
            "3:9",
            "by.a: no such value `5`, expected one of `error`, `warning` or `off`",
        ),
        ("? [a]\n: b\n", "3:3", "a list or a mapping can't be a key"),
    ] {
        assert_wrong(rest, place, reason);
    }
    let (at, reason) = read::<Rule>(b"id: a\nlevl: off\n").unwrap_err();
    assert_eq!(at, "2:1");
    assert!(reason.starts_with("unknown field `levl`, expected one of `id`, `level`"), "{reason}");
    assert!(reason.ends_with("; did you mean `level`?"), "{reason}");
}

#[test]
fn a_missing_key_is_missed_at_the_key_of_its_mapping() {
    assert_mistake::<Rule>("# first\nid: a\n", "2:1", "missing field `level`");
    assert_wrong("check:\n  exists: {}\n", "4:3", "check.exists: missing field `path`");
    assert_mistake::<Vec<Exists>>("- path: a\n- {}\n", "2:3", "[1]: missing field `path`");
}

#[test]
fn a_key_that_stands_twice_is_found_in_every_mapping() {
    assert_wrong("id: b\n", "3:1", "the key `id` appears twice");
    assert_wrong("by: {a: off, \"a\": off}\n", "3:14", "the key `a` appears twice");
}

#[test]
fn text_that_is_not_yaml_is_found_first() {
    assert_mistake::<Rule>("id: 5\nchek: [\n", "2:7", "this `[` is never closed");
    assert_mistake::<Rule>("by:\n\ta: off\n", "2:1", "a tab can't indent YAML; use spaces");
    assert_mistake::<Rule>(b"id: a\xff\n", "1:6", "this byte isn't UTF-8; save the file as UTF-8");
    assert_mistake::<Rule>(
        ", id: a\n",
        "1:1",
        "`,` can't start a value; quote the value if it is meant literally",
    );
    assert_mistake::<Rule>(
        "id: *a\n",
        "1:5",
        "there is no anchor of this name before this alias; if `*` is meant literally, the value needs quotes",
    );
    assert_mistake::<Rule>("id: &a [*a]\n", "1:9", "anchor `&a` contains itself");
    let two = format!("{HEAD}---\n# next\n{HEAD}");
    assert_mistake::<Rule>(two, "5:1", "a second document; this file must be a single one");
}

#[test]
fn what_only_kubectl_refuses_is_fine() {
    let text = "%YAML 1.2\n--- # a rule\nid: \"a\\/b\"\nlevel: off\n...\n";
    assert_eq!(read::<Rule>(text.as_bytes()).unwrap().unwrap().id, "a/b");
    assert_eq!(
        read::<Rule>("\u{feff}{\"id\": \"a\", \"level\": \"off\"}".as_bytes()).unwrap().unwrap().id,
        "a"
    );
}

#[test]
fn aliases_can_neither_blow_up_nor_nest_without_bound() {
    let bomb = (1..30).fold("- &a0 [x]\n".to_owned(), |text, n| {
        format!("{text}- &a{n} [*a{m}, *a{m}]\n", m = n - 1)
    });
    let (_, reason) = read::<serde_json::Value>(bomb.as_bytes()).unwrap_err();
    assert_eq!(reason, "aliases expand this document by more than 100000 nodes");
    let tower = (1..30).fold("- &a0 [x]\n".to_owned(), |text, n| {
        format!("{text}- &a{n} {}*a{}{}\n", "[".repeat(150), n - 1, "]".repeat(150))
    });
    let (_, reason) = read::<serde_json::Value>(tower.as_bytes()).unwrap_err();
    assert!(reason.ends_with("nested deeper than 200 levels"), "{reason}");
}

#[test]
fn a_document_can_be_read_by_itself() {
    let source = SourceFile::new("x", HEAD.as_bytes().to_vec(), true);
    let file = TypedFile::new(&source);
    let read: Rule = from_document(file.document().unwrap()).unwrap();
    assert_eq!(read.id, "a");
}
