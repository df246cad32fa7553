//! The settings of an agent container: its environment, read as the release of its image reads it.

use crate::agent::{ImageVerdict, judge_image};
use crate::kube::{Container, EnvVar, Environment, ImageRef, TextPart, text_parts};
use crate::units::Version;
use crate::yaml::Node;

use super::effective::{Effective, Variable};
use super::facts::known_releases;
use super::files::CONFIGURATION;

/// What names a folder with more files of configuration.
const MORE_FILES: &str = "SCALYR_EXTRA_CONFIG_DIR";
/// What says which pod the agent runs in, and who it is: no choice of settings.
const IDENTITY: [&str; 6] = [
    API_KEY,
    "SCALYR_K8S_NODE_NAME",
    "SCALYR_K8S_POD_NAME",
    "SCALYR_K8S_POD_NAMESPACE",
    "SCALYR_K8S_POD_UID",
    "SCALYR_K8S_KUBELET_HOST_IP",
];
/// The variable of the API key, which nothing may show.
pub const API_KEY: &str = "SCALYR_API_KEY";

/// The settings of an agent container.
#[derive(Debug)]
pub struct AgentSettings {
    /// The release of its image, where the tag tells one.
    pub release: Option<Version>,
    /// Whether the image is a release, and no build of somebody's that may read other names.
    pub is_official: bool,
    /// Its settings in each release that it may be: one where the tag tells it, else the oldest and the newest.
    pub all: Vec<Effective>,
    /// Whether something next to the files may set what they don't: then what isn't here may still be set.
    pub is_open: bool,
    /// Whether configuration files of its own may name other variables, and set what the environment doesn't.
    pub has_files: bool,
    /// Whether it reads files of another folder than its image's as well.
    pub has_more_files: bool,
}

impl AgentSettings {
    /// Settings of a container with an environment.
    #[must_use]
    pub fn new(container: &Container<'_>, environment: &Environment<'_>) -> Self {
        let image = container.node.get_text("image").map(ImageRef::parse);
        let verdict = image.as_ref().map(judge_image);
        let tag = image.as_ref().and_then(|image| image.tag);
        let release = match verdict {
            Some(ImageVerdict::Release(version)) => version,
            _ => tag.and_then(Version::split).map(|(version, _)| version),
        };
        let has_more_files = environment.get(MORE_FILES).is_some();
        Self {
            release,
            is_official: matches!(verdict, Some(ImageVerdict::Release(_))),
            all: settings_at(environment, release),
            is_open: environment.open,
            has_files: has_more_files || has_own_files(container),
            has_more_files,
        }
    }

    /// The settings in the release that it is, or the newest that it may be.
    #[must_use]
    pub fn newest(&self) -> Option<&Effective> {
        self.all.last()
    }

    /// Whether the environment gives no setting but what says which pod it is and the API key.
    #[must_use]
    pub fn is_unconfigured(&self) -> bool {
        let configures = |settings: &Effective| {
            settings.given.iter().any(|given| !IDENTITY.contains(&given.fact.name.as_str()))
        };
        !self.all.iter().any(configures)
    }
}

/// Settings of an environment in a release, or in the oldest and the newest that are known.
#[must_use]
pub fn settings_at(environment: &Environment<'_>, release: Option<Version>) -> Vec<Effective> {
    let effective = environment.effective();
    let variables: Vec<Variable<'_>> =
        effective.iter().map(|var| Variable { name: &var.name, text: var.text() }).collect();
    let releases = match release {
        Some(release) => vec![release],
        None => known_releases().to_vec(),
    };
    releases.into_iter().map(|release| Effective::new(&variables, release)).collect()
}

fn has_own_files(container: &Container<'_>) -> bool {
    container.mounts().iter().any(|mount| mount.is_within(CONFIGURATION))
}

/// Whether a text is the name of a variable, and not a slip that has a value in it.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether something in a container refers to a variable: then it is one of the user's own.
#[must_use]
pub fn is_referred_to(
    name: &str,
    container: &Container<'_>,
    environment: &Environment<'_>,
) -> bool {
    let by_value = |var: &EnvVar<'_>| var.references.iter().any(|reference| reference.name == name);
    let by_word = |word: Node<'_>| {
        let text = word.text().unwrap_or_default();
        text.contains(name)
            || text_parts(text)
                .iter()
                .any(|part| matches!(part, TextPart::Reference(it, _) if *it == name))
    };
    environment.iter().any(by_value) || container.words().any(by_word)
}
