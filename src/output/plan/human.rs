//! The plan for a person at a terminal: tables, and bars against the cap and the target.

use std::fmt::Write;

use crate::plan::{BoundRecord, GoalRecord, PlanRecord, WorkloadRecord};

use super::super::escape;
use super::table;

/// The longest bar, in columns.
const LONGEST_BAR: usize = 40;
/// The columns that a bar's line needs beside it.
const BESIDE_BAR: usize = 40;

/// How the plan is shown.
#[derive(Debug, Clone, Copy)]
pub struct PlanLook {
    /// Columns.
    pub width: usize,
    /// Whether bars are drawn with ASCII characters alone.
    pub ascii: bool,
}

/// The plan as text. Sentences are wrapped at the width; tables and headings are as wide as they are.
#[must_use]
pub fn human(plan: &PlanRecord, look: &PlanLook) -> String {
    let workloads = plan.workloads.iter().map(|one| workload(one, look));
    let goals = plan.goals.iter().map(|one| goal(one, look));
    let parts: Vec<String> = workloads.chain(goals).collect();
    escape::lines(&parts.join("\n"))
}

fn workload(one: &WorkloadRecord, look: &PlanLook) -> String {
    let mut out = format!("{} ({})\n\n", one.object, one.at);
    out.push_str(&columns(table::RATES, &table::rates(one), 1..4));
    out.push('\n');
    if let Some(pod) = &one.pod {
        bar(&mut out, "a pod, of the cap", &pod.cap, look);
        out.push('\n');
    }
    for line in table::price(one) {
        wrapped(&mut out, &line, look);
    }
    for unknown in &one.unknown {
        wrapped(&mut out, &format!("not known: {}: {}; {}", unknown.what, unknown.why, unknown.how), look);
    }
    out
}

fn goal(one: &GoalRecord, look: &PlanLook) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "Target {}\n", table::goal(one));
    if let Some(reached) = &one.reached {
        bar(&mut out, "all, of the target", reached, look);
        out.push('\n');
    }
    if one.choices.is_empty() {
        wrapped(&mut out, table::NO_CHOICE, look);
    } else {
        out.push_str(&columns(table::CHOICES, &table::choices(one), 0..6));
    }
    out
}

/// A table with two blanks between columns; those of `right` end at the same place.
fn columns<const N: usize>(heads: [&str; N], rows: &[[String; N]], right: std::ops::Range<usize>) -> String {
    let heads = heads.map(str::to_owned);
    let all = || std::iter::once(&heads).chain(rows);
    let widths: Vec<usize> = (0..N)
        .map(|at| all().filter_map(|row| row.get(at)).map(|cell| textwrap::core::display_width(cell)).max())
        .map(Option::unwrap_or_default)
        .collect();
    let mut out = String::new();
    for row in all() {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            let blanks = " ".repeat(width.saturating_sub(textwrap::core::display_width(cell)));
            if right.contains(&at) { format!("{blanks}{cell}") } else { format!("{cell}{blanks}") }
        });
        let cells: Vec<String> = cells.collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
    out
}

fn bar(out: &mut String, name: &str, bound: &BoundRecord, look: &PlanLook) {
    let length = look.width.saturating_sub(BESIDE_BAR).clamp(10, LONGEST_BAR);
    let percent = usize::try_from(bound.percent).unwrap_or(usize::MAX);
    let filled = percent.saturating_mul(length).div_euclid(100).min(length);
    let (full, empty) = if look.ascii { ("#", ".") } else { ("█", "░") };
    let (full, empty) = (full.repeat(filled), empty.repeat(length - filled));
    let _ = writeln!(out, "  {name:<18}  {full}{empty}  {}% of {}", bound.percent, bound.bound.text);
}

fn wrapped(out: &mut String, text: &str, look: &PlanLook) {
    let options = textwrap::Options::new(look.width.max(20)).initial_indent("  ").subsequent_indent("    ");
    let _ = writeln!(out, "{}", textwrap::fill(text, options.break_words(false)));
}
