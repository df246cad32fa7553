//! The parts of the picture, from top to bottom.

use crate::plan::{BoundRecord, GoalRecord, NodesRecord, PlanRecord, WorkloadRecord};

use super::super::{Standing, table, words};
use super::canvas::{Canvas, MARGIN, Pen, WIDTH};
use super::paint::Paint;

const HEADLINE: Pen = Pen::new(34, true, Paint::Ink);
const HEADING: Pen = Pen::new(16, true, Paint::Ink);
const BODY: Pen = Pen::new(13, false, Paint::Ink);
const LABEL: Pen = Pen::new(13, false, Paint::Muted);
const SMALL: Pen = Pen::new(11, false, Paint::Muted);

/// Where everything ends.
const END: u32 = WIDTH - MARGIN;
/// Where bars and sentences start, right of their labels.
const BESIDE: u32 = 172;
/// How long a bar is that reaches its mark, and how long it can get.
const MARK: u32 = 224;
const LONGEST: u32 = MARK * 5 / 4;
/// Where the words next to a bar start.
const WORDS: u32 = BESIDE + LONGEST + 16;
/// The figures of a workload, and where they end.
const AMOUNTS: [(&str, u32); 4] =
    [("writes", 300), ("a day", 452), ("memory requested", 640), ("CPU requested", END)];
/// How many workloads are shown in full.
const FEW: usize = 3;
/// How high a line is.
const LINE: u32 = 20;
/// How high a row with a bar is, and its bar.
const ROW: u32 = 28;
const BAR: u32 = 14;

/// What all is about: the whole load, and whether that is enough.
pub(super) fn head(canvas: &mut Canvas, plan: &PlanRecord) {
    let what = if plan.workloads.is_empty() { "Target of a load test" } else { "Load test plan" };
    canvas.name(MARGIN, canvas.y + 10, what, LABEL, END - MARGIN);
    canvas.y += 50;
    let (verdict, paint) = verdict(plan);
    canvas.name(MARGIN, canvas.y, &words::headline(plan), HEADLINE, 430);
    canvas.figure(END, canvas.y, &verdict, HEADING.in_colour(paint), 340);
    canvas.y += 26;
    canvas.name(
        MARGIN,
        canvas.y,
        &words::subline(plan),
        Pen::new(15, false, Paint::Muted),
        END - MARGIN,
    );
    canvas.y += 8;
    for goal in &plan.goals {
        if let Some(reached) = &goal.reached {
            let label = match plan.goals.as_slice() {
                [_] => table::OF_TARGET.to_owned(),
                _ => {
                    goal.workloads.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(", ")
                }
            };
            bar(canvas, &label, reached, Standing::of_target(reached), &table::of_target(reached));
        }
    }
}

/// Whether the targets are reached.
fn verdict(plan: &PlanRecord) -> (String, Paint) {
    let reached: Vec<Option<bool>> =
        plan.goals.iter().map(|goal| Some(goal.reached.as_ref()?.holds)).collect();
    match (plan.goals.as_slice(), reached.as_slice()) {
        _ if plan.workloads.is_empty() => (String::new(), Paint::Muted),
        ([], _) => ("no target stated".to_owned(), Paint::Muted),
        ([goal], [Some(true)]) => {
            (format!("reaches the target of {}", goal.target.text), Paint::Kept)
        }
        ([goal], [Some(false)]) => {
            (format!("misses the target of {}", goal.target.text), Paint::Missed)
        }
        ([goal], _) => (format!("not known whether it reaches {}", goal.target.text), Paint::Close),
        (goals, reached) => {
            let kept = reached.iter().filter(|reached| **reached == Some(true)).count();
            let paint = match (kept == goals.len(), reached.contains(&Some(false))) {
                (true, _) => Paint::Kept,
                (_, true) => Paint::Missed,
                _ => Paint::Close,
            };
            (format!("{kept} of {} targets reached", goals.len()), paint)
        }
    }
}

/// The workloads, in full as long as they are few, and what isn't known of them.
pub(super) fn workloads(canvas: &mut Canvas, plan: &PlanRecord) {
    let few = plan.workloads.len() <= FEW;
    for one in &plan.workloads {
        canvas.divider();
        canvas.y += 22;
        canvas.name(MARGIN, canvas.y, &one.object.to_string(), HEADING, 440);
        canvas.figure(END, canvas.y, &words::product(one), HEADING, END - MARGIN - 460);
        if let Some(pod) = &one.pod {
            canvas.y += 2;
            bar(canvas, table::cap_name(pod), &pod.cap, Standing::of_cap(pod), &table::of_cap(pod));
        }
        if few {
            full(canvas, one);
        } else {
            canvas.y += LINE;
            canvas.name(
                BESIDE,
                canvas.y,
                &words::nodes(one).unwrap_or_default(),
                nodes_pen(one, LABEL),
                430,
            );
            canvas.figure(END, canvas.y, &words::requested(one), LABEL, END - BESIDE - 440);
        }
    }
    if plan.workloads.len() > 1 && plan.workloads.iter().any(|one| !one.unknown.is_empty()) {
        canvas.divider();
    }
    for words in words::unknown(plan) {
        fact(canvas, "not known", (LABEL.in_colour(Paint::Close), BODY), &words);
    }
}

fn full(canvas: &mut Canvas, one: &WorkloadRecord) {
    canvas.y += 8;
    rows(canvas, &AMOUNTS, &words::amounts(one));
    canvas.y += 8;
    if let Some(nodes) = words::nodes(one) {
        fact(canvas, "nodes", (LABEL, nodes_pen(one, BODY)), &nodes);
    }
    for (label, words) in words::facts(one) {
        fact(canvas, &label, (LABEL, BODY), &words);
    }
}

/// Too few or too many pods on a node are a mistake.
fn nodes_pen(one: &WorkloadRecord, pen: Pen) -> Pen {
    let is_wrong = |nodes: &NodesRecord| [nodes.too_few, nodes.too_many].contains(&Some(true));
    if one.nodes.as_ref().is_some_and(is_wrong) { pen.in_colour(Paint::Missed) } else { pen }
}

/// The ways to a target that isn't reached.
pub(super) fn choices(canvas: &mut Canvas, goal: &GoalRecord) {
    canvas.divider();
    canvas.y += 22;
    canvas.name(MARGIN, canvas.y, &format!("To reach {}", table::aim(goal)), HEADING, END - MARGIN);
    canvas.y += 2;
    canvas.sentence(MARGIN, &table::needed(goal).join(", "), LABEL, END - MARGIN, LINE);
    if goal.choices.is_empty() {
        canvas.sentence(
            MARGIN,
            table::NO_CHOICE,
            BODY.in_colour(Paint::Missed),
            END - MARGIN,
            LINE,
        );
        return;
    }
    canvas.y += 2;
    let edges = [100, 220, 340, 460, 620, END];
    let columns: Vec<(&str, u32)> = table::CHOICES.into_iter().zip(edges).collect();
    let choices = table::choices(goal).into_iter().map(|row| (String::new(), row.to_vec()));
    rows(canvas, &columns, &choices.collect::<Vec<_>>());
}

/// What the figures mean.
pub(super) fn foot(canvas: &mut Canvas, plan: &PlanRecord) {
    canvas.divider();
    let bars = if plan.workloads.is_empty() {
        String::new()
    } else {
        " The mark in a bar is the cap, or the target.".to_owned()
    };
    let cap = &plan.limits.cap.text;
    let words = format!("1 MB is 10⁶ bytes, 1 MiB is 2²⁰. The cap of a pod is {cap}.{bars}");
    canvas.sentence(MARGIN, &words, SMALL, END - MARGIN, 16);
    canvas.y -= 8;
}

/// A bar that is checked against a mark, with what it is called and what is said of it.
fn bar(canvas: &mut Canvas, label: &str, bound: &BoundRecord, standing: Standing, words: &str) {
    canvas.y += ROW;
    let (base, top) = (canvas.y, canvas.y - BAR + 2);
    let paint = Paint::of(standing);
    let filled = u32::try_from(bound.percent).unwrap_or(u32::MAX).saturating_mul(MARK) / 100;
    canvas.name(MARGIN, base, label, LABEL, BESIDE - MARGIN - 8);
    canvas.rectangle((BESIDE, top), (LONGEST, BAR), 3, Paint::Track);
    canvas.rectangle((BESIDE, top), (filled.clamp(2, LONGEST), BAR), 3, paint);
    canvas.rectangle((BESIDE + MARK - 1, top - 3), (2, BAR + 6), 1, Paint::Ink);
    let pen = if standing == Standing::Kept { BODY } else { BODY.in_colour(paint) };
    // Figures become smaller rather than lose digits.
    let font = pen.font.shrunk(words, END - WORDS);
    canvas.name(WORDS, base, words, Pen { font, ..pen }, END - WORDS);
}

/// A table of figures that end where the heads of their columns do.
fn rows(canvas: &mut Canvas, columns: &[(&str, u32)], rows: &[(String, Vec<String>)]) {
    canvas.y += LINE;
    for (head, edge) in columns {
        canvas.figure(*edge, canvas.y, head, SMALL, *edge);
    }
    for (label, cells) in rows {
        canvas.y += LINE;
        canvas.name(MARGIN, canvas.y, label, LABEL, BESIDE - MARGIN - 8);
        let mut start = if label.is_empty() { MARGIN } else { BESIDE };
        for ((_, edge), cell) in columns.iter().zip(cells) {
            canvas.figure(*edge, canvas.y, cell, BODY, edge - start);
            start = *edge + 8;
        }
    }
}

/// What else is to be said, next to its label.
fn fact(canvas: &mut Canvas, label: &str, (pen, body): (Pen, Pen), words: &str) {
    canvas.name(MARGIN, canvas.y + LINE, label, pen, BESIDE - MARGIN - 8);
    canvas.sentence(BESIDE, words, body, END - BESIDE, LINE);
}
