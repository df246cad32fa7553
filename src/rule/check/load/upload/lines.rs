//! Lines that don't arrive in one piece.

use crate::agent::settings::Effective;
use crate::agent::upload::runtime_cut;
use crate::load::{ContainerLoad, Lines, Output};
use crate::rule::check::Hit;

use super::Case;

const LONGEST: &str = "SCALYR_MAX_LINE_SIZE";
const MERGES: &str = "SCALYR_MERGE_JSON_PARSED_LINES";

/// The first container of a pod whose lines are cut.
pub(super) fn too_long(case: &Case<'_, '_>) -> Option<Hit> {
    case.load.containers.iter().find_map(|container| of_container(case, container))
}

fn of_container(case: &Case<'_, '_>, container: &ContainerLoad) -> Option<Hit> {
    let (lines, Output::Rate(amount)) = (container.lines?, &container.output) else {
        return None;
    };
    let (name, most) = case.in_every_release(|settings| judge(settings, lines))?;
    let own = case.place_of(LONGEST).filter(|_| name == "agent");
    let hit = Hit::new(own.unwrap_or(amount.at), name).var("container", &container.container);
    let hit = hit.var("line", lines.least).var("most", most);
    let hit = hit.var("pieces", lines.least.div_ceil(most.max(1)));
    Some(match own {
        Some(_) => hit.related(container.place, "writes these lines"),
        None => hit.related(case.agent.one.container.place(), "this agent uploads them"),
    })
}

/// Bytes at which a release or the runtime cuts lines that are this long at least.
fn judge(settings: &Effective, lines: Lines) -> Option<(&'static str, u64)> {
    let longest = settings.value(LONGEST)?.as_u64()?;
    let cut = runtime_cut(settings.release, settings.is_on(MERGES));
    match cut.filter(|cut| *cut < lines.least && *cut <= longest) {
        Some(cut) => Some(("runtime", cut)),
        None => (lines.least > longest).then_some(("agent", longest)),
    }
}
