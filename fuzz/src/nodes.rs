//! `templates`: the shipped manifests with nodes removed, doubled, moved, renamed, replaced, wrapped or written another
//! way. The bytes are the decisions, so that nearly every input is a manifest that somebody could have written.

use std::fmt::Write;

use lt_lint::SourceFile;
use lt_lint::source::FileId;
use lt_lint::yaml::{Document, Kind, Node, Style, parse};

use super::cut::joined;
use super::fixing::fix;
use super::linting::lint;

const FILES: [(&str, &str); 3] = [
    ("configmap.yaml", include_str!("../../k8s/configmap.yaml")),
    ("account.yaml", include_str!("../../k8s/scalyr-service-account.yaml")),
    ("sidecar.yaml", include_str!("../../k8s/scalyr-sidecar.yaml")),
];

/// Bytes of a decision: which node, which change, and what more it needs to know.
const DECISION: usize = 4;
/// Most changes of one input.
const MOST: usize = 8;

/// Scalars that nobody expects.
const ODD: [&str; 40] = [
    "",
    "~",
    "null",
    "yes",
    "0x1F",
    "0777",
    "1e999",
    "-1",
    "150M",
    "150m",
    "150 Mi",
    "1.5.2",
    "${X}",
    "$(A)",
    "{{ .x }}",
    "e\u{301}",
    "\u{202e}x",
    "9223372036854775808",
    "12:30:45",
    "*a",
    "&b c",
    "!!str 5",
    "[",
    "- x",
    "a: b",
    "# c",
    "x #y",
    " ",
    "\t",
    "latest",
    "2001-01-01",
    ".inf",
    "1_000",
    "|",
    "\"",
    "'",
    "%",
    "SCALYR_API_KEY",
    "scalyr-agent",
    "\u{feff}",
];

/// Lints and fixes the templates as the decisions change them.
pub fn templates(input: &[u8]) {
    let files = changed(input);
    lint(&files);
    fix(&files);
}

/// The templates with the changes that some bytes decide on, as one set of files.
pub fn changed(input: &[u8]) -> Vec<u8> {
    let mut files = FILES.map(|(name, text)| (name, trees(text)));
    for decision in input.chunks_exact(DECISION).take(MOST) {
        let [high, low, change, more] = decision else { continue };
        let at = usize::from(u16::from_be_bytes([*high, *low]));
        let size: usize = files.iter().flat_map(|(_, trees)| trees).map(Tree::size).sum();
        let mut at = at % size.max(1);
        let trees = files.iter_mut().flat_map(|(_, trees)| trees);
        for tree in trees {
            if at < tree.size() {
                tree.nth(at).change(*change, usize::from(*more));
                break;
            }
            at -= tree.size();
        }
    }
    let texts = files.map(|(name, trees)| (name, written(&trees)));
    joined(texts.iter().map(|(name, text)| (*name, text.as_str())))
}

/// One to four decisions that look like chance, the same for each seed.
pub fn decisions(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..4 * (1 + seed % 4)).map(|_| next()).collect()
}

/// A node that can be changed.
#[derive(Clone)]
enum Tree {
    Scalar(String, Style),
    Map(Vec<(String, Tree)>, bool),
    List(Vec<Tree>, bool),
}

fn trees(text: &str) -> Vec<Tree> {
    let source = SourceFile::new("a.yaml", text.as_bytes().to_vec(), true);
    let parsed = parse(FileId(0), &source);
    parsed.documents.iter().filter_map(Document::root).map(Tree::of).collect()
}

impl Tree {
    fn of(node: Node<'_>) -> Self {
        match node.kind() {
            Kind::Mapping => {
                let entries = node.own_entries();
                let entry =
                    |it: lt_lint::yaml::Entry<'_>| (it.key_text().to_owned(), Self::of(it.value));
                Self::Map(entries.map(entry).collect(), node.raw().starts_with('{'))
            }
            Kind::Sequence => {
                Self::List(node.items().map(Self::of).collect(), node.raw().starts_with('['))
            }
            Kind::Scalar => {
                let text = node.text().unwrap_or_default().to_owned();
                Self::Scalar(text, node.style().unwrap_or(Style::Plain))
            }
        }
    }

    fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::Scalar(..) => Box::new(std::iter::empty()),
            Self::Map(entries, _) => Box::new(entries.iter().map(|(_, value)| value)),
            Self::List(items, _) => Box::new(items.iter()),
        }
    }

    fn children_mut(&mut self) -> Box<dyn Iterator<Item = &mut Self> + '_> {
        match self {
            Self::Scalar(..) => Box::new(std::iter::empty()),
            Self::Map(entries, _) => Box::new(entries.iter_mut().map(|(_, value)| value)),
            Self::List(items, _) => Box::new(items.iter_mut()),
        }
    }

    fn size(&self) -> usize {
        1 + self.children().map(Self::size).sum::<usize>()
    }

    /// The node that comes at a place in the order of the text; the last one beyond the end.
    fn nth(&mut self, at: usize) -> &mut Self {
        let mut rest = at;
        let mut chosen = None;
        for (number, child) in self.children().enumerate() {
            if rest == 0 {
                break;
            }
            if rest <= child.size() {
                chosen = Some((number, rest - 1));
                break;
            }
            rest -= child.size();
        }
        match chosen {
            Some((number, rest)) => match self.children_mut().nth(number) {
                Some(child) => child.nth(rest),
                None => unreachable!("it was counted"),
            },
            None => self,
        }
    }

    fn change(&mut self, change: u8, more: usize) {
        let count = self.children().count();
        let at = more % count.max(1);
        match (change % 10, &mut *self) {
            (0, Self::Map(entries, _)) if count > 0 => drop(entries.remove(at)),
            (0, Self::List(items, _)) if count > 0 => drop(items.remove(at)),
            (1, Self::Map(entries, _)) if count > 0 => entries.insert(at, entries[at].clone()),
            (1, Self::List(items, _)) if count > 0 => items.insert(at, items[at].clone()),
            (2, Self::Map(entries, _)) if count > 1 => entries.swap(at, (at + 1) % count),
            (2, Self::List(items, _)) if count > 1 => items.swap(at, (at + 1) % count),
            (3, Self::Map(entries, _)) if count > 0 => rename(&mut entries[at].0, more),
            (4, Self::Map(_, flow) | Self::List(_, flow)) => *flow = !*flow,
            (4, Self::Scalar(_, style)) => {
                *style = [Style::Quoted, Style::Block, Style::Plain][more % 3];
            }
            (5, it) => *it = Self::List(vec![it.clone()], more % 2 == 0),
            (6, it) => *it = Self::Map(vec![("x".to_owned(), it.clone())], more % 2 == 0),
            (7, it) if count > 0 => {
                let child = it.children().nth(at).cloned();
                *it = child.unwrap_or_else(|| it.clone());
            }
            (8, Self::Scalar(text, _)) if text.len() > 1 => drop(text.pop()),
            (_, it) => *it = Self::Scalar(ODD[more % ODD.len()].to_owned(), Style::Plain),
        }
    }

    fn is_flow(&self) -> bool {
        match self {
            Self::Scalar(..) => true,
            Self::Map(entries, flow) => *flow || entries.is_empty(),
            Self::List(items, flow) => *flow || items.is_empty(),
        }
    }
}

/// A slip in a key.
fn rename(key: &mut String, more: usize) {
    match more % 4 {
        0 => key.push('s'),
        1 => drop(key.pop()),
        2 => *key = key.to_lowercase(),
        _ => *key = ODD[more % ODD.len()].to_owned(),
    }
}

fn written(trees: &[Tree]) -> String {
    let mut out = String::new();
    for tree in trees {
        out.push_str("---\n");
        match tree.is_flow() {
            true => flow(tree, &mut out),
            false => block(tree, 0, &mut out),
        }
        out.push('\n');
    }
    out
}

fn block(tree: &Tree, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    match tree {
        Tree::Map(entries, _) => {
            for (key, value) in entries {
                let _ = write!(out, "{pad}{key}:");
                below(value, depth, out);
            }
        }
        Tree::List(items, _) => {
            for item in items {
                let _ = write!(out, "{pad}-");
                below(item, depth, out);
            }
        }
        Tree::Scalar(..) => flow(tree, out),
    }
}

/// What is behind a key or a dash: in the same line, or below it.
fn below(value: &Tree, depth: usize, out: &mut String) {
    match value {
        Tree::Scalar(text, Style::Block) => {
            out.push_str(" |-\n");
            for line in text.lines() {
                let _ = writeln!(out, "{}{line}", "  ".repeat(depth + 1));
            }
        }
        value if value.is_flow() => {
            out.push(' ');
            flow(value, out);
            out.push('\n');
        }
        value => {
            out.push('\n');
            block(value, depth + 1, out);
        }
    }
}

fn flow(tree: &Tree, out: &mut String) {
    match tree {
        Tree::Scalar(text, Style::Plain) => out.push_str(text),
        Tree::Scalar(text, _) => {
            let _ = write!(out, "{}", serde_json::Value::from(text.as_str()));
        }
        Tree::Map(entries, _) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                let _ = write!(out, "{comma}{key}: ");
                flow(value, out);
            }
            out.push('}');
        }
        Tree::List(items, _) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                flow(item, out);
            }
            out.push(']');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_changes_is_clean() {
        let files = super::super::cut::files(&changed(b""));
        let report = super::super::linting::SESSION.lint(files);
        let grave = report.findings.iter().filter(|it| it.rule != "known-defects");
        assert_eq!(grave.count(), 0, "{:#?}", report.findings);
    }

    #[test]
    fn each_change_changes_something() {
        let before = changed(b"");
        for change in 0..10 {
            let differs = |at: u8| changed(&[0, at, change, 1]) != before;
            assert!((0..200).any(differs), "{change}");
        }
    }
}
