//! What is known of the agent's settings: the files `facts/agent/settings.yaml` and `dead-settings.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::embedded::Named;
use crate::units::Version;

/// Releases at which the reading of settings changed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Milestones {
    /// The oldest release that was looked at in full.
    pub oldest: Version,
    /// The newest release that is known.
    pub newest: Version,
    /// First release that puts values of its own instead of some that are set.
    pub forced_since: Version,
    /// First release that converts settings of monitors that have no default.
    pub typed_since: Version,
    /// First release whose level of compression depends on the type.
    pub compression_by_type_since: Version,
    /// First release whose image runs on Python 3.
    pub python3_since: Version,
}

/// One setting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingFact {
    /// Name of its variable.
    pub name: String,
    /// Name of the option in the agent's configuration; none where it is looked up directly.
    pub option: Option<String>,
    /// What reads it.
    pub reader: Reader,
    /// Type that its text is converted to.
    #[serde(rename = "type")]
    pub kind: SettingType,
    /// Value where nothing sets it.
    pub default: Option<Value>,
    /// First release that reads it.
    pub since: Version,
    /// Last release that reads it, where it is gone.
    pub until: Option<Version>,
    /// The least number that it takes.
    pub min: Option<i64>,
    /// The greatest number that it takes.
    pub max: Option<i64>,
    /// The only texts that it takes.
    pub one_of: Option<Vec<String>>,
    /// Whether the text is made a number where it is used.
    #[serde(default)]
    pub numeric: bool,
    /// Whether those count in any case.
    #[serde(default)]
    pub any_case: bool,
    /// The agent's own words about another value.
    pub refusal: Option<String>,
    /// Where another value is found out.
    #[serde(default)]
    pub checked: Checked,
    /// What held before a release, the oldest first.
    #[serde(default)]
    earlier: Vec<Earlier>,
    /// What the image sets.
    image: Option<OfImage>,
    /// What newer releases put in its place.
    pub forced: Option<Value>,
    /// What is set for high volume where nothing is forced.
    pub high_volume: Option<Value>,
    /// The setting whose old name this is.
    pub alias_of: Option<String>,
    /// The setting to use instead; empty where there is none.
    pub deprecated: Option<String>,
    /// What it does, in a few words.
    pub about: String,
}

/// What reads a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// Every agent.
    Agent,
    /// The Kubernetes monitor.
    Kubernetes,
    /// The monitor of Kubernetes events.
    Events,
    /// The Docker monitor, which the Kubernetes image doesn't run.
    Docker,
    /// Code that looks the variable up where it is used.
    Direct,
}

/// Type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingType {
    /// On or off.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// A text.
    Text,
    /// Texts with commas between them.
    List,
    /// Texts with commas or spaces between them.
    Words,
    /// A JSON object.
    Json,
    /// A text of which every one that isn't empty means on.
    Untyped,
}

/// Where a value that isn't allowed is found out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checked {
    /// While the configuration is read.
    #[default]
    Startup,
    /// When the monitor starts, which ends the agent too.
    Monitor,
    /// When the value is first used.
    Use,
}

/// What held before a release.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    before: Version,
    default: Option<Value>,
    one_of: Option<Vec<String>>,
}

/// What the image sets, in its configuration file or its environment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfImage {
    value: Option<Value>,
    environment: Option<String>,
    #[serde(default)]
    since: Version,
}

impl SettingFact {
    /// Whether a release reads it.
    #[must_use]
    pub fn is_read_by(&self, release: Version) -> bool {
        self.since <= release && self.until.is_none_or(|until| release <= until)
    }

    /// Value where nothing sets it, the image left aside.
    #[must_use]
    pub fn default_at(&self, release: Version) -> Option<&Value> {
        let mut earlier = self.earlier.iter().filter(|earlier| release < earlier.before);
        earlier.find_map(|earlier| earlier.default.as_ref()).or(self.default.as_ref())
    }

    /// The only texts that a release takes; `None` where it takes any.
    #[must_use]
    pub fn allowed_at(&self, release: Version) -> Option<&[String]> {
        let mut earlier = self.earlier.iter().filter(|earlier| release < earlier.before);
        let allowed = earlier.find_map(|earlier| earlier.one_of.as_ref()).or(self.one_of.as_ref());
        allowed.map(Vec::as_slice).filter(|allowed| !allowed.is_empty())
    }

    /// What the image of a release sets in its configuration file.
    #[must_use]
    pub fn image_value(&self, release: Version) -> Option<&Value> {
        self.image.as_ref().filter(|image| image.since <= release)?.value.as_ref()
    }

    /// What the image of a release sets in its environment.
    #[must_use]
    pub fn image_environment(&self, release: Version) -> Option<&str> {
        self.image.as_ref().filter(|image| image.since <= release)?.environment.as_deref()
    }

    /// Name of its option, as the agent calls it in messages.
    #[must_use]
    pub fn option(&self) -> &str {
        self.option.as_deref().unwrap_or(&self.name)
    }

    /// Whether a monitor reads it.
    #[must_use]
    pub fn is_of_monitor(&self) -> bool {
        matches!(self.reader, Reader::Kubernetes | Reader::Events | Reader::Docker)
    }
}

/// A name that no release reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadSetting {
    /// The name.
    pub name: String,
    /// The setting to use instead.
    #[serde(rename = "use")]
    pub instead: Option<String>,
    /// What comes of it, in a sentence.
    pub effect: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadFile {
    settings: Vec<DeadSetting>,
}

static RELEASES: LazyLock<Milestones> =
    LazyLock::new(|| crate::embedded::part("agent/settings", "releases"));
static SETTINGS: LazyLock<Named<SettingFact>> =
    LazyLock::new(|| Named::new("agent/settings", "settings"));
static DEAD: LazyLock<DeadFile> = LazyLock::new(|| crate::embedded::facts("agent/dead-settings"));

/// The newest release that is known.
#[must_use]
pub fn newest_release() -> Version {
    RELEASES.newest
}

/// The releases at which something changed.
pub(super) fn milestones() -> &'static Milestones {
    &RELEASES
}

/// The oldest and the newest release that are known.
#[must_use]
pub fn known_releases() -> [Version; 2] {
    [milestones().oldest, milestones().newest]
}

/// Every setting, by name.
pub fn all_settings() -> impl Iterator<Item = &'static SettingFact> + Clone {
    SETTINGS.iter()
}

/// The setting of this name, in upper case.
#[must_use]
pub fn setting_named(name: &str) -> Option<&'static SettingFact> {
    SETTINGS.get(name)
}

/// What is known of a name that no release reads.
#[must_use]
pub fn dead_setting(name: &str) -> Option<&'static DeadSetting> {
    DEAD.settings.iter().find(|dead| dead.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read_whole_and_fit_each_other() {
        let settings = all_settings();
        assert_eq!(settings.clone().count(), 191);
        assert!(settings.clone().is_sorted_by(|a, b| a.name < b.name));
        for fact in settings {
            let known = |name: &str| setting_named(name).is_some();
            assert!(fact.alias_of.as_deref().is_none_or(known), "{}", fact.name);
            let instead = fact.deprecated.as_deref().filter(|name| !name.is_empty());
            assert!(instead.is_none_or(known), "{}", fact.name);
            assert!(fact.earlier.is_sorted_by(|a, b| a.before < b.before), "{}", fact.name);
            assert!(dead_setting(&fact.name).is_none(), "{}", fact.name);
        }
        assert!(DEAD.settings.len() > 10);
        for dead in &DEAD.settings {
            let known = |name: &str| setting_named(name).is_some();
            assert!(dead.instead.as_deref().is_none_or(known), "{}", dead.name);
            assert!(dead.effect.ends_with('.'), "{}", dead.effect);
        }
    }

    #[test]
    fn defaults_and_choices_depend_on_the_release() {
        let at = |name: &str, release: &str| {
            setting_named(name).unwrap().default_at(release.parse().unwrap()).cloned()
        };
        assert_eq!(at("SCALYR_MAX_LINE_SIZE", "2.1.5"), Some(Value::from(9900)));
        assert_eq!(at("SCALYR_MAX_LINE_SIZE", "2.1.6"), Some(Value::from(49900)));
        let types = |release: &str| {
            let fact = setting_named("SCALYR_COMPRESSION_TYPE").unwrap();
            fact.allowed_at(release.parse().unwrap()).map(<[String]>::len)
        };
        assert_eq!((types("2.1.3"), types("2.1.4"), types("2.1.16")), (None, Some(4), Some(5)));
    }
}
