//! What a fix may not do: lose an object, or bring a finding that wasn't there.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity};
use crate::fix::{Applicability, Edit, Fix};
use crate::kube::Object;
use crate::line;
use crate::model::Model;
use crate::report::Report;
use crate::rule::RuleSet;
use crate::source::{FileId, LineIndex, Location, Span};

use super::Task;
use super::apply::Moves;

/// The objects of some files.
#[derive(Debug)]
pub(super) struct State {
    objects: Vec<Known>,
}

/// An object, by what tells it from others.
#[derive(Debug)]
struct Known {
    file: FileId,
    kind: String,
    title: String,
    root: Location,
    /// The lines where that is written, up to it.
    names: Vec<Location>,
}

impl State {
    /// The objects of a model.
    pub(super) fn of(model: &Model<'_>) -> Self {
        // A list without items is none, and once it has them it is them.
        let is_list = |one: &&Object<'_>| one.kind == "List" && one.api_version == "v1";
        let objects = model.objects.iter().filter(|one| !is_list(one));
        Self { objects: objects.map(Known::of).collect() }
    }

    /// Whether each object is still there, unless an edit renames or removes it.
    ///
    /// # Errors
    /// Names the object that is lost.
    pub(super) fn may_become(&self, after: &Self, edits: &[Edit]) -> Result<(), String> {
        let moves = Moves::new(edits);
        let mut left: BTreeMap<(FileId, &str), usize> = BTreeMap::new();
        for one in &after.objects {
            *left.entry((one.file, one.title.as_str())).or_default() += 1;
        }
        for one in &self.objects {
            let is_there =
                left.get_mut(&(one.file, one.title.as_str())).filter(|count| **count > 0);
            match is_there {
                Some(count) => *count -= 1,
                None if one.is_meant(edits) || after.names(one, &moves) => {}
                None => return Err(format!("{} would be lost", one.title)),
            }
        }
        Ok(())
    }

    /// Whether an object that had no name is there with one, since its metadata can be read now.
    fn names(&self, before: &Known, moves: &Moves) -> bool {
        let start = moves.place(before.root).span.start;
        let is_it = |one: &Known| {
            one.file == before.file && one.root.span.start == start && one.kind == before.kind
        };
        before.title == before.kind && self.objects.iter().any(is_it)
    }
}

impl Known {
    fn of(object: &Object<'_>) -> Self {
        let written = |path: &[&str]| {
            let node = object.root.get_path(path)?;
            let (text, at) = (node.document().text(), node.location());
            let start = line::start_of(text, at.span.start);
            Some(Location { span: Span::new(start, at.span.end), ..at })
        };
        let paths = [&["kind"][..], &["metadata", "name"], &["metadata", "namespace"]];
        let root = object.root.location();
        let names = paths.into_iter().filter_map(written).collect();
        let (kind, title) = (object.kind.to_owned(), object.title());
        Self { file: root.file, kind, title, root, names }
    }

    /// Whether an edit renames the object or removes it as a whole.
    fn is_meant(&self, edits: &[Edit]) -> bool {
        edits.iter().filter(|edit| edit.file == self.file).any(|edit| {
            let root = self.root.span;
            let is_removed = edit.span.covers(root);
            is_removed || self.names.iter().any(|name| name.span.overlaps(edit.span))
        })
    }
}

/// Whether a report is that of the files with some findings fixed, and nothing else.
///
/// # Errors
/// Says what would be wrong.
pub(super) fn compare(
    before: &Report,
    after: &Report,
    tasks: &[Task],
    edits: &[Edit],
    rules: &RuleSet,
) -> Result<(), String> {
    if after.skipped.len() > before.skipped.len() {
        return Err("a file could no longer be judged".to_owned());
    }
    let moves = Moves::new(edits);
    let left = after.findings.iter().map(|finding| told(finding, finding.primary.at));
    let left: BTreeSet<_> = left.collect();
    let stays =
        |task: &&Task| left.contains(&told(&task.finding, moves.place(task.finding.primary.at)));
    if tasks.iter().any(|task| stays(&task)) {
        return Err("it would change nothing".to_owned());
    }
    let mut known = Counts::of(before, &moves);
    for finding in &after.findings {
        // Advice about what was written isn't a mistake.
        let is_advice = finding.severity == Severity::Info;
        let is_revealed = || is_revealed(finding, before, tasks, &moves, rules);
        if !known.take(finding) && !is_advice && !is_revealed() {
            return Err(would_be_found(finding, after));
        }
    }
    Ok(())
}

fn would_be_found(finding: &Finding, after: &Report) -> String {
    let (rule, message) = (&finding.rule, &finding.message);
    format!("`{rule}` would be found then: {message}{}", line(after, finding))
}

/// A finding in its words at a place.
fn told(finding: &Finding, at: Location) -> (String, &'static str, String, FileId, usize) {
    (finding.rule.clone(), finding.case, finding.message.clone(), at.file, at.span.start)
}

/// A rule at a place.
fn place(finding: &Finding, at: Location) -> (String, FileId, usize) {
    (finding.rule.clone(), at.file, at.span.start)
}

/// How often each mistake was found before, by its rule and place, and by its words.
#[derive(Default)]
struct Counts {
    at: BTreeMap<(String, FileId, usize), usize>,
    by_words: BTreeMap<String, usize>,
}

impl Counts {
    fn of(before: &Report, moves: &Moves) -> Self {
        let mut known = Self::default();
        let suppressed = before.suppressed.iter().map(|one| &one.finding);
        for finding in before.findings.iter().chain(suppressed) {
            let place = place(finding, moves.place(finding.primary.at));
            *known.at.entry(place).or_default() += 1;
            *known.by_words.entry(words(finding)).or_default() += 1;
        }
        known
    }

    /// Whether a finding was known, which is then known once less.
    fn take(&mut self, finding: &Finding) -> bool {
        take(&mut self.at, &place(finding, finding.primary.at))
            || take(&mut self.by_words, &words(finding))
    }
}

/// What a finding says, and of what object.
fn words(finding: &Finding) -> String {
    format!("{}\0{}\0{:?}", finding.rule, finding.message, finding.primary.within.object)
}

fn take<K: Ord>(counts: &mut BTreeMap<K, usize>, key: &K) -> bool {
    match counts.get_mut(key).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            true
        }
        None => false,
    }
}

/// Whether what is found was there before, and only its cause kept it silent: a rule that speaks first, or a mistake that
/// was the only thing to fix. It is about other text than what was written, and not about whether that can be read.
fn is_revealed(
    finding: &Finding,
    before: &Report,
    tasks: &[Task],
    moves: &Moves,
    rules: &RuleSet,
) -> bool {
    let at = finding.primary.at;
    let hides = |task: &Task| rules.hides(&task.finding.rule, &finding.rule);
    // What the value says isn't new where only its type was wrong.
    let is_requoted = |task: &Task| {
        let within = &task.finding.primary.within;
        *within == finding.primary.within
            && hides(task)
            && rules.is_about_use(&finding.rule)
            && keeps_words(&task.fix, before)
    };
    if moves.is_written(at) && !tasks.iter().any(is_requoted) {
        return false;
    }
    let is_certain = tasks.iter().all(|task| task.fix.applicability == Applicability::Safe);
    // What a finding names in addition to its place is part of it, and may be the rest.
    let named = |task: &Task| task.finding.related.iter().any(|one| moves.place(one.at) == at);
    let is_hidden = is_certain || tasks.iter().any(|task| hides(task) || named(task));
    is_hidden && !rules.is_about_text(&finding.rule)
}

/// Whether a fix changes no more than quotes.
fn keeps_words(fix: &Fix, before: &Report) -> bool {
    fn bare(text: &str) -> &str {
        text.trim_matches(['"', '\''])
    }
    fix.edits.iter().all(|edit| {
        let source = before.source(edit.file);
        source.is_some_and(|source| bare(edit.span.slice(&source.text)) == bare(&edit.text))
    })
}

fn line(report: &Report, finding: &Finding) -> String {
    let at = finding.primary.at;
    let text = report.source(at.file).map(|source| &*source.text).unwrap_or_default();
    let line = LineIndex::new(text).position(text, at.span.start).line;
    format!(" (line {line})")
}
