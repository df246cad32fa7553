//! The format of a rule file: what the YAML says, before anything is checked.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use crate::by_shape::{self, ByShape};
use crate::finding::Severity;

use super::check::CheckFile;
use super::fix::FixFile;

/// A rule. The file's name, without `.yaml`, is its id.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    deny_unknown_fields,
    expecting = "a rule, a mapping with `id` and `check`",
    rename_all = "kebab-case"
)]
pub struct RuleFile {
    /// The rule's id in kebab-case, named by the mistake; the same as the file's name.
    pub id: String,
    /// The release that has it first.
    pub since: String,
    /// What the rule finds, in a few words, without a full stop.
    pub summary: String,
    /// How much the mistake matters: `error` when the load test fails or its result is wrong.
    pub severity: Severity,
    /// Cases of the check that matter more or less than the others.
    #[serde(default)]
    pub severities: BTreeMap<String, Severity>,
    /// What is wrong, in one line with the actual value. One text, or one for each case of the check.
    pub message: Text,
    /// A few words at the place itself.
    #[serde(default)]
    pub label: Option<Text>,
    /// What would be seen in the test.
    pub why: Text,
    /// What to write instead.
    pub help: Text,
    /// How to fix the mistake, or why that can't be said. One way, or one for each case of the check.
    #[serde(default)]
    pub fix: Option<FixFile>,
    /// Where the facts behind the rule can be read.
    #[serde(default)]
    pub references: Vec<String>,
    /// Which workloads and containers it is about.
    #[serde(default)]
    pub r#where: Where,
    /// The check, one kind with its options.
    pub check: CheckFile,
    /// Values that a project may override; options refer to them as `{params.name}`.
    #[serde(default)]
    pub params: BTreeMap<String, Param>,
    /// Rules that name the cause of this one's mistake: where they speak, this one is silent.
    #[serde(default)]
    pub after: Vec<After>,
}

/// What judging takes of a rule file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RuleHead {
    pub(super) id: String,
    pub(super) severity: Severity,
    #[serde(default)]
    pub(super) severities: BTreeMap<String, Severity>,
    #[serde(default)]
    pub(super) r#where: Where,
    pub(super) check: CheckFile,
    #[serde(default)]
    pub(super) params: BTreeMap<String, Param>,
    #[serde(default)]
    pub(super) after: Vec<After>,
}

/// What a rule file says to people.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct RuleTexts {
    pub(super) since: String,
    pub(super) summary: String,
    pub(super) message: Text,
    pub(super) label: Option<Text>,
    pub(super) why: Text,
    pub(super) help: Text,
    pub(super) fix: Option<FixFile>,
    #[serde(default)]
    pub(super) references: Vec<String>,
}

impl RuleFile {
    pub(super) fn split(self) -> (RuleHead, RuleTexts) {
        let Self { id, severity, severities, r#where, check, params, after, .. } = self;
        let Self { since, summary, message, label, why, help, fix, references, .. } = self;
        (
            RuleHead { id, severity, severities, r#where, check, params, after },
            RuleTexts { since, summary, message, label, why, help, fix, references },
        )
    }

    pub(super) fn joined(head: &RuleHead, texts: &RuleTexts) -> Self {
        let RuleHead { id, severity, severities, r#where, check, params, after } = head.clone();
        let texts = texts.clone();
        let RuleTexts { since, summary, message, label, why, help, fix, references } = texts;
        Self {
            id,
            since,
            summary,
            severity,
            severities,
            message,
            label,
            why,
            help,
            fix,
            references,
            r#where,
            check,
            params,
            after,
        }
    }
}

/// A message text: one, or one for each case that the check distinguishes.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Text {
    /// The same for all cases.
    One(String),
    /// By case.
    Cases(BTreeMap<String, String>),
}

impl Default for Text {
    fn default() -> Self {
        Self::One(String::new())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl ByShape for Text {
    const EXPECTED: &'static str = "a string, or a mapping of strings by case";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        Some(Ok(Self::One(text.to_owned())))
    }

    fn from_mapping<'de, D: Deserializer<'de>>(mapping: D) -> Option<Result<Self, D::Error>> {
        Some(BTreeMap::deserialize(mapping).map(Self::Cases))
    }
}

/// The value of a parameter.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Param {
    /// A whole number.
    Number(i64),
    /// A text: a quantity, a rate, a version.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

impl<'de> Deserialize<'de> for Param {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        by_shape::deserialize(deserializer)
    }
}

impl ByShape for Param {
    const EXPECTED: &'static str = "a whole number, a string, or a list of strings";

    fn from_text<E: Error>(text: &str) -> Option<Result<Self, E>> {
        Some(Ok(Self::Text(text.to_owned())))
    }

    fn from_number(number: i64) -> Option<Self> {
        Some(Self::Number(number))
    }

    fn from_list<'de, D: Deserializer<'de>>(list: D) -> Option<Result<Self, D::Error>> {
        Some(Vec::deserialize(list).map(Self::List))
    }
}

/// Which objects, workloads and containers a rule is about. Of what is said here, all must fit. A finding about
/// several objects is in the one where its place is.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Where {
    /// Workloads; all of them when omitted.
    #[serde(default)]
    pub workloads: Workloads,
    /// Kinds of objects, such as Deployment; all of them when omitted.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Namespaces of objects, as they are written; all of them when omitted.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// Names of objects; all of them when omitted.
    #[serde(default)]
    pub names: Vec<String>,
    /// Labels that the object must have, or its pod template.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Containers; of checks that look at more than one at a time, what they find there.
    #[serde(default)]
    pub containers: Option<Containers>,
}

/// A choice of workloads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Workloads {
    /// Every pod and pod template.
    #[default]
    Any,
    /// Those with the agent.
    Agent,
    /// Those where the agent runs next to other containers.
    Sidecar,
    /// DaemonSets with the agent alone.
    NodeAgent,
    /// Those where the agent is alone and that aren't node agent.
    AgentAlone,
    /// Those without the agent.
    NoAgent,
    /// Those with a generator whose logs an agent uploads: one next to it, or one on its node.
    LoadTest,
}

/// A choice of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Containers {
    /// The agent.
    Agent,
    /// Regular containers that aren't the agent.
    Generators,
    /// Init containers.
    Init,
    /// All of them.
    Any,
}

/// A rule that speaks first.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct After {
    /// Its id.
    pub rule: String,
    /// What both findings must share.
    #[serde(default)]
    pub same: Same,
}

/// What two findings share when one is the cause of the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Same {
    /// A labelled place.
    #[default]
    Place,
    /// The container.
    Container,
    /// The object.
    Object,
}
