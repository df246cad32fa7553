//! The ceiling as a plain record, ready to be written.

use serde::Serialize;

use crate::agent::settings::Effective;
use crate::units::Rate;

use super::facts::throughput;
use super::{Conditions, Limit, ceiling};

/// The most that an agent uploads by its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CeilingRecord {
    /// Bytes of a line as the container writes it; null for lines so long that nothing else counts.
    pub line_bytes: Option<u64>,
    /// Whether lines hardly differ; otherwise they are text.
    pub is_repeated: bool,
    /// Milliseconds from a request to its answer.
    pub round_trip_ms: u64,
    /// Bytes a second that the settings let through, as containers write them; null where nothing bounds them.
    pub bytes_per_second: Option<u64>,
    /// The option that decides, or `network`.
    pub limited_by: String,
    /// Bytes a second that the sessions reach by their CPU, where the settings let more through.
    pub cpu_bytes_per_second: Option<u64>,
    /// How many sessions take part.
    pub sessions: u64,
    /// The settings that went in.
    pub settings: Vec<String>,
}

impl CeilingRecord {
    /// The ceiling of an agent under some conditions; `None` where the files don't tell it.
    #[must_use]
    pub fn new(settings: &Effective, on: &Conditions) -> Option<Self> {
        let found = ceiling(settings, on)?;
        let limited_by = match found.limit {
            Limit::RoundTrip => "network",
            limit => limit.name(),
        };
        let by_cpu = throughput().session_most.saturating_mul(found.sessions);
        Some(Self {
            line_bytes: on.line,
            is_repeated: on.ratio > throughput().text_ratio,
            round_trip_ms: on.round_trip,
            bytes_per_second: found.bytes,
            limited_by: limited_by.to_owned(),
            cpu_bytes_per_second: found.over_cpu.then_some(by_cpu),
            sessions: found.sessions,
            settings: found.settings.into_iter().map(str::to_owned).collect(),
        })
    }

    /// The most that arrives, in words, with what decides.
    #[must_use]
    pub fn told(&self) -> String {
        let rate = |bytes: u64| Rate::of_bytes(bytes).to_string();
        let lines = self.line_bytes.map_or("lines".to_owned(), |it| format!("lines of {it} bytes"));
        let lines = if self.is_repeated { format!("{lines} that hardly differ") } else { lines };
        let by_settings = self.bytes_per_second.map(rate);
        let amount = match (self.cpu_bytes_per_second, by_settings) {
            (Some(cpu), Some(settings)) => format!(
                "about {} by its CPU, {settings} by its settings ({})",
                rate(cpu),
                self.limited_by
            ),
            (Some(cpu), None) => format!("about {} by its CPU", rate(cpu)),
            (None, Some(settings)) => format!("{settings} by its settings ({})", self.limited_by),
            (None, None) => "as much as it gets".to_owned(),
        };
        format!("{amount}, of {lines}, with answers after {} ms", self.round_trip_ms)
    }
}
