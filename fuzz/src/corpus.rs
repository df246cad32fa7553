//! What the targets begin with: texts of the tree, and inputs that something was wrong with once.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lt_lint::SourceFile;
use lt_lint::baseline::Baseline;
use lt_lint::source::FileId;
use lt_lint::yaml::{Document, Node, parse};
use serde_json::{Value, json};

use super::cut::{files, joined};
use super::linting::SESSION;
use super::nodes::decisions;

/// Folder of the inputs that something was wrong with, one folder below it for each target.
const SEEDS: &str = "fuzz/seeds";
/// How many times the templates are changed.
const MUTANTS: u64 = 600;

/// The corpus of a target, from the tree at `root`.
pub fn corpus(target: &str, root: &Path) -> Vec<Vec<u8>> {
    let tree = Tree { root: root.to_owned() };
    let made: BTreeSet<Vec<u8>> = match target {
        "templates" => (0..MUTANTS).map(decisions).collect(),
        _ => tree.of(target).into_iter().map(String::into_bytes).collect(),
    };
    made.into_iter().chain(seeds(target, root)).collect()
}

/// The inputs that something was wrong with.
pub fn seeds(target: &str, root: &Path) -> Vec<Vec<u8>> {
    let paths = paths(&root.join(SEEDS).join(target));
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// Everything in a folder and below it, by path.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.sort();
    let below = |path: PathBuf| if path.is_dir() { paths(&path) } else { vec![path] };
    found.into_iter().flat_map(below).collect()
}

/// The source tree.
struct Tree {
    root: PathBuf,
}

impl Tree {
    /// What there is for a target.
    fn of(&self, target: &str) -> Vec<String> {
        match target {
            "yaml_parse" => [self.manifests(), self.recorded(), self.texts("rules")].concat(),
            "lint" | "fix" => self.manifests(),
            "quantity_rate_duration" => self.words(|_| true),
            "image" => self.words(|key| key == "image"),
            "generator_args" => self.commands(),
            "config" => self.blocks(),
            "baseline" => self.baselines(),
            "rule_file" => [self.texts("rules"), self.blocks()].concat(),
            "server" => self.manifests().iter().map(|text| conversation(text)).collect(),
            _ => Vec::new(),
        }
    }

    /// Every text below a folder.
    fn texts(&self, folder: &str) -> Vec<String> {
        let paths = paths(&self.root.join(folder));
        paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
    }

    /// Cases of fixtures, sets of files, templates, and what the guides show.
    fn manifests(&self) -> Vec<String> {
        let mut all = self.blocks();
        for path in paths(&self.root.join("fixtures")) {
            let text = fs::read_to_string(path).unwrap_or_default();
            all.extend(text.split("\n--- # ").map(|case| format!("--- # {case}\n")));
        }
        let sets = fs::read_dir(self.root.join("fixtures/sets")).into_iter().flatten().flatten();
        let sets = sets.map(|entry| entry.path()).chain([self.root.join("k8s")]);
        all.extend(sets.map(|folder| set(&folder)));
        all
    }

    /// What others' readers were asked about.
    fn recorded(&self) -> Vec<String> {
        let mut found = Vec::new();
        for text in ["kubectl", "yaml-test-suite"]
            .map(|it| self.texts(&format!("tests/data/{it}")))
            .concat()
        {
            let value: Value = serde_json::from_str(&text).unwrap_or_default();
            strings(&value, &mut found);
        }
        found
    }

    /// What the guides show of YAML.
    fn blocks(&self) -> Vec<String> {
        let guides = [self.texts("docs"), self.texts("README.md")].concat();
        let blocks = |text: &String| {
            let blocks =
                text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
            blocks.map(str::to_owned).collect::<Vec<_>>()
        };
        guides.iter().flat_map(blocks).collect()
    }

    /// Short scalars of manifests, of keys that are asked for.
    fn words(&self, is_wanted: fn(&str) -> bool) -> Vec<String> {
        let mut words = BTreeSet::new();
        each_node(&self.manifests(), |node| {
            let values = node.own_entries().filter(|entry| is_wanted(entry.key_text()));
            let texts = values.filter_map(|entry| entry.value.text());
            words.extend(texts.filter(|text| text.len() < 60).map(str::to_owned));
        });
        words.into_iter().collect()
    }

    /// Images of containers with their arguments, and those that generators are described with.
    fn commands(&self) -> Vec<String> {
        let mut commands = BTreeSet::new();
        let texts = [self.manifests(), self.texts("facts/generators")].concat();
        each_node(&texts, |node| {
            let image = node.get("image").and_then(Node::text).unwrap_or("scalyr/flog:v1");
            let lists = ["command", "args"].map(|key| node.get(key));
            let words = lists.into_iter().flatten().flat_map(Node::items).filter_map(Node::text);
            let words: Vec<&str> = words.collect();
            if !words.is_empty() {
                commands.insert(format!("{image}\n{}", words.join("\n")));
            }
        });
        commands.into_iter().collect()
    }

    /// What was found in manifests, written as a baseline.
    fn baselines(&self) -> Vec<String> {
        let texts = self.manifests().into_iter().step_by(40);
        let written = texts.map(|text| {
            let report = SESSION.lint(files(text.as_bytes()));
            let mut known = Baseline::default();
            report.findings.iter().for_each(|finding| known.add(finding, &report.sources));
            known.write()
        });
        written.collect()
    }
}

/// The files of a folder as one text.
fn set(folder: &Path) -> String {
    let read = |path: PathBuf| {
        let name = path.strip_prefix(folder).ok()?.display().to_string();
        Some((name, fs::read_to_string(&path).ok()?))
    };
    let files: Vec<(String, String)> = paths(folder).into_iter().filter_map(read).collect();
    let bytes = joined(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

fn each_node(texts: &[String], mut take: impl FnMut(Node<'_>)) {
    for text in texts {
        let source = SourceFile::new("a.yaml", text.clone().into_bytes(), true);
        let parsed = parse(FileId(0), &source);
        parsed.documents.iter().filter_map(Document::root).flat_map(Node::tree).for_each(&mut take);
    }
}

/// An editor that opens a manifest, asks about it, and changes it; each line is a message.
fn conversation(text: &str) -> String {
    let uri = "file:///a.yaml";
    let lines = text.lines().count();
    let place = |part: usize| json!({ "line": lines * part / 4, "character": 2 + 4 * part });
    let mut messages = vec![
        json!({ "id": 0, "method": "initialize", "params": {
            "rootUri": "file:///",
            "capabilities": { "textDocument": { "publishDiagnostics": { "relatedInformation": true } } },
        } }),
        json!({ "method": "initialized", "params": {} }),
        json!({ "method": "textDocument/didOpen", "params": {
            "textDocument": { "uri": uri, "languageId": "yaml", "version": 1, "text": text },
        } }),
    ];
    for (at, method) in ["hover", "completion", "definition"].into_iter().enumerate() {
        messages.push(
            json!({ "id": at + 1, "method": format!("textDocument/{method}"), "params": {
            "textDocument": { "uri": uri }, "position": place(at + 1),
        } }),
        );
    }
    let range = json!({ "start": place(0), "end": place(4) });
    messages.extend([
        json!({ "id": 4, "method": "textDocument/codeAction", "params": {
            "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] },
        } }),
        json!({ "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": uri, "version": 2 },
            "contentChanges": [{ "range": { "start": place(1), "end": place(2) }, "text": "x: [" }],
        } }),
        json!({ "id": 5, "method": "textDocument/inlayHint", "params": {
            "textDocument": { "uri": uri }, "range": range,
        } }),
        json!({ "id": 6, "method": "shutdown" }),
        json!({ "method": "exit" }),
    ]);
    messages.iter().map(|message| format!("{message}\n")).collect()
}
