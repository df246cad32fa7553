//! The format of `.lt-lint.yaml`: what the YAML says, before anything is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error};

use crate::by_shape::{self, ByShape};
use crate::finding::Level;
use crate::load::Generator;
use crate::rule::Param;

use super::limits::LimitsConfig;
use super::load::LoadConfig;
use super::render::RenderConfig;

/// Settings of lt-lint for a project.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping of settings", rename_all = "kebab-case")]
pub struct ConfigFile {
    /// Severity and parameters of rules, by id.
    #[serde(default)]
    pub rules: BTreeMap<String, RuleConfig>,
    /// Folders with custom rules, relative to this file: one, or a list.
    #[serde(default)]
    pub rules_folder: RulesFolders,
    /// Files and folders to omit when folders are searched, as git-ignore patterns relative to
    /// this file.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Severities for some files; of several that match, the last one is used.
    #[serde(default)]
    pub overrides: Vec<OverrideConfig>,
    /// The Scalyr Agent.
    #[serde(default)]
    pub agent: AgentConfig,
    /// Kubernetes version to validate against, such as `1.33`; the newest when
    /// omitted.
    #[serde(default)]
    pub kubernetes_version: Option<String>,
    /// Limits of a load test, for the rules, the plan and `init`.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// Plan of the load test; overrides the annotations, and is overridden by flags.
    #[serde(default)]
    pub load: LoadConfig,
    /// Load generators of the project, in the form of the files in `facts/generators/`; they take precedence over
    /// the built-in ones.
    #[serde(default)]
    pub generators: Vec<Generator>,
    /// What `--render` renders, and with which values.
    #[serde(default)]
    pub render: RenderConfig,
}

/// Folders with rules: a path, or a list of them.
#[derive(Debug, Clone, Default)]
pub struct RulesFolders {
    /// The paths as they are written.
    pub paths: Vec<String>,
    /// Whether they are a list.
    pub(super) is_list: bool,
}

/// Settings of one rule: a severity, or severity and parameters.
#[derive(Debug, Clone, Default)]
pub struct RuleConfig {
    /// The severity; the rule's own when omitted.
    pub severity: Option<Level>,
    /// Values of its parameters; its own when omitted.
    pub params: BTreeMap<String, Param>,
}

/// Severities for some files.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    deny_unknown_fields,
    expecting = "a mapping with `paths` and `rules`",
    rename_all = "kebab-case"
)]
pub struct OverrideConfig {
    /// The files, as git-ignore patterns relative to the configuration file.
    pub paths: Vec<String>,
    /// Severities there, by rule id.
    pub rules: BTreeMap<String, Level>,
}

/// The Scalyr Agent.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `images`", rename_all = "kebab-case")]
pub struct AgentConfig {
    /// Image repositories, without tags, that contain the agent under another name; those whose name
    /// starts with `scalyr-k8s-agent` are known.
    #[serde(default)]
    pub images: Vec<String>,
}

/// The long form of [`RuleConfig`].
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `severity` and `params`")]
pub(crate) struct LongForm {
    /// The severity; the rule's own when omitted.
    #[serde(default)]
    severity: Option<Level>,
    /// Values of the rule's parameters; its own when omitted.
    #[serde(default)]
    params: BTreeMap<String, Param>,
}

impl<'de> Deserialize<'de> for RuleConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for RulesFolders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl ByShape for RulesFolders {
    const EXPECTED: &'static str = "the path of a folder, or a list of paths";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        Some(Ok(Self { paths: vec![text.to_owned()], is_list: false }))
    }

    fn from_list<'de, D: Deserializer<'de>>(list: D) -> Option<Result<Self, D::Error>> {
        Some(Vec::deserialize(list).map(|paths| Self { paths, is_list: true }))
    }
}

impl ByShape for RuleConfig {
    const EXPECTED: &'static str =
        "a severity (error, warning, info, off) or a mapping with `severity` and `params`";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        let level = Level::deserialize(StrDeserializer::new(text));
        Some(level.map(|level| Self { severity: Some(level), params: BTreeMap::new() }))
    }

    fn from_mapping<'de, D: Deserializer<'de>>(mapping: D) -> Option<Result<Self, D::Error>> {
        let long = LongForm::deserialize(mapping);
        Some(long.map(|LongForm { severity, params }| Self { severity, params }))
    }
}
