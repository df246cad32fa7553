//! The settings of agents, for people and for programs.

use std::fmt::Write;

use serde_json::Value;

use crate::effective::{AgentRecord, OriginRecord, SettingRecord, SettingsRecord};
use crate::text::printable;

use super::escape;

/// The settings as one JSON document, by `schemas/settings.schema.json`.
#[must_use]
pub fn settings_json(record: &SettingsRecord) -> String {
    escape::json(record, true)
}

/// The settings as lines; without `all`, those that aren't the agent's own defaults.
#[must_use]
pub fn settings_human(record: &SettingsRecord, all: bool) -> String {
    let agents: Vec<String> = record.agents.iter().map(|one| agent(one, all)).collect();
    agents.join("\n")
}

fn agent(one: &AgentRecord, all: bool) -> String {
    let title = format!("{}\n", printable(&title(one)));
    let mut out = String::new();
    let shown: Vec<(&String, &SettingRecord)> = one
        .settings
        .iter()
        .filter(|(_, it)| all || it.origin != OriginRecord::Default || it.before.is_some())
        .collect();
    let width = shown.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, setting) in shown {
        let line = format!("  {name:width$}  {}", told(setting));
        let _ = writeln!(out, "{}", printable(&line));
    }
    for name in &one.not_read {
        let _ = writeln!(out, "  not read: {}", printable(name));
    }
    if !one.overridden.is_empty() {
        let _ = writeln!(out, "  overridden by the agent: {}", one.overridden.join(", "));
    }
    for ceiling in &one.upload {
        let _ = writeln!(out, "  uploads at most: {}", ceiling.told());
    }
    for reason in [&one.exits, &one.monitor_fails].into_iter().flatten() {
        let _ = writeln!(out, "  exits at startup: {}", printable(reason));
    }
    if one.is_difference && out.is_empty() {
        out.push_str("  nothing changes\n");
    }
    title + &out
}

fn title(one: &AgentRecord) -> String {
    let release = match &one.agent_version {
        Some(release) => format!("release {release}"),
        None => "the release isn't known, shown as the newest reads them".to_owned(),
    };
    format!("{}, container {} ({release})", one.object, one.container)
}

/// A value with where it comes from.
fn told(setting: &SettingRecord) -> String {
    let value = match (&setting.value, &setting.unknown) {
        (_, Some(reason)) => format!("({reason})"),
        (value, None) => written(value.as_ref()),
    };
    let before = match &setting.before {
        Some(before) => format!(", before {}", written(Some(before))),
        None => String::new(),
    };
    let place = setting.path.as_deref().zip(setting.line);
    let place = place.map(|(path, line)| format!("{path}:{line}"));
    let origin = match (setting.origin, place) {
        (OriginRecord::Default, _) => "default".to_owned(),
        (OriginRecord::Forced, Some(place)) => format!("forced, instead of {place}"),
        (OriginRecord::Forced, None) => "forced".to_owned(),
        (_, place) => place.unwrap_or_default(),
    };
    format!("{value}  [{origin}{before}]")
}

fn written(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) if !text.is_empty() && !text.contains(char::is_whitespace) => {
            text.clone()
        }
        Some(value) => value.to_string(),
        None => "nothing".to_owned(),
    }
}
