//! What lt-lint has to say: findings and their labels.

use serde::{Deserialize, Serialize};

use crate::fix::Fix;
use crate::source::Location;

/// How much a finding matters to the load test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice; shown with `--pedantic`.
    Info,
    /// Likely trouble or lost insight.
    Warning,
    /// The load test fails or its result is wrong.
    Error,
}

impl Severity {
    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A severity, or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The load test fails or its result is wrong.
    Error,
    /// Likely trouble.
    Warning,
    /// Advice.
    Info,
    /// The rule isn't asked.
    Off,
}

impl Level {
    /// The severity; `None` when it is off.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

/// A Kubernetes object by what tells it from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectName {
    /// Its kind.
    pub kind: String,
    /// Its namespace, where it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Its name; empty where it has none.
    #[serde(default)]
    pub name: String,
}

impl std::fmt::Display for ObjectName {
    /// `Deployment scalyr/flog`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let namespace =
            self.namespace.as_deref().map(|name| format!("{name}/")).unwrap_or_default();
        f.write_str(format!("{} {namespace}{}", self.kind, self.name).trim_end())
    }
}

/// Where a place is, in what doesn't change when lines move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectPath {
    /// The object; none for what isn't in one.
    pub object: Option<ObjectName>,
    /// The field of the object, such as `spec.containers[flog].image`; empty for the object as a whole.
    pub field: String,
    /// The file that its text was rendered from, where the text says so.
    pub origin: Option<String>,
}

/// A place with a word about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Location,
    /// The object and the field that it is in.
    pub within: ObjectPath,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Label {
    /// A place that nobody has looked around yet.
    #[must_use]
    pub fn new(at: Location, text: String) -> Self {
        Self { at, within: ObjectPath::default(), text }
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// Which of the check's cases it is; empty when there is just one.
    pub case: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// What it would do to the test.
    pub why: String,
    /// What to write instead.
    pub help: String,
    /// The place of the mistake; where an alias repeats it, that of the alias.
    pub primary: Label,
    /// The place at the anchor, where the mistake was reached through an alias.
    pub anchored: Option<Location>,
    /// Places that belong to it, in any file.
    pub related: Vec<Label>,
    /// Ways to fix it, the best first.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// Every label, that of the mistake first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}
