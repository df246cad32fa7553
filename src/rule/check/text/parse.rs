//! `parse`: faults of the text, found while it was read.

use serde::Deserialize;

use crate::fix::{Applicability, Change};
use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};
use crate::source::Location;
use crate::yaml::{KeyPlaces, Kind, ProblemKind};

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
        // Lines that appear twice one after the other are one mistake: the second `first` lies before the first `at`.
        let mut budget = misplaced::BUDGET;
        let mut runs: Vec<(Location, Location, Hit)> = Vec::new();
        for problem in model.parsed.iter().flat_map(|file| &file.problems) {
            let syntax = |reason: &str, case| {
                let hit = Hit::new(problem.at, case).var("reason", reason);
                Hit { related: problem.related.clone(), ..hit }
            };
            match (&problem.kind, self.report) {
                (ProblemKind::Syntax(reason), Find::Syntax) => hits.push(syntax(reason, "syntax")),
                (ProblemKind::Misplaced(reason), Find::Syntax) => {
                    let moved = misplaced::hit(problem, model, &mut budget);
                    hits.push(moved.unwrap_or_else(|| syntax(reason, "syntax")));
                }
                (ProblemKind::TooLarge, Find::Syntax) => hits.push(syntax("", "large")),
                (ProblemKind::Refused(reason), Find::Syntax) => {
                    hits.push(syntax(reason, "refused"));
                }
                (ProblemKind::DuplicateKey { key, places }, Find::DuplicateKey) => {
                    let KeyPlaces { first, entries } = &**places;
                    let mut hit =
                        Hit::new(problem.at, "").var("key", key).related(*first, "first here");
                    hit.also_covers.extend(entries);
                    hit.change = without(*first, problem.at, key, model);
                    match runs.last_mut().filter(|(from, to, _)| from < first && *first < *to) {
                        Some((_, _, run)) => {
                            run.related.push((problem.at, format!("`{key}` again")));
                            run.also_covers.extend(hit.also_covers);
                            run.change = run.change.take().zip(hit.change).map(both);
                            // Several that differ are two objects or items that became one.
                            let is_safe = |it: &Change| it.at_most == Applicability::Safe;
                            let are_same = run.change.as_ref().is_some_and(is_safe);
                            run.also_covers.extend(holder(*first, model).filter(|_| !are_same));
                        }
                        None => runs.push((*first, problem.at, hit)),
                    }
                }
                _ => {}
            }
        }
        hits.extend(runs.into_iter().map(|(_, _, hit)| hit));
    }
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
