//! The YAML tree: places, styles, semantics, and text that is out to break it.
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a test that fails may panic")]

mod generated;
mod hostile;
mod places;
mod semantics;
mod streams;
mod two_readers;
mod typed;

use std::sync::LazyLock;

use lt_lint::output::{RenderOptions, concise, human};
use lt_lint::rule::RuleSet;
use lt_lint::source::{FileId, SourceFile, Span};
use lt_lint::yaml::{Document, Node, Parsed, ProblemKind, parse};
use lt_lint::{Options, Report, lint};

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::builtin().unwrap());

fn source(text: &str) -> SourceFile {
    SourceFile::new("test.yaml", text.as_bytes().to_vec(), true)
}

fn read(text: &str) -> Parsed {
    parse(FileId(0), &source(text))
}

/// The only document of a text that has to be free of problems.
fn good(text: &str) -> Document {
    let mut parsed = read(text);
    assert!(parsed.problems.is_empty(), "{text:?}: {:?}", parsed.problems);
    assert_eq!(parsed.documents.len(), 1, "{text:?}");
    parsed.documents.remove(0)
}

fn root(document: &Document) -> Node<'_> {
    document.root().unwrap()
}

/// Place and reason of each syntax problem.
fn syntax(text: &str) -> Vec<(Span, String)> {
    let reason = |problem: &lt_lint::yaml::Problem| match &problem.kind {
        ProblemKind::Syntax(reason)
        | ProblemKind::Misplaced(reason)
        | ProblemKind::Refused(reason) => Some((problem.at.span, reason.clone())),
        ProblemKind::DuplicateKey { .. } | ProblemKind::TooLarge => None,
    };
    read(text).problems.iter().filter_map(reason).collect()
}

fn report_of(source: SourceFile) -> Report {
    lint(vec![source], &RULES, &Options { pedantic: true, ..Options::default() }).unwrap()
}

/// Both renderings, which have to work for whatever was found.
fn render(report: &Report) -> (String, String) {
    let look = RenderOptions { color: false, width: 80, ..RenderOptions::default() };
    (concise(report), human(report, &look))
}
