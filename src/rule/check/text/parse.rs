//! `parse`: faults of the text, found while it was read.

use serde::Deserialize;

use crate::fix::{Applicability, Change};
use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};
use crate::source::Location;
use crate::yaml::{KeyPlaces, Kind, Node, Problem, ProblemKind};

use super::misplaced;

/// ParseFile of `parse`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ParseFile {
    /// Which fault.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Text that isn't YAML, or that kubectl can't make JSON of. Cases: `syntax`, `misplaced` (one line has to be moved),
    /// `refused` (kubectl can't make JSON of it), `large`. Variables: `reason`, `remedy`.
    Syntax,
    /// A key that appears twice in a mapping. Variables: `key`.
    DuplicateKey,
}

impl Check for ParseFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::File
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Syntax => &["syntax", "misplaced", "refused", "large"],
            Find::DuplicateKey => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Syntax => &["misplaced"],
            Find::DuplicateKey => &[""],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Syntax => &["reason", "remedy"],
            Find::DuplicateKey => &["key"],
        }
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let problems = model.parsed.iter().flat_map(|file| &file.problems);
        match self.report {
            Find::Syntax => {
                let mut budget = misplaced::BUDGET;
                hits.extend(problems.filter_map(|problem| syntax(problem, model, &mut budget)));
            }
            Find::DuplicateKey => {
                let mut runs = Runs::default();
                problems.for_each(|problem| runs.add(problem, model));
                hits.extend(runs.all.into_iter().map(|run| run.hit));
            }
        }
    }
}

/// A fault of the text.
fn syntax(problem: &Problem, model: &Model<'_>, budget: &mut usize) -> Option<Hit> {
    let hit = |reason: &str, case| {
        let hit = Hit::new(problem.at, case).var("reason", reason);
        Hit { related: problem.related.clone(), ..hit }
    };
    Some(match &problem.kind {
        ProblemKind::Syntax(reason) => hit(reason, "syntax"),
        ProblemKind::Misplaced(reason) => {
            let moved = misplaced::hit(problem, model, budget);
            moved.unwrap_or_else(|| hit(reason, "syntax"))
        }
        ProblemKind::TooLarge => hit("", "large"),
        ProblemKind::Refused(reason) => hit(reason, "refused"),
        _ => return None,
    })
}

/// Lines that appear twice one after the other, which are one mistake.
struct Run {
    /// The first of the lines as it is there first.
    first: Location,
    /// The same when it is there again.
    again: Location,
    hit: Hit,
}

/// Keys that are there twice, those that follow each other in one.
#[derive(Default)]
struct Runs {
    all: Vec<Run>,
    /// How many keys were added.
    added: usize,
}

impl Runs {
    fn add(&mut self, problem: &Problem, model: &Model<'_>) {
        let ProblemKind::DuplicateKey { key, places } = &problem.kind else { return };
        let KeyPlaces { first, entries } = &**places;
        let mut hit = Hit::new(problem.at, "").var("key", key).related(*first, "first here");
        hit.also_covers.extend(entries);
        hit.change = without(*first, problem.at, key, model);
        self.added += 1;
        if self.added < MOST_NARROW {
            hit.rests_on.extend(hollow_between(*first, problem.at, model));
        }
        if self.all.len() < MOST_NARROW {
            hit.also_covers.extend(spoilt(*first, key, &hit, model));
        }
        // The first of the next line lies before the second of this one.
        match self.all.last_mut().filter(|run| run.first < *first && *first < run.again) {
            Some(run) => run.join(*first, hit, key, model),
            None => self.all.push(Run { first: *first, again: problem.at, hit }),
        }
    }
}

impl Run {
    /// Takes in the line after it.
    fn join(&mut self, first: Location, next: Hit, key: &str, model: &Model<'_>) {
        let run = &mut self.hit;
        run.related.push((next.at, format!("`{key}` again")));
        run.also_covers.extend(next.also_covers);
        run.change = run.change.take().zip(next.change).map(both);
        // Several that differ are two objects or items that became one.
        let are_same = run.change.as_ref().is_some_and(|it| it.at_most == Applicability::Safe);
        run.also_covers.extend(holder(first, model).filter(|_| !are_same));
    }
}

/// Of no more keys it is looked up what each of them spoils.
const MOST_NARROW: usize = 200;
/// As many keys after the first of two that are the same may be the ones that the second is below.
const MOST_BETWEEN: usize = 32;

/// Keys that say what an item is: with two of them it isn't known which one that is.
const TELLING: [&str; 2] = ["name", "image"];

/// What can't be judged because a key appears twice: the item itself, and the ones next to it that lack the key.
fn spoilt(first: Location, key: &str, hit: &Hit, model: &Model<'_>) -> Vec<Location> {
    if !TELLING.contains(&key) {
        return Vec::new();
    }
    let Some(document) = model.document_at(first) else { return Vec::new() };
    let Some((holder, _)) = document.key_at(first.span) else { return Vec::new() };
    let (mut node, mut beside) = (document.root(), Vec::new());
    while let Some(around) = node.filter(|node| *node != holder) {
        let is_around = |one: &Node<'_>| one.span().covers(holder.span());
        let parts = around.own_entries().map(|entry| entry.value).chain(around.items());
        let parts: Vec<Node<'_>> = parts.collect();
        let at = parts.iter().position(is_around);
        node = at.and_then(|at| parts.get(at).copied());
        beside = at.map(|at| next_to(at, &parts, around, key)).unwrap_or_default();
    }
    let is_same = |it: &Change| it.at_most == Applicability::Safe;
    let is_unclear = !hit.change.as_ref().is_some_and(is_same);
    beside.extend(is_unclear.then(|| holder.location()));
    beside
}

/// The items next to one that lack a key, or the fields next to it that are empty: two lines changed places.
fn next_to(at: usize, parts: &[Node<'_>], around: Node<'_>, key: &str) -> Vec<Location> {
    let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    if around.kind() == Kind::Sequence {
        let items = near.filter_map(|at| parts.get(at));
        let lacking = items.filter(|item| item.kind() == Kind::Mapping && item.get(key).is_none());
        return lacking.map(|item| item.location()).collect();
    }
    let entries = near.filter_map(|at| around.own_entries().nth(at));
    let hollow = entries.filter(|entry| entry.value.is_null());
    hollow.map(|entry| entry.key.location()).collect()
}

/// The keys without a value between two entries of a mapping: what is below the second may belong to one of these.
fn hollow_between(first: Location, again: Location, model: &Model<'_>) -> Vec<Location> {
    let holder = model.document_at(first).and_then(|document| document.key_at(first.span));
    let later =
        holder.into_iter().flat_map(|(holder, _)| holder.own_entries_after(first.span.start));
    let between = later.take(MOST_BETWEEN).map_while(|entry| {
        let is_before = entry.key.span().start < again.span.start;
        is_before.then_some(entry)
    });
    let hollow = between.filter(|entry| entry.value.is_null() && entry.value.span().is_empty());
    hollow.map(|entry| entry.key.location()).collect()
}

/// The mapping that has a key.
fn holder(key: Location, model: &Model<'_>) -> Option<Location> {
    let (holder, _) = model.document_at(key)?.key_at(key.span)?;
    Some(holder.location())
}

/// The mapping without the first of two entries with one key, of which kubectl reads the later one.
fn without(first: Location, again: Location, key: &str, model: &Model<'_>) -> Option<Change> {
    let document = model.document_at(first)?;
    let (holder, key_node) = document.key_at(first.span)?;
    let edit = holder.without_entry(key_node)?;
    let change = Change::new(format!("remove the first `{key}`, which has no effect"), [edit])?;
    let (_, again) = document.key_at(again.span)?;
    let (first, last) = (holder.value_of(key_node)?, holder.value_of(again)?);
    Some(change.at_most(match last.kind() {
        _ if first.semantic_eq(last) => Applicability::Safe,
        Kind::Scalar => Applicability::Unsafe,
        // Parts of one mapping, or of two items of a list: what is dropped would be missed.
        Kind::Mapping | Kind::Sequence => Applicability::Display,
    }))
}

/// Two changes as one. Several keys that appear again with other values are an item without its first lines.
fn both((mut one, other): (Change, Change)) -> Change {
    one.title = "remove the first of each, which have no effect".to_owned();
    one.edits.extend(other.edits);
    let are_same = one.at_most.min(other.at_most) == Applicability::Safe;
    one.at_most(if are_same { Applicability::Safe } else { Applicability::Display })
}
