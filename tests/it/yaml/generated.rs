//! Trees like manifests, rendered to YAML in varied styles; each scalar's place is known while it is
//! written, and has to be found again.

use std::ops::Range;

use lt_lint::source::{LineIndex, Position};
use lt_lint::yaml::{Node, Parsed, Style};
use proptest::prelude::*;

use super::{read, render, report_of, source};

/// A scalar and how to write it.
#[derive(Debug, Clone)]
enum Leaf {
    Plain(String),
    Single(String),
    /// Written with `\u{…}`-like escapes where the flag says so.
    Double(String, bool),
    /// Lines, header, comment behind the header.
    Literal(Vec<String>, &'static str, bool),
    Missing,
}

#[derive(Debug, Clone)]
enum Tree {
    Leaf(Leaf),
    /// Items, and whether to write them in flow style.
    List(Vec<Tree>, bool),
    Map(Vec<(Leaf, Tree)>, bool),
}

/// How a whole file is written.
#[derive(Debug, Clone)]
struct RenderOptions {
    newline: &'static str,
    bom: bool,
    indent: usize,
    /// Lists indented below their key, or level with it.
    list_indent: bool,
    /// Every how manieth line gets a comment; 0 for none.
    comments: usize,
    /// Line breaks inside flow collections.
    broken_flow: bool,
}

struct Expected {
    range: Range<usize>,
    text: String,
    style: Style,
}

struct Writer<'l> {
    out: String,
    expected: Vec<Expected>,
    look: &'l RenderOptions,
    lines: usize,
}

impl Writer<'_> {
    fn end_line(&mut self) {
        self.lines += 1;
        if self.look.comments > 0 && self.lines.is_multiple_of(self.look.comments) {
            self.out.push_str(" # é: [x] 'y' 😀\t#");
        }
        self.out.push_str(self.look.newline);
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn expect(&mut self, from: usize, text: &str, style: Style) {
        let range = from..self.out.len();
        self.expected.push(Expected { range, text: text.to_owned(), style });
    }

    /// A scalar on one line.
    fn inline(&mut self, leaf: &Leaf) {
        let from = self.out.len();
        match leaf {
            Leaf::Plain(text) => {
                self.out.push_str(text);
                self.expect(from, text, Style::Plain);
            }
            Leaf::Single(text) => {
                self.out.push_str(&format!("'{}'", text.replace('\'', "''")));
                self.expect(from, text, Style::Quoted);
            }
            Leaf::Double(text, escaped) => {
                self.out.push_str(&double(text, *escaped));
                self.expect(from, text, Style::Quoted);
            }
            Leaf::Literal(lines, ..) => self.inline(&Leaf::Single(lines.join(" "))),
            Leaf::Missing => self.expect(from, "", Style::Plain),
        }
    }

    fn literal(&mut self, lines: &[String], header: &str, comment: bool, indent: usize) {
        let from = self.out.len();
        self.out.push_str(header);
        if comment {
            self.out.push_str(" # a | b > c");
        }
        for line in lines {
            self.out.push_str(self.look.newline);
            self.pad(indent);
            self.out.push_str(line);
        }
        let tail = if header.ends_with('-') { "" } else { "\n" };
        self.expect(from, &format!("{}{tail}", lines.join("\n")), Style::Block);
        self.out.push_str(self.look.newline);
    }

    fn flow(&mut self, tree: &Tree, indent: usize) {
        let separator = if self.look.broken_flow {
            format!(",{}{}", self.look.newline, " ".repeat(indent + 2))
        } else {
            ", ".to_owned()
        };
        match tree {
            Tree::Leaf(Leaf::Missing) => self.inline(&Leaf::Plain("null".to_owned())),
            Tree::Leaf(leaf) => self.inline(leaf),
            Tree::List(items, _) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.out.push_str(if at == 0 { "" } else { &separator });
                    self.flow(item, indent);
                }
                self.out.push(']');
            }
            Tree::Map(entries, _) => {
                self.out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    self.out.push_str(if at == 0 { "" } else { &separator });
                    self.inline(key);
                    self.out.push_str(": ");
                    self.flow(value, indent);
                }
                self.out.push('}');
            }
        }
    }

    /// What stands behind `key:` or `-` on the same line, or below it.
    fn below(&mut self, tree: &Tree, indent: usize, in_list: bool) {
        let step = self.look.indent;
        match tree {
            Tree::Leaf(Leaf::Missing) => {
                self.inline(&Leaf::Missing);
                self.end_line();
            }
            Tree::Leaf(Leaf::Literal(lines, header, comment)) => {
                self.out.push(' ');
                self.literal(lines, header, *comment, indent + step);
            }
            Tree::Map(entries, false) if !entries.is_empty() && in_list => {
                // The compact form: the first key stands behind the dash.
                self.out.push(' ');
                self.map(entries, indent + 2, true);
            }
            Tree::Map(entries, false) if !entries.is_empty() => {
                self.end_line();
                self.map(entries, indent + step, false);
            }
            Tree::List(items, false) if !items.is_empty() => {
                self.end_line();
                let level = in_list || self.look.list_indent;
                self.list(items, if level { indent + step } else { indent });
            }
            flow => {
                self.out.push(' ');
                self.flow(flow, indent);
                self.end_line();
            }
        }
    }

    fn map(&mut self, entries: &[(Leaf, Tree)], indent: usize, compact: bool) {
        for (at, (key, value)) in entries.iter().enumerate() {
            if at > 0 || !compact {
                self.pad(indent);
            }
            self.inline(key);
            self.out.push(':');
            self.below(value, indent, false);
        }
    }

    fn list(&mut self, items: &[Tree], indent: usize) {
        for item in items {
            self.pad(indent);
            self.out.push('-');
            self.below(item, indent, true);
        }
    }

    fn document(&mut self, tree: &Tree) {
        match tree {
            Tree::Map(entries, false) if !entries.is_empty() => self.map(entries, 0, false),
            Tree::List(items, false) if !items.is_empty() => self.list(items, 0),
            flow => {
                self.flow(flow, 0);
                self.end_line();
            }
        }
    }
}

fn double(text: &str, escaped: bool) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if escaped => out.push_str("\\/"),
            c if escaped && !c.is_ascii() => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn plain() -> impl Strategy<Value = String> {
    let inner = "[a-zA-Z0-9é語😀/._:#@%|>!&*'\"=-]{0,8}";
    // Behind a blank no `#`, before one no `:`, and neither of them last.
    let pattern = format!(
        "[a-zA-Z0-9é語😀/.](({inner}[a-z0-9é] [a-z=(é😀|>*&'\"!@%-]{{1,3}})?{inner}[a-zA-Z0-9é😀])?"
    );
    prop::string::string_regex(&pattern).unwrap()
}

fn key() -> impl Strategy<Value = Leaf> {
    prop_oneof![
        6 => plain().prop_map(Leaf::Plain),
        1 => "[ -~é語😀]{0,8}".prop_map(Leaf::Single),
        1 => ("[ -~é語😀]{0,8}", any::<bool>()).prop_map(|(text, escaped)| Leaf::Double(text, escaped)),
    ]
}

fn leaf() -> impl Strategy<Value = Leaf> {
    let line = "[a-z{\"'#é😀|>-][ -~é語]{0,10}[!-~é]";
    let header = prop::sample::select(vec!["|", "|-", "|+"]);
    prop_oneof![
        4 => key(),
        2 => (prop::collection::vec(line, 1..4), header, any::<bool>())
            .prop_map(|(lines, header, comment)| Leaf::Literal(lines, header, comment)),
        1 => Just(Leaf::Missing),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let flow = prop::bool::weighted(0.25);
    leaf().prop_map(Tree::Leaf).prop_recursive(6, 60, 5, move |inner| {
        let entries = prop::collection::vec((key(), inner.clone()), 0..5);
        prop_oneof![
            2 => (entries, flow).prop_map(|(entries, flow)| Tree::Map(entries, flow)),
            1 => (prop::collection::vec(inner, 0..5), flow).prop_map(|(items, flow)| Tree::List(items, flow)),
        ]
    })
}

fn document() -> impl Strategy<Value = Tree> {
    let entries = prop::collection::vec((key(), tree()), 1..5);
    prop_oneof![
        4 => (entries, prop::bool::weighted(0.1)).prop_map(|(entries, flow)| Tree::Map(entries, flow)),
        1 => prop::collection::vec(tree(), 1..5).prop_map(|items| Tree::List(items, false)),
    ]
}

fn look() -> impl Strategy<Value = RenderOptions> {
    let newline = prop::sample::select(vec!["\n", "\r\n"]);
    (newline, any::<bool>(), 1..5_usize, any::<bool>(), 0..4_usize, any::<bool>()).prop_map(
        |(newline, bom, indent, list_indent, comments, broken_flow)| RenderOptions {
            newline,
            bom,
            indent,
            list_indent,
            comments,
            broken_flow,
        },
    )
}

/// The file, and the scalars of each document in order.
fn write(documents: &[Tree], look: &RenderOptions) -> (String, Vec<Vec<Expected>>) {
    let mut out = String::from(if look.bom { "\u{feff}" } else { "" });
    let mut expected = Vec::new();
    for (at, tree) in documents.iter().enumerate() {
        if at > 0 {
            out.push_str("---");
            out.push_str(look.newline);
        }
        let mut writer = Writer { out, expected: Vec::new(), look, lines: 0 };
        writer.document(tree);
        out = writer.out;
        expected.push(writer.expected);
    }
    (out, expected)
}

/// Line and column by counting through the whole text.
fn naive(text: &str, offset: usize) -> Position {
    let (mut line, mut column) = (1, 1);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next_if(|(at, _)| *at < offset) {
        match c {
            '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => {}
            '\n' | '\r' => (line, column) = (line + 1, 1),
            '\u{feff}' if at == 0 => {}
            _ => column += 1,
        }
    }
    Position { line, column }
}

fn check(text: &str, parsed: &Parsed, expected: &[Vec<Expected>]) -> Result<(), TestCaseError> {
    let index = LineIndex::new(text);
    prop_assert_eq!(parsed.documents.len(), expected.len(), "{:?}", parsed.problems);
    for (document, expected) in parsed.documents.iter().zip(expected) {
        let scalars: Vec<Node<'_>> = document.root().unwrap().scalars().collect();
        prop_assert_eq!(scalars.len(), expected.len());
        for (node, wanted) in scalars.into_iter().zip(expected) {
            prop_assert_eq!(node.text(), Some(wanted.text.as_str()));
            prop_assert_eq!(node.style(), Some(wanted.style), "{:?}", &wanted.text);
            if wanted.range.is_empty() {
                prop_assert!(node.span().is_empty(), "{:?}", node);
                continue;
            }
            prop_assert_eq!(Range::from(node.span()), wanted.range.clone(), "{:?}", node.raw());
            let start = node.span().start;
            prop_assert_eq!(index.position(text, start), naive(text, start));
            check_fragments(text, node)?;
        }
    }
    Ok(())
}

/// Every part of a text that is as written has its own place, also in a block; parts of other texts have the whole.
fn check_fragments(text: &str, node: Node<'_>) -> Result<(), TestCaseError> {
    let content = node.text().unwrap();
    let quotes: &[char] = if node.style() == Some(Style::Quoted) { &['"', '\''] } else { &[] };
    let inner = node.raw().strip_prefix(quotes).and_then(|raw| raw.strip_suffix(quotes));
    let verbatim = inner.unwrap_or(node.raw()) == content;
    for (start, c) in content.char_indices() {
        let part = start..start + c.len_utf8();
        let place = node.fragment(part.clone());
        match verbatim {
            true => prop_assert_eq!(place.span.slice(text), &content[part]),
            false if place == node.location() => {}
            false => {
                prop_assert_eq!(node.style(), Some(Style::Block));
                prop_assert_eq!(place.span.slice(text), &content[part]);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_scalar_is_found_where_it_was_written(
        documents in prop::collection::vec(document(), 1..4),
        look in look(),
    ) {
        let (text, expected) = write(&documents, &look);
        let parsed = read(&text);
        check(&text, &parsed, &expected).map_err(|error| TestCaseError::fail(format!("{text}\n{text:?}\n{error}")))?;
    }

    #[test]
    fn every_tree_can_be_linted_and_rendered(document in document(), look in look()) {
        let (text, _) = write(&[document], &look);
        let head = format!("apiVersion: v1{0}kind: ConfigMap{0}---{0}", look.newline);
        let report = report_of(source(&format!("{head}{}", text.trim_start_matches('\u{feff}'))));
        prop_assert_eq!(report.summary.files + report.skipped.len(), 1);
        render(&report);
    }

    #[test]
    fn positions_agree_with_counting(text in "[a-zé語😀\u{feff} \r\n\t]{0,40}", offset in 0..120_usize) {
        let index = LineIndex::new(&text);
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        // Between CR and LF is no place of its own.
        prop_assume!(!text[..offset].ends_with('\r') || !text[offset..].starts_with('\n'));
        prop_assert_eq!(index.position(&text, offset), naive(&text, offset));
    }
}
