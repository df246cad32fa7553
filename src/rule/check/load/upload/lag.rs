//! Agents that skip logs after a short lag.

use crate::agent::settings::Effective;
use crate::agent::upload::{lag, pause};
use crate::rule::check::Hit;
use crate::units::Rate;

use super::{Case, megabytes};

const NEW: &str = "SCALYR_MAX_LOG_OFFSET_SIZE";
const KNOWN: &str = "SCALYR_MAX_EXISTING_LOG_OFFSET_SIZE";

/// A file that grows so fast that a pause, or the time until it is found, makes the agent skip it.
pub(super) fn skips(case: &Case<'_, '_>) -> Option<Hit> {
    let file = case.upload?.file;
    let (name, (size, seconds)) = case.in_every_release(|settings| judge(settings, file))?;
    let setting = if name == "pause" { KNOWN } else { NEW };
    let (own, of_rate) = (case.place_of(setting), case.rate_place());
    let tenths = size.saturating_mul(10) / file.bytes().max(1);
    let hit = Hit::new(own.or(of_rate)?, name).var("rate", file).var("size", megabytes(size));
    let hit = hit.var("lasts", format!("{}.{} s", tenths / 10, tenths % 10));
    let wanted = file.bytes().saturating_mul(seconds).max(200_000_000);
    let hit = hit.var("pause", seconds).var("remedy", format!("Set {setting} to \"{wanted}\""));
    let hit = match (own, of_rate) {
        (Some(_), Some(at)) => hit.related(at, format!("{file} into one file")),
        _ => hit.related(case.agent.one.container.place(), "this agent reads the file"),
    };
    Some(hit.because_of(of_rate))
}

/// The bytes after which a release skips a file, and the seconds for which they don't last.
fn judge(settings: &Effective, file: Rate) -> Option<(&'static str, (u64, u64))> {
    let (new, known) = lag(settings)?;
    let seconds = pause();
    if known < file.bytes().saturating_mul(seconds) {
        return Some(("pause", (known, seconds)));
    }
    let check = settings.value("SCALYR_CONTAINER_CHECK_INTERVAL")?.as_u64()?;
    (new < file.bytes().saturating_mul(check)).then_some(("start", (new, check)))
}
