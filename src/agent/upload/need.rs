//! What an agent needs to upload at a rate, and how far it may fall behind.

use num_traits::ToPrimitive;

use crate::agent::settings::{Effective, has_underscores};
use crate::units::Number;

use super::ceiling::{number, sessions};
use super::facts::throughput;

/// Memory of an agent whose requests are full, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryNeed {
    /// What its buffers alone take: with less it can't run.
    pub least: u64,
    /// What it was seen to take.
    pub likely: u64,
    /// How many sessions have buffers.
    pub sessions: u64,
    /// Processes that the sessions run in; none where they share the agent's own.
    pub processes: u64,
}

/// Memory of an agent that serves so many files; `None` where the files don't tell a setting that goes in.
#[must_use]
pub fn memory_need(settings: &Effective, files: Option<u64>) -> Option<MemoryNeed> {
    let facts = throughput();
    let all = sessions(settings)?;
    let busy = files.map_or(all, |files| all.min(files.max(1)));
    let size = bytes(settings, "SCALYR_MAX_ALLOWED_REQUEST_SIZE")?;
    let bodies = bodies(settings)?;
    let page = bytes(settings, "SCALYR_READ_PAGE_SIZE")?;
    let base = base(settings);

    let compressed = size.saturating_mul(1000) / facts.text_ratio.max(1);
    let of_session = size.saturating_mul(bodies).saturating_add(compressed);
    let pages = page.saturating_mul(2).saturating_mul(files.unwrap_or(busy));
    let least = base.saturating_add(of_session.saturating_mul(busy)).saturating_add(pages);
    let processes = if settings.is_on("SCALYR_USE_MULTIPROCESS_WORKERS") { all } else { 0 };
    let observed = size.saturating_mul(2 * bodies).saturating_mul(busy);
    let likely = base.saturating_add(observed).saturating_add(pages);
    let likely = likely.saturating_add(facts.memory.process.saturating_mul(processes));
    Some(MemoryNeed { least, likely, sessions: busy, processes })
}

fn bytes(settings: &Effective, name: &str) -> Option<u64> {
    number(settings, name)?.to_integer().to_u64()
}

/// The bodies of requests that a session holds: with pipelining the next one too.
fn bodies(settings: &Effective) -> Option<u64> {
    let is_pipelined = number(settings, "SCALYR_PIPELINE_THRESHOLD")? < Number::from(1);
    Some(if is_pipelined { 2 } else { 1 })
}

/// What the agent takes with nothing to upload.
fn base(settings: &Effective) -> u64 {
    let memory = &throughput().memory;
    if has_underscores(settings.release) { memory.python3 } else { memory.python2 }
}

/// Bytes a second that one fast core makes into requests, for lines of so many bytes.
#[must_use]
pub fn cpu_rate(settings: &Effective, line: u64) -> Option<u64> {
    let facts = throughput();
    let python3 = has_underscores(settings.release);
    let micros = if python3 { facts.cpu.python3 } else { facts.cpu.python2 };
    let event = i128::from(line) + facts.line_head.of(super::Runtime::Docker);
    let seconds = Number::new(micros, 1_000_000) + Number::new(event, facts.cpu.bytes.max(1));
    (Number::from(i128::from(line)) / seconds).to_integer().to_u64()
}

/// Bytes that the agent may lag in a file before it skips them all: in one that it has just found, and later.
#[must_use]
pub fn lag(settings: &Effective) -> Option<(u64, u64)> {
    let bytes = |name: &str| number(settings, name)?.to_integer().to_u64();
    Some((bytes("SCALYR_MAX_LOG_OFFSET_SIZE")?, bytes("SCALYR_MAX_EXISTING_LOG_OFFSET_SIZE")?))
}
