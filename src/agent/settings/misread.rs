//! Values that the agent takes silently and not as they were meant.
//! Source: scalyr-agent-2, config_util.py, scalyr_client.py and util.py, 2.1.1 to 2.2.22.

use serde_json::Value;

use crate::text::did_you_mean;

use super::effective::{Effective, Given, is_raw};
use super::facts::{SettingFact, SettingType, milestones};
use super::send_rate::{ENFORCEMENT, misread_rate};

/// How a value is misread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// What kind of misreading it is.
    pub case: &'static str,
    /// What the agent makes of it.
    pub read_as: String,
    /// What to write.
    pub meant: String,
}

impl Misread {
    fn new(case: &'static str, read_as: impl Into<String>, meant: impl Into<String>) -> Self {
        Self { case, read_as: read_as.into(), meant: meant.into() }
    }
}

/// Texts with which people mean no.
const NO: [&str; 9] = ["false", "f", "no", "n", "off", "0", "none", "disabled", "disable"];
/// Words that a misspelt one is compared with.
const NEAR: [&str; 2] = ["true", "false"];
const SECONDS_OF_DAY: i64 = 24 * 60 * 60;
const LEVEL: &str = "SCALYR_COMPRESSION_LEVEL";
const TYPE: &str = "SCALYR_COMPRESSION_TYPE";

/// How the text of a given setting is misread.
#[must_use]
pub fn misread(given: &Given, name: &str, text: &str, settings: &Effective) -> Option<Misread> {
    let fact = given.fact;
    if is_raw(name, fact, settings.release) {
        let is_list = matches!(fact.kind, SettingType::List | SettingType::Words);
        return (is_list && !text.is_empty())
            .then(|| Misread::new("characters", "a list of its characters", "nothing"));
    }
    match fact.kind {
        SettingType::Bool => misread_bool(fact, text, settings),
        SettingType::Untyped => {
            let no = NO.iter().any(|no| text.trim().eq_ignore_ascii_case(no));
            no.then(|| Misread::new("on", "on", "an empty value"))
        }
        SettingType::List => misread_list(&given.value, &[';', '|', ' ']),
        SettingType::Words => misread_list(&given.value, &[';', '|']),
        _ if fact.name.ends_with("_SECS") => misread_seconds(given),
        _ if fact.name == LEVEL => misread_level(given, settings),
        _ if fact.name == TYPE => misread_type(text, settings),
        _ if fact.name == ENFORCEMENT => {
            misread_rate(text).map(|(read_as, meant)| Misread::new("rate", read_as, meant))
        }
        _ => None,
    }
}

fn misread_bool(fact: &SettingFact, text: &str, settings: &Effective) -> Option<Misread> {
    let is_default_on = fact.default_at(settings.release) == Some(&Value::Bool(true));
    if text.is_empty() && is_default_on {
        return Some(Misread::new("empty", "false", "true"));
    }
    let is_plain = text.is_empty() || text.eq_ignore_ascii_case("true");
    // `flase` is read as what is meant.
    let lower = text.trim().to_lowercase();
    let is_near_no = || did_you_mean(&lower, &NEAR).is_some_and(|meant| NO.contains(&meant));
    let is_no = NO.contains(&lower.as_str()) || is_near_no();
    (!is_plain && !is_no).then(|| Misread::new("false", "false", "true"))
}

/// A list with separators that aren't any: several names become one.
fn misread_list(value: &Option<Result<Value, super::Fault>>, wrong: &[char]) -> Option<Misread> {
    let Some(Ok(Value::Array(items))) = value else {
        return None;
    };
    let mut items = items.iter().filter_map(Value::as_str);
    let joined = items.find(|item| item.contains(wrong))?;
    let pieces: Vec<&str> =
        joined.split(wrong).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    Some(Misread::new("list", format!("the one name `{joined}`"), pieces.join(",")))
}

/// Seconds that no test lasts: they were meant to be milliseconds, or a week.
fn misread_seconds(given: &Given) -> Option<Misread> {
    let Some(Ok(value)) = &given.value else {
        return None;
    };
    let days = value.as_i64()? / SECONDS_OF_DAY;
    let default = given.fact.default.as_ref().map(ToString::to_string).unwrap_or_default();
    let read_as = if days == 1 { "more than a day".to_owned() } else { format!("{days} days") };
    (days > 0).then(|| Misread::new("long", read_as, default))
}

/// The levels of a type of compression. Source: scalyr_agent/util.py at 2.2.22; scalyr_client.py at 2.1.1.
fn levels(compression: &str, settings: &Effective) -> Option<(i64, i64)> {
    if settings.release < milestones().compression_by_type_since {
        return Some((1, 9));
    }
    Some(match compression {
        "deflate" | "bz2" => (1, 9),
        "lz4" => (0, 16),
        "zstandard" => (1, 22),
        "none" => (0, 0),
        _ => return None,
    })
}

fn misread_level(given: &Given, settings: &Effective) -> Option<Misread> {
    let Some(Ok(level)) = &given.value else {
        return None;
    };
    let compression = settings.value(TYPE)?;
    let compression = compression.as_str()?;
    let (min, max) = levels(compression, settings)?;
    let is_within = level.as_i64().is_some_and(|level| min <= level && level <= max);
    if is_within || compression == "none" {
        return None;
    }
    let range = format!("a level from {min} to {max} for {compression}");
    let is_old = settings.release < milestones().compression_by_type_since;
    let read_as = if is_old { "9, the highest level" } else { "no compression at all" };
    Some(Misread::new("level", read_as, range))
}

/// Whether requests are compressed; `None` where the files don't tell. A type that an early release doesn't know and a
/// level that a later one's type doesn't have switch it off.
pub(in crate::agent) fn compresses(settings: &Effective) -> Option<bool> {
    let compression = settings.value(TYPE)?;
    let compression = compression.as_str()?;
    let is_free = super::setting_named(TYPE)?.allowed_at(settings.release).is_none();
    if compression == "none" || (is_free && !matches!(compression, "deflate" | "bz2")) {
        return Some(false);
    }
    if settings.release < milestones().compression_by_type_since {
        return Some(true);
    }
    let (min, max) = levels(compression, settings)?;
    let level = settings.value(LEVEL)?.as_i64().unwrap_or(i64::MAX);
    Some(min <= level && level <= max)
}

/// A type that an old release doesn't know: it compresses nothing.
fn misread_type(text: &str, settings: &Effective) -> Option<Misread> {
    let is_free = super::setting_named(TYPE)?.allowed_at(settings.release).is_none();
    let is_unknown = !matches!(text, "deflate" | "bz2");
    (is_free && is_unknown && text != "none")
        .then(|| Misread::new("type", "no compression at all", "deflate"))
}
