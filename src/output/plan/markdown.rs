//! The plan as Markdown, for tickets and job summaries.

use std::fmt::Write;

use crate::plan::{GoalRecord, PlanRecord, WorkloadRecord};

use super::super::escape::markdown as cell;
use super::table;

/// The plan in Markdown.
#[must_use]
pub fn markdown(plan: &PlanRecord) -> String {
    let mut out = "## lt-lint plan\n".to_owned();
    plan.workloads.iter().for_each(|one| workload(&mut out, one));
    plan.goals.iter().for_each(|one| goal(&mut out, one));
    out
}

fn workload(out: &mut String, one: &WorkloadRecord) {
    let _ =
        writeln!(out, "\n### {} ({})\n", cell(&one.object.to_string()), cell(&one.at.to_string()));
    rows(out, table::RATES, &table::rates(one, "×"));
    out.push('\n');
    if let Some(pod) = &one.pod {
        let each = if pod.shares_agent { "per node" } else { "per pod" };
        let _ = writeln!(out, "- {each}: {}", cell(&table::of_cap(pod)));
    }
    for (head, steps) in one.containers.iter().filter_map(table::steps) {
        let _ = writeln!(out, "- {}:", cell(&head));
        out.extend(steps.iter().map(|step| format!("  - {}\n", cell(step))));
    }
    for line in table::price(one) {
        let _ = writeln!(out, "- {}", cell(&line));
    }
    for unknown in &one.unknown {
        let text = format!("{}: {}; {}", unknown.what, unknown.why, unknown.how);
        let _ = writeln!(out, "- not known: {}", cell(&text));
    }
}

fn goal(out: &mut String, one: &GoalRecord) {
    let _ = writeln!(out, "\n### Target {}\n", cell(&table::goal(one)));
    if let Some(reached) = &one.reached {
        let _ = writeln!(out, "In total: {}.\n", cell(&table::of_target(reached)));
    }
    if one.choices.is_empty() {
        let _ = writeln!(out, "{}", table::NO_CHOICE);
    } else {
        rows(out, table::CHOICES, &table::choices(one));
    }
}

fn rows<const N: usize>(out: &mut String, heads: [&str; N], rows: &[[String; N]]) {
    let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), "---|".repeat(N));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}
