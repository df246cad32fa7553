//! The rate at which an agent uploads at most: requests of a size, one in a cycle.

use num_traits::ToPrimitive;
use serde_json::Value;

use crate::agent::settings::{Effective, compresses, send_rate, setting_named};
use crate::units::{Number, exact_decimal};

use super::facts::throughput;
use super::{Conditions, Runtime};

/// Names of the settings that go in.
const REQUEST_SIZE: &str = "SCALYR_MAX_ALLOWED_REQUEST_SIZE";
const THRESHOLD: &str = "SCALYR_PIPELINE_THRESHOLD";
const MIN_SPACING: &str = "SCALYR_MIN_REQUEST_SPACING_INTERVAL";
const MAX_SPACING: &str = "SCALYR_MAX_REQUEST_SPACING_INTERVAL";
const HIGH_WATER: &str = "SCALYR_HIGH_WATER_BYTES_SENT";
const ADJUSTMENT: &str = "SCALYR_HIGH_WATER_REQUEST_SPACING_ADJUSTMENT";
const SESSIONS: &str = "SCALYR_DEFAULT_SESSIONS_PER_WORKER";
/// Its name in the first release that has it.
const FIRST_SESSIONS: &str = "SCALYR_DEFAULT_WORKERS_PER_API_KEY";
const SEND_RATE: &str = "SCALYR_MAX_SEND_RATE_ENFORCEMENT";
/// Settings that take bytes away around each line.
const OLD_FORMAT: &str = "SCALYR_DISABLE_LOGFILE_ADDEVENTS_FORMAT";
const TIMESTAMP: &str = "SCALYR_INCLUDE_RAW_TIMESTAMP_FIELD";

/// What decides how much is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The shortest pause between requests.
    MinSpacing,
    /// The longest pause: requests are small on the wire, so that it isn't shortened.
    MaxSpacing,
    /// The way to the platform and back.
    RoundTrip,
    /// The rate that the agent keeps to.
    SendRate,
}

impl Limit {
    /// The setting, or the network.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MinSpacing => "min_request_spacing_interval",
            Self::MaxSpacing => "max_request_spacing_interval",
            Self::RoundTrip => "rtt",
            Self::SendRate => "max_send_rate_enforcement",
        }
    }

    /// The variable to change.
    #[must_use]
    pub fn setting(self) -> &'static str {
        match self {
            Self::MinSpacing => MIN_SPACING,
            Self::MaxSpacing => MAX_SPACING,
            Self::RoundTrip => REQUEST_SIZE,
            Self::SendRate => SEND_RATE,
        }
    }
}

/// The most that an agent uploads, without the time of its processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    /// Bytes a second as containers write them; `None` where nothing bounds it.
    pub bytes: Option<u64>,
    /// What decides.
    pub limit: Limit,
    /// How many sessions take part.
    pub sessions: u64,
    /// Whether a session would have to do more than it can by its processor.
    pub over_cpu: bool,
    /// The settings that went in.
    pub settings: Vec<&'static str>,
}

/// Ceiling of an agent with these settings; `None` where the files don't tell one that goes in.
#[must_use]
pub fn ceiling(settings: &Effective, on: &Conditions) -> Option<Ceiling> {
    let (one, limit) = of_session(settings, on)?;
    let sessions = sessions(settings)?.min(on.files.max(1));
    let bytes = one.map(|one| rounded(one * Number::from(i128::from(sessions))));
    let most = throughput().session_most;
    let over_cpu = one.is_none_or(|one| one > Number::from(i128::from(most)));
    Some(Ceiling { bytes, limit, sessions, over_cpu, settings: names(limit, sessions) })
}

/// What one session uploads at most, without an end where nothing limits it, and by what.
fn of_session(settings: &Effective, on: &Conditions) -> Option<(Option<Number>, Limit)> {
    let request = Request::new(settings, on)?;
    let (spacing, limit) = request.spacing(settings, on)?;
    let round_trip = Number::new(i128::from(on.round_trip), 1000);
    let threshold = number(settings, THRESHOLD)?;
    let is_pipelined = request.body >= threshold * request.most;
    let cycle = if is_pipelined { spacing.max(round_trip) } else { spacing + round_trip };
    let limit = if spacing > round_trip { limit } else { Limit::RoundTrip };
    let by_cycle = (cycle > Number::from(0)).then(|| request.text / cycle);
    let by_rate = send_rate(settings)?.map(|rate| rate * request.counted);
    Some(match (by_cycle, by_rate) {
        (Some(cycle), Some(rate)) if rate < cycle => (Some(rate), Limit::SendRate),
        (None, Some(rate)) => (Some(rate), Limit::SendRate),
        (cycle, _) => (cycle, limit),
    })
}

/// How many sessions an agent has; `None` where the files don't tell.
pub(super) fn sessions(settings: &Effective) -> Option<u64> {
    if settings.release < throughput().sessions_since {
        return Some(1);
    }
    let is_read = setting_named(SESSIONS)?.is_read_by(settings.release);
    let sessions = number(settings, if is_read { SESSIONS } else { FIRST_SESSIONS })?;
    sessions.to_integer().to_u64().map(|sessions| sessions.max(1))
}

/// A full request.
struct Request {
    /// The most bytes that it may have.
    most: Number,
    /// Bytes of it before they are compressed.
    body: Number,
    /// Bytes of lines in it, as containers write them.
    text: Number,
    /// The share of those in what the send rate counts.
    counted: Number,
}

impl Request {
    fn new(settings: &Effective, on: &Conditions) -> Option<Self> {
        let facts = throughput();
        let most = number(settings, REQUEST_SIZE)?;
        let Some(line) = on.line.map(i128::from) else {
            // Lines so long that nothing else counts.
            return Some(Self { most, body: most, text: most, counted: Number::from(1) });
        };
        let framing = facts.framing.of(on.runtime);
        let in_file = line + framing;
        let digits = i128::try_from(in_file.to_string().len()).ok()?;
        let event = line + line_head(settings, on.runtime)? + digits;
        let room = most.to_integer() - facts.request_head;
        // Where not even one has room, none is sent.
        let lines = (room / event.max(1)).max(0);
        let is_plain = on.runtime == Runtime::Cri && settings.release >= facts.cri_plain_since;
        let counted = if is_plain { Number::from(1) } else { Number::new(line, in_file.max(1)) };
        let body = Number::from(facts.request_head + lines * event);
        Some(Self { most, body, text: Number::from(lines * line), counted })
    }

    /// The pause between requests that it comes to: it is shortened only by those that are large on the wire.
    fn spacing(&self, settings: &Effective, on: &Conditions) -> Option<(Number, Limit)> {
        let pause = |name| number(settings, name).map(|pause| pause.max(Number::from(0)));
        let (least, most) = (pause(MIN_SPACING)?, pause(MAX_SPACING)?);
        let ratio = if compresses(settings)? { on.ratio.max(1) } else { 1000 };
        let on_wire = self.body * Number::new(1000, i128::from(ratio));
        let shortens = number(settings, ADJUSTMENT)? < Number::from(1) && least <= most;
        let is_short = on_wire > number(settings, HIGH_WATER)? && shortens;
        Some(if is_short { (least, Limit::MinSpacing) } else { (most, Limit::MaxSpacing) })
    }
}

/// Bytes around a line's text in a request, next to the digits of its length.
fn line_head(settings: &Effective, runtime: Runtime) -> Option<i128> {
    let facts = throughput();
    let has_timestamp = settings.value(TIMESTAMP) != Some(Value::Bool(false));
    let timestamp = if has_timestamp { 0 } else { facts.raw_timestamp.of(runtime) };
    let format = if settings.is_on(OLD_FORMAT) { facts.old_format } else { 0 };
    let is_told = settings.is_told(TIMESTAMP) && settings.is_told(OLD_FORMAT);
    is_told.then(|| facts.line_head.of(runtime) - timestamp - format)
}

/// The number that a setting is.
pub(super) fn number(settings: &Effective, name: &str) -> Option<Number> {
    let text = settings.held(setting_named(name)?).value?.to_string();
    match text.strip_prefix('-') {
        Some(amount) => exact_decimal(amount).map(|number| -number),
        None => exact_decimal(&text),
    }
}

fn rounded(number: Number) -> u64 {
    (number + Number::new(1, 2)).floor().to_integer().to_u64().unwrap_or(u64::MAX)
}

fn names(limit: Limit, sessions: u64) -> Vec<&'static str> {
    let mut names = vec![REQUEST_SIZE, THRESHOLD, MIN_SPACING, MAX_SPACING, HIGH_WATER];
    if limit == Limit::SendRate {
        names.push(SEND_RATE);
    }
    if sessions > 1 {
        names.push(SESSIONS);
    }
    names
}
