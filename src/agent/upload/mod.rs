//! How much an agent uploads by its settings, what memory and CPU that takes, and when it skips logs.

mod ceiling;
mod facts;
mod need;
mod record;

pub use ceiling::{Ceiling, Limit, ceiling};
pub use need::{MemoryNeed, cpu_rate, lag, memory_need};
pub use record::CeilingRecord;

use crate::units::Version;

use facts::throughput;

/// What writes the log files of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// Docker, with a JSON object a line.
    Docker,
    /// Containerd or CRI-O.
    Cri,
}

/// What the ceiling depends on next to the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// Milliseconds from a request to its answer.
    pub round_trip: u64,
    /// How well requests compress, in thousandths: 5000 for a fifth of the bytes.
    pub ratio: u64,
    /// Bytes of a line as the container writes it; `None` for lines of any length.
    pub line: Option<u64>,
    /// Log files that are equally busy.
    pub files: u64,
    /// What writes them.
    pub runtime: Runtime,
}

impl Conditions {
    /// The best that can be: no network in between, requests that are as large on the wire as they are, and the fewest
    /// bytes around lines.
    #[must_use]
    pub fn best(line: Option<u64>, files: u64) -> Self {
        Self { round_trip: 0, ratio: 1000, line, files, runtime: Runtime::Cri }
    }

    /// A usual network, and text.
    #[must_use]
    pub fn usual(line: Option<u64>, files: u64) -> Self {
        let facts = throughput();
        let (round_trip, ratio) = (facts.round_trip, facts.text_ratio);
        Self { round_trip, ratio, line, files, runtime: Runtime::Docker }
    }

    /// The same over a long way.
    #[must_use]
    pub fn far(self) -> Self {
        Self { round_trip: throughput().long_round_trip, ..self }
    }

    /// The same for lines that hardly differ; `None` where their length isn't known.
    #[must_use]
    pub fn repeated(self) -> Option<Self> {
        let line = self.line?;
        let ratios = &throughput().repeated_ratios;
        let at = ratios.iter().rev().find(|it| it.line <= line).or(ratios.first())?;
        Some(Self { ratio: at.ratio, ..self })
    }
}

/// Seconds for which the agent sends nothing after a closed connection.
#[must_use]
pub fn pause() -> u64 {
    throughput().pause
}

/// Bytes at which every runtime cuts a line into pieces that a release leaves apart; `None` where one may put them
/// together. `merges` says whether the setting for that is on.
#[must_use]
pub fn runtime_cut(release: Version, merges: bool) -> Option<u64> {
    let facts = throughput();
    let may_merge = merges && release >= facts.merged_docker_since;
    (!may_merge && release < facts.merged_cri_since).then_some(facts.runtime_line)
}
