//! The plan for a person at a terminal: tables, and bars against the cap and the target.

use textwrap::core::display_width;

use crate::plan::{BoundRecord, GoalRecord, PlanRecord, WorkloadRecord};
use crate::text::{in_ascii, printable};

use super::columns::{Column, columns, filled};
use super::{Standing, table};

/// The longest bar, in columns.
const LONGEST_BAR: usize = 40;
/// The shortest bar that is in one line with what is said of it.
const SHORTEST_BAR: usize = 10;
/// Spaces between a bar and what is said of it.
const GAP: usize = 2;
/// Terminals that are narrower scroll.
const NARROWEST: usize = 40;

const RATES: [Column; 5] =
    [Column::Name, Column::Number, Column::Number, Column::Number, Column::Words];
const CHOICES: [Column; 6] =
    [Column::Number, Column::Number, Column::Number, Column::Number, Column::Extra, Column::Number];

/// How the plan is shown.
#[derive(Debug, Clone, Copy)]
pub struct PlanLook {
    /// Columns.
    pub width: usize,
    /// Whether bars and signs are ASCII characters alone.
    pub ascii: bool,
    /// Whether to use colours.
    pub color: bool,
}

impl PlanLook {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn columns(&self) -> usize {
        self.width.max(NARROWEST)
    }

    fn heading(&self, text: &str) -> String {
        let lines = filled(&printable(text), "", "  ", self.columns());
        lines.lines().map(|line| self.paint("1", line) + "\n").collect::<String>() + "\n"
    }

    fn item(&self, text: &str) -> String {
        filled(&printable(text), "  ", "    ", self.columns())
    }
}

/// The plan as text in lines of the width, but for words and tables that have no room in it.
#[must_use]
pub fn human(plan: &PlanRecord, look: &PlanLook) -> String {
    let workloads = plan.workloads.iter().map(|one| workload(one, look));
    let goals = plan.goals.iter().map(|one| goal(one, look));
    let parts: Vec<String> = workloads.chain(goals).collect();
    let text = parts.join("\n");
    if look.ascii { in_ascii(&text) } else { text }
}

fn workload(one: &WorkloadRecord, look: &PlanLook) -> String {
    let mut out = look.heading(&format!("{} ({})", one.object, one.at));
    let times = if look.ascii { "x" } else { "×" };
    out.push_str(&columns(table::RATES, &table::rates(one, times), RATES, look.columns()));
    out.push('\n');
    if let Some(pod) = &one.pod {
        let words = table::of_cap(pod);
        out.push_str(&bar(table::cap_name(pod), &pod.cap, Standing::of_cap(pod), &words, look));
        out.push('\n');
    }
    for (head, steps) in one.containers.iter().filter_map(table::steps) {
        out.push_str(&look.item(&(head + ":")));
        let step = |step: &String| filled(&printable(step), "    ", "      ", look.columns());
        out.extend(steps.iter().map(step));
        out.push('\n');
    }
    table::price(one).iter().for_each(|line| out.push_str(&look.item(&line.replace('×', times))));
    for unknown in &one.unknown {
        let text = format!("not known: {}: {}; {}", unknown.what, unknown.why, unknown.how);
        out.push_str(&look.item(&text));
    }
    out
}

fn goal(one: &GoalRecord, look: &PlanLook) -> String {
    let mut out = look.heading(&format!("Target {}", table::goal(one)));
    if let Some(reached) = &one.reached {
        let words = table::of_target(reached);
        out.push_str(&bar(table::OF_TARGET, reached, Standing::of_target(reached), &words, look));
        out.push('\n');
    }
    if one.choices.is_empty() {
        out.push_str(&look.item(table::NO_CHOICE));
    } else {
        out.push_str(&columns(table::CHOICES, &table::choices(one), CHOICES, look.columns()));
    }
    out
}

/// A bar with its name and what it says, in one line where that has room.
fn bar(
    name: &str,
    bound: &BoundRecord,
    standing: Standing,
    words: &str,
    look: &PlanLook,
) -> String {
    let head = format!("  {name:<18}  ");
    let room = look.columns().saturating_sub(head.len() + GAP + display_width(words));
    if room >= SHORTEST_BAR {
        let blocks = blocks(bound, standing, room.min(LONGEST_BAR), look);
        return format!("{head}{blocks}  {words}\n");
    }
    let blocks = blocks(bound, standing, LONGEST_BAR.min(look.columns() - 2 * GAP), look);
    format!("  {name}\n  {blocks}\n{}", look.item(words))
}

fn blocks(bound: &BoundRecord, standing: Standing, length: usize, look: &PlanLook) -> String {
    let percent = usize::try_from(bound.percent).unwrap_or(usize::MAX);
    let filled = percent.saturating_mul(length).div_euclid(100).min(length);
    let (full, empty) = if look.ascii { ("#", ".") } else { ("█", "░") };
    let colour = match standing {
        Standing::Kept => "32",
        Standing::Close => "33",
        Standing::Missed => "31",
    };
    look.paint(colour, &full.repeat(filled)) + &empty.repeat(length - filled)
}
