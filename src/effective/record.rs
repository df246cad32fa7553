//! The settings of agents as plain records, ready to be written.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::agent::upload::CeilingRecord;
use crate::finding::ObjectName;

/// The version of the JSON format; it grows when a reader could misunderstand a newer document.
pub(super) const VERSION: u32 = 1;

/// The settings that the agents really have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingsRecord {
    /// Version of this format.
    pub version: u32,
    /// Every agent container, in the order of the input.
    pub agents: Vec<AgentRecord>,
}

/// An agent container.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentRecord {
    /// The object that it is in.
    pub object: ObjectName,
    /// Its name.
    pub container: String,
    /// The release whose reading this is; null where the image's tag tells none, and the newest is shown.
    pub agent_version: Option<String>,
    /// Why a value ends the agent while it reads its configuration, in its own words.
    pub exits: Option<String>,
    /// Why a value ends one of its monitors, in its own words.
    pub monitor_fails: Option<String>,
    /// The settings by the names of their variables.
    pub settings: BTreeMap<String, SettingRecord>,
    /// Variables of the environment that look like settings and that this release doesn't read.
    pub not_read: Vec<String>,
    /// Options whose values the agent replaces by its own and reports, sorted.
    pub overridden: Vec<String>,
    /// The most that it uploads with these settings, for text and for lines that hardly differ; empty where the files
    /// don't tell all of them.
    pub upload: Vec<CeilingRecord>,
    /// Whether it has only what differs from another release.
    #[serde(skip)]
    pub is_difference: bool,
}

/// A setting.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingRecord {
    /// The value as the agent holds it: a boolean, a number, a text, a list; null where the files don't tell it.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: OriginRecord,
    /// The file in which it is, or in which what it replaces is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line there, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// The value in the release that is compared with; only where two are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OriginRecord {
    /// The container's `env`, or a Secret.
    Env,
    /// A ConfigMap.
    Configmap,
    /// The agent's default, or what its image sets.
    Default,
    /// The agent itself, instead of whatever is set.
    Forced,
}

impl SettingRecord {
    /// A value with its origin, and its place where it has one.
    pub(super) fn new(
        value: Option<Value>,
        origin: OriginRecord,
        place: Option<(String, usize)>,
    ) -> Self {
        let (path, line) = place.unzip();
        Self { value, origin, path, line, unknown: None, before: None }
    }
}
