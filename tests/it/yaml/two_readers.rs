//! The scanner for ordinary YAML and the parser: whatever reads a text, the tree is the same.

use std::fs;

use lt_lint::source::{FileId, SourceFile};
use lt_lint::yaml::{Reader, parse_with};

/// Everything that a reader makes of a text: nodes with their places and styles, comments, problems.
fn read(text: &str, reader: Reader) -> String {
    let source = SourceFile::new("test.yaml", text.as_bytes().to_vec(), true);
    format!("{:?}", parse_with(FileId(0), &source, reader))
}

fn assert_same(text: &str) {
    let [quick, alone] = [Reader::Quick, Reader::ParserAlone].map(|reader| read(text, reader));
    assert!(quick == alone, "{text:?}\nquick: {quick}\nparser: {alone}");
}

/// Every text of a JSON file.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

fn recorded(path: &str) -> Vec<String> {
    let value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut found = Vec::new();
    texts(&value, &mut found);
    found
}

fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn they_agree_on_what_is_recorded_of_others() {
    let folder = "tests/data/kubectl";
    let tables = ["documents", "flow", "keys", "manifests", "scalars"];
    let tables = tables.map(|table| format!("{folder}/{table}.json"));
    let paths = [tables.as_slice(), &["tests/data/yaml-test-suite/cases.json".to_owned()]].concat();
    let texts: Vec<String> = paths.iter().flat_map(|path| recorded(path)).collect();
    assert!(texts.len() > 1000, "{}", texts.len());
    texts.iter().for_each(|text| assert_same(text));
}

#[test]
fn they_agree_on_manifests() {
    let objects = fs::read_to_string("tests/data/api-server/objects.yaml").unwrap();
    assert_same(&objects);
    for folder in ["fixtures", "k8s", "rules"] {
        files(folder).iter().for_each(|text| assert_same(text));
    }
}

/// Numbers that look like chance, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }
}

const PIECES: [&str; 48] = [
    "  ", "\n", " ", "-", "- ", ": ", ":", "#", " #", "\"", "'", "[", "]", "{", "}", ",", "|",
    "|-", ">", "&a ", "*a", "!x ", "?", "? ", "~", "---\n", "...\n", "%", "\\", "''", "\\n", "x",
    "1", "@", "`", "<<: ", "\n\n", "- - ", "a: b", "\u{e9}", "=", ">+\n", "|\n   ", "\t", "\r\n",
    "\u{feff}", "\u{2028}", "\u{85}",
];

/// A text with up to three slips: a piece lost, a piece elsewhere too, a piece of punctuation more.
fn slipped(text: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=chance.below(3) {
        let at = chance.below(chars.len());
        let end = (at + 1 + chance.below(20)).min(chars.len());
        match chance.below(4) {
            0 => drop(chars.drain(at..(at + 1).min(chars.len()))),
            1 => drop(chars.drain(at..end)),
            2 => {
                let piece: Vec<char> = chars.drain(at..end).collect();
                let to = chance.below(chars.len());
                chars.splice(at..at, piece.iter().copied());
                chars.splice(to..to, piece);
            }
            _ => drop(chars.splice(at..at, PIECES[chance.below(PIECES.len())].chars())),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn they_agree_on_slips() {
    let mut texts: Vec<String> = files("fixtures").iter().flat_map(|text| cases(text)).collect();
    texts.extend(files("k8s"));
    texts.extend(recorded("tests/data/yaml-test-suite/cases.json"));
    let mut chance = Chance(88_172_645_463_325_252);
    for _ in 0..6000 {
        let text = &texts[chance.below(texts.len())];
        assert_same(&slipped(text, &mut chance));
    }
}

/// The cases of a fixture.
fn cases(text: &str) -> Vec<String> {
    text.split("\n--- # ").map(|case| format!("--- # {case}\n")).collect()
}
