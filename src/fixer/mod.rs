//! Applies fixes round by round: what overlaps waits for the next round, and a fix that would spoil something isn't
//! applied.

mod apply;
mod diff;
mod guard;

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::fix::{Applicability, Edit, Fix};
use crate::report::Report;
use crate::session::Session;
use crate::source::SourceFile;

use apply::{Moves, Taken, applied};
use guard::State;

pub use diff::{Diff, unified};

/// Most rounds: each needs a fix of the one before.
const MOST_ROUNDS: usize = 10;
/// Most times that the files are judged again: a fix that spoils something is found by halves.
const MOST_ATTEMPTS: usize = 300;

/// What came of applying fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The report of the fixed files.
    pub report: Report,
    /// How many findings were fixed.
    pub count: usize,
    /// Fixes that would have spoiled something, each with the reason, in the order in which they were tried.
    pub undone: Vec<Undone>,
}

/// A fix that isn't applied.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The finding that stays.
    pub finding: Finding,
    /// What the fix would do.
    pub title: String,
    /// Why it isn't applied.
    pub reason: String,
}

/// A finding with the fix that is to be tried.
#[derive(Debug, Clone)]
struct Task {
    finding: Finding,
    fix: Fix,
}

impl Task {
    /// What tells it from others, whatever moves.
    fn key(&self) -> String {
        let Finding { rule, case, message, primary, .. } = &self.finding;
        format!("{rule}\0{case}\0{message}\0{:?}\0{}", primary.within, self.fix.title)
    }

    /// The same after some edits.
    fn moved(mut self, moves: &Moves) -> Self {
        self.finding.primary.at = moves.place(self.finding.primary.at);
        self.fix.edits.iter_mut().for_each(|edit| edit.span = moves.span(edit.file, edit.span));
        self
    }
}

/// What of a finding is to be applied.
pub type Choice<'c> = dyn Fn(&Finding) -> Option<&Fix> + 'c;

/// Applies the fixes of a report that are chosen.
#[must_use]
pub fn fix(session: &Session, report: Report, choice: &Choice<'_>) -> Fixed {
    let (count, undone, refused) = (0, Vec::new(), BTreeSet::new());
    let state = session.understand(&report.sources, State::of);
    let mut run = Run { session, state, report, count, undone, refused, attempts: 0 };
    for round in 0.. {
        let before = run.count;
        let tasks = run.tasks(choice);
        if tasks.is_empty() {
            break;
        }
        if round == MOST_ROUNDS {
            run.leave(tasks, "it waits for too many others; run it again");
            break;
        }
        run.try_all(tasks);
        if run.count > before {
            // What was in the way may be fixed.
            run.refused.clear();
            run.undone.clear();
        }
    }
    Fixed { report: run.report, count: run.count, undone: run.undone }
}

/// The best of a finding's fixes that is sure enough.
#[must_use]
pub fn best(finding: &Finding, least: Applicability) -> Option<&Fix> {
    finding.fixes.iter().find(|fix| fix.applicability >= least)
}

struct Run<'s> {
    session: &'s Session,
    state: State,
    report: Report,
    count: usize,
    undone: Vec<Undone>,
    refused: BTreeSet<String>,
    attempts: usize,
}

impl Run<'_> {
    /// Fixes that don't overlap, by place.
    fn tasks(&self, choice: &Choice<'_>) -> Vec<Task> {
        let mut taken = Taken::default();
        let of_finding = |finding: &Finding| {
            let task = Task { finding: finding.clone(), fix: choice(finding)?.clone() };
            (!self.refused.contains(&task.key())).then_some(task)
        };
        let tasks = self.report.findings.iter().filter_map(of_finding);
        tasks.filter(|task| taken.take(&task.fix.edits)).collect()
    }

    /// Tries some fixes at once, and where they spoil something each half of them; gives the edits that were made, one
    /// step after the other.
    fn try_all(&mut self, tasks: Vec<Task>) -> Vec<Vec<Edit>> {
        let edits: Vec<Edit> = tasks.iter().flat_map(|task| task.fix.edits.clone()).collect();
        let reason = match self.attempt(&tasks, &edits) {
            Ok(()) => return vec![edits],
            Err(reason) => reason,
        };
        let mut first = tasks;
        let second = first.split_off(first.len() / 2);
        if first.is_empty() {
            self.refused.extend(second.iter().map(Task::key));
            self.leave(second, &reason);
            return Vec::new();
        }
        let mut made = self.try_all(first);
        let steps: Vec<Moves> = made.iter().map(|edits| Moves::new(edits)).collect();
        let moved = |task: Task| steps.iter().fold(task, |task, moves| task.moved(moves));
        let second = second.into_iter().map(moved).collect();
        made.extend(self.try_all(second));
        made
    }

    /// Tells why some fixes aren't applied.
    fn leave(&mut self, tasks: Vec<Task>, reason: &str) {
        let told = tasks.into_iter().map(|Task { finding, fix }| Undone {
            finding,
            title: fix.title,
            reason: reason.to_owned(),
        });
        self.undone.extend(told);
    }

    /// Makes the edits, unless they spoil something.
    fn attempt(&mut self, tasks: &[Task], edits: &[Edit]) -> Result<(), String> {
        self.attempts += 1;
        if self.attempts > MOST_ATTEMPTS {
            return Err("too many fixes had to be undone; run it again".to_owned());
        }
        let sources: Vec<SourceFile> = applied(&self.report.sources, edits);
        let (after, state) = self.session.lint_and(sources, State::of);
        self.state.may_become(&state, edits)?;
        guard::compare(&self.report, &after, tasks, edits, &self.session.rules)?;
        self.count += tasks.len();
        self.report = after;
        self.state = state;
        Ok(())
    }
}
