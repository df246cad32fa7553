//! Which documents are manifests: the others are templates, parts of kustomize trees, or something else.

mod blank;
mod chart;
mod cut;
pub(crate) mod kustomize;
mod memory;
mod part;
#[cfg(feature = "cli")]
mod renderable;
mod template;

use std::sync::Arc;

use crate::agent::is_of_load_test;
use crate::kube::{self, Object};
use crate::options::Options;
use crate::parallel;
use crate::report::{SkipReason, Skipped, Summary};
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{Document, Parsed, Placed, Reader, parse_with};

use chart::Charts;
use kustomize::Left;
pub(crate) use memory::Memory;
use memory::Remembered;
#[cfg(feature = "cli")]
pub(crate) use renderable::{Renderable, renderables, unread_bases};

/// What was read, with everything taken out that isn't judged.
#[derive(Debug, Default)]
pub(crate) struct Triage {
    /// What each file holds, in the order of the files.
    pub parsed: Vec<Arc<Parsed>>,
    /// Whether everything that the objects may refer to has been read.
    pub complete: bool,
    /// What must be rendered first.
    pub skipped: Vec<Skipped>,
    /// Counts of files; objects aren't counted yet.
    pub summary: Summary,
}

/// Parses the files, and takes out what isn't judged or isn't an object. What `memory` has of a file isn't read again.
pub(crate) fn triage(sources: &[SourceFile], options: &Options, memory: Option<&Memory>) -> Triage {
    let charts = Charts::of(sources);
    let (mut parsed, left_out) = read_all(sources, &charts, options.reader, memory);
    let mut trees = kustomize::survey(sources, &parsed);
    let mut triage = Triage { complete: !trees.open && !options.incomplete, ..Triage::default() };
    for (index, ((source, parsed), mut skipped)) in
        sources.iter().zip(&mut parsed).zip(left_out).enumerate()
    {
        let file = FileId(index);
        if let Some(left) = trees.skipped.remove(&file) {
            skipped = vec![skipped_whole(file, source, left)];
            *parsed = Arc::default();
        }
        if let Some(placed) = trees.placed.remove(&file) {
            place(Arc::make_mut(parsed), placed);
        }
        for template in skipped.iter_mut().filter(|it| it.reason == SkipReason::Template) {
            template.rendering = charts.rendering(&source.name);
        }
        triage.take(source, parsed, skipped, trees.plain.contains(&file));
    }
    Triage { parsed, ..triage }
}

fn skipped_whole(file: FileId, source: &SourceFile, left: Left) -> Skipped {
    let Left { reason, at, rendering } = left;
    Skipped { file, at, reason, of_load_test: is_of_load_test(&source.text), rendering }
}

fn place(parsed: &mut Parsed, placed: Placed) {
    let placed = Arc::new(placed);
    for document in &mut parsed.documents {
        document.placed = Some(Arc::clone(&placed));
    }
}

/// What each file holds, and what of it has to be rendered first.
fn read_all(
    sources: &[SourceFile],
    charts: &Charts,
    reader: Reader,
    memory: Option<&Memory>,
) -> (Vec<Arc<Parsed>>, Vec<Vec<Skipped>>) {
    let known = memory.map(Memory::take).unwrap_or_default();
    let all = parallel::map(sources, sources.len(), |at, source| {
        let may_be_template = charts.may_be_template(&source.name);
        let known = known.get(at).and_then(|file| file.of(source, may_be_template));
        let new = || {
            let (parsed, skipped) = read(FileId(at), source, may_be_template, reader);
            (Arc::new(parsed), skipped)
        };
        (may_be_template, known.unwrap_or_else(new))
    });
    drop(known);
    if let Some(memory) = memory {
        let files = sources.iter().zip(&all);
        let files = files.map(|(source, (is, read))| Remembered::new(source, *is, read.clone()));
        memory.keep(files.collect());
    }
    all.into_iter().map(|(_, read)| read).unzip()
}

impl Triage {
    /// Counts a file, and empties it where it holds nothing to judge.
    fn take(
        &mut self,
        source: &SourceFile,
        parsed: &mut Arc<Parsed>,
        skipped: Vec<Skipped>,
        is_plain: bool,
    ) {
        let broken = parsed.problems.iter().any(|one| one.kind.is_loss());
        // What can't be read and names no kind anywhere is some other program's file.
        let is_foreign = broken && !has_object(parsed) && !names_kind(&source.text);
        let holds_objects = !is_plain && !is_foreign && (broken || has_object(parsed));
        self.complete &= skipped.is_empty() && (!broken || is_foreign);
        if !holds_objects {
            *parsed = Arc::default();
        }
        self.complete &= kube::fragments(parsed).is_empty();
        match (source.judged, holds_objects) {
            (false, _) => self.summary.context += usize::from(holds_objects),
            (true, true) => self.summary.files += 1,
            (true, false) => self.summary.passed_over += usize::from(skipped.is_empty()),
        }
        if source.judged {
            self.skipped.extend(skipped);
        }
    }
}

/// What a file holds, without the documents that aren't whole objects yet, each reason for which is reported once, at the
/// first of them. Where the file can't be a template, such documents are omitted silently.
pub(crate) fn read(
    file: FileId,
    source: &SourceFile,
    may_be_template: bool,
    reader: Reader,
) -> (Parsed, Vec<Skipped>) {
    let mut parsed = parse_with(file, source, reader);
    let places = unfinished(source, &parsed);
    if places.is_empty() {
        return (parsed, Vec::new());
    }
    let (mut parts, mut skipped): (Vec<Span>, Vec<Skipped>) = (Vec::new(), Vec::new());
    for part in cut::documents(&source.text, &parsed) {
        let text = part.slice(&source.text);
        let mut here =
            places.iter().filter(|(at, _)| part.start <= at.start && at.start < part.end);
        let Some(&(span, reason)) = here.next() else {
            continue;
        };
        parts.push(part);
        let may_be = || may_be_template && (chart::is_template(&source.name) || heads_object(text));
        let (at, of_load_test) = (Location::new(file, span), is_of_load_test(text));
        let one = Skipped { file, at, reason, of_load_test, rendering: None };
        add_skipped(&mut skipped, one, may_be);
    }
    cut::remove(&mut parsed, &parts);
    (parsed, skipped)
}

/// Where a file shows that something else completes it.
fn unfinished(source: &SourceFile, parsed: &Parsed) -> Vec<(Span, SkipReason)> {
    let mut places = template::places(&source.text, parsed);
    let roots = parsed.documents.iter().filter_map(Document::root);
    places.extend(roots.filter_map(part::unfinished));
    places
}

/// Adds a document to those that are skipped, unless an earlier one has its reason, or it can't be a template.
fn add_skipped(skipped: &mut Vec<Skipped>, one: Skipped, may_be: impl FnOnce() -> bool) {
    match skipped.iter_mut().find(|known| known.reason == one.reason) {
        Some(known) => known.of_load_test |= one.of_load_test,
        None if may_be() => skipped.push(one),
        None => {}
    }
}

fn has_object(parsed: &Parsed) -> bool {
    let mut roots = parsed.documents.iter().filter_map(Document::root);
    roots.any(|root| Object::from_node(root).is_some() || kube::is_stray(root))
}

/// Whether a text that may be unreadable has the key of an object, at whatever depth.
fn names_kind(text: &str) -> bool {
    text.lines().any(|line| keys(line).any(is_head))
}

/// Whether a document that may be unreadable begins as an object does: `kind` or `apiVersion` outside of everything.
fn heads_object(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let in_brackets =
        text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("{{");
    let outermost = |line: &&str| in_brackets || !line.starts_with([' ', '\t']);
    text.lines().filter(outermost).any(|line| keys(line).any(is_head))
}

/// What is before the colons of a line, without quotes and what precedes it.
fn keys(line: &str) -> impl Iterator<Item = &str> {
    let before = line.match_indices(':').filter_map(|(at, _)| line.get(..at));
    before.map(|text| {
        let text = text.trim_end().trim_end_matches(['"', '\'']);
        text.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
    })
}

fn is_head(key: &str) -> bool {
    ["apiversion", "kind"].iter().any(|head| key.eq_ignore_ascii_case(head))
}
